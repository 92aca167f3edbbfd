"""Annexes: money, days and lines of the budget change together, never to more than the grant, and on paper."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.core.polish import date_text
from ognisko.grants.actions import agreements, annexes
from ognisko.grants.actions.deciding import ChangedError, NotReadyToDecideError, SamePersonError
from ognisko.grants.models import Annex, Application
from ognisko.grants.queries.agreements import annex_data, annex_docx, annex_pdf
from ognisko.grants.queries.money import money_of
from ognisko.grants.queries.settling import bills_of
from ognisko.grants.tests.deciding import agreed_call
from ognisko.ledger.queries import verify

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def officer() -> User:
    return UserFactory(roles=["grants_officer"])


@pytest.fixture
def second() -> User:
    return UserFactory(roles=["coordinator"])


def test_an_annex_raises_and_reduces_what_was_agreed(officer: User, second: User) -> None:
    _call, (one,) = agreed_call(officer, second, 1)
    until = TODAY + timedelta(days=200)
    annex = annexes.propose_annex(
        one, what="Więcej ławek.", change=Decimal(100), until=until, signed_on=TODAY, by=officer
    )
    with pytest.raises(SamePersonError):
        annexes.approve_annex(annex.decision, by=officer)  # type: ignore[arg-type]  # it has one
    annexes.approve_annex(annex.decision, by=second)  # type: ignore[arg-type]  # it has one
    row = Application.objects.get(pk=one.application_id)
    assert (row.awarded, row.until, money_of(row).agreed) == (Decimal(550), until, Decimal(550))
    assert [part.amount for part in one.instalments.all()] == [Decimal(450), Decimal(100)]
    with pytest.raises(NotReadyToDecideError, match="450,00"):
        annexes.propose_annex(one, what="Mniej.", change=Decimal(-200), until=None, signed_on=None, by=officer)
    boards = row.lines.get(name="Deski")
    less = annexes.propose_annex(
        one, what="Mniej desek.", change=Decimal(-200), until=None, signed_on=None, by=officer,
        lines={boards.pk: boards.grant - 100},
    )  # fmt: skip
    annexes.approve_annex(less.decision, by=second)  # type: ignore[arg-type]  # it has one
    assert [part.amount for part in one.instalments.all()] == [Decimal(350)]
    with pytest.raises(NotReadyToDecideError):
        annexes.propose_annex(one, what="Za dużo.", change=Decimal(9000), until=None, signed_on=None, by=officer)
    assert list(verify()) == []


def test_the_lines_of_an_annex_are_what_documents_are_checked_against(officer: User, second: User) -> None:
    _call, (one,) = agreed_call(officer, second, 1)
    row = agreements.start(Application.objects.get(pk=one.application_id), by=officer)
    boards, work = row.lines.order_by("position")
    lines = {boards.pk: Decimal(400), work.pk: Decimal(50)}
    told: dict[str, Any] = {"what": "Droższa praca.", "change": Decimal(0), "signed_on": None, "by": officer}
    wrong = {boards.pk: Decimal(400), work.pk: Decimal("50.01")}
    with pytest.raises(NotReadyToDecideError, match="450,01"):
        annexes.propose_annex(one, until=None, lines=wrong, **told)
    annex = annexes.propose_annex(one, until=TODAY + timedelta(days=200), lines=lines, **told)
    assert annex.decision is not None
    assert [line.sums.approved for line in bills_of(row, officer.pk).lines] == [boards.grant, work.grant]
    annexes.approve_annex(annex.decision, by=second)
    row.refresh_from_db()
    assert [line.sums.approved for line in bills_of(row, officer.pk).lines] == [Decimal(400), Decimal(50)]
    assert (row.until, row.awarded) == (TODAY + timedelta(days=200), Decimal(450))
    assert row.report_due_on is not None
    assert row.report_due_on > TODAY + timedelta(days=200)


def test_an_annex_whose_line_changed_meanwhile_is_proposed_anew(officer: User, second: User) -> None:
    _call, (one,) = agreed_call(officer, second, 1)
    row = Application.objects.get(pk=one.application_id)
    boards = row.lines.order_by("position")[0]
    annex = annexes.propose_annex(
        one, what="Mniej.", change=Decimal(0), until=None, signed_on=None, by=officer, lines={boards.pk: Decimal(100)}
    )
    assert annex.decision is not None
    row.lines.filter(pk=boards.pk).update(grant=Decimal(200))
    with pytest.raises(ChangedError), transaction.atomic():
        annexes.approve_annex(annex.decision, by=second)
    assert (row.lines.get(pk=boards.pk).grant, annex.decision.is_open) == (Decimal(200), True)


def test_the_paper_of_an_annex_says_what_was_and_what_is(officer: User, second: User) -> None:
    _call, (one,) = agreed_call(officer, second, 1)
    row = Application.objects.get(pk=one.application_id)
    boards = row.lines.order_by("position")[0]
    until = TODAY + timedelta(days=200)
    annex = annexes.propose_annex(
        one, what="Więcej ławek.", change=Decimal(50), until=until, signed_on=None, by=officer,
        lines={boards.pk: boards.grant + 50},
    )  # fmt: skip
    assert annex.decision is not None
    before = annex_data(annex)
    annexes.approve_annex(annex.decision, by=second)
    annex = Annex.objects.select_related("decision", "agreement__application__call__programme").get(pk=annex.pk)
    assert annex_data(annex) == before
    assert (before["sections"][0]["lines"], before["sections"][1]["rows"]) == (
        ["Więcej ławek.", "Grant wynosi 500,00\xa0zł zamiast 450,00\xa0zł.",
         f"Działania trwają do {date_text(until)} zamiast do {date_text(row.call.activity_until)}."],
        [["Deski", "450,00\xa0zł", "500,00\xa0zł"]],
    )  # fmt: skip
    assert annex_pdf(annex).startswith(b"%PDF-1.7")
    assert annex_docx(annex).startswith(b"PK")
