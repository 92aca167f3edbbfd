"""A party: whoever the centre works with, and the words by which the centre groups parties.

One Party for a person, a group, an organisation. Parties are never deleted: the ledger knows them by their number.
"""

from typing import Any, cast

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ognisko.accounts.models import User
from ognisko.core import polish
from ognisko.people.models.base import NOW, TOKEN_HELP, erased_take_nothing
from ognisko.people.rules import ICONS, Kind, Sex
from ognisko.places.models import Place


class PartyQuerySet(models.QuerySet["Party"]):
    """Filters of parties that chain."""

    def matching(self, text: str) -> "PartyQuerySet":
        """Parties whose name, place or identifier holds every word of the text, without Polish letters."""
        found = self
        for word in polish.fold(text).split():
            found = found.filter(search__contains=word)
        return found


class PresentParties(models.Manager.from_queryset(PartyQuerySet)):  # type: ignore[misc]  # made by Django
    """Parties that were not merged into another one: what every list, picker and search works with."""

    def get_queryset(self) -> PartyQuerySet:
        """Leave out those that are somebody else by now."""
        found: PartyQuerySet = super().get_queryset()
        return found.filter(merged_into=None)


@pghistory.track(exclude=["search", "sort_key", "token", "words"])
class Party(models.Model):
    """A person, group, organisation, public body or business that the centre works with.

    ``kind_now`` and ``seat_now`` repeat the dated rows of today for lists; only actions write them, and a nightly task
    refreshes them for changes dated ahead. ``search`` is the text that pickers look into, ``words`` are the lexemes
    of core.search. ``merged_into`` says as whom a double goes on: it stands in no list any more, and ``objects`` leaves
    it out; ``everyone`` has it, for old links, histories and the names behind reversed entries.
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
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name=_("merged into")
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

    objects = PresentParties()
    everyone = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["sort_key", "id"]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="people_party_order"),
            models.Index(Upper("name"), name="people_party_name"),
            GinIndex(fields=["search"], opclasses=["gin_trgm_ops"], name="people_party_search"),
            GinIndex(fields=["words"], name="people_party_words"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="people_party_has_a_name"),
            models.CheckConstraint(
                condition=Q(birth_year=None) | Q(birth_year__range=(1880, 2200)),
                name="people_party_birth_year_plausible",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=models.F("id")), name="people_party_merged_into_another"
            ),
        ]
        triggers = [erased_take_nothing("id", "name", "short_name", "description", "user_id")]

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
