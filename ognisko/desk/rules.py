"""Who may log in to the demo centre, and errors of a workbook told by their cause: pure data and functions."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from ognisko.core.polish import number_text

DEMO_PASSWORD = "ognisko-demo"  # noqa: S105  # the demo's password is public by design; production refuses the demo

DEMO_STAFF = (
    ("dyrektorka", "Maria Lipińska", "director", ("director",)),
    ("koordynator", "Tomasz Wilk", "coordinator", ("coordinator",)),
    ("doradczyni", "Hanna Wrzosek", "advisor", ("advisor",)),
    ("doradca", "Paweł Dudziak", "advisor", ("advisor",)),
    ("doradczyni2", "Lucyna Baran", "advisor", ("advisor",)),
    ("doradca2", "Marek Osiński", "advisor", ("advisor",)),
    ("animatorka", "Ewa Sobótka", "animator", ("animator", "advisor")),
    ("granty", "Joanna Czapla", "grants officer", ("grants_officer",)),
    ("ksiegowa", "Irena Maj", "accountant", ("accountant",)),
    ("redaktor", "Adam Jeż", "editor", ("editor",)),
    ("audytor", "Krystyna Sowa", "auditor", ("auditor",)),
    ("asesor", "Leon Bąk", "assessor", ("assessor",)),
    ("asesorka", "Alicja Bór", "assessor", ("assessor",)),
    ("grupa", "Zofia Malina", "applicant", ()),
    ("administrator", "Zofia Lis", "administrator", ("administrator",)),
)
"""First part of the e-mail, name, role in English for the console, roles; an applicant has none."""

DEMO_DOMAIN = "ognisko.example"


def demo_email(login: str) -> str:
    """The e-mail by which a member of the demo's staff logs in; .example is nobody's domain."""
    return f"{login}@{DEMO_DOMAIN}"


DEMO_LOGINS = tuple(
    (role, demo_email(login), DEMO_PASSWORD)
    for position, (login, _, role, _) in enumerate(DEMO_STAFF)
    if role not in {earlier[2] for earlier in DEMO_STAFF[:position]}
)
"""Role, e-mail, password: one login for each role, as the console prints them."""


# Errors of a workbook -------------------------------------------------------------------------------------------------

MOST_RANGES = 12
"""So many rows or stretches of rows are named; the list of all errors has each."""


@dataclass(frozen=True)
class Cause:
    """What is wrong in the same way in several rows of a sheet, told once."""

    sheet: str
    column: str
    message: str
    advice: str
    rows: tuple[int, ...]
    """Numbers of rows, each once, in order; empty where it is the whole sheet or file."""

    @property
    def rows_text(self) -> str:
        """Which rows: "4, 9, 12–400 (391 rows)"; empty for a whole sheet."""
        return rows_text(self.rows)

    @property
    def where(self) -> str:
        """The place in words: "Sesje, rows 4–6 (3 rows), Data"; empty for the whole file."""
        rows = ngettext("row %(rows)s", "rows %(rows)s", len(self.rows)) % {"rows": self.rows_text} if self.rows else ""
        return ", ".join(part for part in (self.sheet, rows, self.column) if part)


def causes_of(errors: Iterable[Mapping[str, Any]]) -> list[Cause]:
    """The errors by what is wrong, in the order in which each cause first appears; none is left out."""
    found: dict[tuple[str, str, str, str], dict[int, None]] = {}
    for error in errors:
        cause = (error["sheet"], error["column"], error["message"], error["advice"])
        rows = found.setdefault(cause, {})
        if error["row"]:
            rows[error["row"]] = None
    return [Cause(*cause, tuple(sorted(rows))) for cause, rows in found.items()]


def rows_text(rows: Iterable[int]) -> str:
    """Numbers of rows as stretches, with how many there are; of very many stretches the first ones."""
    numbers = sorted(set(rows))
    stretches = [f"{first}–{last}" if last > first else str(first) for first, last in _stretches(numbers)]
    if len(numbers) < 2:
        return "".join(stretches)
    shown = ", ".join(stretches[:MOST_RANGES]) + (", …" if len(stretches) > MOST_RANGES else "")
    count = npgettext("sheet", "%(count)s row", "%(count)s rows", len(numbers)) % {"count": number_text(len(numbers))}
    return _("%(rows)s (%(count)s)") % {"rows": shown, "count": count}


def _stretches(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """Numbers that follow each other lie in one stretch."""
    for _gap, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        stretch = [number for _place, number in group]
        yield stretch[0], stretch[-1]
