"""How the review of a call goes: per application and per assessor, what is missing, where assessors differ."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from django.db.models import Q, QuerySet

from ognisko.accounts.models import Role, User
from ognisko.grants.models import Application, Assessment, Call, Conflict
from ognisko.grants.queries.scores import card_of, scores_of, scoring_of
from ognisko.grants.rules.assignment import Assignment, Task, assigned
from ognisko.grants.rules.cards import reason_on
from ognisko.grants.rules.life import Stage
from ognisko.grants.rules.scoring import Result, total
from ognisko.questionnaires.rules.answers import work_out

UNDER_REVIEW = (Stage.REVIEW, Stage.RANKED)


@dataclass(frozen=True)
class Reviewed:
    """An application under review: its cards, its result, and what is missing in words' order of need."""

    application: Application
    cards: tuple[Assessment, ...]
    back: tuple[Assessment, ...]
    result: Result
    needs: int
    totals: Mapping[int, Fraction | None] = field(default_factory=dict)

    @property
    def wants_third(self) -> bool:
        """Whether the two differ above the rule and nobody has the third card yet."""
        return self.result.discrepant and not any(card.is_third for card in self.cards)

    @property
    def is_ready(self) -> bool:
        """Whether every card is there."""
        return self.result.waits_for == 0

    @property
    def done(self) -> int:
        """Cards handed in."""
        return sum(card.submitted_at is not None for card in self.cards)


@dataclass(frozen=True)
class Workload:
    """What an assessor has in a call."""

    assessor: User
    given: int
    done: int
    undeclared: int

    @property
    def open(self) -> int:
        """Cards that are still to come."""
        return self.given - self.done


@dataclass(frozen=True)
class Progress:
    """The review of a call as it stands."""

    rows: tuple[Reviewed, ...]
    people: tuple[Workload, ...]

    @property
    def ready(self) -> list[Reviewed]:
        """Those that can go on the ranking list."""
        return [row for row in self.rows if row.is_ready and row.application.at is Stage.REVIEW]

    @property
    def discrepant(self) -> list[Reviewed]:
        """Those that want a third assessor."""
        return [row for row in self.rows if row.wants_third]

    @property
    def lacking(self) -> list[Reviewed]:
        """Those that have too few assessors."""
        return [row for row in self.rows if row.needs]


def progress_of(call: Call) -> Progress:
    """The whole review of a call; a fixed number of queries."""
    applications = list(call.applications.filter(stage__in=UNDER_REVIEW).select_related("place").order_by("serial"))
    scoring, scores = scoring_of(call), scores_of(call, [row.pk for row in applications])
    cards: dict[int, list[Assessment]] = {row.pk: [] for row in applications}
    for card in _cards(call, applications):
        cards[card.application_id].append(card)
    rows = []
    for row in applications:
        standing = tuple(one for one in cards[row.pk] if one.is_impartial is not False)
        result = scores[row.pk]
        wanted = call.assessors + result.discrepant
        counted = {one.pk: card_of(one, scoring) for one in standing if one.submitted_at}
        rows.append(
            Reviewed(
                row, standing, tuple(one for one in cards[row.pk] if one.is_impartial is False), result,
                max(wanted - len(standing), 0),
                {pk: total(card, scoring) if card else None for pk, card in counted.items()},
            )
        )  # fmt: skip
    return Progress(tuple(rows), tuple(_people(rows)))


def _cards(call: Call, applications: Iterable[Application]) -> QuerySet[Assessment]:
    found = Assessment.objects.filter(application__in=list(applications), taken_off_at=None)
    return found.select_related("assessor").order_by("is_third", "pk")


def _people(rows: Iterable[Reviewed]) -> Iterable[Workload]:
    cards = [card for row in rows for card in row.cards]
    given, done = Counter(card.assessor for card in cards), Counter(c.assessor for c in cards if c.submitted_at)
    undeclared = Counter(card.assessor for card in cards if card.is_impartial is None)
    for one in sorted(given, key=lambda user: (user.name, user.pk)):
        yield Workload(one, given[one], done[one], undeclared[one])


def assessors() -> QuerySet[User]:
    """Who can be given applications."""
    can = Q(roles__contains=[Role.ASSESSOR]) | Q(roles__contains=[Role.GRANTS_OFFICER])
    return User.objects.filter(can, is_active=True).order_by("name", "pk")


def plan_of(call: Call, people: Mapping[int, int | None], seed: str) -> tuple[Assignment, list[Application]]:
    """Who would get what: even load, conflicts left out, what was given by hand stays; three queries.

    The same people, limits and seed give the same plan as long as nothing else has changed.
    """
    rows = list(call.applications.filter(stage=Stage.REVIEW).order_by("serial"))
    kept: dict[str, list[str]] = {str(row.pk): [] for row in rows}
    standing = Assessment.objects.standing().filter(application__in=rows).order_by("is_third", "pk")
    for application, assessor in standing.values_list("application", "assessor"):
        kept[str(application)].append(str(assessor))
    conflicts = Conflict.objects.filter(application__in=rows).values_list("application", "assessor")
    task = Task(
        applications=[str(row.pk) for row in rows],
        assessors={str(one): most for one, most in people.items()},
        each=call.assessors,
        conflicts={(str(application), str(assessor)) for application, assessor in conflicts},
        kept=kept,
        seed=seed,
    )
    return assigned(task), rows


# Assessors' own -------------------------------------------------------------------------------------------------------


def waiting_for(user: User) -> QuerySet[Assessment]:
    """What this assessor has, in calls that are not over; what was taken off them is theirs no more."""
    rows = Assessment.objects.standing().filter(assessor=user).exclude(application__stage=Stage.WITHDRAWN)
    return (
        rows.select_related("application__call")
        .prefetch_related("application__members")
        .order_by("application__call__review_until", "application__call", "application__serial")
    )


# The panel ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OnTable:
    """An application as the panel talks about it: cards side by side, with reasons."""

    reviewed: Reviewed
    criteria: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def panel_of(call: Call, progress: Progress, application: int) -> OnTable | None:
    """The cards of one application by criterion: points and reasons of each assessor, in the order of the cards."""
    found = next((row for row in progress.rows if row.application.pk == application), None)
    if found is None:
        return None
    done = [card for card in found.cards if card.submitted_at]
    rows = Assessment.objects.filter(pk__in=[card.pk for card in done]).select_related("sheet__version")
    sheets = {
        row.pk: work_out(row.sheet.version.content, row.sheet.answers, row.sheet.saved_at.date(), row.sheet.language)
        for row in rows
        if row.sheet
    }
    return OnTable(
        found,
        tuple(
            (
                one.name,
                tuple((str(card.points.get(one.code, "")), reason_on(sheets[card.pk], one.code)) for card in done),
            )
            for one in call.criteria.all()
        ),
    )
