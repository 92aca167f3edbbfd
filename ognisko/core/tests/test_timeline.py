"""Merging timelines."""

import datetime

from ognisko.core.timeline import TimelineItem, newest_first


def test_items_of_several_domains_merge_with_the_latest_on_top() -> None:
    morning, noon = datetime.time(9), datetime.time(12)
    first, second = datetime.date(2025, 3, 13), datetime.date(2025, 3, 14)
    items = [
        TimelineItem(on=first, title="rozmowa", time=morning),
        TimelineItem(on=first, title="cały dzień"),
        TimelineItem(on=second, title="warsztat"),
        TimelineItem(on=first, title="spotkanie", time=noon),
    ]
    assert [item.title for item in newest_first(items)] == ["warsztat", "spotkanie", "rozmowa", "cały dzień"]
