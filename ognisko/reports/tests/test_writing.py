"""Writing reports and building figures: what is typed stays, nobody overwrites, what was taken out comes back."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from ognisko.accounts.models import Role
from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice.models import DraftRow
from ognisko.advice.tests.factories import ProjectFactory, office, party, session
from ognisko.ledger.models import Closing
from ognisko.ledger.rules import Counts
from ognisko.people.rules import Kind, Status
from ognisko.projects.tests.factories import FunderFactory
from ognisko.reports import actions, queries
from ognisko.reports.actions import EditedMeanwhileError, SectionDraft, define_report
from ognisko.reports.actions.drafts import forget_old_block_drafts
from ognisko.reports.models import BlockDraft, Figure, Report, Section, Template
from ognisko.reports.rules import Period
from ognisko.reports.tests.factories import FigureFactory

pytestmark = pytest.mark.django_db
QUARTER = Period(date(2024, 1, 1), date(2024, 4, 1))
TEXTS = [{"type": "text", "text": words} for words in ("pierwszy", "drugi", "trzeci")]


@pytest.fixture
def coordinator(client):
    user = UserFactory(roles=[Role.COORDINATOR])
    client.force_login(user)
    return user


@pytest.fixture
def written(db):
    """A report with two chapters, the first of three texts."""
    FigureFactory(key="hours")
    chapters = [SectionDraft("raz", "Raz", TEXTS), SectionDraft("dwa", "Dwa", [])]
    return define_report("kwartal", "Kwartał", "", QUARTER, chapters)


def texts(slug="raz"):
    return [block.get("text") for block in Section.objects.get(slug=slug).blocks]


# Figures --------------------------------------------------------------------------------------------------------------


def test_the_builder_shows_value_parts_and_records_of_what_the_address_asks(client, coordinator):
    project = ProjectFactory()
    session(party=party("Fundacja „Iskra”", Kind.FOUNDATION), minutes=90, day=date(2024, 2, 1), project=project)
    session(party=party("Inna"), minutes=60, day=date(2024, 2, 1))
    asked = {"miara": 31, "liczy": 1, "od": "2024-01-01", "do": "2024-12-31", "projekt": project.pk}
    page = client.get(reverse("reports:figure_add"), asked)
    shown = page.context
    assert (shown["value"].text, shown["value"].unit_text, len(shown["members"].page)) == ("1,5", "godziny", 1)
    assert "Fundacja „Iskra”" in page.content.decode()
    empty = client.get(reverse("reports:figure_add"))
    assert ("definition" in empty.context, "Jeszcze nic nie liczymy" in empty.content.decode()) == (False, True)


def test_a_question_that_would_say_something_false_is_told_and_keeps_what_was_chosen(client, coordinator):
    page = client.get(reverse("reports:figure_add"), {"miara": 31, "liczy": 1, "jednostka": "persons"})
    assert (list(page.context["asked"].errors), "definition" in page.context) == (["jednostka"], False)
    assert 'value="31" id="id_miara' in page.content.decode().replace(" checked", "")


def test_a_figure_is_kept_with_its_question_copied_and_defined_anew_with_a_history(client, coordinator):
    project, sieradz = ProjectFactory(short_name="OWES"), office()
    query = f"?miara=33&liczy=3&rodzina=organisations&status=1&projekt={project.pk}&biuro={sieradz.pk}&siedziba=101400"
    named = {"name": "organizacje", "name_en": "organisations", "key": "owes.org", "section": "OWES"}
    answer = client.post(reverse("reports:figure_add") + query, named)
    figure = Figure.objects.get()
    assert answer.status_code == 302
    assert (figure.key, figure.counts, figure.unit, figure.status, figure.seat_id, figure.version) == (
        "owes.org", Counts.PARTIES, "parties", Status.SOCIAL_ECONOMY_ENTITY, 101400, 1,
    )  # fmt: skip
    assert (list(figure.projects.all()), list(figure.offices.all())) == ([project], [sieradz])
    taken = client.post(reverse("reports:figure_add") + query, named)
    assert (taken.status_code, list(taken.context["form"].errors)) == (422, ["key"])
    edit = reverse("reports:figure_edit", args=["owes.org"])
    assert client.get(edit).context["asked"].cleaned_data["projekt"] == [project.pk]
    client.post(edit + "?miara=33&liczy=3", {"name": "organizacje", "section": "OWES", "version": 1})
    figure.refresh_from_db()
    assert (figure.version, list(figure.projects.all())) == (2, [])
    history = queries.versions(figure)
    assert [(one.number, "OWES" in one.words) for one in history] == [(2, False), (1, True)]
    late = client.post(edit + "?miara=33&liczy=3", {"name": "inaczej", "section": "OWES", "version": 1})
    assert (late.status_code, "ktoś inny to zmienił" in late.content.decode()) == (422, True)
    assert 'value="inaczej"' in late.content.decode()
    copied = client.get(reverse("reports:figure_add") + "?z=owes.org")
    assert copied.context["form"].initial["name"] == "organizacje"


# Reports --------------------------------------------------------------------------------------------------------------


def test_a_report_is_made_from_a_template_and_from_the_last_period_in_one_step(client, coordinator, written):
    funder = FunderFactory()
    client.post(reverse("reports:template_save", args=["kwartal"]), {"name": "Kwartalne", "funder": funder.pk})
    template = Template.objects.get()
    assert (template.funder, [chapter["title"] for chapter in template.chapters]) == (funder, ["Raz", "Dwa"])
    page = client.get(reverse("reports:report_add") + "?z=kwartal")
    assert (page.context["form"].initial["od"], page.context["form"].initial["do"]) == (
        date(2024, 4, 1), date(2024, 6, 30),
    )  # fmt: skip
    head = {"title": "II kwartał 2024", "od": "2024-04-01", "do": "2024-06-30"}
    for number, source in enumerate((f"t{template.pk}", f"r{written.pk}", ""), 1):
        answer = client.post(reverse("reports:report_add"), {**head, "source": source})
        slug = "ii-kwartal-2024" + (f"-{number}" if number > 1 else "")
        assert answer.headers["Location"] == reverse("reports:report_edit", args=[slug])
        titles = [one.title for one in Report.objects.get(slug=slug).sections.all()]
        assert titles == (["Raz", "Dwa"] if source else [])


def test_chapters_are_added_moved_taken_out_and_brought_back_where_they_stood(client, coordinator, written):
    client.post(reverse("reports:chapter_add", args=["kwartal"]), {"new-title": "Trzy", "new-version": 1})
    assert [one.title for one in written.sections.all()] == ["Raz", "Dwa", "Trzy"]
    client.post(reverse("reports:chapter_move", args=["kwartal", "trzy"]), {"version": 2, "at": 2, "to": 0})
    assert [one.title for one in written.sections.all()] == ["Trzy", "Raz", "Dwa"]
    gone = written.sections.get(slug="raz").pk
    client.post(reverse("reports:chapter_remove", args=["kwartal", "raz"]), {"version": 3, "at": 1})
    assert [one.title for one in written.sections.all()] == ["Trzy", "Dwa"]
    client.post(reverse("reports:chapter_restore", args=["kwartal", gone]))
    assert [one.title for one in written.sections.all()] == ["Trzy", "Raz", "Dwa"]
    assert texts() == ["pierwszy", "drugi", "trzeci"]
    client.post(reverse("reports:chapter_move", args=["kwartal", "trzy"]), {"version": 1, "at": 0, "to": 2})
    assert [one.title for one in written.sections.all()] == ["Trzy", "Raz", "Dwa"]


def test_blocks_of_every_kind_are_written_moved_taken_out_and_brought_back(client, coordinator, written):
    def add(kind, **fields):
        version = Section.objects.get(slug="dwa").version
        address = reverse("reports:block_add", args=["kwartal", "dwa", kind])
        return client.post(address, {**fields, "version": version}).status_code

    assert [
        add("text", text="Było {hours} godzin."),
        add("heading", heading="Nagłówek"),
        add("figures", figures=["hours"]),
        add("chart", title="Miesiące", figure="hours", by="month"),
        add("table", title="Razem", figures=["hours"]),
    ] == [302] * 5
    assert [block["type"] for block in Section.objects.get(slug="dwa").blocks] == [
        "text", "heading", "figures", "chart", "table",
    ]  # fmt: skip
    assert client.get(reverse("reports:chapter_edit", args=["kwartal", "dwa"])).status_code == 200
    client.post(reverse("reports:block_move", args=["kwartal", "raz"]), {"version": 1, "at": 2, "to": 0})
    assert texts() == ["trzeci", "pierwszy", "drugi"]
    client.post(reverse("reports:block_remove", args=["kwartal", "raz"]), {"version": 2, "at": 1})
    assert texts() == ["trzeci", "drugi"]
    client.post(reverse("reports:blocks_restore", args=["kwartal", "raz", 2]))
    assert texts() == ["trzeci", "pierwszy", "drugi"]
    client.post(reverse("reports:blocks_restore", args=["kwartal", "raz", 1]))
    assert texts() == ["trzeci", "pierwszy", "drugi"]


def test_two_who_write_one_chapter_are_told_and_nothing_is_overwritten(client, coordinator, written):
    address = reverse("reports:block_edit", args=["kwartal", "raz", 0])
    client.post(address, {"text": "od Anny", "version": 1})
    late = client.post(address, {"text": "od Jana", "version": 1})
    page = late.content.decode()
    assert (late.status_code, texts()[0]) == (422, "od Anny")
    assert all(words in page for words in ("ktoś inny zmienił ten rozdział", "od Jana", "od Anny"))
    again = client.post(
        reverse("reports:block_add", args=["kwartal", "raz", "text"]), {"text": "od Jana", "version": 2}
    )
    assert (again.status_code, texts()) == (302, ["od Anny", "drugi", "trzeci", "od Jana"])
    with pytest.raises(EditedMeanwhileError):
        actions.change_report(written, actions.ReportDraft("x", "", QUARTER), version=7, by=coordinator)


def test_a_text_with_an_unknown_figure_or_a_pesel_keeps_what_was_typed(client, coordinator, written):
    address = reverse("reports:block_add", args=["kwartal", "raz", "text"])
    for text, words in (("Było {nie.ma} godzin.", "nie.ma"), ("Pan 44051401359", "PESEL")):
        answer = client.post(address, {"text": text, "version": 1})
        assert (answer.status_code, words in answer.content.decode(), text in answer.content.decode()) == (
            422,
            True,
            True,
        )
    assert texts() == ["pierwszy", "drugi", "trzeci"]


def test_a_report_that_was_never_published_is_removed_one_that_was_stays(client, coordinator, written):
    other = define_report("inny", "Inny", "", QUARTER, [SectionDraft("raz", "Raz", TEXTS)])
    actions.publish(other, by=UserFactory(roles=[Role.DIRECTOR]))
    for slug in ("kwartal", "inny"):
        client.post(reverse("reports:report_remove", args=[slug]))
    assert list(Report.objects.values_list("slug", flat=True)) == ["inny"]


def test_the_builder_reproaches_nobody_before_anything_is_asked(client, coordinator):
    opened = client.get(reverse("reports:figure_add"))
    assert (opened.status_code, opened.context["asked"].errors) == (200, {})
    assert "Wybierz miarę: wartość pojawi się tutaj." in opened.content.decode()
    sent = client.post(reverse("reports:figure_add"), {"name": "Godziny", "key": "godziny", "section": "Próba"})
    assert (sent.status_code, "miara" in sent.context["asked"].errors) == (422, True)


# Closing --------------------------------------------------------------------------------------------------------------


def test_a_period_with_open_points_is_closed_with_a_reason_only(client):
    director = UserFactory(roles=[Role.DIRECTOR])
    client.force_login(director)
    joined = ProjectFactory(requires_joining=False)
    session(party=party("W niedzielę"), minutes=60, day=date(2024, 3, 3))
    session(party=party("Za długo"), minutes=600, day=date(2024, 3, 5), project=joined)
    session(party=party("Bez przystąpienia"), minutes=60, day=date(2024, 3, 6), project=joined)
    joined.requires_joining = True
    joined.save()
    for day in (4, 5):
        DraftRow.objects.create(token=uuid4(), author=director, week=date(2024, 3, 4), day=date(2024, 3, day))
    address, period = reverse("reports:closings"), {"rok": "2024", "czesc": "m3", "projekt": ""}
    looked = client.get(address, period)
    assert {one.check.key: one.count for one in looked.context["checked"]} == {
        "szkice": 1, "wizyty": 0, "bez-projektu": 1, "nietypowe-godziny": 2, "bez-przystapienia": 2,
        "bez-rodzaju-lub-siedziby": 0, "dni-biur": 0, "ksiega": None,
    }  # fmt: skip
    refused = client.post(address, period)
    assert (refused.status_code, list(refused.context["form"].errors), Closing.objects.count()) == (422, ["reason"], 0)
    client.post(address, {**period, "reason": "Sesje sprawdzone na kartach"})
    assert Closing.objects.get().remarks == "Sesje sprawdzone na kartach"
    assert "Sesje sprawdzone na kartach" in client.get(address).content.decode()
    drafts = client.get(reverse("reports:to_mend", args=["szkice"]), period)
    assert [(row.title, row.note) for row in drafts.context["page"]] == [(director.name, "2 niedokończone wiersze")]
    listed = client.get(reverse("reports:to_mend", args=["nietypowe-godziny"]), period)
    notes = {row.title.split(",")[0]: row.note for row in listed.context["page"]}
    assert "w niedzielę" in notes["W niedzielę"]
    assert "10,0 h z rzędu" in notes["Za długo"] or "10 h z rzędu" in notes["Za długo"]
    ledger = client.get(reverse("reports:to_mend", args=["ksiega"]), period)
    assert ledger.context["count"] == 0
    assert client.get(reverse("reports:to_mend", args=["nie-ma"]), period).status_code == 404


def test_days_of_an_office_that_nobody_counted_are_named():
    from datetime import time

    from ognisko.projects.actions import set_hours

    set_hours(office(), [(1, time(9), time(12))], since=date(2024, 1, 1), by=None)
    found = list(queries.check_of("dni-biur").find(Period(date(2024, 3, 1), date(2024, 4, 1)), 0))
    assert [row.on for row in found] == [date(2024, 3, day) for day in (4, 11, 18, 25)]


# Drafts ---------------------------------------------------------------------------------------------------------------

FETCH = {"X-Requested-With": "fetch"}


def test_what_is_typed_is_kept_as_a_draft_of_its_author_and_changes_no_report(client, coordinator, written):
    address = reverse("reports:block_edit", args=["kwartal", "raz", 0])
    told = client.post(address, {"text": "pierwszy, dłuż", "version": 1}, headers=FETCH).json()
    assert (told["said"].startswith("Szkic zachowany o "), told["told"], texts()[0]) == (True, "", "pierwszy")
    page = client.get(address).content.decode()
    assert ("pierwszy, dłuż" in page, "To Twój szkic z " in page) == (True, True)
    client.force_login(UserFactory(roles=[Role.COORDINATOR]))
    other = client.get(address).content.decode()
    assert ("dłuż" in other, "To Twój szkic z " in other) == (False, False)
    client.force_login(coordinator)
    saved = client.post(address, {"text": "pierwszy, dłuższy", "version": 1})
    assert (saved.status_code, texts()[0], BlockDraft.objects.count()) == (302, "pierwszy, dłuższy", 0)


def test_a_newer_save_of_somebody_else_is_told_while_typing_and_nothing_is_lost(client, coordinator, written):
    address = reverse("reports:block_edit", args=["kwartal", "raz", 0])
    actions.put_block(Section.objects.get(slug="raz"), TEXTS[1], at=0, version=1, by=UserFactory())
    told = client.post(address, {"text": "moje", "version": 1}, headers=FETCH).json()["told"]
    assert told.startswith("W międzyczasie ktoś inny zapisał ten rozdział.")
    page = client.get(address).content.decode()
    assert ("moje" in page, "W międzyczasie ktoś inny zapisał ten rozdział." in page) == (True, True)
    late = client.post(address, {"text": "moje", "version": 1})
    assert (late.status_code, "moje" in late.content.decode(), texts()[0]) == (422, True, "drugi")
    assert BlockDraft.objects.get().data == {"text": ["moje"]}


def test_a_draft_that_nobody_touches_for_thirty_days_is_forgotten(coordinator, written):
    section = Section.objects.get(slug="raz")
    actions.keep_block_draft(section, "text", 0, {"text": ["moje"]}, version=1, by=coordinator)
    month = timezone.now() + timedelta(days=30)
    assert forget_old_block_drafts(now=month - timedelta(minutes=1)) == 0
    assert (forget_old_block_drafts(now=month + timedelta(minutes=1)), BlockDraft.objects.count()) == (1, 0)


def test_a_draft_is_thrown_away_and_holds_no_pesel_and_ticks_come_back(client, coordinator, written):
    address = reverse("reports:block_add", args=["kwartal", "raz", "text"])
    told = client.post(address, {"text": "Pan 44051401359", "version": 1}, headers=FETCH).json()["told"]
    assert ("PESEL" in told, BlockDraft.objects.get().data) == (True, {"text": [""]})
    client.post(address, {"do": "forget"})
    assert BlockDraft.objects.count() == 0
    figures = reverse("reports:block_add", args=["kwartal", "raz", "figures"])
    client.post(figures, {"figures": ["hours"], "version": 1}, headers=FETCH)
    assert client.get(figures).context["form"]["figures"].value() == ["hours"]
