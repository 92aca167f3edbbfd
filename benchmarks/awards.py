"""A race for a budget: eight clients award at once, twenty-five rounds, and never more than there is.

Once eight persons approve the same ranking list, once eight grants are awarded of which the budget bears three. In the
control run the lock of the call and the two constraints on its money are taken away: then the check has to fail.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from unittest import mock

import psycopg
from django.db import connection, transaction
from django.utils import timezone

from benchmarks import crowd
from benchmarks.harness import Results
from ognisko.accounts.models import User
from ognisko.grants.actions import money as money_actions
from ognisko.grants.actions.awarding import approve_ranking, propose_ranking
from ognisko.grants.actions.deciding import NotOpenDecisionError
from ognisko.grants.actions.life import hold, take_step
from ognisko.grants.actions.money import move_money
from ognisko.grants.models import About, Application, Assessment, Call, Decision
from ognisko.grants.rules import money
from ognisko.grants.rules.life import Actor, Stage, Step
from ognisko.questionnaires.actions import start_sheet

CLIENTS, ROUNDS, BEARS, CONTROLS = 8, 25, 3, 5
AWARD = Decimal(1000)

CONSTRAINTS = {
    "grants_balance": ("grants_balance_never_below_zero",),
    "grants_call": ("grants_call_never_over_budget",),
}
"""What the database itself refuses."""


def measure(superuser: psycopg.Connection, results: Results) -> None:
    """Both races, then the second one without what protects it."""
    people = persons()
    lists(people, results)
    over, odd, broken = race(people, ROUNDS)
    results.add(
        f"{CLIENTS} clients × {ROUNDS} rounds, a budget for {BEARS}: rounds over the budget", str(over), "0", over == 0
    )
    results.add("  rounds with another number of grants than the budget bears", str(odd), "0", odd == 0)
    results.add("  errors that nobody could understand", str(broken), "0", broken == 0)
    with without_protection(superuser):
        over, _odd, _broken = race(people, CONTROLS)
    results.add(
        f"  control of {CONTROLS} rounds without lock and constraints: over the budget", str(over), "above 0", over > 0
    )


def persons() -> list[User]:
    """Those who may approve: as many as there are clients."""
    names = [f"zatwierdza.{crowd.RUN}.{number}" for number in range(CLIENTS)]
    return User.objects.bulk_create(
        User(email=f"{name}@wieczor.example", name=name, roles=["coordinator"]) for name in names
    )


def at_once(work: Sequence[Callable[[], object]]) -> list[BaseException | None]:
    """Each in a thread and on a connection of its own, at the same moment; what each of them was refused with."""
    barrier, told = threading.Barrier(len(work)), [None] * len(work)  # type: list[BaseException | None]

    def run(place: int) -> None:
        try:
            barrier.wait()
            work[place]()
        except Exception as error:  # noqa: BLE001  # counted by the caller
            told[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


# One list, eight persons ----------------------------------------------------------------------------------------------


def lists(people: Sequence[User], results: Results) -> None:
    """A list is approved by eight at once: one of them does it, the others are told."""
    wrong = 0
    for _round in range(ROUNDS):
        call = ranked_call()
        decision = propose_ranking(call, by=crowd.officer())
        told = at_once([partial(approve_ranking, decision, by=who) for who in people])
        standing = Call.objects.get(pk=call.pk)
        given = sum(Application.objects.filter(call=call, awarded__gt=0).values_list("awarded", flat=True))
        wrong += told.count(None) != 1 or standing.left_to_award != AWARD - given or given > AWARD or not given
        wrong += sum(not isinstance(one, NotOpenDecisionError | None) for one in told)
    results.add(f"{CLIENTS} approve one list at once, {ROUNDS} rounds: rounds with anything but one approval",
                str(wrong), "0", wrong == 0)  # fmt: skip


def ranked_call() -> Call:
    """Two applications with cards, money for one."""
    like = crowd.model()
    call = crowd.new_call(money=AWARD, assessors=1)
    rows = crowd.handed_in(call, 2)
    Application.objects.filter(call=call).update(stage=Stage.REVIEW, amount=AWARD * 2 / 3)
    now, assessor = timezone.now(), crowd.officer()
    for less, row in enumerate(rows):
        points = {one.code: str(one.most - less) for one in call.criteria.all()}
        Assessment.objects.create(
            application=row, assessor=assessor, is_impartial=True, declared_at=now, submitted_at=now, points=points,
            sheet=start_sheet(call.evaluation_form or like.sheet.version, owner=assessor),
        )  # fmt: skip
    Call.objects.filter(pk=call.pk).update(deadline=now)
    return Call.objects.get(pk=call.pk)


# Eight grants, money for three ----------------------------------------------------------------------------------------


def race(people: Sequence[User], rounds: int) -> tuple[int, int, int]:
    """Rounds over the budget, rounds with another number of grants than it bears, answers that nobody understands."""
    over = odd = broken = 0
    for _round in range(rounds):
        call = crowd.new_call(money=AWARD * BEARS)
        rows = crowd.handed_in(call, CLIENTS)
        Application.objects.filter(pk__in=[row.pk for row in rows]).update(stage=Stage.RANKED)
        decision = approved(call, people)
        told = at_once([partial(award, row, decision, who) for row, who in zip(rows, people, strict=True)])
        given = sum(Application.objects.filter(call=call, awarded__gt=0).values_list("awarded", flat=True))
        over += given > AWARD * BEARS
        odd += told.count(None) != BEARS
        broken += sum(not isinstance(one, money.Refused | None) for one in told)
    return over, odd, broken


def approved(call: Call, people: Sequence[User]) -> Decision:
    """A decision of two persons."""
    made = Decision.objects.create(call=call, about=About.RANKING, proposed_by=people[0])
    Decision.objects.filter(pk=made.pk).update(approved_by=people[1], approved_at=timezone.now())
    return Decision.objects.get(pk=made.pk)


def award(application: Application, decision: Decision, by: User) -> None:
    """One line of a list, as its approval does it."""
    with transaction.atomic():
        row, today = hold(application), timezone.localdate()
        columns = {"awarded": AWARD, "awarded_on": today}
        take_step(row, Step.AWARD, who=Actor.APPROVER, by=by, decision=decision, **columns)
        posting = money.Posting(money.Kind.AWARDED, AWARD, today, str(row.pk))
        move_money(row.call, [(row, posting)], by=by, decision=decision)


@contextlib.contextmanager
def without_protection(superuser: psycopg.Connection) -> Iterator[None]:
    """The call is not locked and the database refuses nothing, for as long as the block lasts."""
    kept = {
        name: superuser.execute(
            "select pg_get_constraintdef(oid) from pg_constraint where conname = %s", [name]
        ).fetchone()
        for names in CONSTRAINTS.values()
        for name in names
    }
    for table, names in CONSTRAINTS.items():
        for name in names:
            superuser.execute(f"alter table {table} drop constraint {name}")
    try:
        with mock.patch.object(money_actions, "hold_call", lambda number: Call.objects.get(pk=number)):
            yield
    finally:
        for table, names in CONSTRAINTS.items():
            for name in names:
                definition = kept[name]
                assert definition is not None
                superuser.execute(f"alter table {table} add constraint {name} {definition[0]} not valid")
