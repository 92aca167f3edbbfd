"""What staff write down and see to about parties: notes, tasks, letters about tasks."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ognisko.accounts.models import User
from ognisko.people.models.base import NOW, TOKEN_HELP, erased_take_nothing
from ognisko.people.models.party import Party


@pghistory.track(exclude=["token"])
class Note(models.Model):
    """Something worth knowing about a party, for all staff to read."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="notes", verbose_name=_("party"))
    text = models.TextField(_("note"))
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("author"))
    written_at = models.DateTimeField(_("written at"), db_default=NOW)
    token = models.UUIDField(null=True, unique=True, editable=False, help_text=TOKEN_HELP)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-written_at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="people_note_not_empty")]
        triggers = [erased_take_nothing("party_id")]

    def __str__(self) -> str:
        return self.text[:60]


class TaskQuerySet(models.QuerySet["Task"]):
    """Filters of tasks that chain."""

    def open(self) -> "TaskQuerySet":
        """Tasks not done yet."""
        return self.filter(done_at=None)

    def done(self) -> "TaskQuerySet":
        """Tasks that are done, the latest first."""
        return self.filter(done_at__isnull=False).order_by("-done_at", "-id")


@pghistory.track(exclude=["token"])
class Task(models.Model):
    """Something that a member of staff has to see to by a day, mostly for a party."""

    party = models.ForeignKey(
        Party, models.CASCADE, null=True, blank=True, related_name="tasks", verbose_name=_("party")
    )
    title = models.CharField(_("what is to be done"), max_length=200)
    due_on = models.DateField(_("due"))
    assignee = models.ForeignKey(User, models.PROTECT, related_name="tasks", verbose_name=_("who"))
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("added by"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )
    token = models.UUIDField(null=True, unique=True, editable=False, help_text=TOKEN_HELP)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["assignee", "due_on"], condition=Q(done_at=None), name="people_task_open")]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="people_task_has_a_title"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="people_task_done_by_somebody",
            ),
        ]
        triggers = [erased_take_nothing("party_id")]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class Reminder(models.Model):
    """The letter about due tasks that a person got on a day: never two on one day, by constraint."""

    user = models.ForeignKey(User, models.CASCADE, related_name="reminders", verbose_name=_("to whom"))
    day = models.DateField(_("day"))
    tasks = models.SmallIntegerField(_("tasks"))
    sent_at = models.DateTimeField(_("sent at"), db_default=NOW)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-day", "user"]
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="people_reminder_once_a_day")]

    def __str__(self) -> str:
        return f"{self.user}, {self.day}"
