"""The ranking list of a call as it stands now: computed from cards, rules and money, nothing of it is typed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.conf import settings
from django.db.models import Sum
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ognisko.core.money import money_text
from ognisko.core.polish import number_text
from ognisko.grants.models import About, Application, Assessment, Author, Balance, Call, Conflict, Decision
from ognisko.grants.queries.scores import scores_of
from ognisko.grants.rules import ranking, scoring
from ognisko.grants.rules.life import Stage, Step
from ognisko.grants.rules.money import Account
from ognisko.grants.rules.ranking import By, Standing

NOTHING = Decimal("0.00")

UNDECIDED = frozenset({Stage.REVIEW, Stage.RANKED})
"""Stages of those whom the next list decides on."""

BEFORE = frozenset({Stage.SUBMITTED, Stage.LATE, Stage.CORRECTIONS})
"""Stages of those who wait for the formal check."""

UNLISTED = BEFORE | {Stage.DRAFT, Stage.WITHDRAWN, Stage.REJECTED}
"""Stages that have no place on the list; a grant that was given up keeps its place."""


@dataclass(frozen=True)
class Line:
    """An application on the list: place, points, what set it behind an equal one, what it gets, the sum up to here."""

    application: Application
    score: scoring.Result
    place: int | None
    standing: Standing
    amount: Decimal = NOTHING
    running: Decimal | None = None
    behind_by: str = ""
    is_decided: bool = False

    @property
    def points(self) -> Decimal:
        """The points as the list shows them."""
        return scoring.decimal_of(self.score.points)

    @property
    def has_points(self) -> bool:
        """Whether a card counts; an application decided on before it came into the register has none."""
        return bool(self.score.counted)


@dataclass(frozen=True)
class Ranked:
    """The list in its parts, with the money: the pot, what it spends, what is left, what the next one would need."""

    call: Call
    funded: tuple[Line, ...] = ()
    tied: tuple[Line, ...] = ()
    reserve: tuple[Line, ...] = ()
    without: tuple[Line, ...] = ()
    below: tuple[Line, ...] = ()
    rejected: tuple[Application, ...] = ()
    waiting: tuple[Application, ...] = ()
    submitted: int = 0
    pot: Decimal = NOTHING
    left: Decimal = NOTHING
    rules: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = field(default=())

    @property
    def lines(self) -> tuple[Line, ...]:
        """All that were assessed, in their order."""
        return (*self.funded, *self.tied, *self.reserve, *self.without, *self.below)

    @property
    def waits_for_cards(self) -> tuple[Line, ...]:
        """Those whose cards are not all there yet: nobody knows where they will stand."""
        return tuple(line for line in self.below if line.score.waits_for)

    @property
    def below_threshold(self) -> tuple[Line, ...]:
        """Those whose points do not suffice."""
        return tuple(line for line in self.below if not line.score.waits_for)

    @property
    def spent(self) -> Decimal:
        """What those who are funded take of the pot."""
        return self.pot - self.left

    @property
    def next_amount(self) -> Decimal | None:
        """What the first one behind the line needs."""
        behind = (*self.tied, *self.reserve, *self.without)
        return asked(behind[0].application) if behind else None

    @property
    def passed(self) -> int:
        """How many reached the thresholds."""
        return len(self.funded) + len(self.tied) + len(self.reserve) + len(self.without)


@dataclass(frozen=True)
class Proposed:
    """What the list would decide on one application."""

    application: Application
    step: Step
    amount: Decimal | None
    rank: int | None
    points: Decimal
    reason: str = ""

    @property
    def key(self) -> tuple[int, str, Decimal | None]:
        """What two persons agree on: who, what happens, how much."""
        return self.application.pk, self.step, self.amount


@dataclass(frozen=True)
class Check:
    """One thing that is looked at before the list is decided on; a blocking one keeps it from being proposed."""

    is_met: bool
    sentence: str
    is_blocking: bool = True
    applications: tuple[Application, ...] = ()


def asked(application: Application) -> Decimal:
    """What a grant would be: the amount that the panel recommends, else what was asked for."""
    return application.amount if application.recommended is None else application.recommended


def ties_of(call: Call) -> tuple[ranking.Step, ...]:
    """The steps by which equal points are parted, as the call keeps them: ``criterion:CODE`` or the name of a step."""
    steps = []
    for written in call.ties:
        name, _colon, code = written.partition(":")
        if name in By.values:
            steps.append(ranking.Step(By(name), code))
    return tuple(steps)


def step_text(step: ranking.Step, names: Mapping[str, str]) -> str:
    """A step in words."""
    if step.by is By.CRITERION:
        return _("points in “%(criterion)s”") % {"criterion": names.get(step.criterion, step.criterion)}
    return str(step.by.label)


def ranked(call: Call, scores: Mapping[int, scoring.Result] | None = None) -> Ranked:
    """The list of a call; a fixed number of queries.

    What was decided stands as it was decided. The rest, those on the reserve list included, shares what is left to
    award by its places.
    """
    found = scores_of(call) if scores is None else scores
    rows = list(call.applications.submitted().select_related("place", "party", "sheet").order_by("serial"))
    listed = {row.number: row for row in rows if row.at not in UNLISTED and row.pk in found}
    names = dict(call.criteria.values_list("code", "name"))
    rules = _rules(call, call.left_to_award)
    order = ranking.ranking(_entries(listed.values(), found), rules)
    pool = [row for row in listed.values() if row.at in UNDECIDED or row.at is Stage.RESERVE]
    free = {row.key: row for row in ranking.ranking(_entries(pool, found), rules).rows}
    lines: dict[Standing, list[Line]] = defaultdict(list)
    running, left = NOTHING, call.left_to_award
    for one in order.rows:
        row = listed[one.key]
        standing, amount = _standing(row, found[row.pk], free.get(one.key))
        is_funded = standing in {Standing.FUNDED, Standing.PARTLY}
        if is_funded:
            running += amount
            left -= amount if one.key in free else NOTHING
        behind = step_text(one.behind_by, names) if one.behind_by else ""
        line = Line(
            row, found[row.pk], one.place, standing, amount, running if is_funded else None, behind,
            row.at not in UNDECIDED,
        )  # fmt: skip
        lines[Standing.FUNDED if is_funded else standing].append(line)
    return Ranked(
        call, tuple(lines[Standing.FUNDED]), tuple(lines[Standing.TIED]), tuple(lines[Standing.RESERVE]),
        tuple(lines[Standing.WITHOUT]), tuple(lines[Standing.BELOW]),
        tuple(row for row in rows if row.at is Stage.REJECTED), tuple(row for row in rows if row.at in BEFORE),
        len(rows), pot_of(call), left, tuple(step_text(step, names) for step in rules.ties), _conflicts(call),
    )  # fmt: skip


def pot_of(call: Call) -> Decimal:
    """All that was ever put into the budget of the call; one query."""
    into = Balance.objects.filter(call=call, application=None, account=Account.FUNDER.value)
    return -(into.aggregate(all=Sum("amount"))["all"] or NOTHING)


def _entries(rows: Iterable[Application], scores: Mapping[int, scoring.Result]) -> list[ranking.Entry]:
    return [
        ranking.Entry(
            row.number, scores[row.pk].points, asked(row), row.submitted_at or row.started_at,
            scores[row.pk].by_criterion, scores[row.pk].waits_for == 0 and scores[row.pk].passed,
        )
        for row in rows
    ]  # fmt: skip


def _rules(call: Call, budget: Decimal) -> ranking.Rules:
    return ranking.Rules(
        budget, ties_of(call), call.lot_seed, call.may_fund_partly, call.least_partial, call.may_skip,
        call.most_reserve,
    )  # fmt: skip


def _standing(row: Application, score: scoring.Result, free: ranking.Row | None) -> tuple[Standing, Decimal]:
    """Where an application stands: as it was decided, else as the money reaches.

    What was decided waits for no card, also where none was ever kept here.
    """
    if free is None:
        if row.awarded is not None and row.at is not Stage.GIVEN_UP:
            return Standing.FUNDED, row.awarded
        return (Standing.BELOW if score.below and not score.waits_for else Standing.WITHOUT), NOTHING
    if row.at is Stage.RESERVE and free.standing not in {Standing.FUNDED, Standing.PARTLY}:
        return Standing.RESERVE, NOTHING
    return free.standing, free.amount


def _conflicts(call: Call) -> tuple[str, ...]:
    """The numbers of applications that somebody assessed who is in conflict with them or writes them."""
    done = Assessment.objects.done().filter(application__call=call)
    pairs = set(done.values_list("application_id", "assessor_id"))
    noted = set(Conflict.objects.filter(application__call=call).values_list("application_id", "assessor_id"))
    writers = set(Author.objects.filter(application__call=call).values_list("application_id", "user_id"))
    wrong = {application for application, _assessor in pairs & (noted | writers)}
    return tuple(call.applications.filter(pk__in=wrong).order_by("serial").values_list("number", flat=True))


def checks(found: Ranked) -> list[Check]:
    """What is looked at before two persons decide; no query."""
    undecided = [line for line in found.lines if not line.is_decided]
    without_cards = tuple(line.application for line in undecided if line.score.waits_for)
    apart = tuple(line.application for line in undecided if line.score.discrepant)
    open_ = tuple(line.application for line in undecided if line.score.discrepant and line.score.waits_for)
    waiting = len(found.waiting)
    return [
        Check(
            not waiting,
            ngettext(
                "%(count)s application waits for its formal check",
                "%(count)s applications wait for their formal check", waiting,
            ) % {"count": waiting} if waiting else _("every application went through the formal check"),
            applications=found.waiting,
        ),
        Check(
            not without_cards,
            ngettext("%(count)s application lacks cards", "%(count)s applications lack cards", len(without_cards))
            % {"count": len(without_cards)} if without_cards else _("all cards are there"),
            applications=without_cards,
        ),
        Check(
            not found.conflicts,
            _("assessed in spite of a conflict of interest: %(numbers)s") % {"numbers": ", ".join(found.conflicts)}
            if found.conflicts else _("nobody assessed what they are involved in"),
        ),
        Check(
            found.left >= 0,
            _("the sum fits into the budget") if found.left >= 0 else _("the sum is above the budget"),
        ),
        Check(
            not open_,
            _discrepancy(len(apart), len(open_)), applications=apart,
        ),
        Check(
            not found.tied,
            _("equal points at the line: draw lots, with a seed in the settings of the call")
            if found.tied else _("no two are equal where the money ends"),
            applications=tuple(line.application for line in found.tied),
        ),
    ]  # fmt: skip


def _discrepancy(apart: int, waiting: int) -> str:
    if not apart:
        return _("no two assessors differ by more than the rules allow")
    if waiting:
        text = ngettext(
            "in %(count)s application the assessors differ too much, a third card is awaited",
            "in %(count)s applications the assessors differ too much, a third card is awaited", waiting,
        )  # fmt: skip
        return text % {"count": waiting}
    text = ngettext(
        "in %(count)s application the assessors differed, a third one decided",
        "in %(count)s applications the assessors differed, a third one decided", apart,
    )  # fmt: skip
    return text % {"count": apart}


def proposed_lines(found: Ranked, *, close_reserve: bool = False) -> list[Proposed]:
    """What the list would decide now: on all that nobody decided on, and on the reserve list where money is left."""
    places = {line.application.pk: place for place, line in enumerate(found.reserve, 1)}
    with translation.override(settings.LANGUAGE_CODE):  # the applicant reads the reason
        made = []
        for line in found.lines:
            row = line.application
            on_reserve = row.at is Stage.RESERVE
            if row.at not in UNDECIDED and not on_reserve:
                continue
            step, amount, reason = _decided(found, line, places.get(row.pk))
            if on_reserve and step is Step.RESERVE:
                if not close_reserve:
                    continue
                step, reason = Step.DECLINE, _("The money of the call was enough for those before on the list.")
            made.append(Proposed(row, step, amount, line.place, line.points, reason))
    return made


def _decided(found: Ranked, line: Line, reserve: int | None) -> tuple[Step, Decimal | None, str]:
    match line.standing:
        case Standing.FUNDED | Standing.PARTLY:
            return Step.AWARD, line.amount, ""
        case Standing.RESERVE:
            return Step.RESERVE, None, _("Place %(place)s on the reserve list.") % {"place": reserve or line.place}
        case Standing.BELOW:
            text = _("With %(points)s points it did not reach the threshold.")
            return Step.DECLINE, None, text % {"points": number_text(line.points)}
    words = {"points": number_text(line.points), "place": str(line.place or "–")}
    text = _("With %(points)s points it came to place %(place)s; the money of the call was enough for those before.")
    return Step.DECLINE, None, text % words


def changes(decision: Decision, now: Iterable[Proposed], currency: str) -> list[str]:
    """What a list proposed earlier would say otherwise today, in sentences; nothing where both are the same."""
    before = {
        line.application_id: (line.step, line.amount, line.application.number)
        for line in decision.lines.select_related("application")
    }
    after = {one.application.pk: (one.step, one.amount, one.application.number) for one in now}
    found = []
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        words = {
            "number": (old or new or ("", None, ""))[2],
            "before": _said(old, currency), "after": _said(new, currency),
        }  # fmt: skip
        found.append(_("%(number)s: %(before)s, now %(after)s") % words)
    return found


def _said(one: tuple[str, Decimal | None, str] | None, currency: str) -> str:
    if one is None:
        return _("not on the list")
    label = str(Step(one[0]).label)
    return f"{label} {money_text(one[1], currency)}" if one[1] is not None else label


def open_ranking(call: Call) -> Decision | None:
    """The list that waits for its second person."""
    rows = call.decisions.filter(about=About.RANKING, approved_at=None, sent_back_at=None)
    return rows.select_related("proposed_by").first()
