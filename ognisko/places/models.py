"""Units of Poland's territorial register and countries, with their names over time.

Names, kinds and even the borders of units change; the six digits stay, so everything else refers to a place by them.
Whatever changes them is the register itself (`actions.load_terc`), never a person.
"""

import datetime
from collections.abc import Iterable

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ognisko.core.polish import fold
from ognisko.places import rules
from ognisko.places.rules import Kind, Level

# Municipalities are what people mean most; a district comes last, since most of its city's parties give the city.
SEARCH_ORDER = (Level.MUNICIPALITY, Level.COUNTY, Level.VOIVODESHIP, Level.COUNTRY, Level.DISTRICT)


class PlaceQuerySet(models.QuerySet["Place"]):
    """Filters of places that chain."""

    def current(self) -> "PlaceQuerySet":
        """Units that the register still lists."""
        return self.filter(ended_on=None)

    def of_levels(self, levels: Iterable[int]) -> "PlaceQuerySet":
        """Units of these levels."""
        return self.filter(level__in=levels)

    def seats(self) -> "PlaceQuerySet":
        """Where a party can be seated: a municipality, or a country abroad."""
        return self.of_levels([Level.MUNICIPALITY, Level.COUNTRY]).exclude(code=rules.POLAND)

    def within(self, code: int) -> "PlaceQuerySet":
        """A unit and everything below it."""
        return self.filter(code__range=rules.unit_range(code))

    def matching(self, text: str) -> "PlaceQuerySet":
        """Units whose name, kind, units above or code hold every word of the text, those with it in the name first."""
        folded = fold(text)
        found = self if folded else self.none()
        beyond_name: Combinable = Value(0)
        for word in folded.split():
            # Digits are the beginning of a code, letters may be in the middle of a word.
            found = found.filter(search__contains=f" {word}" if word.isdigit() else word)
            in_name = Q(search__regex=rf"^([^|]* )?{word}")  # folded: letters, digits and spaces only
            beyond_name = beyond_name + Case(When(in_name, then=0), default=1)
        closeness = Case(
            When(search__startswith=f"{folded} |", then=0),
            When(search__startswith=folded, then=1),
            default=2,
        )
        level = Case(*(When(level=level, then=Value(place)) for place, level in enumerate(SEARCH_ORDER)))
        return found.order_by(beyond_name, closeness, level, "sort_key", "code")


@pghistory.track(exclude=["sort_key", "search"])
class Place(models.Model):
    """A unit of TERC or a country, known by one integer.

    `code` is the six TERC digits (municipality WWPPGG, county WWPP00, voivodeship WW0000), or for a country 900000 and
    its ISO 3166-1 number: so a party seated abroad needs no second column in the ledger. `name` and `kind` are those
    of today; earlier ones are in `names`. A unit that the register drops stays, with the day it ended: the ledger
    refers to it.
    """

    code = models.IntegerField(_("code"), primary_key=True)
    level = models.SmallIntegerField(_("level"), choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("unit above")
    )
    name = models.CharField(_("name"), max_length=120)
    kind = models.SmallIntegerField(_("kind of municipality"), choices=Kind, default=Kind.NONE)
    as_of = models.DateField(
        _("as of"),
        null=True,
        blank=True,
        help_text=_(
            "The state of the register that brought or last changed it; of a voivodeship, the last state loaded."
        ),
    )
    ended_on = models.DateField(_("no longer in the register since"), null=True, blank=True)
    sort_key = models.CharField(max_length=250, editable=False, db_collation="C")
    search = models.CharField(max_length=400, editable=False, db_collation="C")

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["sort_key", "code"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(level=Level.COUNTRY, code__range=(rules.COUNTRIES + 1, rules.COUNTRIES + 999), parent=None)
                    | Q(~Q(level=Level.COUNTRY), code__range=(20_000, rules.COUNTRIES - 1), parent__isnull=False)
                ),
                name="places_place_code_fits_level",
            ),
            models.CheckConstraint(
                condition=(
                    Q(level__in=[Level.MUNICIPALITY, Level.DISTRICT], kind__gt=Kind.NONE)
                    | Q(~Q(level__in=[Level.MUNICIPALITY, Level.DISTRICT]), kind=Kind.NONE)
                ),
                name="places_place_kind_fits_level",
            ),
        ]

    def __str__(self) -> str:
        """The name with as much as tells it from its namesakes: "Sieradz (gmina wiejska)" from "Sieradz (miasto)"."""
        return label(self.code, self.level, self.kind, self.name)

    def get_absolute_url(self) -> str:
        """The page of the unit and what lies in it."""
        return reverse("places:place", args=[self.code])

    @property
    def range(self) -> tuple[int, int]:
        """The lowest and highest code of the unit and everything below it, for one BETWEEN."""
        return rules.unit_range(self.code)

    @property
    def terc(self) -> str:
        """The digits as the register writes them: two, four, or seven with the kind; none for a country."""
        if self.level == Level.COUNTRY:
            return ""
        digits = f"{self.code:06}"
        return {Level.VOIVODESHIP: digits[:2], Level.COUNTY: digits[:4]}.get(Level(self.level), f"{digits}{self.kind}")


def label(code: int, level: int, kind: int, name: str) -> str:
    """The name of a unit with its kind, in the language of the page."""
    if level == Level.VOIVODESHIP:
        return gettext("%(name)s voivodeship") % {"name": name}
    if level == Level.COUNTY:
        if rules.in_city_county(code):
            return gettext("%(name)s (city with county rights)") % {"name": name}
        return gettext("%(name)s county") % {"name": name}
    if level == Level.COUNTRY or (level == Level.MUNICIPALITY and rules.in_city_county(code)):
        return name
    return f"{name} ({Kind(kind).label})"


@pghistory.track()
class PlaceName(models.Model):
    """The name and kind that a unit had over a time; one on any day.

    The register tells the state on a day and not when it came about, so a change is dated with the first state that
    shows it. The first name known is open towards the past.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="names", verbose_name=_("place"))
    name = models.CharField(_("name"), max_length=120)
    kind = models.SmallIntegerField(_("kind of municipality"), choices=Kind, default=Kind.NONE)
    period = DateRangeField(_("period"))

    class Meta:
        verbose_name = _("name of a place")
        verbose_name_plural = _("names of places")
        ordering = ["place", "period"]
        constraints = [
            ExclusionConstraint(
                name="places_name_once_a_day",
                expressions=[(F("place"), RangeOperators.EQUAL), (F("period"), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(period__isempty=False), name="places_name_period_not_empty"),
        ]

    def __str__(self) -> str:
        return label(self.place_id, rules.level_of(self.place_id, self.kind), self.kind, self.name)

    def holds_on(self, day: datetime.date) -> bool:
        """Whether the unit had this name on that day."""
        since, until = self.period.lower, self.period.upper
        return (since is None or since <= day) and (until is None or day < until)
