"""The cells of the week grid: a text box or a select of one row, with its name, its error and its place in the row."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from ognisko.advice.rules import CELLS
from ognisko.ui.forms import Picker

register = template.Library()

CHOSEN = frozenset({"kind", "project", "form", "office"})


def _marks(row: Any, name: str) -> SafeString:
    """What is the same for every cell: its id, name, whether it is wrong and where that is said."""
    wrong = name in row.errors and not row.is_fresh
    marks = format_html('id="{}-{}" name="{}"', name, row.token, name)
    if wrong:
        marks += format_html(' aria-invalid="true" aria-describedby="wrong-{}-{}"', name, row.token)
    if row.state == "cancelled":
        marks += SafeString(" disabled")
    return marks


@register.simple_tag
def week_text(row: Any, name: str) -> SafeString:
    """A cell that is typed into."""
    value = row.cells.get(name, "")
    return format_html('<input type="text" value="{}" autocomplete="off" {}>', value, _marks(row, name))


@register.simple_tag
def week_choice(reader: Any, row: Any, name: str, choices: Sequence[tuple[str, str]], thin: bool = False) -> SafeString:
    """A cell that is chosen; what is typed or out of use stands among the options, so that nothing is lost.

    Written as one text, since a week of many rows has thousands of options. In a long week they stand once in the page:
    ``thin`` gives the chosen one alone, and a script adds the others.
    """
    value = row.cells.get(name, "")
    thin = thin and not row.is_fresh
    options = [(key, label) for key, label in choices if key == value or not thin]
    if value not in dict(options):
        options.append((value, reader.label(name, value) if value else "–"))
    inside = "".join(
        f'<option value="{conditional_escape(key)}"{" selected" if key == value else ""}>'
        f"{conditional_escape(label)}</option>"
        for key, label in options
    )
    marks = _marks(row, name) + SafeString(" data-thin" if thin else "")
    return format_html("<select {}>{}</select>", marks, SafeString(inside))  # escaped above


@register.simple_tag
def week_plain(reader: Any, row: Any) -> SafeString:
    """The cells of a row as text, each with the value that its name stands for."""
    return format_html_join("", '<span class="weekly-cell weekly-{}"{}>{}</span>', _plain_cells(reader, row))


def _plain_cells(reader: Any, row: Any) -> Iterator[tuple[str, SafeString, str]]:
    for name in CELLS:
        value = row.cells.get(name, "")
        if name == "party":
            yield name, format_html(' data-value="{}"', value), row.cells.get("party_text", "")
        elif name in CHOSEN:
            yield name, format_html(' data-value="{}"', value), reader.label(name, value) if value else ""
        else:
            yield name, SafeString(""), value


@register.simple_tag
def week_party(row: Any) -> SafeString:
    """The cell of the party: a picker in which a new party is one of the options."""
    text = row.cells.get("party_text", "")
    chosen = row.cells.get("party", "")
    attrs: dict[str, Any] = {"id": f"party-{row.token}"}
    if "party" in row.errors and not row.is_fresh:
        attrs |= {"aria-invalid": "true", "aria-describedby": f"wrong-party-{row.token}"}
    if row.state == "cancelled":
        attrs["disabled"] = True
    widget = Picker(f"{reverse('advice:party_lookup')}?nowy=1")
    return widget.render("party", {"id": chosen, "text": text, "was": text if chosen else ""}, attrs)
