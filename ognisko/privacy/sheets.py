"""The sheet of projects' personal data: on what basis a project has them, for what purpose, and how long."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.core import cells
from ognisko.core.polish import fold
from ognisko.core.sheets import Book, Column, Line, Options, Sheet, Write, Writing
from ognisko.privacy.actions import BasisDraft, TermsDraft, save_terms
from ognisko.privacy.models import Basis, Terms
from ognisko.privacy.rules import Article6, Article9, CountedFrom, Part
from ognisko.projects.sheets.known import KnownProject, project_in

PARTS = Options(
    "Rola w danych",
    lambda: {
        "administrator": Part.CONTROLLER,
        "współadministrator": Part.JOINT,
        "podmiot przetwarzający": Part.PROCESSOR,
    },
    {"procesor": "podmiot przetwarzający", "powierzenie": "podmiot przetwarzający"},
)
COUNTED = Options(
    "Liczenie lat",
    lambda: {
        "od końca projektu": CountedFrom.END,
        "od końca roku zakończenia": CountedFrom.END_YEAR,
        "od rozliczenia": CountedFrom.SETTLED,
        "od końca roku rozliczenia": CountedFrom.SETTLED_YEAR,
    },
)
ARTICLES_6 = Options(
    "Podstawy prawne",
    lambda: {f"art. 6 ust. 1 lit. {one.value}": one for one in Article6},
    {
        f"{article} {one.value}": f"art. 6 ust. 1 lit. {one.value}"
        for one in Article6
        for article in ("6", "6 1", "lit")
    },
)
ARTICLES_9 = Options(
    "Podstawy danych szczególnych",
    lambda: {f"art. 9 ust. 2 lit. {one.value}": one for one in Article9},
    {
        f"{article} {one.value}": f"art. 9 ust. 2 lit. {one.value}"
        for one in Article9
        for article in ("9", "9 2", "lit")
    },
)

TERMS = ("part", "controller", "keep_until", "keep_years", "counted_from", "settled_on", "keep_basis", "clause")
BASIS = ("article6", "article9", "description")

COLUMNS = (
    Column(
        "project", "Projekt", cells.text(200), gettext_lazy("The short name, as in the sheet Projekty."), required=True,
        refers=("Projekty", "short_name"), width=24,
    ),
    Column(
        "purpose", "Cel", cells.text(300),
        gettext_lazy("For what the data are needed; a further purpose is a further row."), width=40,
    ),
    Column("article6", "Podstawa prawna", None, gettext_lazy("Of this purpose."), options=ARTICLES_6, width=24),
    Column(
        "article9", "Podstawa dla danych szczególnych", None, gettext_lazy("Where there are such data."),
        options=ARTICLES_9, width=24,
    ),
    Column("description", "Umowa lub ustawa", cells.text(300), width=36),
    Column(
        "part", "Rola ośrodka", None, gettext_lazy("Empty: administrator. What follows is said once for a project."),
        options=PARTS, width=24,
    ),
    Column(
        "controller", "Administrator danych", cells.text(300), gettext_lazy("Where the centre is not alone."), width=36
    ),
    Column("keep_until", "Przechowywane do", cells.day, gettext_lazy("A fixed day, or years in the next column.")),
    Column("keep_years", "Lata przechowywania", cells.whole(0, 100)),
    Column("counted_from", "Liczone", None, gettext_lazy("From when the years run."), options=COUNTED, width=26),
    Column("settled_on", "Rozliczono dnia", cells.day, gettext_lazy("The day of the last settlement.")),
    Column("keep_basis", "Podstawa okresu", cells.text(300), gettext_lazy("What says how long."), width=30),
    Column("clause", "Informacja dla osób", cells.long_text, width=40),
)  # fmt: skip


@dataclass
class _Of:
    """One project: what stands, and what its rows make of it."""

    known: KnownProject
    terms: dict[str, Any]
    bases: dict[str, BasisDraft]
    said: dict[str, int] = field(default_factory=dict)
    purposes: dict[str, int] = field(default_factory=dict)
    is_new: bool = True
    is_changed: bool = False


def plan(book: Book, lines: Sequence[Line]) -> Write:
    """Terms are the project's; a basis is recognised by project and purpose. What no row names stays as it is."""
    standing = _Standing()
    projects: dict[KnownProject, _Of] = {}
    for line in lines:
        known = project_in(book, line, "project")
        if known is None:
            continue
        one = projects.setdefault(known, standing.of(known))
        changes = [*_terms(book, line, one), *_basis(book, line, one)]
        _refuse(book, line, one)
        if line.broken:
            continue
        if one.is_new:
            book.creates(line)
        elif changes:
            book.changes(line, known.short_name, changes)
        else:
            book.skips(line)
        one.is_changed = one.is_changed or one.is_new or bool(changes)

    def write(writing: Writing) -> None:
        """Projects are few: one after the other."""
        for one in projects.values():
            if one.is_changed and one.known.project is not None:
                save_terms(one.known.project, TermsDraft(**one.terms), list(one.bases.values()), by=writing.by)
            writing.step(1)

    return write


