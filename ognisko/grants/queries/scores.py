"""What assessors gave, worked out: the result of each application of a call, in a fixed number of queries."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from ognisko.grants.models import Application, Assessment, Call
from ognisko.grants.rules.scoring import Card, Criterion, Discrepancy, Result, Rule, Scoring, Third, score


def scoring_of(call: Call) -> Scoring:
    """The scoring rules of a call, as the rules take them; one query."""
    discrepancy = Discrepancy(call.discrepancy_points, call.discrepancy_percent, call.discrepancy_across)
    return Scoring(
        criteria=tuple(
            Criterion(one.code, one.name, one.most, one.least, one.weight, one.least_percent, one.step)
            for one in call.criteria.all()
        ),
        rule=Rule(call.score_rule), assessors=call.assessors, trim=call.trim, least_percent=call.least_percent,
        discrepancy=None if discrepancy == Discrepancy() else discrepancy, third=Third(call.third),
        priorities_over_threshold=call.priorities_lift, places=call.decimals,
    )  # fmt: skip


def scores_of(call: Call, applications: Iterable[int] | None = None) -> dict[int, Result]:
    """The result of every application of the call that has a number, or of these; four queries.

    A card counts once it is handed in and has points in every criterion that the call has now.
    """
    scoring = scoring_of(call)
    rows = Application.objects.submitted().filter(call=call)
    if applications is not None:
        rows = rows.filter(pk__in=list(applications))
    lifted = dict(rows.annotate(lift=Sum("priorities__points")).values_list("pk", "lift").order_by("pk"))
    cards: dict[int, list[Card]] = {one: [] for one in lifted}
    for row in Assessment.objects.done().filter(application__in=rows).order_by("is_third", "pk"):
        if (card := card_of(row, scoring)) is not None:
            cards[row.application_id].append(card)
    return {one: score(cards[one], scoring, lifted[one] or 0) for one in lifted}


def card_of(row: Assessment, scoring: Scoring) -> Card | None:
    """The points of a card as the rules take them; None where a criterion of the call has none."""
    points = points_of(row.points)
    if any(one.code not in points for one in scoring.criteria):
        return None
    return Card(str(row.assessor_id), points)


def points_of(kept: Mapping[str, Any]) -> dict[str, Decimal]:
    """Points as they are kept, a text for each criterion's code."""
    return {code: Decimal(text) for code, text in kept.items() if text not in (None, "")}
