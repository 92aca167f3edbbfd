"""Sessions: advice, individual education and animation, and their kinds."""

import uuid
from datetime import datetime
from typing import Any

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ognisko.accounts.models import User
from ognisko.advice.rules import APPOINTMENT, LONGEST_SESSION, SESSION, Category, Form, kind_title
from ognisko.bookings.models import Allocation, Resource
from ognisko.bookings.rules import slot_key
from ognisko.ledger.models import NOW, keeps_records
from ognisko.people.models import Dated, Party, Task
from ognisko.places.models import Place
from ognisko.projects.models import Office, OpeningHours, Project


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


class StandingRows(models.Manager["DraftRow"]):
    """Drafts that were not thrown away: every page, sum and export knows no others."""

    def get_queryset(self) -> models.QuerySet["DraftRow"]:
        """All but what waits to be forgotten."""
        return super().get_queryset().filter(thrown_at=None)


@pghistory.track(exclude=["cells"])
class DraftRow(models.Model):
    """A row of the week grid as its author typed it: no session yet, or a change of one that is not complete.

    Thrown away it can be brought back for a day, by ``everything``; then it is forgotten.

    It counts as nothing and only its author sees it; saved it becomes the session of its token, or changes it. The
    history leaves the cells out: what is typed and put right a minute later is nobody's business.
    """

    token = models.UUIDField(unique=True, editable=False, help_text=_("One row makes one session."))
    author = models.ForeignKey(User, models.CASCADE, related_name="draft_rows", verbose_name=_("author"))
    week = models.DateField(_("week"), help_text=_("The Monday of the week in which the row was typed."))
    day = models.DateField(_("day of the row"), null=True, blank=True, help_text=_("None where it can't be read."))
    cells = models.JSONField(_("cells as typed"), default=dict)
    created_at = models.DateTimeField(_("typed at"), db_default=NOW)
    thrown_at = models.DateTimeField(_("thrown away at"), null=True, blank=True)

    objects = StandingRows()
    everything: "models.Manager[DraftRow]" = models.Manager()

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


