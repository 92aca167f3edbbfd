"""What was changed about a line of the register, a breach or a project's terms, by whom and when."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db.models import Field, Model
from django.utils import timezone
from django.utils.translation import gettext as _
from pghistory.models import Context

from ognisko.accounts.models import User

HIDDEN = frozenset({"id", "token", "ready", "only", "project", "closed_by"})


@dataclass(frozen=True)
class Saying:
    """One change: when, by whom, and what from which words to which."""

    at: datetime
    by: str
    changes: tuple[tuple[str, str, str], ...]


def changes_of(record: Model) -> list[Saying]:
    """The changes of one record, the latest first, without its first state; three queries."""
    model = type(record)
    events = list(model.pgh_event_model.objects.filter(pgh_obj=record.pk).order_by("pgh_id"))  # type: ignore[attr-defined]
    contexts = Context.objects.in_bulk([event.pgh_context_id for event in events if event.pgh_context_id])
    authors = {key: context.metadata.get("user") for key, context in contexts.items()}
    names = {user.pk: user.name for user in User.objects.filter(pk__in=[pk for pk in authors.values() if pk])}
    sayings = []
    for before, after in pairwise(events):
        changes = tuple(_differences(model, before, after))
        if changes:
            by = names.get(authors.get(after.pgh_context_id) or 0, "")
            sayings.append(Saying(timezone.localtime(after.pgh_created_at), by, changes))
    return sayings[::-1]


def _differences(model: type[Model], before: Any, after: Any) -> Any:
    for field in model._meta.concrete_fields:
        if field.name in HIDDEN:
            continue
        one, other = getattr(before, field.attname), getattr(after, field.attname)
        if one != other:
            yield str(field.verbose_name), _words(field, one), _words(field, other)


def _words(field: "Field[Any, Any]", value: Any) -> str:
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d.%m.%Y, %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return str(dict(field.flatchoices).get(value, value))
