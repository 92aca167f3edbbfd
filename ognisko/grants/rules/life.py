"""What may happen to an application and its grant is one table: from which stage, by whom, to which, what follows.

Who does it is a part that a person plays in this application, not a role of their account: permissions.py says who
plays it. What awards, agrees or closes needs two persons: the one who proposes and another who approves. MONEY names
the postings of rules/money.py that a stage lets happen; nothing else may move money.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ognisko.grants.rules.money import Kind, Money


class Stage(models.TextChoices):
    """How far an application, then its grant, has come."""

    DRAFT = "draft", pgettext_lazy("grant", "draft")
    SUBMITTED = "submitted", pgettext_lazy("grant", "submitted")
    LATE = "late", pgettext_lazy("grant", "came late")
    CORRECTIONS = "corrections", pgettext_lazy("grant", "waits for corrections")
    WITHDRAWN = "withdrawn", pgettext_lazy("grant", "withdrawn")
    REJECTED = "rejected", pgettext_lazy("grant", "rejected formally")
    REVIEW = "review", pgettext_lazy("grant", "in merit review")
    RANKED = "ranked", pgettext_lazy("grant", "on the ranking list")
    RESERVE = "reserve", pgettext_lazy("grant", "on the reserve list")
    NOT_FUNDED = "not funded", pgettext_lazy("grant", "not funded")
    AWARDED = "awarded", pgettext_lazy("grant", "awarded")
    GIVEN_UP = "given up", pgettext_lazy("grant", "given up")
    AGREED = "agreed", pgettext_lazy("grant", "agreement signed")
    CARRIED_OUT = "carried out", pgettext_lazy("grant", "being carried out")
    REPORTED = "reported", pgettext_lazy("grant", "report submitted")
    REPORT_CORRECTIONS = "report corrections", pgettext_lazy("grant", "report waits for corrections")
    ACCEPTED = "accepted", pgettext_lazy("grant", "report accepted")
    RETURNING = "returning", pgettext_lazy("grant", "money to return")
    CLOSED = "closed", pgettext_lazy("grant", "settled")
    TERMINATED = "terminated", pgettext_lazy("grant", "terminated")


class Actor(models.TextChoices):
    """The part that somebody plays."""

    APPLICANT = "applicant", gettext_lazy("applicant")
    OFFICER = "officer", gettext_lazy("officer")
    PANEL = "panel", gettext_lazy("panel")
    APPROVER = "approver", gettext_lazy("approver")
    CLOCK = "clock", gettext_lazy("the clock")


class Step(models.TextChoices):
    """What happens."""

    SUBMIT = "submit", pgettext_lazy("grant", "submitted")
    SUBMIT_LATE = "submit late", pgettext_lazy("grant", "came after the deadline")
    ADMIT_LATE = "admit late", pgettext_lazy("grant", "admitted although late")
    WITHDRAW = "withdraw", pgettext_lazy("grant", "withdrawn")
    CALL_FOR_CORRECTIONS = "call for corrections", pgettext_lazy("grant", "called for corrections")
    CORRECT = "correct", pgettext_lazy("grant", "corrected")
    LET_CORRECTIONS_LAPSE = "let corrections lapse", pgettext_lazy("grant", "no corrections in time")
    ACCEPT_FORMALLY = "accept formally", pgettext_lazy("grant", "formally correct")
    REJECT = "reject", pgettext_lazy("grant", "rejected formally")
    RANK = "rank", pgettext_lazy("grant", "put on the ranking list")
    APPEAL = "appeal upheld", pgettext_lazy("grant", "appeal upheld")
    AWARD = "award", pgettext_lazy("grant", "grant awarded")
    RESERVE = "put on reserve", pgettext_lazy("grant", "put on the reserve list")
    DECLINE = "decline", pgettext_lazy("grant", "not funded")
    GIVE_UP = "give up", pgettext_lazy("grant", "grant given up")
    AGREE = "agree", pgettext_lazy("grant", "agreement signed")
    ANNEX = "annex", pgettext_lazy("grant", "annex signed")
    START = "start", pgettext_lazy("grant", "work begun")
    REPORT = "report", pgettext_lazy("grant", "report submitted")
    CALL_FOR_REPORT_CORRECTIONS = (
        "call for report corrections",
        pgettext_lazy("grant", "called for corrections of the report"),
    )
    CORRECT_REPORT = "correct report", pgettext_lazy("grant", "report corrected")
    ACCEPT = "accept", pgettext_lazy("grant", "report accepted")
    DEMAND_RETURN = "demand return", pgettext_lazy("grant", "return demanded")
    CLOSE = "close", pgettext_lazy("grant", "grant settled")
    TERMINATE = "terminate", pgettext_lazy("grant", "agreement terminated")
    REOPEN = "reopen", pgettext_lazy("grant", "opened again")
    WRITE_OFF = "write off", pgettext_lazy("grant", "money written off")
    WAIVE_INTEREST = "waive interest", pgettext_lazy("grant", "interest waived")


class Follow(Enum):
    """What follows from a step, in its transaction or as a task after it."""

    NUMBER = "number"
    SNAPSHOT = "snapshot"
    LETTER = "letter"
    REASON = "reason"
    ENTRIES = "entries"
    MONEY = "money"
    DEADLINE = "deadline"
    CERTIFICATE = "certificate"


@dataclass(frozen=True)
class Transition:
    """One line of the table."""

    step: Step
    sources: frozenset[Stage]
    target: Stage
    who: frozenset[Actor]
    follows: tuple[Follow, ...] = ()
    two_persons: bool = False


class Forbidden(ValueError):
    """The step is not for this stage, or not for who asks for it."""


def _line(
    step: Step, sources: str, target: str, who: str, follows: str = "", *, two_persons: bool = False
) -> Transition:
    return Transition(
        step,
        frozenset(Stage[one] for one in sources.split()),
        Stage[target],
        frozenset(Actor[one] for one in who.split()),
        tuple(Follow[one] for one in follows.split()),
        two_persons,
    )


TRANSITIONS: tuple[Transition, ...] = (
    _line(Step.SUBMIT, "DRAFT", "SUBMITTED", "APPLICANT", "NUMBER SNAPSHOT LETTER ENTRIES"),
    _line(Step.SUBMIT_LATE, "DRAFT", "LATE", "APPLICANT", "SNAPSHOT LETTER"),
    _line(Step.ADMIT_LATE, "LATE", "SUBMITTED", "OFFICER", "REASON NUMBER LETTER ENTRIES"),
    _line(
        Step.WITHDRAW, "SUBMITTED LATE CORRECTIONS REVIEW RANKED RESERVE", "WITHDRAWN", "APPLICANT", "LETTER ENTRIES"
    ),
    _line(Step.CALL_FOR_CORRECTIONS, "SUBMITTED", "CORRECTIONS", "OFFICER", "REASON DEADLINE LETTER"),
    _line(Step.CORRECT, "CORRECTIONS", "SUBMITTED", "APPLICANT", "SNAPSHOT LETTER"),
    _line(Step.LET_CORRECTIONS_LAPSE, "CORRECTIONS", "SUBMITTED", "CLOCK OFFICER"),
    _line(Step.ACCEPT_FORMALLY, "SUBMITTED", "REVIEW", "OFFICER", "LETTER"),
    _line(Step.REJECT, "SUBMITTED LATE", "REJECTED", "OFFICER", "REASON LETTER"),
    _line(Step.RANK, "REVIEW", "RANKED", "PANEL OFFICER"),
    _line(Step.APPEAL, "REJECTED", "SUBMITTED", "APPROVER", "REASON LETTER"),
    _line(Step.APPEAL, "NOT_FUNDED RESERVE", "REVIEW", "APPROVER", "REASON LETTER"),
    _line(Step.AWARD, "RANKED RESERVE", "AWARDED", "APPROVER", "MONEY LETTER ENTRIES", two_persons=True),
    _line(Step.RESERVE, "RANKED", "RESERVE", "APPROVER", "LETTER", two_persons=True),
    _line(Step.DECLINE, "RANKED RESERVE", "NOT_FUNDED", "APPROVER", "REASON LETTER", two_persons=True),
    _line(Step.GIVE_UP, "AWARDED", "GIVEN_UP", "APPLICANT OFFICER", "REASON MONEY LETTER ENTRIES"),
    _line(Step.AGREE, "AWARDED", "AGREED", "OFFICER", "NUMBER MONEY LETTER", two_persons=True),
    _line(Step.ANNEX, "AGREED", "AGREED", "OFFICER", "REASON MONEY", two_persons=True),
    _line(Step.ANNEX, "CARRIED_OUT", "CARRIED_OUT", "OFFICER", "REASON MONEY", two_persons=True),
    _line(Step.START, "AGREED", "CARRIED_OUT", "OFFICER", "DEADLINE"),
    _line(Step.REPORT, "CARRIED_OUT", "REPORTED", "APPLICANT", "SNAPSHOT LETTER"),
    _line(Step.CALL_FOR_REPORT_CORRECTIONS, "REPORTED", "REPORT_CORRECTIONS", "OFFICER", "REASON DEADLINE LETTER"),
    _line(Step.CORRECT_REPORT, "REPORT_CORRECTIONS", "REPORTED", "APPLICANT", "SNAPSHOT LETTER"),
    _line(Step.ACCEPT, "REPORTED", "ACCEPTED", "OFFICER", "LETTER"),
    _line(
        Step.DEMAND_RETURN,
        "REPORTED REPORT_CORRECTIONS ACCEPTED",
        "RETURNING",
        "OFFICER",
        "REASON DEADLINE MONEY LETTER",
    ),
    _line(Step.CLOSE, "ACCEPTED RETURNING", "CLOSED", "OFFICER", "LETTER CERTIFICATE ENTRIES", two_persons=True),
    _line(Step.CLOSE, "TERMINATED", "CLOSED", "OFFICER", "LETTER ENTRIES", two_persons=True),
    _line(
        Step.TERMINATE,
        "AGREED CARRIED_OUT REPORTED REPORT_CORRECTIONS ACCEPTED RETURNING",
        "TERMINATED",
        "APPROVER",
        "REASON DEADLINE MONEY LETTER ENTRIES",
        two_persons=True,
    ),
    *(
        _line(step, stage, stage, "APPROVER", "REASON MONEY LETTER", two_persons=True)
        for step in (Step.WRITE_OFF, Step.WAIVE_INTEREST)
        for stage in ("ACCEPTED", "RETURNING", "TERMINATED")
    ),
    _line(Step.REOPEN, "CLOSED", "REPORTED", "APPROVER", "REASON LETTER ENTRIES", two_persons=True),
)
"""The whole life; a step that leads to different stages from different ones has several lines."""

_BY_STEP: Mapping[tuple[Stage, Step], Transition] = {
    (source, one.step): one for one in TRANSITIONS for source in one.sources
}

_SETTLING = frozenset(
    {
        Kind.ADMITTED, Kind.NOT_ADMITTED, Kind.ADMITTED_AFTER_ALL, Kind.UNSPENT, Kind.RETURNED, Kind.WRITTEN_OFF,
        Kind.INTEREST_CHARGED, Kind.INTEREST_WAIVED, Kind.INTEREST_PAID,
    }
)  # fmt: skip

MONEY: Mapping[Stage, frozenset[Kind]] = {
    Stage.AWARDED: frozenset({Kind.AWARDED, Kind.RELEASED, Kind.AGREED}),
    Stage.GIVEN_UP: frozenset({Kind.RELEASED}),
    Stage.AGREED: frozenset({Kind.AGREED, Kind.RELEASED, Kind.RAISED, Kind.REDUCED, Kind.PAID}),
    Stage.CARRIED_OUT: frozenset({Kind.RAISED, Kind.REDUCED, Kind.PAID, Kind.UNSPENT, Kind.RETURNED}),
    Stage.REPORTED: _SETTLING | {Kind.PAID, Kind.REDUCED},
    Stage.REPORT_CORRECTIONS: _SETTLING,
    Stage.ACCEPTED: _SETTLING | {Kind.PAID, Kind.REDUCED},
    Stage.RETURNING: _SETTLING | {Kind.REDUCED},
    Stage.TERMINATED: _SETTLING | {Kind.REDUCED},
}
"""Which postings may be made while the grant is in a stage; in all others no money moves."""


def allowed(stage: Stage, who: Actor) -> tuple[Transition, ...]:
    """What somebody who plays this part may do now, in the order of the table."""
    return tuple(one for one in TRANSITIONS if stage in one.sources and who in one.who)


def transition(stage: Stage, step: Step, who: Actor) -> Transition:
    """The line of the table for a step. Raises Forbidden where there is none for this stage and part."""
    found = _BY_STEP.get((stage, step))
    if found is None or who not in found.who:
        raise Forbidden(_("This cannot be done now: something has changed. Look at the page again."))
    return found


def may_post(stage: Stage, kind: Kind) -> bool:
    """Whether money may move like this while the grant is in the stage."""
    return kind in MONEY.get(stage, frozenset())


def may_close(money: Money) -> bool:
    """Whether nothing keeps a grant open: all paid money is accounted for, nothing is promised or owed.

    The last instalment may be paid after the report was accepted; what was awarded and never agreed is released before.
    """
    return money.settled
