"""A report for machines: CSV of its figures, JSON with definitions, values and chapters."""

import json as json_module
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from ognisko.core.spreadsheets import csv_bytes

if TYPE_CHECKING:
    from ognisko.reports.queries.chapters import BlockView, ReportView, Shown


def csv(view: "ReportView") -> bytes:
    """One line a figure, with the number of entries that it rests on and what it counts."""
    columns = ["id", _("section"), _("figure"), _("value"), _("unit"), _("records"), _("what is counted")]
    return csv_bytes(
        columns,
        [
            (
                key,
                shown.figure.section,
                shown.figure.name,
                shown.value.value,
                shown.unit,
                shown.value.records,
                f"{shown.definition} {shown.figure.description}".strip(),
            )
            for key, shown in view.figures.items()
        ],
    )


def json(view: "ReportView") -> bytes:
    """The whole report: figures by id, and chapters whose blocks name them. Numbers are exact to two decimals."""
    content: dict[str, Any] = {
        "report": {
            "slug": view.report.slug,
            "title": view.report.title,
            "subtitle": view.report.subtitle,
            "from": view.period.start.isoformat(),
            "to": view.period.last.isoformat(),
        },
        "figures": [_figure(key, shown) for key, shown in view.figures.items()],
        "sections": [
            {"slug": section.slug, "title": section.title, "blocks": [_block(block) for block in section.blocks]}
            for section in view.sections
            if not section.is_method
        ],
    }
    if view.published:
        content["published"] = {
            "number": view.published.number,
            "at": view.published.published_at.isoformat(),
            "last_entry": view.published.last_entry,
            "sha256": view.published.sha256,
        }
    return json_module.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n"


def number(value: Decimal) -> int | float:
    """A JSON number; two decimals survive a float."""
    return int(value) if value == value.to_integral_value() else float(value)


def _figure(key: str, shown: "Shown") -> dict[str, Any]:
    return {
        "id": key,
        "section": shown.figure.section,
        "name": shown.figure.name,
        "value": number(shown.value.value),
        "unit": shown.value.unit,
        "records": shown.value.records,
        "definition": shown.definition,
        "description": shown.figure.description,
        "url": settings.ADDRESS + shown.url,
    }


def _block(block: "BlockView") -> dict[str, Any]:
    match block.type:
        case "text":
            return {"type": "text", "paragraphs": [_words(runs) for runs in block.paragraphs]}  # type: ignore[union-attr]
        case "chart":
            parts = [{"label": part.label, "value": number(part.value.value)} for part in block.parts]  # type: ignore[union-attr]
            key = block.shown.figure.key  # type: ignore[union-attr]
            chart = {"type": "chart", "title": block.title, "by": block.by, "figure": key, "parts": parts}  # type: ignore[union-attr]
            return chart | ({"balance": number(block.balance)} if block.balance else {})  # type: ignore[union-attr]
        case "heading":
            return {"type": "heading", "heading": block.heading}  # type: ignore[union-attr]
    keys = [shown.figure.key for shown in block.figures]  # type: ignore[union-attr]
    return {"type": block.type, "figures": keys} | ({"title": block.title} if block.type == "table" else {})  # type: ignore[union-attr]


def _words(runs: "list[str | Shown]") -> str:
    return "".join(run if isinstance(run, str) else run.value.text for run in runs)
