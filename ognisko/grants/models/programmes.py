"""Programmes and calls: what a call asks, gives and limits. Every limit that practice knows is a column here."""

import uuid
from typing import Any

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ognisko.accounts.models import User
from ognisko.grants.rules import CALL, budget, eligibility, scoring
from ognisko.grants.rules.deadlines import Calendar, State, state
from ognisko.ledger.models import NOW, keeps_records
from ognisko.people.models import TOKEN_HELP
from ognisko.people.rules import Kind
from ognisko.places.models import Place
from ognisko.projects.models import Project
from ognisko.questionnaires.models import Version


def money(label: Any, **options: Any) -> "models.DecimalField[Any, Any]":
    """An amount to the grosz, in the currency of its call."""
    return models.DecimalField(label, max_digits=12, decimal_places=2, **options)


def optional_money(label: Any) -> "models.DecimalField[Any, Any]":
    """An amount that may be no limit at all."""
    return money(label, null=True, blank=True)


def percent(label: Any) -> "models.DecimalField[Any, Any]":
    """A share in percent; nothing is no limit."""
    return models.DecimalField(label, max_digits=5, decimal_places=2, null=True, blank=True)


def months(label: Any) -> "models.PositiveSmallIntegerField[Any, Any]":
    """An age in whole months; nothing is no limit."""
    return models.PositiveSmallIntegerField(label, null=True, blank=True)


class Family(models.TextChoices):
    """What a programme gives money for; the path is the same, the rules of the call differ."""

    LOCAL = "local", pgettext_lazy("programme", "local micro-grants")
    CITY = "city", pgettext_lazy("programme", "city micro-grants")
    SENIORS = "seniors", pgettext_lazy("programme", "grants for seniors")
    YOUTH = "youth", pgettext_lazy("programme", "grants for young people")
    ACADEMIC = "academic", pgettext_lazy("programme", "academic grants")
    NEIGHBOURHOOD = "neighbourhood", pgettext_lazy("programme", "neighbourhood fund")
    SMALL_INITIATIVE = "small_initiative", "Mała Inicjatywa"
    DEVELOPMENT = "development", pgettext_lazy("programme", "development packages")
    MICRO_PURCHASES = "micro_purchases", pgettext_lazy("programme", "micro-purchases")
    SUBGRANTS = "subgrants", pgettext_lazy("programme", "subgrants of a larger project")


class Currency(models.TextChoices):
    """The currency of a call, and of every amount in it."""

    PLN = "PLN", "PLN"
    EUR = "EUR", "EUR"


class Scope(models.IntegerChoices):
    """How far a call reaches, as its programme speaks of local and regional calls."""

    MUNICIPALITY = 1, _("municipality")
    COUNTY = 2, _("county")
    VOIVODESHIP = 3, _("voivodeship")
    COUNTRY = 4, _("whole country")


