"""Programmes: added, changed, ended; never deleted, since the ledger carries their numbers."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.grants.actions.calls.refusals import CallRefusedError
from ognisko.grants.models import Programme


@dataclass(frozen=True)
class ProgrammeDraft:
    """A programme as it was typed."""

    name: str
    address: str
    family: str
    about: str = ""


@transaction.atomic
def add_programme(draft: ProgrammeDraft, *, by: User) -> Programme:
    """Add a programme. Raises CallRefusedError where its name or address is taken."""
    _refuse_taken(draft, None)
    return Programme.objects.create(**asdict(draft))


@transaction.atomic
def change_programme(programme: Programme, draft: ProgrammeDraft, *, by: User) -> Programme:
    """Change a programme; the public pages of its calls show it at once. Raises CallRefusedError."""
    row = Programme.objects.select_for_update().get(pk=programme.pk)
    _refuse_taken(draft, row)
    for name, value in asdict(draft).items():
        setattr(row, name, value)
    row.save()
    row.calls.update(revision=F("revision") + 1)
    return row


@transaction.atomic
def set_running(programme: Programme, running: bool, *, by: User) -> None:
    """End a programme, or take it up again: one that ended offers no new calls."""
    row = Programme.objects.select_for_update().get(pk=programme.pk)
    row.is_active = running
    row.save(update_fields=["is_active"])


def _refuse_taken(draft: ProgrammeDraft, row: Programme | None) -> None:
    others = Programme.objects.exclude(pk=row.pk if row else 0)
    if others.filter(name__iexact=draft.name).exists():
        raise CallRefusedError(_("There is a programme of this name already."), "name")
    if others.filter(address=draft.address).exists():
        raise CallRefusedError(_("Another programme has this address. Choose another one."), "address")
