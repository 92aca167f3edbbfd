"""What can be taken for a time, and by whom it is taken.

One table of allocations for everything: an advisor who sits in two offices, and later a room that is lent out, cannot
be given away twice, because the database refuses two allocations of one resource at one time. Others check and then
write, and two who click at once both get the hour.
"""

import uuid
from datetime import datetime

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ognisko.accounts.models import STAFF_ROLES, User

NOW = models.Func(function="clock_timestamp", output_field=models.DateTimeField())


@pghistory.track(exclude=["feed"])
class Resource(models.Model):
    """Something of which there is one: an advisor; later a room, a desk, a piece of equipment.

    ``feed`` is the secret part of the address under which its allocations can be subscribed to; a new one makes the old
    address lead nowhere. The history leaves it out.
    """

    class Kind(models.IntegerChoices):
        """What it is; rooms, desks and equipment follow."""

        ADVISOR = 1, _("advisor")

    kind = models.SmallIntegerField(_("kind"), choices=Kind, default=Kind.ADVISOR)
    user = models.OneToOneField(
        User, models.PROTECT, null=True, blank=True, related_name="resource", verbose_name=_("advisor")
    )
    feed = models.UUIDField(_("secret of the calendar"), default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=1, user__isnull=False) | ~Q(kind=1), name="bookings_resource_advisor_is_somebody"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


_STAFF = f"array['{"', '".join(sorted(STAFF_ROLES))}']::varchar[]"

_FEED_ENDS = f"""
if new.second_factor_reset_at is distinct from old.second_factor_reset_at
   or (old.is_active and old.roles && {_STAFF}) and not (new.is_active and new.roles && {_STAFF}) then
    update bookings_resource set feed = gen_random_uuid() where user_id = new.id;
end if;
return null;
"""  # noqa: S608  # roles are words of ours


class Subscriber(User):
    """A user as whoever subscribes to a calendar: its secret address ends with the staff role and with a lost phone.

    By a trigger, since accounts knows nothing of bookings, and so that it holds whoever writes.
    """

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(name="feed_ends", when=pgtrigger.After, operation=pgtrigger.Update, func=_FEED_ENDS)
        ]


class AllocationQuerySet(models.QuerySet["Allocation"]):
    """Filters of allocations that chain."""

    def standing(self, now: datetime) -> "AllocationQuerySet":
        """What takes time up: all that is confirmed, and holds that have not run out, released already or not."""
        confirmed, held = Allocation.State.CONFIRMED, Allocation.State.HELD
        return self.filter(Q(state=confirmed) | Q(state=held, held_until__gt=now))

    def run_out(self, now: datetime) -> "AllocationQuerySet":
        """Holds whose time is over."""
        return self.filter(state=Allocation.State.HELD, held_until__lte=now)


@pghistory.track(exclude=["token", "who"])
class Allocation(models.Model):
    """A resource is taken from a moment up to but not including another.

    Held allocations wait to be confirmed and are released when their time runs out. ``uid`` and ``sequence`` are what
    a calendar on somebody's phone knows it by: the uid stays for good, the sequence grows with each change.
    """

    class State(models.IntegerChoices):
        """Whether it takes the time up: held and confirmed do."""

        HELD = 1, pgettext_lazy("allocation", "held")
        CONFIRMED = 2, pgettext_lazy("allocation", "confirmed")
        CANCELLED = 3, pgettext_lazy("allocation", "cancelled")
        RELEASED = 4, pgettext_lazy("allocation", "released")

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="allocations", verbose_name=_("resource"))
    period = DateTimeRangeField(pgettext_lazy("allocation", "when"))
    state = models.SmallIntegerField(_("state"), choices=State, default=State.CONFIRMED)
    held_until = models.DateTimeField(_("held until"), null=True, blank=True)
    who = models.CharField(
        _("for whom, or why"),
        max_length=200,
        blank=True,
        help_text=_("Empty where the record that took the time says so itself."),
    )
    by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=pgettext_lazy("allocation", "by")
    )
    token = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False, help_text=_("One submit of a form takes one time.")
    )
    uid = models.UUIDField(_("number in calendars"), default=uuid.uuid4, unique=True, editable=False)
    sequence = models.IntegerField(_("number of changes"), default=0)
    created_at = models.DateTimeField(_("made at"), db_default=NOW)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["period", "id"]
        indexes = [
            models.Index(fields=["held_until"], condition=Q(state=1), name="bookings_allocation_held"),
        ]
        constraints = [
            ExclusionConstraint(
                name="bookings_allocation_never_twice",
                expressions=[("resource", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(state__in=[1, 2]),
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                name="bookings_allocation_from_to",
            ),
            models.CheckConstraint(
                condition=~Q(state=1) | Q(held_until__isnull=False), name="bookings_allocation_held_until_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource}, {self.period.lower}"

    @property
    def starts_at(self) -> datetime:
        """The moment from which it is taken."""
        return self.period.lower

    @property
    def ends_at(self) -> datetime:
        """The first moment at which it is free again."""
        return self.period.upper

    def has_run_out(self, now: datetime) -> bool:
        """Say whether nobody confirmed it in time, released already or not."""
        late = self.state == self.State.HELD and self.held_until is not None and self.held_until <= now
        return late or self.state == self.State.RELEASED

    @property
    def minutes(self) -> int:
        """How long it is taken, in whole minutes."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60
