"""Papers to hand over: a consent form, the information for people, the register; Typst draws, values travel as data."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ognisko.core.polish import date_text
from ognisko.core.typst import pdf
from ognisko.people.models import ConsentWording, Party
from ognisko.privacy.models import Activity, Basis, Controller, Terms

DOCUMENTS = Path(__file__).resolve().parent.parent / "documents"


def _front(title: str, centre: str, controller: Controller) -> dict[str, Any]:
    officer = ", ".join(part for part in (controller.officer, controller.officer_contact) if part)
    return {
        "lang": (get_language() or "pl")[:2],
        "title": title,
        "centre": centre,
        "contact": controller.contact,
        "officer": _("Data protection officer: %(officer)s") % {"officer": officer} if officer else "",
    }


def consent_form(
    wordings: Sequence[ConsentWording], person: Party | None, centre: str, controller: Controller
) -> bytes:
    """A form to sign with today's texts; blank lines where no person is named."""
    data = _front(_("Consents"), centre, controller) | {
        "name": person.name if person else "",
        "consents": [
            {
                "name": one.purpose.name,
                "text": one.text,
                "version": _("version %(number)s from %(day)s")
                % {"number": one.number, "day": f"{one.valid_from:%d.%m.%Y}"},
            }
            for one in wordings
        ],
        "words": {
            "name": _("first and last name"),
            "contact": _("e-mail or phone"),
            "yes": _("I agree"),
            "no": _("I do not agree"),
            "date": _("place and date"),
            "signature": _("signature"),
            "rights": _(
                "Each consent is voluntary and stands alone. You can withdraw it at any time, as easily as you gave "
                "it; what was done before stays lawful. Write, call or come by."
            ),
        },
    }
    return pdf(DOCUMENTS / "consent.typ", data)


def clause(terms: Terms, bases: Iterable[Basis], centre: str, controller: Controller) -> bytes:
    """What participants of a project get to read about their data."""
    until = terms.kept_until
    data = _front(_("Information about personal data"), centre, controller) | {
        "project": terms.project.name,
        "text": [line for line in terms.clause.splitlines() if line.strip()],
        "bases": [
            [one.purpose, "; ".join(part for part in (one.get_article6_display(), one.get_article9_display()) if part),
             one.description]
            for one in bases
        ],
        "columns": [_("Purpose"), _("Legal basis"), _("Agreement or act")],
        "kept": _("Kept until %(day)s.") % {"day": date_text(until)} if until else "",
        "words": {"bases": _("Purposes and legal bases"), "kept": _("How long they are kept")},
    }  # fmt: skip
    return pdf(DOCUMENTS / "clause.typ", data)


# The register ---------------------------------------------------------------------------------------------------------

COLUMNS = (
    "name", "part", "purposes", "legal_basis", "people", "data", "recipients", "transfers", "joint_controllers",
    "processors", "retention", "security", "since", "until",
)  # fmt: skip


def register_heads() -> list[str]:
    """The columns of art. 30(1) as a file has them."""
    return [str(Activity._meta.get_field(name).verbose_name) for name in COLUMNS]  # type: ignore[union-attr]  # columns


def register_rows(activities: Iterable[Activity], projects: Iterable[Terms]) -> Iterator[list[Any]]:
    """The lines of the register, then those that follow from projects."""
    for one in activities:
        yield [one.get_part_display() if name == "part" else getattr(one, name) for name in COLUMNS]
    for terms in projects:
        yield _project_row(terms)


def _project_row(terms: Terms) -> list[Any]:
    project = terms.project
    bases = list(project.data_bases.all())
    until = terms.kept_until
    kept = _("until %(day)s") % {"day": f"{until:%d.%m.%Y}"} if until else ""
    return [
        _("Project: %(project)s") % {"project": project}, terms.get_part_display(),
        "; ".join(one.purpose for one in bases),
        "; ".join(
            " ".join(part for part in (one.get_article6_display(), one.get_article9_display(), one.description) if part)
            for one in bases
        ),
        _("participants of the project"), "", str(project.funder or ""), "", terms.controller, "",
        "; ".join(part for part in (kept, terms.keep_basis) if part), "", project.period.lower, None,
    ]  # fmt: skip


def register(activities: Iterable[Activity], projects: Iterable[Terms], centre: str, controller: Controller) -> bytes:
    """The register to hand over to the authority (art. 30(4))."""
    heads = register_heads()
    lines = [
        {
            "name": row[0],
            "facts": [[head, _plain(value)] for head, value in zip(heads[1:], row[1:], strict=True) if value],
        }
        for row in register_rows(activities, projects)
    ]
    data = _front(_("Processing register"), centre, controller) | {
        "day": _("as of %(day)s") % {"day": date_text(timezone.localdate())},
        "lines": lines,
    }
    return pdf(DOCUMENTS / "register.typ", data)


def _plain(value: Any) -> str:
    return f"{value:%d.%m.%Y}" if hasattr(value, "strftime") else str(value)
