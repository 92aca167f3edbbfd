"""A published report: how it is frozen as data, how its pages and files come from that data alone, and its proof."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from ognisko.ledger import queries as ledger
from ognisko.ledger.models import Entry
from ognisko.ledger.rules import Counts, Frozen, Level, Question
from ognisko.people.models import Party
from ognisko.people.rules import Kind
from ognisko.projects.models import Office, Project
from ognisko.reports.models import Publication, PublishedFigure
from ognisko.reports.queries.books import EntryRow
from ognisko.reports.queries.chapters import (
    METHOD,
    BlockView,
    ChartView,
    FigureFacts,
    FiguresView,
    Head,
    HeadingView,
    Line,
    NoReportError,
    ReportView,
    SectionView,
    Shown,
    TableView,
    TextView,
)
from ognisko.reports.queries.definitions import topic_names
from ognisko.reports.queries.figures import ENTRY_UNITS, FigureValue
from ognisko.reports.queries.members import MemberEntry, member_rows
from ognisko.reports.rules import Period, fingerprint, shown

# Freezing -------------------------------------------------------------------------------------------------------------


def document(view: ReportView) -> dict[str, Any]:
    """The whole report as data, its charts drawn; numbers are written as text, so that they stay exact."""
    return {
        "slug": view.report.slug,
        "title": view.report.title,
        "subtitle": view.report.subtitle,
        "centre": view.centre,
        "from": view.period.start.isoformat(),
        "to": view.period.end.isoformat(),
        "period": view.period_text,
        "method": view.sections[-1].title,
        "figures": [_figure(one) for one in view.figures.values()],
        "sections": [
            {"slug": section.slug, "title": section.title, "blocks": [_block(block) for block in section.blocks]}
            for section in view.sections
            if not section.is_method
        ],
        "names": _names(),
    }


def _figure(one: Shown) -> dict[str, Any]:
    return {**asdict(one.figure), "definition": one.definition, **_value(one.value)}


def _value(value: FigureValue) -> dict[str, Any]:
    return {"value": str(value.value), "unit": value.unit, "records": value.records, "words": value.unit_text}


def _block(block: BlockView) -> dict[str, Any]:
    found: Any = block
    match block.type:
        case "text":
            runs = [
                [run if isinstance(run, str) else {"figure": run.figure.key} for run in p] for p in found.paragraphs
            ]
            return {"type": "text", "paragraphs": runs}
        case "heading":
            return {"type": "heading", "heading": found.heading}
        case "chart":
            found = _without_persons(found)
            return {
                "type": "chart",
                "title": found.title,
                "by": found.by,
                "figure": found.shown.figure.key,
                "note": found.note,
                "notes": found.notes,
                "balance": str(found.balance),
                "balance_label": found.balance_label,
                "svg": found.svg,
                "parts": [{"label": part.label, **_value(part.value)} for part in found.parts],
            }
    keys = [one.figure.key for one in found.figures]
    return {"type": block.type, "figures": keys} | ({"title": found.title} if block.type == "table" else {})


def _without_persons(chart: ChartView) -> ChartView:
    """By party, organisations have their names; a person's does not stand in what can never be changed or erased."""
    if chart.by != "party":
        return chart
    numbers = [part.key for part in chart.parts if part.key]
    named = Party.everyone.filter(pk__in=numbers).exclude(kind_now=None).exclude(kind_now=Kind.PERSON)
    kept = set(named.values_list("pk", flat=True))
    lines = [
        part
        if not part.key or part.key in kept
        else replace(part, label=_("person no. %(number)s") % {"number": part.key})
        for part in chart.parts
    ]
    return replace(chart, parts=lines)


def _names() -> dict[str, Any]:
    """Names of what entries carry as numbers: none of them is a person's."""
    counted = ledger.measures().values()
    return {
        "measures": {str(one.number): str(one.label) for one in counted},
        "sources": {str(one.number): str(one.label) for one in ledger.sources().values()},
        "projects": {str(one.pk): str(one) for one in Project.objects.all()},
        "offices": {str(one.pk): str(one) for one in Office.objects.all()},
        "topics": {str(number): name for number, name in topic_names(counted).items()},
        "kinds": {str(kind.value): str(kind.label) for kind in Kind},
    }


