"""What was given to a person of their data, and who was erased when and why; neither says who the person was."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ognisko.accounts.models import User
from ognisko.people.models.base import NOW
from ognisko.people.models.party import Party


@pghistory.track()
class DataCopy(models.Model):
    """Somebody made a copy of all that is known of a person, to hand it to them (RODO art. 15)."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="data_copies", verbose_name=_("person"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"), db_default=NOW)

    class Meta:
        verbose_name = _("copy of a person's data")
        verbose_name_plural = _("copies of persons' data")
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.party_id}, {self.made_at}"


@pghistory.track()
class Erasure(models.Model):
    """A person was erased: what stays of them is a number, a key, and what figures need.

    The same stands in a file outside the database, so that a restored older backup can be cleared of the person again;
    ``replayed_at`` says when that was. ``left`` and ``taken`` are the records of others in which the name was left
    although it surely is the person's, and taken out although it could be somebody else's.
    """

    class Ground(models.IntegerChoices):
        """Why, in the words of RODO art. 17(1)."""

        NOT_NEEDED = 1, _("the data are no longer needed (a)")
        CONSENT = 2, _("consent was withdrawn (b)")
        OBJECTION = 3, _("the person objected (c)")
        UNLAWFUL = 4, _("the data were processed unlawfully (d)")
        DUTY = 5, _("a law demands it (e)")

    party = models.OneToOneField(Party, models.PROTECT, related_name="erasure", verbose_name=_("number"))
    key = models.CharField(_("key"), max_length=12, unique=True)
    asked_on = models.DateField(_("asked for on"), null=True, blank=True)
    ground = models.SmallIntegerField(_("ground"), choices=Ground, default=Ground.NOT_NEEDED)
    reason = models.CharField(_("remarks"), max_length=300, blank=True)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=pgettext_lazy("erasure", "by")
    )
    done_at = models.DateTimeField(_("done at"), db_default=NOW)
    replayed_at = models.DateTimeField(_("done again at"), null=True, blank=True)
    left = models.JSONField(_("left"), default=list)
    taken = models.JSONField(_("taken out"), default=list)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-done_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(key__regex=r"^[A-Z2-9]{12}$"), name="people_erasure_key_form"),
        ]

    def __str__(self) -> str:
        return pseudonym(self.key)


def pseudonym(key: str) -> str:
    """What stands in place of an erased person's name. In Polish everywhere, since it is kept as data."""
    return f"Osoba usunięta {key}"
