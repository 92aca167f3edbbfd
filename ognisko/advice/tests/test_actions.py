"""Writes of sessions: one submit makes one session, a record and its entries never disagree."""

import datetime
import threading
import uuid
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice.actions import (
    FollowUpDraft,
    KindExistsError,
    NoteStandsError,
    NotJoinedError,
    RefusedChange,
    SessionDraft,
    add_kind,
    cancel_session,
    change_kind,
    change_many_sessions,
    change_session,
    change_session_with_joining,
    draft_of,
    ensure_kinds,
    record_session,
    record_session_with_joining,
    record_session_with_new_party,
    record_sessions,
    restore_session,
)
from ognisko.advice.models import Kind, Session, SessionParty
from ognisko.advice.rules import SESSION, SHIPPED_KINDS, Category
from ognisko.advice.tests import factories
from ognisko.advice.tests.factories import JoiningFactory, KindFactory, ProjectFactory
from ognisko.ledger.actions import ClosedPeriodError, close
from ognisko.ledger.models import Entry
from ognisko.ledger.queries import in_force, verify
from ognisko.people.actions import PartyDraft, set_kind
from ognisko.people.models import Party, Task
from ognisko.people.rules import Kind as PartyKind
from ognisko.projects.actions import AlreadyJoinedError, OutsideProjectError
from ognisko.projects.models import Joining

pytestmark = pytest.mark.django_db

DAY = datetime.date(2024, 3, 13)


@pytest.fixture
def advisor() -> User:
    return UserFactory()


@pytest.fixture
def draft(advisor: User) -> SessionDraft:
    return SessionDraft(
        day=DAY, minutes=90, kind=KindFactory(key="general", name="ogólne"), advisor=advisor, party=factories.party()
    )


def quantities(session: Session) -> list[tuple[int, int]]:
    return [(values.measure, int(values.quantity)) for _, values in in_force(SESSION, [session.pk]).get(session.pk, [])]


def test_one_token_makes_one_session_however_often_it_is_sent(draft: SessionDraft, advisor: User) -> None:
    once = replace(draft, token=uuid.uuid4())
    first, second = record_session(once, by=advisor), record_session(once, by=advisor)
    assert (first.pk, Session.objects.count(), quantities(first)) == (
        second.pk,
        1,
        [(31, 90), (32, 90), (33, 90), (34, 90)],
    )


def test_many_sessions_come_back_in_the_order_of_their_drafts(draft: SessionDraft, advisor: User) -> None:
    known = record_session(replace(draft, token=uuid.uuid4()), by=advisor)
    drafts = [replace(draft, minutes=10), replace(draft, token=known.token), replace(draft, minutes=20)]
    found = record_sessions(drafts, by=advisor)
    assert [row.minutes for row in found] == [10, 90, 20]
    assert found[1] == known


def test_a_party_besides_the_lead_wins_over_the_same_party_as_merely_present(
    draft: SessionDraft, advisor: User
) -> None:
    other, guest = factories.party("Fundacja „Ciepły Kąt”"), factories.party("Jan Olczak", PartyKind.PERSON)
    session = record_session(
        replace(draft, other_parties=[other, draft.party], present=[other, guest, draft.party]), by=advisor
    )
    assert list(session.participations.values_list("party", "capacity")) == [
        (other.pk, SessionParty.Capacity.PARTY),
        (guest.pk, SessionParty.Capacity.PRESENT),
    ]
    assert session.people_count == 3


def test_a_cancelled_session_counts_as_nothing_and_undo_brings_it_back(draft: SessionDraft, advisor: User) -> None:
    session = record_session(draft, by=advisor)
    cancelled = cancel_session(session, by=advisor)
    assert (cancelled.is_cancelled, quantities(session)) == (True, [])
    assert cancel_session(session, by=advisor).cancelled_at == cancelled.cancelled_at
    restored = restore_session(session, by=advisor)
    assert (restored.is_cancelled, quantities(session)) == (False, [(31, 90), (32, 90), (33, 90), (34, 90)])


def test_a_change_touches_only_what_differs(draft: SessionDraft, advisor: User) -> None:
    kept, gone, come = (factories.party(f"Fundacja {number}") for number in range(3))
    session = record_session(replace(draft, other_parties=[kept, gone]), by=advisor)
    standing = session.participations.get(party=kept).pk
    change_session(session, replace(draft, other_parties=[kept, come], minutes=60), by=advisor)
    assert list(session.participations.values_list("party", flat=True)) == [kept.pk, come.pk]
    assert session.participations.get(party=kept).pk == standing


