"""What the form of a session offers to choose from, and what it begins with."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from ognisko.accounts.models import STAFF_ROLES, Role, User
from ognisko.advice.actions import SessionDraft, draft_of
from ognisko.advice.models import Session


def _grouped(
    rows: Iterable[Model], mine: set[int], mine_label: Any, rest_label: Any, empty: Any
) -> list[tuple[Any, Any]]:
    """Choices with the user's own first; groups only where both have something."""
    own: list[tuple[Any, Any]] = []
    rest: list[tuple[Any, Any]] = []
    for row in rows:
        (own if row.pk in mine else rest).append((row.pk, str(row)))
    groups = [(mine_label, own), (rest_label, rest)] if own and rest else own or rest
    return [("", empty), *groups]


def _recording_staff() -> Iterable[User]:
    writing = [role.value for role in STAFF_ROLES if role != Role.AUDITOR]
    return User.objects.filter(is_active=True, roles__overlap=writing)


def _initial_of(session: Session) -> dict[str, Any]:
    """What the form shows of a session as it stands."""
    draft = draft_of(session)
    values = {name: getattr(draft, name) for name in SessionDraft.__dataclass_fields__ if name != "follow_up"}
    return {
        **{name: value.pk if isinstance(value, Model) else value for name, value in values.items()},
        "other": draft.other_parties,
        "present": draft.present,
    }
