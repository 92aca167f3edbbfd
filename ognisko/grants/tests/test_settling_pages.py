"""Pages of a settlement: who sees them, what a form says, the whole way by clicks without scripts."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.files.tests.samples import picture
from ognisko.grants.actions import agreements
from ognisko.grants.models import Application, Call, Decision
from ognisko.grants.queries.money import money_of
from ognisko.grants.rules.life import Stage
from ognisko.grants.tests.factories import paid_grant
from ognisko.places.models import Place
from ognisko.questionnaires.actions import add_questionnaire, publish
from ognisko.questionnaires.rules.definition import Definition, Item, Type

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def owner() -> User:
    return UserFactory(roles=[])


@pytest.fixture
def officer() -> User:
    return UserFactory(roles=["grants_officer"])


@pytest.fixture
def row(owner: User, officer: User) -> Application:
    return agreements.start(paid_grant(officer, owner, Place.objects.get(pk=101401)), by=officer)


def asks(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def mine(row: Application, name: str = "report", *more: Any) -> str:
    return reverse(f"grants:{name}", args=[row.token, *more])


def act(row: Application, what: str) -> str:
    return reverse("grants:settlement_act", args=[row.pk, what])


def typed(row: Application, **changed: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        "token": str(uuid.uuid4()), "line": row.lines.order_by("position")[0].pk, "number": "FV 7/2026",
        "issuer": "Tartak Sosna", "issuer_nip": "", "what": "Deski", "issued_on": str(TODAY), "paid_on": str(TODAY),
        "amount": "400,00", "grant": "400,00", "own": "", "scans_new": SimpleUploadedFile("skan.png", picture("PNG")),
    }  # fmt: skip
    return values | changed


def test_only_authors_see_the_report_and_officers_the_settlement(row: Application, owner: User, officer: User) -> None:
    stranger, auditor = UserFactory(roles=[]), UserFactory(roles=["auditor"])
    page = reverse("grants:settlement", args=[row.pk])
    found = {
        name: (asks(user).get(mine(row)).status_code, asks(user).get(page).status_code,
               asks(user).post(act(row, "poczatek")).status_code)
        for name, user in (("owner", owner), ("officer", officer), ("stranger", stranger), ("auditor", auditor))
    }  # fmt: skip
    assert found == {
        "owner": (200, 404, 404), "officer": (404, 200, 302), "stranger": (404, 404, 404), "auditor": (404, 200, 404),
    }  # fmt: skip


def test_a_document_that_does_not_fit_says_so_and_keeps_what_was_typed(row: Application, owner: User) -> None:
    wrong = typed(row, grant="500,00", issuer_nip="1234567890", paid_on="jutro")
    page = asks(owner).post(mine(row, "bill_add"), wrong)
    assert "Tartak Sosna" in page.content.decode()
    assert set(page.context["form"].errors) == {"issuer_nip", "paid_on", "grant"}
    assert row.documents.count() == 0


def test_a_document_paid_too_late_is_warned_of(row: Application, owner: User) -> None:
    asks(owner).post(mine(row, "bill_add"), typed(row, paid_on=str(TODAY + timedelta(days=3))))
    shown = asks(owner).get(mine(row))
    assert [len(one.warnings) for line in shown.context["bills"].lines for one in line.rows] == [1]


def test_a_grant_is_settled_by_clicks_alone(row: Application, owner: User, officer: User) -> None:
    second, writer, clerk = UserFactory(roles=["director"]), asks(owner), asks(officer)
    twice = typed(row)
    for _attempt in range(2):
        twice["scans_new"] = SimpleUploadedFile("skan.png", picture("PNG"))
        writer.post(mine(row, "bill_add"), twice)
    assert row.documents.count() == 1
    assert writer.get(mine(row, "report_answers")).status_code == 200
    answers = {"story": "Stoją.", "engaged": "5", "reached": "60", "volunteer_hours": "10"}
    writer.post(mine(row, "report_answers"), answers | {"asked": list(answers), "revision": "0", "go": "next"})
    writer.post(mine(row, "report_files"), {"photos_new": SimpleUploadedFile("foto.png", picture("PNG"))})
    writer.post(mine(row, "report_submit"))
    row.refresh_from_db()
    assert row.stage == Stage.REPORTED
    bill = row.documents.get()
    page = clerk.post(act(row, "dokumenty"), {f"d{bill.pk}-admitted": "350,00", f"d{bill.pk}-reason": ""})
    assert page.status_code == 200
    clerk.post(act(row, "dokumenty"), {f"d{bill.pk}-admitted": "350,00", f"d{bill.pk}-reason": "Za dużo desek."})
    clerk.post(act(row, "przyjmij"), {"engaged": "5", "reached": "60", "volunteer_minutes": "10"})
    clerk.post(act(row, "zwrot"), {"reason": "Nie wszystko wydano."})
    shown = clerk.get(reverse("grants:settlement", args=[row.pk]))
    seen = shown.context["forms"]["wplata"].initial
    clerk.post(
        reverse("grants:settlement_money", args=[row.pk, "wplata"]),
        {"seen": seen["seen"], "on": str(TODAY), "amount": "100,00"},
    )
    assert money_of(row).settled
    clerk.post(act(row, "zakoncz"), {"reason": ""})
    decision = Decision.objects.get(about="closing")
    approve = reverse("grants:settlement_decide", args=[row.pk, decision.pk, "zatwierdz"])
    clerk.post(approve)
    row.refresh_from_db()
    assert row.stage == Stage.RETURNING
    asks(second).post(approve)
    row.refresh_from_db()
    assert (row.stage, row.volunteer_minutes, money_of(row).returned) == (Stage.CLOSED, 600, Decimal(100))
    certificate = writer.get(mine(row, "certificate"))
    assert certificate.content[:5] == b"%PDF-"


def test_reports_of_a_call_are_listed_reminded_of_and_exported(row: Application, officer: User) -> None:
    clerk, page = asks(officer), reverse("grants:reports", args=[row.call_id])
    assert [one.row.pk for one in clerk.get(page).context["page"]] == [row.pk]
    assert list(clerk.get(page, {"stan": "late"}).context["page"]) == []
    before = row.messages.count()
    for _attempt in range(2):
        clerk.post(reverse("grants:report_remind", args=[row.pk]))
    assert row.messages.count() - before == 1
    assert row.number in clerk.get(page, {"format": "csv"}).content.decode()


def test_a_report_keeps_a_municipality_that_was_typed(row: Application, owner: User, officer: User) -> None:
    asked = Definition({"pl": "Sprawozdanie"}, ("pl",), (Item("where", Type.PLACE, {"pl": "W której gminie?"}),))
    made = add_questionnaire("Sprawozdanie z gminą", "report", asked, by=officer)
    Call.objects.filter(pk=row.call_id).update(report_form=publish(made.versions.get(), by=officer))
    sent = {"asked": "where", "where": "", "where_was": "", "where_text": "sieradz miasto", "revision": "0"}
    asks(owner).post(mine(row, "report_answers"), sent)
    assert row.reports.get().sheet.answers == {"where": "101401 Sieradz (miasto)"}


def test_a_change_is_asked_for_and_answered(row: Application, owner: User, officer: User) -> None:
    boards, work = row.lines.order_by("position")
    values = {"token": str(uuid.uuid4()), "what": "Przesunięcie", "why": "Deski tańsze", "until": ""}
    lines = {f"line_{boards.pk}": "400,00", f"line_{work.pk}": "60,00"}
    page = asks(owner).post(mine(row, "change_ask"), values | lines)
    assert page.content.decode().count('class="problem"') == 1
    asks(owner).post(mine(row, "change_ask"), values | lines | {f"line_{work.pk}": "50,00"})
    request = row.change_requests.get()
    answer = reverse("grants:change_answer", args=[row.pk, request.pk])
    assert asks(officer).post(answer, {f"r{request.pk}-agreed": "no"}).status_code == 200
    asks(officer).post(answer, {f"r{request.pk}-agreed": "yes"})
    assert [one.grant for one in row.lines.order_by("position")] == [Decimal(400), Decimal(50)]
