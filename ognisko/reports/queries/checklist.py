"""What to look at before a period is closed: each check is a plain function that names the records to mend.

A domain that comes later adds a function here and a row to CHECKS; nothing else changes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import islice
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ognisko.advice.models import Session
from ognisko.advice.queries import draft_rows_by_author
from ognisko.advice.queries.appointments import AppointmentFilter, appointments_found
from ognisko.core import holidays
from ognisko.core.minutes import hours_text
from ognisko.ledger import queries as ledger
from ognisko.ledger.models import Entry
from ognisko.people.models import Party
from ognisko.projects.models import Joining, Office, OfficeDay
from ognisko.projects.queries import open_minutes
from ognisko.reports.rules import Period

LONG = 8 * 60
"""Minutes from which a session is unusually long."""

EARLY, LATE = time(6), time(22)
"""Work before or after is unusual."""

MOST_DIFFERENCES = 200
"""So many records that disagree with the ledger are listed at most."""


@dataclass(frozen=True)
class ToMend:
    """A record to look at: when, what it is, what is the matter, where its page is."""

    on: date | None
    title: str
    note: str
    url: str


@dataclass(frozen=True)
class Check:
    """Something to look at before closing. A slow one is asked for by itself, since it reads the whole ledger."""

    key: str
    label: Any
    explanation: Any
    find: Callable[[Period, int], Iterable[ToMend]]
    slow: bool = False


@dataclass(frozen=True)
class Checked:
    """A check with what it found for a period; ``count`` is None for a slow one that was not asked."""

    check: Check
    count: int | None
    url: str


def _sessions(period: Period, project: int) -> Any:
    found = Session.objects.held().filter(day__gte=period.start, day__lt=period.end)
    if project:
        found = found.filter(project=project)
    return found.select_related("party", "kind", "advisor", "project").order_by("day", "starts_at", "id")


def _mend(session: Session, note: str) -> ToMend:
    return ToMend(session.day, f"{session.party}, {session.kind}", note, session.get_absolute_url())


def without_project(period: Period, project: int) -> Iterable[ToMend]:
    """Sessions that count for the centre and for no project."""
    if project:
        return
    for session in _sessions(period, 0).filter(project=None):
        yield _mend(session, f"{session.advisor}, {hours_text(session.minutes)} h")


def unusual_hours(period: Period, project: int) -> Iterable[ToMend]:
    """Sessions that are very long, at night, on a free day, or were recorded before they were held."""
    for session in _sessions(period, project):
        if words := list(_unusual(session)):
            yield _mend(session, f"{', '.join(words)} ({session.advisor})")


def _unusual(session: Session) -> Iterable[str]:
    if session.minutes > LONG:
        yield _("%(hours)s h in a row") % {"hours": hours_text(session.minutes)}
    if session.starts_at:
        end = session.starts_at.hour * 60 + session.starts_at.minute + session.minutes
        if session.starts_at < EARLY or end > LATE.hour * 60:
            yield _("at night, from %(time)s") % {"time": f"{session.starts_at:%H:%M}"}
    if session.day.isoweekday() == 7:
        yield _("on a Sunday")
    elif holidays.is_holiday(session.day):
        yield _("on a holiday")
    if timezone.localdate(session.recorded_at) < session.day:
        yield _("recorded before it was held")


def without_joining(period: Period, project: int) -> Iterable[ToMend]:
    """Sessions of a project that requires joining, with a party that had not joined by that day."""
    found = list(
        _sessions(period, project).filter(project__requires_joining=True).prefetch_related("participations__party")
    )
    parties = {pk for session in found for pk in _parties_of(session)}
    joined: dict[tuple[int | None, int], list[Joining]] = {}
    for row in Joining.objects.filter(party__in=parties, is_cancelled=False):
        joined.setdefault((row.project_id, row.party_id), []).append(row)
    for session in found:
        for pk, name in _parties_of(session).items():
            if not any(_lasts(row, session.day) for row in joined.get((session.project_id, pk), ())):
                words = {"party": name, "project": session.project}
                yield _mend(session, _("%(party)s has not joined %(project)s") % words)


def _lasts(joining: Joining, day: date) -> bool:
    return joining.joined_on <= day and (joining.left_on is None or day < joining.left_on)


def _parties_of(session: Session) -> Mapping[int, str]:
    others = {
        one.party_id: str(one.party) for one in session.participations.all() if one.capacity == one.Capacity.PARTY
    }
    return {session.party_id: str(session.party), **others}


def without_kind_or_seat(period: Period, project: int) -> Iterable[ToMend]:
    """Parties that counted in the period while their kind or seat was not known."""
    found = Entry.objects.filter(
        Q(party_kind=None) | Q(party_place=None), occurred_on__gte=period.start, occurred_on__lt=period.end,
        party__isnull=False, reverses=None, reversed_by=None,
    )  # fmt: skip
    if project:
        found = found.filter(project=project)
    missing: dict[int, set[str]] = {}
    for party, kind, seat in found.order_by().values_list("party", "party_kind", "party_place").distinct():
        words = missing.setdefault(party or 0, set())
        words |= ({_("no kind")} if kind is None else set()) | ({_("no seat")} if seat is None else set())
    for row in Party.objects.filter(pk__in=missing).order_by("sort_key"):
        yield ToMend(None, str(row), ", ".join(sorted(missing[row.pk])), row.get_absolute_url())


def drafts(period: Period, project: int) -> Iterable[ToMend]:
    """Rows of the week grid that their authors have not finished; only the author sees what stands in them."""
    for author, count in draft_rows_by_author(period.start, period.end - timedelta(days=1)):
        words = ngettext("%(count)s unfinished row", "%(count)s unfinished rows", count) % {"count": count}
        yield ToMend(None, str(author), words, "")


def appointments_open(period: Period, project: int) -> Iterable[ToMend]:
    """Appointments that were due and became neither a session nor a missed one."""
    wanted = AppointmentFilter(state="record", since=period.start, until=period.end - timedelta(days=1))
    for row in appointments_found(wanted):
        yield ToMend(
            timezone.localdate(row.starts_at), str(row.party or row.name), row.kind.title, row.get_absolute_url()
        )


def days_not_counted(period: Period, project: int) -> Iterable[ToMend]:
    """Days on which an office in use was open by its hours, and which nobody has counted."""
    if project:
        return
    for office in Office.objects.filter(is_active=True):
        counted = OfficeDay.objects.filter(office=office, day__gte=period.start, day__lt=period.end)
        recorded = set(counted.values_list("day", flat=True))
        for day, minutes in open_minutes(office, period.start, period.end).items():
            if minutes and day not in recorded:
                url = reverse("projects:days", args=[office.pk])
                yield ToMend(day, str(office), _("open %(hours)s h") % {"hours": hours_text(minutes)}, url)


def disagreeing(period: Period, project: int) -> Iterable[ToMend]:
    """Records whose entries are not what the record says; the whole ledger is read."""
    for found in islice(ledger.verify(), MOST_DIFFERENCES):
        link = found.source.links([found.record]).get(found.record)
        days = [values.occurred_on for values in found.missing] + [values.occurred_on for _n, values in found.surplus]
        yield ToMend(
            min(days, default=None),
            link.title if link else f"{found.source.label} {found.record}",
            _("the ledger and the record disagree"),
            link.url if link else "",
        )


CHECKS: Sequence[Check] = (
    Check(
        "szkice",
        gettext_lazy("Unfinished rows of the week"),
        gettext_lazy("A row counts as nothing until its author completes it."),
        drafts,
    ),
    Check(
        "wizyty",
        gettext_lazy("Appointments that nobody has recorded"),
        gettext_lazy("The hour is over: it becomes a session, or somebody did not come."),
        appointments_open,
    ),
    Check(
        "bez-projektu",
        gettext_lazy("Sessions without a project"),
        gettext_lazy("They count for the centre and for no funder."),
        without_project,
    ),
    Check(
        "nietypowe-godziny",
        gettext_lazy("Unusual hours"),
        gettext_lazy("Longer than 8 hours, before 6:00 or after 22:00, on a Sunday or holiday, recorded in advance."),
        unusual_hours,
    ),
    Check(
        "bez-przystapienia",
        gettext_lazy("Sessions of parties that have not joined"),
        gettext_lazy("The project requires joining before its services."),
        without_joining,
    ),
    Check(
        "bez-rodzaju-lub-siedziby",
        gettext_lazy("Parties without a kind or a seat"),
        gettext_lazy("In breakdowns they stand under “unknown”."),
        without_kind_or_seat,
    ),
    Check(
        "dni-biur",
        gettext_lazy("Days of offices not counted"),
        gettext_lazy("The office was open by its hours, but the day has no record."),
        days_not_counted,
    ),
    Check(
        "ksiega",
        gettext_lazy("Records that disagree with the ledger"),
        gettext_lazy("Every record is computed again and compared with its entries."),
        disagreeing,
        slow=True,
    ),
)


def check_of(key: str) -> Check | None:
    """The check of this key."""
    return next((check for check in CHECKS if check.key == key), None)


def checked(period: Period, project: int, query: str) -> list[Checked]:
    """All checks for a period with how many records each found; ``query`` leads to the same period in their lists."""
    return [
        Checked(
            check,
            None if check.slow else sum(1 for _found in check.find(period, project)),
            f"{reverse('reports:to_mend', args=[check.key])}?{query}",
        )
        for check in CHECKS
    ]


def open_points(found: Iterable[Checked]) -> list[Checked]:
    """The checks that found something."""
    return [one for one in found if one.count]
