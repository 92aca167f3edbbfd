"""What happened with somebody or something, in one shape for all domains, so that desk can merge it into one list."""

import datetime
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineItem:
    """One line of a timeline: one thing that happened on a day or lasted until another.

    `until` is the last day, None for a single day. `amount` is a number already formatted (or a Decimal) in `unit`;
    `url` opens the record. `status` is a mark of the ui, one of missing, draft, submitted, progress, attention, done,
    refused, late, or empty; `status_text` is its word where the mark's own does not fit. `time` orders the items of
    one day.
    """

    on: datetime.date
    title: str
    until: datetime.date | None = None
    icon: str = ""
    text: str = ""
    amount: str | Decimal | None = None
    unit: str = ""
    url: str = ""
    status: str = ""
    status_text: str = ""
    time: datetime.time | None = None


def newest_first(items: list[TimelineItem]) -> list[TimelineItem]:
    """Items of several domains merge by day, then by time of day, the latest on top; equal ones keep their order."""
    return sorted(items, key=lambda item: (item.on, item.time or datetime.time.min), reverse=True)
