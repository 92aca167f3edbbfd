"""Bases of processing, when data have been kept long enough, and the 72 hours of a breach: pure, without ORM.

The articles are those of Regulation (EU) 2016/679, in Poland called RODO.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Article6(models.TextChoices):
    """Why data may be processed at all, art. 6(1)."""

    CONSENT = "a", _("art. 6(1)(a): consent")
    CONTRACT = "b", _("art. 6(1)(b): a contract, or steps before one")
    LAW = "c", _("art. 6(1)(c): a duty laid down by law")
    VITAL = "d", _("art. 6(1)(d): vital interests")
    PUBLIC = "e", _("art. 6(1)(e): a task in the public interest")
    INTERESTS = "f", _("art. 6(1)(f): legitimate interests")


class Article9(models.TextChoices):
    """Why data of special categories (health, disability, origin) may be processed, art. 9(2)."""

    CONSENT = "a", _("art. 9(2)(a): explicit consent")
    SOCIAL_LAW = "b", _("art. 9(2)(b): employment and social security law")
    VITAL = "c", _("art. 9(2)(c): vital interests")
    MEMBERS = "d", _("art. 9(2)(d): members of a foundation or association")
    PUBLISHED = "e", _("art. 9(2)(e): made public by the person")
    CLAIMS = "f", _("art. 9(2)(f): legal claims")
    PUBLIC = "g", _("art. 9(2)(g): substantial public interest")
    CARE = "h", _("art. 9(2)(h): health and social care")
    HEALTH = "i", _("art. 9(2)(i): public health")
    RESEARCH = "j", _("art. 9(2)(j): archives, research, statistics")


class Part(models.TextChoices):
    """What the centre is in a project: who decides why and how the data are processed."""

    CONTROLLER = "controller", _("controller")
    JOINT = "joint", _("joint controller")
    PROCESSOR = "processor", _("processor, on behalf of another controller")


class CountedFrom(models.TextChoices):
    """From when the years of retention run."""

    END = "end", _("from the last day of the project")
    END_YEAR = "end_year", _("from 31 December of the year in which the project ended")
    SETTLED = "settled", _("from the day on which the project was settled")
    SETTLED_YEAR = "settled_year", _("from 31 December of the year in which the project was settled")


class Risk(models.TextChoices):
    """What a breach may mean for people; it decides who is told (art. 33 and 34)."""

    UNLIKELY = "unlikely", _("a risk is unlikely")
    LIKELY = "likely", _("there is a risk")
    HIGH = "high", _("there is a high risk")


NOTIFY_WITHIN = timedelta(hours=72)
"""The supervisory authority (UODO) is told within 72 hours of the centre's becoming aware (art. 33(1)).

We do not lengthen it over holidays, as Regulation 1182/71 would: whoever keeps to the short time is never late.
"""


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes the 28th where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def kept_until(
    *, until: date | None, years: int | None, counted_from: str, last_day: date | None, settled_on: date | None
) -> date | None:
    """The last day on which a project's data are kept; None while it can't be told.

    A fixed day stands as it is. Years run from the project's end or from its settlement, which may lie ahead.
    """
    if until is not None:
        return until
    if years is None:
        return None
    first = last_day if counted_from in (CountedFrom.END, CountedFrom.END_YEAR) else settled_on
    if first is None:
        return None
    if counted_from in (CountedFrom.END_YEAR, CountedFrom.SETTLED_YEAR):
        first = date(first.year, 12, 31)
    return years_after(first, years)


@dataclass(frozen=True)
class Deadline:
    """By when the authority has to be told of a breach, and how that stands.

    ``state``: told, late (told after the deadline), not_needed, closed, running, overdue. ``hours`` are whole hours
    left, or passed where it is overdue.
    """

    at: datetime
    state: str
    hours: int = 0


def deadline_of(
    *, noticed_at: datetime, notified_at: datetime | None, not_needed: bool, is_closed: bool, now: datetime
) -> Deadline:
    """How the 72 hours of a breach stand at this moment."""
    at = noticed_at + NOTIFY_WITHIN
    if notified_at is not None:
        return Deadline(at, "late" if notified_at > at else "told")
    if not_needed:
        return Deadline(at, "not_needed")
    if is_closed:
        return Deadline(at, "closed")
    seconds = abs((at - now).total_seconds())
    return Deadline(at, "overdue" if now > at else "running", int(seconds // 3600))
