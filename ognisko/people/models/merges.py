"""Doubles: the trace of two parties that were made one, and pairs of which somebody said that they are two."""

from datetime import datetime, timedelta
from typing import Any

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ognisko.accounts.models import User
from ognisko.people.models.base import NOW
from ognisko.people.models.party import Party

UNDONE_WITHIN = timedelta(days=1)
"""For so long a merge can be taken back, by the database's clock."""


@pghistory.track(exclude=["moved"])
class Merge(models.Model):
    """Two parties that were one all along: ``gone`` goes on as ``kept``.

    ``moved`` is the journal of every row that was moved, changed, dropped or added, in order, so that undo restores
    exactly what was. The history leaves it out: it is written once, and the rows have histories of their own.
    """

    kept = models.ForeignKey(Party, models.PROTECT, related_name="merges", verbose_name=_("party kept"))
    gone = models.ForeignKey(Party, models.PROTECT, related_name="merged", verbose_name=_("party merged into it"))
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("merged by"))
    at = models.DateTimeField(_("merged at"), db_default=NOW)
    reason = models.CharField(_("reason of correction"), max_length=300, blank=True)
    moved: "models.JSONField[Any, Any]" = models.JSONField(_("journal"), default=list, editable=False)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )

    class Meta:
        verbose_name = _("merge of parties")
        verbose_name_plural = _("merges of parties")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="people_merge_of_two"),
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="people_merge_gone_once"),
            models.CheckConstraint(
                condition=Q(undone_by=None) | Q(undone_at__isnull=False), name="people_merge_undone_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"

    @property
    def until(self) -> datetime:
        """The moment from which it can't be taken back."""
        return self.at + UNDONE_WITHIN


@pghistory.track()
class Different(models.Model):
    """Two parties that look like one and are two: somebody has looked, and the list of doubles leaves them out."""

    first = models.ForeignKey(Party, models.CASCADE, related_name="+", verbose_name=_("party"))
    second = models.ForeignKey(Party, models.CASCADE, related_name="+", verbose_name=_("other party"))
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("said by"))
    at = models.DateTimeField(_("said at"), db_default=NOW)

    class Meta:
        verbose_name = _("pair that is no double")
        verbose_name_plural = _("pairs that are no doubles")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="people_different_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="people_different_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"
