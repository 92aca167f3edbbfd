"""Reports: what their pages and files say is what the ledger says, in Polish, and nothing is typed in."""

import io
import json
from datetime import date
from decimal import Decimal

import pypdf
import pytest
from django.conf import settings

from ognisko.advice.tests.factories import KindFactory, ProjectFactory, party, session
from ognisko.core.spreadsheets import read_workbook
from ognisko.ledger.rules import Counts
from ognisko.reports import queries
from ognisko.reports.actions import SectionDraft, UnknownFigureError, define_report
from ognisko.reports.formats.workbook import sheet_names
from ognisko.reports.models import Figure
from ognisko.reports.queries import NoReportError
from ognisko.reports.rules import BlockError, Period, blocks_from, paragraphs, unit_text, value_text
from ognisko.reports.tests.factories import FigureFactory, report

NBSP = "\N{NO-BREAK SPACE}"
TEXT = {"type": "text", "text": "W 2024 roku doradzaliśmy {hours} godzin.\n\nSkorzystało z {parties} podmiotów."}
BLOCKS = (
    TEXT,
    {"type": "figures", "figures": ["hours", "parties"]},
    {"type": "chart", "figure": "hours", "by": "month", "title": "Jesienią najwięcej"},
    {"type": "chart", "figure": "parties", "by": "kind", "title": "Kto korzystał"},
    {"type": "table", "title": "W liczbach", "figures": ["hours", "parties"]},
)


@pytest.fixture
def annual(db):
    """A report of 2024 with sessions of three parties, 1 510 hours and a half."""
    FigureFactory(key="hours")
    FigureFactory(
        key="parties", name="podmioty w doradztwie", unit="parties", counts=Counts.PARTIES,
        measures=["advice.party_hours"], description="Liczymy też osoby.",
    )  # fmt: skip
    kind = KindFactory(key="legal", name="prawne")
    for number in range(3):
        session(
            party=party(f"Fundacja {number}"), kind=kind, minutes=50, day=date(2024, 10, number + 1), subject="Statut"
        )
    return report(*BLOCKS)


def test_a_number_never_parts_from_its_word_nor_a_one_letter_word_from_the_number():
    assert paragraphs("Było {a.b} godzin\ni {c} osób w {d}.\n\nDrugi.") == [
        [
            ("text", "Było "), ("figure", "a.b"), ("text", f"{NBSP}godzin i{NBSP}"), ("figure", "c"),
            ("text", f"{NBSP}osób w{NBSP}"), ("figure", "d"), ("text", "."),
        ],
        [("text", "Drugi.")],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "forms"),
    [
        ("hours", ["0 godzin", "1 godzina", "1,5 godziny", "2 godziny", "5 godzin", "12 godzin", "22 godziny"]),
        ("persons", ["0 osób", "1 osoba", "1,5 osoby", "2 osoby", "5 osób", "12 osób", "22 osoby"]),
        ("countries", ["0 krajów", "1 kraj", "1,5 kraje", "2 kraje", "5 krajów", "12 krajów", "22 kraje"]),
    ],
)
def test_a_unit_takes_the_form_that_its_number_asks_for(unit, forms):
    numbers = [Decimal(number) for number in ("0", "1", "1.5", "2", "5", "12", "22")]
    assert [f"{value_text(number)} {unit_text(unit, number)}" for number in numbers] == forms


@pytest.mark.parametrize(
    "block",
    [
        {"type": "poem"},
        {"text": "bez rodzaju"},
        {"type": "text"},
        {"type": "text", "text": 7},
        {"type": "figures", "figures": "hours"},
        {"type": "figures", "figures": []},
        {"type": "chart", "figure": "hours", "by": "weather", "title": "Pogoda"},
        {"type": "table", "title": "Bez liczb"},
    ],
)
def test_a_block_of_no_known_form_is_refused(block):
    with pytest.raises(BlockError, match="block 1"):
        blocks_from([block])


