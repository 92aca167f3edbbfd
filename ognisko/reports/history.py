"""What the histories of figures, indicators, reports, templates and closings tell."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ognisko.accounts.models import User
from ognisko.core.history import Record, Table
from ognisko.ledger.models import Closing
from ognisko.ledger.queries import measures
from ognisko.projects.models import Project
from ognisko.reports.models import Figure, Indicator, Report, Section, Template
from ognisko.reports.permissions import can_see_reports


def _may(user: User, record: Any) -> bool:
    return can_see_reports(user)


def _measures(numbers: Sequence[int]) -> str:
    known = measures()
    return ", ".join(str(known[number].label) if number in known else str(number) for number in numbers)


FIGURE = (
    Table(
        model=Figure,
        titled="name",
        quiet=frozenset({"key", "topics", "activities", "status", "position"}),
        words={"measures": _measures},
    ),
)
INDICATORS = (Table(model=Indicator, of=("project_id",), called=_("indicator"), whole=("figure_id", "name", "target")),)
REPORT = (
    Table(model=Report, titled="title", quiet=frozenset({"version"})),
    Table(
        model=Section,
        of=("report_id",),
        titled="title",
        began=_("chapter added"),
        quiet=frozenset({"slug", "version", "report_id"}),
    ),
)
CLOSINGS = (
    Table(
        model=Closing,
        of=(),
        titled="period",
        began=pgettext_lazy("period", "closed"),
        links={"project": Project, "closed_by": User, "reopened_by": User},
        turns={"reopened_at": (_("reopened"), "")},
    ),
)

RECORDS = (
    Record(what="liczba", model=Figure, may=_may, tables=FIGURE),
    Record(
        what="wskazniki",
        model=Project,
        may=_may,
        tables=INDICATORS,
        back=lambda project: reverse("reports:indicators", args=[project.pk]),
    ),
    Record(what="sprawozdanie", model=Report, may=_may, tables=REPORT),
    Record(
        what="szablony",
        model=None,
        may=_may,
        tables=(Table(model=Template, of=(), titled="name"),),
        title=_("Templates"),
        back=lambda record: reverse("reports:templates"),
    ),
    Record(
        what="zamkniecia",
        model=None,
        may=_may,
        tables=CLOSINGS,
        title=_("Closings"),
        back=lambda record: reverse("reports:closings"),
    ),
)