def question_data(question: Question) -> dict[str, Any]:
    """A question as plain data."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(question).items()}


def question_from(data: Mapping[str, Any]) -> Question:
    """The question that was kept."""
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
    values |= {"counts": Counts(data["counts"]), "level": Level(data["level"])}
    return Question(**values)


def kept_figure(key: str, question: Question, frozen: Frozen) -> dict[str, Any]:
    """A figure's row of a publication."""
    return {
        "key": key,
        "question": question_data(question),
        "quantity": f"{frozen.answer.value:.2f}",
        "members": list(frozen.members),
    }


def content_of(
    document: Mapping[str, Any], figures: Sequence[Mapping[str, Any]], last_entry: int, number: int
) -> dict[str, Any]:
    """All that the fingerprint covers."""
    ordered = sorted(figures, key=lambda figure: str(figure["key"]))
    return {"document": document, "figures": ordered, "last_entry": last_entry, "number": number}


# Proof ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Proof:
    """Whether a published report is what it was: its fingerprint, and its values computed again from the ledger."""

    publication: Publication
    fingerprint: str
    wrong: list[str]

    @property
    def is_untouched(self) -> bool:
        """The kept data give the kept fingerprint."""
        return self.fingerprint == self.publication.sha256

    @property
    def holds(self) -> bool:
        """Both agree."""
        return self.is_untouched and not self.wrong


def proof(publication: Publication) -> Proof:
    """Compute the fingerprint again, and each value from the ledger as it stood then; two statements."""
    figures = list(publication.figures.all())
    kept = [
        {"key": one.key, "question": one.question, "quantity": f"{one.quantity:.2f}", "members": one.members}
        for one in figures
    ]
    content = content_of(publication.document, kept, publication.last_entry, publication.number)
    period = period_of(publication)
    asked = [question_from(one.question) for one in figures]
    then = ledger.answers(asked, period.start, period.end, upto=publication.last_entry) if asked else []
    wrong = [
        one.key
        for one, answer in zip(figures, then, strict=True)
        if one.quantity != answer.value or len(one.members) != answer.entries
    ]
    return Proof(publication, fingerprint(content), wrong)


def proofs() -> Iterator[Proof]:
    """The proof of every publication, one at a time."""
    for row in Publication.objects.order_by("published_at").iterator(chunk_size=1):
        yield proof(row)


# Reading --------------------------------------------------------------------------------------------------------------


def period_of(publication: Publication) -> Period:
    """The days that it is about."""
    return Period(publication.period.lower, publication.period.upper)


def publication(slug: str, number: int) -> Publication:
    """A published report; raises NoReportError."""
    found = Publication.objects.filter(report__slug=slug, number=number)
    row = found.select_related("published_by", "report").first()
    if row is None:
        raise NoReportError(f"{slug}, {number}")
    return row


def publications_of(slug: str) -> list[Publication]:
    """All publications of a report, the latest first."""
    found = Publication.objects.filter(report__slug=slug).defer("document").select_related("published_by", "report")
    return list(found.order_by("-number"))


def published_view(publication: Publication) -> ReportView:
    """The report as it was published, from the kept data alone."""
    kept = publication.document
    slug, number = publication.report.slug, publication.number
    figures = {one["key"]: _shown_from(one, slug, number) for one in kept["figures"]}
    views = [
        SectionView(
            section["slug"],
            section["title"],
            place,
            reverse("reports:published_section", args=[slug, number, section["slug"]]),
            [_block_from(block, figures) for block in section["blocks"]],
        )
        for place, section in enumerate(kept["sections"], 1)
    ]
    url = reverse("reports:published_section", args=[slug, number, METHOD])
    views.append(SectionView(METHOD, kept["method"], len(views) + 1, url, is_method=True))
    period = Period(date.fromisoformat(kept["from"]), date.fromisoformat(kept["to"]))
    head = Head(kept["slug"], kept["title"], kept["subtitle"], publication.get_absolute_url())
    return ReportView(head, period, views, figures, kept["centre"], kept["period"], publication)


