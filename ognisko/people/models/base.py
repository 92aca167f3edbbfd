"""What tables of people have in common: the clock, the token of a submit, rows that hold for a time."""

from datetime import date

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
