"""Protected data of the demo's persons: answers of most of those who joined the project, a PESEL of a few.

The numbers belong to nobody: right digits, but born in the first years of the last century and with serial numbers that
begin with zeros.
"""

from collections.abc import Sequence
from datetime import date
from random import Random

from ognisko.accounts.models import User
from ognisko.people.actions import Answer, ProtectedDraft, record_protected
from ognisko.people.models import Party, Viewing
from ognisko.people.rules import Disability, Fact, LabourStatus, Sex

LABOUR = (
    LabourStatus.EMPLOYED, LabourStatus.EMPLOYED, LabourStatus.EMPLOYED, LabourStatus.REGISTERED_UNEMPLOYED,
    LabourStatus.REGISTERED_UNEMPLOYED, LabourStatus.UNREGISTERED_UNEMPLOYED, LabourStatus.INACTIVE,
    LabourStatus.INACTIVE, LabourStatus.REFUSED,
)  # fmt: skip
DISABILITY = (*(Disability.NO,) * 6, Disability.YES, Disability.REFUSED)
WITH_PESEL = 5
SEED = 1901


def record_demo_answers(persons: Sequence[Party], year: int, *, by: User, shown_to: User) -> None:
    """Record what persons said at the beginning of the year; one in eight said nothing.

    By a chance of its own, so that all else of the demo stays as it was. Whoever has a PESEL gives up the year of
    birth, which would contradict it.
    """
    rng = Random(SEED)  # noqa: S311  # not for secrets: the demo is to be the same every time
    first = date(year, 1, 8)
    Party.objects.filter(pk__in=[party.pk for party in persons[:WITH_PESEL]]).update(birth_year=None)
    for number, party in enumerate(persons):
        if number % 8 == 7:
            continue
        answers = Answer(rng.choice(LABOUR), first), Answer(rng.choice(DISABILITY), first)
        digits = fictional_pesel(number, female=party.sex == Sex.FEMALE) if number < WITH_PESEL else None
        record_protected(party, ProtectedDraft(digits, *answers), by=by)
    found_work = Answer(LabourStatus.EMPLOYED, date(year, 6, 3))
    record_protected(persons[2], ProtectedDraft(labour_status=found_work), by=by)
    for party in persons[:2]:  # within the one transaction of the demo, where nothing can be committed on its own
        Viewing.objects.create(by=shown_to, parties=[party.pk], kinds=Fact.values, purpose=Viewing.Purpose.PAGE)


def fictional_pesel(number: int, *, female: bool) -> str:
    """A PESEL with a right check digit that belongs to nobody: born in January 1900."""
    digits = f"0001{number + 1:02}000{2 if female else 1}"
    weights = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
    return digits + str(-sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 10)
