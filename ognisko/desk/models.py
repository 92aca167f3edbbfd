"""Workbooks on their way in, and those that have come in."""

import uuid

import pghistory
from django.db import models
from django.db.models import Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ognisko.accounts.models import User
from ognisko.core.polish import number_text

NOW = Func(function="clock_timestamp", output_field=models.DateTimeField())


@pghistory.track(exclude=["content", "result", "done", "total"])
class ImportedWorkbook(models.Model):
    """One workbook that was handed in: first checked, then imported or left.

    The file itself is kept only between the two, and encrypted, for it may hold protected data; afterwards its hash
    says whether the same one comes again. The history leaves out what passes: the file, what a check said of its rows,
    how far the work is.
    """

    class Status(models.TextChoices):
        """How far it has come."""

        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        IMPORTING = "importing", _("being imported")
        IMPORTED = "imported", _("imported")
        REPEATED = "repeated", _("imported again")
        FAILED = "failed", _("failed")

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file_name = models.CharField(_("file"), max_length=255, blank=True)
    sha256 = models.CharField(_("hash (SHA-256)"), max_length=64)
    size = models.IntegerField(_("size in bytes"))
    content = models.BinaryField(null=True, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.CHECKING)
    result = models.JSONField(_("result"), default=dict)
    reason = models.CharField(_("reason of correction"), max_length=300, blank=True)
    done = models.IntegerField(default=0, editable=False)
    total = models.IntegerField(default=0, editable=False)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handed in by")
    )
    handed_in_at = models.DateTimeField(_("handed in at"), db_default=NOW)
    imported_at = models.DateTimeField(_("imported at"), null=True, blank=True)

    class Meta:
        verbose_name = _("imported workbook")
        verbose_name_plural = _("imported workbooks")
        ordering = ["-handed_in_at", "-id"]
        indexes = [models.Index(fields=["sha256"], name="desk_importedworkbook_hash")]
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"], condition=Q(status="imported"), name="desk_importedworkbook_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["imported", "repeated"], imported_at__isnull=False, content=None)
                | Q(~Q(status__in=["imported", "repeated"]), imported_at=None),
                name="desk_importedworkbook_gives_up_its_file",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name or self.sha256[:12]

    def get_absolute_url(self) -> str:
        """The page of this workbook: what the check found, or what came in."""
        return f"{reverse('desk:import')}?plik={self.token}"

    @property
    def is_under_way(self) -> bool:
        """Say whether the background work has it."""
        return self.status in (self.Status.CHECKING, self.Status.IMPORTING)

    def rows_that(self, verb: str) -> int:
        """How many rows of all sheets were `created`, `changed` or `skipped`, or would be."""
        return sum(self.result.get(verb, {}).values())

    @property
    def created(self) -> str:
        """How many rows became new records, in Polish form."""
        return number_text(self.rows_that("created"))

    @property
    def changed(self) -> str:
        """How many rows changed a record, in Polish form."""
        return number_text(self.rows_that("changed"))

    @property
    def says_something_new(self) -> bool:
        """Say whether importing the file adds or changes anything."""
        return bool(self.rows_that("created") + self.rows_that("changed"))

    @property
    def is_done(self) -> bool:
        """Say whether its rows are in."""
        return self.status in (self.Status.IMPORTED, self.Status.REPEATED)
