"""Writes to parties: dated rows never overlap and end on the day, submits are idempotent, bulk changes are undone."""

import uuid
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app

from ognisko.accounts.tests.factories import UserFactory
from ognisko.people import actions, tasks
from ognisko.people.actions import AddressDraft, PartyDraft
from ognisko.people.models import Address, Contact, Identifier, Membership, Note, Party, PartyKind, PartyTag, Task
from ognisko.people.rules import Kind, Status
from ognisko.people.tests.factories import PartyFactory, TaskFactory
from ognisko.places.models import Place

pytestmark = pytest.mark.django_db

LODZ = 106101


def periods(rows) -> list[tuple]:
    return [(row.kind if hasattr(row, "kind") else row.status, row.period.lower, row.period.upper) for row in rows]


def test_a_group_that_becomes_an_association_ends_on_the_day() -> None:
    party = PartyFactory(kind=Kind.INFORMAL_GROUP, since=date(2019, 3, 1))
    actions.set_kind(party, Kind.ASSOCIATION, since=date(2021, 5, 14), by=None)
    assert periods(party.kinds.all()) == [
        (Kind.INFORMAL_GROUP, date(2019, 3, 1), date(2021, 5, 14)),
        (Kind.ASSOCIATION, date(2021, 5, 14), None),
    ]
    party.refresh_from_db()
    assert party.kind_now == Kind.ASSOCIATION


def test_a_kind_set_for_an_earlier_day_makes_later_ones_give_way() -> None:
    party = PartyFactory(kind=Kind.INFORMAL_GROUP, since=date(2019, 3, 1))
    actions.set_kind(party, Kind.ASSOCIATION, since=date(2021, 5, 14), by=None)
    actions.set_kind(party, Kind.FOUNDATION, since=date(2020, 1, 1), by=None)
    assert periods(party.kinds.all()) == [
        (Kind.INFORMAL_GROUP, date(2019, 3, 1), date(2020, 1, 1)),
        (Kind.FOUNDATION, date(2020, 1, 1), None),
    ]


def test_the_database_refuses_two_kinds_on_one_day() -> None:
    party = PartyFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        PartyKind.objects.create(party=party, kind=Kind.FOUNDATION, period=actions.period(date(2024, 1, 1)))


def test_a_kind_dated_ahead_holds_from_its_day_on(monkeypatch) -> None:
    party = PartyFactory(kind=Kind.INFORMAL_GROUP)
    actions.set_kind(party, Kind.ASSOCIATION, since=date(2100, 1, 1), by=None)
    party.refresh_from_db()
    assert (party.kind_now, actions.refresh_what_today_changes()) == (Kind.INFORMAL_GROUP, 0)
    row = party.kinds.get(kind=Kind.ASSOCIATION)
    party.kinds.exclude(pk=row.pk).update(period=actions.period(None, date(2020, 1, 1)))
    row.period = actions.period(date(2020, 1, 1))
    row.save()
    assert actions.refresh_what_today_changes() == 1
    party.refresh_from_db()
    assert party.kind_now == Kind.ASSOCIATION


def test_a_status_ends_on_the_day_and_can_come_back() -> None:
    party = PartyFactory()
    status = Status.SOCIAL_ECONOMY_ENTITY
    actions.set_status(party, status, since=date(2020, 1, 1), by=None)
    actions.end_status(party.statuses.get(), on=date(2021, 1, 1), by=None)
    actions.set_status(party, status, since=date(2023, 9, 1), until=date(2024, 1, 1), by=None)
    actions.set_status(party, Status.SOCIAL_ENTERPRISE, since=date(2023, 9, 1), by=None)
    assert periods(party.statuses.order_by("status", "period")) == [
        (status, date(2020, 1, 1), date(2021, 1, 1)),
        (status, date(2023, 9, 1), date(2024, 1, 1)),
        (Status.SOCIAL_ENTERPRISE, date(2023, 9, 1), None),
    ]


PES = Status.SOCIAL_ECONOMY_ENTITY


def test_a_status_of_the_past_leaves_the_present_one_alone() -> None:
    party = PartyFactory()
    actions.set_status(party, PES, since=date(2023, 1, 1), by=None)
    actions.set_status(party, PES, since=date(2020, 1, 1), until=date(2021, 1, 1), by=None)
    assert periods(party.statuses.order_by("period")) == [
        (PES, date(2020, 1, 1), date(2021, 1, 1)),
        (PES, date(2023, 1, 1), None),
    ]


