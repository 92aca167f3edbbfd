"""Pages of officers and assessors: who sees what; an anonymised call tells an assessor nothing of who applies."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.grants.actions.assessing import give
from ognisko.grants.actions.checking import accept_formally, begin_check
from ognisko.grants.actions.submitting import submit
from ognisko.grants.models import Application, Assessment, Call, Conflict
from ognisko.grants.queries.tasks import tasks_of
from ognisko.grants.rules.life import Stage
from ognisko.grants.tests.factories import ANSWERS, application_form, draft, open_call
from ognisko.grants.tests.reviewing import FORMALLY_RIGHT, accepted, assessor, declared, filled, scored, submitted
from ognisko.places.models import Place
from ognisko.questionnaires.models import AnswerSheet
from ognisko.questionnaires.rules.changes import MARK
from ognisko.questionnaires.rules.library import APPLICATION as LIBRARY

pytestmark = pytest.mark.django_db

TELLING = (
    "Zielone Podwórko", "Malina", "Jeżyna", "Porzeczka", "zosia@podworko.example", "600 100 200", "poczta.example",
    "Polna 7", "Fundacja Rumianek",
)  # fmt: skip
"""What in the application says who applies."""


@pytest.fixture
def officer() -> User:
    return UserFactory(roles=["grants_officer"])


@pytest.fixture
def call(officer: User) -> Call:
    return open_call(officer, discrepancy_points=Decimal(20))


def page(user: User, name: str, *args: object, **query: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse(f"grants:{name}", args=args), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def status(user: User, name: str, *args: object) -> int:
    client = Client()
    client.force_login(user)
    return client.get(reverse(f"grants:{name}", args=args)).status_code


def told(call: Call, officer: User) -> Application:
    """An application whose answers name the people and the group again and again."""
    owner = UserFactory(roles=[], email="zosia@podworko.example")
    row = draft(
        call, owner, Place.objects.get(pk=101401), applicant_name="Grupa „Zielone Podwórko”",
        contact_phone="600 100 200", address="Polna 7, Sieradz", patron_name="Fundacja Rumianek",
    )  # fmt: skip
    row.sheet.answers = ANSWERS | {
        "title": "Ławki Zielonego sadu: Zielone Podwórko",
        "summary": "Zofia Malina i Jan Jeżyna z grupy zielone podwórko, tel. 600 100 200, zosia@podworko.example.",
    }
    row.sheet.save(update_fields=["answers"])
    sent = submit(row, by=owner).application
    AnswerSheet.objects.filter(pk=begin_check(sent, by=officer).sheet_id).update(answers=FORMALLY_RIGHT)
    return accept_formally(sent, by=officer)


def test_an_anonymised_call_shows_an_assessor_nothing_that_says_who_applies(officer: User) -> None:
    call = open_call(officer, is_anonymised=True)
    who, row = assessor(), told(call, officer)
    card = give(row, who, by=officer)
    before = [page(who, "to_assess"), page(who, "card", card.pk)]
    declared(row, who, officer)
    after = [page(who, "to_assess"), page(who, "card", card.pk)]
    scored_card = filled(Assessment.objects.get(pk=card.pk), 50, 30)
    client = Client()
    client.force_login(who)
    client.post(reverse("grants:card", args=[card.pk]), {"go": "hand_in", "revision": scored_card.sheet.revision})  # type: ignore[union-attr]
    locked = [page(who, "to_assess"), page(who, "card", card.pk)]
    assert Assessment.objects.get(pk=card.pk).submitted_at is not None
    found = [word for html in before + after + locked for word in TELLING if word.lower() in html.lower()]
    assert found == []
    assert all("Ławki" in html for html in before + after)


def test_nothing_but_title_and_applicant_is_shown_before_the_declaration(call: Call, officer: User) -> None:
    who, row = assessor(), told(call, officer)
    card = give(row, who, by=officer)
    html = page(who, "card", card.pk)
    assert "Zielone Podwórko" in html
    assert [word for word in ("Deski", "Zofia Malina", "600 100 200", "zosia@") if word in html] == []
    declared(row, who, officer)
    assert "Deski" in page(who, "card", card.pk)


def test_an_assessor_sees_no_staff_page_and_no_card_of_others(call: Call, officer: User) -> None:
    first, second = assessor(), assessor("Borys Las")
    row = accepted(call, officer)
    mine, theirs = declared(row, first, officer), declared(row, second, officer)
    pages = [
        ("applications", call.pk), ("application", row.pk), ("application_check", row.pk), ("reviews", call.pk),
        ("panel", call.pk), ("card", theirs.pk), ("reviews_plan", call.pk), ("extension", call.pk),
    ]  # fmt: skip
    assert [status(first, name, pk) for name, pk in pages] == [404] * len(pages)
    assert status(first, "card", mine.pk) == 200


def test_who_stepped_back_or_had_it_taken_off_sees_it_no_more(call: Call, officer: User) -> None:
    who, row = assessor(), accepted(call, officer)
    card = give(row, who, by=officer)
    client = Client()
    client.force_login(who)
    address = reverse("grants:card", args=[card.pk])
    answer = client.post(address, {"impartial": "no", "reason": ""})
    assert answer.status_code == 200
    client.post(address, {"impartial": "no", "reason": "To moja siostra."})
    assert client.get(address).status_code == 404
    assert [one.reason for one in Conflict.objects.all()] == ["To moja siostra."]
    other = declared(row, assessor("Borys Las"), officer)
    Assessment.objects.filter(pk=other.pk).update(taken_off_at=timezone.now())
    assert status(other.assessor, "card", other.pk) == 404


def test_a_draft_is_nobodys_but_its_writers(call: Call, officer: User) -> None:
    row = draft(call, UserFactory(roles=[]), Place.objects.get(pk=101401))
    assert status(officer, "application", row.pk) == 404
    assert str(row.applicant_name) not in page(officer, "applications", call.pk)


def test_an_officer_checks_calls_for_corrections_and_rejects_by_forms(call: Call, officer: User) -> None:
    client, row = Client(), submitted(call)
    client.force_login(officer)
    address = reverse("grants:application_check", args=[row.pk])
    assert client.get(address).status_code == 200
    typed = {"asked": list(FORMALLY_RIGHT), "revision": "0"}
    assert client.post(address, typed | {"go": "accept"}).status_code == 200
    answer = client.post(address, typed | FORMALLY_RIGHT | {"go": "corrections", "complete": "no"})
    assert answer.url == reverse("grants:application_corrections", args=[row.pk])  # type: ignore[attr-defined]
    until = timezone.localdate() + timedelta(days=5)
    wrong = client.post(answer.url, {"fields_": [], "until": "wczoraj", "reason": "Popraw."})  # type: ignore[attr-defined]
    assert (wrong.status_code, "Popraw." in wrong.content.decode()) == (200, True)
    sent = client.post(answer.url, {"fields_": ["title"], "until": f"{until:%d.%m.%Y}", "reason": "Popraw."})  # type: ignore[attr-defined]
    assert sent.status_code == 302
    row.refresh_from_db()
    assert (row.at, row.correctable) == (Stage.CORRECTIONS, ["title"])
    assert status(officer, "application", row.pk) == 200


def test_the_same_message_sent_twice_is_one(call: Call, officer: User) -> None:
    client, row = Client(), submitted(call)
    client.force_login(officer)
    typed = {"token": str(uuid4()), "subject": "Pytanie", "text": "Czy macie zgodę?"}
    for _ in range(2):
        client.post(reverse("grants:application_message", args=[row.pk]), typed)
    assert [one.subject for one in row.messages.filter(step="")] == ["Pytanie"]


def test_a_plan_is_previewed_and_then_saved(call: Call, officer: User) -> None:
    rows, people = [accepted(call, officer) for _ in range(2)], [assessor(), assessor("Borys Las")]
    client = Client()
    client.force_login(officer)
    address = reverse("grants:reviews_plan", args=[call.pk])
    typed = {"people": [one.pk for one in people], "seed": "ziarno"}
    shown = client.post(address, typed | {"go": "show"})
    assert (Assessment.objects.count(), len(shown.context["planned"])) == (0, 2)
    saved = client.post(address, typed | {"go": "save", "seen": shown.context["seen"]})
    assert (saved.status_code, Assessment.objects.count()) == (302, 4)
    assert [row.assessments.count() for row in rows] == [2, 2]


def test_the_review_offers_a_third_assessor_and_the_panel_shows_cards_side_by_side(call: Call, officer: User) -> None:
    row = accepted(call, officer)
    scored(row, assessor(), officer, 60, 30)
    scored(row, assessor("Borys Las"), officer, 30, 20)
    third = assessor("Celina Rzeka")
    client = Client()
    client.force_login(officer)
    shown = client.get(reverse("grants:reviews", args=[call.pk]))
    assert [one.application for one in shown.context["progress"].discrepant] == [row]
    client.post(reverse("grants:application_give", args=[row.pk]), {"assessor": third.pk, "third": "yes"})
    assert row.assessments.get(assessor=third).is_third
    table = client.get(reverse("grants:panel", args=[call.pk])).context["table"]
    assert table.criteria == (
        ("Pomysł", (("60", "Potrzebne miejsce."), ("30", "Potrzebne miejsce."))),
        ("Koszty", (("30", "Ceny są uczciwe."), ("20", "Ceny są uczciwe."))),
    )
    client.post(reverse("grants:panel_save", args=[row.pk]), {"amount": "400,00", "note": "Bez ławki."})
    row.refresh_from_db()
    assert (row.recommended, row.panel_note) == (Decimal("400.00"), "Bez ławki.")


def test_many_at_once_get_a_message_an_assessor_or_a_place_on_the_list(call: Call, officer: User) -> None:
    rows, who = [accepted(call, officer) for _ in range(2)], assessor()
    client = Client()
    client.force_login(officer)
    address = reverse("grants:applications_bulk", args=[call.pk])
    base = {"application": [row.pk for row in rows], "token": str(uuid4())}
    for typed in (
        {"what": "give", "assessor": who.pk}, {"what": "message", "subject": "Panel", "text": "W piątek."},
        {"what": "message", "subject": "", "text": ""}, {"what": "rank"},
    ):  # fmt: skip
        assert client.post(address, base | typed).status_code == 302
    assert [row.assessments.get().assessor for row in rows] == [who, who]
    assert [row.messages.filter(step="").count() for row in rows] == [1, 1]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_list_is_exported(call: Call, officer: User, form: str) -> None:
    submitted(call)
    client = Client()
    client.force_login(officer)
    answer = client.get(reverse("grants:applications", args=[call.pk]), {"format": form})
    assert answer["Content-Disposition"] == f'attachment; filename="{call.address}.{form}"'


@pytest.mark.parametrize("name", ["applications", "reviews", "panel"])
def test_a_page_takes_as_many_queries_for_one_as_for_many(call: Call, officer: User, name: str) -> None:
    client, who, other = Client(), assessor(), assessor("Borys Las")
    client.force_login(officer)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(reverse(f"grants:{name}", args=[call.pk]))
        return len(found)

    def one_more() -> None:
        row = accepted(call, officer)
        scored(row, who, officer, 50, 30)
        scored(row, other, officer, 50, 30)

    one_more()
    asked()
    first = asked()
    one_more()
    one_more()
    assert asked() == first


def test_an_assessors_list_takes_as_many_queries_for_one_as_for_many(officer: User) -> None:
    call = open_call(officer, is_anonymised=True)
    client, who = Client(), assessor()
    client.force_login(who)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("grants:to_assess"))
        return len(found)

    give(accepted(call, officer), who, by=officer)
    asked()
    first = asked()
    give(accepted(call, officer), who, by=officer)
    assert asked() == first


def test_an_application_in_euro_says_no_zloty_and_no_heading_twice(officer: User) -> None:
    call = open_call(officer, currency="EUR")
    call.application_form = application_form(officer, LIBRARY)
    call.save(update_fields=["application_form"])
    row = draft(call, UserFactory(roles=[]), Place.objects.get(pk=101401))
    lines = [{MARK: "r1", "line_name": "Deski", "line_quantity": "12", "line_price": "90.00"}]
    answers = {"title": "Ławki", "budget": lines, "prices": "Pytaliśmy w dwóch sklepach."}
    AnswerSheet.objects.filter(pk=row.sheet_id).update(answers=answers)
    author = Client()
    author.force_login(row.authors.get().user)
    costs = next(one.page for one in tasks_of(row) if one.name == "Budżet")
    written = author.get(reverse("grants:mine_page", args=[row.token, costs])).content.decode()
    price = re.findall(r'<input[^>]*name="r1/line_price"[^>]*>', written)
    assert [re.findall(r'value="([^"]*)"', one) for one in price] == [["90,00"]]
    assert ("1\xa0080,00\xa0€" in written, re.findall(r"\bzł\b", written)) == (True, [])
    Application.objects.filter(pk=row.pk).update(
        stage=Stage.SUBMITTED, serial=1, number="E/1", submitted_at=timezone.now()
    )
    read = page(officer, "application", row.pk)
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", read)
    assert (re.findall(r"\bzł\b", read), len(headings), sorted(headings)) == (
        [],
        len(set(headings)),
        sorted(set(headings)),
    )
