"""Small pictures of numbers: progress, targets, shares, weeks, ribbons."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from ognisko.ui import rules
from ognisko.ui.templatetags.ui.shared import VERDICT_ICONS, _decimal, _plain_number, register


@register.inclusion_tag("ui/progress.html")
def progress(value: Any, maximum: Any, label: str) -> dict[str, Any]:
    """How much of a long work is done, in words beside the bar."""
    value, maximum = _decimal(value), _decimal(maximum)
    share = min(value / maximum, Decimal(1)) if maximum > 0 else Decimal(0)
    return {
        "value": value,
        "maximum": maximum,
        "label": label,
        "percent": int(share * 100),
        "id": f"progress-{slugify(label)}",
    }


@register.inclusion_tag("ui/target_bar.html")
def target_bar(
    value: Any,
    target: Any,
    elapsed: Any = None,
    label: str = "",
    url: str = "",
    value_text: str = "",
    target_text: str = "",
) -> dict[str, Any]:
    """A number against its target, an ember tick for the time gone by, and the verdict in words.

    `elapsed` is a fraction from 0 to 1, or None where no time runs.
    """
    value, target = _decimal(value), _decimal(target)
    share = value / target if target > 0 else Decimal(0)
    judged, missing = rules.verdict(value, target, _decimal(elapsed)) if elapsed is not None else ("", Decimal(0))
    return {
        "label": label,
        "url": url,
        "value_text": value_text or _plain_number(value),
        "target_text": target_text or _plain_number(target),
        "width": f"{float(min(share, Decimal(1)) * 100):.2f}",
        "tick": f"{float(min(_decimal(elapsed), Decimal(1)) * 100):.2f}" if elapsed is not None else "",
        "percent": int(share * 100 + Decimal("0.5")),
        "verdict": judged,
        "verdict_icon": VERDICT_ICONS.get(judged, ""),
        "missing": _plain_number(missing) if missing > 0 else "",
    }


@register.inclusion_tag("ui/share_bars.html")
def share_bars(bars: Sequence[rules.Bar]) -> dict[str, Any]:
    """Parts of a number as labelled bars; each series has a pattern beside its colour."""
    largest = max((bar.value for bar in bars), default=Decimal(0))
    rows = [{"bar": bar, "width": f"{float(bar.value / largest * 100):.2f}" if largest > 0 else "0"} for bar in bars]
    return {"rows": rows}


@register.inclusion_tag("ui/week_bars.html")
def week_bars(days: Sequence[rules.Day], label: str = "") -> dict[str, Any]:
    """The hours of a week's days, one bar a day, stacked by series; the highest day fills the height."""
    height = 105
    largest = max((sum((part for _series, part in day.parts), Decimal(0)) for day in days), default=Decimal(0))
    columns = []
    for day in days:
        top = Decimal(height)
        bars = []
        for series, part in day.parts:
            size = part / largest * height if largest > 0 else Decimal(0)
            top -= size
            bars.append({"series": series, "y": f"{top:.1f}", "height": f"{size:.1f}"})
        columns.append({"day": day, "bars": bars})
    return {"columns": columns, "height": height, "label": label or _("Hours by day")}


@register.inclusion_tag("ui/ribbon.html")
def ribbon(spans: Sequence[rules.Span], ticks: Sequence[rules.Tick] = (), now: Any = None) -> dict[str, Any]:
    """What a party has been and when: kinds and statuses on one axis of time, on phones as rows.

    `now` is the fraction of the axis where today is, or None.
    """
    lanes = max((span.lane for span in spans), default=1)
    drawn = [
        {
            "span": span,
            "x": f"{float(_decimal(span.start) * 100):.2f}",
            "width": f"{float((_decimal(span.end) - _decimal(span.start)) * 100):.2f}",
            "y": 20 + (span.lane - 1) * 58,
        }
        for span in spans
    ]
    axis = 20 + lanes * 58 + 2
    marks = [{"tick": tick, "x": f"{float(_decimal(tick.at) * 100):.2f}"} for tick in ticks]
    return {
        "spans": drawn,
        "ticks": marks,
        "axis": axis,
        "height": axis + 26,
        "now": f"{float(_decimal(now) * 100):.2f}" if now is not None else "",
    }
