"""Who answers for the data, why and how long each project has them, what is done with them, what went wrong."""

from datetime import date, datetime

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ognisko.accounts.models import User
from ognisko.ledger.models import NOW
from ognisko.privacy.rules import Article6, Article9, CountedFrom, Deadline, Part, Risk, deadline_of, kept_until
from ognisko.projects.models import Project


@pghistory.track()
class Controller(models.Model):
    """Who answers for the data and can be asked about them (art. 30(1)(a)); one row, about the centre's operator."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    contact = models.TextField(_("contact"), blank=True)
    officer = models.CharField(_("data protection officer"), max_length=150, blank=True)
    officer_contact = models.CharField(_("contact of the officer"), max_length=200, blank=True)
    contact_years = models.SmallIntegerField(_("years after the last contact outside projects"), default=5)

    class Meta:
        verbose_name = _("controller")
        verbose_name_plural = _("controllers")
        constraints = [
            models.CheckConstraint(condition=Q(only=True), name="privacy_controller_is_one"),
            models.CheckConstraint(
                condition=Q(contact_years__range=(0, 100)), name="privacy_controller_years_plausible"
            ),
        ]

    def __str__(self) -> str:
        return self.contact or str(_("controller"))


@pghistory.track()
class Terms(models.Model):
    """What holds for the personal data of one project: the centre's part, the retention, the information for people."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="data_terms", verbose_name=_("project"))
    part = models.CharField(_("the centre is"), max_length=10, choices=Part, default=Part.CONTROLLER)
    controller = models.CharField(_("who is the controller"), max_length=300, blank=True)
    keep_until = models.DateField(_("kept until"), null=True, blank=True)
    keep_years = models.SmallIntegerField(_("kept for years"), null=True, blank=True)
    counted_from = models.CharField(
        _("counted"), max_length=12, choices=CountedFrom, default=CountedFrom.END_YEAR, blank=True
    )
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    keep_basis = models.CharField(_("what says how long"), max_length=300, blank=True)
    clause = models.TextField(_("information for people"), blank=True)

    class Meta:
        verbose_name = _("personal data of a project")
        verbose_name_plural = _("personal data of projects")
        ordering = ["project__short_name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(keep_until=None) | Q(keep_years=None), name="privacy_terms_a_day_or_years"
            ),
            models.CheckConstraint(
                condition=Q(keep_years=None) | Q(keep_years__range=(0, 100)), name="privacy_terms_years_plausible"
            ),
            models.CheckConstraint(
                condition=Q(part=Part.CONTROLLER) | ~Q(controller=""),
                name="privacy_terms_another_controller_has_a_name",
            ),
        ]

    def __str__(self) -> str:
        return str(self.project)

    def get_absolute_url(self) -> str:
        """The page of the project's personal data."""
        return reverse("privacy:project", args=[self.project_id])

    @property
    def kept_until(self) -> date | None:
        """The last day on which the data are kept; None while it can't be told."""
        until = self.project.period.upper
        return kept_until(
            until=self.keep_until,
            years=self.keep_years,
            counted_from=self.counted_from,
            last_day=date.fromordinal(until.toordinal() - 1) if until else None,
            settled_on=self.settled_on,
        )


