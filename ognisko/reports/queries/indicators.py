"""Indicators of projects: what a figure has come to in a project's time so far, against its target."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst

from ognisko.ledger.queries import member_entries
from ognisko.ledger.rules import Counts
from ognisko.projects import rules as projects
from ognisko.projects.models import Project
from ognisko.reports.models import Indicator
from ognisko.reports.queries.definitions import definitions
from ognisko.reports.queries.figures import FigureValue, address
from ognisko.reports.queries.members import grouped
from ognisko.reports.rules import Period, aggregate, shown, sums_by_key, value_text
from ognisko.ui.rules import verdict


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator today: what has been reached, of what, and whether that is enough for the time gone by.

    ``share`` is the fraction of the target, ``elapsed`` that of the project's time (None where no end is set), and the
    verdict "above", "on" or "below" the pace, "" without an end. ``period`` ends today or with the project.
    """

    indicator: Indicator
    value: FigureValue
    target: Decimal
    share: Decimal
    elapsed: Decimal | None
    verdict: str
    period: Period
    url: str
    definition: str

    @property
    def label(self) -> str:
        """The indicator's name, as it begins a line."""
        return capfirst(str(self.indicator))

    @property
    def target_text(self) -> str:
        """The target in Polish form."""
        return value_text(self.target)


def indicator_rows(projects_shown: Sequence[Project], today: date) -> list[IndicatorRow]:
    """The indicators of these projects in order, in a fixed number of queries however many there are.

    Each project has a period of its own, so the ledger is asked by one union of sums instead of its one statement for
    one period.
    """
    found = list(
        Indicator.objects.filter(project__in=[project.pk for project in projects_shown])
        .select_related("project", "figure__place", "figure__seat")
        .prefetch_related("figure__projects", "figure__offices")
    )
    periods = [_so_far(indicator.project, today) for indicator in found]
    values = _values(found, periods)
    words = definitions([(row.figure, period) for row, period in zip(found, periods, strict=True)])
    return [_row(*each, today) for each in zip(found, periods, values, words, strict=True)]


def _so_far(project: Project, today: date) -> Period:
    start, end = project.period.lower, project.period.upper
    tomorrow = today + timedelta(days=1)
    first_day_over = start + timedelta(days=1)
    return Period(start, max(first_day_over, min(end, tomorrow) if end else tomorrow))


def _values(found: Sequence[Indicator], periods: Sequence[Period]) -> list[FigureValue]:
    if not found:
        return []
    asked: dict[bool, list[QuerySet[Any, Any]]] = {}
    for number, (indicator, period) in enumerate(zip(found, periods, strict=True)):
        figure = indicator.figure
        entries = member_entries(figure.question, period.start, period.end)
        # A union takes columns of one type: days of entries are asked for apart from numbers.
        asked.setdefault(figure.counts in {Counts.DAYS, Counts.MONTHS}, []).append(grouped(figure, entries, number))
    rows: dict[int, list[tuple[object, Decimal | None, int]]] = {}
    for first, *others in asked.values():
        for number, deciding, total, count in first.union(*others, all=True):
            rows.setdefault(number, []).append((deciding, total, count))
    values = []
    for number, indicator in enumerate(found):
        figure = indicator.figure
        sums = sums_by_key(figure.counts, figure.level, rows.get(number, ()))
        records = sum(each.entries for each in sums.values())
        values.append(
            FigureValue(shown(aggregate(figure.counts, sums), figure.unit, figure.decimals), figure.unit, records)
        )
    return values


def _row(indicator: Indicator, period: Period, value: FigureValue, words: str, today: date) -> IndicatorRow:
    project = indicator.project
    elapsed = None
    if project.period.upper:
        elapsed = Decimal(str(projects.elapsed(project.period.lower, project.period.upper, today)))
    return IndicatorRow(
        indicator,
        value,
        indicator.target,
        value.value / indicator.target,
        elapsed,
        verdict(value.value, indicator.target, elapsed)[0] if elapsed is not None else "",
        period,
        address(indicator.figure, period),
        words,
    )
