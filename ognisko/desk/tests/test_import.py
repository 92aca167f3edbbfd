"""A workbook goes in whole or not at all, and again without doubles."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pghistory.models
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice.models import Session
from ognisko.core.sheets import RowError, Sheet
from ognisko.core.spreadsheets import read_workbook
from ognisko.desk.actions.workbook import ImportResult, import_workbook
from ognisko.desk.actions.workbook.reading import LARGEST
from ognisko.desk.models import ImportedWorkbook
from ognisko.desk.queries.workbook import GUIDE, LISTS, import_template, sheets
from ognisko.desk.tests.workbooks import ADVISORS, PLANTED, big_workbook, make_staff, planted_errors, workbook
from ognisko.ledger.actions import close
from ognisko.ledger.models import Entry
from ognisko.ledger.queries import verify
from ognisko.people.models import Party
from ognisko.privacy.models import Basis, Terms
from ognisko.projects.models import Joining, Office, OfficeDay, OpeningHours, Partner, Project

pytestmark = pytest.mark.django_db

PARTIES, SESSIONS = 60, 80
LAKA = {"Nazwa": "Łąka", "Rodzaj": "stowarzyszenie", "Gmina": "Łódź"}
COUNTS = {
    "Podmioty": 60, "Osoby": 3, "Członkostwa": 3, "Biura": 3, "Godziny biur": 15, "Projekty": 2, "Przystąpienia": 30,
    "Sesje": 80,
}  # fmt: skip


@pytest.fixture(autouse=True)
def staff() -> Iterator[list[User]]:
    """Who the workbooks name, in English."""
    users = make_staff()
    with translation.override("en"):
        yield users


def written() -> dict[str, int]:
    """How many records there are of each sort."""
    models = (Party, Office, OpeningHours, OfficeDay, Project, Partner, Joining, Session, Entry, ImportedWorkbook)
    return {model.__name__: model._default_manager.count() for model in models}


def trial(content: bytes) -> ImportResult:
    return import_workbook(content, by=None, dry_run=True)


def errors_of(content: bytes) -> list[str]:
    """The errors of a trial as they are read."""
    return [str(error) for error in trial(content).errors]


def test_a_dry_run_says_what_an_import_does_and_writes_nothing() -> None:
    content, before = big_workbook(PARTIES, SESSIONS), written()
    foreseen = trial(content)
    assert (foreseen, written()) == (
        ImportResult(
            created=COUNTS, changed={}, skipped={}, errors=[], previews=[], rows=sum(COUNTS.values()),
            sha256=foreseen.sha256,
        ),
        before,
    )  # fmt: skip
    assert import_workbook(content, by=None, dry_run=False) == foreseen


def test_an_import_writes_everything_with_its_entries() -> None:
    import_workbook(big_workbook(PARTIES, SESSIONS), by=None, dry_run=False)
    counts = written()
    assert {name: counts[name] for name in ("Party", "Office", "OpeningHours", "Project", "Joining", "Session")} == {
        "Party": 63, "Office": 3, "OpeningHours": 15, "Project": 2, "Joining": 30, "Session": 80,
    }  # fmt: skip
    assert list(verify()) == []


def test_a_repeated_import_skips_every_row_and_says_when_the_file_came_in() -> None:
    content = big_workbook(PARTIES, SESSIONS)
    first = import_workbook(content, by=None, dry_run=False)
    before = written()
    again = import_workbook(content, by=None, dry_run=False, file_name="rejestry.xlsx")
    runs = list(ImportedWorkbook.objects.order_by("id"))
    assert again == ImportResult(
        created={}, changed={}, skipped=COUNTS, errors=[], previews=[], rows=first.rows, sha256=first.sha256,
        imported_before=runs[0].imported_at,
    )  # fmt: skip
    assert written() == {**before, "ImportedWorkbook": 2}
    assert [(run.status, run.sha256, run.file_name, run.content) for run in runs] == [
        ("imported", first.sha256, "", None),
        ("repeated", first.sha256, "rejestry.xlsx", None),
    ]


def test_every_planted_error_is_named_once_and_nothing_is_written() -> None:
    size = (PARTIES, SESSIONS, len(PLANTED))
    before = written()
    result = import_workbook(big_workbook(*size), by=None, dry_run=False)
    assert sorted((error.sheet, error.row, error.column) for error in result.errors) == sorted(planted_errors(*size))
    assert all(error.message and error.advice for error in result.errors)
    assert written() == before


@pytest.mark.parametrize("number", [1, 12, 20])
def test_a_single_error_keeps_the_whole_file_out(number: int) -> None:
    size = (PARTIES, SESSIONS, number)
    assert len(import_workbook(big_workbook(*size), by=None, dry_run=False).errors) == number
    assert Party.objects.count() == 0


def test_the_whole_file_is_taken_back_when_its_last_sheet_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who saves in between can still break a row that was planned: here a session's number is taken."""
    content = workbook(
        {"Podmioty": [LAKA], "Sesje": [{"Numer": "1", "Data": "1.03.2024", "Czas trwania": 1, "Rodzaj": "prawne",
                                        "Doradca": ADVISORS[0], "Podmiot": "Łąka"}]}
    )  # fmt: skip
    import_workbook(content, by=None, dry_run=False)
    Party.objects.update(name="Łąka dawniej", search="")
    monkeypatch.setattr("ognisko.advice.sheets.sessions._recorded", lambda rows: {})
    session = Session.objects.get()
    Session.objects.filter(pk=session.pk).update(token="00000000-0000-0000-0000-000000000001")
    before = written()
    result = import_workbook(content, by=None, dry_run=False)
    assert [str(error) for error in result.errors] == [
        "Sesje: Something saved meanwhile contradicts a row. Nothing was written. Check the file once more."
    ]
    assert written() == before


