"""Applications: drafts, what was submitted for ever, who writes them, what was said about them.

A draft's answers are an AnswerSheet of the call's questionnaire; who applies stands in columns of its own, since a
party of the register comes of it. Columns that repeat an answer (title, amount, days, place) are filled from the
answers at every submission, for lists and figures.
"""

import uuid
from typing import Any

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ognisko.accounts.models import User
from ognisko.grants.models.programmes import Call, CostCategory, Priority, money, optional_money
from ognisko.grants.rules import APPLICATION
from ognisko.grants.rules.life import Actor, Stage, Step
from ognisko.ledger.models import NOW, keeps_records
from ognisko.people.models import TOKEN_HELP, Party
from ognisko.people.rules import GROUPS, Kind
from ognisko.places.models import Place
from ognisko.questionnaires.models import AnswerSheet

APPLICANT = (
    "applicant_kind", "applicant_name", "place", "address", "nip", "krs", "regon", "registered_on", "yearly_income",
    "patron_name", "patron_kind", "patron_nip", "patron_krs", "contact_name", "contact_email", "contact_phone",
)  # fmt: skip
"""Columns that say who applies; a submission keeps them as they were."""

UNSENT = (Stage.DRAFT, Stage.LATE, Stage.WITHDRAWN, Stage.REJECTED)
"""Stages in which an application may have no number; a late one that is not admitted gets none."""


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Filters of applications that chain."""

    def submitted(self) -> "ApplicationQuerySet":
        """What has a number, whatever became of it."""
        return self.filter(serial__isnull=False)

    def written_by(self, user: User) -> "ApplicationQuerySet":
        """What this person writes or wrote."""
        return self.filter(authors__user=user)


@pghistory.track(exclude=["words"])
class Application(models.Model):
    """One undertaking that somebody wants money for, from the draft to the settled grant."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text=TOKEN_HELP)
    call = models.ForeignKey(Call, models.PROTECT, related_name="applications", verbose_name=_("call"))
    sheet = models.OneToOneField(AnswerSheet, models.PROTECT, related_name="application", verbose_name=_("answers"))
    stage = models.CharField(pgettext_lazy("grant", "stage"), max_length=30, choices=Stage, default=Stage.DRAFT)
    serial = models.IntegerField(null=True, blank=True, editable=False)
    number = models.CharField(pgettext_lazy("application", "number"), max_length=60, blank=True, editable=False)
    started_at = models.DateTimeField(_("begun at"), db_default=NOW)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True, editable=False)
    extended_until = models.DateTimeField(_("later deadline for this applicant"), null=True, blank=True)
    corrections_until = models.DateTimeField(_("corrections until"), null=True, blank=True)
    correctable = ArrayField(
        models.CharField(max_length=80), verbose_name=_("what may be corrected"), default=list, blank=True
    )

    declared: "models.JSONField[Any, Any]" = models.JSONField(_("declarations"), default=dict, blank=True)

    applicant_kind = models.SmallIntegerField(_("who applies"), choices=Kind)
    applicant_name = models.CharField(_("name of the group or organisation"), max_length=200)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("municipality of the seat"))
    address = models.CharField(_("street, postcode, town"), max_length=200, blank=True)
    nip = models.CharField("NIP", max_length=10, blank=True)
    krs = models.CharField("KRS", max_length=10, blank=True)
    regon = models.CharField("REGON", max_length=14, blank=True)
    registered_on = models.DateField(_("registered on"), null=True, blank=True)
    yearly_income = optional_money(_("income of the last year"))
    patron_name = models.CharField(_("patron organisation"), max_length=200, blank=True)
    patron_kind = models.SmallIntegerField(_("kind of the patron"), choices=Kind, null=True, blank=True)
    patron_nip = models.CharField(_("patron's NIP"), max_length=10, blank=True)
    patron_krs = models.CharField(_("patron's KRS"), max_length=10, blank=True)
    contact_name = models.CharField(_("person to speak with"), max_length=150)
    contact_email = models.EmailField(_("e-mail"))
    contact_phone = models.CharField(_("phone"), max_length=40, blank=True)
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("applicant")
    )
    patron = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="patronised", verbose_name=_("patron")
    )

    title = models.CharField(_("title"), max_length=300, blank=True)
    summary = models.TextField(_("in short"), blank=True)
    amount = money(_("amount asked for"), default=0)
    own_amount = money(_("own contribution"), default=0)
    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("to"), null=True, blank=True)
    where = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("where it happens")
    )
    priorities = models.ManyToManyField(Priority, blank=True, related_name="+", verbose_name=_("priorities"))
    recommended = optional_money(_("recommended amount"))
    panel_note = models.CharField(_("note of the panel"), max_length=1000, blank=True)

    awarded = optional_money(_("awarded"))
    awarded_on = models.DateField(_("awarded on"), null=True, blank=True)
    report_due_on = models.DateField(_("report due on"), null=True, blank=True)
    return_due_on = models.DateField(_("return due on"), null=True, blank=True)
    accepted_on = models.DateField(_("report accepted on"), null=True, blank=True)
    engaged = models.IntegerField(_("people engaged"), null=True, blank=True)
    reached = models.IntegerField(_("people reached"), null=True, blank=True)
    volunteer_minutes = models.IntegerField(_("volunteers' work"), null=True, blank=True)
    story = models.TextField(_("what came of it, for the public page"), blank=True)

    words = SearchVectorField(null=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["call", "serial", "id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "serial"], name="grants_application_serial"),
            models.CheckConstraint(
                condition=Q(serial=None, number="") | (Q(serial__gte=1, submitted_at__isnull=False) & ~Q(number="")),
                name="grants_application_number_with_serial",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=UNSENT) | Q(serial__isnull=False), name="grants_application_sent_has_number"
            ),
            models.CheckConstraint(
                condition=Q(awarded=None, awarded_on=None) | Q(awarded__gt=0, awarded_on__isnull=False),
                name="grants_application_award_has_day",
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(since__lte=F("until")),
                name="grants_application_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(engaged=None) | Q(engaged__gte=0), name="grants_application_engaged_not_negative"
            ),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="grants_application_stage_known"),
        ]
        indexes = [
            models.Index(fields=["call", "stage"], name="grants_application_stage"),
            models.Index(fields=["party"], name="grants_application_party"),
            GinIndex(fields=["words"], name="grants_application_words"),
        ]
        triggers = [
            keeps_records(APPLICATION),
            pgtrigger.Trigger(
                name="number_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    if old.serial is not null and (tg_op = 'DELETE' or new.serial is distinct from old.serial
                        or new.number <> old.number or new.call_id <> old.call_id) then
                        raise exception 'a number is given once and stays' using errcode = 'restrict_violation';
                    end if;
                    return case when tg_op = 'DELETE' then old else new end;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.applicant_name

    def get_absolute_url(self) -> str:
        """The application's page for staff."""
        return reverse("grants:application", args=[self.pk])

    @property
    def at(self) -> Stage:
        """How far it has come."""
        return Stage(self.stage)

    @property
    def is_of_group(self) -> bool:
        """Say whether a group without legal form applies."""
        return self.applicant_kind in GROUPS


@pghistory.track()
class Author(models.Model):
    """Somebody who writes an application with their own account; the owner may invite others."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="authors")
    user = models.ForeignKey(User, models.CASCADE, related_name="applications")
    is_owner = models.BooleanField(_("began it"), default=False)
    added_at = models.DateTimeField(_("added at"), db_default=NOW)

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["-is_owner", "id"]
        constraints = [models.UniqueConstraint(fields=["application", "user"], name="grants_author_once")]

    def __str__(self) -> str:
        return str(self.user)


@pghistory.track(exclude=["name", "email", "phone"])
class Member(models.Model):
    """A person of an informal group, as the application names them. Names are never published."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="members")
    position = models.SmallIntegerField(default=0)
    name = models.CharField(_("first and last name"), max_length=150)
    role = models.CharField(_("role in the group"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    is_adult = models.BooleanField(_("of age"), default=True)
    holds_office = models.BooleanField(_("sits on the board of an organisation"), default=False)
    party = models.ForeignKey(Party, models.SET_NULL, null=True, blank=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("person of the group")
        verbose_name_plural = _("people of the group")
        ordering = ["position", "id"]
        indexes = [
            models.Index(Upper("email"), name="grants_member_email"),
            models.Index(fields=["phone"], name="grants_member_phone"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class BudgetLine(models.Model):
    """A line of the budget in force: as submitted, then corrected, awarded and changed. Documents belong to lines."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="lines")
    mark = models.CharField(max_length=60, editable=False)
    position = models.SmallIntegerField(default=0)
    category = models.ForeignKey(
        CostCategory, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kind of cost")
    )
    name = models.CharField(_("cost"), max_length=300)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    quantity = models.DecimalField(_("how many"), max_digits=10, decimal_places=2, default=1)
    price = money(_("price"))
    grant = money(_("from the grant"), default=0)
    financial = money(_("own, financial"), default=0)
    in_kind = money(_("own, in kind"), default=0)
    volunteers = money(_("own, volunteers' work"), default=0)
    is_removed = models.BooleanField(_("taken out"), default=False)

    class Meta:
        verbose_name = _("line of the budget")
        verbose_name_plural = _("lines of the budget")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "mark"], name="grants_line_mark"),
            models.CheckConstraint(
                condition=Q(quantity__gte=0, price__gte=0, grant__gte=0, financial__gte=0, in_kind__gte=0)
                & Q(volunteers__gte=0),
                name="grants_line_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def own(self) -> Any:
        """Own contribution of every sort."""
        return self.financial + self.in_kind + self.volunteers

    @property
    def total(self) -> Any:
        """All that covers it."""
        return self.grant + self.own


@pghistory.track()
class Submission(models.Model):
    """What was handed in, for ever: answers on a sheet that nobody can change, who applied, files, and a hash of all.

    The first is the application, later ones its corrections; ``arrived_at`` is the database's clock at the first
    statement of the transaction, before any lock.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="submissions")
    number = models.SmallIntegerField(_("version"))
    sheet = models.OneToOneField(AnswerSheet, models.PROTECT, related_name="submission")
    content: "models.JSONField[Any, Any]" = models.JSONField(_("who applied, files, sums"))
    arrived_at = models.DateTimeField(_("arrived at"))
    was_late = models.BooleanField(_("came late"), default=False)
    hash = models.CharField(max_length=64)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="grants_submission_number"),
            models.CheckConstraint(condition=Q(hash__regex="^[0-9a-f]{64}$"), name="grants_submission_has_a_hash"),
        ]
        triggers = [
            pgtrigger.Protect(name="submission_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="submission_is_not_changed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__hash__df=pgtrigger.F("new__hash"))
                | pgtrigger.Q(old__arrived_at__df=pgtrigger.F("new__arrived_at"))
                | pgtrigger.Q(old__sheet_id__df=pgtrigger.F("new__sheet_id")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.number}"


class StageChange(models.Model):
    """A step of an application's life: from which stage to which, who in which part, why. Appended only."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="changes")
    step = models.CharField(max_length=40, choices=Step)
    source = models.CharField(max_length=30, choices=Stage)
    target = models.CharField(max_length=30, choices=Stage)
    actor = models.CharField(max_length=20, choices=Actor)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(db_default=NOW)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["id"]
        indexes = [models.Index(fields=["application", "id"], name="grants_change_application")]
        triggers = [pgtrigger.Protect(name="steps_are_appended", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return str(Step(self.step).label)


@pghistory.track(exclude=["text"])
class Message(models.Model):
    """Something written in an application: by its applicant, by an officer, or a letter that a step sent by itself."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text=TOKEN_HELP)
    application = models.ForeignKey(Application, models.CASCADE, related_name="messages")
    to_applicant = models.BooleanField(_("to the applicant"))
    step = models.CharField(max_length=40, choices=Step, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("message"))
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(db_default=NOW)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["id"]
        indexes = [models.Index(fields=["application", "id"], name="grants_message_application")]

    def __str__(self) -> str:
        return self.subject or self.text[:60]


@pghistory.track(exclude=["text"])
class Appeal(models.Model):
    """An applicant who does not agree with a rejection or a result, and what became of it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="appeals")
    text = models.TextField(_("what was wrong"))
    filed_at = models.DateTimeField(_("filed at"), db_default=NOW)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    is_upheld = models.BooleanField(_("upheld"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["filed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(answered_at=None), name="grants_one_open_appeal"
            ),
            models.CheckConstraint(
                condition=Q(is_upheld=None, answered_at=None)
                | (Q(is_upheld__isnull=False, answered_at__isnull=False) & ~Q(answer="")),
                name="grants_appeal_answered_with_reasons",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