def test_a_report_names_only_figures_that_are_defined(db):
    with pytest.raises(UnknownFigureError, match="Tych liczb nie zdefiniowano: hours, parties"):
        report(*BLOCKS)
    with pytest.raises(NoReportError, match="Nie ma sprawozdania 2024"):
        queries.report(2024)


def test_defining_a_report_again_keeps_its_chapters_in_the_new_order(annual):
    def define(*names):
        sections = [SectionDraft(name, name.title(), [TEXT]) for name in names]
        return define_report("2024", "Raport", "", Period.year(2024), sections)

    define("pierwszy", "drugi")
    again = define("drugi", "trzeci", "pierwszy")
    assert (again.pk, [section.slug for section in again.sections.all()]) == (
        annual.pk,
        ["drugi", "trzeci", "pierwszy"],
    )


def test_a_report_shows_values_in_the_order_of_its_text_and_ends_with_how_they_were_counted(annual):
    view = queries.report(2024)
    assert {key: (shown.value.text, shown.unit, shown.value.records) for key, shown in view.figures.items()} == {
        "hours": ("2,5", "godziny", 3),
        "parties": ("3", "podmioty", 3),
    }
    assert [(section.number, section.slug, section.title) for section in view.sections] == [
        (1, "doradztwo", "Doradztwo"),
        (2, "jak-liczylismy", "Jak liczyliśmy"),
    ]
    chart = view.sections[0].blocks[3]
    assert [(part.label, part.value.text) for part in chart.parts] == [("stowarzyszenie", "3")]
    assert queries.found_report("2024") == queries.found_report(2024) == annual


def test_a_chapter_takes_the_same_queries_for_one_figure_and_for_thirty(annual, django_assert_num_queries):
    with django_assert_num_queries(9):
        queries.report(2024)
    project, kind = ProjectFactory(), KindFactory()
    keys = [FigureFactory(projects=[project], topics=[kind.pk]).key for _ in range(30)]
    report(*BLOCKS, {"type": "table", "title": "Więcej", "figures": keys})
    # The names of the kinds, which no figure needed before, take one.
    with django_assert_num_queries(10):
        queries.report(2024)


def test_a_figure_taken_out_of_the_catalogue_leaves_its_report_readable(annual):
    Figure.objects.filter(key="hours").delete()
    blocks = queries.report(2024).sections[0].blocks
    assert blocks[0].paragraphs[0] == [f"W{NBSP}2024 roku doradzaliśmy ", "–", f"{NBSP}godzin."]
    assert [len(block.figures) for block in (blocks[1], blocks[2], blocks[4])] == [1, 0, 1]
    assert queries.report_file(2024, "json")


def test_a_number_stands_in_one_piece_with_the_words_that_it_must_not_part_from(annual):
    report({"type": "text", "text": "Było ({hours}) godzin i {parties} podmiotów, {hours}. Koniec"})
    text = queries.report(2024).sections[0].blocks[0]
    assert [(piece.before, piece.shown and piece.shown.value.text, piece.after) for piece in text.pieces[0]] == [
        ("Było ", None, ""), ("(", "2,5", ")"), (" godzin ", None, ""), (f"i{NBSP}", "3", f"{NBSP}podmiotów,"),
        (" ", None, ""), ("", "2,5", "."), (" Koniec", None, ""),
    ]  # fmt: skip


def test_the_json_file_is_the_whole_report(annual):
    found = json.loads(queries.report_file(2024, "json"))
    definition = queries.report(2024).figures["hours"].definition
    assert found["report"] == {
        "slug": "2024", "title": "Raport roczny 2024", "subtitle": "Rok razem",
        "from": "2024-01-01", "to": "2024-12-31",
    }  # fmt: skip
    assert found["figures"][0] == {
        "id": "hours", "section": "Doradztwo", "name": "godziny doradztwa", "value": 2.5, "unit": "hours", "records": 3,
        "definition": definition, "description": "Doradztwo każdego rodzaju.",
        "url": f"{settings.ADDRESS}/liczby/hours/?rok=2024",
    }  # fmt: skip
    assert (found["figures"][1]["value"], found["figures"][1]["records"]) == (3, 3)
    blocks = found["sections"][0]["blocks"]
    assert blocks[0]["paragraphs"] == [
        f"W{NBSP}2024 roku doradzaliśmy 2,5{NBSP}godzin.",
        f"Skorzystało z{NBSP}3{NBSP}podmiotów.",
    ]
    assert blocks[2]["parts"][9] == {"label": "paź", "value": 2.5}
    assert [block["type"] for block in blocks] == ["text", "figures", "chart", "chart", "table"]