@pytest.mark.parametrize(
    ("since", "until", "left"),
    [
        (2021, 2022, [(2020, 2021), (2021, 2022), (2022, 2023), (2024, None)]),
        (2019, 2021, [(2019, 2021), (2021, 2023), (2024, None)]),
        (2022, 2025, [(2020, 2022), (2022, 2025), (2025, None)]),
        (2023, 2024, [(2020, 2023), (2023, 2024), (2024, None)]),
        (2022, None, [(2020, 2022), (2022, None)]),
        (2019, None, [(2019, None)]),
    ],
)
def test_a_status_gives_way_between_the_first_and_the_last_day_alone(since: int, until: int | None, left: list) -> None:
    party = PartyFactory()
    other = Status.SOCIAL_ENTERPRISE
    actions.set_status(party, other, since=date(2018, 1, 1), by=None)
    actions.set_status(party, PES, since=date(2020, 1, 1), until=date(2023, 1, 1), by=None)
    actions.set_status(party, PES, since=date(2024, 1, 1), by=None)
    actions.set_status(party, PES, since=date(since, 1, 1), until=until and date(until, 1, 1), by=None)
    rows = party.statuses.filter(status=PES).order_by("period")
    assert [(row.period.lower.year, row.period.upper and row.period.upper.year) for row in rows] == left
    assert periods(party.statuses.filter(status=other)) == [(other, date(2018, 1, 1), None)]


@pytest.mark.parametrize(
    ("on", "left"),
    [
        (2021, [(2020, 2021), (2024, None)]),
        (2023, [(2020, 2023), (2024, None)]),
        (2030, [(2020, 2024), (2024, None)]),
        (2020, [(2024, None)]),
        (2019, [(2024, None)]),
    ],
)
def test_the_end_of_a_status_changes_that_row_alone(on: int, left: list) -> None:
    party = PartyFactory()
    actions.set_status(party, PES, since=date(2020, 1, 1), until=date(2022, 1, 1), by=None)
    actions.set_status(party, PES, since=date(2024, 1, 1), by=None)
    row = party.statuses.order_by("period").first()
    actions.end_status(row, on=date(on, 1, 1), by=None)
    rows = party.statuses.order_by("period")
    assert [(row.period.lower.year, row.period.upper and row.period.upper.year) for row in rows] == left


def test_the_end_of_a_status_that_is_gone_changes_nothing() -> None:
    party = PartyFactory()
    actions.set_status(party, PES, since=date(2020, 1, 1), by=None)
    row = party.statuses.get()
    for _ in range(2):
        actions.end_status(row, on=date(2020, 1, 1), by=None)
    assert not party.statuses.exists()


def test_a_seat_dated_ahead_is_found_by_search_from_its_day_on() -> None:
    party = PartyFactory()
    actions.move_seat(party, AddressDraft(Place.objects.get(code=LODZ), since=date(2100, 1, 1)), by=None)
    party.addresses.filter(period__startswith=None).update(period=actions.period(None, date(2020, 1, 1)))
    party.addresses.filter(place=LODZ).update(period=actions.period(date(2020, 1, 1)))
    before = Party.objects.matching("lodz").count()
    assert (before, actions.refresh_what_today_changes(), actions.refresh_what_today_changes()) == (0, 1, 0)
    assert (Party.objects.matching("lodz").get(), Party.objects.matching("sieradz").count()) == (party, 0)


def test_the_nightly_task_is_due_after_midnight_in_warsaw_in_summer_and_winter() -> None:
    task = tasks.refresh_what_today_changes
    crons = {periodic.cron for periodic in app.periodic_registry.periodic_tasks.values() if periodic.task is task}
    assert crons == {"5 22,23 * * *"}


def test_a_seat_moves_on_the_day_and_other_addresses_stay() -> None:
    party = PartyFactory()
    lodz = Place.objects.get(code=LODZ)
    actions.add_address(party, AddressDraft(lodz, purpose=Address.Purpose.MAILING), by=None)
    actions.move_seat(party, AddressDraft(lodz, "Piotrkowska 1", since=date(2024, 7, 1)), by=None)
    party.refresh_from_db()
    assert party.seat_now == lodz
    assert list(party.addresses.order_by("purpose", "period").values_list("purpose", "place", "street")) == [
        (1, 101401, ""),
        (1, LODZ, "Piotrkowska 1"),
        (2, LODZ, ""),
    ]


def test_an_address_ends_but_never_a_seat() -> None:
    party = PartyFactory()
    other = actions.add_address(
        party, AddressDraft(Place.objects.get(code=LODZ), purpose=Address.Purpose.ACTIVITY), by=None
    )
    actions.end_address(other, on=date(2024, 1, 1), by=None)
    actions.end_address(party.addresses.get(purpose=Address.Purpose.SEAT), on=date(2024, 1, 1), by=None)
    assert list(party.addresses.order_by("purpose").values_list("purpose", "period")) == [
        (1, actions.period(None)),
        (3, actions.period(None, date(2024, 1, 1))),
    ]


