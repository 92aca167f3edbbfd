"""Figures, indicators and report documents, kept as data: a centre defines its own without code."""

from typing import Any

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ognisko.accounts.models import User
from ognisko.core.search import vector
from ognisko.ledger.models import NOW
from ognisko.ledger.queries import measures
from ognisko.ledger.rules import Counts, Level, Question
from ognisko.people.rules import Kind
from ognisko.places.models import Place
from ognisko.projects.models import Funder, Office, Project
from ognisko.reports.rules import UNITS, BlockError, blocks_from, problems, written


def _numbers(label: Any) -> "ArrayField[Any, Any]":
    return ArrayField(models.IntegerField(), verbose_name=label, default=list, blank=True)


@pghistory.track()
class Figure(models.Model):
    """A question to the ledger with a name; its value, its records and its export come from this one definition."""

    class Counts(models.IntegerChoices):
        """What is computed from the entries."""

        SUM = Counts.SUM, _("sum of quantities")
        ENTRIES = Counts.ENTRIES, _("number of entries")
        PARTIES = Counts.PARTIES, _("distinct parties")
        PLACES = Counts.PLACES, _("distinct places of the activity")
        SEATS = Counts.SEATS, _("distinct places of the parties' seats")
        DAYS = Counts.DAYS, _("distinct days")
        MONTHS = Counts.MONTHS, _("calendar months touched")

    class Level(models.IntegerChoices):
        """At which level places are told apart."""

        MUNICIPALITY = Level.MUNICIPALITY, _("municipality")
        COUNTY = Level.COUNTY, _("county")
        VOIVODESHIP = Level.VOIVODESHIP, _("voivodeship")
        COUNTRY = Level.COUNTRY, _("country")

    ROUNDINGS = ((0, _("to whole numbers")), (1, _("to tenths")), (2, _("to hundredths")))

    key = models.CharField(_("key"), max_length=80, unique=True)
    section = models.CharField(_("section"), max_length=100)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    description = models.TextField(_("what is counted"), blank=True)
    unit = models.CharField(_("unit"), max_length=20, choices=[(unit, unit) for unit in UNITS])
    measures = _numbers(_("measures"))
    counts = models.SmallIntegerField(_("computes"), choices=Counts, default=Counts.SUM)
    level = models.IntegerField(_("level of places"), choices=Level, default=Level.MUNICIPALITY)
    is_state = models.BooleanField(_("state at the end of the period"), default=False)
    projects = models.ManyToManyField(Project, blank=True, related_name="figures", verbose_name=_("projects"))
    offices = models.ManyToManyField(Office, blank=True, related_name="figures", verbose_name=_("offices"))
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("held in"))
    seat = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("party seated in")
    )
    kinds = ArrayField(
        models.SmallIntegerField(choices=Kind), verbose_name=_("kinds of party"), default=list, blank=True
    )
    status = models.SmallIntegerField(_("status bits of party"), default=0)
    topics = _numbers(_("topics"))
    activities = _numbers(_("activities"))
    decimals = models.SmallIntegerField(_("rounding"), default=2, choices=ROUNDINGS)
    position = models.IntegerField(_("position"), default=0)
    version = models.IntegerField(_("version"), default=1)
    words = models.TextField(_("definition in words"), blank=True)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["position", "key"]
        constraints = [
            models.CheckConstraint(condition=Q(measures__len__gt=0), name="reports_figure_has_a_measure"),
            models.CheckConstraint(condition=Q(key__regex=r"^[a-z0-9][a-z0-9.-]*$"), name="reports_figure_key_form"),
            models.CheckConstraint(condition=Q(decimals__range=(0, 2)), name="reports_figure_rounding_known"),
        ]

    def __str__(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name

    def get_absolute_url(self) -> str:
        """The figure's page."""
        return reverse("reports:figure", args=[self.key])

    def clean(self) -> None:
        """A figure that would say something false is refused: a sum of states, hours of joinings."""
        known = measures()
        if unknown := [number for number in self.measures if number not in known]:
            raise ValidationError({"measures": _("Nothing measures %(numbers)s.") % {"numbers": unknown}})
        counted = [known[number] for number in self.measures]
        if found := list(problems(counted, self.counts, self.unit, self.is_state)):
            raise ValidationError(found)

    @property
    def question(self) -> Question:
        """The question to the ledger; wants ``projects`` and ``offices`` prefetched."""
        return Question(
            measures=tuple(self.measures),
            counts=Counts(self.counts),
            level=Level(self.level),
            stock=self.is_state,
            projects=tuple(project.pk for project in self.projects.all()),
            offices=tuple(office.pk for office in self.offices.all()),
            place=self.place.range if self.place else None,
            seat=self.seat.range if self.seat else None,
            kinds=tuple(self.kinds),
            status=self.status,
            topics=tuple(self.topics),
            activity_kind=measures()[self.measures[0]].activity_kind if self.activities else None,
            activities=tuple(self.activities),
        )


@pghistory.track()
class Indicator(models.Model):
    """What a funder counts: a figure with a target within a project's period."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="indicators", verbose_name=_("project"))
    figure = models.ForeignKey(Figure, models.PROTECT, related_name="indicators", verbose_name=_("figure"))
    name = models.CharField(_("name"), max_length=200, blank=True)
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=2)
    position = models.SmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["project", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(target__gt=0), name="reports_indicator_target_positive"),
            models.UniqueConstraint(fields=["project", "figure"], name="reports_indicator_once_a_project"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.figure)


@pghistory.track(exclude=["words"])
class Report(models.Model):
    """A document for a period: always current, until it is published as a publication that never changes."""

    slug = models.SlugField(_("address"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    subtitle = models.CharField(_("subtitle"), max_length=300, blank=True)
    period = DateRangeField(_("period"))
    funder = models.ForeignKey(
        Funder, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("funder")
    )
    version = models.IntegerField(_("version"), default=1)
    words = SearchVectorField(editable=False, default="")

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-period", "title"]
        indexes = [GinIndex(fields=["words"], name="reports_report_words")]
        constraints = [
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                name="reports_report_period_bounded",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the words by which search finds the report with its titles."""
        self.words = vector(self.title, self.subtitle)
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "words"}  # type: ignore[misc]  # names of columns
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        """The report's first page."""
        return reverse("reports:report", args=[self.slug])


