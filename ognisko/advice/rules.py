"""Categories, forms and kinds of sessions, and durations typed as from–to: pure, without ORM."""

import datetime
import re
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

SESSION, APPOINTMENT = 31, 32
"""Numbers of sessions and of appointments as sources in the ledger; for ever."""


class Category(models.IntegerChoices):
    """What a kind of session counts as. Education counts in services and in no advice; animation in neither."""

    ADVICE = 1, _("advice")
    EDUCATION = 2, _("individual education")
    ANIMATION = 3, _("animation")


class Form(models.TextChoices):
    """How a session was held."""

    IN_PERSON = "in_person", _("in person")
    PHONE = "phone", _("by phone")
    ONLINE = "online", _("online")
    EMAIL = "email", _("by e-mail")


LONGEST_SESSION = 16 * 60
"""A longer session is a typing error: minutes."""


class ShippedKind(NamedTuple):
    """A kind of session that every centre begins with."""

    key: str
    name: str
    name_en: str
    category: Category


SHIPPED_KINDS = (
    ShippedKind("general", "ogólne", "general", Category.ADVICE),
    ShippedKind("key", "kluczowe", "key", Category.ADVICE),
    ShippedKind("legal", "prawne", "legal", Category.ADVICE),
    ShippedKind("finance", "finansowo-księgowe", "finance and accounting", Category.ADVICE),
    ShippedKind("business", "biznesowe", "business", Category.ADVICE),
    ShippedKind("marketing", "marketingowe", "marketing", Category.ADVICE),
    ShippedKind("it", "informatyczne (IT)", "IT", Category.ADVICE),
    ShippedKind("reintegration", "reintegracyjne", "reintegration", Category.ADVICE),
    ShippedKind("specialist", "usługa specjalistyczna", "specialist service", Category.ADVICE),
    ShippedKind("education", "edukacja indywidualna", "individual education", Category.EDUCATION),
    ShippedKind("animation", "spotkanie animacyjne indywidualne", "individual animation meeting", Category.ANIMATION),
    ShippedKind("animation_group", "spotkanie animacyjne grupowe", "group animation meeting", Category.ANIMATION),
)
"""The kinds that come with the program, in the order of forms; a centre adds its own and renames these."""


def kind_title(category: int, polish_name: str, shown_name: str) -> str:
    """What a session is called: "doradztwo kluczowe", but "usługa specjalistyczna" and "edukacja indywidualna".

    Names of most kinds of advice are Polish adjectives that agree with the neuter *doradztwo* and end in -e; they need
    the noun. Other names stand for themselves.
    """
    if category == Category.ADVICE and polish_name.partition(" ")[0].endswith("e"):
        return gettext("%(kind)s advice") % {"kind": shown_name}
    return shown_name


_CLOCK = r"(\d{1,2})(?:[:.]([0-5]\d))?"
_SPAN = re.compile(rf"{_CLOCK}\s*[-–—]\s*{_CLOCK}")


class SpanError(ValueError):
    """The text is a span of time that cannot be; the message says why."""


def span_of(text: str) -> tuple[datetime.time, int] | None:
    """Read "9:00–10:30" or "9-10.30": the start and whole minutes; None for a text that is no span at all.

    Raises SpanError where the end is not after the start, or an hour does not exist.
    """
    match = _SPAN.fullmatch(text.strip())
    if not match:
        return None
    hours = [int(match[1]), int(match[3])]
    minutes = [int(match[2] or 0), int(match[4] or 0)]
    if max(hours) > 23:
        raise SpanError(gettext("There is no such hour. Type the time as 9:00–10:30."))
    length = (hours[1] - hours[0]) * 60 + minutes[1] - minutes[0]
    if length <= 0:
        raise SpanError(gettext("The hour “to” is earlier than “from”."))
    return datetime.time(hours[0], minutes[0]), length
