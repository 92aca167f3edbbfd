"""Staff: the list of calls, programmes, a call's page and its sections."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_GET, require_POST

from ognisko.accounts.permissions import acting, allowed
from ognisko.core.polish import sort_key
from ognisko.grants.actions import calls as actions
from ognisko.grants.forms.calls import lists as row_forms
from ognisko.grants.forms.calls.saying import CallFilter, CopyForm
from ognisko.grants.forms.calls.sections import (
    ApplicantsForm,
    BasicsForm,
    DatesForm,
    FormsForm,
    MoneyForm,
    NumbersForm,
    ProgrammeForm,
    ScoringForm,
    SectionForm,
)
from ognisko.grants.models import Call, Programme
from ognisko.grants.permissions import can_pay, can_run_calls, can_see_grants
from ognisko.grants.queries import calls as queries
from ognisko.grants.queries.calls.public import call_page, days_left, grant_text, moment_words
from ognisko.grants.queries.tabs import call_tabs, crumbs
from ognisko.grants.views.calls.answers import attempt, exported, form_page, posted
from ognisko.ui.rules import Column, page_of

SECTIONS: dict[str, tuple[Any, type[SectionForm]]] = {
    "podstawy": (gettext_lazy("What the call is"), BasicsForm),
    "terminy": (gettext_lazy("Dates"), DatesForm),
    "pieniadze": (gettext_lazy("Money and own contribution"), MoneyForm),
    "kto": (gettext_lazy("Who may apply"), ApplicantsForm),
    "formularze": (gettext_lazy("Questionnaires"), FormsForm),
    "punktacja": (gettext_lazy("Score and ranking list"), ScoringForm),
    "numery": (gettext_lazy("Numbers and payer"), NumbersForm),
}
"""The sections of a call by their word in the address."""

ROWS: dict[str, tuple[Any, str, type[row_forms.RowForm], Any]] = {
    "koszty": (gettext_lazy("Kinds of cost"), "categories", row_forms.CostRow, actions.save_costs),
    "dokumenty": (gettext_lazy("Documents"), "documents", row_forms.DocumentRow, actions.save_documents),
    "kryteria": (gettext_lazy("Criteria"), "criteria", row_forms.CriterionRow, actions.save_criteria),
    "priorytety": (gettext_lazy("Priorities"), "priorities", row_forms.PriorityRow, actions.save_priorities),
}
"""What a call lists, by its word in the address."""


def columns() -> list[Column]:
    """The columns of the list of calls; it is sorted in Python, since states follow from the clock."""
    return [
        Column("name", pgettext("grants", "Call"), sort="name"),
        Column("state", _("State"), sort="state"),
        Column("deadline", _("Deadline"), sort="deadline"),
        Column("drafts", _("Drafts"), sort="drafts", numeric=True),
        Column("sent", _("Applications"), sort="sent", numeric=True),
        Column("granted", _("Grants"), sort="granted", numeric=True),
        Column("given", _("Awarded"), sort="given", numeric=True),
    ]


_ORDER: dict[str, Any] = {
    "name": lambda row: sort_key(row.call.name),
    "state": lambda row: list(queries.MARKS).index(row.state),
    "deadline": lambda row: row.call.deadline,
    "drafts": lambda row: row.call.drafts,
    "sent": lambda row: row.call.sent,
    "granted": lambda row: row.call.granted,
    "given": lambda row: row.call.given or 0,
}


@allowed(can_see_grants)
def calls(request: HttpRequest) -> HttpResponse:
    """All calls, with filters and export."""
    form = CallFilter(request.GET)
    found, sort = queries.calls_found(**form.chosen), request.GET.get("sort", "")
    if (key := sort.removeprefix("-")) in _ORDER:
        found.sort(key=_ORDER[key], reverse=sort.startswith("-"))
    heads = [
        pgettext("grants", "Call"), _("Programme"), _("State"), _("Opens"), _("Deadline"), _("Drafts"),
        _("Applications"), _("Grants"), _("Awarded"), _("Currency"),
    ]  # fmt: skip
    rows = (
        (row.call.name, row.call.programme.name, row.word, moment_words(row.call.opens_at, opens=True),
         moment_words(row.call.deadline), one.drafts, one.sent, one.granted, one.given or 0, row.call.currency)
        for row in found
        if (one := cast("Any", row.call))
    )  # fmt: skip
    context = {
        "form": form, "page": page_of(found, request), "columns": columns(), "sort": sort,
        "may_run": can_run_calls(acting(request)), "may_pay": can_pay(acting(request)),
    }  # fmt: skip
    return exported(request, _("Calls"), heads, rows) or render(request, "grants/calls/calls.html", context)


# Programmes -----------------------------------------------------------------------------------------------------------


@allowed(can_see_grants)
def programmes(request: HttpRequest) -> HttpResponse:
    """All programmes."""
    context = {"rows": queries.programmes_with_calls(), "may_run": can_run_calls(acting(request)), "path": crumbs()}
    return render(request, "grants/calls/programmes.html", context)


@allowed(can_see_grants)
@require_GET
def programme(request: HttpRequest, programme: int) -> HttpResponse:
    """A programme is the list of its calls."""
    row = get_object_or_404(Programme, pk=programme)
    return redirect(reverse("grants:calls", query={"programme": row.pk}))


@allowed(can_run_calls)
def programme_add(request: HttpRequest) -> HttpResponse:
    """Add a programme."""
    form, back = ProgrammeForm(posted(request)), reverse("grants:programmes")
    if form.is_valid() and attempt(form, lambda: actions.add_programme(form.draft, by=acting(request))):
        messages.success(request, _("Programme added. You can add its first call now."))
        return redirect(back)
    return form_page(request, form, heading=_("New programme"), back=back)


@allowed(can_run_calls)
def programme_edit(request: HttpRequest, programme: int) -> HttpResponse:
    """Change a programme."""
    row, back = get_object_or_404(Programme, pk=programme), reverse("grants:programmes")
    names = ("name", "address", "family", "about")
    form = ProgrammeForm(posted(request), initial={name: getattr(row, name) for name in names})
    if form.is_valid() and attempt(form, lambda: actions.change_programme(row, form.draft, by=acting(request))):
        messages.success(request, _("Saved."))
        return redirect(back)
    return form_page(request, form, heading=_("Change the programme"), back=back)


@allowed(can_run_calls)
@require_POST
def programme_run(request: HttpRequest, programme: int) -> HttpResponse:
    """End a programme, or take it up again."""
    row = get_object_or_404(Programme, pk=programme)
    running = request.POST.get("running") == "yes"
    actions.set_running(row, running, by=acting(request))
    messages.success(request, _("The programme runs again.") if running else _("The programme ended."))
    return redirect("grants:programmes")


# A call ---------------------------------------------------------------------------------------------------------------


@allowed(can_run_calls)
def call_add(request: HttpRequest) -> HttpResponse:
    """Add a call: first what it is and when; the rest has its own sections."""
    sent = posted(request)
    basics, dates = BasicsForm(sent), DatesForm(sent)
    made: list[Call] = []

    def add() -> None:
        made.append(actions.add_call(basics.draft, dates.draft, by=acting(request)))

    if basics.is_valid() & dates.is_valid() and attempt(basics, add):
        messages.success(request, _("Call added. Nobody sees it yet: go through what is missing."))
        return redirect(made[0])
    context = {
        "other": dates, "back": reverse("grants:calls"), "form": basics, "heading": _("New call"), "path": crumbs(),
        "save": _("Add the call"), "programmes": Programme.objects.filter(is_active=True),
    }  # fmt: skip
    return render(request, "grants/calls/add.html", context, status=422 if sent is not None else 200)


def the_call(number: int) -> Any:
    """A call with the database's clock, or 404."""
    return get_object_or_404(queries.with_clock().select_related("project", "place"), pk=number)


