"""Writes to projects and offices: what they keep true, and what they refuse."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from psycopg.types.range import DateRange

from ognisko.accounts.models import Role
from ognisko.accounts.tests.factories import UserFactory
from ognisko.ledger.actions import ClosedPeriodError, close
from ognisko.ledger.models import Entry
from ognisko.people.rules import Kind
from ognisko.places.models import Place
from ognisko.projects import actions
from ognisko.projects.actions import JoiningDraft, OfficeDraft, ProjectDraft
from ognisko.projects.models import (
    Area,
    Assignment,
    Funder,
    Joining,
    OfficeDay,
    OpeningHours,
    Operator,
    Partner,
    Project,
)
from ognisko.projects.rules import PARTNER
from ognisko.projects.tests import factories
from ognisko.projects.tests.factories import LODZ

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 1)


# Joinings -------------------------------------------------------------------------------------------------------------


def test_a_party_joins_a_project_once_at_a_time() -> None:
    project, party = factories.ProjectFactory(), factories.party("Fundacja „Ciepły Kąt”")
    factories.joining(project, party, DAY)
    with pytest.raises(actions.AlreadyJoinedError) as refused:
        factories.joining(project, party, date(2024, 5, 1))
    assert str(refused.value).endswith(": Fundacja „Ciepły Kąt”.")


def test_the_database_refuses_two_joinings_at_a_time() -> None:
    row = factories.joining(factories.ProjectFactory(), factories.party(), DAY)
    with pytest.raises(IntegrityError, match="projects_joining_no_overlap"), transaction.atomic():
        Joining.objects.create(project=row.project, party=row.party, joined_on=date(2025, 1, 1))


def test_one_refused_party_keeps_a_whole_batch_out() -> None:
    project = factories.ProjectFactory()
    first, second = factories.parties(["Koło A", "Koło B"])
    factories.joining(project, first, DAY)
    with pytest.raises(actions.AlreadyJoinedError):
        actions.join([JoiningDraft(project, second, DAY), JoiningDraft(project, first, DAY)], by=None)
    assert [row.party for row in Joining.objects.all()] == [first]


def test_a_party_that_left_joins_again_and_then_the_leaving_stays() -> None:
    project, party = factories.ProjectFactory(), factories.party()
    first = factories.joining(project, party, DAY)
    actions.leave(first, on=date(2024, 6, 1), by=None)
    factories.joining(project, party, date(2024, 6, 1))
    with pytest.raises(actions.AlreadyJoinedError):
        actions.leave(first, on=None, by=None)


def test_a_cancelled_joining_comes_back_only_where_there_is_room() -> None:
    project, party = factories.ProjectFactory(), factories.party()
    mistake = factories.joining(project, party, DAY)
    actions.cancel_joining(mistake, by=None)
    factories.joining(project, party, date(2024, 4, 1))
    with pytest.raises(actions.AlreadyJoinedError):
        actions.cancel_joining(mistake, cancelled=False, by=None)


def test_a_day_is_held_against_the_dates_that_the_project_has_by_now() -> None:
    project = factories.ProjectFactory(period=DateRange(date(2024, 1, 1), date(2025, 1, 1)))
    shown = Project.objects.get(pk=project.pk)
    Project.objects.filter(pk=project.pk).update(period=DateRange(date(2024, 6, 1), date(2026, 1, 1)))
    party = factories.party()
    with pytest.raises(actions.OutsideProjectError):
        actions.join([JoiningDraft(shown, party, DAY)], by=None)
    assert actions.join([JoiningDraft(shown, party, date(2025, 3, 1))], by=None) == list(Joining.objects.all())


def test_a_cancelled_joining_comes_back_only_within_the_dates_of_the_project() -> None:
    project = factories.ProjectFactory(period=DateRange(date(2024, 1, 1), date(2025, 1, 1)))
    mistake = factories.joining(project, factories.party(), DAY)
    actions.cancel_joining(mistake, by=None)
    Project.objects.filter(pk=project.pk).update(period=DateRange(date(2024, 6, 1), date(2025, 1, 1)))
    with pytest.raises(actions.OutsideProjectError):
        actions.cancel_joining(mistake, cancelled=False, by=None)
    Project.objects.filter(pk=project.pk).update(period=DateRange(DAY, None))
    assert not actions.cancel_joining(mistake, cancelled=False, by=None).is_cancelled


def test_joining_and_leaving_have_their_days() -> None:
    project = factories.ProjectFactory(period=DateRange(date(2024, 1, 1), date(2025, 1, 1)))
    with pytest.raises(actions.OutsideProjectError):
        factories.joining(project, factories.party(), date(2025, 1, 1))
    row = factories.joining(project, factories.party(), date(2024, 12, 31))
    with pytest.raises(actions.LeavesBeforeJoiningError):
        actions.leave(row, on=date(2024, 12, 31), by=None)


def served(row: Joining, on: date) -> None:
    """An entry of a service as a domain on a higher floor posts it."""
    Entry.objects.create(
        occurred_on=on, measure=1, unit=2, quantity=Decimal(60), source_kind=11, source=7, project=row.project_id,
        office=0, party=row.party_id,
    )  # fmt: skip


def test_a_joining_that_services_rest_on_is_neither_cancelled_nor_ended_before_them() -> None:
    row = factories.joining(factories.ProjectFactory(requires_joining=True), factories.party(), DAY)
    served(row, date(2024, 5, 20))
    with pytest.raises(actions.ServicesRestOnJoiningError) as refused:
        actions.cancel_joining(row, by=None)
    assert (refused.value.records, refused.value.last) == (1, date(2024, 5, 20))
    with pytest.raises(actions.ServicesRestOnJoiningError):
        actions.leave(row, on=date(2024, 5, 20), by=None)
    assert actions.leave(row, on=date(2024, 5, 21), by=None).left_on == date(2024, 5, 21)


def test_where_services_need_no_joining_it_is_cancelled_whatever_was_done() -> None:
    row = factories.joining(factories.ProjectFactory(), factories.party(), DAY)
    served(row, date(2024, 5, 20))
    assert actions.cancel_joining(row, by=None).is_cancelled


def test_a_joining_that_counted_is_not_deleted() -> None:
    row = factories.joining(factories.ProjectFactory(), factories.party(), DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()


def test_in_a_closed_period_joining_leaving_and_cancelling_need_a_reason() -> None:
    project, party = factories.ProjectFactory(), factories.party()
    row = factories.joining(project, party, DAY)
    close(date(2024, 1, 1), date(2025, 1, 1), by=None)
    late = factories.party("Spóźnieni")
    for change in (
        lambda reason: actions.join([JoiningDraft(project, late, DAY)], by=None, reason=reason),
        lambda reason: actions.leave(row, on=date(2024, 6, 1), by=None, reason=reason),
        lambda reason: actions.cancel_joining(row, by=None, reason=reason),
    ):
        with pytest.raises(ClosedPeriodError):
            change("")
        change("pomyłka w dokumentach")
    assert set(Entry.objects.filter(correction_reason__isnull=False).values_list("correction_reason", flat=True)) == {
        "pomyłka w dokumentach"
    }


# Partners and area ----------------------------------------------------------------------------------------------------


def test_a_partner_takes_part_once_at_a_time_and_one_leads() -> None:
    project = factories.ProjectFactory()
    first, second = factories.parties(["Lider", "Partner"], Kind.FOUNDATION)
    actions.add_partner(project, first, since=DAY, role=Partner.Role.LEADER, by=None)
    with pytest.raises(actions.AlreadyPartnerError):
        actions.add_partner(project, first, since=date(2024, 9, 1), by=None)
    with pytest.raises(actions.LeaderTakenError):
        actions.add_partner(project, second, since=date(2024, 9, 1), role=Partner.Role.LEADER, by=None)
    with pytest.raises(actions.EndsBeforeBeginningError):
        actions.add_partner(project, second, since=DAY, until=DAY, by=None)


def test_a_cancelled_partner_comes_back_only_where_there_is_room() -> None:
    project, party = factories.ProjectFactory(), factories.party()
    mistake = actions.add_partner(project, party, since=DAY, by=None)
    actions.change_partner(mistake, until=None, cancelled=True, by=None)
    actions.add_partner(project, party, since=date(2024, 4, 1), by=None)
    with pytest.raises(actions.AlreadyPartnerError):
        actions.change_partner(mistake, until=None, cancelled=False, by=None)


def test_another_last_day_does_not_bring_a_cancelled_partner_back() -> None:
    row = actions.add_partner(factories.ProjectFactory(), factories.party(), since=DAY, by=None)
    actions.change_partner(row, until=None, cancelled=True, by=None)
    row = actions.change_partner(row, until=date(2024, 9, 1), by=None)
    assert (row.is_cancelled, row.period.upper, Entry.objects.filter(source_kind=PARTNER).count()) == (
        True, date(2024, 9, 1), 2,
    )  # fmt: skip
    assert not actions.change_partner(row, until=None, cancelled=False, by=None).is_cancelled


def test_an_area_set_again_from_an_earlier_day_holds_from_that_day_on() -> None:
    project = factories.ProjectFactory()
    sieradz, zdunska = Place.objects.filter(code__in=[101400, 101900]).order_by("code")
    actions.set_area(project, [sieradz], since=date(2024, 6, 1), by=None)
    actions.set_area(project, [sieradz, zdunska], since=date(2024, 1, 1), by=None)
    actions.set_area(project, [zdunska], since=date(2024, 9, 1), by=None)
    actions.set_area(project, [zdunska, sieradz], since=date(2024, 9, 1), by=None)
    standing = Area.objects.filter(project=project, is_cancelled=False).order_by("place")
    assert [(row.place_id, row.period) for row in standing] == [
        (101400, DateRange(date(2024, 1, 1), None)),
        (101900, DateRange(date(2024, 1, 1), None)),
    ]


# Offices --------------------------------------------------------------------------------------------------------------


def days(office: object) -> dict[date, int]:
    return dict(OfficeDay.objects.filter(office=office).order_by("day").values_list("day", "minutes"))


def test_hours_holidays_and_exceptions_say_how_long_an_office_was_open() -> None:
    office = factories.office(since=date(2024, 4, 29))
    actions.set_exception(office, date(2024, 5, 2), hours=(time(10), time(12, 30)), reason="remont", by=None)
    actions.set_exception(office, date(2024, 5, 3), hours=(time(9), time(10)), reason="festyn", by=None)
    actions.set_exception(office, date(2024, 5, 6), hours=None, reason="szkolenie", by=None)
    actions.count_days(office, date(2024, 4, 28), date(2024, 5, 8), by=None)
    assert [minutes for _day, minutes in sorted(days(office).items())] == [0, 480, 480, 0, 150, 60, 0, 0, 0, 480]


def test_days_are_counted_once_however_often_and_only_past_ones() -> None:
    today = timezone.localdate()
    office = factories.office(since=today - timedelta(days=10))
    assert actions.count_days(office, today - timedelta(days=10), today + timedelta(days=5), by=None) == 10
    entries = Entry.objects.count()
    assert actions.count_days(office, today - timedelta(days=10), today + timedelta(days=5), by=None) == 0
    assert (max(days(office)), Entry.objects.count()) == (today - timedelta(days=1), entries)


def test_the_night_counts_every_office_in_use_back_to_its_last_counted_day() -> None:
    today = timezone.localdate()
    first = factories.office("pierwsze", since=today - timedelta(days=20))
    actions.count_days(first, today - timedelta(days=20), today - timedelta(days=15), by=None)
    second = factories.office("drugie", since=today - timedelta(days=3))
    closed = factories.office("zamknięte", since=today - timedelta(days=3))
    closed.is_active = False
    closed.save()
    assert actions.count_past_days() == 15 + 3
    assert actions.count_past_days() == 0
    assert (len(days(first)), len(days(second)), len(days(closed))) == (20, 3, 0)


def test_the_night_counts_days_of_a_period_that_was_closed_first_as_corrections() -> None:
    today = timezone.localdate()
    office = factories.office(since=today - timedelta(days=14))
    close(today - timedelta(days=14), today - timedelta(days=7), by=None)
    assert actions.count_past_days() == 14
    corrected = Entry.objects.filter(correction_reason__isnull=False).values_list("occurred_on", flat=True)
    assert max(corrected) < today - timedelta(days=7)
    assert len(days(office)) == 14


def test_a_change_of_hours_counts_counted_days_again_and_keeps_what_was_before() -> None:
    office = factories.office(since=date(2024, 1, 1))
    actions.count_days(office, date(2024, 1, 8), date(2024, 1, 20), by=None)
    actions.set_hours(office, [(1, time(8), time(12)), (1, time(13), time(14))], since=date(2024, 1, 15), by=None)
    assert [days(office)[date(2024, 1, day)] for day in (8, 9, 15, 16)] == [480, 480, 300, 0]
    assert sorted(set(OpeningHours.objects.values_list("period", flat=True))) == [
        DateRange(date(2024, 1, 1), date(2024, 1, 15)),
        DateRange(date(2024, 1, 15), None),
    ]


def test_in_a_closed_period_hours_and_exceptions_need_a_reason() -> None:
    office = factories.office(since=date(2024, 1, 1))
    actions.count_days(office, date(2024, 1, 8), date(2024, 1, 13), by=None)
    close(date(2024, 1, 1), date(2024, 2, 1), by=None)
    day = date(2024, 1, 9)
    with pytest.raises(ClosedPeriodError), transaction.atomic():
        actions.set_hours(office, [(2, time(8), time(9))], since=day, by=None)
    with pytest.raises(ClosedPeriodError), transaction.atomic():
        actions.set_exception(office, day, hours=None, reason="remont", by=None)
    row = actions.set_exception(office, day, hours=None, reason="remont", by=None, correction="zapomniany remont")
    assert days(office)[day] == 0
    actions.remove_exception(row, by=None, correction="jednak otwarte")
    assert days(office)[day] == 480


def test_an_office_that_goes_out_of_use_is_open_no_more() -> None:
    today = timezone.localdate()
    office = factories.office(since=today - timedelta(days=5))
    draft = OfficeDraft(office.name, office.operator, office.place, is_active=False)
    actions.change_office(office, draft, by=None)
    assert len(days(office)) == 5
    assert {row.period.upper for row in OpeningHours.objects.all()} == {today}


def test_an_office_whose_work_is_counted_stays_in_its_municipality() -> None:
    office = factories.office(since=date(2024, 1, 1))
    lodz = Place.objects.get(code=LODZ)
    moved = actions.change_office(office, OfficeDraft(office.name, office.operator, lodz), by=None)
    actions.count_days(moved, date(2024, 1, 8), date(2024, 1, 9), by=None)
    with pytest.raises(actions.OfficeHasCountedError):
        actions.change_office(moved, OfficeDraft(office.name, office.operator, office.place), by=None)


def test_two_offices_have_two_names() -> None:
    office = factories.office()
    with pytest.raises(actions.NameTakenError):
        actions.add_office(OfficeDraft(office.name, office.operator, office.place), by=None)


# Projects, dictionaries, staff ----------------------------------------------------------------------------------------


def test_a_project_is_added_with_a_funder_typed_anew() -> None:
    funder = factories.FunderFactory(name="Miasto Łódź")
    draft = ProjectDraft(name="Projekt", short_name="P", since=DAY, until=date(2025, 3, 1), new_funder="MIASTO ŁÓDŹ")
    project = actions.add_project(draft, by=None)
    assert (project.funder, project.period) == (funder, DateRange(DAY, date(2025, 3, 1)))
    actions.add_project(ProjectDraft(name="Inny", short_name="I", since=DAY, new_funder="Fundacja Nowa"), by=None)
    assert [one.name for one in Funder.objects.order_by("pk")] == ["Miasto Łódź", "Fundacja Nowa"]


def test_a_project_has_a_short_name_of_its_own_and_days_in_order() -> None:
    project = factories.ProjectFactory()
    with pytest.raises(actions.NameTakenError) as refused:
        actions.add_project(ProjectDraft(name="x", short_name=project.short_name, since=DAY), by=None)
    assert refused.value.field == "short_name"
    with pytest.raises(actions.EndsBeforeBeginningError):
        actions.add_project(ProjectDraft(name="x", short_name="y", since=DAY, until=DAY), by=None)


def test_a_project_keeps_the_days_on_which_parties_joined() -> None:
    project = factories.ProjectFactory()
    factories.joining(project, factories.party(), DAY)
    with pytest.raises(actions.JoinedOutsideError) as refused:
        actions.change_project(project, ProjectDraft(name="x", short_name="y", since=date(2024, 6, 1)), by=None)
    assert refused.value.count == 1
    changed = actions.change_project(project, ProjectDraft(name="x", short_name="y", since=DAY), by=None)
    assert Project.objects.get(pk=project.pk).period == changed.period == DateRange(DAY, None)


def test_one_operator_runs_the_centre() -> None:
    first = factories.operator()
    second = actions.save_operator(factories.party("Drugi", Kind.FOUNDATION), is_centre=True, by=None)
    assert dict(Operator.objects.values_list("pk", "is_centre")) == {first.pk: False, second.pk: True}
    assert actions.save_operator(second.party, is_centre=True, by=None) == second


def test_an_assignment_said_twice_is_one_and_ends_and_goes_on() -> None:
    project, user = factories.ProjectFactory(), UserFactory()
    row = actions.assign(user, role=Role.ADVISOR, project=project, since=DAY, by=None)
    assert actions.assign(user, role=Role.ADVISOR, project=project, since=date(2024, 5, 1), by=None) == row
    actions.end_assignment(row, on=date(2024, 6, 1), by=None)
    assert Assignment.objects.get().period == DateRange(DAY, date(2024, 6, 1))
    assert actions.resume_assignment(row, by=None).period == DateRange(DAY, None)
    actions.end_assignment(row, on=DAY, by=None)
    assert not Assignment.objects.exists()
