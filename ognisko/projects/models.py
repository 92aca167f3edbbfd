"""Operators, offices and their hours, funders, projects, partners, areas, joinings and assignments of staff.

Operators, offices and projects are never deleted: ledger entries carry their numbers.
"""

from datetime import date

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ognisko.accounts.models import Role, User
from ognisko.core.search import vector
from ognisko.ledger.models import NOW, keeps_records
from ognisko.people.models import Dated, Party
from ognisko.places.models import Place
from ognisko.projects.rules import AREA, JOINING, OFFICE_DAY, PARTNER


def _no_overlap(name: str, *same: str, condition: Q | None = None) -> ExclusionConstraint:
    return ExclusionConstraint(
        name=name,
        expressions=[*((column, RangeOperators.EQUAL) for column in same), ("period", RangeOperators.OVERLAPS)],
        condition=condition,
    )


def _not_empty(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(period__isempty=False), name=name)


@pghistory.track()
class Operator(models.Model):
    """An organisation that runs the centre or a part of a project."""

    party = models.OneToOneField(Party, models.PROTECT, related_name="operator", verbose_name=_("organisation"))
    is_centre = models.BooleanField(_("runs this centre"), default=False)

    class Meta:
        verbose_name = _("operator")
        verbose_name_plural = _("operators")
        ordering = ["-is_centre", "party__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_centre"], condition=Q(is_centre=True), name="projects_operator_one_runs_the_centre"
            )
        ]

    def __str__(self) -> str:
        return str(self.party)


@pghistory.track()
class Office(models.Model):
    """A place where staff work, with opening hours; an advice point is one too."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    operator = models.ForeignKey(Operator, models.PROTECT, related_name="offices", verbose_name=_("operator"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("municipality"))
    address = models.CharField(_("address"), max_length=200, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The office's page."""
        return reverse("projects:office", args=[self.pk])


@pghistory.track()
class OpeningHours(Dated):
    """When an office is open on a day of the week, in a period; twice a day is possible, overlapping is not."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="hours", verbose_name=_("office"))
    weekday = models.SmallIntegerField(
        _("day of the week"),
        choices=[
            (1, _("Monday")),
            (2, _("Tuesday")),
            (3, _("Wednesday")),
            (4, _("Thursday")),
            (5, _("Friday")),
            (6, _("Saturday")),
            (7, _("Sunday")),
        ],
    )
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="projects_hours_open_before_closing"),
            _no_overlap("projects_hours_once_a_day", "office", "weekday", "opens"),
            _not_empty("projects_hours_period_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


@pghistory.track()
class HoursException(models.Model):
    """Other hours of an office on one day, or closed (no hours); stands above the weekly hours and the holidays."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="exceptions", verbose_name=_("office"))
    day = models.DateField(_("day"))
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("exception from opening hours")
        verbose_name_plural = _("exceptions from opening hours")
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["office", "day"], name="projects_exception_one_a_day"),
            models.CheckConstraint(
                condition=Q(opens=None, closes=None) | Q(opens__lt=F("closes")),
                name="projects_exception_hours_in_order",
            ),
        ]

    def __str__(self) -> str:
        hours = f"{self.opens:%H:%M}–{self.closes:%H:%M}" if self.opens and self.closes else str(_("closed"))
        return f"{self.day} {hours}"


@pghistory.track()
class OfficeDay(models.Model):
    """How long an office was open on a past day; one record a day and office, made by the nightly task."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="days", verbose_name=_("office"))
    day = models.DateField(_("day"))
    minutes = models.SmallIntegerField(_("minutes open"))

    class Meta:
        verbose_name = _("day of an office")
        verbose_name_plural = _("days of offices")
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["office", "day"], name="projects_officeday_one_a_day"),
            models.CheckConstraint(condition=Q(minutes__range=(0, 1440)), name="projects_officeday_within_a_day"),
        ]
        triggers = [keeps_records(OFFICE_DAY)]

    def __str__(self) -> str:
        return f"{self.office}, {self.day}"


@pghistory.track()
class Funder(models.Model):
    """Who pays for projects: a ministry, a city, a European fund, a foundation."""

    name = models.CharField(_("name"), max_length=200, unique=True)

    class Meta:
        verbose_name = _("funder")
        verbose_name_plural = _("funders")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Currency(models.TextChoices):
    """Currencies in which projects are funded; each has a unit of its own in the ledger."""

    PLN = "PLN", _("zloty")
    EUR = "EUR", _("euro")


class ProjectQuerySet(models.QuerySet["Project"]):
    """Filters of projects that chain."""

    def running(self, on: date) -> "ProjectQuerySet":
        """Projects under way on that day."""
        return self.filter(status=Project.Status.RUNNING, period__contains=on)


@pghistory.track(exclude=["words"])
class Project(Dated):
    """Work with a funder, partners, dates, a budget, an area and indicators with targets."""

    class Status(models.TextChoices):
        """How far a project has come."""

        PREPARED = "prepared", _("in preparation")
        RUNNING = "running", _("running")
        ENDED = "ended", _("ended")

    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60, unique=True)
    number = models.CharField(_("number of the funding agreement"), max_length=100, blank=True)
    funder = models.ForeignKey(
        Funder, models.PROTECT, null=True, blank=True, related_name="projects", verbose_name=_("funder")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.RUNNING)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2, null=True, blank=True)
    funding = models.DecimalField(_("funding"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=Currency.PLN)
    coordinator = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="coordinated", verbose_name=_("coordinator")
    )
    requires_joining = models.BooleanField(
        _("services require joining"),
        default=False,
        help_text=_("Sessions can be recorded only for parties that have joined by that day."),
    )
    tasks = models.TextField(_("tasks"), blank=True)
    public_text = models.TextField(_("text for the public page"), blank=True)
    words = SearchVectorField(editable=False, default="")

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["short_name"]
        indexes = [GinIndex(fields=["words"], name="projects_project_words")]
        constraints = [
            _not_empty("projects_project_period_not_empty"),
            models.CheckConstraint(condition=Q(period__lower_inf=False), name="projects_project_begins_on_a_day"),
            models.CheckConstraint(
                condition=Q(funding=None) | Q(value=None) | Q(funding__lte=F("value")),
                name="projects_project_funding_within_value",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the words by which search finds the project with its texts."""
        self.words = vector(self.short_name, self.name, self.number, self.tasks, self.public_text)
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "words"}  # type: ignore[misc]  # names of columns
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        """The project's page."""
        return reverse("desk:project", args=[self.pk])


