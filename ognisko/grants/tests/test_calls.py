"""Calls are written by sections, announced once nothing is missing, moved on and cancelled with a reason."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.grants.actions import calls as actions
from ognisko.grants.actions.calls import CallRefusedError
from ognisko.grants.entries import OF_CALLS
from ognisko.grants.forms.calls.sections import DatesForm, MoneyForm, NumbersForm, ScoringForm
from ognisko.grants.models import Application, Call, CostCategory, InterestRate, Message, Programme
from ognisko.grants.queries.calls import calls_found, checks_before_announcement, numbers_of
from ognisko.grants.queries.calls.public import day_and_clock, days_left
from ognisko.grants.rules import deadlines
from ognisko.grants.rules.deadlines import State
from ognisko.grants.tests.factories import CallFactory, ProgrammeFactory, application_form, draft, open_call
from ognisko.ledger.models import Entry
from ognisko.ledger.queries import verify
from ognisko.people.rules import Kind
from ognisko.places.models import Place

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def officer() -> User:
    return UserFactory(roles=["grants_officer"])


def dates(opens: int = 1, closes: int = 30) -> actions.DatesDraft:
    """A call that opens and closes in so many days."""
    at = timezone.now().replace(second=0, microsecond=0)
    return actions.DatesDraft(
        at + timedelta(days=opens), at + timedelta(days=closes), TODAY + timedelta(closes + 30),
        TODAY + timedelta(closes + 120),
    )  # fmt: skip


def basics(programme: Programme, address: str = "mikrogranty") -> actions.BasicsDraft:
    return actions.BasicsDraft(
        programme, "Mikrogranty", address, "Do 6 000 zł.", "Na działania.", contact_name="Marek Tyl",
        contact_phone="43 000 00 21",
    )  # fmt: skip


def ready(officer: User, address: str = "mikrogranty", closes: int = 30) -> Call:
    """A call of which nothing is missing."""
    call = actions.add_call(basics(ProgrammeFactory(), address), dates(closes=closes), by=officer)
    actions.change_call(call, actions.MoneyDraft(least=Decimal(1000), most=Decimal(6000)), by=officer)
    actions.change_call(call, actions.ApplicantsDraft(kinds=(Kind.INFORMAL_GROUP,)), by=officer)
    actions.change_call(call, actions.FormsDraft(application_form(officer), fields={}), by=officer)
    actions.save_criteria(call, [actions.CriterionDraft("Pomysł", Decimal(60))], by=officer)
    actions.save_costs(call, [actions.CostDraft("Materiały"), actions.CostDraft("Sprzęt")], by=officer)
    actions.add_money(call, Decimal(100_000), by=officer)
    actions.save_rules(call, "# Cel\n\nO co chodzi.", "", by=officer)
    actions.publish_rules(call, by=officer)
    return Call.objects.get(pk=call.pk)


def counted(call: Call) -> list[tuple[int, Decimal]]:
    """What stands in the ledger for the call."""
    sums: dict[int, Decimal] = {}
    for one in Entry.objects.filter(source_kind=OF_CALLS.number, source=call.pk):
        sums[one.measure] = sums.get(one.measure, Decimal(0)) + one.quantity
    return [(measure, number) for measure, number in sums.items() if number]


def test_a_new_call_says_all_that_is_missing_and_cannot_be_announced(officer: User) -> None:
    call = actions.add_call(actions.BasicsDraft(ProgrammeFactory(), "Nabór", "nabor"), dates(), by=officer)
    assert [check.is_done for check in checks_before_announcement(call)] == [
        False, True, False, False, False, False, False, True, False, False,
    ]  # fmt: skip
    with pytest.raises(CallRefusedError):
        actions.announce(call, by=officer)
    assert Call.objects.get(pk=call.pk).announced_at is None


def test_an_announced_call_counts_once_and_a_cancelled_one_as_nothing(officer: User) -> None:
    call = ready(officer)
    first = actions.announce(call, by=officer)
    assert actions.announce(call, by=officer).announced_at == first.announced_at
    assert counted(call) == [(72, Decimal(1))]
    actions.cancel(call, reason="Brak pieniędzy.", by=officer)
    assert (counted(call), [found for found in verify() if found.source == OF_CALLS]) == ([], [])
    with pytest.raises(CallRefusedError):
        actions.change_call(call, actions.MoneyDraft(), by=officer)


def test_every_change_grows_the_revision(officer: User) -> None:
    call = ready(officer)
    before = call.revision
    actions.change_call(call, actions.ScoringDraft(assessors=3), by=officer)
    actions.save_priorities(call, [actions.PriorityDraft("Wieś", Decimal(5))], by=officer)
    actions.answer_question(call, None, question="Czy?", answer="Tak.", published=True, by=officer)
    assert Call.objects.get(pk=call.pk).revision == before + 3


def test_a_call_that_moves_to_another_programme_is_posted_again(officer: User) -> None:
    call = actions.announce(ready(officer), by=officer)
    other = ProgrammeFactory()
    actions.change_call(call, replace(basics(other), scope=2), by=officer)
    assert counted(call) == [(71, Decimal(1))]
    assert [one for one in verify() if one.source == OF_CALLS] == []


def test_a_copy_takes_everything_but_dates_and_results(officer: User) -> None:
    earlier = actions.announce(ready(officer), by=officer)
    actions.change_call(
        earlier, actions.ApplicantsDraft(kinds=(Kind.INFORMAL_GROUP,), areas=list(Place.objects.filter(pk=101400))),
        by=officer,
    )  # fmt: skip
    actions.answer_question(earlier, None, question="Czy?", answer="Tak.", published=True, by=officer)
    opens, closes = timezone.now() + timedelta(days=300), timezone.now() + timedelta(days=330)
    made = actions.copy_call(
        earlier, name="Mikrogranty nowe", address="nowe", opens_at=opens, deadline=closes, by=officer
    )
    assert (made.announced_at, made.results_at, made.left_to_award, made.last_serial) == (None, None, 0, 0)
    assert (made.opens_at, made.deadline, made.most, made.kinds) == (opens, closes, Decimal(6000), [10])
    assert (made.activity_since - TODAY).days == pytest.approx(360, abs=2)
    assert [one.name for one in made.categories.all()] == ["Materiały", "Sprzęt"]
    assert ([one.pk for one in made.areas.all()], made.criteria.count(), made.questions.count()) == ([101400], 1, 1)
    assert [(one.number, one.published_at) for one in made.rules_texts.all()] == [(1, None)]


def test_a_later_deadline_reaches_whoever_writes_and_an_earlier_one_is_refused(officer: User) -> None:
    call = open_call(officer)
    row = draft(call, UserFactory(roles=[]), Place.objects.get(pk=101401))
    with pytest.raises(CallRefusedError):
        actions.extend_deadline(call, call.deadline - timedelta(days=1), reason="Pomyłka.", by=officer)
    until = call.deadline + timedelta(days=5)
    actions.extend_deadline(call, until, reason="Święta.", by=officer)
    actions.extend_deadline(call, until, reason="Święta.", by=officer)
    assert Call.objects.get(pk=call.pk).deadline == until
    assert [(one.application_id, "Święta." in one.text) for one in Message.objects.all()] == [(row.pk, True)]
    with pytest.raises(CallRefusedError):
        actions.change_call(call, dates(), by=officer)


def test_money_after_the_announcement_needs_a_reason(officer: User) -> None:
    call = actions.announce(ready(officer), by=officer)
    with pytest.raises(CallRefusedError):
        actions.add_money(call, Decimal(500), by=officer)
    actions.add_money(call, Decimal(500), by=officer, reason="Oszczędności.")
    assert numbers_of(call).funded == Decimal(100_500)


def test_what_somebody_relies_on_stays(officer: User) -> None:
    call = open_call(officer)
    draft(call, UserFactory(roles=[]), Place.objects.get(pk=101401))
    with pytest.raises(CallRefusedError):
        actions.change_call(call, actions.FormsDraft(application_form(officer), fields={}), by=officer)
    with pytest.raises(CallRefusedError):
        actions.change_call(call, replace(basics(call.programme), address="inny"), by=officer)


def test_rows_keep_their_codes_and_a_row_left_out_goes(officer: User) -> None:
    call = ready(officer)
    first = CostCategory.objects.filter(call=call).first()
    assert first is not None
    drafts = [actions.CostDraft("Sprzęt"), actions.CostDraft("Materiały i druk", id=first.pk)]
    actions.save_costs(call, drafts, by=officer)
    assert [(one.code, one.name) for one in call.categories.all()] == [
        ("sprzet", "Sprzęt"), ("materialy", "Materiały i druk"),
    ]  # fmt: skip


def test_published_rules_stay_and_the_next_version_says_what_changed(officer: User) -> None:
    call = ready(officer)
    actions.save_rules(call, "Nowe zasady.", "", by=officer)
    with pytest.raises(CallRefusedError):
        actions.publish_rules(call, by=officer)
    actions.save_rules(call, "Nowe zasady.", "Wyższy grant.", by=officer)
    actions.publish_rules(call, by=officer)
    assert [(one.number, one.text) for one in call.rules_texts.all()] == [
        (2, "Nowe zasady."), (1, "# Cel\n\nO co chodzi."),
    ]  # fmt: skip


def test_a_question_asked_twice_is_one_and_too_many_are_refused(officer: User) -> None:
    call = open_call(officer)
    assert actions.ask(call, "Czy można?") == actions.ask(call, "Czy można?")
    for number in range(19):
        actions.ask(call, f"Pytanie {number}?")
    with pytest.raises(CallRefusedError):
        actions.ask(call, "Jeszcze jedno?")


def test_the_list_knows_the_state_by_the_clock_and_counts(officer: User) -> None:
    call = open_call(officer, name="Żółty nabór")
    draft(call, UserFactory(roles=[]), Place.objects.get(pk=101401))
    form = application_form(officer)
    CallFactory(name="Przyszły", opens_at=timezone.now() + timedelta(days=2), application_form=form)
    CallFactory(name="Roboczy", announced_at=None)
    assert {row.call.name: row.state for row in calls_found()} == {
        "Żółty nabór": State.OPEN, "Przyszły": State.PLANNED, "Roboczy": State.PREPARED,
    }  # fmt: skip
    (row,) = calls_found(text="zolty", state="open")
    assert (row.call.drafts, row.call.sent) == (1, 0)  # type: ignore[attr-defined]


def test_one_rate_begins_on_a_day(officer: User) -> None:
    rate = actions.save_rate(None, since=date(2026, 1, 1), percent=Decimal("11.25"), by=officer)
    actions.save_rate(rate, since=date(2026, 1, 1), percent=Decimal("11.5"), by=officer)
    with pytest.raises(CallRefusedError):
        actions.save_rate(None, since=date(2026, 1, 1), percent=Decimal(10), by=officer)
    assert [one.percent for one in InterestRate.objects.all()] == [Decimal("11.5")]


DAYS = {
    "opens_on": "2026-03-02", "opens_at": "9", "deadline_on": "2026-03-31", "deadline_at": "24:00",
    "activity_since": "2026-05-15", "activity_until": "2026-10-15", "correction_days": "5", "appeal_days": "7",
    "report_days": "30", "return_days": "15",
}  # fmt: skip


def test_24_hours_is_the_end_of_the_day() -> None:
    form = DatesForm(DAYS)
    assert form.is_valid(), form.errors
    assert form.draft.deadline == deadlines.end_of(date(2026, 3, 31))
    assert form.draft.opens_at == datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"deadline_on": "2026-03-01"}, "deadline_on"),
        ({"deadline_on": "2026-03-29", "deadline_at": "2:30"}, "deadline_at"),
        ({"deadline_at": "25:00"}, "deadline_at"),
        ({"late_on": "2026-03-31", "late_at": "12:00"}, "late_on"),
        ({"late_on": "2026-04-01"}, "late_at"),
        ({"activity_until": "2026-05-01"}, "activity_until"),
        ({"results_on": "2026-03-01"}, "results_on"),
    ],
)
def test_a_fault_of_dates_stands_beside_its_field(sent: dict[str, str], field: str) -> None:
    assert list(DatesForm(DAYS | sent).errors) == [field]


def test_an_unsuitable_pattern_account_or_share_is_refused_at_its_field() -> None:
    numbers = NumbersForm({"number_pattern": "MG", "agreement_pattern": "U/{number:3}", "payer_account": "12 3"})
    assert sorted(numbers.errors) == ["number_pattern", "payer_account"]
    money = {"currency": "PLN", "own_base": "grant", "instalments": "80, 30", "least": "10", "most": "5"}
    assert sorted(MoneyForm(money).errors) == ["instalments", "most"]
    good = MoneyForm(money | {"instalments": "66,5; 33,5", "most": "50"})
    assert good.is_valid(), good.errors
    assert good.draft.instalments == (Decimal("66.5"), Decimal("33.5"))


def test_ties_are_written_in_words(officer: User) -> None:
    call = open_call(officer)
    sent = ScoringForm.initial_of(call) | {"ties": "Pomysł\nlosowanie", "assessors": 2}
    wrong = ScoringForm(sent | {"ties": "Kolejność z kapelusza"}, call=call)
    assert list(wrong.errors) == ["ties"]
    words = [*ScoringForm._offered(call).values()]
    good = ScoringForm(sent | {"ties": "\n".join([words[0], words[-1]])}, call=call)
    assert good.is_valid(), good.errors
    assert good.draft.ties == ("criterion:idea", "lot")


def test_days_left_are_those_of_the_calendar() -> None:
    deadline = deadlines.deadline(date(2026, 3, 31), time(16))
    at = lambda day, hour: deadlines.deadline(date(2026, 3, day), time(hour))  # noqa: E731
    assert [days_left(deadline, at(13, 8)), days_left(deadline, at(30, 23)), days_left(deadline, at(31, 15))] == [
        "zostało 18 dni", "został 1 dzień", "dziś ostatni dzień",
    ]  # fmt: skip
    assert days_left(deadline, deadline) == ""
    assert days_left(deadlines.end_of(date(2026, 3, 31)), at(31, 8)) == "dziś ostatni dzień"


def test_midnight_ends_a_deadline_and_begins_an_opening() -> None:
    midnight = deadlines.end_of(date(2026, 3, 31))
    assert (day_and_clock(midnight), day_and_clock(midnight, opens=True)) == (
        (date(2026, 3, 31), "24:00"), (date(2026, 4, 1), "0:00"),
    )  # fmt: skip


def test_a_story_is_kept_and_no_step_is_taken(officer: User) -> None:
    call = open_call(officer)
    row = draft(call, UserFactory(roles=[]), Place.objects.get(pk=101401))
    actions.publish_story(row, "Zrobiliśmy ławki.", keep=[], remove=[], by=officer)
    found = Application.objects.get(pk=row.pk)
    assert (found.story, found.stage, found.changes.count()) == ("Zrobiliśmy ławki.", "draft", 0)
