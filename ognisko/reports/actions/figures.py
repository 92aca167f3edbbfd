"""Figures: definitions are data, checked before they are kept.

``define_figure`` makes what its key names, or brings it up to date; said twice it changes nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.ledger.queries import measure_of_key, measures
from ognisko.ledger.rules import Counts, Level
from ognisko.places.models import Place
from ognisko.projects.models import Office, Project
from ognisko.reports.actions.base import EditedMeanwhileError, kept
from ognisko.reports.models import Figure
from ognisko.reports.queries.definitions import definition_without_period
from ognisko.reports.rules import problems

RESERVED = frozenset({"nowa"})
"""Keys that are addresses of their own."""


class FigureError(ValueError):
    """The figure would say something false; the message says why."""


@transaction.atomic
def define_figure(
    key: str,
    *,
    section: str,
    name: str,
    description: str,
    unit: str,
    measures: Sequence[str],
    counts: int = Counts.SUM,
    level: int = Level.MUNICIPALITY,
    is_state: bool | None = None,
    projects: Sequence[Project] = (),
    offices: Sequence[Office] = (),
    place: Place | None = None,
    seat: Place | None = None,
    kinds: Collection[int] = (),
    status: int = 0,
    topics: Collection[int] = (),
    position: int = 0,
    name_en: str = "",
    decimals: int = 2,
    by: User | None = None,
) -> Figure:
    """Make the figure of this key what is said here; measures are named by their keys.

    ``is_state`` follows from the measures where it is left out. Raises FigureError.
    """
    try:
        counted = [measure_of_key(measure) for measure in measures]
    except KeyError as error:
        raise FigureError(_("Nothing measures %(key)s.") % {"key": error.args[0]}) from error
    state = any(measure.stock for measure in counted) if is_state is None else is_state
    if found := list(problems(counted, counts, unit, state)):
        raise FigureError(f"{key}: {' '.join(found)}")
    figure = kept(
        Figure,
        {"key": key},
        {
            "section": section,
            "name": name,
            "description": description,
            "unit": unit,
            "measures": [measure.number for measure in counted],
            "counts": int(counts),
            "level": int(level),
            "is_state": state,
            "place": place,
            "seat": seat,
            "kinds": sorted(map(int, kinds)),
            "status": int(status),
            "topics": sorted(topics),
            "position": position,
            "name_en": name_en,
            "decimals": decimals,
        },
    )
    figure.projects.set(projects)
    figure.offices.set(offices)
    return figure


@dataclass(frozen=True)
class FigureDraft:
    """A figure as the builder has it: its question, how it is shown, and what it is called."""

    measures: Sequence[int]
    counts: int
    level: int
    projects: Sequence[Project]
    offices: Sequence[Office]
    place: Place | None
    seat: Place | None
    kinds: Collection[int]
    status: int
    topics: Collection[int]
    unit: str
    decimals: int
    key: str = ""
    section: str = ""
    name: str = ""
    name_en: str = ""
    description: str = ""

    def figure(self) -> Figure:
        """The figure as if it were kept: its value, parts and records can be asked for."""
        counted = [measures()[number] for number in self.measures]
        made = Figure(
            pk=-1,
            key=self.key or "nowa",
            section=self.section,
            name=self.name,
            name_en=self.name_en,
            description=self.description,
            unit=self.unit,
            measures=list(self.measures),
            counts=self.counts,
            level=self.level,
            is_state=any(one.stock for one in counted),
            place=self.place,
            seat=self.seat,
            kinds=sorted(self.kinds),
            status=self.status,
            topics=sorted(self.topics),
            decimals=self.decimals,
        )
        cache: dict[str, Any] = {"projects": list(self.projects), "offices": list(self.offices)}
        made._prefetched_objects_cache = cache  # type: ignore[attr-defined]  # as if they had been fetched
        return made


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
    return _told(_written(draft, draft.key, last + 1, by), 1)


@transaction.atomic
def change_figure(figure: Figure, draft: FigureDraft, *, version: int, by: User) -> Figure:
    """Define a figure anew; its key stays, the history keeps each version. Raises FigureError, EditedMeanwhileError."""
    now = Figure.objects.select_for_update().get(pk=figure.pk)
    if now.version != version:
        raise EditedMeanwhileError
    return _told(_written(draft, now.key, now.position, by), version + 1)


def _written(draft: FigureDraft, key: str, position: int, by: User) -> Figure:
    return define_figure(
        key,
        section=draft.section,
        name=draft.name,
        name_en=draft.name_en,
        description=draft.description,
        unit=draft.unit,
        measures=[measures()[number].key for number in draft.measures],
        counts=draft.counts,
        level=draft.level,
        projects=draft.projects,
        offices=draft.offices,
        place=draft.place,
        seat=draft.seat,
        kinds=draft.kinds,
        status=draft.status,
        topics=draft.topics,
        decimals=draft.decimals,
        position=position,
        by=by,
    )


def _told(figure: Figure, version: int) -> Figure:
    """The words of the definition stand beside each version, so that the history names projects and offices too."""
    figure.version = version
    figure.words = definition_without_period(figure)
    figure.save(update_fields=["version", "words"])
    return figure