@pghistory.track()
class AdviceHours(Dated):
    """Hours of one weekday at which an advisor, or any of several, advises on something: law on Mondays from 11 to 17.

    They fall into slots that can be booked; ``bookings.rules`` says how. Hours that were booked are ended, not deleted.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="advice_hours", verbose_name=_("office"))
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="advice_hours", verbose_name=_("kind"))
    form = models.CharField(_("form"), max_length=10, choices=Form, default=Form.IN_PERSON)
    weekday = models.SmallIntegerField(_("day of the week"), choices=OpeningHours._meta.get_field("weekday").choices)
    opens = models.TimeField(pgettext_lazy("advice hours", "from"))
    closes = models.TimeField(pgettext_lazy("advice hours", "to"))
    slot_minutes = models.SmallIntegerField(_("length of an appointment in minutes"), default=60)
    buffer_minutes = models.SmallIntegerField(_("break after each in minutes"), default=0)
    notice_hours = models.SmallIntegerField(_("booked at least so many hours before"), default=24)
    change_hours = models.SmallIntegerField(_("changed at least so many hours before"), default=4)
    ahead_days = models.SmallIntegerField(_("booked at most so many days ahead"), default=28)
    reminder_hours = models.SmallIntegerField(
        _("reminded of so many hours before"), default=24, help_text=_("0: no letter.")
    )
    advisors: "models.ManyToManyField[User, Any]" = models.ManyToManyField(
        User, through="HoursAdvisor", related_name="advice_hours", verbose_name=_("advisors")
    )

    class Meta:
        verbose_name = _("advice hours")
        verbose_name_plural = _("advice hours")
        ordering = ["weekday", "opens", "office__name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="advice_hours_open_before_closing"),
            models.CheckConstraint(condition=Q(slot_minutes__range=(5, 480)), name="advice_hours_slot_plausible"),
            models.CheckConstraint(condition=Q(buffer_minutes__range=(0, 240)), name="advice_hours_buffer_plausible"),
            models.CheckConstraint(
                condition=Q(notice_hours__range=(0, 720), change_hours__range=(0, 720), ahead_days__range=(1, 365)),
                name="advice_hours_limits_plausible",
            ),
            models.CheckConstraint(condition=Q(reminder_hours__range=(0, 168)), name="advice_hours_reminder_plausible"),
            models.CheckConstraint(condition=Q(period__isempty=False), name="advice_hours_period_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.kind.title}, {self.office}, {self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


@pghistory.track()
class HoursAdvisor(models.Model):
    """One of those who advise in these hours."""

    hours = models.ForeignKey(AdviceHours, models.CASCADE, related_name="who", verbose_name=_("advice hours"))
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("advisor"))

    class Meta:
        verbose_name = _("advisor of advice hours")
        verbose_name_plural = _("advisors of advice hours")
        ordering = ["user__name"]
        constraints = [models.UniqueConstraint(fields=["hours", "user"], name="advice_hoursadvisor_once")]

    def __str__(self) -> str:
        return str(self.user)


@pghistory.track(exclude=["name", "email", "phone", "about", "secret", "address_key"])
class Appointment(models.Model):
    """An hour of advice that somebody has booked; its time and its state are those of its allocation.

    Kind, office and form are its own, since the hours may change later. The history leaves out who it is with and what
    about, so that they stand in one place only. ``secret`` is the key in the mailed link, ``address_key`` a digest of
    the computer's address, for a day, by which a flood is refused.
    """

    allocation = models.OneToOneField(
        Allocation, models.PROTECT, related_name="appointment", verbose_name=_("allocation")
    )
    hours = models.ForeignKey(AdviceHours, models.PROTECT, related_name="appointments", verbose_name=_("advice hours"))
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="+", verbose_name=_("kind"))
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("office"))
    form = models.CharField(_("form"), max_length=10, choices=Form, default=Form.IN_PERSON)
    name = models.CharField(_("first and last name"), max_length=150)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    about = models.CharField(_("what about"), max_length=500, blank=True)
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="appointments", verbose_name=_("party")
    )
    language = models.CharField(_("language of letters"), max_length=5, default="pl")
    secret = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    address_key = models.CharField(max_length=32, blank=True, editable=False)
    booked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("booked by")
    )
    booked_at = models.DateTimeField(_("booked at"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    change_reason = models.CharField(_("why it was moved or cancelled"), max_length=300, blank=True)
    missed_at = models.DateTimeField(_("marked as missed at"), null=True, blank=True)
    session = models.OneToOneField(
        Session, models.PROTECT, null=True, blank=True, related_name="appointment", verbose_name=_("session")
    )

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["allocation__period", "id"]
        indexes = [models.Index(fields=["booked_at"], name="advice_appointment_booked")]
        triggers = [keeps_records(APPOINTMENT)]

    def __str__(self) -> str:
        return f"{self.name}, {timezone.localtime(self.starts_at):%d.%m.%Y %H:%M}"

    def get_absolute_url(self) -> str:
        """The appointment's page for staff."""
        return reverse("advice:appointment", args=[self.pk])

    @property
    def starts_at(self) -> datetime:
        """When it begins."""
        return self.allocation.starts_at

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.allocation.ends_at

    @property
    def slot(self) -> str:
        """Its time as it stands in an address."""
        return slot_key(self.starts_at, self.allocation.minutes)

    @property
    def advisor(self) -> User:
        """Who advises."""
        resource: Resource = self.allocation.resource
        assert resource.user is not None  # noqa: S101  # narrows the type: an advisor's resource is somebody's
        return resource.user

    @property
    def is_confirmed(self) -> bool:
        """Say whether it is to take place, or took place."""
        return self.allocation.state == Allocation.State.CONFIRMED

    @property
    def is_over(self) -> bool:
        """Say whether its time has begun, so that it was kept or missed."""
        return self.starts_at <= timezone.now()

    @property
    def is_kept(self) -> bool:
        """Say whether a session that counts was recorded of it."""
        return self.session is not None and not self.session.is_cancelled

    @property
    def status(self) -> tuple[str, str]:
        """The mark and the word of its state."""
        states = Allocation.State
        if self.is_kept:
            return "done", gettext("session recorded")
        if self.missed_at:
            return "late", pgettext("appointment", "missed")
        if self.allocation.state == states.CONFIRMED:
            if self.is_over:
                return "attention", gettext("to be recorded")
            return "submitted", pgettext("appointment", "confirmed")
        if self.allocation.state == states.CANCELLED:
            return "refused", pgettext("appointment", "cancelled")
        until = self.allocation.held_until
        is_held = self.allocation.state == states.HELD and until is not None and until > timezone.now()
        return ("draft", gettext("waits for confirmation")) if is_held else ("missing", gettext("not confirmed"))


@pghistory.track()
class VisitReminder(models.Model):
    """The letter before an appointment: one about each time it is booked for, by constraint; moved it gets another."""

    appointment = models.ForeignKey(
        Appointment, models.CASCADE, related_name="reminders", verbose_name=_("appointment")
    )
    starts_at = models.DateTimeField(_("starts at"))
    sent_at = models.DateTimeField(_("sent at"), db_default=NOW)

    class Meta:
        verbose_name = _("reminder of an appointment")
        verbose_name_plural = _("reminders of appointments")
        ordering = ["-starts_at", "appointment"]
        constraints = [
            models.UniqueConstraint(fields=["appointment", "starts_at"], name="advice_visitreminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id}, {self.starts_at}"
