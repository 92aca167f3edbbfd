"""Money in the database: what the rules refuse, the database refuses too, whoever comes at once."""

import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.grants.actions.money import fund, move_money, take_back
from ognisko.grants.actions.submitting import submit
from ognisko.grants.entries import OF_POSTINGS
from ognisko.grants.models import Application, Call, Posting
from ognisko.grants.queries.money import balances, money_of
from ognisko.grants.rules.life import Stage
from ognisko.grants.rules.money import Account, Kind, Refused
from ognisko.grants.rules.money import Posting as Move
from ognisko.grants.tests.factories import draft, open_call
from ognisko.ledger.queries import verify
from ognisko.places.models import Place

TODAY = timezone.localdate()


@pytest.fixture
def officer(db: None) -> User:
    return UserFactory(roles=["grants_officer"])


def funded(officer: User, amount: int, grants: int) -> tuple[Call, list[Application]]:
    """A call with a budget, and applications in the stage in which money is awarded."""
    call = open_call(officer)
    fund(call, Decimal(amount), on=TODAY, by=officer)
    place = Place.objects.get(pk=101401)
    rows = [submit(draft(call, UserFactory(roles=[]), place), by=None).application for _ in range(grants)]
    Application.objects.filter(call=call).update(stage=Stage.AWARDED, awarded=100, awarded_on=TODAY)
    return call, list(Application.objects.filter(pk__in=[row.pk for row in rows]).select_related("call"))


def award(call: Call, row: Application, amount: int, by: User | None = None) -> list[Posting]:
    return move_money(call, [(row, Move(Kind.AWARDED, Decimal(amount), TODAY, str(row.pk)))], by=by)


def test_what_is_awarded_leaves_the_budget_and_stands_at_the_grant(officer: User) -> None:
    call, (row,) = funded(officer, 1000, 1)
    award(call, row, 600)
    call.refresh_from_db()
    assert (call.left_to_award, money_of(row).awarded) == (Decimal("400.00"), Decimal("600.00"))
    assert sum(balances(call, [row.pk]).values()) == 0


def test_more_than_is_left_is_refused_with_what_is_missing(officer: User) -> None:
    call, (row,) = funded(officer, 1000, 1)
    with pytest.raises(Refused, match="200,00"):
        award(call, row, 1200)


def test_the_database_refuses_what_the_program_let_through(officer: User) -> None:
    call, (row,) = funded(officer, 1000, 1)
    with pytest.raises(IntegrityError, match="never_below_zero"), transaction.atomic():
        Posting.objects.create(call=call, application=row, kind=Kind.AWARDED, amount=Decimal(1200), on=TODAY)


def test_a_posting_is_taken_back_once(officer: User) -> None:
    call, (row,) = funded(officer, 1000, 1)
    (posting,) = award(call, row, 600)
    assert take_back(posting, on=TODAY, by=officer, reason="Pomyłka.") == take_back(
        posting, on=TODAY, by=officer, reason="Pomyłka."
    )
    call.refresh_from_db()
    assert (call.left_to_award, balances(call, [row.pk])[str(row.pk), Account.AWARDED]) == (Decimal(1000), 0)
    assert [found for found in verify() if found.source == OF_POSTINGS] == []


@pytest.mark.django_db(transaction=True)
def test_eight_awards_at_once_never_exceed_the_budget(officer: User) -> None:
    call, rows = funded(officer, 1000, 8)
    ready, taken = threading.Barrier(8), []

    def send(row: Application) -> None:
        try:
            ready.wait()
            award(call, row, 300)
            taken.append(row.pk)
        except Refused:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(row,)) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    call.refresh_from_db()
    assert (len(taken), call.left_to_award) == (3, Decimal("100.00"))
