"""Figures taken apart: parts that add up to the whole, with an unknown member and, where needed, a balance."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from ognisko.core.polish import date_text, month_text, short_month, sort_key
from ognisko.ledger import queries as ledger
from ognisko.ledger.rules import Answer
from ognisko.people.models import Party
from ognisko.people.rules import Kind, Sex, Status
from ognisko.places.models import Place
from ognisko.projects.models import Office, Project
from ognisko.reports.models import Figure
from ognisko.reports.queries.definitions import topic_names
from ognisko.reports.queries.figures import UNKNOWN, FigureValue, address, values
from ognisko.reports.queries.protected import FEW, answer_name, protected_parts, with_few_merged
from ognisko.reports.rules import (
    BREAKDOWNS,
    IN_ORDER,
    KEYED,
    PROTECTED,
    Period,
    age_text,
    balance_note,
    shown,
    value_text,
)


@dataclass(frozen=True)
class Part:
    """One part of a figure: its name, its value, and the address where its records are."""

    key: Any
    label: str
    value: FigureValue
    url: str


@dataclass(frozen=True)
class Apart:
    """A figure taken apart. The parts and the balance add up to the whole, as they are shown."""

    whole: FigureValue
    parts: list[Part]
    balance: Decimal
    counts: int
    by: str
    merged: bool = False
    """Whether answers of few persons are counted with the unknown, since not everybody may tell them apart."""

    @property
    def merged_note(self) -> str:
        """Why some answers are not shown; empty where all are."""
        said = _("Answers of fewer than %(few)s people are not shown apart, so that nobody can be recognised.")
        return said % {"few": FEW} if self.merged else ""

    @property
    def balance_text(self) -> str:
        """The balance in Polish form."""
        return value_text(self.balance)

    @property
    def balance_label(self) -> str:
        """What the balance is: things that stand in several parts, or what rounding made."""
        return _("counted in several parts, in the whole once") if self.counts in KEYED else _("rounding")

    @property
    def note(self) -> str:
        """How the parts make up the whole, where that is not plain."""
        return balance_note(self.counts, self.by)


def parts(figure: Figure, by: str, period: Period, *, sees_protected: bool = False) -> list[Part]:
    """Take a figure apart: months and ages in order, anything else the largest first, the unknown last.

    ``sees_protected`` where each answer about labour status and disability may be told apart and opens into its
    records; otherwise those of few persons are counted with the unknown, and none opens.
    """
    return _parts(figure, by, period, sees_protected)[0]


def _parts(figure: Figure, by: str, period: Period, sees_protected: bool) -> tuple[list[Part], bool]:
    """The parts, and whether answers of few persons were merged."""
    prefetch_related_objects([figure], "place", "seat", "projects", "offices")
    merged = False
    if by in PROTECTED:
        told = protected_parts(figure, by, period)
        if not sees_protected:
            told, merged = with_few_merged(figure, by, period, told)
        found: dict[Any, Answer] = {key: part.answer for key, part in told.items()}
        names = {key: answer_name(by, key, merged=merged) for key in found}
    else:
        found = ledger.parts(figure.question, BREAKDOWNS[by], period.start, period.end)
        if by == "month" and not figure.is_state:
            missing = Answer(Decimal(0), 0)
            found = {month: found.get(month, missing) for month in _months(period)} | found
        names = part_names(figure, by, found)
    opens = sees_protected or by not in PROTECTED
    made = [
        Part(
            key,
            names[key],
            FigureValue(shown(answer.value, figure.unit, figure.decimals), figure.unit, answer.entries),
            address(figure, period, {by: part_text(key)}) if opens else "",
        )
        for key, answer in found.items()
    ]
    if by in IN_ORDER:
        return sorted(made, key=lambda part: (_is_none(by, part.key), part.key is None, part.key or 0)), merged
    return sorted(made, key=lambda part: (_is_none(by, part.key), -part.value.value, sort_key(part.label))), merged


def apart(
    figure: Figure, by: str, period: Period, whole: FigureValue | None = None, *, sees_protected: bool = False
) -> Apart:
    """A figure with its parts and what makes their sum right; ``whole`` saves asking for it again."""
    found, merged = _parts(figure, by, period, sees_protected)
    whole = whole or values([figure], period)[figure.key]
    balance = whole.value - sum((part.value.value for part in found), Decimal(0))
    return Apart(whole, found, balance, figure.counts, by, merged)


def _is_none(by: str, key: Any) -> bool:
    return key is None or (by in {"project", "office", "sex", "age", "status", *PROTECTED} and key == 0)


def _months(period: Period) -> Iterable[date]:
    month = period.start.replace(day=1)
    while month < period.end:
        yield month
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)


def part_text(key: Any) -> str:
    """A part's key as it stands in an address."""
    if key is None:
        return UNKNOWN
    return f"{key:%Y-%m}" if isinstance(key, date) else str(key)


def part_names(figure: Figure, by: str, keys: Iterable[Any]) -> dict[Any, str]:
    """The names of parts; at most one query."""
    wanted = list(keys)
    numbers = [key for key in wanted if key]
    match by:
        case "month":
            single_year = len({key.year for key in wanted}) < 2
            return {key: short_month(key.month) if single_year else month_text(key) for key in wanted}
        case "day":
            return {key: date_text(key) for key in wanted}
        case "project":
            known: Mapping[Any, object] = Project.objects.in_bulk(numbers)
            without = _("no project")
        case "office":
            known, without = Office.objects.in_bulk(numbers), _("no office")
        case "topic":
            known, without = topic_names(ledger.measures()[number] for number in figure.measures), _("no kind")
        case "kind":
            known, without = {kind.value: kind.label for kind in Kind}, _("kind unknown")
        case "labour" | "disability":
            return {key: answer_name(by, key) for key in wanted}
        case "status" | "sex" | "age":
            return {key: _coarse(by, key) for key in wanted}
        case "party":
            known, without = Party.everyone.only("name").in_bulk(numbers), _("no party")
        case _:
            known, without = Place.objects.in_bulk(numbers), _("place unknown")
    return {key: str(known.get(key, key)) if key else without for key in wanted}


def _coarse(by: str, key: int | None) -> str:
    """The name of a status mask, a sex or an age band."""
    if by == "status":
        if key is None:
            return _("status unknown")
        held = [str(one.label) for one in Status if key & one]
        return _(" and ").join(held) or _("no status")
    if key is None:
        return _("not a person")
    if key == 0:
        return _("unknown or refused")
    return str(Sex(key).label) if by == "sex" else age_text(key)
