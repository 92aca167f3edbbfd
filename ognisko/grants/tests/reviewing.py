"""A call under review for tests: submitted applications, assessors, cards with points."""

from typing import Any

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.grants.actions.assessing import declare, give, hand_in
from ognisko.grants.actions.checking import accept_formally, begin_check
from ognisko.grants.actions.submitting import submit
from ognisko.grants.models import Application, Assessment, Call
from ognisko.grants.tests.factories import draft
from ognisko.places.models import Place
from ognisko.questionnaires.models import AnswerSheet

FORMALLY_RIGHT = {"right": "yes", "complete": "yes", "limits": "yes"}


def submitted(call: Call, **columns: Any) -> Application:
    """An application that somebody has handed in."""
    owner = UserFactory(roles=[])
    return submit(draft(call, owner, Place.objects.get(pk=101401), **columns), by=owner).application


def accepted(call: Call, officer: User, **columns: Any) -> Application:
    """An application that passed the formal check."""
    row = submitted(call, **columns)
    AnswerSheet.objects.filter(pk=begin_check(row, by=officer).sheet_id).update(answers=FORMALLY_RIGHT)
    return accept_formally(row, by=officer)


def assessor(name: str = "Alicja Bór") -> User:
    return UserFactory(roles=["assessor"], name=name)


def declared(row: Application, who: User, officer: User, *, is_third: bool = False) -> Assessment:
    """A card whose assessor has declared to be impartial."""
    return declare(give(row, who, by=officer, is_third=is_third), impartial=True, by=who)


def filled(card: Assessment, idea: int, costs: int, recommended: str = "") -> Assessment:
    """A card with points and reasons, not handed in yet."""
    assert card.sheet is not None
    answers = {
        "idea": str(idea), "why-idea": "Potrzebne miejsce.", "costs": str(costs), "why-costs": "Ceny są uczciwe.",
        "recommended": recommended,
    }  # fmt: skip
    AnswerSheet.objects.filter(pk=card.sheet_id).update(answers=answers)
    card.refresh_from_db()
    return card


def scored(row: Application, who: User, officer: User, idea: int, costs: int, **options: Any) -> Assessment:
    """A card that was handed in."""
    card = filled(declared(row, who, officer, **options), idea, costs)
    return hand_in(card, by=who)
