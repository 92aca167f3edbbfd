"""Merging of doubles: everything moves, figures count one party less, and undo restores every row."""

import datetime
import json
import threading
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone
from psycopg.types.range import DateRange

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice.actions import SessionDraft, record_session
from ognisko.advice.actions.week import RowDraft, keep_rows
from ognisko.advice.models import DraftRow, Session, SessionParty
from ognisko.advice.tests.factories import KindFactory, session
from ognisko.desk.actions import merging
from ognisko.desk.actions.merging import MergedOnError, TooLateError, merge_parties, rehearse, undo_merge
from ognisko.ledger.actions import ClosedPeriodError, close
from ognisko.ledger.models import Entry
from ognisko.ledger.queries import answers, verify
from ognisko.ledger.rules import Counts, Question
from ognisko.people import actions as people
from ognisko.people.actions import merging as of_people
from ognisko.people.actions.journal import ContradictedError
from ognisko.people.models import (
    Consent,
    ConsentPurpose,
    ConsentWording,
    Contact,
    Identifier,
    Membership,
    Merge,
    Party,
    ProtectedFact,
)
from ognisko.people.rules import Kind, Status
from ognisko.people.tests.factories import PartyFactory, TaskFactory, pesel
from ognisko.places.models import Place
from ognisko.projects.actions import JoiningDraft, add_partner, join
from ognisko.projects.models import Joining, Operator, Partner
from ognisko.projects.tests.factories import LODZ, ProjectFactory, joining

pytestmark = pytest.mark.django_db

DAY = datetime.date(2024, 3, 13)
NIPS = ("5260001246", "7740001454")


@pytest.fixture
def by() -> User:
    return UserFactory()


@pytest.fixture
def kept() -> Party:
    return PartyFactory(name="Stowarzyszenie „Łąka”", nip=NIPS[0], email="biuro@laka.example")


@pytest.fixture
def gone() -> Party:
    return PartyFactory(name="Stowarzyszenie Łąka w Sieradzu", nip=NIPS[1], email="BIURO@laka.example", place=LODZ)


def is_ledger_or_history(model: type[models.Model]) -> bool:
    label = model._meta.label
    return hasattr(model, "pgh_tracked_model") or label in ("ledger.Entry", "pghistory.Context", "people.Merge")


def rows_of(model: type[models.Model]) -> Any:
    """All rows, but a partnership that a merge split off: what counted is cancelled by the undo, not deleted."""
    rows = model._base_manager.order_by("pk")
    return rows.exclude(is_cancelled=True) if model is Partner else rows


