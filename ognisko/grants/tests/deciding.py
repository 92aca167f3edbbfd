"""Calls in which something is to be decided: applications with cards, a list, grants, agreements."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.grants.actions.agreements import (
    Part,
    approve_agreement,
    change_agreement,
    prepare_all,
    propose_signed,
)
from ognisko.grants.actions.awarding import approve_ranking, propose_ranking
from ognisko.grants.actions.money import fund
from ognisko.grants.actions.submitting import submit
from ognisko.grants.models import Agreement, Application, Assessment, Call
from ognisko.grants.rules.life import Stage
from ognisko.grants.tests.factories import application_form, draft, open_call
from ognisko.places.models import Place
from ognisko.questionnaires.actions import start_sheet
from ognisko.questionnaires.models import Version

ACCOUNT = "PL61109010140000071219812874"
PAYER = "PL83101010230000261395100000"


def assessed_call(officer: User, points: Sequence[tuple[int, int]], budget: int = 1000, **columns: Any) -> Call:
    """A call whose applications each have two cards; everybody asks for 450, the threshold is half of the points."""
    values: dict[str, Any] = {
        "least_percent": Decimal(50), "ties": ["criterion:idea", "earlier"], "payer_name": "Centrum OPUS (demo)",
        "payer_street": "Narutowicza 8", "payer_town": "90-135 Łódź", "payer_account": PAYER,
    }  # fmt: skip
    call = open_call(officer, **(values | columns))
    fund(call, Decimal(budget), on=timezone.localdate(), by=officer)
    place = Place.objects.get(pk=101401)
    assert call.application_form is not None
    form: Version = application_form(officer)
    assessors = [UserFactory(roles=["assessor"]) for _one in range(2)]
    for idea, costs in points:
        row = submit(draft(call, UserFactory(roles=[]), place), by=None).application
        Application.objects.filter(pk=row.pk).update(stage=Stage.REVIEW)
        for assessor in assessors:
            assess(row, assessor, idea, costs, form)
    return Call.objects.get(pk=call.pk)


def assess(row: Application, assessor: User, idea: int, costs: int, form: Version) -> Assessment:
    """A card handed in."""
    now = timezone.now()
    return Assessment.objects.create(
        application=row, assessor=assessor, is_impartial=True, declared_at=now, submitted_at=now,
        sheet=start_sheet(form, owner=assessor), points={"idea": str(idea), "costs": str(costs)},
    )  # fmt: skip


def stages(call: Call) -> list[str]:
    """The stages of a call's applications, in the order of their numbers."""
    return list(Application.objects.filter(call=call).order_by("serial").values_list("stage", flat=True))


def awarded_call(officer: User, second: User, grants: int = 2, **columns: Any) -> Call:
    """A call whose list was approved; all of its applications have a grant of 450."""
    call = assessed_call(officer, [(50, 30)] * grants, 450 * grants + 100, **columns)
    approve_ranking(propose_ranking(call, by=officer), by=second)
    return Call.objects.get(pk=call.pk)


def agreed_call(officer: User, second: User, grants: int = 2, **columns: Any) -> tuple[Call, list[Agreement]]:
    """A call whose agreements are signed, each paid at once."""
    call = awarded_call(officer, second, grants, **columns)
    rows = [filled(one, officer) for one in prepare_all(call, by=officer)]
    approve_agreement(propose_signed(rows, signed_on=timezone.localdate(), by=officer), by=second)
    found = Agreement.objects.filter(application__call=call).select_related("application__call")
    return Call.objects.get(pk=call.pk), list(found.order_by("serial"))


def filled(agreement: Agreement, by: User, account: str = ACCOUNT) -> Agreement:
    """An agreement that lacks nothing."""
    parts = [Part(one.amount, one.due_on, one.condition) for one in agreement.instalments.all()]
    return change_agreement(
        agreement, signatories="Zofia Malina", account=account, account_holder="Zofia Malina", terms="", parts=parts,
        by=by,
    )  # fmt: skip
