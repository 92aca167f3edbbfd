"""A report as a document to hand over: a tagged PDF made by Typst; what is said travels as data, never as markup."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ognisko.core.polish import date_text, number_text
from ognisko.core.typst import pdf as typst_pdf
from ognisko.reports.rules import value_text

if TYPE_CHECKING:
    from ognisko.reports.queries.chapters import BlockView, ReportView, Shown

TEMPLATE = Path(__file__).resolve().parent.parent / "documents" / "report.typ"


def pdf(view: "ReportView") -> bytes:
    """The document; charts travel beside the data as SVG."""
    assets: dict[str, bytes] = {}
    chapters = [
        {"title": section.title, "blocks": [_block(block, assets) for block in section.blocks]}
        for section in view.sections
        if not section.is_method
    ]
    return typst_pdf(TEMPLATE, {**_front(view), "chapters": chapters, "annex": _annex(view)}, assets)


def _front(view: "ReportView") -> dict[str, Any]:
    return {
        "lang": get_language() or "pl",
        "title": view.report.title,
        "subtitle": view.report.subtitle,
        "period": view.period_text,
        "centre": view.centre,
        "words": {
            "contents": _("Contents"),
            "method": view.sections[-1].title,
            "figure": _("figure"),
            "value": _("value"),
            "unit": _("unit"),
            "records": _("records"),
            "part": _("part"),
            "data": _("Data of the chart"),
            "page": _("page"),
            "made_with": _("Made with Ognisko from the centre's ledger"),
            "about_method": _(
                "No figure in this report was typed in. Each was computed from the centre's ledger of activities, and "
                "each leads to the records that it rests on. This list says of each figure what it counts and how many "
                "entries of the ledger stand behind it."
            ),
            "published": _published(view),
            "counted": ngettext(
                "%(figures)s figure in this report", "%(figures)s figures in this report", len(view.figures)
            )
            % {"figures": number_text(len(view.figures))},
        },
    }


def _published(view: "ReportView") -> str:
    """When it was published, and the fingerprint by which it can be told from any other."""
    if view.published is None:
        return ""
    return _("Published %(day)s, version %(number)s. Fingerprint (SHA-256): %(sha256)s") % {
        "day": date_text(localtime(view.published.published_at).date()),
        "number": view.published.number,
        "sha256": view.published.sha256,
    }


def _shown(shown: "Shown") -> dict[str, Any]:
    return {
        "key": shown.figure.key,
        "name": shown.figure.name,
        "value": shown.value.text,
        "unit": shown.unit,
        "records": number_text(shown.value.records),
    }


def _block(block: "BlockView", assets: dict[str, bytes]) -> dict[str, Any]:
    found: Any = block
    match block.type:
        case "text":
            runs = [[run if isinstance(run, str) else _shown(run) for run in runs] for runs in found.paragraphs]
            return {"type": "text", "paragraphs": runs}
        case "heading":
            return {"type": "heading", "title": found.heading}
        case "chart":
            name = f"chart-{len(assets) + 1}.svg"
            assets[name] = found.svg.encode()
            return {
                "type": "chart",
                "title": found.title,
                "note": found.note,
                "file": name,
                "alt": _alternative(found),
                "parts": _lines(found),
                "total": _shown(found.shown),
                "notes": found.notes,
            }
    return {
        "type": block.type,
        "title": getattr(found, "title", ""),
        "figures": [_shown(shown) for shown in found.figures],
    }


def _lines(chart: Any) -> list[dict[str, str]]:
    """The parts, what makes their sum right, and the whole."""
    lines = [{"label": part.label, "value": value_text(part.value.value)} for part in chart.parts]
    if chart.balance:
        lines.append({"label": chart.balance_label, "value": chart.balance_text})
    return [*lines, {"label": _("together"), "value": chart.shown.value.text}]


def _alternative(chart: Any) -> str:
    """What a chart shows, for those who hear the document."""
    parts = ", ".join(f"{part.label}: {value_text(part.value.value)}" for part in chart.parts)
    return _("Bar chart. %(title)s. %(parts)s.") % {"title": chart.title, "parts": parts}


def _annex(view: "ReportView") -> list[dict[str, Any]]:
    """Definitions under the sections of the catalogue, in the order of the report."""
    sections: dict[str, list[dict[str, Any]]] = {}
    for shown in view.figures.values():
        entry = _shown(shown) | {"definition": shown.definition, "description": shown.figure.description}
        sections.setdefault(shown.figure.section, []).append(entry)
    return [{"title": title, "figures": figures} for title, figures in sections.items()]
