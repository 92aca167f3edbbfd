"""What is wrong in the same way in many rows of a workbook is told once, with its rows; no error is left out."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ognisko.accounts.models import Role
from ognisko.accounts.tests.factories import UserFactory
from ognisko.desk.actions.workbook import import_workbook
from ognisko.desk.models import ImportedWorkbook
from ognisko.desk.rules import causes_of, rows_text
from ognisko.desk.tests.workbooks import make_staff, workbook

PARTY = {"Nazwa": "Łąka", "Rodzaj": "stowarzyszenie", "Gmina": "Łódź"}


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ((), ""),
        ((7,), "7"),
        ((4, 9, *range(12, 401)), "4, 9, 12–400 (391 wierszy)"),
        ((3, 2, 2), "2–3 (2 wiersze)"),
        (tuple(range(2, 60, 2)), "2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, … (29 wierszy)"),
    ],
)
def test_rows_are_told_as_stretches(rows: tuple[int, ...], text: str) -> None:
    assert rows_text(rows) == text


ERRORS = st.fixed_dictionaries(
    {
        "sheet": st.sampled_from(["Sesje", "Podmioty", ""]), "row": st.integers(0, 30), "column": st.sampled_from("AB"),
        "message": st.sampled_from(["źle", "inaczej źle"]), "advice": st.sampled_from(["", "popraw"]),
    }
)  # fmt: skip


@given(st.lists(ERRORS, max_size=15))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_no_error_is_left_out_and_none_is_told_twice(errors: list[dict[str, object]]) -> None:
    causes = causes_of(errors)
    told = {(one.sheet, one.column, one.message, one.advice, row) for one in causes for row in one.rows or (0,)}
    known = {tuple(error[name] for name in ("sheet", "column", "message", "advice", "row")) for error in errors}
    assert {error for error in known if error[4]} == {error for error in told if error[4]}
    assert len({(one.sheet, one.column, one.message, one.advice) for one in causes}) == len(causes)


@pytest.mark.django_db
def test_thousands_of_rows_of_eight_unknown_advisors_are_eight_things_to_put_right(client) -> None:
    make_staff()
    sessions = [
        {"Data": "13.03.2024", "Czas": "1,5", "Rodzaj": "ogólne", "Podmiot": "Łąka",
         "Doradca": f"Nieznana Osoba {'ABCDEFGH'[number % 8]}"}
        for number in range(3_000)
    ]  # fmt: skip
    content = workbook({"Podmioty": [PARTY], "Sesje": sessions})
    result = import_workbook(content, by=None, dry_run=True)
    kept = result.as_json()
    assert (kept["number_of_errors"], len(kept["causes"])) == (3_000, 8)
    run = ImportedWorkbook.objects.create(
        file_name="rejestry.xlsx", sha256="0" * 64, size=1, status=ImportedWorkbook.Status.CHECKED, result=kept
    )
    client.force_login(UserFactory(roles=[Role.DIRECTOR]))
    page = client.get(run.get_absolute_url()).content.decode()
    assert ("8 rzeczy do poprawienia" in page, "375 wierszy" in page, page.count("<tr>") < 12) == (True,) * 3
    causes = client.get(f"{run.get_absolute_url()}&format=csv&co=przyczyny").content.decode("utf-8-sig").splitlines()
    errors = client.get(f"{run.get_absolute_url()}&format=csv").content.decode("utf-8-sig").splitlines()
    assert (len(causes), len(errors)) == (9, 3_001)
    assert reverse("desk:import") in run.get_absolute_url()
