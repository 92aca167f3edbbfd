"""An erased person's year of birth gives the same age bands and tells no more."""

from hypothesis import given
from hypothesis import strategies as st

from ognisko.ledger.rules import OLDEST, age_band, coarse_birth_year


@given(st.integers(1900, 2024), st.sets(st.integers(1990, 2040), min_size=1))
def test_each_year_counts_as_before_and_nobody_younger_or_older_within_the_bands_is_told_apart(
    born: int, years: set[int]
) -> None:
    kept = coarse_birth_year(born, years)
    assert kept is not None
    assert OLDEST <= kept <= born
    assert [age_band(kept, year) for year in years] == [age_band(born, year) for year in years]
    assert coarse_birth_year(kept, years) == kept


def test_what_was_never_counted_needs_no_year() -> None:
    assert coarse_birth_year(1984, []) is None
    assert coarse_birth_year(None, [2024]) is None


def test_a_band_of_one_year_leaves_fifteen_years_alike() -> None:
    assert {coarse_birth_year(born, [2024]) for born in range(1980, 1995)} == {1980}
