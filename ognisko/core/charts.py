"""Charts as SVG, the same in a page and in a PDF: every bar says its value, nothing has to be read off an axis.

The SVG carries neither styles nor scripts, so a page under the strict content security policy may hold it inline. Its
fixed colours are those of the light theme; beside each stands a class (`chart-1`, `chart-ink`, …) with which a style
sheet sets the dark ones. It is one image to a screen reader: the page gives the values as a table beside it.
"""

import functools
import re
import textwrap
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

from ognisko.core.polish import NBSP, number_text
from ognisko.core.typst import font_folders

SPRUCE, INK, INK2, EDGE = "#1C4A3E", "#18251F", "#46534C", "#747A72"
# A fill has the class itself, a stroke the class with -line: `chart-1-line`, `chart-edge-line`.
CLASSES = {SPRUCE: "chart-1", INK: "chart-ink", INK2: "chart-ink2", EDGE: "chart-edge"}

WIDTH = 640
DRAWN = WIDTH - 8  # without the edge around
LETTER = 7.5  # about as wide as a letter of a name
BAR, LINE, GAP = 24, 17, 14  # the height of a lying bar, of a line of its name, and between two
LABEL_CHARACTERS = 34
SVG = "http://www.w3.org/2000/svg"

Rows = Sequence[tuple[str, Decimal | int]]


def bar_chart(rows: Rows, *, unit: str, title: str, horizontal: bool = False) -> str:
    """Bars in the order of the rows, upright for months, `horizontal` for categories with long names.

    The unit stands after each value; `title` is the name of the image for those who cannot see it. No rows give an
    empty text. The same rows give the same SVG, and only the first time costs.
    """
    return _chart(tuple(rows), unit, title, "rows" if horizontal else "columns") if rows else ""


@functools.lru_cache(maxsize=256)
def _chart(rows: tuple[tuple[str, Decimal | int], ...], unit: str, title: str, shape: str) -> str:
    """Vega-Lite draws, `_inline` makes the drawing fit for a page."""
    vl_convert = _renderer()
    spec = {"rows": _rows, "columns": _columns}[shape](_values(rows, unit))
    return _inline(vl_convert.vegalite_to_svg(spec.to_dict()), title)


@functools.cache
def _renderer() -> Any:
    # Imported late: the renderer takes a second to come up, and most processes draw nothing.
    import vl_convert

    for folder in font_folders():
        vl_convert.register_font_directory(folder)
    return vl_convert


def _values(rows: tuple[tuple[str, Decimal | int], ...], unit: str) -> list[dict[str, Any]]:
    """What the drawing needs of each row; the number in front keeps equal labels apart."""
    suffix = f"{NBSP}{unit}" if unit else ""
    return [
        {"key": f"{index:04}|{label}", "value": float(value), "text": number_text(value) + suffix}
        for index, (label, value) in enumerate(rows)
    ]


def _columns(values: list[dict[str, Any]]) -> Any:
    """Upright bars; twelve months fill the width, a few stay slim."""
    import altair

    step = min(96.0, DRAWN / len(values))
    chart = altair.Chart(_data(values))
    x, y = _names_below(values, step), altair.Y("value:Q", scale=_scale(values, room=0.12), axis=None)
    bars = chart.mark_bar(aria=False).encode(x=x, y=y)
    up = chart.transform_filter("datum.value >= 0").mark_text(dy=-9, aria=False).encode(x=x, y=y, text="text:N")
    down = chart.transform_filter("datum.value < 0").mark_text(dy=10, aria=False).encode(x=x, y=y, text="text:N")
    return _finished(bars + up + down + _base_line("y"), width=step * len(values), height=240)