def test_a_form_sent_twice_adds_one_party_one_note_and_one_task() -> None:
    user, token = UserFactory(), uuid.uuid4()
    draft = PartyDraft("Grupa „Ogród”", [(Kind.INFORMAL_GROUP, None, None)], token=token)
    first, second = (actions.add_party(draft, by=user) for _ in range(2))
    assert first == second
    notes = {actions.add_note(first, "Dzwonić po 16:00.", by=user, token=token).pk for _ in range(2)}
    tasks = {
        actions.add_task(title="Umowa", due_on=date(2025, 1, 1), assignee=user, party=first, by=user, token=token).pk
        for _ in range(2)
    }
    assert (Party.objects.count(), Note.objects.count(), Task.objects.count()) == (1, 1, 1)
    assert (len(notes), len(tasks)) == (1, 1)


def test_changing_a_party_keeps_what_is_not_given() -> None:
    party = PartyFactory(nip="7250018312", email="biuro@razem.example", tags=["seniorzy", "rzeka"])
    actions.change_party(party, name="Fundacja „Łąka”", tags=["rzeka", "sport"], by=None)
    party.refresh_from_db()
    assert (party.name, party.sort_key) == ("Fundacja „Łąka”", "fundacja l~a~ka")
    assert sorted(party.tags.values_list("name", flat=True)) == ["rzeka", "sport"]
    assert [str(row) for row in party.identifiers.all()] == ["NIP 7250018312"]
    assert [str(row) for row in party.contacts.all()] == ["biuro@razem.example"]
    assert list(Party.objects.matching("laka 725001")) == [party]


def test_tags_have_a_history_in_which_kept_ones_do_not_flicker() -> None:
    party = PartyFactory(tags=["seniorzy", "rzeka"])
    actions.change_party(party, tags=["rzeka", "sport"], by=None)
    events = PartyTag.pgh_event_model.objects.filter(party=party).order_by("pgh_id")
    assert sorted(events.values_list("pgh_label", "tag__name")) == [
        ("delete", "seniorzy"),
        ("insert", "rzeka"),
        ("insert", "seniorzy"),
        ("insert", "sport"),
    ]


def test_a_number_belongs_to_one_party() -> None:
    PartyFactory(nip="7250018312")
    other = PartyFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.change_party(other, identifiers={Identifier.Type.NIP: "7250018312"}, by=None)


def test_a_role_said_twice_is_one_and_ends_on_the_day() -> None:
    party, person = PartyFactory(), PartyFactory(kind=Kind.PERSON, name="Dorota Kmieć")
    first = actions.add_membership(person, party, role="prezeska", since=date(2020, 1, 1), by=None)
    again = actions.add_membership(person, party, role="prezeska", since=date(2021, 1, 1), is_contact=True, by=None)
    assert first == again
    actions.end_membership(again, on=date(2024, 1, 1), by=None)
    assert list(Membership.objects.values_list("role", "is_contact", "period")) == [
        ("prezeska", True, actions.period(date(2020, 1, 1), date(2024, 1, 1)))
    ]


def test_a_role_that_never_began_is_removed() -> None:
    party, person = PartyFactory(), PartyFactory(kind=Kind.PERSON)
    row = actions.add_membership(person, party, role="skarbnik", since=date(2024, 1, 1), by=None)
    actions.end_membership(row, on=date(2024, 1, 1), by=None)
    assert not Membership.objects.exists()


def test_a_new_member_is_added_with_the_role() -> None:
    party = PartyFactory()
    draft = PartyDraft(
        "Jan Olczak", [(Kind.PERSON, None, None)], contacts=[(Contact.Type.PHONE, "600 000 413")], token=uuid.uuid4()
    )
    for _ in range(2):
        actions.add_new_member(draft, party, role="skarbnik", since=None, by=None)
    assert [(row.person.name, row.role) for row in party.members.all()] == [("Jan Olczak", "skarbnik")]


def test_one_caretaker_for_many_parties_is_undone_to_whoever_it_was() -> None:
    old, new = UserFactory(), UserFactory()
    cared, alone, same = PartyFactory(caretaker=old), PartyFactory(), PartyFactory(caretaker=new)
    ids = [cared.pk, alone.pk, same.pk]
    before = actions.set_caretaker(ids, new, by=None)
    assert before == {cared.pk: old.pk, alone.pk: None}
    assert set(Party.objects.values_list("caretaker", flat=True)) == {new.pk}
    actions.restore_caretakers(before, by=None)
    assert dict(Party.objects.values_list("pk", "caretaker")) == {cared.pk: old.pk, alone.pk: None, same.pk: new.pk}


def test_one_tag_for_many_parties_is_undone_where_it_is_new() -> None:
    tagged, bare = PartyFactory(tags=["KGW"]), PartyFactory()
    new = actions.tag_parties([tagged.pk, bare.pk], "KGW", by=None)
    assert new == [bare.pk]
    actions.untag_parties(new, "KGW", by=None)
    assert list(Party.objects.filter(tags__name="KGW")) == [tagged]


def test_a_task_done_twice_stays_as_it_was_and_can_be_opened_again() -> None:
    task = TaskFactory()
    first = actions.finish_task(task, by=task.assignee).done_at
    assert actions.finish_task(task, by=UserFactory()).done_at == first
    assert actions.reopen_task(task, by=task.assignee).done_at is None
