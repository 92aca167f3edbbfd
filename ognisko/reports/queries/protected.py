"""Figures taken apart by what is kept encrypted of persons: labour status and disability.

The ledger knows nothing of either. It is given numbered spans of days of persons and says what lies in each; which
answer a span holds is decrypted here, once a span, and never sent to the database, whose log may keep statements.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from ognisko.ledger import queries as ledger
from ognisko.ledger.rules import Answer, Breakdown, Span
from ognisko.people.queries import protected as people
from ognisko.people.rules import ANSWERS
from ognisko.reports.models import Figure
from ognisko.reports.rules import PROTECTED, Period

FEW = 5
"""Fewer persons than this are not told apart for those who may not see protected data."""

REFUSED = 9


@dataclass
class ProtectedPart:
    """One answer: what it comes to, the spans behind it (0 for persons of whom nothing is recorded), whose they are."""

    value: Decimal = Decimal(0)
    entries: int = 0
    spans: list[int | None] = field(default_factory=list)
    persons: set[int] = field(default_factory=set)

    def add(self, other: "ProtectedPart") -> None:
        """Take all of another one in."""
        self.value += other.value
        self.entries += other.entries
        self.spans += other.spans
        self.persons |= other.persons

    @property
    def answer(self) -> Answer:
        """As the ledger answers."""
        return Answer(self.value, self.entries)


type ProtectedParts = dict[int | None, ProtectedPart]


def spans_of(by: str) -> list[Span]:
    """When the answers of persons hold, as the ledger takes them."""
    return [Span(*row) for row in people.standing_answers(PROTECTED[by])]


def protected_parts(figure: Figure, by: str, period: Period) -> ProtectedParts:
    """The parts by answer: 0 are those who refused or of whom nothing is recorded, None all who are not persons."""
    spans = spans_of(by)
    found = ledger.parts(figure.question, Breakdown.SPAN, period.start, period.end, spans=spans)
    answers = people.answers_of(number for number in found if number)
    owners = {span.number: span.party for span in spans}
    made: ProtectedParts = {}
    for number, answer in found.items():
        said = answers.get(number, REFUSED) if number is not None else None
        part = made.setdefault(0 if said == REFUSED else said, ProtectedPart())
        persons = {owners[number]} if number and answer.entries else set()
        part.add(ProtectedPart(answer.value, answer.entries, [number], persons))
    return made


def with_few_merged(figure: Figure, by: str, period: Period, parts: ProtectedParts) -> tuple[ProtectedParts, bool]:
    """Nobody is told apart in a group of few; whether anything was merged.

    Answers of fewer than FEW persons are counted with the unknown and refused. Where all of those together are still
    few, the smallest answer left is counted there too: otherwise it would follow which answer is missing.
    """
    kept = dict(parts)
    few = [key for key, part in parts.items() if key and len(part.persons) < FEW]
    if not few:
        return kept, False
    merged = ProtectedPart()
    if unknown := kept.pop(0, None):
        merged.add(unknown)
        merged.persons |= _unknown_persons(figure, period, spans_of(by))
    for key in few:
        merged.add(kept.pop(key))
    while len(merged.persons) < FEW and (left := [key for key in kept if key]):
        merged.add(kept.pop(min(left, key=lambda key: len(kept[key].persons))))
    return {**kept, 0: merged}, True


def _unknown_persons(figure: Figure, period: Period, spans: list[Span]) -> set[int]:
    """The persons of whom nothing is recorded on the day: enough of them hide the few."""
    inside = ledger.in_part(figure.question, Breakdown.SPAN, 0, period.start, period.end, spans=spans)
    found = ledger.member_entries(figure.question, period.start, period.end).filter(inside)
    return {party for party in found.order_by().values_list("party", flat=True).distinct() if party}


def spans_behind(figure: Figure, by: str, key: int | None, period: Period) -> list[int | None]:
    """The spans of one part, by which the ledger finds its entries."""
    part = protected_parts(figure, by, period).get(key)
    return part.spans if part else []


def persons_told_apart(figure: Figure, by: str, period: Period) -> set[int]:
    """All persons of whom a look at one part tells something: those in it, and that the others are not.

    A record of the look names them all. The members of one part alone would tell their answer to whoever reads it.
    """
    return {party for part in protected_parts(figure, by, period).values() for party in part.persons}


def answer_name(by: str, key: int | None, *, merged: bool = False) -> str:
    """What a part is called."""
    if key is None:
        return _("not a person")
    if key == 0:
        return _("unknown, refused or fewer than %(few)s people") % {"few": FEW} if merged else _("unknown or refused")
    return str(ANSWERS[PROTECTED[by]](key).label)


def asked_protected(within: Iterable[str]) -> list[str]:
    """Which of the parts asked for are protected ones."""
    return [name for name in within if name in PROTECTED]