def test_a_changed_row_is_shown_and_written() -> None:
    import_workbook(workbook({"Podmioty": [{**LAKA, "NIP": "7250000105"}]}), by=None, dry_run=False)
    content = workbook({"Podmioty": [{**LAKA, "NIP": "7250000105", "E-mail": "biuro@laka.example"}]})
    result = trial(content)
    assert (result.changed, [(one.title, one.row, one.changes) for one in result.previews]) == (
        {"Podmioty": 1},
        [("Łąka", 2, (("E-mail", "–", "biuro@laka.example"),))],
    )
    import_workbook(content, by=None, dry_run=False)
    assert [one.value for one in Party.objects.get().contacts.all()] == ["biuro@laka.example"]


def test_the_history_says_who_brought_a_record_in_and_from_which_file() -> None:
    anna = UserFactory()
    import_workbook(workbook({"Podmioty": [LAKA]}), by=anna, dry_run=False, file_name="rejestry.xlsx")
    events = pghistory.models.Events.objects.tracks(Party.objects.get())
    assert [event.pgh_context for event in events][:1] == [{"user": anna.pk, "file": "rejestry.xlsx"}]


def test_a_reason_lets_rows_into_a_closed_period_and_is_kept() -> None:
    import_workbook(workbook({"Podmioty": [LAKA]}), by=None, dry_run=False)
    close(date(2024, 1, 1), date(2024, 4, 1), by=None)
    row = {"Data": "1.03.2024", "Czas trwania": 1, "Rodzaj": "prawne", "Doradca": ADVISORS[0], "Podmiot": "Łąka"}
    content = workbook({"Sesje": [row]})
    refused = import_workbook(content, by=None, dry_run=False)
    assert ([error.row for error in refused.errors], refused.needs_only_a_reason) == ([2], True)
    assert import_workbook(content, by=None, dry_run=False, reason=" spóźniony rejestr ").errors == []
    assert set(Entry.objects.values_list("correction_reason", flat=True)) == {"spóźniony rejestr"}
    assert ImportedWorkbook.objects.latest("id").reason == "spóźniony rejestr"


def test_progress_ends_when_all_is_done() -> None:
    told: list[tuple[int, int]] = []
    content = workbook({"Podmioty": [{**LAKA, "Nazwa": f"Łąka {number}"} for number in range(10)]})
    import_workbook(content, by=None, dry_run=True, progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 10) for done in range(1, 11)]
    told.clear()
    import_workbook(content, by=None, dry_run=False, progress=lambda done, total: told.append((done, total)))
    assert (told[0], told[-1], told == sorted(told)) == ((1, 20), (20, 20), True)


