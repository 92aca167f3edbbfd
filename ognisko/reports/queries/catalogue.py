"""The catalogue of figures: found by words, told in full, and where each is used."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from pghistory.models import Context

from ognisko.accounts.models import User
from ognisko.ledger.queries import measures
from ognisko.ledger.rules import Measure
from ognisko.people import rules as people
from ognisko.reports.models import Figure, Section
from ognisko.reports.queries.definitions import activity_names, topic_names
from ognisko.reports.queries.figures import figures_for_values
from ognisko.reports.rules import UNITS, blocks_from, figures_of


def catalogue(text: str = "") -> list[Figure]:
    """Figures in order; with a text those whose key, name, section or description holds every word of it."""
    found = figures_for_values()
    for word in text.split():
        found = found.filter(
            Q(key__icontains=word)
            | Q(name__icontains=word)
            | Q(name_en__icontains=word)
            | Q(section__icontains=word)
            | Q(description__icontains=word)
        )
    return list(found)


def measure(number: int) -> Measure:
    """The measure of this number."""
    return measures()[number]


def facts(figure: Figure) -> Iterator[tuple[str, str]]:
    """The definition as pairs of a name and what stands there; what lets everything through is left out."""
    counted = [measure(number) for number in figure.measures]
    yield _("Key"), figure.key
    yield _("Computes"), str(figure.get_counts_display())
    yield _("Of the entries"), ", ".join(str(one.label) for one in counted)
    yield _("When"), _("state at the end of the period") if figure.is_state else _("within the period")
    yield _("Unit"), str(UNITS[figure.unit] % {"n": 5})
    if figure.counts in {Figure.Counts.PLACES, Figure.Counts.SEATS}:
        yield _("Level of places"), str(figure.get_level_display())
    if figure.topics:
        names = topic_names(counted)
        yield _("Kinds of work"), ", ".join(names.get(topic, str(topic)) for topic in figure.topics)
    if figure.activities:
        calls = activity_names(counted)
        yield _("Calls"), ", ".join(calls.get(activity, str(activity)) for activity in figure.activities)
    if projects := [str(project) for project in figure.projects.all()]:
        yield _("Projects"), ", ".join(projects)
    if offices := [str(office) for office in figure.offices.all()]:
        yield _("Offices"), ", ".join(offices)
    if figure.place:
        yield _("Held in"), str(figure.place)
    if figure.seat:
        yield _("Parties seated in"), str(figure.seat)
    if figure.kinds:
        yield _("Kinds of party"), ", ".join(str(people.Kind(kind).label) for kind in sorted(figure.kinds))
    if figure.status:
        yield _("Status of party"), ", ".join(str(one.label) for one in people.Status if figure.status & one)


@dataclass(frozen=True)
class Version:
    """A version of a figure: what it counted from when on, and who said so."""

    number: int
    at: datetime
    by: str
    name: str
    words: str


def versions(figure: Figure) -> list[Version]:
    """All versions of a figure that were made in the builder, the latest first; three queries."""
    events = apps.get_model("reports", "FigureEvent").objects
    found = events.filter(pgh_obj_id=figure.pk).exclude(words="").order_by("version", "-pgh_id")
    latest = list(found.distinct("version"))
    contexts = Context.objects.in_bulk([row.pgh_context_id for row in latest if row.pgh_context_id])
    users = {key: context.metadata.get("user") for key, context in contexts.items()}
    names = User.objects.in_bulk([user for user in users.values() if user])
    return [
        Version(row.version, row.pgh_created_at, str(names.get(users.get(row.pgh_context_id), "")), row.name, row.words)
        for row in reversed(latest)
    ]


def uses(figure: Figure) -> list[Section]:
    """The chapters of reports that show the figure, with their reports."""
    near = (
        Section.objects.annotate(written=Cast("blocks", TextField()))
        .filter(written__contains=figure.key)
        .select_related("report")
        .order_by("-report__period", "position")
    )
    return [section for section in near if figure.key in figures_of(blocks_from(section.blocks))]
