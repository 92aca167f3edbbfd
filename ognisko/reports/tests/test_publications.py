"""A published report never changes; what comes afterwards stands beside it, by figure and by record."""

import io
import json
from datetime import date
from decimal import Decimal

import pypdf
import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from ognisko.accounts.models import Role
from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice.actions import cancel_session, change_session, draft_of
from ognisko.advice.tests.factories import KindFactory, ProjectFactory, party, session
from ognisko.core.spreadsheets import read_workbook
from ognisko.ledger.actions import ClosedPeriodError, close
from ognisko.ledger.rules import Counts
from ognisko.people.rules import Kind
from ognisko.reports import queries
from ognisko.reports.actions import CannotPublishError, SectionDraft, define_report, publish
from ognisko.reports.models import Publication, PublishedFigure
from ognisko.reports.rules import Period
from ognisko.reports.tests.factories import FigureFactory

pytestmark = pytest.mark.django_db
QUARTER = Period(date(2024, 1, 1), date(2024, 4, 1))
BLOCKS = (
    {"type": "text", "text": "Doradzaliśmy {hours} godzin, skorzystało {parties} podmiotów."},
    {"type": "heading", "heading": "W szczegółach"},
    {"type": "chart", "figure": "hours", "by": "month", "title": "W miesiącach"},
    {"type": "chart", "figure": "parties", "by": "party", "title": "Kto"},
    {"type": "table", "title": "Razem", "figures": ["hours", "parties"]},
)


@pytest.fixture
def director(client):
    user = UserFactory(name="Dyrektorka", roles=[Role.DIRECTOR])
    client.force_login(user)
    return user


@pytest.fixture
def quarter():
    """A report of the first quarter of 2024 over three hours of two parties, one of them a person."""
    FigureFactory(key="hours")
    FigureFactory(key="parties", unit="parties", counts=Counts.PARTIES, measures=["advice.party_hours"])
    kind = KindFactory(key="legal", name="prawne")
    session(party=party("Fundacja „Iskra”"), kind=kind, minutes=120, day=date(2024, 2, 1), subject="Statut")
    session(party=party("Anna Żak", Kind.PERSON), kind=kind, minutes=60, day=date(2024, 3, 1), subject="Umowa")
    return define_report("q1", "Pierwszy kwartał", "Dla fundatora", QUARTER, [SectionDraft("rok", "Rozdział", BLOCKS)])


def documents(publication):
    """Every form in which a published report can be had; the text of the PDF, whose fonts carry a mark of their own."""
    found = {kind: queries.published_file(publication, kind) for kind in ("html", "csv", "json", "xlsx")}
    pages = pypdf.PdfReader(io.BytesIO(queries.published_file(publication, "pdf"))).pages
    return found | {"pdf": "".join(page.extract_text() for page in pages)}


def test_a_published_quarter_a_late_correction_in_a_closed_month_and_what_each_says(client, director, quarter):
    close(QUARTER.start, QUARTER.end, by=director)
    publication = publish(quarter, by=director)
    before, page = documents(publication), client.get(publication.get_absolute_url()).content.decode()
    row = session_of("Statut")
    with pytest.raises(ClosedPeriodError), transaction.atomic():
        change_session(row, draft(row, minutes=90), by=director)
    change_session(row, draft(row, minutes=90), by=director, reason="Karta doradztwa mówi 1,5 h")
    # the document is unchanged
    publication = Publication.objects.get()
    assert documents(publication) == before
    assert "nic się nie zmieniło" in page
    # the restatement names the record
    found = queries.restatement(publication)
    changed = [(one.key, one.published.text, one.now.text, one.difference_text) for one in found.changed]
    assert changed == [("hours", "3", "2,5", "−0,5\xa0h")]
    [record] = found.records
    assert (record.title, record.note, record.url, record.reasons, record.by) == (
        "Fundacja „Iskra”", "Statut", row.get_absolute_url(), ["Karta doradztwa mówi 1,5 h"], str(director),
    )  # fmt: skip
    assert [(name, text.replace("\xa0", " ")) for name, text in record.figures] == [
        ("godziny doradztwa", "−0,5 h"), ("godziny doradztwa", "liczy się inaczej"),
    ]  # fmt: skip
    html = client.get(reverse("reports:restatement", args=["q1", 1])).content.decode()
    assert "Karta doradztwa mówi 1,5 h" in html
    assert f'href="{row.get_absolute_url()}"' in html
    # the current figure is right
    assert queries.report("q1").figures["hours"].value.text == "2,5"
    assert queries.proof(publication).holds


def session_of(subject):
    from ognisko.advice.models import Session

    return Session.objects.get(subject=subject)


def draft(row, **changes):
    from dataclasses import replace

    return replace(draft_of(row), **changes)


def test_members_definitions_and_names_are_those_of_then(client, director, quarter):
    publication = publish(quarter, by=director)
    before = documents(publication)
    FigureFactory(key="hours", section="Inny", name="inna nazwa", unit="sessions", counts=Counts.ENTRIES, by=director)
    chapter = SectionDraft("nowy", "Nowy", [{"type": "heading", "heading": "x"}])
    define_report("q1", "Inny tytuł", "", QUARTER, [chapter])
    ProjectFactory()
    assert documents(Publication.objects.get()) == before
    change = next(one for one in queries.restatement(publication).figures if one.key == "hours")
    assert (change.is_defined_anew, change.difference, change.entries) == (True, 0, 0)
    page = client.get(reverse("reports:published_figure", args=["q1", 1, "hours"]))
    assert (page.context["name"], page.context["value"].text, page.context["page"].paginator.count) == (
        "Godziny doradztwa", "3", 2,
    )  # fmt: skip