@allowed(can_see_grants)
def call(request: HttpRequest, call: int) -> HttpResponse:
    """A call's page: what the public sees, dates, what is missing, numbers."""
    row = the_call(call)
    page = call_page(row)
    checks = [] if row.announced_at or row.cancelled_at else queries.checks_before_announcement(row)
    missing = sum(not one.is_done for one in checks)
    context = {
        "call": row, "row": queries.row_of(row), "page": page, "tabs": call_tabs(row, "call"), "checks": checks,
        "missing": ngettext("%(count)d thing is missing", "%(count)d things are missing", missing) % {"count": missing}
        if missing else "",
        "numbers": queries.numbers_of(row), "may_run": can_run_calls(acting(request)), "grant": grant_text(row),
        "left": days_left(row.deadline, row.now), "sections": [(slug, title) for slug, (title, _form) in
                                                               SECTIONS.items()],
        "lists": [(slug, one[0], getattr(row, one[1]).count()) for slug, one in ROWS.items()],
        "waiting": row.questions.filter(published_at=None).count(), "path": crumbs(),
    }  # fmt: skip
    return render(request, "grants/calls/call.html", context)


@allowed(can_run_calls)
def call_edit(request: HttpRequest, call: int, section: str) -> HttpResponse:
    """Change one section of a call."""
    row = the_call(call)
    if section not in SECTIONS:
        raise Http404
    heading, kind = SECTIONS[section]
    form: Any = kind(posted(request), call=row, initial=kind.initial_of(row))
    change = lambda: actions.change_call(row, form.draft, by=acting(request), reason=form.given_reason)  # noqa: E731
    if form.is_valid() and attempt(form, change):
        messages.success(request, _("Saved."))
        again = request.POST.get("do") == "more"
        return redirect(request.path if again else row)
    return form_page(
        request, form, heading=heading, back=row.get_absolute_url(), call=row,
        more=_("Save and add one more unit") if section == "kto" else "",
    )  # fmt: skip


