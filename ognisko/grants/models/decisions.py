"""Decisions: what one person proposes and another approves. Awards, agreements, annexes, payments, closings.

The database knows that they are two: nobody approves their own proposal, whatever the page did.
"""

import uuid
from typing import Any

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ognisko.accounts.models import User
from ognisko.grants.models.applications import Application
from ognisko.grants.models.programmes import Call, optional_money
from ognisko.grants.rules.life import Step
from ognisko.ledger.models import NOW
from ognisko.people.models import TOKEN_HELP


class About(models.TextChoices):
    """What a decision is about."""

    RANKING = "ranking", pgettext_lazy("decision", "ranking list")
    AGREEMENT = "agreement", pgettext_lazy("decision", "agreement")
    ANNEX = "annex", pgettext_lazy("decision", "annex")
    PAYMENT = "payment", pgettext_lazy("decision", "payment")
    CLOSING = "closing", pgettext_lazy("decision", "settlement")
    TERMINATION = "termination", pgettext_lazy("decision", "termination")
    REOPENING = "reopening", pgettext_lazy("decision", "opening again")
    WRITE_OFF = "write-off", pgettext_lazy("decision", "write-off")
    WAIVER = "waiver", pgettext_lazy("decision", "waiver of interest")


ENDINGS = (About.CLOSING, About.TERMINATION, About.REOPENING)
"""How a grant ends or begins anew."""

RELIEFS = (About.WRITE_OFF, About.WAIVER)
"""What somebody who owes is spared: a matter of money, so whoever may pay takes part in it."""


@pghistory.track()
class Decision(models.Model):
    """A proposal of one person, open until another one approves it or sends it back."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text=TOKEN_HELP)
    call = models.ForeignKey(Call, models.PROTECT, related_name="decisions", verbose_name=_("call"))
    about = models.CharField(_("about"), max_length=20, choices=About)
    content: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed at"), db_default=NOW)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approval_note = models.CharField(_("note of the second person"), max_length=1000, blank=True)
    sent_back_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    sent_back_at = models.DateTimeField(_("sent back at"), null=True, blank=True)
    sent_back_reason = models.CharField(_("why it was sent back"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")), name="grants_decision_of_two_persons"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="grants_decision_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(sent_back_at=None), name="grants_decision_approved_or_sent_back"
            ),
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(about="ranking", approved_at=None, sent_back_at=None),
                name="grants_one_open_ranking",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="decisions_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="taken_decisions_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__approved_at__isnull=False) | pgtrigger.Q(old__sent_back_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(About(self.about).label)

    @property
    def is_open(self) -> bool:
        """Say whether it waits for its second person."""
        return self.approved_at is None and self.sent_back_at is None


class DecisionLine(models.Model):
    """What a decision means for one application: the step, the amount, the place and points of the list, the reason."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="lines")
    application = models.ForeignKey(Application, models.PROTECT, related_name="decision_lines")
    step = models.CharField(max_length=40, choices=Step, blank=True)
    amount = optional_money(_("amount"))
    rank = models.SmallIntegerField(_("place on the list"), null=True, blank=True)
    points = models.DecimalField(_("points"), max_digits=8, decimal_places=2, null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("line of a decision")
        verbose_name_plural = _("lines of a decision")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "application"], name="grants_decision_line_once"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="grants_line_amount_not_negative"),
        ]
        triggers = [pgtrigger.Protect(name="lines_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.application)
