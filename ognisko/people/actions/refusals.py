"""What writes refuse: each a sentence for whoever asked, with the ``field`` of a form where they typed it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ognisko.people.models import Erasure, Party
from ognisko.people.queries.merges import goes_on_as


class RefusedError(Exception):
    """The change would break a rule; the message says which and what to do instead."""

    field = ""
    """The field of a form that the refusal belongs to; empty for the whole form."""


def refuse_erased(numbers: Iterable[int]) -> None:
    """Raise ErasedError where one of these parties is a person who was erased.

    Only after the parties are locked: an erasure locks the person first, so whoever waited for it sees it here.
    """
    if found := Erasure.objects.filter(party__in=list(numbers)).select_related("party").first():
        raise ErasedError(found.party)


def refuse_gone(party: Party) -> None:
    """Raise PartyMergedError for a double that was merged: its page is that of the kept party."""
    if party.merged_into_id is not None:
        raise PartyMergedError(party)


class PartyMergedError(RefusedError):
    """The party is a double that was merged into another one: whatever is recorded for it belongs to that one."""

    field = "party"

    def __init__(self, gone: Party) -> None:
        super().__init__(gone)
        self.gone = gone
        self.kept = goes_on_as(gone)

    def __str__(self) -> str:
        return _("%(gone)s was merged into %(kept)s. Choose that one.") % {"gone": self.gone, "kept": self.kept}


class ErasedError(RefusedError):
    """The person was erased, perhaps while the form was open: nothing is recorded about them any more."""

    field = "party"

    def __init__(self, party: Party) -> None:
        super().__init__(party)
        self.party = party

    def __str__(self) -> str:
        return _("%(party)s was erased. Nothing is recorded about this person any more.") % {"party": self.party}


@contextmanager
def refusing(refusals: Mapping[str, Exception]) -> Iterator[None]:
    """Say in a sentence what a constraint of the database refused, by its name; what was written inside is undone."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        refusal = refusals.get(getattr(diagnosis, "constraint_name", None) or "")
        if refusal is None:
            raise
        raise refusal from error