def test_a_large_file_takes_hardly_more_queries_than_a_small_one() -> None:
    counts = []
    for size in ((40, 60), (120, 600)):
        with CaptureQueriesContext(connection) as queries:
            trial(big_workbook(*size))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# Files ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "This is not an .xlsx file. Save it as an Excel workbook (.xlsx) and try again."),
        (b"Nazwa;Rodzaj\n", "This is not an .xlsx file. Save it as an Excel workbook (.xlsx) and try again."),
        (b"PK\x03\x04 nonsense", "This is not an .xlsx file. Save it as an Excel workbook (.xlsx) and try again."),
        (b"x" * (LARGEST + 1), "The file is larger than 20 MB. Split it into smaller ones."),
        (
            workbook({"Podmioty": []}),
            (
                "The file has no rows to import. Fill in at least one sheet of the template. Rows of the sheet "
                "Instrukcja are examples only."
            ),
        ),
        (
            workbook({"Podmiotyy": [LAKA]}),
            "Podmiotyy: There is no register of this name. Did you mean “Podmioty”?",
        ),
        (
            workbook({"Podmioty": [LAKA], "Organizacje": [LAKA]}),
            "Organizacje: There is another sheet of the same register. Put the rows into one.",
        ),
        (
            workbook({"Podmioty": [{"a": "b"}, {"a": "c"}]}),
            "Podmioty: No headings found in the first ten rows. Put the headings of the template above the rows.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(content: bytes, message: str) -> None:
    assert errors_of(content) == [message]


def test_an_unknown_sheet_lists_the_known_ones() -> None:
    assert errors_of(workbook({"Przychody": [{"a": "b"}]})) == [
        (
            "Przychody: There is no register of this name. Hide or remove it, or give it one of these names: "
            f"{', '.join(sheet.name for sheet in sheets())}."
        )
    ]


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (
            {**LAKA, "E-mial": "a@b.example"},
            RowError("Podmioty", 1, "E-mial", "This column is unknown.", "Did you mean “E-mail”?"),
        ),
        (
            {**LAKA, "PESEL": "440514"},
            RowError("Podmioty", 2, "PESEL", "This is not a valid PESEL.", "A PESEL has 11 digits."),
        ),
        (
            {**LAKA, "Status na rynku pracy": "44051401358"},
            RowError(
                "Podmioty",
                2,
                "Status na rynku pracy",
                "This is none of the answers.",
                "Choose one of: pracująca, bezrobotna zarejestrowana, bezrobotna niezarejestrowana, bierna zawodowo, "
                "odmowa podania.",
            ),
        ),
        (
            {**LAKA, "Stan zdrowia": "dobry"},
            RowError(
                "Podmioty",
                1,
                "Stan zdrowia",
                "This column is refused.",
                "Remove this column: labour status and disability stand in the sheets Podmioty and Osoby, under the "
                "headings of the template; Ognisko takes nothing else about health, origin or belief.",
            ),
        ),
        (
            {**LAKA, "Notatka poufna": "x"},
            RowError(
                "Podmioty",
                1,
                "Notatka poufna",
                "This column is refused.",
                "Remove this column: confidential notes are typed in on the page of the session.",
            ),
        ),
        (
            {"Nazwa": "Łąka"},
            RowError(
                "Podmioty",
                1,
                "Rodzaj",
                "The column “Rodzaj” is missing.",
                "Add it with this heading, as in the template.",
            ),
        ),
        (
            {**LAKA, "": "x"},
            RowError("Podmioty", 1, "D", "Column D has no heading.", "Give it a heading, or empty its cells."),
        ),
        (
            {**LAKA, "Pełna nazwa": "x"},
            RowError("Podmioty", 1, "Pełna nazwa", "This heading stands there twice.", "Leave one of the columns."),
        ),
        (
            {**LAKA, "Opis": "prezes: 44051401359"},
            RowError(
                "Podmioty",
                2,
                "Opis",
                "A PESEL number stands here.",
                "Move it to the column PESEL of the person. If it is another number, part its digits with a slash.",
            ),
        ),
        (
            {**LAKA, "Telefon": 44051401359},
            RowError(
                "Podmioty",
                2,
                "Telefon",
                "A PESEL number stands here.",
                "Move it to the column PESEL of the person. If it is another number, part its digits with a slash.",
            ),
        ),
        (
            {**LAKA, "NIP": "#N/D!"},
            RowError("Podmioty", 2, "NIP", "The formula in this cell has an error.", "Correct it, or type the value."),
        ),
        (
            {**LAKA, "Rodzaj": "  "},
            RowError("Podmioty", 2, "Rodzaj", "The cell is empty.", "Fill it in: this column is required."),
        ),
    ],
)
def test_headings_and_cells_that_cannot_be_are_named(row: dict[str, Any], error: RowError) -> None:
    assert trial(workbook({"Podmioty": [row]})).errors == [error]


