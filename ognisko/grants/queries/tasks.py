"""What an applicant still has to do before an application can be handed in: one task for each part."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.files.models import File
from ognisko.grants.models import Application, Call, Member
from ognisko.grants.rules import budget, eligibility, parts
from ognisko.grants.rules.budget import Base, Breach, Limits, Source
from ognisko.grants.rules.eligibility import Conditions, Patron
from ognisko.people.rules import GROUPS
from ognisko.questionnaires.rules.answers import faults, work_out


@dataclass(frozen=True)
class Task:
    """One part of an application: where it is, whether it is done, what is wrong in words."""

    key: str
    name: str
    note: str = ""
    is_done: bool = True
    wrong: int = 0
    sentences: tuple[str, ...] = field(default=())


def tasks_of(row: Application, today: date | None = None) -> list[Task]:
    """Who applies, each page of answers, the budget, documents; a fixed number of queries."""
    today = today or timezone.localdate()
    unmet = tuple(one.sentence for one in eligibility.unmet(conditions(row.call), applicant(row), today))
    sheet = work_out(row.sheet.version.content, row.sheet.answers, today, row.sheet.language)
    found = faults(sheet)
    broken = tuple(breach.sentence for breach in breaches(row, sheet))
    lacking = tuple(missing_documents(row))
    return [
        Task("applicant", _("Who applies"), is_done=not unmet, wrong=len(unmet), sentences=unmet),
        Task("answers", _("Answers"), is_done=not found, wrong=len(found)),
        Task("budget", _("Budget"), is_done=not broken, wrong=len(broken), sentences=broken),
        Task("documents", _("Documents"), is_done=not lacking, wrong=len(lacking), sentences=lacking),
    ]


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


def missing_documents(row: Application) -> list[str]:
    """The required documents of which no file was sent; two queries."""
    asked = [
        one
        for one in row.call.documents.all()
        if one.is_required and (not one.kinds or row.applicant_kind in one.kinds)
    ]
    holders = [document_holder(row, one.pk) for one in asked]
    there = set(File.objects.kept().filter(holder__in=holders).values_list("holder", flat=True)) if asked else set()
    return [one.name for one in asked if document_holder(row, one.pk) not in there]


def document_holder(row: Application, document: int) -> str:
    """What the files of a required document belong to."""
    return f"grants.application:{row.pk}.{document}"
