"""Carrying out a grant: changes asked for, visits, reports with their accounting documents."""

import uuid
from typing import Any

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ognisko.accounts.models import User
from ognisko.grants.models.applications import Application, BudgetLine
from ognisko.grants.models.programmes import money, optional_money
from ognisko.ledger.models import NOW
from ognisko.people.models import TOKEN_HELP
from ognisko.questionnaires.models import AnswerSheet


@pghistory.track()
class ChangeRequest(models.Model):
    """What a holder asks to change (lines of the budget, days, the plan), and the officer's answer."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text=TOKEN_HELP)
    application = models.ForeignKey(Application, models.CASCADE, related_name="change_requests")
    what = models.TextField(_("what should change"))
    why = models.TextField(_("why"))
    lines: "models.JSONField[Any, Any]" = models.JSONField(_("changed lines of the budget"), default=list, blank=True)
    until = models.DateField(_("activities until"), null=True, blank=True)
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(_("asked at"), db_default=NOW)
    is_agreed = models.BooleanField(_("agreed"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("request for a change")
        verbose_name_plural = _("requests for changes")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(answered_at=None), name="grants_one_open_change_request"
            ),
            models.CheckConstraint(
                condition=Q(is_agreed=None, answered_at=None) | Q(is_agreed__isnull=False, answered_at__isnull=False),
                name="grants_change_request_answered",
            ),
        ]

    def __str__(self) -> str:
        return self.what[:60]


@pghistory.track()
class Visit(models.Model):
    """A visit of the centre's staff to what a grant pays for."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="visits")
    on = models.DateField(_("day"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who went"))
    found = models.TextField(_("what was seen"))
    publicity_kept = models.BooleanField(_("duties of publicity kept"), null=True, blank=True)
    recorded_at = models.DateTimeField(db_default=NOW)

    class Meta:
        verbose_name = pgettext_lazy("grant", "visit")
        verbose_name_plural = pgettext_lazy("grant", "visits")
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.on}"


@pghistory.track()
class Report(models.Model):
    """A holder's report on a grant: answers, documents, people; each correction is the next one."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="reports")
    number = models.SmallIntegerField(_("version"))
    sheet = models.OneToOneField(AnswerSheet, models.PROTECT, related_name="+")
    engaged = models.IntegerField(_("people engaged in the work"), null=True, blank=True)
    reached = models.IntegerField(_("people who took part"), null=True, blank=True)
    volunteer_minutes = models.IntegerField(_("volunteers' work"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    submitted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    hash = models.CharField(max_length=64, blank=True)
    remarks = models.TextField(_("what to correct"), blank=True)
    corrections_until = models.DateField(_("corrections until"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("grant", "report")
        verbose_name_plural = pgettext_lazy("grant", "reports")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="grants_report_number"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(submitted_at=None), name="grants_report_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.number}"


@pghistory.track()
class Document(models.Model):
    """An accounting document of a grant: what was paid, when, to whom, from what, and how much the officer admits.

    It belongs to one line of the approved budget. ``reason`` says why not all of the grant's part is admitted.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="documents")
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="documents", verbose_name=_("line of the budget"))
    number = models.CharField(_("number of the document"), max_length=80)
    issued_on = models.DateField(_("issued on"))
    paid_on = models.DateField(_("paid on"))
    issuer = models.CharField(_("issuer"), max_length=200)
    issuer_nip = models.CharField(_("issuer's NIP"), max_length=10, blank=True)
    what = models.CharField(_("what was bought"), max_length=300)
    amount = money(_("amount of the document"))
    grant = money(_("of which from the grant"), default=0)
    own = money(_("of which own"), default=0)
    admitted = optional_money(_("admitted"))
    reason = models.CharField(_("why not admitted"), max_length=500, blank=True)
    admitted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text=TOKEN_HELP)

    class Meta:
        verbose_name = _("accounting document")
        verbose_name_plural = _("accounting documents")
        ordering = ["issued_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, grant__gte=0, own__gte=0, amount__gte=F("grant") + F("own")),
                name="grants_document_parts_within_amount",
            ),
            models.CheckConstraint(
                condition=Q(admitted=None) | Q(admitted__gte=0, admitted__lte=F("grant")),
                name="grants_document_admitted_within_grant",
            ),
            models.CheckConstraint(
                condition=Q(admitted=None) | Q(admitted=F("grant")) | ~Q(reason=""),
                name="grants_document_not_admitted_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number
