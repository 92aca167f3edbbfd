"""What the database itself holds, whoever writes to it."""

from datetime import date

import pytest
from django.db import Error, IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from ognisko.ledger.actions import ClosedPeriodError, close, post, reopen
from ognisko.ledger.models import Closing, Entry
from ognisko.ledger.tests.shelf import NUMBER, Shelf, hours, shelf_source

pytestmark = pytest.mark.django_db

MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)


@pytest.fixture
def shelf() -> Shelf:
    """One record of an hour in March, posted."""
    shelf = {1: [hours(MARCH, 60, project=2, party=5)]}
    post(shelf_source(shelf), [1], by=None)
    return shelf


def sums() -> list[tuple[object, ...]]:
    """Every entry, whole, in the order of posting."""
    return list(
        Entry.objects.order_by("id").values_list(
            "occurred_on", "source", "quantity", "project", "party", "reverses__quantity", "correction_reason"
        )
    )


@pytest.mark.parametrize(
    "statement",
    [
        "update ledger_entry set quantity = 1",
        "delete from ledger_entry",
        "truncate ledger_entry cascade",
        "alter table ledger_entry disable trigger all",
        "drop table ledger_entry cascade",
    ],
)
def test_no_entry_is_changed_or_removed_and_no_guard_lifted(shelf: Shelf, statement: str) -> None:
    before = sums()
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert sums() == before


@pytest.mark.parametrize(
    ("columns", "values"),
    [
        ("quantity", "-quantity + 1"),
        ("project", "project + 1"),
        ("party", "null"),
        ("occurred_on", "occurred_on + 1"),
        ("topic", "7"),
        ("person_attributes", "21"),
        ("source", "2"),
    ],
)
def test_a_reversal_that_does_not_mirror_its_entry_is_refused(shelf: Shelf, columns: str, values: str) -> None:
    names = [
        "occurred_on", "measure", "unit", "quantity", "source_kind", "source", "project", "office", "party",
        "person_attributes", "topic",
    ]  # fmt: skip
    selected = [values if name == columns else "-quantity" if name == "quantity" else name for name in names]
    with pytest.raises(IntegrityError, match="mirrors"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"insert into ledger_entry ({', '.join(names)}, reverses_id, posted_by)"
            f" select {', '.join(selected)}, id, 0 from ledger_entry"
        )


def test_a_reversal_is_not_reversed(shelf: Shelf) -> None:
    shelf[1] = []
    post(shelf_source(shelf), [1], by=None)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "insert into ledger_entry (occurred_on, measure, unit, quantity, source_kind, source, project, office,"
            " party, person_attributes, reverses_id, posted_by) select occurred_on, measure, unit, -quantity,"
            " source_kind, source, project, office, party, person_attributes, id, 0 from ledger_entry"
            " where reverses_id is not null"
        )


def test_an_entry_is_reversed_once(shelf: Shelf) -> None:
    shelf[1] = []
    post(shelf_source(shelf), [1], by=None)
    original = Entry.objects.get(reverses=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(
            **{
                **{
                    name: getattr(original, name)
                    for name in ("occurred_on", "measure", "unit", "source_kind", "source")
                },
                **{name: getattr(original, name) for name in ("project", "office", "party")},
                "quantity": -original.quantity,
                "reverses": original,
            }
        )


@pytest.mark.django_db(transaction=True)
def test_entries_are_posted_at_read_committed_only() -> None:
    with pytest.raises(InternalError, match="read committed"):
        _post_at_repeatable_read()
    assert sums() == []


@transaction.atomic
def _post_at_repeatable_read() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read")
    post(shelf_source({1: [hours(MARCH, 60)]}), [1], by=None)


def test_a_closed_period_takes_corrections_with_a_reason_alone(shelf: Shelf) -> None:
    close(MARCH, APRIL, by=None)
    shelf[1] = [hours(MARCH, 90, project=2, party=5)]
    with pytest.raises(ClosedPeriodError), transaction.atomic():
        post(shelf_source(shelf), [1], by=None)
    assert post(shelf_source(shelf), [1], by=None, reason="pomyłka w karcie") == 2
    assert sums() == [
        (MARCH, 1, 60, 2, 5, None, None),
        (MARCH, 1, -60, 2, 5, 60, "pomyłka w karcie"),
        (MARCH, 1, 90, 2, 5, None, "pomyłka w karcie"),
    ]


def test_the_closing_of_one_project_leaves_the_others_open(shelf: Shelf) -> None:
    close(MARCH, APRIL, by=None, project=2)
    shelf[2] = [hours(MARCH, 30, project=3)]
    shelf[3] = [hours(MARCH, 30, project=2)]
    assert post(shelf_source(shelf), [2], by=None) == 1
    with pytest.raises(ClosedPeriodError), transaction.atomic():
        post(shelf_source(shelf), [3], by=None)


def test_a_change_dated_outside_the_closed_period_needs_no_reason(shelf: Shelf) -> None:
    close(MARCH, APRIL, by=None)
    shelf[2] = [hours(APRIL, 30)]
    assert post(shelf_source(shelf), [2], by=None) == 1


def test_reopening_is_an_event_with_a_reason_after_which_entries_are_taken(shelf: Shelf, django_user_model) -> None:
    user = django_user_model.objects.create_user("d@osrodek.example", name="Maria")
    closing = close(MARCH, APRIL, by=user)
    reopen(closing, by=user, reason="brakowało dwóch kart")
    closing = Closing.objects.get()
    assert (closing.reopened_by, closing.reopening_reason) == (user.pk, "brakowało dwóch kart")
    assert closing.reopened_at is not None
    assert closing.reopened_at <= timezone.now()
    shelf[1] = []
    assert post(shelf_source(shelf), [1], by=None) == 1
    assert [row.pgh_label for row in Closing.pgh_event_model.objects.order_by("pgh_id")] == ["insert", "update"]


def test_the_kind_of_record_is_kept_with_each_entry(shelf: Shelf) -> None:
    assert list(Entry.objects.values_list("source_kind", "source")) == [(NUMBER, 1)]


def test_no_setting_of_a_session_makes_a_guard_look_away(shelf: Shelf) -> None:
    """The triggers' library asks a setting that any role may set; after a migration it always answers no."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('pgtrigger.ignore', (select '{' || string_agg(tgname, ',') || '}' from pg_trigger"
            " where tgname like 'pgtrigger%%'), true)"
        )
        with pytest.raises(Error, match="never changed"), transaction.atomic():
            cursor.execute("delete from ledger_entry")