class _Standing:
    """The terms and bases of all projects, in two queries."""

    def __init__(self) -> None:
        self.terms = {row.project_id: row for row in Terms.objects.all()}
        self.bases: dict[int, dict[str, BasisDraft]] = {}
        for row in Basis.objects.order_by("id"):
            draft = BasisDraft(row.purpose, row.article6, row.article9, row.description, row.pk)
            self.bases.setdefault(row.project_id, {})[fold(row.purpose)] = draft

    def of(self, known: KnownProject) -> _Of:
        """What stands for one project; the defaults where nothing does."""
        terms, bases = self.terms.get(known.pk), self.bases.get(known.pk, {})
        values = {name: getattr(terms, name) for name in TERMS} if terms else asdict(TermsDraft())
        return _Of(known, values, dict(bases), is_new=terms is None and not bases)


def _terms(book: Book, line: Line, one: _Of) -> Iterable[tuple[str, Any, Any]]:
    """What the row says of the project as a whole; another row may repeat it, not gainsay it."""
    for key in TERMS:
        new, old = line[key], one.terms[key]
        if new is None:
            continue
        if key in one.said and new != old:
            book.error(
                line, key, _("Row %(number)s says otherwise of this project.") % {"number": one.said[key]},
                _("Say it in one of the two rows."),
            )  # fmt: skip
            continue
        one.said[key] = line.number
        if new != old:
            one.terms[key] = new
            yield key, _word(key, old), _word(key, new)
    for given, other in (("keep_until", "keep_years"), ("keep_years", "keep_until")):
        if line[given] is not None and other not in one.said:
            one.terms[other] = None


def _basis(book: Book, line: Line, one: _Of) -> Iterable[tuple[str, Any, Any]]:
    """What the row says of one purpose."""
    given: Mapping[str, Any] = {key: line[key] for key in BASIS if line[key] is not None}
    purpose = line["purpose"]
    if purpose is None:
        if given and "purpose" not in line.broken:
            book.error(line, "purpose", _("A basis without a purpose says nothing."), _("Say for what purpose."))
        return
    key = fold(purpose)
    if key in one.purposes:
        book.error(
            line, "purpose", _("This purpose stands in row %(number)s already.") % {"number": one.purposes[key]},
            _("Leave one of the two rows."),
        )  # fmt: skip
        return
    one.purposes[key] = line.number
    old = one.bases.get(key)
    if old is None and "article6" not in given:
        if "article6" not in line.broken:
            book.error(line, "article6", _("Choose the basis of this purpose."))
        return
    new = BasisDraft(**{**(asdict(old) if old else {"purpose": purpose, "article6": ""}), **given})
    one.bases[key] = new
    for name in ("purpose", *BASIS) if old is None else BASIS:
        before, after = getattr(old, name, ""), getattr(new, name)
        if before != after:
            yield name, _word(name, before), _word(name, after)


def _refuse(book: Book, line: Line, one: _Of) -> None:
    """What the form of the page refuses too."""
    if one.terms["keep_until"] and one.terms["keep_years"] is not None:
        book.error(line, "keep_years", _("Choose a fixed day or years, not both."))
    if one.terms["part"] != Part.CONTROLLER and not one.terms["controller"] and "controller" not in line.broken:
        book.error(line, "controller", _("Say who the controller is."))


def _word(key: str, value: Any) -> Any:
    options = {"part": PARTS, "counted_from": COUNTED, "article6": ARTICLES_6, "article9": ARTICLES_9}.get(key)
    if options is None or not value:
        return value
    return next(word for word, stands_for in options.load().items() if stands_for == value)


DATA_OF_PROJECTS = Sheet(
    "Dane osobowe projektów",
    85,
    COLUMNS,
    plan,
    gettext_lazy("On what basis a project has personal data and how long they are kept; a row for each purpose."),
    (
        {
            "project": "Sąsiedzi 2024",
            "purpose": "udział w projekcie i jego rozliczenie",
            "article6": "art. 6 ust. 1 lit. e",
            "article9": "art. 9 ust. 2 lit. g",
            "description": "umowa o dofinansowanie, § 22",
            "part": "podmiot przetwarzający",
            "controller": "Fundusz Dobrego Sąsiedztwa",
            "keep_until": date(2030, 12, 31),
            "keep_basis": "umowa o dofinansowanie, § 25",
        },
    ),
    also=("RODO projektów",),
)

SHEETS = (DATA_OF_PROJECTS,)
