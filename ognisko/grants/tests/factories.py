"""Programmes, calls and applications for tests: a call open now, a group with a good application."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import factory
from django.db import transaction
from django.utils import timezone
from factory.django import DjangoModelFactory

from ognisko.accounts.models import User
from ognisko.grants.actions.money import fund, move_money
from ognisko.grants.actions.submitting import submit
from ognisko.grants.entries import OF_APPLICATIONS, OF_CALLS
from ognisko.grants.models import Application, Author, Call, CostCategory, Criterion, Family, Member, Programme
from ognisko.grants.rules.life import Stage
from ognisko.grants.rules.money import Kind as MoneyKind
from ognisko.grants.rules.money import Posting as Move
from ognisko.ledger.actions import post
from ognisko.people.rules import Kind
from ognisko.places.models import Place
from ognisko.questionnaires.actions import add_questionnaire, publish, start_sheet
from ognisko.questionnaires.models import Use, Version
from ognisko.questionnaires.rules.changes import MARK
from ognisko.questionnaires.rules.definition import Definition, read


def words(text: str) -> dict[str, str]:
    return {"pl": text}


APPLICATION: Definition = read(
    {
        "title": words("Wniosek"),
        "languages": ["pl"],
        "items": [
            {
                "name": "idea", "type": "page", "label": words("Pomysł"),
                "items": [
                    {"name": "title", "type": "text", "label": words("Tytuł"), "required": "true()"},
                    {"name": "summary", "type": "long_text", "label": words("W skrócie")},
                    {"name": "since", "type": "date", "label": words("Od")},
                    {"name": "until", "type": "date", "label": words("Do")},
                ],
            },
            {
                "name": "costs", "type": "page", "label": words("Budżet"),
                "items": [
                    {
                        "name": "budget", "type": "repeat", "least": "1", "label": words("Koszty"),
                        "items": [
                            {"name": "line_name", "type": "text", "label": words("Koszt"), "required": "true()"},
                            {"name": "line_category", "type": "text", "label": words("Rodzaj")},
                            {"name": "line_quantity", "type": "number", "label": words("Ile")},
                            {"name": "line_price", "type": "money", "label": words("Cena"), "required": "true()"},
                            {"name": "line_volunteers", "type": "money", "label": words("Praca wolontariuszy")},
                        ],
                    }
                ],
            },
        ],
    }
)  # fmt: skip

ANSWERS: dict[str, Any] = {
    "title": "Ławki na Rybnej",
    "summary": "Zbijemy ławki.",
    "budget": [
        {MARK: "r1", "line_name": "Deski", "line_category": "materials", "line_quantity": "10", "line_price": "45.00"},
        {
            MARK: "r2", "line_name": "Praca", "line_category": "materials", "line_quantity": "2", "line_price": "35.00",
            "line_volunteers": "70.00",
        },
    ],
}  # fmt: skip


def application_form(by: User, definition: Definition = APPLICATION) -> Version:
    """A published questionnaire for applications."""
    questionnaire = add_questionnaire(title="Wniosek", use=Use.APPLICATION, definition=definition, by=by)
    return publish(questionnaire.versions.get(), by=by)


class ProgrammeFactory(DjangoModelFactory[Programme]):
    class Meta:
        model = Programme

    name = factory.Sequence(lambda number: f"Program {number}")
    address = factory.Sequence(lambda number: f"program-{number}")
    family = Family.LOCAL


class CallFactory(DjangoModelFactory[Call]):
    """A call that opened yesterday and closes in a week."""

    class Meta:
        model = Call

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda number: f"Mikrogranty {number}")
    address = factory.Sequence(lambda number: f"mikrogranty-{number}")
    opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    deadline = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    activity_since = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=40))
    activity_until = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=130))
    announced_at = factory.LazyAttribute(lambda call: call.opens_at)
    most = Decimal(6000)
    kinds = [Kind.INFORMAL_GROUP, Kind.ASSOCIATION]


def open_call(by: User, **columns: Any) -> Call:
    """A call with a questionnaire, two criteria and a kind of cost."""
    call = CallFactory(application_form=application_form(by), **columns)
    Criterion.objects.create(call=call, code="idea", name="Pomysł", most=Decimal(60))
    Criterion.objects.create(call=call, code="costs", name="Koszty", most=Decimal(40), position=1)
    CostCategory.objects.create(call=call, code="materials", name="materiały")
    with transaction.atomic():
        post(OF_CALLS, [call.pk], by=by)
    return call


def draft(call: Call, owner: User, place: Place, **columns: Any) -> Application:
    """A group's draft that can be submitted."""
    assert call.application_form is not None
    sheet = start_sheet(call.application_form, owner=owner)
    sheet.answers = ANSWERS
    sheet.save(update_fields=["answers"])
    values: dict[str, Any] = {
        "applicant_kind": Kind.INFORMAL_GROUP,
        "applicant_name": f"Grupa {sheet.pk}",
        "place": place,
        "contact_name": "Zofia Malina",
        "contact_email": owner.email,
        "declared": {"at": timezone.now().isoformat(), "sentences": ["Wszystko jest prawdą."]},
    }
    row = Application.objects.create(call=call, sheet=sheet, **(values | columns))
    Author.objects.create(application=row, user=owner, is_owner=True)
    for position, name in enumerate(("Zofia Malina", "Jan Jeżyna", "Ewa Porzeczka")):
        Member.objects.create(
            application=row, position=position, name=name, email=f"{position}.{sheet.pk}@poczta.example"
        )
    return row


REPORT: Definition = read(
    {
        "title": words("Sprawozdanie"),
        "languages": ["pl"],
        "items": [
            {
                "name": "done", "type": "page", "label": words("Co się udało"),
                "items": [
                    {"name": "story", "type": "long_text", "label": words("Co zrobiliście"), "required": "true()"},
                    {"name": "engaged", "type": "integer", "label": words("Ile osób działało")},
                    {"name": "reached", "type": "integer", "label": words("Ile osób skorzystało")},
                    {"name": "volunteer_hours", "type": "number", "label": words("Ile godzin pracy wolontariuszy")},
                ],
            }
        ],
    }
)  # fmt: skip


def report_form(by: User) -> Version:
    """A published questionnaire for reports."""
    questionnaire = add_questionnaire(title="Sprawozdanie", use=Use.REPORT, definition=REPORT, by=by)
    return publish(questionnaire.versions.get(), by=by)


def paid_grant(
    officer: User, owner: User, place: Place, *, agreed: str = "450.00", paid: str = "450.00"
) -> Application:
    """A grant that was awarded, agreed and paid, in the stage in which the agreement is signed."""
    call = open_call(officer, report_form=report_form(officer))
    today = timezone.localdate()
    fund(call, Decimal(1000), on=today, by=officer)
    row = submit(draft(call, owner, place), by=owner).application
    steps = (
        (Stage.AWARDED, MoneyKind.AWARDED, agreed), (Stage.AGREED, MoneyKind.AGREED, agreed),
        (Stage.AGREED, MoneyKind.PAID, paid),
    )  # fmt: skip
    columns = {"awarded": Decimal(agreed), "awarded_on": today, "since": today, "until": today}
    for stage, kind, amount in steps:
        Application.objects.filter(pk=row.pk).update(stage=stage, **columns)
        row = Application.objects.select_related("call").get(pk=row.pk)
        if Decimal(amount):
            move_money(row.call, [(row, Move(kind, Decimal(amount), today, str(row.pk)))], by=officer)
    with transaction.atomic():
        post(OF_APPLICATIONS, [row.pk], by=officer)
    return row
