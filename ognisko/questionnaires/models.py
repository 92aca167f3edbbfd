"""Questionnaires, their versions, and the sheets on which somebody answers them.

A version is immutable once it is published, a sheet once it is submitted: triggers refuse it, not habits.
"""

import json
import uuid
from functools import lru_cache
from typing import Any

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ognisko.accounts.models import User
from ognisko.people.models import NOW, TOKEN_HELP
from ognisko.questionnaires.rules.definition import Definition, read


class Use(models.TextChoices):
    """What a questionnaire is for."""

    APPLICATION = "application", _("grant application")
    FORMAL_CHECK = "formal_check", _("formal check")
    EVALUATION = "evaluation", _("evaluation card")
    REPORT = "report", pgettext_lazy("questionnaire", "report")
    REGISTRATION = "registration", _("registration")
    SURVEY = "survey", _("survey")


@pghistory.track(exclude=["token"])
class Questionnaire(models.Model):
    """Something that is asked, in versions."""

    title = models.CharField(_("title"), max_length=200)
    use = models.CharField(_("use"), max_length=20, choices=Use)
    is_archived = models.BooleanField(_("no longer offered"), default=False)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("added by"))
    created_at = models.DateTimeField(_("added at"), db_default=NOW)
    token = models.UUIDField(null=True, unique=True, editable=False, help_text=TOKEN_HELP)

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["title", "id"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="questionnaires_has_a_title")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The questionnaire's page."""
        return reverse("questionnaires:questionnaire", args=[self.pk])


@lru_cache(maxsize=100)
def _read(written: str) -> Definition:
    return read(json.loads(written))


@pghistory.track()
class Version(models.Model):
    """One wording of a questionnaire: a draft until it is published, and then for ever as it is.

    ``changed`` counts the saves of a draft, so that two people who edit it at once learn of each other.
    """

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="versions")
    number = models.SmallIntegerField(_("version"))
    definition: "models.JSONField[Any, Any]" = models.JSONField(_("definition"))
    changed = models.IntegerField(default=0)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="questionnaires_version_number"),
            models.UniqueConstraint(
                fields=["questionnaire"], condition=Q(published_at=None), name="questionnaires_one_draft"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_version_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} ({self.number})"

    @property
    def content(self) -> Definition:
        """The definition as the rules take it; each process reads one wording once.

        Reading one and ordering its expressions takes milliseconds, and handing an application in asks several times.
        """
        return _read(json.dumps(self.definition))


@pghistory.track(exclude=["answers", "address", "revision", "saved_at"])
class AnswerSheet(models.Model):
    """The answers of somebody to a version; ``address`` is the secret of the link by which they come back.

    ``revision`` counts the saves. Answers of a submitted sheet are immutable, their hash is kept with them; a trial
    counts nowhere, so it may be cleared of whoever is erased.
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="sheets")
    address = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    language = models.CharField(_("language"), max_length=10, default="pl")
    answers: "models.JSONField[Any, Any]" = models.JSONField(_("answers"), default=dict)
    revision = models.IntegerField(default=0)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="sheets")
    is_trial = models.BooleanField(_("trial"), default=False)
    started_at = models.DateTimeField(_("started at"), db_default=NOW)
    saved_at = models.DateTimeField(_("saved at"), db_default=NOW)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("answer sheet")
        verbose_name_plural = _("answer sheets")
        ordering = ["-started_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(submitted_at=None, hash="") | Q(submitted_at__isnull=False) & ~Q(hash=""),
                name="questionnaires_submitted_sheet_has_a_hash",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="submitted_answers_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__submitted_at__isnull=False, old__is_trial=False)
                & (
                    pgtrigger.Q(old__answers__df=pgtrigger.F("new__answers"))
                    | pgtrigger.Q(old__submitted_at__df=pgtrigger.F("new__submitted_at"))
                    | pgtrigger.Q(old__hash__df=pgtrigger.F("new__hash"))
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} #{self.pk}"

    def get_absolute_url(self) -> str:
        """The page where it is answered."""
        return reverse("questionnaires:answer", args=[self.address])


class Edit(models.Model):
    """One answer that somebody changed in a draft: who, when, from what to what. Its drafts' history."""

    sheet = models.ForeignKey(AnswerSheet, models.CASCADE, related_name="edits")
    revision = models.IntegerField()
    key = models.CharField(max_length=300)
    before: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    after: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    device = models.UUIDField(null=True, help_text=_("Tells apart people who write without an account."))
    at = models.DateTimeField(db_default=NOW)

    class Meta:
        verbose_name = _("edit")
        verbose_name_plural = _("edits")
        ordering = ["id"]
        indexes = [models.Index(fields=["sheet", "revision"], name="questionnaires_edit_revision")]

    def __str__(self) -> str:
        return self.key
