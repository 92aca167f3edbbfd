"""Weekly hours of offices: what their rows say, what stands, what is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.core import cells
from ognisko.core.sheets import Book, Column, Line, Options, Sheet, Write, Writing
from ognisko.projects import actions
from ognisko.projects.models import OpeningHours
from ognisko.projects.sheets.known import KnownOffice, office_in
from ognisko.projects.sheets.offices.closed import _refuse_closed_days

WEEKDAYS = Options(
    "Dni tygodnia",
    lambda: {
        "poniedziałek": 1,
        "wtorek": 2,
        "środa": 3,
        "czwartek": 4,
        "piątek": 5,
        "sobota": 6,
        "niedziela": 7,
    },
    {
        "pon": "poniedziałek",
        "pn": "poniedziałek",
        "wt": "wtorek",
        "śr": "środa",
        "czw": "czwartek",
        "cz": "czwartek",
        "pt": "piątek",
        "sob": "sobota",
        "so": "sobota",
        "niedz": "niedziela",
        "nd": "niedziela",
        "1": "poniedziałek",
        "2": "wtorek",
        "3": "środa",
        "4": "czwartek",
        "5": "piątek",
        "6": "sobota",
        "7": "niedziela",
    },
)

type Hours = tuple[int, time, time]
"""Weekday 1 to 7, opening and closing time."""


HOURS_COLUMNS = (
    Column("office", "Biuro", cells.text(100), required=True, refers=("Biura", "name"), width=30),
    Column(
        "since",
        "Obowiązuje od",
        cells.day,
        gettext_lazy(
            "The first day of these hours. All rows of an office with the same day are its week from then on; the "
            "hours until then end."
        ),
        required=True,
    ),
    Column("weekday", "Dzień tygodnia", None, required=True, options=WEEKDAYS),
    Column("opens", "Otwarte od", cells.clock, gettext_lazy("For example 9:00."), required=True),
    Column("closes", "Otwarte do", cells.clock, gettext_lazy("For example 17:00."), required=True),
)


@dataclass
class _Week:
    """The hours of an office from a day on, and the rows that say so."""

    hours: list[Hours]
    lines: list[Line]


def plan_hours(book: Book, lines: Sequence[Line]) -> Write:
    """The rows of an office with the same first day are one week, compared as a whole with what is recorded."""
    weeks: dict[KnownOffice, dict[date, _Week]] = {}
    for line in lines:
        office = office_in(book, line, "office")
        opens, closes = line["opens"], line["closes"]
        if opens and closes and closes <= opens:
            book.error(line, "closes", _("The office closes before it opens."), _("Check both times."))
        if office is None or line.broken:
            continue
        week = weeks.setdefault(office, {}).setdefault(line["since"], _Week([], []))
        if clash := next(
            (
                other
                for other, (weekday, start, end) in zip(week.lines, week.hours, strict=True)
                if weekday == line["weekday"] and start < closes and opens < end
            ),
            None,
        ):
            book.error(
                line,
                "opens",
                _("These hours overlap with those of row %(number)s.") % {"number": clash.number},
                _("Correct one of the two rows."),
            )
            continue
        week.hours.append((line["weekday"], opens, closes))
        week.lines.append(line)
    touched: list[tuple[KnownOffice, dict[date, list[Hours]], date, int]] = []
    for office, by_day in weeks.items():
        standing = _recorded_weeks(office)
        changed = [since for since, week in by_day.items() if sorted(week.hours) != standing.get(since)]
        _say_hours(book, office, by_day, standing)
        if not changed:
            continue
        first = min(changed)
        _refuse_closed_days(book, by_day[first].lines[0], first)
        wanted = {**standing, **{since: sorted(week.hours) for since, week in by_day.items()}}
        rows = sum(len(by_day[since].lines) for since in changed)
        later = {since: hours for since, hours in sorted(wanted.items()) if since >= first}
        touched.append((office, later, min(wanted), rows))

    def write(writing: Writing) -> None:
        """From the first changed week on each week is set anew, since a week that is set ends all later ones.

        Then all past days are counted, from the first week that is known: the nightly task goes on where days end.
        """
        for known, by_day, first, rows in touched:
            assert known.office is not None  # noqa: S101  # the sheet of offices was written before
            for since, hours in by_day.items():
                actions.set_hours(known.office, hours, since=since, by=writing.by, reason=writing.reason)
            actions.count_days(known.office, first, book.today, by=writing.by, reason=writing.reason)
            writing.step(rows)

    return write


def _recorded_weeks(known: KnownOffice) -> dict[date, list[Hours]]:
    """The recorded weeks by their first day; where hours end and none begin, a week without any begins."""
    weeks: dict[date, list[Hours]] = {}
    if known.office is None:
        return weeks
    rows = list(OpeningHours.objects.filter(office=known.office))
    borders = {row.period.lower for row in rows} | {row.period.upper for row in rows}
    for border in sorted(day for day in borders if day is not None):
        weeks[border] = sorted((row.weekday, row.opens, row.closes) for row in rows if border in row.period)
    return weeks


def _say_hours(book: Book, office: KnownOffice, by_day: dict[date, _Week], standing: dict[date, list[Hours]]) -> None:
    for since, week in by_day.items():
        old = standing.get(since)
        for number, line in enumerate(week.lines):
            if old is None:
                book.creates(line)
            elif old == sorted(week.hours):
                book.skips(line)
            else:
                changes = [("opens", _week_text(old), _week_text(sorted(week.hours)))] if not number else []
                book.changes(line, office.name, changes)


def _week_text(hours: Sequence[Hours]) -> str:
    names = list(WEEKDAYS.load())
    return "; ".join(f"{names[day - 1][:3]} {opens:%H:%M}–{closes:%H:%M}" for day, opens, closes in hours) or "–"


HOURS = Sheet(
    "Godziny biur",
    50,
    HOURS_COLUMNS,
    plan_hours,
    gettext_lazy("The week of an office from a day on, one row for each day of the week and each time it opens on it."),
    (
        {
            "office": "Biuro w Kutnie",
            "since": date(2024, 1, 2),
            "weekday": "poniedziałek",
            "opens": time(9),
            "closes": time(17),
        },
        {
            "office": "Biuro w Kutnie",
            "since": date(2024, 1, 2),
            "weekday": "czwartek",
            "opens": "12:00",
            "closes": "18.30",
        },
    ),
)
