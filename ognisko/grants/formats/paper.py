"""What was handed in as a document (PDF/UA-1): made from the copy that nobody can change, never from today's draft."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from ognisko.core.polish import date_text
from ognisko.core.typst import pdf
from ognisko.grants.models import Application, Submission
from ognisko.people.rules import Kind
from ognisko.places.models import Place
from ognisko.questionnaires.queries import Node, page_of

TEMPLATE = Path(__file__).resolve().parent.parent / "documents" / "application.typ"


def submission_pdf(submission: Submission) -> bytes:
    """The document of a version; the same version gives the same bytes."""
    row, sheet = submission.application, submission.sheet
    with override(sheet.language):
        local = timezone.localtime(submission.arrived_at)
        _now, pages, _found, _sheet = page_of(sheet, today=local.date(), currency=row.call.currency)
        data = {
            "lang": sheet.language[:2],
            "title": str(row.title or row.applicant_name),
            "lead": f"{row.call}{', ' if row.number else ''}{row.number}",
            "note": row.number or row.call.name,
            "receipt": [
                [_("Came in"), f"{date_text(local.date())}, {local:%H:%M:%S}"],
                [_("Version"), str(submission.number)],
                [_("Mark of what was handed in"), submission.hash],
            ],
            "applicant": list(_applicant(submission.content)),
            "members": [[one["name"], one.get("role", "")] for one in submission.content.get("members", [])],
            "pages": [{"title": page.title, "parts": list(_parts(page.nodes))} for page in pages],
            "files": [one["name"] for one in submission.content.get("files", [])],
            "declared": submission.content.get("declared", {}).get("sentences", []),
            "words": {
                "applicant": _("Who applies"), "people": _("People of the group"), "name": _("First and last name"),
                "role": _("Role in the group"), "files": _("Documents"), "declared": _("Declarations"),
            },
        }  # fmt: skip
        return pdf(TEMPLATE, data, created=submission.arrived_at.replace(microsecond=0))


def _applicant(content: Mapping[str, Any]) -> Iterator[list[str]]:
    """The columns of who applied that have a value, with their names."""
    for name, value in content.get("applicant", {}).items():
        if value in (None, "", "None"):
            continue
        label = str(getattr(Application._meta.get_field(name), "verbose_name", name))
        if name in {"applicant_kind", "patron_kind"}:
            value = Kind(int(value)).label
        elif name == "place":
            value = Place.objects.filter(pk=value).first() or value
        yield [label[:1].upper() + label[1:], str(value)]


def _parts(nodes: Sequence[Node]) -> Iterator[dict[str, Any]]:
    """Questions as pairs, rows as a table where their questions fit, else as pairs of each row."""
    for node in nodes:
        if not node.relevant or node.draw in {"hidden", "note"}:
            continue
        if node.draw == "repeat" and node.heads:
            heads = [{"label": one.label, "numeric": one.is_numeric or one.draw == "calculation"} for one in node.heads]
            cells = [[cell.shown or "–" for cell in line.nodes if cell.draw != "hidden"] for line in node.nodes]
            yield {"kind": "table", "title": node.label, "heads": heads, "rows": cells}
        elif node.nodes:
            if node.label:
                yield {"kind": "title", "title": node.label}
            yield from _parts(node.nodes)
        elif node.draw in {"question", "calculation"}:
            yield {"kind": "answer", "title": node.label, "text": node.shown or "–"}
