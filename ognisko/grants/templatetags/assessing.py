"""Amounts and points as the pages of the review write them."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template

from ognisko.core.money import money_text
from ognisko.core.polish import number_text
from ognisko.grants.rules.life import Stage
from ognisko.grants.rules.scoring import decimal_of

register = template.Library()

MARKS = {
    Stage.DRAFT: "draft", Stage.SUBMITTED: "submitted", Stage.LATE: "late", Stage.CORRECTIONS: "attention",
    Stage.WITHDRAWN: "refused", Stage.REJECTED: "refused", Stage.REVIEW: "progress", Stage.RANKED: "progress",
    Stage.RESERVE: "attention", Stage.NOT_FUNDED: "refused", Stage.AWARDED: "done", Stage.GIVEN_UP: "refused",
    Stage.AGREED: "done", Stage.CARRIED_OUT: "progress", Stage.REPORTED: "submitted",
    Stage.REPORT_CORRECTIONS: "attention", Stage.ACCEPTED: "done", Stage.RETURNING: "late", Stage.CLOSED: "done",
    Stage.TERMINATED: "refused",
}  # fmt: skip
"""The mark of each stage, as ui's status draws it."""


@register.filter
def money(amount: Decimal | None, currency: str = "PLN") -> str:
    """An amount in the call's currency; a dash for none."""
    return money_text(amount, currency) if amount is not None else "–"


@register.filter
def points(value: Any) -> str:
    """Points without idle noughts; a dash for none."""
    if value is None:
        return "–"
    return number_text(decimal_of(value) if isinstance(value, Fraction) else value)


@register.filter
def mark(stage: str) -> str:
    """The mark of a stage."""
    return MARKS[Stage(stage)]
