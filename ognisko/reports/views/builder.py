"""The figure builder: a question is put together, and its value, parts and first records stand beside it at once."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ognisko.accounts.permissions import acting, allowed
from ognisko.core.charts import bar_chart
from ognisko.people.permissions import can_see_protected
from ognisko.reports import actions, queries
from ognisko.reports.actions import EditedMeanwhileError, FigureError, KeyTakenError
from ognisko.reports.forms import NameForm, QuestionForm, RenameForm
from ognisko.reports.models import Figure
from ognisko.reports.permissions import can_define_figures
from ognisko.reports.rules import BREAKDOWN_LABELS
from ognisko.reports.views.base import asked_for_by, usual_period
from ognisko.reports.views.figures import breakdowns

FIRST_RECORDS = 8
NAMES = ("name", "name_en", "section", "description")


@allowed(can_define_figures)
def figure_add(request: HttpRequest) -> HttpResponse:
    """A new figure; `z` begins with another one."""
    copied = _figure(request.GET["z"]) if "z" in request.GET else None
    asked = QuestionForm(_asked(request, copied), otherwise=usual_period())
    initial = {name: getattr(copied, name) for name in NAMES} if copied else {}
    form = NameForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and asked.is_valid():
        try:
            made = actions.add_figure(asked.draft(**form.cleaned_data), by=acting(request))
        except KeyTakenError as refused:
            form.add_error("key", str(refused))
        except FigureError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The figure was added to the catalogue."))
            return redirect(queries.address(made, asked.period))
    return _page(request, asked, form, _("New figure"))


@allowed(can_define_figures)
def figure_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Define a figure anew; its history keeps the earlier definitions."""
    row = _figure(key)
    asked = QuestionForm(_asked(request, row), otherwise=usual_period())
    initial = {name: getattr(row, name) for name in NAMES} | {"version": row.version}
    form = RenameForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and asked.is_valid():
        named = {name: form.cleaned_data[name] for name in NAMES}
        draft = asked.draft(key=row.key, **named)
        try:
            made = actions.change_figure(row, draft, version=form.cleaned_data["version"], by=acting(request))
        except EditedMeanwhileError as refused:
            form = form.anew(row.version, str(refused))
        except FigureError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The figure was changed. Published reports keep its earlier definition."))
            return redirect(queries.address(made, asked.period))
    return _page(request, asked, form, capfirst(str(row)), row)


def _figure(key: str) -> Figure:
    row = queries.figures_for_values().filter(key=key).first() if "\0" not in key else None
    if row is None:
        raise Http404
    return row


def _asked(request: HttpRequest, row: Figure | None) -> QueryDict:
    """The question of the address; else that of the figure to begin with."""
    if row is None or "liczy" in request.GET:
        return request.GET
    data = QueryDict(mutable=True)
    for name, found in {
        "miara": row.measures, "liczy": [row.counts], "poziom": [row.level], "jednostka": [row.unit],
        "zaokr": [row.decimals], "projekt": [one.pk for one in row.projects.all()],
        "biuro": [one.pk for one in row.offices.all()], "temat": row.topics,
        "nabor": row.activities, "rodzaj": row.kinds,
        "status": [bit for bit in (1, 2) if row.status & bit],
        "miejsce": [row.place_id or ""], "siedziba": [row.seat_id or ""],
    }.items():  # fmt: skip
        data.setlist(name, [str(value) for value in found])
    return data


def _page(
    request: HttpRequest, asked: QuestionForm, form: NameForm, heading: str, row: Figure | None = None
) -> HttpResponse:
    if request.method == "GET" and not asked.is_asked:
        asked.errors.clear()  # a page that was just opened reproaches nobody
    crumbs = [(_("Figures"), reverse("reports:figures"))]
    if row:
        crumbs.append((capfirst(str(row)), row.get_absolute_url()))
    context = {
        "asked": asked, "form": form, "heading": heading, "row": row, "breadcrumbs": crumbs,
        **_answer(asked, can_see_protected(acting(request))),
        "known_sections": Figure.objects.order_by("section").values_list("section", flat=True).distinct(),
        "is_answer": asked_for_by(request) == "answer",
    }  # fmt: skip
    return render(request, "reports/builder.html", context, status=422 if request.method == "POST" else 200)


def _answer(asked: QuestionForm, sees_protected: bool) -> dict[str, Any]:
    """The value, its parts and the first records; nothing before anything is asked."""
    if not asked.is_asked or not asked.is_valid():
        return {}
    figure, period = asked.draft().figure(), asked.period
    value = queries.values([figure], period)[figure.key]
    offered = breakdowns(figure)
    by = asked.cleaned_data["wg"] if asked.cleaned_data["wg"] in offered else next(iter(offered), "")
    apart = queries.apart(figure, by, period, value, sees_protected=sees_protected) if by else None
    rows = [(part.label, part.value.value) for part in apart.parts[:12]] if apart else []
    return {
        "value": value,
        "definition": queries.definition(figure, period),
        "apart": apart,
        "by": BREAKDOWN_LABELS.get(by, ""),
        "chart": bar_chart(rows, unit="", title=_("Taken apart"), horizontal=by != "month") if len(rows) > 1 else "",
        "members": queries.members(figure, period, per_page=FIRST_RECORDS) if value.records else None,
    }
