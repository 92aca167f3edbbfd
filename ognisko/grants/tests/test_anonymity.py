"""In an anonymised call nothing that an assessor reads says who applies."""

import pytest

from ognisko.grants.rules.anonymity import Veil

VEIL = Veil(("Grupa „Zielone Podwórko”", "Fundacja Rumianek"), ("Zofia Malina", "Jan Jeżyna"))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("My, Grupa „Zielone Podwórko”, sadzimy.", "My, […], sadzimy."),
        ("my, GRUPA ZIELONE PODWÓRKO, sadzimy", "my, […], sadzimy"),
        ("Jako Zielone Podwórko od lat sadzimy.", "Jako […] od lat sadzimy."),
        ("Liderką jest Zofia Malina.", "Liderką jest […]."),
        ("Pani Maliny nie było, Malinie dziękujemy.", "Pani […] nie było, […] dziękujemy."),
        ("Zbieramy maliny i jeżyny.", "Zbieramy maliny i jeżyny."),
        ("Pisz: zosia@podworko.example albo +48 600 100 200.", "Pisz: […] albo […]."),
        ("NIP 5260001246, www.podworko.example", "NIP […], […]"),
        ("Od 12.03.2026 za 4 650,00 zł, 30 osób.", "Od 12.03.2026 za 4 650,00 zł, 30 osób."),
        ("Pomaga Fundacja Rumianek.", "Pomaga […]."),
    ],
)
def test_what_tells_who_applies_is_struck_and_the_rest_stays(written: str, read: str) -> None:
    assert VEIL.over(written) == read