def _rows(values: list[dict[str, Any]]) -> Any:
    """Lying bars with their names to the left; a row is as high as the lines of its name."""
    import altair

    names: list[dict[str, Any]] = []
    bottom = 0.0
    for row in values:
        lines = textwrap.wrap(row["key"].split("|", 1)[1], LABEL_CHARACTERS) or [""]
        height = max(BAR, LINE * len(lines))
        middle = bottom + height / 2
        row |= {"middle": middle, "top": middle - BAR / 2, "foot": middle + BAR / 2}
        first = middle - LINE * (len(lines) - 1) / 2
        names += [{"line": line, "at": first + LINE * number} for number, line in enumerate(lines)]
        bottom += height + GAP
    down = altair.Scale(domain=[0, bottom], range=[0, bottom], nice=False, zero=False)
    x = altair.X("value:Q", scale=_scale(values, room=0.2), axis=None)
    chart = altair.Chart(_data(values))
    bars = chart.mark_rect(aria=False, color=SPRUCE).encode(
        x=x, x2=altair.datum(0), y=altair.Y("top:Q", scale=down, axis=None), y2="foot:Q"
    )
    middle_of = altair.Y("middle:Q", scale=down, axis=None)
    right = chart.transform_filter("datum.value >= 0").mark_text(dx=6, align="left", aria=False)
    left = chart.transform_filter("datum.value < 0").mark_text(dx=-6, align="right", aria=False)
    texts = [layer.encode(x=x, y=middle_of, text="text:N") for layer in (right, left)]
    labels = (
        altair.Chart(_data(names))
        .mark_text(align="right", color=INK2, fontWeight=400, aria=False)
        .encode(x=altair.value(-12), y=altair.Y("at:Q", scale=down, axis=None), text="line:N")
    )
    return _finished(bars + texts[0] + texts[1] + labels + _base_line("x"), width=DRAWN - 252, height=bottom)


def _data(values: list[dict[str, Any]]) -> Any:
    import altair

    return altair.Data(values=values)  # type: ignore[no-untyped-call]


def _scale(values: list[dict[str, Any]], room: float) -> Any:
    """From zero, always: a bar that begins elsewhere lies. `room` is for the values at the ends of negative bars."""
    import altair

    numbers = [row["value"] for row in values]
    low, high = min(0.0, *numbers), max(0.0, *numbers)
    span = high - low or 1.0
    return altair.Scale(domain=[low - room * span if low else 0, high or span], nice=False, zero=True)


def _names_below(values: list[dict[str, Any]], step: float) -> Any:
    """The rows' names under the drawing, turned only where they would run into each other."""
    import altair

    too_long = max(len(row["key"]) - 5 for row in values) * LETTER > step
    turned = {"labelAngle": -40, "labelAlign": "right"} if too_long else {"labelAngle": 0}
    axis = altair.Axis(labelExpr="slice(datum.label, 5)", labelPadding=8, domain=False, **turned)
    return altair.X("key:N", sort=None, axis=axis)


def _base_line(direction: str) -> Any:
    """The line on which the bars stand, at zero."""
    import altair

    return (
        altair.Chart(_data([{"zero": 0}]))
        .mark_rule(color=EDGE, strokeWidth=1, aria=False)
        .encode(**{direction: altair.datum(0)})
    )


def _finished(chart: Any, **size: Any) -> Any:
    """Without frame, grid and background, in our type."""
    return (
        chart.properties(padding=2, **size)
        .configure(font="Figtree", background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            grid=False,
            labelColor=INK2,
            labelFontSize=13,
            labelLimit=0,
            labelOverlap=False,
            ticks=False,
            title=None,
        )
        .configure_text(color=INK, fontSize=13, fontWeight=600)
        .configure_bar(color=SPRUCE)
    )


def _inline(svg: str, title: str) -> str:
    """One image with a name: no roles and labels inside, no empty paths, no styles; a class beside each colour."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(svg)  # noqa: S314  # our own renderer's, not a stranger's
    for parent in root.iter():
        for child in list(parent):
            shape = child.get("d", "") if child.tag == f"{{{SVG}}}path" else "-"
            if child.get("class") in {"background", "foreground"} or not shape or child.get("fill") == "transparent":
                parent.remove(child)
    for element in root.iter():
        classes = [
            CLASSES[colour] + ("" if paint == "fill" else "-line")
            for paint in ("fill", "stroke")
            if (colour := element.get(paint, "")) in CLASSES
        ]
        for attribute in list(element.attrib):
            if attribute in {"class", "role", "style", "pointer-events"} or attribute.startswith("aria-"):
                del element.attrib[attribute]
        if classes:
            element.set("class", " ".join(classes))
        if element.tag == f"{{{SVG}}}text" and not element.get("font-weight"):
            # The variable font's own default is a light weight, which some renderers take for normal.
            element.set("font-weight", "400")
    # Every chart is as wide as the page gives it, so that their type is of one size.
    root.set("width", str(max(WIDTH, int(root.get("width", "0")))))
    root.set("viewBox", f"0 0 {root.get('width')} {root.get('height')}")
    root.set("class", "chart-drawing")
    root.set("role", "img")
    root.set("aria-label", title)
    text = ElementTree.tostring(root, encoding="unicode")
    # Geometry to a hundredth of a pixel: fifteen digits are dust, and the page carries them.
    return re.sub(r"(\d+\.\d{2})\d+", r"\1", text)
