"""Consents: texts in versions, recording for one person or for a paper list, withdrawing, taking it back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.people.actions.refusals import refuse_erased, refusing
from ognisko.people.models import Consent, ConsentPurpose, ConsentSource, ConsentWording, Party
from ognisko.people.rules import Kind


class ConsentError(Exception):
    """What stands in the way of a consent; ``field`` says where in a form."""

    field = ""


class NameOfPurposeTakenError(ConsentError):
    """Two purposes have the same name."""

    field = "name"

    def __str__(self) -> str:
        return _("There is a consent of this name already.")


class WordingInUseError(ConsentError):
    """Somebody has agreed to this text: it stays, and a change is a new version."""

    field = "text"

    def __str__(self) -> str:
        return _("Somebody has agreed to this text already, so it stays. Make a new version instead.")


class WordingTooEarlyError(ConsentError):
    """A version begins on a day after the one before it."""

    field = "valid_from"

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day

    def __str__(self) -> str:
        return _("The version before it holds from %(day)s. Choose a later day.") % {"day": f"{self.day:%d.%m.%Y}"}


class WithdrawnBeforeError(ConsentError):
    """A consent can't be withdrawn before it was given, or twice."""

    field = "on"

    def __str__(self) -> str:
        return _("The consent was given later, or holds no more. Check the day.")


class StandsAlreadyError(ConsentError):
    """For this person and purpose another consent holds on the same days."""

    def __str__(self) -> str:
        return _("Another consent of this person for the same purpose holds on these days.")


@dataclass(frozen=True)
class Recorded:
    """What came of recording: the consents made, and how many stood already and were left as they are."""

    made: list[Consent] = field(default_factory=list)
    standing: int = 0


# Texts ----------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_purpose(name: str, *, about: str = "", text: str, valid_from: date, by: User | None) -> ConsentPurpose:
    """A new purpose with the first version of its text. Raises NameOfPurposeTakenError."""
    if ConsentPurpose.objects.filter(name__iexact=name).exists():
        raise NameOfPurposeTakenError
    purpose = ConsentPurpose.objects.create(name=name, about=about)
    ConsentWording.objects.create(purpose=purpose, number=1, text=text, valid_from=valid_from, created_by=by)
    return purpose


@transaction.atomic
def change_purpose(purpose: ConsentPurpose, *, name: str, about: str, is_used: bool, by: User | None) -> None:
    """Name it better, or ask for it no more; consents stay. Raises NameOfPurposeTakenError."""
    if ConsentPurpose.objects.filter(name__iexact=name).exclude(pk=purpose.pk).exists():
        raise NameOfPurposeTakenError
    purpose = ConsentPurpose.objects.select_for_update().get(pk=purpose.pk)
    purpose.name, purpose.about, purpose.is_used = name, about, is_used
    purpose.save()


@transaction.atomic
def add_wording(purpose: ConsentPurpose, text: str, *, valid_from: date, by: User | None) -> ConsentWording:
    """The next version of a text; consents to earlier ones stay and are marked as such. Raises WordingTooEarlyError."""
    purpose = ConsentPurpose.objects.select_for_update().get(pk=purpose.pk)
    standing = purpose.wordings.aggregate(number=Max("number"), day=Max("valid_from"))
    if standing["day"] and valid_from <= standing["day"]:
        raise WordingTooEarlyError(standing["day"])
    return ConsentWording.objects.create(
        purpose=purpose, number=(standing["number"] or 0) + 1, text=text, valid_from=valid_from, created_by=by
    )


@transaction.atomic
def change_wording(wording: ConsentWording, text: str, *, valid_from: date, by: User | None) -> ConsentWording:
    """Put a version right that nobody has agreed to yet: it is removed and made anew under its number.

    Raises WordingInUseError where somebody has, also while this runs: the removal and a consent exclude each other.
    """
    purpose = ConsentPurpose.objects.select_for_update().get(pk=wording.purpose_id)
    before = purpose.wordings.filter(number__lt=wording.number).aggregate(day=Max("valid_from"))["day"]
    if before and valid_from <= before:
        raise WordingTooEarlyError(before)
    if purpose.wordings.filter(number__gt=wording.number).exists():
        raise WordingInUseError
    try:
        with transaction.atomic():
            ConsentWording.objects.get(pk=wording.pk).delete()
    except (ProtectedError, IntegrityError, ConsentWording.DoesNotExist) as used:
        raise WordingInUseError from used
    return ConsentWording.objects.create(
        purpose=purpose, number=wording.number, text=text, valid_from=valid_from, created_by=by
    )