def everything() -> dict[str, Any]:
    """Every row of every table but the ledger's reversals and the history."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if not is_ledger_or_history(model) and not model._meta.proxy and model._meta.managed:
            columns = [field.attname for field in model._meta.concrete_fields]
            found[model._meta.label] = list(rows_of(model).values_list(*columns))
    found["entries in force"] = sorted(
        map(str, Entry.objects.filter(reverses=None, reversed_by=None).values_list(
            "occurred_on", "measure", "quantity", "source_kind", "source", "project", "party", "party_kind",
            "party_status", "person_attributes", "place", "party_place", "topic"))
    )  # fmt: skip
    return found


def differences() -> list[Any]:
    return list(verify())


def distinct_parties(*measures: int) -> int:
    question = Question(measures=measures or (33, 21), counts=Counts.PARTIES)
    return int(answers([question], datetime.date(2000, 1, 1), datetime.date(2100, 1, 1))[0].value)


def both_with_everything(kept: Party, gone: Party, by: User) -> None:
    """Two parties that meet in every way that a merge has to settle."""
    other, person = PartyFactory(name="Fundacja Obok"), PartyFactory(name="Anna Lis", kind=Kind.PERSON)
    strict = ProjectFactory(requires_joining=True)
    joining(strict, kept, datetime.date(2024, 2, 1), datetime.date(2024, 6, 1))
    joining(strict, gone, datetime.date(2024, 1, 10))
    joining(ProjectFactory(), gone)
    session(party=kept, others=[gone, other], project=None)
    session(party=gone, others=[kept])
    session(party=other, others=[gone], present=[kept], people_count=2)
    session(party=gone, project=strict, day=datetime.date(2024, 1, 20))
    session(party=kept, project=strict)
    partner_project = ProjectFactory()
    add_partner(partner_project, gone, since=datetime.date(2023, 1, 1), until=datetime.date(2025, 1, 1), by=by)
    add_partner(
        partner_project, kept, since=datetime.date(2023, 6, 1), until=datetime.date(2024, 1, 1), role="leader", by=by
    )
    people.set_status(kept, Status.SOCIAL_ECONOMY_ENTITY, since=datetime.date(2024, 1, 1), by=by)
    people.set_status(gone, Status.SOCIAL_ECONOMY_ENTITY, since=datetime.date(2022, 1, 1), by=by)
    people.set_kind(gone, Kind.FOUNDATION, since=datetime.date(2023, 1, 1), by=by)
    for party in (kept, gone):
        people.add_membership(
            person, party, role="prezes", since=datetime.date(2023, 1, 1), is_contact=party is gone, by=by
        )
        people.add_note(party, "Klucz jest u sąsiadki.", by=by)
        TaskFactory(party=party, title="Zadzwonić w maju", assignee=by)
        people.tag_parties([party.pk], "kultura", by=by)
    people.tag_parties([gone.pk], "sport", by=by)
    people.add_note(gone, "Dzwonić po 16.", by=by)
    people.change_party(gone, by=by, short_name="Łąka", description="Działa nad Wartą.", caretaker=by)
    keep_rows([RowDraft(uuid.uuid4(), datetime.date(2024, 3, 11), DAY,
                        {"party": str(gone.pk), "party_text": gone.name})], by=by)  # fmt: skip


# Nothing is lost ------------------------------------------------------------------------------------------------------


def columns_naming_parties() -> Iterator[str]:
    for model in apps.get_models(include_auto_created=True):
        if hasattr(model, "pgh_tracked_model"):
            continue
        label = "people.PartyTag" if model is Party.tags.through else model._meta.label
        if model._meta.proxy:
            continue
        for field in model._meta.concrete_fields:
            if field.related_model is Party:
                yield f"{label}.{field.name}"
            elif not field.is_relation and (field.name == "party" or field.name.endswith(("_party", "party_id"))):
                if field.name != "party":
                    yield f"{label}.{field.name}"
                else:
                    yield f"{label}.party"


def test_every_column_of_every_table_that_names_a_party_is_known_to_merging() -> None:
    known = merging.MOVES | merging.BY_ENTRIES | of_people.STAYS | {"advice.DraftRow.cells"}
    assert set(columns_naming_parties()) | {"advice.DraftRow.cells"} == known


def test_nothing_names_a_party_that_is_gone(kept: Party, gone: Party, by: User) -> None:
    both_with_everything(kept, gone, by)
    merge_parties(kept.pk, gone.pk, by=by)
    left = {
        f"{model._meta.label}.{field.name}": model._base_manager.filter(**{field.name: gone}).count()
        for model in apps.get_models(include_auto_created=True)
        if not hasattr(model, "pgh_tracked_model") and not model._meta.proxy
        for field in model._meta.concrete_fields
        if field.related_model is Party
    }
    assert {name for name, count in left.items() if count} == {"people.Merge.gone"}
    in_force = Entry.objects.filter(party=gone.pk, reverses=None, reversed_by=None)
    assert (in_force.count(), differences()) == (0, [])


def test_a_merge_and_its_undo_leave_every_row_and_every_entry_in_force_as_they_were(
    kept: Party, gone: Party, by: User
) -> None:
    both_with_everything(kept, gone, by)
    people.refresh([kept.pk, gone.pk])
    before = everything()
    chosen = ("name", "kind", "seat", "nip")
    for from_gone in ((), chosen):
        merge = merge_parties(kept.pk, gone.pk, from_gone=from_gone, by=by)
        assert (everything() == before, differences()) == (False, [])
        undo_merge(merge, by=by)
        after = everything()
        assert {name: (rows, after[name]) for name, rows in before.items() if rows != after[name]} == {}
        assert differences() == []


def test_figures_that_count_parties_count_one_less_and_hours_stay(kept: Party, gone: Party, by: User) -> None:
    session(party=kept, minutes=60)
    session(party=gone, minutes=30, day=datetime.date(2024, 4, 1))
    hours = Question(measures=(31,), counts=Counts.SUM)
    span = (datetime.date(2024, 1, 1), datetime.date(2025, 1, 1))
    before = distinct_parties(), answers([hours], *span)[0].value
    merge = merge_parties(kept.pk, gone.pk, by=by)
    between = distinct_parties(), answers([hours], *span)[0].value
    undo_merge(merge, by=by)
    assert (before, between, (distinct_parties(), answers([hours], *span)[0].value)) == ((2, 90), (1, 90), (2, 90))


# What meets -----------------------------------------------------------------------------------------------------------


def test_who_came_twice_to_one_session_came_once(kept: Party, gone: Party, by: User) -> None:
    other = PartyFactory()
    led, joint = session(party=kept, others=[gone]), session(party=other, others=[kept, gone])
    merge_parties(kept.pk, gone.pk, by=by)
    rows = list(SessionParty.objects.order_by("session_id").values_list("session_id", "party_id", "capacity"))
    assert (Session.objects.get(pk=led.pk).party, rows) == (kept, [(joint.pk, kept.pk, 1)])
    measures = Entry.objects.filter(source=led.pk, source_kind=3, reverses=None, reversed_by=None)
    assert differences() == []
    assert measures.count() in (0, 4)


def test_two_joinings_of_one_project_are_one_on_the_earlier_day(kept: Party, gone: Party, by: User) -> None:
    project = ProjectFactory()
    joining(project, kept, datetime.date(2024, 2, 1), datetime.date(2024, 6, 1))
    joining(project, gone, datetime.date(2024, 1, 10))
    merge_parties(kept.pk, gone.pk, by=by)
    rows = list(Joining.objects.order_by("pk").values_list("party", "joined_on", "left_on", "is_cancelled"))
    assert rows == [
        (kept.pk, datetime.date(2024, 1, 10), None, False),
        (kept.pk, datetime.date(2024, 1, 10), None, True),
    ]


def test_who_leads_a_project_goes_on_leading_and_the_other_days_are_a_partners(
    kept: Party, gone: Party, by: User
) -> None:
    project = ProjectFactory()
    add_partner(project, kept, since=datetime.date(2023, 1, 1), by=by)
    add_partner(project, gone, since=datetime.date(2024, 1, 1), until=datetime.date(2025, 1, 1), role="leader", by=by)
    merge_parties(kept.pk, gone.pk, by=by)
    rows = list(Partner.objects.order_by("period").values_list("party", "role", "period"))
    assert rows == [
        (kept.pk, "partner", DateRange(datetime.date(2023, 1, 1), datetime.date(2024, 1, 1))),
        (kept.pk, "leader", DateRange(datetime.date(2024, 1, 1), datetime.date(2025, 1, 1))),
        (kept.pk, "partner", DateRange(datetime.date(2025, 1, 1), None)),
    ]


def test_the_one_who_merges_chooses_what_stays(kept: Party, gone: Party, by: User) -> None:
    merge_parties(kept.pk, gone.pk, from_gone=("name", "seat", "nip"), by=by)
    party = Party.objects.get(pk=kept.pk)
    numbers = list(party.identifiers.values_list("type", "value"))
    assert (party.name, party.seat_now_id, numbers, list(party.contacts.values_list("value", flat=True))) == (
        gone.name,
        Place.objects.get(code=LODZ).pk,
        [(Identifier.Type.NIP, NIPS[1])],
        ["biuro@laka.example"],
    )
    assert Party.objects.matching(NIPS[1]).get() == party


def test_what_the_kept_party_does_not_say_comes_from_the_other(kept: Party, gone: Party, by: User) -> None:
    people.change_party(gone, by=by, short_name="Łąka", description="Nad Wartą.", caretaker=by)
    merge_parties(kept.pk, gone.pk, by=by)
    party = Party.objects.get(pk=kept.pk)
    assert (party.name, party.short_name, party.description, party.caretaker) == (kept.name, "Łąka", "Nad Wartą.", by)


def test_one_role_of_one_person_is_one_over_all_its_days(kept: Party, gone: Party, by: User) -> None:
    person = PartyFactory(kind=Kind.PERSON)
    people.add_membership(person, kept, role="prezes", since=datetime.date(2024, 1, 1), by=by)
    people.add_membership(person, gone, role="prezes", since=datetime.date(2022, 1, 1), is_contact=True, by=by)
    merge_parties(kept.pk, gone.pk, by=by)
    rows = list(Membership.objects.values_list("person", "party", "role", "period", "is_contact"))
    assert rows == [(person.pk, kept.pk, "prezes", DateRange(datetime.date(2022, 1, 1), None), True)]


def test_a_draft_of_the_week_grid_names_the_kept_party(kept: Party, gone: Party, by: User) -> None:
    both_with_everything(kept, gone, by)
    merge_parties(kept.pk, gone.pk, by=by)
    assert DraftRow.objects.get().cells == {"party": str(kept.pk), "party_text": kept.name}


# What is refused ------------------------------------------------------------------------------------------------------


def refused(kept: Party, gone: Party) -> type[Exception] | None:
    try:
        with transaction.atomic():
            merge_parties(kept.pk, gone.pk, by=None)
    except people.RefusedError as error:
        return type(error)
    return None


def test_two_that_cannot_be_one_are_refused(kept: Party, gone: Party) -> None:
    person, other = PartyFactory(kind=Kind.PERSON), PartyFactory(kind=Kind.PERSON)
    demo = PartyFactory(is_demo=True)
    Party.objects.filter(pk=person.pk).update(user=UserFactory())
    Party.objects.filter(pk=other.pk).update(user=UserFactory())
    Operator.objects.create(party=kept, is_centre=True)
    Operator.objects.create(party=gone)
    found = [
        refused(kept, person),
        refused(kept, demo),
        refused(person, other),
        refused(kept, kept),
        refused(kept, gone),
    ]
    assert found == [
        of_people.DifferentNaturesError,
        of_people.DemoAndRealError,
        of_people.BothLogInError,
        of_people.SamePartyError,
        merging.projects.BothOperateError,
    ]


def test_the_login_of_a_person_goes_over_and_comes_back(by: User) -> None:
    kept, gone = PartyFactory(kind=Kind.PERSON), PartyFactory(kind=Kind.PERSON)
    Party.objects.filter(pk=gone.pk).update(user=by)
    merge = merge_parties(kept.pk, gone.pk, by=by)
    assert Party.objects.get(user=by) == kept
    undo_merge(merge, by=by)
    assert Party.objects.get(user=by) == gone


def test_sent_twice_it_is_one_merge_and_a_double_is_no_double_of_another(kept: Party, gone: Party, by: User) -> None:
    third = PartyFactory()
    once, twice = merge_parties(kept.pk, gone.pk, by=by), merge_parties(kept.pk, gone.pk, by=by)
    assert (once, Merge.objects.count()) == (twice, 1)
    assert [refused(gone, kept), refused(third, gone), refused(gone, third)] == [people.PartyMergedError] * 3


def test_a_party_that_is_gone_takes_nothing_any_more(kept: Party, gone: Party, by: User) -> None:
    merge_parties(kept.pk, gone.pk, by=by)
    kind = KindFactory()
    attempts = (
        lambda: record_session(SessionDraft(DAY, 60, kind, by, gone), by=by),
        lambda: join([JoiningDraft(ProjectFactory(), gone, DAY)], by=by),
        lambda: people.add_note(gone, "Ważne", by=by),
        lambda: people.change_party(gone, by=by, name="Inna"),
        lambda: people.set_kind(gone, Kind.FOUNDATION, since=DAY, by=by),
    )
    for attempt in attempts:
        with pytest.raises(people.PartyMergedError, match=kept.name):
            attempt()


def test_a_closed_period_asks_for_a_reason_and_the_rehearsal_says_so(kept: Party, gone: Party, by: User) -> None:
    session(party=gone)
    closing = close(datetime.date(2024, 1, 1), datetime.date(2025, 1, 1), by=by)
    before = everything(), Entry.objects.count()
    rehearsal = rehearse(kept.pk, gone.pk)
    assert (everything(), Entry.objects.count()) == before
    assert [(one.closing, one.entries) for one in rehearsal.closed] == [(closing, 8)]
    with pytest.raises(ClosedPeriodError), transaction.atomic():
        merge_parties(kept.pk, gone.pk, by=by)
    merge = merge_parties(kept.pk, gone.pk, by=by, reason="podwójny wpis")
    undo_merge(merge, by=by)
    reasons = set(Entry.objects.exclude(correction_reason=None).values_list("correction_reason", flat=True))
    assert (len(reasons), "podwójny wpis" in reasons, differences()) == (2, True, [])


# Undo -----------------------------------------------------------------------------------------------------------------


def age(merge: Merge, **ago: float) -> None:
    Merge.objects.filter(pk=merge.pk).update(at=timezone.now() - datetime.timedelta(**ago))


def test_a_merge_is_undone_within_a_day_and_not_later(kept: Party, gone: Party, by: User) -> None:
    merge = merge_parties(kept.pk, gone.pk, by=by)
    age(merge, hours=24, minutes=1)
    with pytest.raises(TooLateError):
        undo_merge(merge, by=by)
    age(merge, hours=23, minutes=59)
    undone = undo_merge(merge, by=by)
    assert (undone.undone_by, undo_merge(merge, by=by).undone_at) == (by, undone.undone_at)


def test_what_was_recorded_since_stays_with_the_kept_party(kept: Party, gone: Party, by: User) -> None:
    merge = merge_parties(kept.pk, gone.pk, by=by)
    since = session(party=kept)
    undo_merge(merge, by=by)
    assert (Session.objects.get(pk=since.pk).party, differences()) == (kept, [])


def test_an_undo_that_was_contradicted_since_says_what_and_changes_nothing(kept: Party, gone: Party, by: User) -> None:
    Contact.objects.create(party=gone, type=Contact.Type.PHONE, value="43 822 00 00")
    merge = merge_parties(kept.pk, gone.pk, by=by)
    people.change_party(kept, by=by, contacts=[])
    before = everything()
    with pytest.raises(ContradictedError, match="Kontakt"):
        undo_merge(merge, by=by)
    assert (everything(), Merge.objects.get().undone_at) == (before, None)


def test_a_number_given_away_since_contradicts_an_undo(kept: Party, gone: Party, by: User) -> None:
    merge = merge_parties(kept.pk, gone.pk, by=by)
    PartyFactory(nip=NIPS[1])
    with pytest.raises(ContradictedError, match="numer w rejestrze"):
        undo_merge(merge, by=by)
    assert Party.objects.filter(pk=gone.pk).count() == 0


def test_a_session_that_rests_on_the_others_joining_contradicts_an_undo(kept: Party, gone: Party, by: User) -> None:
    project = ProjectFactory(requires_joining=True)
    joining(project, gone, datetime.date(2024, 1, 10))
    merge = merge_parties(kept.pk, gone.pk, by=by)
    session(party=kept, project=project)
    with pytest.raises(ContradictedError, match="przystąpieniu"):
        undo_merge(merge, by=by)


def test_a_merge_into_a_party_that_went_itself_waits_for_the_later_one(kept: Party, gone: Party, by: User) -> None:
    third = PartyFactory()
    first = merge_parties(kept.pk, gone.pk, by=by)
    second = merge_parties(third.pk, kept.pk, by=by)
    with pytest.raises(MergedOnError):
        undo_merge(first, by=by)
    undo_merge(second, by=by)
    undo_merge(first, by=by)
    assert Party.objects.filter(pk__in=[kept.pk, gone.pk, third.pk]).count() == 3


@pytest.mark.django_db(transaction=True)
def test_of_two_opposite_merges_at_once_one_wins_and_the_other_is_told() -> None:
    one, other = PartyFactory(), PartyFactory()
    start, results = threading.Barrier(2), []

    def run(kept: int, gone: int) -> None:
        start.wait()
        try:
            results.append(merge_parties(kept, gone, by=None).gone_id)
        except people.PartyMergedError as error:
            results.append(str(error))
        finally:
            connection.close()

    pairs = ((one.pk, other.pk), (other.pk, one.pk))
    threads = [threading.Thread(target=run, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gone = Merge.objects.get().gone
    assert sorted(map(str, results)) == sorted([str(gone.pk), str(people.PartyMergedError(gone))])


def test_the_journal_is_plain_json(kept: Party, gone: Party, by: User) -> None:
    both_with_everything(kept, gone, by)
    merge = merge_parties(kept.pk, gone.pk, by=by)
    assert json.loads(json.dumps(merge.moved)) == Merge.objects.get().moved


# What the journal keeps -----------------------------------------------------------------------------------------------


PESELS = pesel(1), pesel(2)


@pytest.fixture
def anna() -> Party:
    return PartyFactory(name="Anna Lis", kind=Kind.PERSON)


@pytest.fixture
def double() -> Party:
    return PartyFactory(name="Anna Lis-Wilk", kind=Kind.PERSON)


def test_a_journal_is_forgotten_once_nobody_can_undo_the_merge(
    kept: Party, gone: Party, anna: Party, double: Party, by: User
) -> None:
    people.add_note(kept, "Klucz", by=by)
    people.add_note(gone, "Klucz", by=by)
    old, recent = merge_parties(kept.pk, gone.pk, by=by), merge_parties(anna.pk, double.pk, by=by)
    age(old, hours=24, minutes=1)
    assert (of_people.forget_journals(), of_people.forget_journals()) == (1, 0)
    with pytest.raises(TooLateError):
        undo_merge(old, by=by)
    undo_merge(recent, by=by)
    assert (of_people.forget_journals(), set(map(str, Merge.objects.values_list("moved", flat=True)))) == (1, {"[]"})


def test_what_was_removed_as_a_mistake_stands_in_no_journal_and_no_undo_brings_it_back(
    anna: Party, double: Party, by: User
) -> None:
    people.record_protected(double, people.ProtectedDraft(PESELS[0]), by=by)
    merge = merge_parties(anna.pk, double.pk, by=by)
    people.remove_protected(ProtectedFact.objects.get(), by=by)
    merge.refresh_from_db()
    assert [step for step in merge.moved if step["model"] == "people.ProtectedFact"] == []
    undo_merge(merge, by=by)
    assert not ProtectedFact.objects.exists()


def test_protected_data_that_no_key_opens_refuse_a_merge(anna: Party, double: Party, by: User) -> None:
    people.record_protected(double, people.ProtectedDraft(PESELS[0]), by=by)
    ProtectedFact.objects.update(ciphertext=b"0" * 40)
    assert refused(anna, double) == of_people.UnreadableError


def test_a_consent_withdrawn_since_the_merge_is_withdrawn_for_both_after_its_undo(
    anna: Party, double: Party, by: User
) -> None:
    purpose = ConsentPurpose.objects.create(name="Biuletyn")
    wording = ConsentWording.objects.create(purpose=purpose, number=1, text="Tak", valid_from=DAY)
    for party in (anna, double):
        people.record_consents([party.pk], [wording], given_on=DAY, source="paper", by=by)
    merge = merge_parties(anna.pk, double.pk, by=by)
    said = DAY + datetime.timedelta(days=30)
    people.withdraw_consent(Consent.objects.get(), on=said, source="phone", by=by)
    undo_merge(merge, by=by)
    rows = Consent.objects.order_by("party_id").values_list("party", "withdrawn_on", "withdrawn_source")
    assert list(rows) == [(anna.pk, said, "phone"), (double.pk, said, "phone")]


def test_a_consent_that_nobody_withdrew_comes_back_with_the_undo(anna: Party, double: Party, by: User) -> None:
    purpose = ConsentPurpose.objects.create(name="Biuletyn")
    wording = ConsentWording.objects.create(purpose=purpose, number=1, text="Tak", valid_from=DAY)
    for party in (anna, double):
        people.record_consents([party.pk], [wording], given_on=DAY, source="paper", by=by)
    undo_merge(merge_parties(anna.pk, double.pk, by=by), by=by)
    assert list(Consent.objects.values_list("withdrawn_on", flat=True)) == [None, None]