def test_no_name_of_a_person_is_frozen(director, quarter):
    publication = publish(quarter, by=director)
    assert "Anna Żak" not in json.dumps(publication.document, ensure_ascii=False)
    assert "Fundacja „Iskra”" in json.dumps(publication.document, ensure_ascii=False)
    assert all(b"Anna" not in each for each in documents(publication).values() if isinstance(each, bytes))
    sheets = {sheet.name: [row.cells for row in sheet.rows] for sheet in read_workbook(documents(publication)["xlsx"])}
    assert [row[2] for row in sheets["hours"] if isinstance(row[0], date)] == [
        f"sesja {session_of('Umowa').pk}", f"sesja {session_of('Statut').pk}",
    ]  # fmt: skip


def test_the_database_refuses_to_change_what_was_published(director, quarter):
    publish(quarter, by=director)
    for change in (
        lambda: Publication.objects.update(number=7),
        lambda: Publication.objects.all()._raw_delete("default"),
        lambda: PublishedFigure.objects.update(quantity=7),
        lambda: PublishedFigure.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            change()


def test_the_proof_tells_a_document_that_is_not_what_it_was(director, quarter):
    publication = publish(quarter, by=director)
    assert queries.proof(publication).holds
    publication.document["title"] = "Podmieniony"
    assert (queries.proof(publication).is_untouched, queries.proof(publication).wrong) == (False, [])
    assert [found.holds for found in queries.proofs()] == [True]


def test_published_anew_it_takes_a_reason_and_the_earlier_one_stays(client, director, quarter):
    first = publish(quarter, by=director)
    with pytest.raises(CannotPublishError, match="dlaczego"):
        publish(quarter, by=director)
    cancel_session(session_of("Umowa"), by=director)
    second = publish(quarter, by=director, reason="Sesja się nie odbyła")
    assert (first.number, second.number) == (1, 2)
    assert [published.document["figures"][0]["value"] for published in (first, second)] == ["3", "2"]
    page = client.get(first.get_absolute_url()).content.decode()
    assert "Sesja się nie odbyła" in page
    assert second.get_absolute_url() in page
    assert queries.restatement(second).records == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"period": Period(date(2024, 1, 1), date(2999, 1, 1))}, "nie skończył"),
        ({"sections": []}, "nie ma jeszcze rozdziału"),
    ],
)
def test_what_cannot_be_published_says_why(director, quarter, change, words):
    sections = change.get("sections", [SectionDraft("rok", "Rok", BLOCKS)])
    report = define_report("q1", "Kwartał", "", change.get("period", QUARTER), sections)
    with pytest.raises(CannotPublishError, match=words):
        publish(report, by=director)


def test_a_report_with_a_figure_that_is_gone_is_not_published(director, quarter):
    from ognisko.reports.models import Figure

    Figure.objects.filter(key="parties").delete()
    with pytest.raises(CannotPublishError, match="parties"):
        publish(quarter, by=director)


def test_a_value_is_frozen_with_the_entries_that_make_it_and_the_last_entry_of_the_ledger(director, quarter):
    cancel_session(session(party=party("Nikt"), minutes=15, day=date(2024, 1, 5)), by=director)
    publication = publish(quarter, by=director)
    kept = {one.key: one for one in publication.figures.all()}
    with connection.cursor() as cursor:
        cursor.execute("select max(id) from ledger_entry")
        assert cursor.fetchone()[0] == publication.last_entry
        cursor.execute("select sum(quantity), count(*) from ledger_entry where id = any(%s)", [kept["hours"].members])
        assert cursor.fetchone() == (Decimal(180), 2)
    assert kept["hours"].quantity == 180


def test_an_entry_leads_to_its_record(client, director, quarter):
    from ognisko.ledger.models import Entry

    row = session_of("Statut")
    entry = Entry.objects.filter(source=row.pk).first()
    assert client.get(reverse("reports:entry", args=[entry.pk])).headers["Location"] == row.get_absolute_url()
    assert client.get(reverse("reports:entry", args=[10**9])).status_code == 404


def test_the_page_of_publishing_shows_what_is_frozen_and_asks_for_a_reason_the_second_time(client, director, quarter):
    address = reverse("reports:publish", args=["q1"])
    page = client.get(address)
    assert "Okres nie jest zamknięty" in page.content.decode()
    assert client.post(address).headers["Location"] == reverse("reports:published", args=["q1", 1])
    again = client.post(address, {"reason": ""})
    assert (again.status_code, list(again.context["form"].errors)) == (422, ["reason"])
    refused = client.post(address, {"reason": "Dla 44051401359"})
    assert "PESEL" in refused.content.decode()


def test_the_published_document_is_read_by_chapter_as_files_and_in_the_panel(client, director, quarter):
    publication = publish(quarter, by=director)
    start = publication.get_absolute_url()
    assert client.get(f"{start}rozdzial/rok/").status_code == 200
    assert "opublikowane" in client.get(f"{start}rozdzial/jak-liczylismy/").content.decode()
    assert client.get(f"{start}rozdzial/nie-ma/").status_code == 404
    answers = {kind: client.get(f"{start}plik.{kind}").status_code for kind in (*queries.FORMATS, "exe")}
    assert answers == dict.fromkeys(queries.FORMATS, 200) | {"exe": 404}
    panel = client.get(f"{start}liczba/hours/", headers={"HX-Request": "true", "HX-Target": "panel"})
    assert ("<!doctype html>" in panel.content.decode(), panel.context["value"].text) == (False, "3")
    assert client.get(f"{start}liczba/nie-ma/").status_code == 404
    assert client.get("/raporty/q1/wersja/7/").status_code == 404
    assert json.loads(queries.published_file(publication, "json"))["published"]["sha256"] == publication.sha256
