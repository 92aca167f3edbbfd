"""Figures and reports for tests, made by the actions as everybody makes them."""

from collections.abc import Mapping
from typing import Any

import factory

from ognisko.reports.actions import FigureDraft, SectionDraft, define_figure, define_report, numbers_of
from ognisko.reports.models import Figure, Report
from ognisko.reports.rules import Period


class FigureFactory(factory.Factory[Figure]):
    """Hours of advice of everybody; `measures`, `unit`, `counts` and the filters say otherwise."""

    class Meta:
        model = Figure

    key = factory.Sequence(lambda number: f"probna.{number}")
    section = "Doradztwo"
    name = "godziny doradztwa"
    description = "Doradztwo każdego rodzaju."
    unit = "hours"
    measures = ("advice.hours",)

    @classmethod
    def _create(cls, model_class: type[Figure], *args: Any, **fields: Any) -> Figure:
        by, position = fields.pop("by", None), fields.pop("position", 0)
        draft = FigureDraft(**fields | {"measures": numbers_of(fields["measures"])})
        return define_figure(draft, position=position, by=by)


def report(*blocks: Mapping[str, Any], slug: str = "2024", year: int = 2024) -> Report:
    """A report of a year with one chapter of these blocks."""
    sections = [SectionDraft("doradztwo", "Doradztwo", blocks)]
    return define_report(slug, f"Raport roczny {year}", "Rok razem", Period.year(year), sections)
