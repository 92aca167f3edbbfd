"""The catalogue of figures and the page of one: its value, its parts, its records."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.accounts.permissions import acting, allowed
from ognisko.core.bounds import whole_number
from ognisko.core.charts import bar_chart
from ognisko.ledger.rules import PERSON
from ognisko.people.actions import note_viewing
from ognisko.people.models import Viewing
from ognisko.people.permissions import can_see_protected
from ognisko.reports import queries
from ognisko.reports.forms import CatalogueForm, PeriodForm
from ognisko.reports.models import Figure
from ognisko.reports.permissions import can_define_figures, can_see_reports
from ognisko.reports.queries import PartError
from ognisko.reports.rules import BREAKDOWN_LABELS, BREAKDOWNS, IN_ORDER, PROTECTED, Period
from ognisko.reports.views.base import as_file, asked_for_by, tabs, to_panel, usual_period
from ognisko.ui.rules import Bar, Tab

IN_PANEL, ON_PAGE = 12, 50
MOST_BARS, SERIES = 8, 4


@allowed(can_see_reports)
def figures(request: HttpRequest) -> HttpResponse:
    """All figures of the catalogue with their values of a year, section by section."""
    form = CatalogueForm(request.GET, year=usual_period().start.year)
    period = Period.year(form.year)
    found = queries.catalogue(form.text)
    values = queries.values(found, period)
    columns = ["id", "section", "figure", "value", "unit", "records"]
    rows = [(row.key, row.section, row.name, values[row.key].value, row.unit, values[row.key].records) for row in found]
    if file := as_file(request, f"liczby-{form.year}", columns, rows):
        return file
    listed = [(row, values[row.key], queries.address(row, period)) for row in found]
    sections = [(title, list(each)) for title, each in groupby(listed, key=lambda item: item[0].section)]
    context = {
        "form": form, "sections": sections, "count": len(found), "year": form.year, "tabs": tabs("figures"),
        "may_define": can_define_figures(acting(request)),
    }  # fmt: skip
    return render(request, "reports/figures.html", context)


@allowed(can_see_reports)
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """One figure: a page of its own, or beside the page where its number was clicked."""
    row = queries.figures_for_values().filter(key=key).first()
    if row is None:
        raise Http404
    form = PeriodForm(request.GET, otherwise=usual_period())
    within = queries.within_from(request.GET)
    if told_apart := queries.asked_protected(within):
        _note_look(acting(request), row, form.period, told_apart)
    try:
        if file := _file(request, row, form.period, within):
            return _unkept(file) if told_apart else file
        panel = to_panel(request) or _more(request)
        context = _context(request, row, form.period, within, IN_PANEL if panel else ON_PAGE)
    except PartError as error:
        raise Http404 from error
    if not panel:
        context |= _page(request, row, form)
    template = "reports/figure_rows.html" if _more(request) else f"reports/figure{'_panel' if panel else ''}.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return _unkept(response) if told_apart else response


def _note_look(user: User, row: Figure, period: Period, told_apart: list[str]) -> None:
    """Who stands in a part by labour status or disability is protected: for few, and each look is recorded first."""
    if not can_see_protected(user):
        raise Http404
    for by in told_apart:
        persons = queries.persons_told_apart(row, by, period)
        detail = f"{capfirst(str(row))}, {BREAKDOWN_LABELS[by]}, {period.text}"
        note_viewing(persons, [PROTECTED[by]], Viewing.Purpose.PART, by=user, detail=detail)


def _unkept(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response


def _more(request: HttpRequest) -> bool:
    """Whether the next rows of the panel's list are asked for."""
    return asked_for_by(request) == "more-records"


def _context(
    request: HttpRequest, row: Figure, period: Period, within: dict[str, str], per_page: int
) -> dict[str, Any]:
    value = queries.values([row], period)[row.key]
    sees = can_see_protected(acting(request))
    members = queries.members(
        row, period, request.GET.get("page", 1), within=within, per_page=per_page, sees_protected=sees
    )
    page = members.page
    next_url = queries.address(row, period, {**within, "page": str(page.next_page_number())}) if page.has_next() else ""
    return {
        "figure": row,
        "name": capfirst(str(row)),
        "value": (members.inside or members.value) if within else value,
        "members": members,
        "page": page,
        "next_url": next_url,
        "definition": queries.definition(row, period),
        "within": queries.within_in_words(row, within) if within else [],
        "party_url": _party_url(within),
        "whole_url": queries.address(row, period),
        "definition_url": f"{queries.address(row, period)}#definicja",
        "file_url": queries.address(row, period, {**within, "format": ""}),
        **_taken_apart(request, row, period, within, value, per_page),
    }


