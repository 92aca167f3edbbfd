"""What an applicant still has to do before an application can be handed in: one task for each part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.files.models import File
from ognisko.grants.models import Application, Call, Member, RequiredDocument
from ognisko.grants.rules import budget, eligibility, parts
from ognisko.grants.rules.budget import Base, Breach, Limits, Source
from ognisko.grants.rules.eligibility import Conditions, Patron
from ognisko.grants.rules.life import Stage
from ognisko.people.rules import GROUPS
from ognisko.questionnaires.queries import Node, Page, page_of
from ognisko.questionnaires.rules.answers import Sheet


@dataclass(frozen=True)
class Task:
    """One part of an application: where it is, whether it is done, what is wrong in words."""

    key: str
    name: str
    note: str = ""
    is_done: bool = True
    wrong: int = 0
    sentences: tuple[str, ...] = field(default=())
    is_begun: bool = True
    page: int = 0

    @property
    def state(self) -> str:
        """How far it is, as ui's status names it."""
        if self.wrong:
            return "late"
        return "done" if self.is_done else "progress" if self.is_begun else "missing"


APPLICANT_TASK, DOCUMENTS_TASK = "applicant", "documents"
"""Names by which an officer lets something be corrected that is no question."""


def tasks_of(row: Application, today: date | None = None) -> list[Task]:
    """Who applies, each page of answers with the budget on its own, documents, declarations; a fixed number of queries.

    While corrections are made, what may not be corrected is not asked again.
    """
    return looked_at(row, today)[0]


def looked_at(row: Application, today: date | None = None) -> tuple[list[Task], Sheet]:
    """The tasks of an application, and its answers worked out."""
    today = today or timezone.localdate()
    _now, pages, _found, sheet = page_of(row.sheet, today=today, currency=row.call.currency)
    broken = breaches(row, sheet)
    tasks = [
        *_applicant_task(row, today),
        *(_page_task(row, page, broken) for page in pages),
        *_documents_task(row),
        *_declarations_task(row),
    ]
    return tasks, sheet


def may_change(row: Application, what: str) -> bool:
    """Say whether a part that is no question may be changed now: in a draft all, in corrections what was named."""
    return row.at is Stage.DRAFT or (row.at is Stage.CORRECTIONS and what in row.correctable)


def _applicant_task(row: Application, today: date) -> list[Task]:
    if row.at is Stage.CORRECTIONS and not may_change(row, APPLICANT_TASK):
        return [Task(APPLICANT_TASK, _("Who applies"))]
    unmet = tuple(one.sentence for one in eligibility.unmet(conditions(row.call), applicant(row), today))
    return [Task(APPLICANT_TASK, _("Who applies"), is_done=not unmet, wrong=len(unmet), sentences=unmet)]


def _page_task(row: Application, page: Page, broken: Sequence[Breach]) -> Task:
    """One page; the limits of the call are a matter of the page that holds the budget."""
    mine = broken if _holds(page.nodes, parts.names(row.call.fields)["budget"]) else ()
    is_begun = bool(page.answered) or _is_answered(page.nodes)
    wrong = page.wrong + (len(mine) if is_begun else 0)
    is_done = not page.wrong and page.answered >= page.asked and not mine
    return Task(
        f"page.{page.number}", page.title, is_done=is_done, wrong=wrong,
        sentences=tuple(breach.sentence for breach in mine), is_begun=is_begun, page=page.number,
    )  # fmt: skip


def _holds(nodes: Sequence[Node], name: str) -> bool:
    return any(node.name == name or _holds(node.nodes, name) for node in nodes)


def _is_answered(nodes: Sequence[Node]) -> bool:
    return any((node.draw == "question" and bool(node.typed)) or _is_answered(node.nodes) for node in nodes)


def _documents_task(row: Application) -> list[Task]:
    if not documents_of(row):
        return []
    if row.at is Stage.CORRECTIONS and not may_change(row, DOCUMENTS_TASK):
        return [Task(DOCUMENTS_TASK, _("Documents"))]
    lacking = tuple(missing_documents(row))
    return [Task(DOCUMENTS_TASK, _("Documents"), is_done=not lacking, sentences=lacking, is_begun=False)]


def _declarations_task(row: Application) -> list[Task]:
    is_done = bool(row.declared) or row.at is not Stage.DRAFT
    return [Task("declarations", _("Declarations"), is_done=is_done, is_begun=False)]


