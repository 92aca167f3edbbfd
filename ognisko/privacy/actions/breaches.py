"""The breach log: reported by whoever notices, assessed and closed by those who answer; nothing is ever removed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.core.turns import take_turns
from ognisko.privacy.models import Breach


class BreachError(Exception):
    """A breach can't be closed before it is said how high the risk is and what became of the notification."""

    def __str__(self) -> str:
        return _("Say first how high the risk is, and when UODO was told or why it is not.")


@transaction.atomic
def report_breach(*, what: str, noticed_at: datetime, by: User, token: UUID | None = None, **more: Any) -> Breach:
    """Log a breach; a second submit of the same form gives the entry of the first."""
    if token is not None:
        take_turns(token)
        if standing := Breach.objects.filter(token=token).first():
            return standing
    return Breach.objects.create(what=what, noticed_at=noticed_at, reported_by=by, token=token, **more)


@transaction.atomic
def change_breach(breach: Breach, values: Mapping[str, Any], *, by: User) -> Breach:
    """Assess it, say what was done and who was told. Raises BreachError where that would undo a closing's ground."""
    breach = Breach.objects.select_for_update().get(pk=breach.pk)
    for name, value in values.items():
        setattr(breach, name, value)
    if breach.closed_at and not _is_decided(breach):
        raise BreachError
    breach.save()
    return breach


def _is_decided(breach: Breach) -> bool:
    """As the constraint has it."""
    said_why = breach.notify == Breach.Notify.NO and bool(breach.not_notified_reasons)
    return bool(breach.risk) and (breach.notified_at is not None or said_why)


@transaction.atomic
def close_breach(breach: Breach, *, by: User) -> None:
    """Nothing more is to be done about it. Raises BreachError."""
    breach = Breach.objects.select_for_update().get(pk=breach.pk)
    if not _is_decided(breach):
        raise BreachError
    if breach.closed_at is None:
        Breach.objects.filter(pk=breach.pk).update(closed_at=Now(), closed_by=by)


@transaction.atomic
def reopen_breach(breach: Breach, *, by: User) -> None:
    """Undo: something is to be done after all."""
    Breach.objects.select_for_update().filter(pk=breach.pk).update(closed_at=None, closed_by=None)
