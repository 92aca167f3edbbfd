"""An application goes from stage to stage by the table of rules/life.py, and every step leaves its line."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.grants.actions.letters import write_letter
from ognisko.grants.entries import OF_APPLICATIONS
from ognisko.grants.models import Application, Decision, StageChange
from ognisko.grants.rules import life
from ognisko.grants.rules.life import Actor, Follow, Stage, Step
from ognisko.ledger.actions import post


class ReasonMissingError(Exception):
    """The step needs a reason that the applicant will read."""

    def __str__(self) -> str:
        return _("Give a reason: the applicant will read it.")


def hold(application: Application | int) -> Application:
    """Lock an application until the transaction ends, as it is now."""
    return hold_all([application.pk if isinstance(application, Application) else application])[0]


def hold_all(numbers: Iterable[int]) -> list[Application]:
    """Lock applications in the order of their numbers; calls are locked after them, parties before."""
    found = Application.objects.select_for_update(of=("self",)).select_related("call__programme", "sheet__version")
    return list(found.filter(pk__in=sorted(numbers)).order_by("pk"))


def step_locked(
    application: Application,
    step: Step,
    *,
    who: Actor,
    by: User | None,
    reason: str = "",
    decision: Decision | None = None,
    correction: str = "",
    **columns: Any,
) -> Application:
    """Take a step of an application that the caller has locked, in their transaction; ``columns`` change with it.

    Writes the line of its life, the letter that follows, and posts its entries; what two persons must agree on needs
    an approved decision. ``correction`` is the reason where an entry falls into a closed period. Raises
    rules.life.Forbidden, ReasonMissingError, ledger.actions.ClosedPeriodError.
    """
    line = life.transition(application.at, step, who)
    if Follow.REASON in line.follows and not reason.strip():
        raise ReasonMissingError
    if line.two_persons and (decision is None or decision.approved_by_id is None):
        raise RuntimeError(f"{step} needs a decision of two persons")
    source = application.at
    application.stage = line.target
    for name, value in columns.items():
        setattr(application, name, value)
    application.save(update_fields=["stage", *columns])
    StageChange.objects.create(
        application=application, step=step, source=source, target=line.target, actor=who, by=by, reason=reason
    )
    if Follow.LETTER in line.follows:
        write_letter(application, step, by=by, reason=reason)
    if Follow.ENTRIES in line.follows:
        fresh = source is Stage.DRAFT  # it is locked and counted as nothing so far, so nobody else posts it
        post(OF_APPLICATIONS, [application.pk], by=by, reason=correction, fresh=fresh)
    return application


take_step = transaction.atomic(step_locked)
"""The same in a transaction of its own; within another one, what is refused leaves that one as it was."""
