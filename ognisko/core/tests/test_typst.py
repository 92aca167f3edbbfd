"""Documents from templates."""

import datetime
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdf
import pytest

from ognisko.core.charts import bar_chart
from ognisko.core.typst import DocumentError, pdf

PROBE = Path(__file__).with_name("documents") / "probe.typ"
DATA: dict[str, Any] = {
    "title": "Sprawozdanie „Łąka”",
    "lead": "Rok 2024",
    # What would be markup, code and an import if it were spliced into the template.
    "text": '*nie grube* #panic("nie") $x$ `kod` @nikt',
    "amount": Decimal("12.50"),
    "alt": "Godziny po miesiącach",
    "rows": [["styczeń", "12,5"]],
}


def chart() -> dict[str, bytes]:
    """A chart as an asset."""
    return {"chart.svg": bar_chart([("sty", Decimal("12.5"))], unit="h", title="Godziny").encode()}


def read(content: bytes) -> pypdf.PdfReader:
    """The document as a reader sees it."""
    return pypdf.PdfReader(io.BytesIO(content))


def test_a_document_has_a_title_a_language_tags_and_says_that_it_is_accessible() -> None:
    document = read(pdf(PROBE, DATA, chart()))
    root = document.trailer["/Root"]
    assert (document.metadata.title, root["/Lang"], root["/MarkInfo"]["/Marked"]) == (DATA["title"], "pl", True)
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data().decode()


def test_what_a_person_typed_is_text_and_never_markup() -> None:
    text = read(pdf(PROBE, DATA, chart())).pages[0].extract_text()
    lines = [line for line in text.split("\n") if line]
    assert lines == [
        "Sprawozdanie „Łąka”", "Rok 2024", "Dzień dobry", DATA["text"], "Proza.", "12.50", "złotych", "sty",
        "12,5\u00a0h", "Godziny", "Miesiąc Godziny", "styczeń 12,5", "Razem 12,5", "Ognisko strona 1 z\u00a01",
    ]  # fmt: skip


def test_only_our_own_fonts_are_in_a_document() -> None:
    fonts = read(pdf(PROBE, DATA, chart())).pages[0]["/Resources"]["/Font"].values()
    names = {font.get_object()["/BaseFont"].split("+")[-1].split("-")[0] for font in fonts}
    assert {name.removesuffix("Roman") for name in names} <= {"Figtree", "Literata", "FigtreeLight"}


def test_the_same_values_and_day_give_the_same_bytes() -> None:
    day = datetime.datetime(2025, 3, 13, tzinfo=datetime.UTC)
    assert pdf(PROBE, DATA, chart(), created=day) == pdf(PROBE, DATA, chart(), created=day)


def test_an_image_without_a_text_and_a_document_without_a_title_are_refused() -> None:
    with pytest.raises(DocumentError, match=r"^probe\.typ: "):
        pdf(PROBE, {**DATA, "alt": None}, chart())
    with pytest.raises(DocumentError, match=r"(?s)^nameless\.typ: .*title"):
        pdf(PROBE.with_name("nameless.typ"), {})