@allowed(can_run_calls)
def call_rows(request: HttpRequest, call: int, what: str) -> HttpResponse:
    """Change what a call lists; rows with a tick at “remove” go, empty ones are none."""
    row = the_call(call)
    if what not in ROWS:
        raise Http404
    heading, related, kind, save = ROWS[what]
    names = kind.base_fields
    standing = [{name: getattr(one, name) for name in names} for one in getattr(row, related).all()]
    forms = row_forms.rows_of(kind)(posted(request), initial=standing, prefix="r")
    asked = row_forms.ListForm(posted(request))
    if forms.is_valid() and attempt(asked, lambda: _save_rows(save, row, forms, request)):
        messages.success(request, _("Saved."))
        return redirect(request.path if request.POST.get("do") == "more" else row)
    status = 422 if forms.is_bound else 200
    context = {"forms": forms, "form": asked, "heading": heading, "back": row.get_absolute_url(), "path": crumbs(row)}
    return render(request, "grants/calls/rows.html", context, status=status)


def _save_rows(save: Any, row: Call, forms: Any, request: HttpRequest) -> None:
    kept = [one for one in forms if one.cleaned_data.get("name") and not one.cleaned_data.get("DELETE")]
    save(row, [one.draft for one in kept], by=acting(request))


@allowed(can_run_calls)
def call_copy(request: HttpRequest, call: int) -> HttpResponse:
    """Copy a call: everything but dates and results."""
    row = the_call(call)
    form = CopyForm(posted(request), initial={"name": row.name})
    made: list[Call] = []

    def copy() -> None:
        made.append(actions.copy_call(row, **form.asked, by=acting(request)))

    if form.is_valid() and attempt(form, copy):
        messages.success(request, _("Copied. Check the dates and put money into the budget, then announce it."))
        return redirect(made[0])
    return form_page(
        request, form, heading=_("Copy the call"), back=row.get_absolute_url(), call=row, save=_("Make the copy"),
        lead=_("Rules, lists, questionnaires and answers are taken over; dates and results are not."),
    )  # fmt: skip