def test_a_draft_of_a_session_is_the_session(draft: SessionDraft, advisor: User) -> None:
    other = factories.party("Fundacja „Ciepły Kąt”")
    full = replace(
        draft, other_parties=(other,), subject="Statut", confidential_note="poufne", token=uuid.uuid4(),
        starts_at=datetime.time(9), present=(), people_count=2,
    )  # fmt: skip
    assert draft_of(Session.objects.get(pk=record_session(full, by=advisor).pk)) == full


def test_a_session_leaves_a_follow_up_for_its_party(draft: SessionDraft, advisor: User) -> None:
    due = datetime.date(2024, 3, 20)
    session = record_session(replace(draft, follow_up=FollowUpDraft("Wysłać wzór uchwały", due, advisor)), by=advisor)
    task = Task.objects.get()
    assert (session.follow_up, task.party, task.due_on, task.assignee) == (task, draft.party, due, advisor)


# Joining ------------------------------------------------------------------------------------------------------------


def test_a_party_that_has_not_joined_is_named_and_nothing_is_recorded(draft: SessionDraft, advisor: User) -> None:
    project = ProjectFactory(requires_joining=True)
    with pytest.raises(NotJoinedError) as refused:
        record_session(replace(draft, project=project), by=advisor)
    assert (refused.value.project, list(refused.value.parties)) == (project, [draft.party])
    assert (Session.objects.count(), Entry.objects.count()) == (0, 0)


def test_the_joining_and_the_session_are_recorded_together(draft: SessionDraft, advisor: User) -> None:
    project, other = ProjectFactory(requires_joining=True), factories.party("Fundacja „Ciepły Kąt”")
    JoiningFactory(project=project, party=other)
    once = replace(draft, project=project, other_parties=[other], token=uuid.uuid4())
    session = record_session_with_joining(once, by=advisor)
    assert record_session_with_joining(once, by=advisor) == session
    joined = Joining.objects.filter(project=project).order_by("id")
    assert [(row.party, row.joined_on) for row in joined] == [(other, datetime.date(2024, 1, 1)), (draft.party, DAY)]


def test_a_joining_that_cannot_be_leaves_nothing_behind(draft: SessionDraft, advisor: User) -> None:
    project = ProjectFactory(requires_joining=True)
    JoiningFactory(project=project, party=draft.party, joined_on=datetime.date(2024, 6, 1))
    with pytest.raises(AlreadyJoinedError):
        record_session_with_joining(replace(draft, project=project), by=advisor)
    with pytest.raises(OutsideProjectError):
        record_session_with_joining(replace(draft, project=project, day=datetime.date(2019, 1, 1)), by=advisor)
    assert (Session.objects.count(), Joining.objects.count()) == (0, 1)


def test_a_session_moves_to_a_project_together_with_the_joining(draft: SessionDraft, advisor: User) -> None:
    session, project = record_session(draft, by=advisor), ProjectFactory(requires_joining=True)
    moved = change_session_with_joining(session, replace(draft, project=project), by=advisor)
    assert (moved.project, Joining.objects.get().party) == (project, draft.party)


def test_a_new_party_and_its_session_are_recorded_once(draft: SessionDraft, advisor: User) -> None:
    new = PartyDraft(name="KGW „Jarzębinki” w Wojkowie", kinds=[(PartyKind.RURAL_HOUSEWIVES_CIRCLE, None, None)])
    token = uuid.uuid4()
    sessions = {
        record_session_with_new_party(new, lambda party: replace(draft, party=party), token=token, by=advisor)
        for _ in range(2)
    }
    assert len(sessions) == 1
    assert [str(party) for party in Party.objects.exclude(pk=draft.party.pk)] == ["KGW „Jarzębinki” w Wojkowie"]


# Many at once -------------------------------------------------------------------------------------------------------


def test_of_many_sessions_those_that_cannot_move_stay_and_are_named(draft: SessionDraft, advisor: User) -> None:
    project, other = ProjectFactory(requires_joining=True), factories.party("Fundacja „Ciepły Kąt”")
    JoiningFactory(project=project, party=other)
    stays, moves = record_sessions([draft, replace(draft, party=other)], by=advisor)
    refused = change_many_sessions([stays, moves], {"project": project}, by=advisor)
    assert refused == [RefusedChange(stays, str(NotJoinedError(project, [draft.party])))]
    assert list(Session.objects.order_by("id").values_list("project", flat=True)) == [None, project.pk]
    assert {values.project for _, values in in_force(SESSION, [moves.pk])[moves.pk]} == {project.pk}


# Closed periods -----------------------------------------------------------------------------------------------------


def test_in_a_closed_period_a_change_needs_a_reason_and_stays_a_visible_correction(
    draft: SessionDraft, advisor: User
) -> None:
    session = record_session(draft, by=advisor)
    close(datetime.date(2024, 1, 1), datetime.date(2025, 1, 1), by=advisor)
    with pytest.raises(ClosedPeriodError), transaction.atomic():
        change_session(session, replace(draft, minutes=60), by=advisor)
    change_session(session, replace(draft, minutes=60), by=advisor, reason="pomyłka w karcie")
    assert quantities(session) == [(31, 60), (32, 60), (33, 60), (34, 60)]
    assert set(Entry.objects.filter(correction_reason="pomyłka w karcie").values_list("quantity", flat=True)) == {
        -90,
        60,
    }


