"""What the law protects most about a person, encrypted; and who looked at it, when and why."""

from datetime import date

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ognisko.accounts.models import User
from ognisko.core.protection import Sealed
from ognisko.people.models.base import NOW, Dated, never_two_at_once, not_empty
from ognisko.people.models.party import Party
from ognisko.people.rules import Fact

_APPEND_ONLY = """
    raise exception 'a viewing is never changed or deleted'
        using errcode = 'integrity_constraint_violation';
"""


@pghistory.track(exclude=["key_id", "ciphertext", "search_hash"])
class ProtectedFact(Dated):
    """A PESEL, or a labour status or disability from a day on. The value stands here encrypted and nowhere else.

    Bound by its encryption to the party, the kind and the first day, so that it opens in no other row. Whether somebody
    refused to say is part of the value. The history tells who recorded what kind of thing when, and leaves the value
    out, encrypted or not: what is erased here is gone. Only a PESEL has a search hash; of three answers a hash would
    tell which one it is.
    """

    party = models.ForeignKey(Party, models.CASCADE, related_name="protected", verbose_name=_("person"))
    kind = models.SmallIntegerField(_("kind"), choices=Fact)
    key_id = models.CharField(max_length=20, editable=False)
    ciphertext = models.BinaryField(editable=False)
    search_hash = models.BinaryField(null=True, editable=False)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), db_default=NOW)

    class Meta:
        verbose_name = _("protected fact")
        verbose_name_plural = _("protected facts")
        ordering = ["kind", "period"]
        indexes = [models.Index(fields=["key_id"], name="people_protectedfact_key")]
        constraints = [
            never_two_at_once("people_protectedfact_one_a_day", "party", "kind"),
            not_empty("people_protectedfact_period_not_empty"),
            models.UniqueConstraint(fields=["search_hash"], name="people_protectedfact_pesel_belongs_to_one"),
            models.CheckConstraint(
                condition=Q(kind=Fact.PESEL, search_hash__isnull=False, period__startswith__isnull=True)
                | (~Q(kind=Fact.PESEL) & Q(search_hash__isnull=True, period__startswith__isnull=False)),
                name="people_protectedfact_hash_and_days",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def sealed(self) -> Sealed:
        """The value as it is kept."""
        return Sealed(self.key_id, bytes(self.ciphertext))

    @property
    def bound(self) -> tuple[object, ...]:
        """What the row is, as its encryption knows it; ending it changes none of that."""
        return bound_to(self.party_id, self.kind, self.period.lower)


def bound_to(party: int, kind: int, since: date | None) -> tuple[object, ...]:
    """To what a value is bound: table, person, kind, first day."""
    return "people_protectedfact", party, int(kind), since.isoformat() if since else ""


class Viewing(models.Model):
    """Somebody looked at protected data of these persons. Written before anything is shown; never changed or deleted.

    The persons are plain numbers: this outlives an erasure and a merge.
    """

    class Purpose(models.IntegerChoices):
        """Where and what for."""

        PAGE = 1, _("shown on the person's page")
        SEARCH = 2, _("found by PESEL")
        TAKEN = 3, _("learned that a typed PESEL is this person's")
        PART = 4, _("opened the records behind a part of a figure")
        EXPORT = 5, _("exported the person's data")
        WORKBOOK = 6, _("compared with the PESELs of a workbook")

    at = models.DateTimeField(_("when"), db_default=NOW)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who"))
    parties: "ArrayField[list[int], list[int]]" = ArrayField(models.IntegerField(), verbose_name=_("whose"))
    kinds: "ArrayField[list[int], list[int]]" = ArrayField(
        models.SmallIntegerField(choices=Fact), verbose_name=_("what")
    )
    purpose = models.SmallIntegerField(_("where and what for"), choices=Purpose)
    detail = models.CharField(_("details"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("viewing of protected data")
        verbose_name_plural = _("viewings of protected data")
        ordering = ["-at", "-id"]
        indexes = [
            GinIndex(fields=["parties"], name="people_viewing_parties"),
            models.Index(fields=["-at", "-id"], name="people_viewing_latest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(parties__len__gt=0, kinds__len__gt=0), name="people_viewing_of_something"
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="append_only",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
                func=_APPEND_ONLY,
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_purpose_display()}"