@pghistory.track()
class Partner(Dated):
    """An organisation that leads a project or takes part in it as a partner, from a day to a day."""

    class Role(models.TextChoices):
        """What it is in the project."""

        LEADER = "leader", _("leader")
        PARTNER = "partner", _("partner")

    project = models.ForeignKey(Project, models.PROTECT, related_name="partners", verbose_name=_("project"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="partnerships", verbose_name=_("organisation"))
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.PARTNER)
    is_cancelled = models.BooleanField(_("recorded by mistake"), default=False)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["role", "party__sort_key"]
        constraints = [
            _no_overlap("projects_partner_once_a_day", "project", "party", condition=Q(is_cancelled=False)),
            _no_overlap("projects_partner_one_leader_a_day", "project", condition=Q(role="leader", is_cancelled=False)),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False), name="projects_partner_begins_on_a_day"
            ),
        ]
        triggers = [keeps_records(PARTNER)]

    def __str__(self) -> str:
        return str(self.party)


@pghistory.track()
class Area(Dated):
    """A unit of the country that a project works in, from a day to a day."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="areas", verbose_name=_("project"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("unit"))
    is_cancelled = models.BooleanField(_("recorded by mistake"), default=False)

    class Meta:
        verbose_name = _("area of a project")
        verbose_name_plural = _("areas of projects")
        ordering = ["place"]
        constraints = [
            _no_overlap("projects_area_once_a_day", "project", "place", condition=Q(is_cancelled=False)),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False), name="projects_area_begins_on_a_day"
            ),
        ]
        triggers = [keeps_records(AREA)]

    def __str__(self) -> str:
        return str(self.place)


@pghistory.track()
class Joining(models.Model):
    """The day on which a party became a participant of a project, and the first day on which it is one no more."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="joinings", verbose_name=_("project"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="joinings", verbose_name=_("party"))
    joined_on = models.DateField(_("joined on"))
    left_on = models.DateField(_("left on"), null=True, blank=True)
    is_cancelled = models.BooleanField(_("recorded by mistake"), default=False)

    class Meta:
        verbose_name = _("joining")
        verbose_name_plural = _("joinings")
        ordering = ["-joined_on", "-id"]
        indexes = [models.Index(fields=["project", "joined_on"], name="projects_joining_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gt=F("joined_on")), name="projects_joining_leaves_after_joining"
            ),
            ExclusionConstraint(
                name="projects_joining_no_overlap",
                expressions=[
                    ("project", RangeOperators.EQUAL),
                    ("party", RangeOperators.EQUAL),
                    (
                        models.Func(F("joined_on"), F("left_on"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(is_cancelled=False),
            ),
        ]
        triggers = [keeps_records(JOINING)]

    def __str__(self) -> str:
        return f"{self.party} → {self.project}"


@pghistory.track()
class Assignment(Dated):
    """A member of staff works in a role for one project, at one office, or both."""

    user = models.ForeignKey(User, models.CASCADE, related_name="assignments", verbose_name=_("member of staff"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    project = models.ForeignKey(
        Project, models.CASCADE, null=True, blank=True, related_name="assignments", verbose_name=_("project")
    )
    office = models.ForeignKey(
        Office, models.CASCADE, null=True, blank=True, related_name="assignments", verbose_name=_("office")
    )
    created_at = models.DateTimeField(_("added at"), db_default=NOW)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["user__name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(project__isnull=False) | Q(office__isnull=False),
                name="projects_assignment_to_something",
            ),
            _not_empty("projects_assignment_period_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
