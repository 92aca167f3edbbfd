"""What the history of a calendar tells: when a resource was taken and given back. For whom is in no event."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ognisko.bookings.models import Allocation, Resource
from ognisko.bookings.permissions import can_block
from ognisko.core.history import Record, Table

CALENDAR = (
    Table(model=Resource, began=_("calendar opened")),
    Table(model=Allocation, of=("resource_id",), called=_("time taken"), whole=("period", "state")),
)

RECORDS = (
    Record(
        what="kalendarz",
        model=Resource,
        may=can_block,
        tables=CALENDAR,
        back=lambda resource: reverse("advice:calendar"),
    ),
)
