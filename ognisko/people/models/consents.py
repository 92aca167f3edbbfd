"""What a person agreed to: purposes, the versions of their texts, and consents with day and source.

RODO art. 7: the centre can show who agreed to which words, when and how; withdrawing is as easy as giving.
"""

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Least
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from psycopg.types.range import DateRange

from ognisko.accounts.models import User
from ognisko.people.models.base import NOW
from ognisko.people.models.party import Party


class ConsentSource(models.TextChoices):
    """How a person said it."""

    PAPER = "paper", _("paper form")
    ONLINE = "online", _("form on the website")
    EMAIL = "email", _("by e-mail")
    PHONE = "phone", _("by phone")
    IN_PERSON = "in_person", _("in conversation")


@pghistory.track()
class ConsentPurpose(models.Model):
    """What a person is asked to agree to: a newsletter, a picture, a funder who sees the data."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    about = models.CharField(_("what it is for"), max_length=300, blank=True)
    is_used = models.BooleanField(pgettext_lazy("consent", "asked for"), default=True)

    class Meta:
        verbose_name = _("purpose of consents")
        verbose_name_plural = _("purposes of consents")
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="people_consentpurpose_has_a_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The versions of its text."""
        return reverse("people:consent_purpose", args=[self.pk])


@pghistory.track()
class ConsentWording(models.Model):
    """One version of a purpose's text. A row never changes: a text that nobody agreed to yet is removed and made anew.

    So a consent that somebody records meanwhile refers to the words that they read: the foreign key and the removal
    exclude each other, which an update and a foreign key would not.
    """

    purpose = models.ForeignKey(
        ConsentPurpose, models.PROTECT, related_name="wordings", verbose_name=_("purpose of consents")
    )
    number = models.SmallIntegerField(_("version"))
    text = models.TextField(_("text of the consent"))
    valid_from = models.DateField(_("valid from"))
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("added by")
    )
    created_at = models.DateTimeField(_("added at"), db_default=NOW)

    class Meta:
        verbose_name = _("version of a consent")
        verbose_name_plural = _("versions of consents")
        ordering = ["purpose__name", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["purpose", "number"], name="people_consentwording_number_once"),
            models.UniqueConstraint(fields=["purpose", "valid_from"], name="people_consentwording_one_a_day"),
            models.CheckConstraint(condition=~Q(text=""), name="people_consentwording_has_a_text"),
        ]
        triggers = [pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.purpose}, {self.number}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Filters of consents that chain."""

    def in_force(self) -> "ConsentQuerySet":
        """Consents that were neither withdrawn nor replaced, nor recorded by mistake."""
        return self.filter(withdrawn_on=None, replaced_on=None, is_cancelled=False)


@pghistory.track()
class Consent(models.Model):
    """A person agreed to a version of a text on a day; until it is withdrawn, or given again to a newer version.

    ``purpose`` repeats the wording's, kept by a trigger, so that a constraint can say: never two at once for one
    person and purpose. A consent that was recorded by mistake is marked, not deleted.
    """

    party = models.ForeignKey(Party, models.CASCADE, related_name="consents", verbose_name=_("person"))
    wording = models.ForeignKey(
        ConsentWording, models.PROTECT, related_name="consents", verbose_name=_("version of a consent")
    )
    purpose = models.ForeignKey(
        ConsentPurpose, models.PROTECT, related_name="+", editable=False, verbose_name=_("purpose of consents")
    )
    given_on = models.DateField(_("given on"))
    source = models.CharField(_("how"), max_length=10, choices=ConsentSource)
    kept_at = models.CharField(_("where the proof lies"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), db_default=NOW)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawn_source = models.CharField(_("how it was withdrawn"), max_length=10, choices=ConsentSource, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("withdrawal recorded by")
    )
    replaced_on = models.DateField(_("replaced by a newer one on"), null=True, blank=True)
    is_cancelled = models.BooleanField(_("recorded by mistake"), default=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_on", "-id"]
        indexes = [models.Index(fields=["purpose", "party"], name="people_consent_of_purpose")]
        constraints = [
            ExclusionConstraint(
                name="people_consent_one_at_once",
                expressions=[
                    ("party", RangeOperators.EQUAL),
                    ("purpose", RangeOperators.EQUAL),
                    (
                        Func(
                            F("given_on"),
                            Least("withdrawn_on", "replaced_on"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(is_cancelled=False),
            ),
            models.CheckConstraint(
                condition=(Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("given_on")))
                & (Q(replaced_on=None) | Q(replaced_on__gte=F("given_on"))),
                name="people_consent_ends_after_it_was_given",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_source="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_source="")),
                name="people_consent_withdrawn_somehow",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="purpose_of_its_wording",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    new.purpose_id := (select purpose_id from people_consentwording where id = new.wording_id);
                    return new;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.party}: {self.wording}"

    @property
    def held(self) -> DateRange:
        """The days on which it holds."""
        ends = [day for day in (self.withdrawn_on, self.replaced_on) if day]
        return DateRange(self.given_on, min(ends, default=None))

    @property
    def is_in_force(self) -> bool:
        """Neither withdrawn nor replaced, nor a mistake."""
        return self.withdrawn_on is None and self.replaced_on is None and not self.is_cancelled