def _valid_blocks(data: object) -> None:
    try:
        blocks_from(data)  # type: ignore[arg-type]  # refused below if it is no list of mappings
    except (BlockError, AttributeError, TypeError) as error:
        raise ValidationError(str(error)) from error


@pghistory.track(exclude=["words"])
class Section(models.Model):
    """A chapter of a report: blocks of text, figures, charts and tables (reports.rules.Block)."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="sections", verbose_name=_("report"))
    slug = models.SlugField(_("address"))
    title = models.CharField(_("title"), max_length=200)
    position = models.SmallIntegerField(_("position"))
    blocks = models.JSONField(_("content"), default=list, blank=True, validators=[_valid_blocks])
    version = models.IntegerField(_("version"), default=1)
    words = SearchVectorField(editable=False, default="")

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["position"]
        indexes = [GinIndex(fields=["words"], name="reports_section_words")]
        constraints = [
            models.UniqueConstraint(fields=["report", "slug"], name="reports_section_address_unique"),
            models.UniqueConstraint(
                fields=["report", "position"],
                name="reports_section_position_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the words by which search finds the chapter with what is written in it."""
        self.words = vector(self.title, *written(self.blocks))
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "words"}  # type: ignore[misc]  # names of columns
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        """Where the chapter is read."""
        return reverse("reports:section", args=[self.report.slug, self.slug])


