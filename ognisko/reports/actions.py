"""Writes of figures, indicators and reports: definitions are data, checked before they are kept.

Each ``define`` makes what its key names, or brings it up to date; said twice it changes nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from ognisko.accounts.models import User
from ognisko.ledger.queries import measure_of_key
from ognisko.ledger.rules import Counts, Level
from ognisko.places.models import Place
from ognisko.projects.models import Office, Project
from ognisko.reports.models import Figure, Indicator, Report, Section
from ognisko.reports.rules import BlockError, Period, blocks_from, figures_of, problems


class FigureError(ValueError):
    """The figure would say something false; the message says why."""


class UnknownFigureError(ValueError):
    """A report names figures that are not defined; the message lists them."""


class IndicatorExistsError(ValueError):
    """The project counts this figure already."""

    def __str__(self) -> str:
        return _("The project has an indicator of this figure already. Change its target instead.")


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
    figure = _kept(
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
        },
    )
    figure.projects.set(projects)
    figure.offices.set(offices)
    return figure


def _kept[M: (Figure, Indicator, Report, Section)](
    model: type[M], key: Mapping[str, Any], values: Mapping[str, Any]
) -> M:
    """The row of this key with these values; written only where something differs, so that the history stays quiet."""
    row = model._default_manager.select_for_update().filter(**key).first()
    if row is None:
        row = model(**key, **values)
    elif all(getattr(row, name) == value for name, value in values.items()):
        return row
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.save()
    return row


@transaction.atomic
def define_indicator(
    project: Project,
    figure: Figure,
    *,
    target: Decimal | int,
    name: str = "",
    position: int = 0,
    by: User | None = None,
) -> Indicator:
    """Make the project's indicator of this figure what is said here."""
    values = {"target": Decimal(target), "name": name, "position": position}
    return _kept(Indicator, {"project": project, "figure": figure}, values)


@transaction.atomic
def add_indicator(project: Project, figure: Figure, *, target: Decimal, name: str = "", by: User) -> Indicator:
    """Add an indicator behind the project's others; raises IndicatorExistsError.

    The project is locked, so that two clicks add one.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    if Indicator.objects.filter(project=project, figure=figure).exists():
        raise IndicatorExistsError
    last = Indicator.objects.filter(project=project).order_by("-position").first()
    position = last.position + 1 if last else 1
    return Indicator.objects.create(project=project, figure=figure, target=target, name=name, position=position)


@transaction.atomic
def change_indicator(indicator: Indicator, *, target: Decimal, name: str, by: User) -> Indicator:
    """Give an indicator another target or name; the history keeps the earlier one."""
    indicator = Indicator.objects.select_for_update().get(pk=indicator.pk)
    indicator.target, indicator.name = target, name
    indicator.save(update_fields=["target", "name"])
    return indicator


@transaction.atomic
def remove_indicator(indicator: Indicator, *, by: User) -> None:
    """The project counts this figure against a target no more; the figure and its records stay."""
    indicator.delete()


@dataclass(frozen=True)
class SectionDraft:
    """A chapter as it is written: its blocks are data in the form of reports.rules."""

    slug: str
    title: str
    blocks: Sequence[Mapping[str, Any]]


@transaction.atomic
def define_report(
    slug: str,
    title: str,
    subtitle: str,
    period: Period,
    sections: Sequence[SectionDraft],
    *,
    by: User | None = None,
) -> Report:
    """Make the report of this address what is said here, its chapters in this order; others of its chapters go.

    Raises BlockError and UnknownFigureError; then nothing is kept.
    """
    named: dict[str, None] = {}
    for section in sections:
        try:
            named |= dict.fromkeys(figures_of(blocks_from(section.blocks)))
        except BlockError as error:
            raise BlockError(f"{section.slug}: {error}") from error
    known = set(Figure.objects.filter(key__in=named).values_list("key", flat=True))
    if missing := [key for key in named if key not in known]:
        raise UnknownFigureError(_("These figures are not defined: %(keys)s.") % {"keys": ", ".join(missing)})
    dates = DateRange(period.start, period.end)
    report = _kept(Report, {"slug": slug}, {"title": title, "subtitle": subtitle, "period": dates})
    report.sections.exclude(slug__in=[section.slug for section in sections]).delete()
    for position, section in enumerate(sections, 1):
        blocks = [dict(block) for block in section.blocks]
        _kept(
            Section,
            {"report": report, "slug": section.slug},
            {"title": section.title, "position": position, "blocks": blocks},
        )
    return report
