"""What a party is and where, in periods: kinds, statuses, addresses, memberships.

An informal group becomes an association, an association gains the status of a social enterprise; the party and its
history stay.
"""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ognisko.people.models.base import Dated, erased_take_nothing, never_two_at_once, not_empty
from ognisko.people.models.party import Party
from ognisko.people.rules import Kind, Status
from ognisko.places.models import Place


@pghistory.track()
class PartyKind(Dated):
    """The kind that a party is of in a period: never two on one day."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="kinds", verbose_name=_("party"))
    kind = models.SmallIntegerField(_("kind"), choices=Kind)

    class Meta:
        verbose_name = _("kind of party")
        verbose_name_plural = _("kinds of party")
        ordering = ["period"]
        constraints = [
            never_two_at_once("people_partykind_one_a_day", "party"),
            not_empty("people_partykind_period_not_empty"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


@pghistory.track()
class PartyStatus(Dated):
    """A status (social economy entity, social enterprise) that a party has in a period."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="statuses", verbose_name=_("party"))
    status = models.SmallIntegerField(_("status"), choices=Status)

    class Meta:
        verbose_name = _("status of party")
        verbose_name_plural = _("statuses of party")
        ordering = ["period"]
        constraints = [
            never_two_at_once("people_partystatus_once_a_day", "party", "status"),
            not_empty("people_partystatus_period_not_empty"),
        ]

    def __str__(self) -> str:
        return str(self.get_status_display())


@pghistory.track()
class Address(Dated):
    """Where a party is: its seat (one on any day) or another address."""

    class Purpose(models.IntegerChoices):
        """What an address is for."""

        SEAT = 1, _("seat")
        MAILING = 2, _("mailing address")
        ACTIVITY = 3, _("place of activity")

    party = models.ForeignKey(Party, models.CASCADE, related_name="addresses", verbose_name=_("party"))
    purpose = models.SmallIntegerField(_("purpose"), choices=Purpose, default=Purpose.SEAT)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("municipality"))
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    town = models.CharField(_("town"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ["purpose", "period"]
        constraints = [
            never_two_at_once("people_address_one_seat_a_day", "party", condition=Q(purpose=1)),
            not_empty("people_address_period_not_empty"),
        ]
        triggers = [erased_take_nothing("party_id")]

    def __str__(self) -> str:
        town = f"{self.postal_code} {self.town}".strip()
        return ", ".join(part for part in (self.street, town or str(self.place)) if part)


@pghistory.track()
class Membership(Dated):
    """A person's role in a group or an organisation."""

    person = models.ForeignKey(Party, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    party = models.ForeignKey(Party, models.CASCADE, related_name="members", verbose_name=_("group or organisation"))
    role = models.CharField(_("role"), max_length=100, blank=True)
    is_contact = models.BooleanField(_("first to contact"), default=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["-is_contact", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(person=models.F("party")), name="people_membership_of_another_party"),
            never_two_at_once("people_membership_once_a_day", "person", "party", "role"),
            not_empty("people_membership_period_not_empty"),
        ]
        triggers = [erased_take_nothing("person_id")]

    def __str__(self) -> str:
        return f"{self.person} – {self.role}" if self.role else str(self.person)
