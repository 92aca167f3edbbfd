"""Checks and reviews: the formal card of an officer, the cards of assessors, each an answer sheet of the call."""

from typing import Any

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ognisko.accounts.models import User
from ognisko.grants.models.applications import Application
from ognisko.grants.models.programmes import optional_money
from ognisko.ledger.models import NOW
from ognisko.questionnaires.models import AnswerSheet


@pghistory.track()
class FormalCheck(models.Model):
    """An officer's look at whether an application is complete and allowed; a new one after corrections."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="checks")
    sheet = models.OneToOneField(AnswerSheet, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("officer"))
    begun_at = models.DateTimeField(_("begun at"), db_default=NOW)
    is_positive = models.BooleanField(_("formally correct"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    remarks = models.TextField(_("remarks"), blank=True)

    class Meta:
        verbose_name = _("formal check")
        verbose_name_plural = _("formal checks")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(done_at=None), name="grants_one_open_check"),
            models.CheckConstraint(
                condition=Q(is_positive=None, done_at=None) | Q(is_positive__isnull=False, done_at__isnull=False),
                name="grants_check_done_says_how",
            ),
        ]

    def __str__(self) -> str:
        return str(self.application)


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Filters of assessments that chain."""

    def standing(self) -> "AssessmentQuerySet":
        """Those that were not taken off their assessor, who did not step back either."""
        return self.filter(taken_off_at=None).exclude(is_impartial=False)

    def done(self) -> "AssessmentQuerySet":
        """Cards that were handed in and count."""
        return self.standing().filter(submitted_at__isnull=False)


@pghistory.track()
class Assessment(models.Model):
    """One application given to one assessor: first the declaration, then the card; ``points`` are by criterion's code.

    Nothing of the application is shown before ``is_impartial`` is true; who says no steps back and it is given on.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="assessments")
    assessor = models.ForeignKey(User, models.PROTECT, related_name="assessments", verbose_name=_("assessor"))
    given_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField(_("given at"), db_default=NOW)
    is_third = models.BooleanField(_("third assessor"), default=False)
    is_impartial = models.BooleanField(_("declares impartiality"), null=True, blank=True)
    declared_at = models.DateTimeField(_("declared at"), null=True, blank=True)
    conflict = models.CharField(_("why not"), max_length=500, blank=True)
    sheet = models.OneToOneField(AnswerSheet, models.PROTECT, null=True, blank=True, related_name="assessment")
    points: "models.JSONField[Any, Any]" = models.JSONField(_("points"), default=dict, blank=True)
    recommended = optional_money(_("recommended amount"))
    submitted_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    handed_back = models.CharField(_("why it was handed back"), max_length=500, blank=True)
    taken_off_at = models.DateTimeField(_("taken off at"), null=True, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["application", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "assessor"], condition=Q(taken_off_at=None), name="grants_assessor_once"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(is_impartial=True, sheet__isnull=False),
                name="grants_card_after_declaration",
            ),
            models.CheckConstraint(
                condition=Q(is_impartial=None, declared_at=None)
                | Q(is_impartial__isnull=False, declared_at__isnull=False),
                name="grants_declaration_has_a_time",
            ),
        ]
        indexes = [models.Index(fields=["assessor", "submitted_at"], name="grants_assessment_assessor")]

    def __str__(self) -> str:
        return f"{self.assessor}: {self.application}"


@pghistory.track()
class Conflict(models.Model):
    """An assessor who must not assess an application: known beforehand, or by their own declaration."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="conflicts")
    assessor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("assessor"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    noted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    noted_at = models.DateTimeField(db_default=NOW)

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [models.UniqueConstraint(fields=["application", "assessor"], name="grants_conflict_once")]

    def __str__(self) -> str:
        return f"{self.assessor}: {self.application}"