def _shown_from(kept: Mapping[str, Any], slug: str, number: int) -> Shown:
    facts = FigureFacts(*(kept[name] for name in ("key", "section", "name", "description", "counts", "decimals")))
    url = reverse("reports:published_figure", args=[slug, number, facts.key])
    return Shown(facts, _value_from(kept), url, kept["definition"])


def _value_from(kept: Mapping[str, Any]) -> FigureValue:
    return FigureValue(Decimal(kept["value"]), kept["unit"], kept["records"], kept["words"])


def _block_from(kept: Mapping[str, Any], figures: Mapping[str, Shown]) -> BlockView:
    match kept["type"]:
        case "text":
            return TextView(
                [[run if isinstance(run, str) else figures[run["figure"]] for run in p] for p in kept["paragraphs"]]
            )
        case "heading":
            return HeadingView(kept["heading"])
        case "figures":
            return FiguresView([figures[key] for key in kept["figures"]])
        case "table":
            return TableView(kept["title"], [figures[key] for key in kept["figures"]])
    return ChartView(
        kept["title"],
        kept["by"],
        figures[kept["figure"]],
        [Line(part["label"], _value_from(part)) for part in kept["parts"]],
        kept["note"],
        kept["notes"],
        Decimal(kept["balance"]),
        kept["balance_label"],
        kept["svg"],
    )


def kept_records(publication: Publication) -> dict[str, list[EntryRow]]:
    """The entries behind each published figure, told from the entries and the kept names alone: no person's name."""
    members = dict(publication.figures.values_list("key", "members"))
    entries = Entry.objects.in_bulk({number for found in members.values() for number in found})
    rows = {number: _kept_row(entry, publication.document["names"]) for number, entry in entries.items()}
    order = {number: (entry.occurred_on, number) for number, entry in entries.items()}
    return {
        key: [rows[number] for number in sorted(found, key=order.__getitem__, reverse=True)]
        for key, found in members.items()
    }


def _kept_row(entry: Entry, names: Mapping[str, Mapping[str, str]]) -> EntryRow:
    unit = ENTRY_UNITS.get(entry.unit, "")
    source = names["sources"].get(str(entry.source_kind), "")
    return EntryRow(
        entry,
        names["measures"].get(str(entry.measure), str(entry.measure)),
        shown(entry.quantity, unit),
        unit,
        _("party no. %(number)s") % {"number": entry.party} if entry.party else "",
        entry.party,
        names["kinds"].get(str(entry.party_kind), ""),
        names["projects"].get(str(entry.project), ""),
        names["offices"].get(str(entry.office), ""),
        f"{source} {entry.source}".strip(),
        names["topics"].get(str(entry.topic), ""),
        reverse("reports:entry", args=[entry.pk]),
        "",
        "",
    )


@dataclass(frozen=True)
class KeptMembers:
    """One page of the entries behind a published figure."""

    figure: PublishedFigure
    shown: Shown
    page: Page[MemberEntry]


def kept_members(publication: Publication, key: str, page: int | str, per_page: int) -> KeptMembers:
    """The entries that a published figure rested on, the latest first; raises NoReportError."""
    figure = publication.figures.filter(key=key).first()
    facts = next((one for one in publication.document["figures"] if one["key"] == key), None)
    if figure is None or facts is None:
        raise NoReportError(key)
    entries = Entry.objects.filter(pk__in=figure.members).order_by("-occurred_on", "-id")
    listed: Page[Any] = Paginator(entries, per_page).get_page(page)
    rows: Any = member_rows(list(listed))
    listed.object_list = rows
    return KeptMembers(figure, _shown_from(facts, publication.report.slug, publication.number), listed)
