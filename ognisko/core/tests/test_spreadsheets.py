"""Spreadsheets in and out."""

import datetime
import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from ognisko.core import archives
from ognisko.core.spreadsheets import (
    Row,
    Sheet,
    SheetColumn,
    SheetRows,
    SpreadsheetError,
    csv_bytes,
    read_workbook,
    write_table,
    write_workbook,
)

NAIVE = datetime.datetime(2025, 3, 13, 9, 30)  # noqa: DTZ001  # a cell has no zone
DANGEROUS = ["=1+1", "+48 600", "-5", "@SUM(A1)", "\t=1", "zwykły"]


def test_every_value_comes_back_as_what_it_was() -> None:
    rows = [
        ("Łąka", Decimal("12480.50"), 3, datetime.date(2025, 3, 13)),
        ("", None, 2.5, NAIVE),
        ("0000123456", Decimal(-1), 0, datetime.time(9, 5)),
        ("czas", None, None, datetime.timedelta(hours=26, minutes=30)),
    ]
    sheet = Sheet("Podmioty", ["Nazwa", "Kwota", SheetColumn("Liczba", width=12, format="0.0"), "Kiedy"], rows)
    assert read_workbook(write_workbook([sheet])) == (
        SheetRows(
            "Podmioty",
            (
                Row(1, ("Nazwa", "Kwota", "Liczba", "Kiedy")),
                Row(2, ("Łąka", 12480.5, 3.0, datetime.date(2025, 3, 13))),
                Row(3, (None, None, 2.5, NAIVE)),
                Row(4, ("0000123456", -1.0, 0.0, datetime.time(9, 5))),
                Row(5, ("czas", None, None, datetime.timedelta(hours=26, minutes=30))),
            ),
        ),
    )


def test_a_moment_is_written_in_polish_time() -> None:
    moment = datetime.datetime(2025, 7, 1, 22, 30, tzinfo=datetime.UTC)
    assert read_workbook(write_table(["Kiedy"], [[moment]], "A"))[0].rows[1].cells == (
        datetime.datetime(2025, 7, 2, 0, 30),  # noqa: DTZ001  # a cell has no zone
    )


def test_text_never_becomes_a_formula_in_a_workbook() -> None:
    content = write_table(["Tekst"], [[text] for text in DANGEROUS], "Arkusz")
    assert [row.cells[0] for row in read_workbook(content)[0].rows[1:]] == DANGEROUS


def test_text_never_becomes_a_formula_in_csv_and_numbers_read_as_in_polish() -> None:
    with translation.override("pl"):
        content = csv_bytes(
            ["Tekst", SheetColumn("Liczba")],
            [*([text, Decimal("-1.50")] for text in DANGEROUS), [True, None], [datetime.date(2025, 3, 13), 1200]],
        )
    assert content.decode("utf-8-sig").split("\r\n") == [
        "Tekst;Liczba", "'=1+1;-1,50", "'+48 600;-1,50", "'-5;-1,50", "'@SUM(A1);-1,50", "'\t=1;-1,50", "zwykły;-1,50",
        "tak;", "2025-03-13;1200", "",
    ]  # fmt: skip
    assert content.startswith(b"\xef\xbb\xbf")


def test_tabs_get_names_that_excel_accepts_each_once() -> None:
    titles = ["2024/2025: [projekty]", "A" * 40, "A" * 35, "", "a" * 31]
    with translation.override("pl"):
        content = write_workbook([Sheet(title, ["x"]) for title in titles])
    assert [sheet.name for sheet in read_workbook(content)] == [
        "2024 2025 projekty", "A" * 31, "A" * 29 + " 2", "Arkusz", "a" * 29 + " 3",
    ]  # fmt: skip


def test_a_text_longer_than_a_cell_is_cut_in_sight() -> None:
    written = read_workbook(write_table(["x"], [["a" * 40_000]], "A"))[0].rows[1].cells[0]
    assert (len(written), written[-2:]) == (32_767, "a…")


