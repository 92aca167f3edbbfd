"""The journal of a merge: each row that was moved, changed, dropped or added, so that undo restores exactly that.

A domain that moves its rows writes through a journal and nothing else; taking back is then the same for all of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ognisko.people.actions.refusals import RefusedError

type Step = Mapping[str, Any]


class ContradictedError(RefusedError):
    """Since the merge somebody changed what undo would have to put back; the message says what."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    def __str__(self) -> str:
        return _("It can't be undone any more, because this was changed since: %(what)s.") % {"what": self.what}


class Journal:
    """What was done to rows, in order, as it is kept in JSON."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def move(self, model: type[Model], column: str, numbers: Iterable[int], *, to: int, was: int) -> None:
        """Rows of one party belong to the other one from now on; one statement for any number."""
        ids = sorted(numbers)
        if not ids:
            return
        self._keep("moved", model, ids=ids, column=column, before=was, after=to)
        model._base_manager.filter(pk__in=ids).update(**{column: to})

    def change(self, row: Model, *, optional: bool = False, **values: Any) -> None:
        """Give a row other values, where they are others; ``optional`` ones stay where undo finds them changed."""
        before = kept_values(row, values)
        for column, value in values.items():
            setattr(row, column, value)
        after = kept_values(row, values)
        if before == after:
            return
        self._keep("changed", type(row), pk=row.pk, before=before, after=after, optional=optional)
        type(row)._base_manager.filter(pk=row.pk).update(**values)

    def drop(self, row: Model, *, replaced: bool = False, **noted: Any) -> None:
        """Remove a row that says nothing that the other party's does not say; ``replaced``: it is added anew."""
        self._keep("dropped", type(row), pk=row.pk, values=kept_values(row), title=str(row), replaced=replaced, **noted)
        type(row)._base_manager.filter(pk=row.pk).delete()

    def add(self, row: Model) -> None:
        """Add a row."""
        row.save(force_insert=True)
        self._keep("added", type(row), pk=row.pk, values=kept_values(row))

    def _keep(self, did: str, model: type[Model], **more: Any) -> None:
        self.steps.append({"did": did, "model": model._meta.label, **more})


def kept_values(row: Model, columns: Iterable[str] | None = None) -> dict[str, Any]:
    """These columns of a row, or all, as JSON keeps them: text that the column's field reads again."""
    fields = [
        field for field in row._meta.concrete_fields if columns is None or {field.attname, field.name} & set(columns)
    ]
    return {
        field.attname: None if field.value_from_object(row) is None else field.value_to_string(row) for field in fields
    }


def _read(model: type[Model], values: Mapping[str, Any]) -> dict[str, Any]:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: None if value is None else fields[name].to_python(value) for name, value in values.items()}


def take_back(steps: Sequence[Step]) -> None:
    """Undo the steps, the last one first, so that every row is what it was; raises ContradictedError.

    Each row has to be as the step left it. Whatever was added since stays where it is.
    """
    try:
        with transaction.atomic():
            for step in reversed(steps):
                _UNDO[step["did"]](apps.get_model(step["model"]), step)
            connection.check_constraints()
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        table = getattr(diagnosis, "table_name", "") or ""
        names = {model._meta.db_table: str(model._meta.verbose_name) for model in apps.get_models()}
        raise ContradictedError(names.get(table, table)) from error


def _contradicted(model: type[Model], number: int) -> ContradictedError:
    row = model._base_manager.filter(pk=number).first()
    name = capfirst(str(model._meta.verbose_name))
    return ContradictedError(f"{name} „{row}”" if row else _("%(what)s, removed") % {"what": name})


def _move_back(model: type[Model], step: Step) -> None:
    rows = model._base_manager.select_for_update().filter(pk__in=step["ids"], **{step["column"]: step["after"]})
    standing = set(rows.values_list("pk", flat=True))
    if missing := [number for number in step["ids"] if number not in standing]:
        raise _contradicted(model, missing[0])
    model._base_manager.filter(pk__in=step["ids"]).update(**{step["column"]: step["before"]})


def _change_back(model: type[Model], step: Step) -> None:
    row = model._base_manager.select_for_update().filter(pk=step["pk"]).first()
    if row is None or kept_values(row, step["after"]) != step["after"]:
        if step.get("optional"):
            return
        raise _contradicted(model, step["pk"])
    model._base_manager.filter(pk=row.pk).update(**_read(model, step["before"]))


def _bring_back(model: type[Model], step: Step) -> None:
    model(**_read(model, step["values"])).save_base(raw=True, force_insert=True)


def _remove_again(model: type[Model], step: Step) -> None:
    row = model._base_manager.select_for_update().filter(pk=step["pk"]).first()
    if row is None or kept_values(row) != step["values"]:
        raise _contradicted(model, step["pk"])
    if "is_cancelled" in step["values"]:  # it may have counted, and then no row is deleted
        model._base_manager.filter(pk=row.pk).update(is_cancelled=True)
    else:
        model._base_manager.filter(pk=row.pk).delete()


_UNDO = {"moved": _move_back, "changed": _change_back, "dropped": _bring_back, "added": _remove_again}
