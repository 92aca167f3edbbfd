"""A call's applications for officers: the list with its filters, and one application with all that is known of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from ognisko.accounts.models import User
from ognisko.files.models import File
from ognisko.files.permissions import passed
from ognisko.grants.models import Application, Assessment, BudgetLine, Call, FormalCheck, Submission
from ognisko.grants.rules.anonymity import TELLING, Veil
from ognisko.grants.rules.life import Stage
from ognisko.grants.rules.parts import names
from ognisko.places.models import Place
from ognisko.places.rules import unit_range
from ognisko.questionnaires.models import AnswerSheet
from ognisko.questionnaires.queries import Node, page_of

IN_REVIEW = Q(stage__in=(Stage.REVIEW, Stage.RANKED))

VIEWS: dict[str, Q] = {
    "": Q(),
    "check": Q(stage=Stage.SUBMITTED),
    "corrections": Q(stage=Stage.CORRECTIONS),
    "late": Q(stage=Stage.LATE),
    "review": Q(stage=Stage.REVIEW),
    "ranked": Q(stage=Stage.RANKED),
    "out": Q(stage__in=(Stage.REJECTED, Stage.WITHDRAWN)),
}
"""What the tabs above the list show."""


@dataclass(frozen=True)
class Wanted:
    """By what the list is narrowed."""

    view: str = ""
    text: str = ""
    stage: str = ""
    place: Place | None = None
    kind: int | None = None


def arrived(call: Call) -> QuerySet[Application]:
    """All that was handed in, late ones too; drafts are their writers' own."""
    return call.applications.filter(Q(serial__isnull=False) | Q(submitted_at__isnull=False))


def listed(call: Call, wanted: Wanted) -> QuerySet[Application]:
    """The call's applications, narrowed."""
    found = arrived(call).filter(VIEWS.get(wanted.view, Q()))
    if wanted.stage:
        found = found.filter(stage=wanted.stage)
    if wanted.place:
        low, high = unit_range(wanted.place.pk)
        found = found.filter(place__gte=low, place__lte=high)
    if wanted.kind:
        found = found.filter(applicant_kind=wanted.kind)
    for word in wanted.text.split():
        found = found.filter(
            Q(title__icontains=word) | Q(applicant_name__icontains=word) | Q(number__icontains=word)
            | Q(place__name__icontains=word)
        )  # fmt: skip
    return found.order_by("serial", "submitted_at", "pk")


STANDING = Q(taken_off_at=None) & ~Q(is_impartial=False)
"""Cards that stand: not taken off, nobody stepped back."""


def _number_of(cards: Q) -> Coalesce:
    found = Assessment.objects.filter(cards, application=OuterRef("pk")).order_by().values("application")
    return Coalesce(Subquery(found.annotate(number=Count("pk")).values("number")), 0)


def for_list(found: QuerySet[Application]) -> QuerySet[Application]:
    """With what a row of the list says: cards that stand, cards handed in, whether a check is open.

    Each is counted for the rows of the page alone: a join would count all before the first fifty are taken.
    """
    checks = FormalCheck.objects.filter(application=OuterRef("pk"), done_at=None)
    return (
        found.select_related("place")
        .annotate(
            cards=_number_of(STANDING),
            cards_done=_number_of(STANDING & Q(submitted_at__isnull=False)),
            is_being_checked=Exists(checks),
        )
        .defer("words", "story", "summary")
    )


def counts(call: Call) -> dict[str, int]:
    """How many each tab shows; one query."""
    by_stage = dict(arrived(call).order_by().values_list("stage").annotate(Count("pk")))
    stages = {name: [one for one in Stage if _takes(view, one)] for name, view in VIEWS.items()}
    return {name: sum(by_stage.get(one, 0) for one in among) for name, among in stages.items()}


def _takes(view: Q, stage: Stage) -> bool:
    """Whether a tab shows this stage; the tab without a condition shows all."""
    for condition in view.children:
        if isinstance(condition, tuple):
            key, value = condition
            return stage in value if key == "stage__in" else stage == value
    return True


# One application ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """A question with what was answered."""

    key: str
    label: str
    text: str


