"""What a call lists in an order of its own: kinds of cost, documents, criteria, priorities; saved as one list."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Model, ProtectedError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.grants.actions.calls.refusals import CallRefusedError
from ognisko.grants.actions.calls.sections import refuse_ended, save_call
from ognisko.grants.actions.money import hold_call
from ognisko.grants.models import Assessment, Call, CostCategory, Criterion, Priority, RequiredDocument


@dataclass(frozen=True)
class CostDraft:
    """A kind of cost and its limits."""

    name: str
    most_per_piece: Decimal | None = None
    most: Decimal | None = None
    most_percent: Decimal | None = None
    code: str = ""
    id: int | None = None


@dataclass(frozen=True)
class DocumentDraft:
    """A document that an applicant adds."""

    name: str
    hint: str = ""
    is_required: bool = True
    kinds: Sequence[int] = ()
    id: int | None = None


@dataclass(frozen=True)
class CriterionDraft:
    """What assessors give points for."""

    name: str
    most: Decimal
    least: Decimal = Decimal(0)
    step: Decimal = Decimal(1)
    weight: Decimal = Decimal(1)
    least_percent: Decimal | None = None
    hint: str = ""
    code: str = ""
    id: int | None = None


@dataclass(frozen=True)
class PriorityDraft:
    """What a call favours, and its points."""

    name: str
    points: Decimal
    id: int | None = None


@transaction.atomic
def save_costs(call: Call, drafts: Sequence[CostDraft], *, by: User) -> None:
    """Write the kinds of cost in this order; what is left out goes, unless a budget uses it. CallRefusedError."""
    _save(call, CostCategory, drafts)


@transaction.atomic
def save_documents(call: Call, drafts: Sequence[DocumentDraft], *, by: User) -> None:
    """Write the documents in this order. Raises CallRefusedError."""
    _save(call, RequiredDocument, drafts)


@transaction.atomic
def save_criteria(call: Call, drafts: Sequence[CriterionDraft], *, by: User) -> None:
    """Write the criteria in this order; they stay once a card was handed in. Raises CallRefusedError."""
    if Assessment.objects.filter(application__call=call, submitted_at__isnull=False).exists():
        raise CallRefusedError(_("Somebody has given points already, so the criteria stay."))
    _save(call, Criterion, drafts)


@transaction.atomic
def save_priorities(call: Call, drafts: Sequence[PriorityDraft], *, by: User) -> None:
    """Write the priorities in this order. Raises CallRefusedError."""
    _save(call, Priority, drafts)


def _save(call: Call, model: type[Any], drafts: Sequence[Any]) -> None:
    row = hold_call(call.pk)
    refuse_ended(row)
    standing = {one.pk: one for one in model.objects.filter(call=row)}
    kept = {draft.id for draft in drafts}
    for pk, one in standing.items():
        if pk not in kept:
            _remove(one)
    taken = {one.code for pk, one in standing.items() if pk in kept and hasattr(one, "code")}
    for position, draft in enumerate(drafts):
        values = asdict(draft) | {"position": position}
        pk = values.pop("id")
        one = standing.get(pk) or model(call=row)
        if "code" in values:
            values["code"] = getattr(one, "code", "") or free_code(draft.code or draft.name, taken.__contains__)
            taken.add(values["code"])
        for name, value in values.items():
            setattr(one, name, list(value) if isinstance(value, tuple) else value)
        one.save()
    save_call(row)


def _remove(one: Model) -> None:
    try:
        one.delete()
    except ProtectedError as used:
        raise CallRefusedError(
            _("“%(name)s” stands in a budget already. Change its name or limits instead.") % {"name": one}
        ) from used


def free_code(text: str, is_taken: Callable[[str], bool]) -> str:
    """A short code made of a name, with a number where it is taken."""
    code = slugify(text.replace("ł", "l").replace("Ł", "L"))[:36].strip("-") or "x"
    found, number = code, 2
    while is_taken(found):
        found, number = f"{code}-{number}", number + 1
    return found
