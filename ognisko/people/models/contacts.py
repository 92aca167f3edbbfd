"""By which numbers and ways a party is known and reached."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ognisko.people.models.base import erased_take_nothing
from ognisko.people.models.party import Party


@pghistory.track()
class Identifier(models.Model):
    """A number by which the state knows a party. PESEL is not among them: it is a ProtectedFact."""

    class Type(models.IntegerChoices):
        """Which register the number is from."""

        NIP = 1, "NIP"
        REGON = 2, "REGON"
        KRS = 3, "KRS"

    party = models.ForeignKey(Party, models.CASCADE, related_name="identifiers", verbose_name=_("party"))
    type = models.SmallIntegerField(_("register"), choices=Type)
    value = models.CharField(_("number"), max_length=14)

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        ordering = ["type"]
        constraints = [
            models.UniqueConstraint(fields=["type", "value"], name="people_identifier_belongs_to_one_party"),
            models.UniqueConstraint(fields=["party", "type"], name="people_identifier_one_of_a_type"),
            models.CheckConstraint(condition=Q(value__regex=r"^[0-9]+$"), name="people_identifier_digits"),
        ]
        triggers = [erased_take_nothing("party_id")]

    def __str__(self) -> str:
        return f"{self.get_type_display()} {self.value}"


@pghistory.track()
class Contact(models.Model):
    """A way to reach a party."""

    class Type(models.IntegerChoices):
        """By which means."""

        EMAIL = 1, _("e-mail")
        PHONE = 2, _("phone")
        WEBSITE = 3, _("website")

    party = models.ForeignKey(Party, models.CASCADE, related_name="contacts", verbose_name=_("party"))
    type = models.SmallIntegerField(_("means"), choices=Type)
    value = models.CharField(_("address or number"), max_length=200)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["type", "id"]
        constraints = [
            models.UniqueConstraint(fields=["party", "type", "value"], name="people_contact_once"),
        ]
        triggers = [erased_take_nothing("party_id")]

    def __str__(self) -> str:
        return self.value
