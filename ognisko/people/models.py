"""Parties and what is known of them.

One Party for whoever the centre works with. Kinds, statuses and seats have dates: an informal group becomes an
association, an association gains the status of a social enterprise, the party and its history stay. Parties are never
deleted: the ledger knows them by their number.
"""

from datetime import date
from typing import Any, cast

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ognisko.accounts.models import User
from ognisko.core import polish
from ognisko.people.rules import ICONS, Kind, Sex, Status
from ognisko.places.models import Place

NOW = Func(function="clock_timestamp", output_field=models.DateTimeField())


class PartyQuerySet(models.QuerySet["Party"]):
    """Filters of parties that chain."""

    def of_kinds(self, kinds: frozenset[Kind] | set[Kind], on: date) -> "PartyQuerySet":
        """Parties that are of one of the kinds on that day."""
        return self.filter(kinds__kind__in=kinds, kinds__period__contains=on)

    def matching(self, text: str) -> "PartyQuerySet":
        """Parties whose name, place or identifier holds every word of the text, without Polish letters."""
        found = self
        for word in polish.fold(text).split():
            found = found.filter(search__contains=word)
        return found


TOKEN_HELP = _("One submit of a form makes one record.")


@pghistory.track(exclude=["search", "sort_key", "token", "words"])
class Party(models.Model):
    """A person, group, organisation, public body or business that the centre works with.

    ``kind_now`` and ``seat_now`` repeat the dated rows of today for lists; only actions write them, and a nightly task
    refreshes them for changes dated ahead. ``search`` is the text that pickers look into, ``words`` are the lexemes
    of core.search.
    """

    name = models.CharField(_("name"), max_length=300)
    short_name = models.CharField(_("short name"), max_length=100, blank=True)
    description = models.TextField(_("in short"), blank=True)
    caretaker = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="cared_for", verbose_name=_("caretaker")
    )
    user = models.OneToOneField(
        User, models.SET_NULL, null=True, blank=True, related_name="person", verbose_name=_("login")
    )
    sex = models.SmallIntegerField(_("sex"), choices=Sex, default=Sex.UNKNOWN)
    birth_year = models.SmallIntegerField(_("year of birth"), null=True, blank=True)
    kind_now = models.SmallIntegerField(_("kind"), choices=Kind, null=True, editable=False)
    seat_now = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name=_("seat")
    )
    is_demo = models.BooleanField(_("fictional, from the demo centre"), default=False)
    token = models.UUIDField(null=True, unique=True, editable=False, help_text=TOKEN_HELP)
    created_at = models.DateTimeField(_("added at"), db_default=NOW)
    sort_key = models.CharField(max_length=600, editable=False, db_collation="C")
    search = models.TextField(editable=False, default="")
    words = SearchVectorField(editable=False, default="")
    tags: "models.ManyToManyField[Tag, Any]" = models.ManyToManyField(
        "Tag", blank=True, related_name="parties", verbose_name=_("tags")
    )

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["sort_key", "id"]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="people_party_order"),
            GinIndex(fields=["search"], opclasses=["gin_trgm_ops"], name="people_party_search"),
            GinIndex(fields=["words"], name="people_party_words"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="people_party_has_a_name"),
            models.CheckConstraint(
                condition=Q(birth_year=None) | Q(birth_year__range=(1880, 2200)),
                name="people_party_birth_year_plausible",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the Polish order with the name."""
        self.sort_key = polish.sort_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        """The party's page."""
        return reverse("desk:party", args=[self.pk])

    @property
    def icon(self) -> str:
        """The icon beside the name, by today's kind."""
        return ICONS.get(Kind(self.kind_now), "users") if self.kind_now else "circle-help"

    @property
    def is_person(self) -> bool:
        """Say whether this is an individual."""
        return self.kind_now == Kind.PERSON


def _no_overlap(name: str, *same: str, condition: Q | None = None) -> ExclusionConstraint:
    return ExclusionConstraint(
        name=name,
        expressions=[*((column, RangeOperators.EQUAL) for column in same), ("period", RangeOperators.OVERLAPS)],
        condition=condition,
    )


def _not_empty(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(period__isempty=False), name=name)


class Dated(models.Model):
    """Something that holds from a day up to but not including another; an open end means until further notice."""

    period = DateRangeField(_("period"))

    class Meta:
        abstract = True

    @property
    def since(self) -> date | None:
        """The first day."""
        return self.period.lower

    @property
    def until(self) -> date | None:
        """The first day on which it holds no more; None while it holds."""
        return self.period.upper


@pghistory.track()
class PartyKind(Dated):
    """The kind that a party is of in a period: never two on one day."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="kinds", verbose_name=_("party"))
    kind = models.SmallIntegerField(_("kind"), choices=Kind)

    class Meta:
        verbose_name = _("kind of party")
        verbose_name_plural = _("kinds of party")
        ordering = ["period"]
        constraints = [
            _no_overlap("people_partykind_one_a_day", "party"),
            _not_empty("people_partykind_period_not_empty"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


@pghistory.track()
class PartyStatus(Dated):
    """A status (social economy entity, social enterprise) that a party has in a period."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="statuses", verbose_name=_("party"))
    status = models.SmallIntegerField(_("status"), choices=Status)

    class Meta:
        verbose_name = _("status of party")
        verbose_name_plural = _("statuses of party")
        ordering = ["period"]
        constraints = [
            _no_overlap("people_partystatus_once_a_day", "party", "status"),
            _not_empty("people_partystatus_period_not_empty"),
        ]

    def __str__(self) -> str:
        return str(self.get_status_display())


@pghistory.track()
class Address(Dated):
    """Where a party is: its seat (one on any day) or another address."""

    class Purpose(models.IntegerChoices):
        """What an address is for."""

        SEAT = 1, _("seat")
        MAILING = 2, _("mailing address")
        ACTIVITY = 3, _("place of activity")

    party = models.ForeignKey(Party, models.CASCADE, related_name="addresses", verbose_name=_("party"))
    purpose = models.SmallIntegerField(_("purpose"), choices=Purpose, default=Purpose.SEAT)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("municipality"))
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    town = models.CharField(_("town"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ["purpose", "period"]
        constraints = [
            _no_overlap("people_address_one_seat_a_day", "party", condition=Q(purpose=1)),
            _not_empty("people_address_period_not_empty"),
        ]

    def __str__(self) -> str:
        town = f"{self.postal_code} {self.town}".strip()
        return ", ".join(part for part in (self.street, town or str(self.place)) if part)


@pghistory.track()
class Identifier(models.Model):
    """A number by which the state knows a party. PESEL is not among them: nothing accepts it yet."""

    class Type(models.IntegerChoices):
        """Which register the number is from."""

        NIP = 1, "NIP"
        REGON = 2, "REGON"
        KRS = 3, "KRS"

    party = models.ForeignKey(Party, models.CASCADE, related_name="identifiers", verbose_name=_("party"))
    type = models.SmallIntegerField(_("register"), choices=Type)
    value = models.CharField(_("number"), max_length=14)

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        ordering = ["type"]
        constraints = [
            models.UniqueConstraint(fields=["type", "value"], name="people_identifier_belongs_to_one_party"),
            models.UniqueConstraint(fields=["party", "type"], name="people_identifier_one_of_a_type"),
            models.CheckConstraint(condition=Q(value__regex=r"^[0-9]+$"), name="people_identifier_digits"),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()} {self.value}"


@pghistory.track()
class Contact(models.Model):
    """A way to reach a party."""

    class Type(models.IntegerChoices):
        """By which means."""

        EMAIL = 1, _("e-mail")
        PHONE = 2, _("phone")
        WEBSITE = 3, _("website")

    party = models.ForeignKey(Party, models.CASCADE, related_name="contacts", verbose_name=_("party"))
    type = models.SmallIntegerField(_("means"), choices=Type)
    value = models.CharField(_("address or number"), max_length=200)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["type", "id"]
        constraints = [
            models.UniqueConstraint(fields=["party", "type", "value"], name="people_contact_once"),
        ]

    def __str__(self) -> str:
        return self.value


@pghistory.track()
class Membership(Dated):
    """A person's role in a group or an organisation."""

    person = models.ForeignKey(Party, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    party = models.ForeignKey(Party, models.CASCADE, related_name="members", verbose_name=_("group or organisation"))
    role = models.CharField(_("role"), max_length=100, blank=True)
    is_contact = models.BooleanField(_("first to contact"), default=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["-is_contact", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(person=models.F("party")), name="people_membership_of_another_party"),
            _no_overlap("people_membership_once_a_day", "person", "party", "role"),
            _not_empty("people_membership_period_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.role}" if self.role else str(self.person)


@pghistory.track()
class Tag(models.Model):
    """A word by which the centre groups parties."""

    name = models.CharField(_("name"), max_length=50, unique=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@pghistory.track(obj_field=None)
class PartyTag(cast("type[models.Model]", Party.tags.through)):  # type: ignore[misc]  # made by Django
    """A tag on a party; named so that its history is kept too."""

    class Meta:
        proxy = True


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
