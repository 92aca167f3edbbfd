"""Indicators of projects: targets for figures."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.projects.models import Project
from ognisko.reports.actions.base import kept
from ognisko.reports.models import Figure, Indicator


class IndicatorExistsError(ValueError):
    """The project counts this figure already."""

    def __str__(self) -> str:
        return _("The project has an indicator of this figure already. Change its target instead.")


@transaction.atomic
def define_indicator(
    project: Project,
    figure: Figure,
    *,
    target: Decimal | int,
    name: str = "",
    position: int = 0,
    by: User | None = None,
) -> Indicator:
    """Make the project's indicator of this figure what is said here."""
    values = {"target": Decimal(target), "name": name, "position": position}
    return kept(Indicator, {"project": project, "figure": figure}, values)


@transaction.atomic
def add_indicator(project: Project, figure: Figure, *, target: Decimal, name: str = "", by: User) -> Indicator:
    """Add an indicator behind the project's others; raises IndicatorExistsError.

    The project is locked, so that two clicks add one.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    if Indicator.objects.filter(project=project, figure=figure).exists():
        raise IndicatorExistsError
    last = Indicator.objects.filter(project=project).order_by("-position").first()
    position = last.position + 1 if last else 1
    return Indicator.objects.create(project=project, figure=figure, target=target, name=name, position=position)


@transaction.atomic
def change_indicator(indicator: Indicator, *, target: Decimal, name: str, by: User) -> Indicator:
    """Give an indicator another target or name; the history keeps the earlier one."""
    indicator = Indicator.objects.select_for_update().get(pk=indicator.pk)
    indicator.target, indicator.name = target, name
    indicator.save(update_fields=["target", "name"])
    return indicator


@transaction.atomic
def remove_indicator(indicator: Indicator, *, by: User) -> None:
    """The project counts this figure against a target no more; the figure and its records stay."""
    indicator.delete()