# Consents -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def record_consents(
    parties: Iterable[int],
    wordings: Sequence[ConsentWording],
    *,
    given_on: date,
    source: str,
    kept_at: str = "",
    by: User | None,
) -> Recorded:
    """These persons agreed on that day to these texts.

    Who has the very version in force already keeps it as it is. A newer version replaces the one in force from that
    day on; a form found late, signed before the one in force, holds up to that one. Only persons agree to anything.
    The persons are locked first, by number, so that two lists typed at once wait for each other. Raises ErasedError.
    """
    held = Party.objects.select_for_update(no_key=True).filter(pk__in=set(parties), kind_now=Kind.PERSON)
    persons = [party.pk for party in held.order_by("pk").only("pk")]
    refuse_erased(persons)
    rows = Consent.objects.filter(party__in=persons, purpose__in={one.purpose_id for one in wordings})
    standing: dict[tuple[int, int], list[Consent]] = {}
    for row in rows.filter(is_cancelled=False).order_by("given_on", "id"):
        standing.setdefault((row.party_id, row.purpose_id), []).append(row)
    made, replaced, left = [], [], 0
    for person in persons:
        for wording in wordings:
            same = standing.get((person, wording.purpose_id), [])
            if any(_stands_in_the_way(row, wording, given_on) for row in same):
                left += 1
                continue
            replaced += [row for row in same if row.is_in_force and row.given_on <= given_on]
            later = min((row.given_on for row in same if row.given_on > given_on), default=None)
            made.append(
                Consent(
                    party_id=person, wording=wording, purpose_id=wording.purpose_id, given_on=given_on, source=source,
                    kept_at=kept_at, recorded_by=by, replaced_on=later,
                )
            )  # fmt: skip
    Consent.objects.filter(pk__in=[row.pk for row in replaced]).update(replaced_on=given_on)
    return Recorded(Consent.objects.bulk_create(made), left)


def _stands_in_the_way(row: Consent, wording: ConsentWording, given_on: date) -> bool:
    """The same version holds already, or the row is of the same day, or its days are over and hold this one."""
    if row.is_in_force:
        return row.wording_id == wording.pk or row.given_on == given_on
    end = min(day for day in (row.withdrawn_on, row.replaced_on) if day)
    return row.given_on <= given_on < end


@transaction.atomic
def cancel_consents(ids: Iterable[int], *, by: User | None) -> int:
    """These were recorded by mistake: they are marked, and what they replaced holds again; return how many.

    Where the person has withdrawn meanwhile, nothing comes back: they said no.
    """
    rows = list(Consent.objects.select_for_update().filter(pk__in=set(ids), is_cancelled=False).order_by("pk"))
    Consent.objects.filter(pk__in=[row.pk for row in rows]).update(is_cancelled=True)
    for row in rows:
        if row.withdrawn_on:
            continue
        Consent.objects.filter(
            party=row.party_id, purpose=row.purpose_id, replaced_on=row.given_on, is_cancelled=False
        ).update(replaced_on=row.replaced_on)
    return len(rows)


@transaction.atomic
def withdraw_consent(consent: Consent, *, on: date, source: str = ConsentSource.IN_PERSON, by: User | None) -> None:
    """The person agrees no more from that day on. Raises WithdrawnBeforeError."""
    consent = Consent.objects.select_for_update().get(pk=consent.pk)
    if not consent.is_in_force or on < consent.given_on:
        raise WithdrawnBeforeError
    consent.withdrawn_on, consent.withdrawn_source, consent.withdrawn_by = on, source, by
    consent.save(update_fields=["withdrawn_on", "withdrawn_source", "withdrawn_by"])


@transaction.atomic
def restore_consent(consent: Consent, *, by: User | None) -> None:
    """Undo: it was neither withdrawn nor a mistake. Raises StandsAlreadyError where another one holds meanwhile."""
    Party.objects.select_for_update(no_key=True).get(pk=consent.party_id)
    consent = Consent.objects.select_for_update().get(pk=consent.pk)
    if consent.is_cancelled:
        same = Consent.objects.filter(party=consent.party_id, purpose=consent.purpose_id).in_force()
        same.filter(given_on__lt=consent.given_on).update(replaced_on=consent.given_on)
    consent.withdrawn_on, consent.withdrawn_source, consent.withdrawn_by, consent.is_cancelled = None, "", None, False
    with refusing({"people_consent_one_at_once": StandsAlreadyError()}):
        consent.save(update_fields=["withdrawn_on", "withdrawn_source", "withdrawn_by", "is_cancelled"])
