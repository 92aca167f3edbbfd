"""What a difference is: pure."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ognisko.ledger.rules import Difference, EntryValues, PartyOnDay, difference, of_party, person_attributes
from ognisko.ledger.tests.shelf import hours

DAY = date(2024, 3, 1)
entries = st.builds(
    hours, st.dates(date(2024, 1, 1), date(2024, 1, 4)), st.integers(1, 3), party=st.sampled_from([None, 1, 2])
)


def test_what_stands_already_is_neither_missing_nor_surplus() -> None:
    same = hours(DAY, 60)
    assert difference([same], [(7, same)]) == Difference([], [])
    assert not difference([same], [(7, same)])


def test_equal_entries_of_one_record_are_counted_not_merged() -> None:
    same = hours(DAY, 60)
    assert difference([same, same, same], [(7, same)]) == Difference([same, same], [])
    assert difference([same], [(7, same), (8, same)]) == Difference([], [8])


def test_a_quantity_equals_itself_with_other_decimals() -> None:
    assert difference([hours(DAY, 60)], [(7, hours(DAY, 60)._replace(quantity=Decimal("60.00")))]) == Difference([], [])


@given(st.lists(entries, max_size=8), st.lists(entries, max_size=8))
def test_what_stands_less_the_surplus_plus_the_missing_is_what_is_wanted(
    wanted: list[EntryValues], standing: list[EntryValues]
) -> None:
    live = list(enumerate(standing))
    found = difference(wanted, live)
    kept = [values for number, values in live if number not in found.surplus]
    assert sorted(map(_plain, [*kept, *found.missing])) == sorted(map(_plain, wanted))


def _plain(values: EntryValues) -> tuple[str, float, int]:
    return values.occurred_on.isoformat(), float(values.quantity), values.party or 0


def test_an_entry_carries_the_party_as_it_was() -> None:
    assert of_party(hours(DAY, 60), PartyOnDay(5, 20, 3, 101401, 21)) == hours(
        DAY, 60, party=5, party_kind=20, party_status=3, party_place=101401, person_attributes=21
    )
    assert of_party(hours(DAY, 60), None) == hours(DAY, 60)


def test_attributes_of_a_person_are_coarse_and_know_the_unknown() -> None:
    people = [(0, None), (1, None), (2, 2010), (1, 1994), (0, 1940)]
    assert [person_attributes(sex, year, DAY) for sex, year in people] == [0, 10, 21, 14, 7]
