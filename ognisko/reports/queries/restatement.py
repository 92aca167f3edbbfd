"""What came after a publication: each figure as published and now, each record that was corrected, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from ognisko.accounts.models import User
from ognisko.core.polish import number_text
from ognisko.ledger import queries as ledger
from ognisko.ledger.models import Entry
from ognisko.ledger.rules import Counts, RecordLink
from ognisko.reports.models import Figure, Publication
from ognisko.reports.queries.figures import ENTRY_UNITS, FigureValue
from ognisko.reports.queries.publications import period_of, question_data, question_from
from ognisko.reports.rules import shown, unit_text, value_text


def signed(value: Decimal) -> str:
    """A difference with its sign: +1,5 or −2."""
    return f"+{value_text(value)}" if value > 0 else f"−{value_text(-value)}" if value < 0 else "0"


@dataclass(frozen=True)
class FigureChange:
    """A published figure beside what it would be now; ``entries`` came or were reversed since."""

    key: str
    name: str
    published: FigureValue
    now: FigureValue
    entries: int
    url: str
    now_url: str
    is_defined_anew: bool

    @property
    def difference(self) -> Decimal:
        """Now less published."""
        return self.now.value - self.published.value

    @property
    def difference_text(self) -> str:
        """The difference with its sign, in the figure's unit."""
        unit = "h" if self.now.unit == "hours" else unit_text(self.now.unit, abs(self.difference))
        return f"{signed(self.difference)}\N{NO-BREAK SPACE}{unit}"


@dataclass(frozen=True)
class Step:
    """An entry that came after the publication: what was reversed or added, when, by whom, why."""

    entry: Entry
    quantity: str
    by: str

    @property
    def is_reversal(self) -> bool:
        """Whether it takes an earlier entry back."""
        return self.entry.reverses_id is not None


@dataclass
class RecordChange:
    """A record that was corrected: by how much it changed each figure, and the reasons given."""

    title: str
    note: str
    url: str
    day: date
    posted_at: datetime
    by: str
    reasons: list[str]
    figures: list[tuple[str, str]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True)
class Restatement:
    """All that changed since: by figure and by record; ``changed`` are the figures whose value is another."""

    publication: Publication
    figures: list[FigureChange]
    records: list[RecordChange]

    @property
    def changed(self) -> list[FigureChange]:
        """Figures whose value is another now."""
        return [one for one in self.figures if one.difference]


def restatement(publication: Publication, only: str | None = None) -> Restatement:
    """Compare a publication, or one figure of it, with the ledger of now; a fixed number of queries.

    The question that was published is asked again, so that a figure that was defined anew since is not mistaken for a
    correction.
    """
    kept = [one for one in publication.document["figures"] if only in {None, one["key"]}]
    rows = publication.figures.filter(key__in=[one["key"] for one in kept]).defer("members")
    questions = {one.key: question_from(one.question) for one in rows}
    keys = [one["key"] for one in kept]
    asked = [questions[key] for key in keys]
    period = period_of(publication)
    now = ledger.answers(asked, period.start, period.end) if asked else []
    since = ledger.changes_since(asked, period.start, period.end, publication.last_entry) if asked else []
    touched: dict[int, set[int]] = {}
    for number, entry in since:
        touched.setdefault(number, set()).add(entry)
    today = _questions_now(keys)
    figures = []
    for number, (facts, answer) in enumerate(zip(kept, now, strict=True)):
        published = FigureValue(Decimal(facts["value"]), facts["unit"], facts["records"], facts["words"])
        value = FigureValue(shown(answer.value, facts["unit"], facts["decimals"]), facts["unit"], answer.entries)
        args = [publication.report.slug, publication.number, facts["key"]]
        figures.append(
            FigureChange(
                facts["key"],
                facts["name"],
                published,
                value,
                len(touched.get(number, ())),
                reverse("reports:published_figure", args=args),
                _address_now(facts["key"], publication) if facts["key"] in today else "",
                facts["key"] in today and today[facts["key"]] != question_data(questions[facts["key"]]),
            )
        )
    named = [(one["name"], one["counts"] == Counts.SUM) for one in kept]
    return Restatement(publication, figures, _records(named, since))


def _questions_now(keys: Iterable[str]) -> Mapping[str, dict[str, Any]]:
    found = Figure.objects.filter(key__in=list(keys)).select_related("place", "seat")
    return {one.key: question_data(one.question) for one in found.prefetch_related("projects", "offices")}


def _address_now(key: str, publication: Publication) -> str:
    period = period_of(publication)
    query = {"od": period.start.isoformat(), "do": period.last.isoformat()}
    return reverse("reports:figure", args=[key], query=query)


def _records(named: list[tuple[str, bool]], since: list[tuple[int, int]]) -> list[RecordChange]:
    """The records behind the entries that came since, the latest correction first; four queries and one a source."""
    entries = Entry.objects.in_bulk({entry for _number, entry in since})
    links = ledger.links(entries.values())
    users = User.objects.in_bulk({entry.posted_by for entry in entries.values() if entry.posted_by})
    of_record: dict[tuple[int, int], list[Entry]] = {}
    for entry in sorted(entries.values(), key=lambda one: one.pk):
        of_record.setdefault((entry.source_kind, entry.source), []).append(entry)
    sums: dict[tuple[tuple[int, int], int], tuple[Decimal, int]] = {}
    for number, pk in since:
        entry = entries[pk]
        place = ((entry.source_kind, entry.source), number)
        quantity, count = sums.get(place, (Decimal(0), 0))
        sums[place] = quantity + entry.quantity, count + (-1 if entry.reverses_id else 1)
    made = {
        record: _record(found, links.get(record), {pk: str(user) for pk, user in users.items()})
        for record, found in of_record.items()
    }
    for (record, number), (quantity, count) in sums.items():
        name, is_sum = named[number]
        unit = ENTRY_UNITS.get(of_record[record][0].unit, "")
        words = f"{signed(shown(quantity, unit))}{_unit_word(unit)}" if is_sum else _entries(count)
        made[record].figures.append((name, words))
    return sorted(made.values(), key=lambda one: one.posted_at, reverse=True)


def _entries(count: int) -> str:
    """By how many entries a record changed a figure that counts things; none where it only says something else now."""
    if not count:
        return gettext("counted otherwise")
    number = signed(Decimal(count))
    return ngettext("%(number)s entry", "%(number)s entries", abs(count)) % {"number": number}


def _unit_word(unit: str) -> str:
    return "\N{NO-BREAK SPACE}h" if unit == "hours" else f"\N{NO-BREAK SPACE}{unit}" if unit else ""


def _record(entries: list[Entry], link: RecordLink | None, users: Mapping[int, str]) -> RecordChange:
    last = entries[-1]
    reasons = dict.fromkeys(entry.correction_reason for entry in entries if entry.correction_reason)
    return RecordChange(
        link.title if link else f"{last.source_kind}/{last.source}",
        link.note if link else "",
        link.url if link else "",
        last.occurred_on,
        last.posted_at,
        users.get(last.posted_by, ""),
        [reason for reason in reasons if reason],
        steps=[Step(entry, _quantity(entry), users.get(entry.posted_by, "")) for entry in entries],
    )


def _quantity(entry: Entry) -> str:
    unit = ENTRY_UNITS.get(entry.unit, "")
    return f"{number_text(shown(entry.quantity, unit))}{_unit_word(unit)}"


def entry_of(number: int) -> Entry | None:
    """An entry by its number."""
    return Entry.objects.filter(pk=number).first()