@dataclass(frozen=True)
class Section:
    """A page of the questionnaire with its answers."""

    title: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Difference:
    """An answer that a correction changed."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Costs:
    """The budget in force with its sums."""

    lines: tuple[BudgetLine, ...]
    grant: Decimal = Decimal("0.00")
    financial: Decimal = Decimal("0.00")
    in_kind: Decimal = Decimal("0.00")
    volunteers: Decimal = Decimal("0.00")

    @property
    def total(self) -> Decimal:
        """All costs."""
        return self.grant + self.own

    @property
    def own(self) -> Decimal:
        """All own contribution."""
        return self.financial + self.in_kind + self.volunteers


@dataclass(frozen=True)
class Document:
    """A file of the application with the address that lets this user have it."""

    name: str
    size: int
    url: str


@dataclass(frozen=True)
class Shown:
    """What of an application is shown to somebody; in an anonymised call nothing in it says who applies."""

    application: int
    number: str
    title: str
    amount: Decimal
    own_amount: Decimal
    since: Any
    until: Any
    sections: tuple[Section, ...]
    costs: Costs
    applicant: str = ""
    patron: str = ""
    place: str = ""
    people: tuple[str, ...] = ()
    documents: tuple[Document, ...] = field(default=())


def sections_of(
    sheet: AnswerSheet, currency: str, *, without: Sequence[str] = (), veil: Veil | None = None
) -> tuple[Section, ...]:
    """The answers as they are read, page by page; a veil leaves out and strikes what tells who applies."""
    _now, pages, _faults, _worked = page_of(sheet, currency=currency)
    codes = {int(code) for page in pages for code in _places(page.nodes)}
    places = {str(pk): str(place) for pk, place in Place.objects.in_bulk(codes).items()} if codes else {}
    found = (Section(page.title, tuple(_answers(page.nodes, without, veil, places))) for page in pages)
    return tuple(section for section in found if section.answers)


def _places(nodes: Iterable[Node]) -> Iterator[str]:
    """The codes of places among the answers."""
    for node in nodes:
        if node.name_of_type == "place" and node.shown.isdecimal():
            yield node.shown
        yield from _places(node.nodes)


def _answers(
    nodes: Iterable[Node], without: Sequence[str], veil: Veil | None, places: Mapping[str, str], around: str = ""
) -> Iterator[Answer]:
    for node in nodes:
        if not node.relevant or node.draw in {"hidden", "note"} or node.name in without:
            continue
        if node.draw not in {"question", "calculation"}:
            inside = node.label if node.draw == "row" else around
            yield from _answers(node.nodes, without, veil, places, inside)
        elif veil is None or node.name_of_type not in TELLING:
            label = f"{around}: {node.label}" if around else node.label
            text = places.get(node.shown, node.shown) if node.name_of_type == "place" else node.shown
            yield Answer(node.key, label, veil.over(text) if veil else text)


def veil_of(application: Application) -> Veil:
    """What says who applies; one query, none where the members are at hand."""
    people = [application.contact_name, *(one.name for one in application.members.all())]
    names_ = (application.applicant_name, application.patron_name, application.address)
    return Veil(tuple(filter(None, names_)), tuple(filter(None, people)))


def last_sheet(application: Application) -> AnswerSheet:
    """What was handed in last: a correction that is being written is nobody else's yet."""
    last = application.submissions.select_related("sheet__version").order_by("-number").first()
    return last.sheet if last else application.sheet


def shown_to(application: Application, user: User, *, anonymised: bool) -> Shown:
    """An application as an assessor reads it."""
    veil = veil_of(application) if anonymised else None
    shown = Shown(
        application=application.pk,
        number=application.number,
        title=veil.over(application.title) if veil else application.title,
        amount=application.amount,
        own_amount=application.own_amount,
        since=application.since,
        until=application.until,
        sections=sections_of(
            last_sheet(application), application.call.currency, without=[budget_name(application.call)], veil=veil
        ),
        costs=costs_of(application, veil),
    )
    if anonymised:
        return shown
    return Shown(
        **{name: getattr(shown, name) for name in Shown.__dataclass_fields__ if name not in _TELLING},
        applicant=application.applicant_name,
        patron=application.patron_name,
        place=str(application.place),
        people=tuple(application.members.values_list("name", flat=True)),
        documents=tuple(documents_of(application, user)),
    )


_TELLING = ("applicant", "patron", "place", "people", "documents")


def budget_name(call: Call) -> str:
    """The question that holds the rows of the budget: these are shown as a table."""
    return names(call.fields)["budget"]


def costs_of(application: Application, veil: Veil | None = None) -> Costs:
    """The budget in force; one query."""
    lines = tuple(application.lines.filter(is_removed=False).select_related("category"))
    if veil:
        for line in lines:
            line.name = veil.over(line.name)
    sums = {
        name: sum((getattr(line, name) for line in lines), Decimal("0.00"))
        for name in ("grant", "financial", "in_kind", "volunteers")
    }
    return Costs(lines, **sums)


def documents_of(application: Application, user: User) -> Iterator[Document]:
    """The files of an application, each with a pass for this user; one query."""
    holder = f"grants.application:{application.pk}"
    kept = File.objects.kept().filter(Q(holder=holder) | Q(holder__startswith=f"{holder}.")).order_by("pk")
    for file in kept:
        yield Document(
            file.name, file.size, reverse("files:file", args=[file.key], query={"pass": passed(file, user.pk)})
        )


def differences(versions: Sequence[Submission], currency: str) -> list[tuple[Submission, list[Difference]]]:
    """What each correction changed, the latest first."""
    read = [
        {answer.key: answer for section in sections_of(version.sheet, currency) for answer in section.answers}
        for version in versions
    ]
    found = []
    for place in range(len(versions) - 1, 0, -1):
        before, after = read[place - 1], read[place]
        keys = [*before, *(key for key in after if key not in before)]
        changed = [
            Difference(
                (after.get(key) or before[key]).label,
                before[key].text if key in before else "",
                after[key].text if key in after else "",
            )
            for key in keys
            if (before[key].text if key in before else "") != (after[key].text if key in after else "")
        ]
        found.append((versions[place], changed))
    return found


def standing_cards(application: Application) -> list[Assessment]:
    """Cards of an application, those that were taken off or given back last."""
    rows = application.assessments.select_related("assessor", "sheet__version").order_by("is_third", "pk")
    return sorted(rows, key=lambda row: (row.taken_off_at is not None, row.is_impartial is False))


def questions_of(application: Application) -> list[tuple[str, list[tuple[str, str]]]]:
    """The questions that an officer may ask to have corrected: by page, name and label."""
    _now, pages, _faults, _worked = page_of(last_sheet(application))
    return [(page.title, list(_questions(page.nodes))) for page in pages if any(_questions(page.nodes))]


def _questions(nodes: Iterable[Node]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if node.draw in {"question", "repeat"}:
            yield node.name, node.label
        elif node.draw in {"group", "matrix"}:
            yield from _questions(node.nodes)