@pghistory.track()
class Basis(models.Model):
    """Why a project may have personal data: a purpose with its legal basis; several for one project."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="data_bases", verbose_name=_("project"))
    purpose = models.CharField(_("purpose"), max_length=300)
    article6 = models.CharField(_("legal basis"), max_length=1, choices=Article6)
    article9 = models.CharField(_("basis for special categories"), max_length=1, choices=Article9, blank=True)
    description = models.CharField(_("agreement or act"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")
        ordering = ["project", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(purpose=""), name="privacy_basis_has_a_purpose"),
            models.CheckConstraint(condition=Q(article6__in=Article6.values), name="privacy_basis_known"),
        ]

    def __str__(self) -> str:
        return self.purpose


@pghistory.track()
class Activity(models.Model):
    """One line of the register of processing activities (art. 30(1)), or of categories of them (art. 30(2)).

    A line is ended, never deleted: the authority may ask what was done years ago. ``ready`` names the line of the
    ready set that it was taken from, so that the set is taken over once.
    """

    name = models.CharField(pgettext_lazy("register", "activity"), max_length=200)
    part = models.CharField(_("the centre is"), max_length=10, choices=Part, default=Part.CONTROLLER)
    purposes = models.TextField(_("purposes"))
    legal_basis = models.TextField(_("legal basis"), blank=True)
    people = models.TextField(_("whose data"))
    data = models.TextField(_("which data"))
    recipients = models.TextField(_("recipients"), blank=True)
    transfers = models.TextField(_("transfers outside the EEA"), blank=True)
    retention = models.TextField(_("how long they are kept"), blank=True)
    security = models.TextField(_("security measures"), blank=True)
    joint_controllers = models.TextField(_("joint controllers, or the controller on whose behalf"), blank=True)
    processors = models.TextField(_("processors"), blank=True)
    since = models.DateField(_("since"))
    until = models.DateField(pgettext_lazy("activity", "ended on"), null=True, blank=True)
    ready = models.SlugField(max_length=40, null=True, blank=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("processing activity")
        verbose_name_plural = _("processing activities")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="privacy_activity_has_a_name"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="privacy_activity_in_order"
            ),
        ]
        triggers = [pgtrigger.Protect(name="is_ended_not_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The activity's page."""
        return reverse("privacy:activity", args=[self.pk])


@pghistory.track()
class Breach(models.Model):
    """One entry of the log of personal data breaches (art. 33(5)): what happened, its effects, what was done.

    Every breach is logged, also one of which nobody is told. An entry is closed, never deleted.
    """

    class Notify(models.TextChoices):
        """Whether the authority is to be told."""

        UNDECIDED = "", pgettext_lazy("breach", "not decided yet")
        YES = "yes", pgettext_lazy("breach", "yes")
        NO = "no", pgettext_lazy("breach", "no")

    what = models.TextField(_("what happened"))
    happened_at = models.DateTimeField(_("when it happened"), null=True, blank=True)
    noticed_at = models.DateTimeField(_("when it was noticed"))
    people = models.CharField(_("whose data"), max_length=300, blank=True)
    people_count = models.PositiveIntegerField(_("how many people"), null=True, blank=True)
    data = models.TextField(_("which data"), blank=True)
    consequences = models.TextField(_("possible consequences"), blank=True)
    measures = models.TextField(_("what was done"), blank=True)
    risk = models.CharField(_("risk for people"), max_length=10, choices=Risk, blank=True)
    risk_reasons = models.TextField(_("why we think so"), blank=True)
    notify = models.CharField(_("UODO is to be told"), max_length=3, choices=Notify, blank=True)
    notified_at = models.DateTimeField(_("UODO was told"), null=True, blank=True)
    late_reasons = models.TextField(_("why later than in 72 hours"), blank=True)
    not_notified_reasons = models.TextField(_("why UODO is not told"), blank=True)
    people_told_on = models.DateField(_("the people were told on"), null=True, blank=True)
    not_told_reasons = models.TextField(_("why the people were not told"), blank=True)
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("reported by"))
    reported_at = models.DateTimeField(_("reported at"), db_default=NOW)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )
    token = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")
        ordering = ["-noticed_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="privacy_breach_says_what"),
            models.CheckConstraint(
                condition=Q(happened_at=None) | Q(happened_at__lte=F("noticed_at")), name="privacy_breach_in_order"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="privacy_breach_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None)
                | (~Q(risk="") & (Q(notified_at__isnull=False) | (Q(notify="no") & ~Q(not_notified_reasons="")))),
                name="privacy_breach_closed_when_decided",
            ),
        ]
        triggers = [pgtrigger.Protect(name="is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(_("breach %(number)s")) % {"number": self.pk}

    def get_absolute_url(self) -> str:
        """The breach's page."""
        return reverse("privacy:breach", args=[self.pk])

    def deadline(self, now: datetime) -> Deadline:
        """How the 72 hours stand."""
        return deadline_of(
            noticed_at=self.noticed_at,
            notified_at=self.notified_at,
            not_needed=self.notify == self.Notify.NO,
            is_closed=self.closed_at is not None,
            now=now,
        )
