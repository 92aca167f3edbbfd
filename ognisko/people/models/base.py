"""What tables of people have in common: the clock, the token of a submit, rows that hold for a time."""

from datetime import date

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

NOW = Func(function="clock_timestamp", output_field=models.DateTimeField())
TOKEN_HELP = _("One submit of a form makes one record.")


def never_two_at_once(name: str, *same: str, condition: Q | None = None) -> ExclusionConstraint:
    """No two rows that agree in the columns ``same`` hold on one day."""
    return ExclusionConstraint(
        name=name,
        expressions=[*((column, RangeOperators.EQUAL) for column in same), ("period", RangeOperators.OVERLAPS)],
        condition=condition,
    )


def not_empty(name: str) -> models.CheckConstraint:
    """A period holds at least one day."""
    return models.CheckConstraint(condition=Q(period__isempty=False), name=name)


def erased_take_nothing(column: str, *kept: str) -> pgtrigger.Trigger:
    """The trigger that keeps an erased person erased: nothing is written about them again, from whatever old page.

    ``column`` is the person's; with ``kept`` other columns of a row that is there may change, these may not.
    """
    changed = " or ".join(f"new.{name} is distinct from old.{name}" for name in kept)
    return pgtrigger.Trigger(
        name="erased_take_nothing",
        when=pgtrigger.Before,
        operation=pgtrigger.Update if kept else pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            if {f"({changed}) and" if kept else ""} exists (
                select from people_erasure where party_id = new.{column}
            ) then
                raise exception 'this person was erased' using errcode = 'restrict_violation';
            end if;
            return new;
        """,  # names of columns
    )


class Dated(models.Model):
    """Something that holds from a day up to but not including another; an open end means until further notice."""

    period = DateRangeField(_("period"))

    class Meta:
        abstract = True

    @property
    def since(self) -> date | None:
        """The first day."""
        return self.period.lower

    @property
    def until(self) -> date | None:
        """The first day on which it holds no more; None while it holds."""
        return self.period.upper