def test_the_csv_file_has_a_line_for_each_figure(annual):
    lines = queries.report_file(2024, "csv").decode("utf-8-sig").splitlines()
    shown = queries.report(2024).figures
    assert lines == [
        "id;dział;liczba;wartość;jednostka;zapisy;co się liczy",
        f"hours;Doradztwo;godziny doradztwa;2,5;godziny;3;{shown['hours'].definition} Doradztwo każdego rodzaju.",
        f"parties;Doradztwo;podmioty w doradztwie;3;podmioty;3;{shown['parties'].definition} Liczymy też osoby.",
    ]


def test_the_workbook_has_the_figures_and_the_records_of_each(annual):
    content = queries.report_file(2024, "xlsx")
    sheets = {sheet.name: [row.cells for row in sheet.rows] for sheet in read_workbook(content)}
    assert list(sheets) == ["Liczby", "hours", "parties"]
    assert [row[:6] for row in sheets["Liczby"][3:]] == [
        ("hours", "Doradztwo", "godziny doradztwa", 2.5, "godziny", 3.0),
        ("parties", "Doradztwo", "podmioty w doradztwie", 3.0, "podmioty", 3.0),
    ]
    head = sheets["hours"].index(next(row for row in sheets["hours"] if row[0] == "dzień"))
    records = sheets["hours"][head + 1 : -1]
    assert [(row[0], row[2], row[3], row[8], row[9]) for row in records] == [
        (date(2024, 10, 3), "Fundacja 2", "Statut", 0.83, "h"),
        (date(2024, 10, 2), "Fundacja 1", "Statut", 0.83, "h"),
        (date(2024, 10, 1), "Fundacja 0", "Statut", 0.83, "h"),
    ]
    assert (sheets["hours"][-1][0], sheets["hours"][-1][8]) == ("Suma wszystkich 3 zapisów", 2.5)
    assert sheets["parties"][-1][0] == "3 podmioty w zapisach powyżej, każda pozycja liczona raz"


def test_names_of_sheets_fit_into_excel_each_once():
    long = "radomszczanski.organisations.advised"
    assert sheet_names({long + ".a": 1, long + ".b": 1, "liczby": 1}) == {
        long + ".a": "radomszczanski.organisations.ad",
        long + ".b": "radomszczanski.organisations.~2",
        "liczby": "liczby~2",
    }


def test_the_pdf_is_tagged_and_says_its_title_language_and_numbers(annual):
    document = pypdf.PdfReader(io.BytesIO(queries.report_file(2024, "pdf")))
    root = document.trailer["/Root"]
    assert (document.metadata.title, root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("Raport roczny 2024", "pl", True)
    assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()
    text = " ".join(page.extract_text() for page in document.pages).replace(NBSP, " ")
    for words in ("Spis treści", "Jesienią najwięcej", "Jak liczyliśmy", "2,5 godzin", "Liczymy też osoby."):
        assert words in " ".join(text.split())
    outline = [item.title for item in document.outline if not isinstance(item, list)]
    assert outline == ["Doradztwo", "Jak liczyliśmy"]


def test_the_html_file_needs_nothing_from_elsewhere(annual):
    page = queries.report_file(2024, "html").decode()
    assert "<script" not in page
    assert "<link" not in page
    assert 'src="' not in page
    assert page.count("<svg") == 3
    assert "Raport roczny 2024" in page


def test_figures_of_a_year_are_what_the_command_prints(annual):
    found = queries.figures_of_year(2024)
    assert {key: (str(one.value), one.unit, one.records) for key, one in found.items()} == {
        "hours": ("2.5", "hours", 3),
        "parties": ("3", "parties", 3),
    }
