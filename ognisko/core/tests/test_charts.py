"""Charts that fit into a page and a document."""

import re
from decimal import Decimal
from xml.etree import ElementTree

from ognisko.core.charts import CLASSES, bar_chart

MONTHS = [("sty", Decimal("12.5")), ("lut", Decimal(0)), ("mar", 2418)]
LONG = "Doradztwo prawne i finansowo-księgowe dla organizacji pozarządowych"


def texts(svg: str) -> list[str]:
    """The texts of a chart in the order of the drawing."""
    return [
        text
        for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
        for text in element.itertext()
    ]


def test_upright_bars_say_their_months_and_their_values() -> None:
    svg = bar_chart(MONTHS, unit="h", title="Godziny")
    assert texts(svg) == ["sty", "lut", "mar", "12,5\u00a0h", "0\u00a0h", "2\u00a0418\u00a0h"]


def test_lying_bars_break_long_names_into_lines() -> None:
    svg = bar_chart([(LONG, Decimal(135)), ("Inne", Decimal(-2))], unit="", title="Godziny", horizontal=True)
    assert texts(svg) == [
        "135", "\u22122", "Doradztwo prawne i finansowo-", "księgowe dla organizacji", "pozarządowych", "Inne",
    ]  # fmt: skip


def test_the_length_of_a_bar_is_its_share_of_the_largest() -> None:
    svg = bar_chart([("a", 50), ("b", 100)], unit="", title="Sumy", horizontal=True)
    assert re.findall(r'd="M0,[\d.]+h([\d.]+)v24', svg) == ["190", "380"]


def test_equal_names_are_bars_of_their_own_and_zeros_are_drawn() -> None:
    svg = bar_chart([("Inne", 0), ("Inne", 0)], unit="", title="Sumy")
    assert (texts(svg), len(re.findall('class="chart-1"', svg))) == (["Inne", "Inne", "0", "0"], 2)


def test_a_chart_is_one_named_image_without_anything_that_a_strict_policy_refuses() -> None:
    for svg in (
        bar_chart(MONTHS, unit="h", title="Godziny „A & B”"),
        bar_chart(MONTHS, unit="h", title="Godziny „A & B”", horizontal=True),
    ):
        root = ElementTree.fromstring(svg)
        assert (root.get("role"), root.get("aria-label"), root.get("width")) == ("img", "Godziny „A & B”", "640")
        attributes = {name for element in root.iter() for name in element.attrib}
        assert not attributes & {"style", "onclick", "href"}
        assert {element.tag.removeprefix("{http://www.w3.org/2000/svg}") for element in root.iter()} <= {
            "svg", "g", "path", "line", "text",
        }  # fmt: skip


def test_every_colour_has_a_class_for_the_dark_theme() -> None:
    svg = bar_chart(MONTHS, unit="h", title="Godziny")
    for element in re.findall("<[a-z]+ [^>]+>", svg):
        for paint, colour in re.findall('(fill|stroke)="(#[^"]+)"', element):
            name = CLASSES[colour] + ("" if paint == "fill" else "-line")
            assert name in re.findall('class="([^"]+)"', element)[0].split()


def test_the_same_rows_give_the_same_drawing_and_no_rows_none() -> None:
    first = bar_chart(MONTHS, unit="h", title="Godziny")
    bar_chart.__globals__["_chart"].cache_clear()
    assert (bar_chart(list(MONTHS), unit="h", title="Godziny"), bar_chart([], unit="h", title="x")) == (first, "")
