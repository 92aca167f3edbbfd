"""What a figure counts, in one or two sentences made from its own data, so that words and numbers never disagree."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import get_language, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from ognisko.core.polish import date_text, nbsp
from ognisko.ledger.queries import measures
from ognisko.ledger.rules import Counts, Measure
from ognisko.people import rules as people
from ognisko.places.models import Place
from ognisko.places.rules import Kind as PlaceKind
from ognisko.places.rules import Level, in_city_county
from ognisko.reports.models import Figure
from ognisko.reports.rules import UNITS, Period

SUM_OF: Mapping[str, Any] = {
    "advice.hours": pgettext_lazy("sum of", "hours of advice"),
    "advice.person_hours": pgettext_lazy("sum of", "person-hours of advice"),
    "advice.party_hours": pgettext_lazy("sum of", "hours of advice per party"),
    "advice.individual_hours": pgettext_lazy("sum of", "hours of individual advice"),
    "education.hours": pgettext_lazy("sum of", "hours of individual education"),
    "education.person_hours": pgettext_lazy("sum of", "person-hours of individual education"),
    "education.party_hours": pgettext_lazy("sum of", "hours of individual education per party"),
    "education.individual_hours": pgettext_lazy("sum of", "hours of individual education of one party"),
    "animation.hours": pgettext_lazy("sum of", "hours of animation"),
    "animation.person_hours": pgettext_lazy("sum of", "person-hours of animation"),
    "animation.party_hours": pgettext_lazy("sum of", "hours of animation per party"),
    "animation.individual_hours": pgettext_lazy("sum of", "hours of animation with one party"),
    "projects.joined": pgettext_lazy("sum of", "joinings"),
    "projects.participants": pgettext_lazy("sum of", "participants"),
    "projects.partners": pgettext_lazy("sum of", "partners besides the leader"),
    "projects.area": pgettext_lazy("sum of", "units of the area"),
    "offices.open": pgettext_lazy("sum of", "hours open"),
}
"""Measures in the genitive, since Polish says "suma godzin" where the measure is called "godziny"."""

KINDS: Mapping[frozenset[int], Any] = {
    frozenset({people.Kind.PERSON}): pgettext_lazy("of whom", "persons"),
    people.GROUPS: pgettext_lazy("of whom", "groups"),
    people.ORGANISATIONS: pgettext_lazy("of whom", "organisations"),
    people.ENTITIES: pgettext_lazy("of whom", "entities"),
    people.NGOS: pgettext_lazy("of whom", "non-governmental organisations"),
    people.GROUPS | people.NGOS: pgettext_lazy("of whom", "groups and non-governmental organisations"),
    people.GROUPS | people.ORGANISATIONS: pgettext_lazy("of whom", "organisations and groups"),
    people.ORGANISATIONS | {people.Kind.PERSON}: pgettext_lazy("of whom", "organisations and persons"),
}
"""Groups of kinds that have a word of their own, in the genitive."""


def definition(figure: Figure, period: Period) -> str:
    """The figure in words for a period; wants what ``values`` prefetches.

    "Suma godzin doradztwa rodzaju „prawne” od 1 stycznia do 31 grudnia 2024. Czas doradcy liczymy raz, …"
    """
    return definitions([(figure, period)])[0]


def definitions(pairs: Sequence[tuple[Figure, Period]]) -> list[str]:
    """Figures in words; one query for each source of names of topics, whatever the number of figures."""
    names = topic_names(counted for figure, _period in pairs if figure.topics for counted in _counted(figure))
    calls = activity_names(counted for figure, _period in pairs if figure.activities for counted in _counted(figure))
    return [_words(figure, period, names, calls) for figure, period in pairs]


def definition_without_period(figure: Figure) -> str:
    """What the figure counts, whatever the period; kept with each of its versions."""
    counted = _counted(figure)
    return _words(figure, None, topic_names(counted), activity_names(counted))


def _counted(figure: Figure) -> list[Measure]:
    return [measures()[number] for number in figure.measures]


def _words(figure: Figure, period: Period | None, names: Mapping[int, str], calls: Mapping[int, str]) -> str:
    counted = _counted(figure)
    what = _what(figure, counted) + _topics(figure, names) + _activities(figure, calls) + _where(figure)
    return nbsp(" ".join([f"{what}{_when(figure, period)}.", *_notes(figure, counted)]))


def _what(figure: Figure, counted: Sequence[Measure]) -> str:
    """The beginning of the sentence: what is computed of which entries."""
    entries = {"entries": _either([_quoted(measure.label) for measure in counted])}
    match Counts(figure.counts):
        case Counts.SUM:
            return _sum(figure, counted) + _for_whom(figure)
        case Counts.ENTRIES:
            return _("Number of entries %(entries)s") % entries + _for_whom(figure)
        case Counts.PARTIES:
            whom = {"whom": _whom(figure) + _party_filters(figure)}
            return _("Number of distinct %(whom)s with an entry %(entries)s") % {**whom, **entries}
        case Counts.SEATS:
            what = {"what": _many(figure.unit), "whom": _whom(figure)}
            return _("Number of distinct %(what)s of the seats of %(whom)s with an entry %(entries)s") % {
                **what,
                **entries,
            }
        case Counts.PLACES:
            what = {"what": _many(figure.unit)}
            return _("Number of distinct %(what)s named in the entries %(entries)s") % {**what, **entries} + _for_whom(
                figure
            )
        case Counts.DAYS:
            return _("Number of days with an entry %(entries)s") % entries + _for_whom(figure)
        case Counts.MONTHS:
            return _("Number of calendar months with an entry %(entries)s") % entries + _for_whom(figure)


def _sum(figure: Figure, counted: Sequence[Measure]) -> str:
    """Sum or number of things; a measure whose genitive is not known yet is quoted by its name."""
    if any(measure.key not in SUM_OF for measure in counted):
        names = _both([_quoted(measure.label) for measure in counted])
        return _("Sum of the entries %(names)s") % {"names": names}
    of = {"what": _both([str(SUM_OF[measure.key]) for measure in counted])}
    return _("Sum of %(what)s") % of if figure.unit == "hours" else _("Number of %(what)s") % of


def _many(unit: str) -> str:
    """The noun of a unit in the genitive plural."""
    return str(UNITS[unit] % {"n": 5})


def _whom(figure: Figure) -> str:
    """Who is counted or counted for, in the genitive."""
    if not figure.kinds:
        return _many("parties") if figure.counts != Counts.PARTIES else _many(figure.unit)
    if word := KINDS.get(frozenset(figure.kinds)):
        return str(word)
    named = ", ".join(str(people.Kind(kind).label) for kind in sorted(figure.kinds))
    return _("parties (%(kinds)s)") % {"kinds": named}


def _party_filters(figure: Figure) -> str:
    found = ""
    if figure.seat:
        found += _(" seated in %(area)s") % {"area": area_in_words(figure.seat)}
    if figure.status:
        held = [_quoted(status.label) for status in people.Status if figure.status & status]
        found += _(" with the status %(statuses)s") % {"statuses": _both(held)}
    return found


def _for_whom(figure: Figure) -> str:
    if not figure.kinds and not figure.seat and not figure.status:
        return ""
    return _(" for %(whom)s") % {"whom": _whom(figure) + _party_filters(figure)}


def _topics(figure: Figure, names: Mapping[int, str]) -> str:
    chosen = [_quoted(names.get(topic, topic)) for topic in figure.topics]
    if not chosen:
        return ""
    return ngettext(" of the kind %(names)s", " of the kinds %(names)s", len(chosen)) % {"names": _either(chosen)}


def _activities(figure: Figure, names: Mapping[int, str]) -> str:
    chosen = [_quoted(names.get(activity, activity)) for activity in figure.activities]
    if not chosen:
        return ""
    return ngettext(" in the call %(names)s", " in the calls %(names)s", len(chosen)) % {"names": _either(chosen)}


def activity_names(counted: Iterable[Measure]) -> Mapping[int, str]:
    """Names of the activities of these measures, each source of names asked once."""
    sources = dict.fromkeys(measure.activities for measure in counted if measure.activities)
    return {number: name for source in sources for number, name in source().items()}


def topic_names(counted: Iterable[Measure]) -> Mapping[int, str]:
    """Names of the topics of these measures, each source of names asked once."""
    sources = dict.fromkeys(measure.topics for measure in counted if measure.topics)
    return {number: name for source in sources for number, name in source().items()}


def _where(figure: Figure) -> str:
    projects = [_quoted(project) for project in figure.projects.all()]
    offices = [_quoted(office) for office in figure.offices.all()]
    found = ""
    if projects:
        found += ngettext(" in the project %(names)s", " in the projects %(names)s", len(projects)) % {
            "names": _either(projects)
        }
    if offices:
        found += ngettext(" at the office %(names)s", " at the offices %(names)s", len(offices)) % {
            "names": _either(offices)
        }
    if figure.place:
        found += _(" in the area of %(area)s") % {"area": area_in_words(figure.place)}
    return found


def _when(figure: Figure, period: Period | None) -> str:
    if period is None:
        return ""
    last = date_text(period.last)
    if figure.is_state:
        return _(", as of %(day)s") % {"day": last}
    if period.start == period.last:
        return _(" on %(day)s") % {"day": last}
    first = date_text(period.start)
    if period.start.year == period.last.year:
        first = first.removesuffix(f" {period.start.year}")
    return _(" from %(first)s to %(last)s") % {"first": first, "last": last}


def _notes(figure: Figure, counted: Sequence[Measure]) -> Iterable[str]:
    """What a reader could take wrong."""
    keys = {measure.key for measure in counted}
    if figure.counts == Counts.SUM and keys <= {"advice.hours", "education.hours", "animation.hours"}:
        yield _("The time of the advisor is counted once, whatever the number of people.")
    if figure.counts == Counts.SUM and any(key.endswith("person_hours") for key in keys):
        yield _("The time is counted for each person present.")
    if figure.counts == Counts.PARTIES:
        yield _("Each is counted once, however many entries it has.")


def area_in_words(place: Place) -> str:
    """A unit of the country in the genitive: powiatu piotrkowskiego, gminy Ładzice, miasta Łódź."""
    if get_language() == "en":
        return str(place)
    if place.level == Level.VOIVODESHIP:
        return pgettext("of the unit", "%(name)s voivodeship") % {"name": _genitive(place.name)}
    if place.level == Level.COUNTY and not in_city_county(place.code):
        return pgettext("of the unit", "%(name)s county") % {"name": _genitive(place.name)}
    if place.level == Level.COUNTRY:
        return pgettext("of the unit", "the country %(name)s") % {"name": place.name}
    if place.kind == PlaceKind.URBAN or place.level == Level.COUNTY:
        return pgettext("of the unit", "the town %(name)s") % {"name": place.name}
    return pgettext("of the unit", "the municipality %(name)s") % {"name": place.name}


def _genitive(adjective: str) -> str:
    """Names of counties and voivodeships are adjectives: piotrkowski, łódzkie → piotrkowskiego, łódzkiego."""
    endings = {"i": "iego", "y": "ego", "e": "ego"}
    return " ".join(word[:-1] + endings[word[-1]] if word[-1] in endings else word for word in adjective.split(" "))


def _quoted(name: object) -> str:
    return _("“%(name)s”") % {"name": name}


def _both(names: Sequence[str]) -> str:
    return _(" and ").join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _either(names: Sequence[str]) -> str:
    return _(" or ").join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