def test_a_missing_column_is_named_once_and_not_in_every_row() -> None:
    assert errors_of(workbook({"Podmioty": [{"Nazwa": "Łąka"}, {"Nazwa": "Zorza"}]})) == [
        "Podmioty, row 1, Rodzaj: The column “Rodzaj” is missing. Add it with this heading, as in the template."
    ]


def test_headings_in_any_order_and_spelling_below_a_title_are_found() -> None:
    rows = [["Rejestr podmiotów ośrodka"], [], ["GMINA ", "forma  prawna", "nazwa podmiotu"], ["Łódź", "KGW", "Łąka"]]
    content = workbook(
        {"organizacje": [dict(zip("abc", row, strict=False)) for row in rows[1:]]}, {"organizacje": ["a", "b", "c"]}
    )
    assert (trial(content).errors, trial(content).created) == ([], {"Podmioty": 1})


# Personal data of projects --------------------------------------------------------------------------------------------


def _data(**more: Any) -> dict[str, Any]:
    return {"Projekt": "Sąsiedzi", "Cel": "udział w projekcie", "Podstawa prawna": "art. 6 ust. 1 lit. e"} | more


def _with_data(*rows: dict[str, Any]) -> bytes:
    project = {"Nazwa skrócona": "Sąsiedzi", "Nazwa": "Sąsiedzi działają", "Od": "1.01.2024"}
    return workbook({"Projekty": [project], "Dane osobowe projektów": rows})


def test_a_project_comes_with_its_bases_and_how_long_its_data_are_kept() -> None:
    bulletin = _data(**{"Cel": "biuletyn", "Podstawa prawna": "6 (1) a"})
    whole = {"Rola ośrodka": "procesor", "Administrator danych": "Fundusz", "Lata przechowywania": 5}
    book = _with_data(_data(**whole), bulletin)
    result = import_workbook(book, by=None, dry_run=False)
    assert (result.errors, result.created["Dane osobowe projektów"]) == ([], 2)
    terms = Terms.objects.get()
    assert (terms.part, terms.controller, terms.keep_years, terms.counted_from) == (
        "processor", "Fundusz", 5, "end_year",
    )  # fmt: skip
    bases = Basis.objects.order_by("id").values_list("purpose", "article6", "article9")
    assert list(bases) == [("udział w projekcie", "e", ""), ("biuletyn", "a", "")]
    again = trial(book)
    assert (again.created, again.changed, again.skipped["Dane osobowe projektów"]) == ({}, {}, 2)
    fixed = _with_data({"Projekt": "Sąsiedzi", "Przechowywane do": "31.12.2030"})
    changed = import_workbook(fixed, by=None, dry_run=False)
    assert (changed.errors, changed.changed) == ([], {"Dane osobowe projektów": 1})
    terms.refresh_from_db()
    assert (terms.keep_until, terms.keep_years, Basis.objects.count()) == (date(2030, 12, 31), None, 2)


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([_data(**{"Podstawa prawna": None})], [(2, "Podstawa prawna")]),
        ([_data(Cel=None)], [(2, "Cel")]),
        ([_data(), _data()], [(3, "Cel")]),
        ([_data(**{"Rola ośrodka": "współadministrator"})], [(2, "Administrator danych")]),
        ([_data(**{"Przechowywane do": "31.12.2030", "Lata przechowywania": 5})], [(2, "Lata przechowywania")]),
        (
            [_data(**{"Lata przechowywania": 5}), _data(**{"Cel": "biuletyn", "Lata przechowywania": 6})],
            [(3, "Lata przechowywania")],
        ),
    ],
)
def test_what_the_page_refuses_of_a_projects_data_the_workbook_refuses(rows: Any, wrong: Any) -> None:
    errors = trial(_with_data(*rows)).errors
    assert [(error.row, error.column) for error in errors] == wrong