def test_empty_rows_are_left_out_and_the_others_keep_their_numbers() -> None:
    rows = read_workbook(write_table(["x", "y"], [[None, None], ["", 1], [None, None], ["z", None]], "A"))[0].rows
    assert rows == (Row(1, ("x", "y")), Row(3, (None, 1.0)), Row(5, ("z", None)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_is_read_as_excel_saves_it(encoding: str, separator: str) -> None:
    text = f'Nazwa{separator}Miejsce\r\n\r\n"Łąka\nna górze"{separator}\r\n'
    assert read_workbook(text.encode(encoding)) == (
        SheetRows("CSV", (Row(1, ("Nazwa", "Miejsce")), Row(3, ("Łąka\nna górze", None)))),
    )


def test_a_file_is_read_from_its_path_too(tmp_path: Path) -> None:
    path = tmp_path / "arkusz.xlsx"
    path.write_bytes(write_table(["x"], [], "A"))
    assert read_workbook(path) == (SheetRows("A", (Row(1, ("x",)),)),)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04 broken", "Nie da się odczytać tego pliku. Zapisz go jako .xlsx i wczytaj jeszcze raz."),
        (b"\xd0\xcf\x11\xe0 broken", "Nie da się odczytać tego pliku. Zapisz go jako .xlsx i wczytaj jeszcze raz."),
        (b"%PDF\0", "Ten plik nie jest arkuszem. Wybierz plik .xlsx albo .csv."),
        (
            write_table(["x"], [[1], [2], [3]], "Długi"),
            "Arkusz „Długi” ma więcej niż 3 wiersze. Podziel go na mniejsze pliki.",
        ),
        (b"x\n1\n2\n3\n", "Arkusz „CSV” ma więcej niż 3 wiersze. Podziel go na mniejsze pliki."),
    ],
)
def test_a_file_that_is_no_spreadsheet_is_answered_with_what_to_do(content: bytes, message: str) -> None:
    with translation.override("pl"), pytest.raises(SpreadsheetError) as caught:
        read_workbook(content, max_rows=3)
    assert str(caught.value) == message


def book_of(cells: str, *, name: str = "Podmioty", claimed: int | None = None, **more: bytes) -> bytes:
    """A workbook whose one sheet holds these cells as XML; `claimed` is what its directory says of the sheet's size."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(write_table(["x"], [], name))) as before,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for part in before.infolist():
            content = before.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                head, tail = content.split(b"<sheetData>")[0], content.split(b"</sheetData>")[1]
                content = head + b"<sheetData>" + cells.encode() + b"</sheetData>" + tail
            after.writestr(part.filename, content)
        for path, content in more.items():
            after.writestr(path, content)
        if claimed is not None:
            after.getinfo("xl/worksheets/sheet1.xml").file_size = claimed
    return written.getvalue()


CORNER = '<row r="1"><c r="A1"><v>1</v></c></row>'
FAR = "Arkusz „Podmioty” jest za duży: sięga do wiersza {} i kolumny {}. Usuń to, co stoi daleko pod tabelą albo na "
FAR += "prawo od niej, albo podziel go na mniejsze pliki."


@pytest.mark.parametrize(
    ("cells", "reached"),
    [
        (f'{CORNER}<row r="199999"><c r="XFD199999"><v>1</v></c></row>', ("199\u00a0999", "16\u00a0384")),
        (f'{CORNER}<row r="2"><c t="n" r="GS2"><v>1</v></c></row>', ("2", "201")),
        (f"{CORNER}<row r='2'><c\nr = 'xfd2'><is><t>x</t></is></c></row>", ("2", "16\u00a0384")),
        (f'{CORNER}<row r="2">{"<c><v>1</v></c>" * 201}</row>', ("2", "201")),
        (f'{CORNER}<row r="60000"><c r="CW60000"><v>1</v></c></row>', ("60\u00a0000", "101")),
    ],
)
def test_a_sheet_that_would_fill_the_memory_is_refused_by_its_name(cells: str, reached: tuple[str, str]) -> None:
    for content in (book_of(cells), book_of(cells, claimed=10)):
        with translation.override("pl"), pytest.raises(SpreadsheetError) as caught:
            read_workbook(content)
        assert str(caught.value) == FAR.format(*reached)


def test_cells_that_have_a_format_and_nothing_else_do_not_count() -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row><row r="1048576"><c r="B1048576"></c></row>'
    assert read_workbook(book_of(cells)) == (SheetRows("Podmioty", (Row(1, (1.0,)),)),)


def test_a_sheet_may_have_two_hundred_columns() -> None:
    cells = '<row r="30000"><c r="GR30000"><v>7</v></c></row>'
    (row,) = read_workbook(book_of(cells))[0].rows
    assert (row.number, len(row.cells), row.cells[-1]) == (30_000, 200, 7.0)


def test_what_an_archive_unpacks_to_is_counted_and_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED", 100_000)
    content = book_of(CORNER + "<!-- " + "x" * 200_000 + " -->", claimed=10)
    with translation.override("en"), pytest.raises(SpreadsheetError) as caught:
        read_workbook(content)
    assert str(caught.value) == "The file unpacks to too much. Save it anew, without pictures, and try again."


@pytest.mark.parametrize("path", ["content.xml", "xl/workbook.bin"])
def test_a_workbook_of_another_sort_in_disguise_is_not_read(path: str) -> None:
    with translation.override("en"), pytest.raises(SpreadsheetError) as caught:
        read_workbook(book_of(CORNER, **{path: b"<x/>"}))
    assert str(caught.value) == "This file can't be read. Save it as .xlsx and load it again."
