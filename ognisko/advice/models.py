"""Sessions: advice, individual education and animation, and their kinds."""

import uuid

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ognisko.accounts.models import User
from ognisko.advice.rules import LONGEST_SESSION, SESSION, Category, Form, kind_title
from ognisko.ledger.models import NOW, keeps_records
from ognisko.people.models import Party, Task
from ognisko.places.models import Place
from ognisko.projects.models import Office, Project


@pghistory.track()
class Kind(models.Model):
    """A kind of session: general, key, legal ... A centre can add its own; ledger entries carry its number as topic."""

    key = models.SlugField(_("key"), unique=True)
    name = models.CharField(_("name in Polish"), max_length=60, unique=True)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)
    category = models.SmallIntegerField(_("counts as"), choices=Category, default=Category.ADVICE)
    is_active = models.BooleanField(_("offered in forms"), default=True)
    position = models.SmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("kind of session")
        verbose_name_plural = _("kinds of session")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name

    @property
    def title(self) -> str:
        """What a session of this kind is called: advice of the kind, or the kind itself."""
        return kind_title(self.category, self.name, str(self))


class SessionQuerySet(models.QuerySet["Session"]):
    """Filters of sessions that chain."""

    def held(self) -> "SessionQuerySet":
        """Sessions that were not cancelled."""
        return self.filter(cancelled_at=None)


@pghistory.track(exclude=["confidential_note", "words"])
class Session(models.Model):
    """Work of one member of staff with one or more parties at a time, counted in whole minutes.

    The hours are counted once, at the lead party. A session is cancelled, never deleted: cancelled it counts as
    nothing, and undo brings it back. The history leaves the confidential note out, so that it stands in one place only;
    ``words``, by which search finds a session, have nothing of it either.
    """

    token = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False, help_text=_("One submit of a form makes one session.")
    )
    day = models.DateField(pgettext_lazy("session", "day"))
    starts_at = models.TimeField(_("starts at"), null=True, blank=True)
    minutes = models.SmallIntegerField(_("duration"))
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="sessions", verbose_name=_("kind"))
    form = models.CharField(_("form"), max_length=10, choices=Form, default=Form.IN_PERSON)
    advisor = models.ForeignKey(
        User, models.PROTECT, related_name="sessions", verbose_name=pgettext_lazy("session", "advisor")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="led_sessions", verbose_name=_("lead party"))
    other_parties = models.ManyToManyField(
        Party, through="SessionParty", related_name="other_sessions", verbose_name=_("other parties")
    )
    people_count = models.SmallIntegerField(_("people present"), default=1)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("project")
    )
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("office")
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("municipality")
    )
    subject = models.CharField(pgettext_lazy("session", "subject"), max_length=300, blank=True)
    confidential_note = models.TextField(_("confidential note"), blank=True)
    follow_up = models.OneToOneField(
        Task, models.SET_NULL, null=True, blank=True, related_name="session", verbose_name=_("follow-up")
    )
    number = models.CharField(_("number in the centre's register"), max_length=60, blank=True)
    words = SearchVectorField(editable=False, default="")
    recorded_at = models.DateTimeField(_("recorded at"), db_default=NOW)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-day", "-starts_at", "-id"]
        indexes = [
            models.Index(fields=["-day", "-id"], name="advice_session_latest"),
            models.Index(fields=["advisor", "-day"], name="advice_session_advisor"),
            models.Index(fields=["project", "-day"], name="advice_session_project"),
            GinIndex(fields=["words"], name="advice_session_words"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__range=(1, LONGEST_SESSION)), name="advice_session_duration_plausible"
            ),
            models.CheckConstraint(condition=Q(people_count__range=(1, 2000)), name="advice_session_somebody_present"),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="advice_session_number_unique"),
        ]
        triggers = [keeps_records(SESSION)]

    def __str__(self) -> str:
        return f"{self.kind}, {self.party}"

    def get_absolute_url(self) -> str:
        """The session's page."""
        return reverse("advice:session", args=[self.pk])

    @property
    def is_cancelled(self) -> bool:
        """A cancelled session counts as nothing."""
        return self.cancelled_at is not None


@pghistory.track()
class SessionParty(models.Model):
    """Another party at a session: as a party on its own behalf, or as a person who was present for one."""

    class Capacity(models.IntegerChoices):
        """In which capacity it took part; only a party on its own behalf is supported."""

        PARTY = 1, _("party")
        PRESENT = 2, _("person present")

    session = models.ForeignKey(Session, models.CASCADE, related_name="participations", verbose_name=_("session"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="participations", verbose_name=_("party"))
    capacity = models.SmallIntegerField(_("took part as"), choices=Capacity, default=Capacity.PARTY)

    class Meta:
        verbose_name = _("other party at a session")
        verbose_name_plural = _("other parties at a session")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "party"], name="advice_sessionparty_once"),
        ]

    def __str__(self) -> str:
        return str(self.party)


# Rows of the week grid that are no sessions yet -----------------------------------------------------------------------


@pghistory.track(exclude=["cells"])
class DraftRow(models.Model):
    """A row of the week grid as its author typed it: no session yet, or a change of one that is not complete.

    It counts as nothing and only its author sees it; saved it becomes the session of its token, or changes it. The
    history leaves the cells out: what is typed and put right a minute later is nobody's business.
    """

    token = models.UUIDField(unique=True, editable=False, help_text=_("One row makes one session."))
    author = models.ForeignKey(User, models.CASCADE, related_name="draft_rows", verbose_name=_("author"))
    week = models.DateField(_("week"), help_text=_("The Monday of the week in which the row was typed."))
    day = models.DateField(_("day of the row"), null=True, blank=True, help_text=_("None where it can't be read."))
    cells = models.JSONField(_("cells as typed"), default=dict)
    created_at = models.DateTimeField(_("typed at"), db_default=NOW)

    class Meta:
        verbose_name = _("draft of a session")
        verbose_name_plural = _("drafts of sessions")
        ordering = ["id"]
        indexes = [models.Index(fields=["author", "week"], name="advice_draftrow_of_week")]
        constraints = [
            models.CheckConstraint(condition=Q(week__iso_week_day=1), name="advice_draftrow_week_begins_on_monday"),
        ]

    def __str__(self) -> str:
        return str(self.cells.get("party_text") or self.token)
