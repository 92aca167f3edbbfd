"""Uploaded files: what is known of them. Their bytes lie in the storage, under paths that hold no word of a sender."""

from uuid import uuid4

import pghistory
import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ognisko.accounts.models import User
from ognisko.files.rules import PICTURES, Kind, Refusal

HOLDER = r"^[a-z_]+\.[a-z_]+:[A-Za-z0-9_.-]{1,80}$"
"""What a file belongs to: an app, a model and a key, as `grants.application:1204`; above this floor, hence a text."""

_STAYS = """
    if old.state in ('ready', 'kept', 'removed') and (
        new.key <> old.key or new.kind <> old.kind or new.size <> old.size or new.sha256 <> old.sha256
        or new.sent_sha256 <> old.sent_sha256
    ) then
        raise exception 'the content of an accepted file never changes'
            using errcode = 'integrity_constraint_violation';
    end if;
    return new;
"""


class State(models.TextChoices):
    """Where a file is on its way."""

    RECEIVING = "receiving", pgettext_lazy("file", "on its way")
    REFUSED = "refused", pgettext_lazy("file", "refused")
    READY = "ready", pgettext_lazy("file", "received, not saved yet")
    KEPT = "kept", pgettext_lazy("file", "kept")
    REMOVED = "removed", pgettext_lazy("file", "removed")


class FileQuerySet(models.QuerySet["File"]):
    """Filters by whom a file belongs to."""

    def of(self, holder: str) -> "FileQuerySet":
        """All that was ever sent to this holder."""
        return self.filter(holder=holder)

    def kept(self) -> "FileQuerySet":
        """What its holder has."""
        return self.filter(state=State.KEPT)

    def readable(self) -> "FileQuerySet":
        """What there is to download."""
        return self.filter(state__in=(State.READY, State.KEPT))


# How much has arrived is told by the row alone: a history of it would have a row for each megabyte.
@pghistory.track(exclude=["received"])
class File(models.Model):
    """One uploaded file. `holder` is set by the domain that asks for it; a file without one belongs to nobody."""

    key = models.UUIDField(_("key"), default=uuid4, unique=True, editable=False)
    holder = models.CharField(_("belongs to"), max_length=160)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVING)
    name = models.CharField(_("name"), max_length=130)
    kind = models.CharField(_("kind"), max_length=5, choices=Kind, blank=True)
    size = models.BigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256 of what is kept"), max_length=64, blank=True)
    sent_sha256 = models.CharField(_("SHA-256 of what was sent"), max_length=64, blank=True)
    sent_size = models.BigIntegerField(_("size sent, in bytes"))
    received = models.BigIntegerField(_("bytes received"), default=0)
    fingerprint = models.CharField(_("mark by which the sender's browser goes on"), max_length=64, blank=True)
    refusal = models.CharField(_("why it was refused"), max_length=12, choices=Refusal, blank=True)
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sent by")
    )
    created_at = models.DateTimeField(_("sent at"), db_default=Now())
    changed_at = models.DateTimeField(_("state since"), db_default=Now())
    emptied_at = models.DateTimeField(_("content removed at"), null=True, blank=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["holder", "state"], name="files_file_holder"),
            models.Index(fields=["changed_at"], name="files_file_swept", condition=~models.Q(state=State.KEPT)),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(holder__regex=HOLDER), name="files_file_holder_named"),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="files_file_state_known"),
            models.CheckConstraint(
                condition=models.Q(size__gte=0, sent_size__gte=0, received__gte=0)
                & models.Q(received__lte=models.F("sent_size")),
                name="files_file_sizes_sound",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=(State.READY, State.KEPT, State.REMOVED))
                | models.Q(sha256__regex="^[0-9a-f]{64}$", kind__in=Kind.values),
                name="files_file_accepted_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.REFUSED, refusal__in=Refusal.values)
                | (~models.Q(state=State.REFUSED) & models.Q(refusal="")),
                name="files_file_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(emptied_at__isnull=True) | models.Q(state=State.REMOVED),
                name="files_file_emptied_when_removed",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(name="content_stays", when=pgtrigger.Before, operation=pgtrigger.Update, func=_STAYS),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it is downloaded by those who may."""
        return reverse("files:file", kwargs={"key": self.key})

    @property
    def path(self) -> str:
        """Where the bytes lie in the storage; two letters of folders, so that none holds a hundred thousand names."""
        return f"kept/{self.key.hex[:2]}/{self.key.hex}"

    @property
    def thumbnail_path(self) -> str:
        """Where the small picture lies."""
        return f"{self.path}.small"

    @property
    def is_picture(self) -> bool:
        """Whether there is a small picture to show."""
        return self.kind in PICTURES