@pghistory.track()
class Programme(models.Model):
    """A family of calls. Never deleted: entries of the ledger carry its number as their topic."""

    name = models.CharField(_("name"), max_length=150, unique=True)
    address = models.SlugField(_("address of the page"), unique=True)
    family = models.CharField(pgettext_lazy("programme", "kind"), max_length=20, choices=Family)
    about = models.TextField(_("in a few sentences"), blank=True)
    is_active = models.BooleanField(_("runs"), default=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The programme's page for staff."""
        return reverse("grants:programme", args=[self.pk])


@pghistory.track(exclude=["last_serial", "last_agreement", "left_to_award", "revision"])
class Call(models.Model):
    """One competition of a programme: dates, budget, who may apply, how it is assessed.

    ``fields`` names the questions of the application by the parts that they play (rules/reading.py), so that any
    questionnaire can be one. ``revision`` grows with every change that the public page shows. ``last_serial`` and
    ``last_agreement`` are taken under the row's lock; ``left_to_award`` is kept by the trigger of the postings, and its
    constraint is what no race can pass.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text=TOKEN_HELP)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="calls", verbose_name=_("programme"))
    name = models.CharField(_("name"), max_length=150)
    address = models.SlugField(_("address of the page"), unique=True)
    lead = models.CharField(_("in one sentence"), max_length=300, blank=True)
    about = models.TextField(_("what it is for"), blank=True)
    costs_text = models.TextField(_("what the grant may be spent on"), blank=True)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="calls", verbose_name=_("project")
    )
    scope = models.SmallIntegerField(_("reach"), choices=Scope, default=Scope.VOIVODESHIP)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("where it reaches")
    )
    contact_name = models.CharField(_("person to ask"), max_length=150, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=40, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)

    opens_at = models.DateTimeField(_("opens"))
    deadline = models.DateTimeField(_("deadline"))
    late_until = models.DateTimeField(_("late applications are kept until"), null=True, blank=True)
    formal_until = models.DateField(_("formal check until"), null=True, blank=True)
    review_until = models.DateField(_("merit review until"), null=True, blank=True)
    results_on = models.DateField(_("results on"), null=True, blank=True)
    activity_since = models.DateField(_("activities from"))
    activity_until = models.DateField(_("activities until"))
    correction_days = models.PositiveSmallIntegerField(_("days for corrections"), default=5)
    appeal_days = models.PositiveSmallIntegerField(_("days for an appeal"), default=7)
    report_days = models.PositiveSmallIntegerField(_("days for the report, after the activities"), default=30)
    return_days = models.PositiveSmallIntegerField(_("days to return money"), default=15)
    announced_at = models.DateTimeField(_("announced"), null=True, blank=True)
    results_at = models.DateTimeField(_("results published"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancel_reason = models.CharField(_("why it was cancelled"), max_length=300, blank=True)

    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=Currency.PLN)
    least = optional_money(_("least per grant"))
    most = optional_money(_("most per grant"))
    own_base = models.CharField(
        _("own contribution is reckoned"), max_length=10, choices=budget.Base, default=budget.Base.GRANT
    )
    own_percent = percent(_("own contribution, at least %"))
    financial_percent = percent(_("of which financial, at least %"))
    in_kind_percent = percent(_("of which in kind, at least %"))
    volunteers_percent = percent(_("of which volunteers' work, at least %"))
    sources = ArrayField(
        models.CharField(max_length=10, choices=budget.Source),
        verbose_name=_("what may cover a cost"),
        default=list,
        blank=True,
    )
    volunteer_rate = optional_money(_("most that an hour of volunteers' work counts for"))
    instalments = ArrayField(
        models.DecimalField(max_digits=5, decimal_places=2),
        verbose_name=_("instalments in %"),
        default=list,
        blank=True,
    )

    kinds = ArrayField(
        models.SmallIntegerField(choices=Kind), verbose_name=_("who may apply"), default=list, blank=True
    )
    areas = models.ManyToManyField(Place, related_name="+", blank=True, verbose_name=_("from where"))
    patron = models.CharField(
        _("groups apply"), max_length=10, choices=eligibility.Patron, default=eligibility.Patron.ALLOWED
    )
    patron_kinds = ArrayField(
        models.SmallIntegerField(choices=Kind), verbose_name=_("who may be a patron"), default=list, blank=True
    )
    least_adults = models.PositiveSmallIntegerField(_("adults in a group, at least"), default=3)
    oldest_months = months(_("organisation's age in months, at most"))
    youngest_months = months(_("organisation's age in months, at least"))
    most_income = optional_money(_("organisation's yearly income, at most"))
    most_applications = models.PositiveSmallIntegerField(_("applications of one applicant"), null=True, blank=True)
    one_group_each = models.BooleanField(_("one person in one group only"), default=True)
    no_officeholders = models.BooleanField(_("nobody from the board of an organisation"), default=False)

    application_form = models.ForeignKey(
        Version, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("application")
    )
    formal_form = models.ForeignKey(
        Version, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("formal check")
    )
    evaluation_form = models.ForeignKey(
        Version, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evaluation card")
    )
    report_form = models.ForeignKey(
        Version, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=pgettext_lazy("grant", "report")
    )
    fields: "models.JSONField[Any, Any]" = models.JSONField(_("parts of the application"), default=dict, blank=True)

    score_rule = models.CharField(_("score"), max_length=20, choices=scoring.Rule, default=scoring.Rule.MEAN)
    assessors = models.PositiveSmallIntegerField(_("assessors of one application"), default=2)
    trim = models.PositiveSmallIntegerField(_("cards left out at each end"), default=1)
    least_percent = percent(_("threshold in percent of the most points"))
    discrepancy_points = models.DecimalField(
        _("a third assessor from a difference of, points"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    discrepancy_percent = percent(_("a third assessor from a difference of, %"))
    discrepancy_across = models.BooleanField(_("a third assessor where only one is above the threshold"), default=False)
    third = models.CharField(
        _("how a third assessor counts"), max_length=30, choices=scoring.Third, default=scoring.Third.TWO_CLOSEST
    )
    priorities_lift = models.BooleanField(_("points for priorities count for the threshold"), default=False)
    decimals = models.PositiveSmallIntegerField(_("decimal places of the score"), default=2)
    is_anonymised = models.BooleanField(_("assessors do not see who applies"), default=False)
    ties = ArrayField(
        models.CharField(max_length=60), verbose_name=_("equal points are parted by"), default=list, blank=True
    )
    lot_seed = models.CharField(_("seed of the draw"), max_length=100, blank=True)
    may_fund_partly = models.BooleanField(_("the last may get what is left"), default=False)
    least_partial = money(_("but at least"), default=0)
    may_skip = models.BooleanField(_("a smaller one behind it may be funded"), default=False)
    most_reserve = models.PositiveSmallIntegerField(_("length of the reserve list"), null=True, blank=True)

    number_pattern = models.CharField(_("numbers of applications"), max_length=40, default="MG/{year}/{number:4}")
    agreement_pattern = models.CharField(_("numbers of agreements"), max_length=40, default="U/{year}/{number:3}")
    payer_name = models.CharField(_("payer"), max_length=150, blank=True)
    payer_street = models.CharField(_("payer's street"), max_length=100, blank=True)
    payer_town = models.CharField(_("payer's town"), max_length=100, blank=True)
    payer_account = models.CharField(_("payer's account"), max_length=34, blank=True)

    last_serial = models.IntegerField(default=0, editable=False)
    last_agreement = models.IntegerField(default=0, editable=False)
    left_to_award = money(_("left to award"), default=0, editable=False)
    revision = models.IntegerField(default=0, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("added by")
    )
    created_at = models.DateTimeField(_("added at"), db_default=NOW)

    class Meta:
        verbose_name = pgettext_lazy("grants", "call")
        verbose_name_plural = pgettext_lazy("grants", "calls")
        ordering = ["-deadline", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(opens_at__lt=F("deadline")), name="grants_call_opens_before_deadline"),
            models.CheckConstraint(
                condition=Q(late_until=None) | Q(late_until__gte=F("deadline")), name="grants_call_late_after_deadline"
            ),
            models.CheckConstraint(
                condition=Q(activity_since__lte=F("activity_until")), name="grants_call_activity_in_order"
            ),
            models.CheckConstraint(
                condition=Q(least=None) | Q(most=None) | Q(least__lte=F("most")), name="grants_call_least_below_most"
            ),
            models.CheckConstraint(condition=Q(left_to_award__gte=0), name="grants_call_never_over_budget"),
            models.CheckConstraint(
                condition=Q(announced_at=None) | Q(application_form__isnull=False),
                name="grants_call_announced_has_form",
            ),
            models.CheckConstraint(condition=Q(assessors__gte=1), name="grants_call_is_assessed"),
        ]
        indexes = [models.Index(fields=["deadline"], name="grants_call_deadline")]
        triggers = [keeps_records(CALL)]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The call's page for staff."""
        return reverse("grants:call", args=[self.pk])

    @property
    def calendar(self) -> Calendar:
        """Its instants, as the rules of deadlines take them."""
        return Calendar(
            self.opens_at, self.deadline, self.late_until, self.announced_at is not None, self.results_at,
            self.closed_at, self.cancelled_at,
        )  # fmt: skip

    def state_at(self, now: Any) -> State:
        """What the call is at an instant of the database's clock."""
        return state(self.calendar, now)


class _OfCall(models.Model):
    """Something that a call lists in an order of its own."""

    position = models.SmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True


@pghistory.track()
class CostCategory(_OfCall):
    """A kind of cost that a budget may have, with its limits."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="categories", verbose_name=_("call"))
    code = models.SlugField(pgettext_lazy("cost", "code"), max_length=40)
    name = models.CharField(_("name"), max_length=100)
    most_per_piece = optional_money(_("most for a piece"))
    most = optional_money(_("most in all"))
    most_percent = percent(_("most in percent of the grant"))

    class Meta:
        verbose_name = _("kind of cost")
        verbose_name_plural = _("kinds of cost")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["call", "code"], name="grants_category_code")]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Criterion(_OfCall):
    """What assessors give points for."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="criteria", verbose_name=_("call"))
    code = models.SlugField(pgettext_lazy("criterion", "code"), max_length=40)
    name = models.CharField(_("name"), max_length=150)
    hint = models.CharField(_("what to look at"), max_length=500, blank=True)
    least = models.DecimalField(_("points from"), max_digits=6, decimal_places=2, default=0)
    most = models.DecimalField(_("points to"), max_digits=6, decimal_places=2)
    step = models.DecimalField(_("in steps of"), max_digits=4, decimal_places=2, default=1)
    weight = models.DecimalField(_("weight"), max_digits=5, decimal_places=2, default=1)
    least_percent = percent(_("threshold of its own, %"))

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "code"], name="grants_criterion_code"),
            models.CheckConstraint(
                condition=Q(least__gte=0, least__lt=F("most"), weight__gt=0, step__gt=0),
                name="grants_criterion_range",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Priority(_OfCall):
    """What a call favours: points that an officer grants beside the cards."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="priorities", verbose_name=_("call"))
    name = models.CharField(_("name"), max_length=200)
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("priority")
        verbose_name_plural = _("priorities")
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(condition=Q(points__gt=0), name="grants_priority_gives_points")]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class RequiredDocument(_OfCall):
    """A document that an applicant adds; ``kinds`` empty asks everybody."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="documents", verbose_name=_("call"))
    name = models.CharField(_("document"), max_length=150)
    hint = models.CharField(_("what it is, where it comes from"), max_length=300, blank=True)
    is_required = models.BooleanField(pgettext_lazy("document", "required"), default=True)
    kinds = ArrayField(models.SmallIntegerField(choices=Kind), verbose_name=_("asked of"), default=list, blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class RulesText(models.Model):
    """A wording of the rules of a call; once published it stays, a change is the next one."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="rules_texts", verbose_name=_("call"))
    number = models.SmallIntegerField(_("version"))
    text = models.TextField(_("rules"))
    changes = models.CharField(_("what changed"), max_length=500, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("rules")
        verbose_name_plural = _("rules")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="grants_rules_number"),
            models.UniqueConstraint(fields=["call"], condition=Q(published_at=None), name="grants_rules_one_draft"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_rules_stay",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.call}: {self.number}"


@pghistory.track(exclude=["asked_by"])
class CallQuestion(_OfCall):
    """A question that somebody asked about a call, and its answer for all once it is published."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="questions", verbose_name=_("call"))
    question = models.CharField(_("question"), max_length=500)
    answer = models.TextField(_("answer"), blank=True)
    asked_by = models.EmailField(_("who asked"), blank=True)
    asked_at = models.DateTimeField(_("asked at"), db_default=NOW)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(answer=""), name="grants_question_published_with_answer"
            )
        ]

    def __str__(self) -> str:
        return self.question


@pghistory.track()
class InterestRate(models.Model):
    """The yearly rate of interest on money returned late, from a day on; a dictionary that an accountant keeps."""

    since = models.DateField(_("since"), unique=True)
    percent = models.DecimalField(_("% a year"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("rate of interest")
        verbose_name_plural = _("rates of interest")
        ordering = ["-since"]
        constraints = [models.CheckConstraint(condition=Q(percent__gte=0), name="grants_rate_not_negative")]

    def __str__(self) -> str:
        return f"{self.since}: {self.percent}"