def _taken_apart(
    request: HttpRequest, row: Figure, period: Period, within: dict[str, str], value: Any, per_page: int
) -> dict[str, Any]:
    """The parts of the figure, by what is asked for; a part is not taken apart again."""
    sees = can_see_protected(acting(request))
    by = _breakdown(row, request.GET.get("wg", ""), within)
    apart = queries.apart(row, by, period, value, sees_protected=sees) if by and not within else None
    parts = apart.parts if apart else []
    return {
        "by": by,
        "bars": _bars(parts, by, per_page),
        "chart": _chart(row, parts) if by == "month" and per_page == ON_PAGE else "",
        "parts": parts,
        "apart": apart,
    }


def _party_url(within: dict[str, str]) -> str:
    party = whole_number(within.get("party"))
    return reverse("desk:party", args=[party]) if party else ""


def breakdowns(row: Figure) -> list[str]:
    """By what this figure can usefully be taken apart, the most telling first."""
    topics = any(queries.measure(number).topics for number in row.measures)
    useless = {
        "project": len(row.projects.all()) == 1,
        "topic": not topics or len(row.topics) == 1,
        "office": len(row.offices.all()) == 1 or row.is_state,
        "month": row.is_state,
        "kind": len(row.kinds) == 1,
        "sex": bool(row.kinds) and PERSON not in row.kinds,
        "age": bool(row.kinds) and PERSON not in row.kinds,
        **{by: bool(row.kinds) and PERSON not in row.kinds for by in PROTECTED},
        "county": row.counts == Figure.Counts.PLACES,
    }
    order = ["project", "topic", "office", "month", "kind", "county"]
    return [by for by in [*order, *(name for name in BREAKDOWNS if name not in order)] if not useless.get(by)]


def _breakdown(row: Figure, asked: str, within: dict[str, str]) -> str:
    offered = [by for by in breakdowns(row) if by not in within]
    return asked if asked in offered else next(iter(offered), "")


def _bars(parts: list[queries.Part], by: str, most: int) -> list[Bar]:
    """Bars of the largest parts, each with its number that opens; one part alone says nothing new.

    A few parts are told apart by pattern too; many are one series.
    """
    if len(parts) < 2:
        return []
    shown = parts if by in IN_ORDER else parts[: most if most == ON_PAGE else MOST_BARS]
    few = len(parts) <= SERIES
    return [
        Bar(part.label, part.value.value, part.value.text, part.url if part.value.records else "", 1 + index * few)
        for index, part in enumerate(shown)
    ]


def _chart(row: Figure, parts: list[queries.Part]) -> str:
    return bar_chart([(part.label, part.value.value) for part in parts], unit="", title=capfirst(str(row)))


def _page(request: HttpRequest, row: Figure, form: PeriodForm) -> dict[str, Any]:
    """What only the page of its own shows: the choice of a period, other ways to take it apart, where it is used."""
    by = _breakdown(row, request.GET.get("wg", ""), {})
    offered = breakdowns(row)
    few = [*offered[:5], by] if by and by not in offered[:5] else offered[:5]
    links = [
        Tab(str(BREAKDOWN_LABELS[name]), queries.address(row, form.period, {"wg": name}), name == by) for name in few
    ]
    others = [
        (str(BREAKDOWN_LABELS[name]), queries.address(row, form.period, {"wg": name}))
        for name in offered
        if name not in few
    ]
    asked = queries.within_from(request.GET).items()
    return {
        "form": form,
        "parts_asked": asked,
        "breakdowns": links,
        "other_breakdowns": others,
        "may_define": can_define_figures(acting(request)),
        "versions": queries.versions(row),
        "facts": queries.facts(row),
        "uses": queries.uses(row),
    }


def _file(request: HttpRequest, row: Figure, period: Period, within: dict[str, str]) -> HttpResponse | None:
    """All records behind the figure, or behind a part of it."""
    columns = [
        _("day"), _("measure"), _("record"), _("subject"), _("party"), _("kind of party"), _("project"), _("office"),
        _("quantity"), _("unit"), _("reason of correction"), _("address"),
    ]  # fmt: skip
    entries = queries.entries_behind(row, period, within, sees_protected=can_see_protected(acting(request)))
    rows = (
        (
            each.entry.occurred_on, each.measure, each.record, each.note, each.party, each.kind, each.project,
            each.office, each.quantity, each.unit, each.entry.correction_reason or "",
            f"{settings.ADDRESS}{each.url}" if each.url else "",
        )
        for each in queries.all_rows(entries)
    )  # fmt: skip
    return as_file(request, row.key, columns, rows)