# The template ---------------------------------------------------------------------------------------------------------


def test_the_sheets_of_all_apps_are_found_in_their_order() -> None:
    assert [sheet.name for sheet in sheets()] == [
        "Podmioty", "Osoby", "Członkostwa", "Biura", "Godziny biur", "Wyjątki godzin", "Projekty", "Partnerzy",
        "Dane osobowe projektów", "Przystąpienia", "Programy", "Nabory", "Wnioski", "Decyzje", "Umowy", "Wypłaty",
        "Sprawozdania", "Sesje",
    ]  # fmt: skip


def test_the_template_has_a_guide_a_sheet_for_each_register_and_the_lists() -> None:
    found = read_workbook(import_template())
    assert [page.name for page in found] == [GUIDE, *(sheet.name for sheet in sheets()), LISTS]
    headings = {page.name: list(page.rows[0].cells) for page in found[1:-1]}
    assert headings == {sheet.name: [column.label for column in sheet.columns] for sheet in sheets()}


def test_an_empty_template_has_nothing_to_import() -> None:
    assert [error.message for error in trial(import_template()).errors] == ["The file has no rows to import."]


def examples(sheet: Sheet) -> list[dict[str, Any]]:
    """The example rows of a sheet, by heading."""
    return [{sheet.column(key).label: value for key, value in example.items()} for example in sheet.examples]


def test_the_examples_of_the_template_go_in_and_make_a_centre() -> None:
    UserFactory(email="anna.kowalska@osrodek.example", name="Anna Kowalska")
    content = workbook({sheet.name: examples(sheet) for sheet in sheets()})
    result = import_workbook(content, by=None, dry_run=False)
    assert ([str(error) for error in result.errors], result.created, result.skipped) == (
        [],
        {
            "Podmioty": 2,
            "Osoby": 1,
            "Członkostwa": 1,
            "Biura": 1,
            "Godziny biur": 2,
            "Wyjątki godzin": 1,
            "Projekty": 1,
            "Dane osobowe projektów": 1,
            "Przystąpienia": 2,
            "Programy": 1,
            "Nabory": 1,
            "Wnioski": 2,
            "Decyzje": 2,
            "Umowy": 1,
            "Wypłaty": 2,
            "Sprawozdania": 1,
            "Sesje": 3,
        },
        {"Partnerzy": 1},
    )
    assert list(verify()) == []
    assert import_workbook(content, by=None, dry_run=True).created == {}


def test_the_examples_stand_in_the_guide_as_they_would_in_their_sheet() -> None:
    guide = read_workbook(import_template())[0]
    cells = {cell for row in guide.rows for cell in row.cells if isinstance(cell, str)}
    wanted = {
        value
        for sheet in sheets()
        for example in sheet.examples
        for value in example.values()
        if isinstance(value, str)
    }
    assert wanted - cells == set()


def test_the_words_of_the_template_do_not_change_with_the_language() -> None:
    polish, english = ([], [])
    for language, found in (("pl", polish), ("en", english)):
        with translation.override(language):
            pages = read_workbook(import_template())
            found += [(page.name, page.rows[0].cells) for page in pages[1:-1]]
            found += [row.cells[:5] for row in pages[-1].rows[1:]]
    assert polish == english


def test_the_day_of_the_file_is_kept(staff: list[User]) -> None:
    import_workbook(workbook({"Podmioty": [LAKA]}), by=staff[0], dry_run=False, file_name="rejestry.xlsx")
    run = ImportedWorkbook.objects.get()
    assert (
        run.by,
        run.file_name,
        run.created,
        run.changed,
        timezone.now() - run.imported_at < timedelta(minutes=1),
    ) == (
        staff[0],
        "rejestry.xlsx",
        "1",
        "0",
        True,
    )