def _valid_chapters(data: object) -> None:
    if not isinstance(data, list) or not all(isinstance(each, dict) and each.get("title") for each in data):
        raise ValidationError(_("A template is a list of chapters with titles."))
    for chapter in data:
        _valid_blocks(chapter.get("blocks"))


@pghistory.track()
class Template(models.Model):
    """What a funder's reports have in common: chapters with their blocks, from which a new report is made."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    funder = models.ForeignKey(
        Funder, models.PROTECT, null=True, blank=True, related_name="templates", verbose_name=_("funder")
    )
    chapters = models.JSONField(_("chapters"), default=list, validators=[_valid_chapters])

    class Meta:
        verbose_name = _("template of reports")
        verbose_name_plural = _("templates of reports")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


def _never_changes() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="never_changes",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
        func="""
            raise exception 'what was published is never changed or deleted'
                using errcode = 'integrity_constraint_violation';
        """,
    )


class Publication(models.Model):
    """A report as it was published: the whole document as data, frozen, with a fingerprint over it and its figures.

    Append-only by trigger. A mistake is published anew: the next number of the same report stands in its place, and the
    earlier one can still be read. ``last_entry`` is the highest entry of the ledger then: with it every value can be
    computed again, and everything later is a restatement.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="publications", verbose_name=_("report"))
    number = models.SmallIntegerField(_("number"))
    published_at = models.DateTimeField(_("published at"), db_default=NOW)
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("published by"))
    reason = models.TextField(_("why it is published anew"), blank=True)
    period = DateRangeField(_("period"))
    last_entry = models.BigIntegerField(_("last entry of the ledger"))
    document = models.JSONField(_("document"))
    sha256 = models.CharField(_("fingerprint"), max_length=64)

    class Meta:
        verbose_name = _("published report")
        verbose_name_plural = _("published reports")
        ordering = ["-published_at"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="reports_publication_number_once"),
            models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="reports_publication_fingerprint"),
            models.CheckConstraint(
                condition=Q(number=1, reason="") | (Q(number__gt=1) & ~Q(reason="")),
                name="reports_publication_anew_with_reason",
            ),
        ]
        triggers = [_never_changes()]

    def __str__(self) -> str:
        return f"{self.document['title']}, {self.number}"

    def get_absolute_url(self) -> str:
        """The first page of the published document."""
        return reverse("reports:published", args=[self.report.slug, self.number])


class PublishedFigure(models.Model):
    """A figure of a published report: its question, its value and the entries that it rested on."""

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="figures", verbose_name=_("published report")
    )
    key = models.CharField(_("key"), max_length=80)
    question = models.JSONField(_("question to the ledger"))
    quantity = models.DecimalField(_("quantity"), max_digits=20, decimal_places=2)
    members = ArrayField(models.BigIntegerField(), verbose_name=_("entries"))

    class Meta:
        verbose_name = _("published figure")
        verbose_name_plural = _("published figures")
        ordering = ["publication", "key"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "key"], name="reports_publishedfigure_once"),
        ]
        triggers = [_never_changes()]

    def __str__(self) -> str:
        return self.key


@pghistory.track(exclude=["data"])
class BlockDraft(models.Model):
    """What somebody is writing into a block and has not saved: theirs alone, and no part of the report.

    Kept while they type. It knows the version of the chapter that it was begun on; the history leaves the text out.
    """

    author = models.ForeignKey(User, models.CASCADE, related_name="block_drafts", verbose_name=_("author"))
    section = models.ForeignKey(Section, models.CASCADE, related_name="drafts", verbose_name=_("section"))
    kind = models.SlugField(_("kind"))
    at = models.SmallIntegerField(_("place"), null=True, blank=True, help_text=_("None for a new block."))
    data = models.JSONField(_("content as typed"), default=dict)
    version = models.IntegerField(_("version"))
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("draft of a block")
        verbose_name_plural = _("drafts of blocks")
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "section", "kind", "at"], nulls_distinct=False, name="reports_blockdraft_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section}, {self.kind}"