# What the database holds by itself ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"minutes": 0}, "advice_session_duration_plausible"),
        ({"minutes": 961}, "advice_session_duration_plausible"),
        ({"people_count": 0}, "advice_session_somebody_present"),
    ],
)
def test_the_database_refuses_a_session_that_cannot_be(
    draft: SessionDraft, advisor: User, values: dict[str, int], constraint: str
) -> None:
    session = record_session(draft, by=advisor)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(**values)


def test_two_sessions_do_not_share_a_number_of_the_register(draft: SessionDraft, advisor: User) -> None:
    record_session(replace(draft, number="D/1/2024"), by=advisor)
    with pytest.raises(IntegrityError, match="advice_session_number_unique"), transaction.atomic():
        record_session(replace(draft, number="D/1/2024"), by=advisor)


def test_a_session_that_counted_is_never_deleted(draft: SessionDraft, advisor: User) -> None:
    session = cancel_session(record_session(draft, by=advisor), by=advisor)
    with pytest.raises(IntegrityError, match="cancelled, not deleted"), transaction.atomic():
        session.delete()


# Kinds --------------------------------------------------------------------------------------------------------------


def test_the_shipped_kinds_are_added_once_and_a_renamed_one_stays(advisor: User) -> None:
    Kind.objects.all().delete()
    ensure_kinds()
    change_kind(Kind.objects.get(key="it"), name="cyfrowe", name_en="digital", is_active=False, by=advisor)
    ensure_kinds()
    expected = [(row.key, row.name, row.category) for row in SHIPPED_KINDS]
    expected[6] = ("it", "cyfrowe", Category.ADVICE)
    assert list(Kind.objects.values_list("key", "name", "category")) == expected


def test_a_kind_of_the_centres_own_comes_last_with_a_key_of_its_name(advisor: User) -> None:
    Kind.objects.all().delete()
    ensure_kinds()
    own = add_kind(name="Żłobki i świetlice", category=Category.ADVICE, by=advisor)
    assert (own.key, Kind.objects.last()) == ("zlobki-i-swietlice", own)
    with pytest.raises(KindExistsError):
        add_kind(name="Żłobki i świetlice", category=Category.ADVICE, by=advisor)
    with pytest.raises(KindExistsError):
        change_kind(own, name="prawne", name_en="", is_active=True, by=advisor)


# Races and rights ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_change_of_a_party_waits_for_what_is_being_recorded_for_it(draft: SessionDraft, advisor: User) -> None:
    """Otherwise the session would post with the old kind, and the posting again would not see it."""
    reached, go_on = threading.Event(), threading.Event()

    def record() -> None:
        with transaction.atomic():
            record_session(draft, by=advisor)
            reached.set()
            go_on.wait(20)
        connection.close()

    def change() -> None:
        set_kind(draft.party, PartyKind.FOUNDATION, since=datetime.date(2000, 1, 1), by=advisor)
        connection.close()

    threads = [threading.Thread(target=record), threading.Thread(target=change)]
    threads[0].start()
    assert reached.wait(20)
    threads[1].start()
    threads[1].join(0.5)
    assert threads[1].is_alive()
    go_on.set()
    for thread in threads:
        thread.join(20)
    assert list(verify()) == []
    assert set(Entry.objects.filter(reverses=None, reversed_by=None).values_list("party_kind", flat=True)) == {
        PartyKind.FOUNDATION
    }


def test_a_session_with_a_confidential_note_is_handed_over_by_its_advisor_or_the_director_alone(
    draft: SessionDraft, advisor: User
) -> None:
    session = record_session(replace(draft, confidential_note="tajne"), by=advisor)
    coordinator, director = UserFactory(roles=["coordinator"]), UserFactory(roles=["director"])
    for thief in (coordinator, None):
        with pytest.raises(NoteStandsError), transaction.atomic():
            change_session(session, replace(draft, advisor=coordinator), by=thief)
    session = change_session(session, replace(draft, advisor=coordinator), by=director)
    assert (session.advisor, session.confidential_note) == (coordinator, "tajne")


def test_more_sessions_than_the_database_has_locks_are_recorded_in_one_transaction(
    draft: SessionDraft, advisor: User
) -> None:
    drafts = [replace(draft, token=uuid.uuid4()) for _number in range(2_500)]
    for _chunk in range(5):
        record_sessions([replace(one, token=uuid.uuid4()) for one in drafts], by=advisor)
    assert Session.objects.count() == 12_500