def conditions(call: Call) -> Conditions:
    """Who may apply, as the rules take it; one query."""
    return Conditions(
        kinds=frozenset(call.kinds), areas=tuple(call.areas.values_list("pk", flat=True)), groups=frozenset(GROUPS),
        patron=Patron(call.patron), patron_kinds=frozenset(call.patron_kinds), least_adults=call.least_adults,
        oldest_months=call.oldest_months, youngest_months=call.youngest_months, most_income=call.most_income,
        currency=call.currency, most_applications=call.most_applications, one_group_each=call.one_group_each,
        no_officeholders=call.no_officeholders,
    )  # fmt: skip


def applicant(row: Application) -> eligibility.Applicant:
    """Who applies, as the rules take it; two queries. A person is known in another group by e-mail or phone."""
    members = list(row.members.all())
    others = _other_groups(row, members) if row.call.one_group_each else {}
    before = row.call.applications.submitted().exclude(pk=row.pk).exclude(stage="withdrawn")
    same = before.filter(nip=row.nip) if row.nip else before.filter(applicant_name__iexact=row.applicant_name)
    return eligibility.Applicant(
        kind=row.applicant_kind, place=row.place_id,
        members=tuple(
            eligibility.Member(one.name, one.is_adult, tuple(others.get(one.pk, ())), one.holds_office)
            for one in members
        ),
        patron_kind=row.patron_kind if row.patron_name else None, registered_on=row.registered_on,
        income=row.yearly_income, submitted_before=same.count() if row.call.most_applications else 0,
    )  # fmt: skip


def _other_groups(row: Application, members: list[Member]) -> Mapping[int, list[str]]:
    known = Q(pk__in=[])
    for one in members:
        if one.email:
            known |= Q(email__iexact=one.email)
        if one.phone:
            known |= Q(phone=one.phone)
    elsewhere = Member.objects.filter(known, application__call=row.call, application__serial__isnull=False)
    found: dict[int, list[str]] = {}
    rows = elsewhere.exclude(application=row).exclude(application__stage="withdrawn")
    for email, phone, name in rows.values_list("email", "phone", "application__applicant_name"):
        for one in members:
            if (email and email.lower() == one.email.lower()) or (phone and phone == one.phone):
                found.setdefault(one.pk, []).append(name)
    return found


def limits(call: Call) -> Limits:
    """What the call lets a budget be, as the rules take it; one query."""
    shares = {
        Source.FINANCIAL: call.financial_percent,
        Source.IN_KIND: call.in_kind_percent,
        Source.VOLUNTEERS: call.volunteers_percent,
    }
    return Limits(
        currency=call.currency, least=call.least, most=call.most, base=Base(call.own_base),
        own_percent=call.own_percent, shares={source: share for source, share in shares.items() if share is not None},
        sources=frozenset(Source(one) for one in call.sources) | {Source.GRANT} if call.sources else frozenset(Source),
        most_rate=call.volunteer_rate,
        categories=tuple(
            budget.Category(one.code, one.name, one.most_per_piece, one.most, one.most_percent)
            for one in call.categories.all()
        ),
        since=call.activity_since, until=call.activity_until,
    )  # fmt: skip


def breaches(row: Application, sheet: Any) -> tuple[Breach, ...]:
    """Where the budget of a draft breaks the call's limits."""
    lines = parts.read_parts(sheet, row.sheet.answers, row.call.fields).lines
    return budget.breaches(lines, limits(row.call))


def documents_of(row: Application) -> list[RequiredDocument]:
    """The documents that this applicant is asked for; one query."""
    return [one for one in row.call.documents.all() if not one.kinds or row.applicant_kind in one.kinds]


def missing_documents(row: Application) -> list[str]:
    """The required documents of which no file was sent; two queries."""
    asked = [one for one in documents_of(row) if one.is_required]
    holders = [document_holder(row, one.pk) for one in asked]
    there = set(File.objects.kept().filter(holder__in=holders).values_list("holder", flat=True)) if asked else set()
    return [one.name for one in asked if document_holder(row, one.pk) not in there]


def document_holder(row: Application, document: int) -> str:
    """What the files of a required document belong to."""
    return f"grants.application:{row.pk}.{document}"
