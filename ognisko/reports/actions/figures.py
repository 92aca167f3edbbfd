"""Figures: definitions are data, checked before they are kept.

``define_figure`` makes what its key names, or brings it up to date; said twice it changes nothing.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.ledger.queries import measure_of_key, measures
from ognisko.ledger.rules import Counts, Level
from ognisko.places.models import Place
from ognisko.projects.models import Office, Project
from ognisko.reports.actions.base import kept, unchanged
from ognisko.reports.models import Figure
from ognisko.reports.queries.definitions import definition_without_period
from ognisko.reports.rules import problems

RESERVED = frozenset({"nowa"})
"""Keys that are addresses of their own."""


class FigureError(ValueError):
    """The figure would say something false; the message says why."""


@dataclass(frozen=True)
class FigureDraft:
    """A figure as it is defined: its question with the numbers of its measures, how it is shown, what it is called."""

    measures: Sequence[int]
    unit: str
    counts: int = Counts.SUM
    level: int = Level.MUNICIPALITY
    projects: Sequence[Project] = ()
    offices: Sequence[Office] = ()
    place: Place | None = None
    seat: Place | None = None
    kinds: Collection[int] = ()
    status: int = 0
    topics: Collection[int] = ()
    activities: Collection[int] = ()
    decimals: int = 2
    key: str = ""
    section: str = ""
    name: str = ""
    name_en: str = ""
    description: str = ""
    is_state: bool | None = None
    """Follows from the measures where it is left out."""

    def columns(self) -> dict[str, Any]:
        """What the table keeps of it beside key and position."""
        values = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in _NO_COLUMNS}
        is_state = any(measures()[number].stock for number in self.measures) if self.is_state is None else self.is_state
        return values | {
            "measures": list(self.measures), "counts": int(self.counts), "level": int(self.level),
            "kinds": sorted(map(int, self.kinds)), "status": int(self.status), "topics": sorted(self.topics),
            "activities": sorted(self.activities), "is_state": is_state,
        }  # fmt: skip

    def figure(self) -> Figure:
        """The figure as if it were kept: its value, parts and records can be asked for."""
        made = Figure(pk=-1, key=self.key or "nowa", **self.columns())
        cache: dict[str, Any] = {"projects": list(self.projects), "offices": list(self.offices)}
        made._prefetched_objects_cache = cache  # type: ignore[attr-defined]  # as if they had been fetched
        return made


_NO_COLUMNS = frozenset({"key", "projects", "offices"})


def numbers_of(keys: Iterable[str]) -> list[int]:
    """The numbers of measures that are named by their keys; raises FigureError."""
    try:
        return [measure_of_key(key).number for key in keys]
    except KeyError as error:
        raise FigureError(_("Nothing measures %(key)s.") % {"key": error.args[0]}) from error


@transaction.atomic
def define_figure(draft: FigureDraft, *, position: int = 0, by: User | None = None) -> Figure:
    """Make the figure of the draft's key what the draft says. Raises FigureError."""
    values = draft.columns()
    counted = [measures()[number] for number in draft.measures]
    if found := list(problems(counted, draft.counts, draft.unit, values["is_state"])):
        raise FigureError(f"{draft.key}: {' '.join(found)}")
    figure = kept(Figure, {"key": draft.key}, values | {"position": position})
    figure.projects.set(draft.projects)
    figure.offices.set(draft.offices)
    return figure


class KeyTakenError(ValueError):
    """Another figure has this key."""

    def __str__(self) -> str:
        return _("There is a figure of this key already. Choose another one.")


@transaction.atomic
def add_figure(draft: FigureDraft, *, by: User) -> Figure:
    """Keep a new figure behind the others of the catalogue; raises FigureError and KeyTakenError."""
    if draft.key in RESERVED or Figure.objects.filter(key=draft.key).exists():
        raise KeyTakenError
    last = Figure.objects.order_by("-position").values_list("position", flat=True).first() or 0
    return _told(define_figure(draft, position=last + 1, by=by), 1)


@transaction.atomic
def change_figure(figure: Figure, draft: FigureDraft, *, version: int, by: User) -> Figure:
    """Define a figure anew; its key stays, the history keeps each version. Raises FigureError, EditedMeanwhileError."""
    now = unchanged(figure, version)
    return _told(define_figure(replace(draft, key=now.key), position=now.position, by=by), now.version)


def _told(figure: Figure, version: int) -> Figure:
    """The words of the definition stand beside each version, so that the history names projects and offices too."""
    figure.version = version
    figure.words = definition_without_period(figure)
    figure.save(update_fields=["version", "words"])
    return figure
