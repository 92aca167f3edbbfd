"""The sheets of offices, their weekly hours and the exceptions from these."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.core import cells
from ognisko.core.polish import fold
from ognisko.core.sheets import YES_NO, Book, Column, Line, Options, Sheet, Write, Writing
from ognisko.people.sheets.known import (
    Closings,
    Known,
    Parties,
    closed_period_error,
    party_in,
    record,
    refuse_closed,
    seat_in,
)
from ognisko.places.models import Place
from ognisko.projects import actions
from ognisko.projects.models import HoursException, OpeningHours, Operator
from ognisko.projects.sheets.known import KnownOffice, Offices, office_in

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


# Offices --------------------------------------------------------------------------------------------------------------

OFFICE_COLUMNS = (
    Column(
        "name",
        "Nazwa",
        cells.text(100),
        gettext_lazy("By which every other sheet names the office."),
        required=True,
        width=30,
        also=("Biuro", "Nazwa biura"),
    ),
    Column(
        "operator",
        "Operator",
        cells.text(320),
        gettext_lazy("The organisation that runs it: name, NIP, KRS or REGON."),
        required=True,
        refers=("Podmioty", "name"),
        width=40,
    ),
    Column("place", "Gmina", cells.text(120), gettext_lazy("Where it is, by name or TERC."), required=True, width=22),
    Column("address", "Adres", cells.text(200), width=30),
    Column("is_active", "Czynne", None, gettext_lazy("“nie” for an office that is out of use."), options=YES_NO),
)


def plan_offices(book: Book, lines: Sequence[Line]) -> Write:
    """An office is recognised by its name."""
    offices = book.once(Offices)
    added: list[tuple[Line, KnownOffice, Known, Place]] = []
    changed: list[tuple[KnownOffice, Known, Line]] = []
    for line in lines:
        operator = party_in(book, line, "operator", person=False)
        place = seat_in(book, line, "place")
        if line["name"] is None:
            continue
        known = offices.by_name.setdefault(fold(line["name"]), KnownOffice(line["name"]))
        if known.row:
            book.error(
                line, "name", _("This office stands in row %(number)s already.") % {"number": known.row},
                _("Leave one of the two rows."),
            )  # fmt: skip
        known.row = known.row or line.number
        if line.broken or operator is None or place is None:
            continue
        if known.office is None:
            book.creates(line)
            added.append((line, known, operator, place))
            continue
        if place.code != known.office.place_id:
            book.error(
                line,
                "place",
                _("%(office)s is recorded in %(place)s.") % {"office": known.office, "place": known.office.place},
                _("An office that has moved is a new office: give it a name of its own."),
            )
            continue
        changes = _office_changes(known, operator, line)
        if changes:
            book.changes(line, known.name, changes)
            changed.append((known, operator, line))
        else:
            book.skips(line)

    def write(writing: Writing) -> None:
        """Offices are few: one after the other."""
        book.once(Parties).load()
        for line, known, operator, place in added:
            known.office = actions.add_office(
                actions.OfficeDraft(
                    known.name,
                    _operator(operator, writing),
                    place,
                    line["address"] or "",
                    line["is_active"] is not False,
                ),
                by=writing.by,
            )
            writing.step(1)
        for known, operator, line in changed:
            office = known.office
            assert office is not None  # noqa: S101  # only recorded offices change
            draft = actions.OfficeDraft(
                office.name,
                _operator(operator, writing),
                office.place,
                line["address"] or office.address,
                office.is_active if line["is_active"] is None else line["is_active"],
            )
            known.office = actions.change_office(office, draft, by=writing.by)
            writing.step(1)

    return write


def _operator(known: Known, writing: Writing) -> Operator:
    party = record(known)
    return Operator.objects.filter(party=party).first() or actions.save_operator(party, is_centre=False, by=writing.by)


def _office_changes(known: KnownOffice, operator: Known, line: Line) -> list[tuple[str, Any, Any]]:
    office = known.office
    assert office is not None  # noqa: S101  # asked for recorded offices alone
    changes: list[tuple[str, Any, Any]] = []
    if operator.pk != office.operator.party_id:
        changes.append(("operator", office.operator, operator.name))
    if line["address"] and line["address"] != office.address:
        changes.append(("address", office.address, line["address"]))
    if line["is_active"] is not None and line["is_active"] != office.is_active:
        changes.append(("is_active", office.is_active, line["is_active"]))
    return changes


# Weekly hours ---------------------------------------------------------------------------------------------------------

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


def _refuse_closed_days(book: Book, line: Line, since: date, until: date | None = None) -> None:
    """Past days are counted with the import, hence none of them may be closed."""
    closings = book.once(Closings)
    if not book.reason and since < book.today and closings.closed(since, min(until or book.today, book.today)):
        closed_period_error(book, line, "since" if until is None else "day")


# Exceptions -----------------------------------------------------------------------------------------------------------

EXCEPTION_COLUMNS = (
    Column("office", "Biuro", cells.text(100), required=True, refers=("Biura", "name"), width=30),
    Column(
        "day", "Dzień", cells.day, gettext_lazy("On which the office has other hours."), required=True, also=("Data",)
    ),
    Column("opens", "Otwarte od", cells.clock, gettext_lazy("Both times empty: closed all day.")),
    Column("closes", "Otwarte do", cells.clock),
    Column("why", "Powód", cells.text(200), gettext_lazy("For example: szkolenie zespołu."), width=30),
)


def plan_exceptions(book: Book, lines: Sequence[Line]) -> Write:
    """An exception is recognised by office and day."""
    recorded = {(row.office_id, row.day): row for row in HoursException.objects.all()}
    seen: dict[tuple[KnownOffice, date], int] = {}
    todo: list[tuple[KnownOffice, Line, str]] = []
    for line in lines:
        office = office_in(book, line, "office")
        opens, closes = line["opens"], line["closes"]
        if (opens is None) != (closes is None) and not {"opens", "closes"} & line.broken:
            missing = "opens" if opens is None else "closes"
            book.error(
                line, missing, _("One of the two times is missing."), _("Give both, or none for a day that is closed.")
            )
        elif opens and closes and closes <= opens:
            book.error(line, "closes", _("The office closes before it opens."), _("Check both times."))
        if office is None or line.broken:
            continue
        key = (office, line["day"])
        if key in seen:
            book.error(
                line, "day", _("This day stands in row %(number)s already.") % {"number": seen[key]},
                _("Leave one of the two rows."),
            )  # fmt: skip
            continue
        seen[key] = line.number
        old = recorded.get((office.office.pk, line["day"])) if office.office else None
        if old and (old.opens, old.closes) == (opens, closes) and line["why"] in (None, old.reason):
            book.skips(line)
            continue
        if line["day"] < book.today and refuse_closed(book, line, "day", [line["day"]]):
            continue
        if old:
            book.changes(
                line,
                f"{office.name}, {line['day']:%d.%m.%Y}",
                [
                    ("opens", old.opens, opens),
                    ("closes", old.closes, closes),
                    ("why", old.reason, line["why"] or old.reason),
                ],
            )
        else:
            book.creates(line)
        todo.append((office, line, line["why"] or (old.reason if old else "")))

    def write(writing: Writing) -> None:
        """One day after the other."""
        for known, line, why in todo:
            assert known.office is not None  # noqa: S101  # the sheet of offices was written before
            hours = (line["opens"], line["closes"]) if line["opens"] else None
            actions.set_exception(
                known.office, line["day"], hours=hours, reason=why, by=writing.by, correction=writing.reason
            )
            writing.step(1)

    return write


# Sheets ---------------------------------------------------------------------------------------------------------------

OFFICES = Sheet(
    "Biura",
    40,
    OFFICE_COLUMNS,
    plan_offices,
    gettext_lazy("Offices and advice points. Their hours stand in the next two sheets."),
    (
        {
            "name": "Biuro w Kutnie", "operator": "Stowarzyszenie „Lipowa Aleja”", "place": "Kutno, miasto",
            "address": "ul. Polna 2",
        },
    ),
    also=("Biuro",),
)  # fmt: skip
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
EXCEPTIONS = Sheet(
    "Wyjątki godzin",
    60,
    EXCEPTION_COLUMNS,
    plan_exceptions,
    gettext_lazy("Single days with other hours, or closed. Public holidays are known and need no row."),
    ({"office": "Biuro w Kutnie", "day": date(2024, 5, 2), "why": "dzień wolny po święcie"},),
)
