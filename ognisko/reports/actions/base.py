"""What the writes of this app share: rows kept by their key, and two people who change one thing at a time."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ognisko.reports.models import Figure, Indicator, Report, Section, Template


class EditedMeanwhileError(Exception):
    """Somebody else has changed it since the page was opened; nothing was overwritten."""

    def __str__(self) -> str:
        return _(
            "Somebody else has changed this since you opened the page. Nothing was overwritten: look at what stands "
            "there now, then save again."
        )


def kept[M: (Figure, Indicator, Report, Section, Template)](
    model: type[M], key: Mapping[str, Any], values: Mapping[str, Any]
) -> M:
    """The row of this key with these values; written only where something differs, so that the history stays quiet."""
    row = model._default_manager.select_for_update().filter(**key).first()
    if row is None:
        row = model(**key, **values)
    elif all(getattr(row, name) == value for name, value in values.items()):
        return row
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.save()
    return row


def unchanged[M: (Figure, Report, Section)](row: M, version: int) -> M:
    """The row as it stands, locked, with the version that it has next; raises EditedMeanwhileError."""
    now = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if now.version != version:
        raise EditedMeanwhileError
    now.version += 1
    return now
