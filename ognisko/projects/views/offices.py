"""Pages of offices: the list, one office with its hours and counted days, the forms that change them."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ognisko.accounts.permissions import allowed
from ognisko.core.bounds import LAST_YEAR, whole_number
from ognisko.core.minutes import hours
from ognisko.core.polish import date_text, range_text
from ognisko.projects import actions, queries
from ognisko.projects.forms.offices import DaysFilter, ExceptionForm, HoursForm, OfficeForm
from ognisko.projects.models import HoursException, Office
from ognisko.projects.permissions import can_edit_offices, can_see_projects
from ognisko.projects.queries.booked import Booked, booked_while_closed, left_outside
from ognisko.projects.views.answers import attempt, carried_out, exported, form_page, posted, say, who
from ognisko.ui.rules import Column, Tab


def crumbs(office: Office | None = None) -> list[tuple[str, str]]:
    """The way up from a page of offices."""
    path = [(_("Offices"), reverse("projects:offices"))]
    return [*path, (str(office), office.get_absolute_url())] if office else path


def _office(pk: int) -> Office:
    return get_object_or_404(queries.offices_for_lists(), pk=pk)


@allowed(can_see_projects)
def offices(request: HttpRequest) -> HttpResponse:
    """All offices; those out of use at the end."""
    found = sorted(queries.offices_for_lists(), key=lambda office: (not office.is_active, queries.polish_order(office)))
    heads = [_("name"), _("operator"), _("municipality"), _("address"), _("in use"), _("counted until")]
    rows = (
        (str(one), str(one.operator), str(one.place), one.address, one.is_active, one.counted_until)  # type: ignore[attr-defined]
        for one in found
    )
    columns = [
        Column("name", _("Office")), Column("operator", _("Operator")), Column("place", _("Municipality")),
        Column("counted", _("Counted until")), Column("state", _("Status")),
    ]  # fmt: skip
    return exported(request, _("Offices"), heads, rows) or render(
        request,
        "projects/offices.html",
        {"offices": found, "columns": columns, "may_edit": can_edit_offices(who(request))},
    )


@allowed(can_see_projects)
def office(request: HttpRequest, pk: int) -> HttpResponse:
    """An office: its hours now and before, what is ahead, how long it was open, who works there."""
    one = _office(pk)
    today = timezone.localdate()
    years = queries.years_of(one)
    year = _year(request, years, today)
    tables = queries.timetables(one)
    months = queries.months_of(one, year)
    return render(
        request,
        "projects/office.html",
        {
            "office": one,
            "now": next((table for table in tables if table.holds_on(today)), None),
            "others": [table for table in tables if not table.holds_on(today)],
            "today": today,
            "year": year,
            "tabs": [
                Tab(str(each), f"?rok={each}", each == year)
                for each in sorted({*years, today.year, year}, reverse=True)
            ],
            "months": months,
            "total_days": sum(month.days_open for month in months),
            "total_minutes": sum(month.minutes for month in months),
            "columns": [
                Column("month", _("Month")), Column("days", _("Days open"), numeric=True),
                Column("hours", _("Hours open"), numeric=True),
            ],
            "exceptions": queries.exceptions_of(one, year),
            "holidays": queries.holidays_of(year),
            "booked": booked_while_closed(one, today) if can_edit_offices(who(request)) else [],
            "staff": [row for row in queries.staff_of(office=one) if today in row.period],
            "may_edit": can_edit_offices(who(request)),
            "breadcrumbs": crumbs(),
        },
    )  # fmt: skip


def _year(request: HttpRequest, years: list[int], today: date) -> int:
    """The year asked for, else the latest counted, else this one."""
    asked = whole_number(request.GET.get("rok"), LAST_YEAR)
    if asked and asked >= 1990:
        return asked
    return years[0] if years else today.year


@allowed(can_see_projects)
def days(request: HttpRequest, pk: int) -> HttpResponse:
    """The counted days of an office behind a number: each with its hours and what made it differ."""
    one = _office(pk)
    form = DaysFilter(request.GET)
    start, end = form.period(timezone.localdate())
    found = queries.days_of(one, start, end)
    heads = [_("day"), _("day of the week"), _("hours open"), _("minutes open"), _("remarks")]
    rows = (
        (row.day, queries.weekday_name(row.day.isoweekday()), hours(row.minutes), row.minutes, row.note)
        for row in found
    )
    name = _("%(office)s: days open") % {"office": one}
    context = {
        "office": one,
        "days": [(row, queries.weekday_name(row.day.isoweekday())) for row in found],
        "form": form,
        "period": range_text(start, end - timedelta(days=1)),
        "minutes": sum(row.minutes for row in found),
        "opened": sum(row.minutes > 0 for row in found),
        "address": f"{request.path}?{urlencode({'od': str(start), 'do': str(end - timedelta(days=1))})}",
        "columns": [
            Column("day", _("Day")), Column("weekday", _("Day of the week")),
            Column("hours", _("Hours open"), numeric=True), Column("note", _("Remarks")),
        ],
        "breadcrumbs": crumbs(one),
    }  # fmt: skip
    in_panel = request.headers.get("HX-Target") == "panel"
    template = "projects/days_panel.html" if in_panel else "projects/days.html"
    return exported(request, name, heads, rows) or render(request, template, context)


# Changing -------------------------------------------------------------------------------------------------------------


@allowed(can_edit_offices)
def office_add(request: HttpRequest) -> HttpResponse:
    """Add an office."""
    form = OfficeForm(posted(request))
    if form.is_valid() and (done := attempt(form, lambda: actions.add_office(form.draft, by=who(request)))):
        say(request, _("Office added. Next: its hours."))
        return redirect("projects:hours", done.value.pk)
    return form_page(request, form, heading=_("New office"), back=reverse("projects:offices"), crumbs=crumbs())


@allowed(can_edit_offices)
def office_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an office."""
    one = _office(pk)
    form = OfficeForm(posted(request), initial=OfficeForm.initial_of(one))
    if form.is_valid() and attempt(form, lambda: actions.change_office(one, form.draft, by=who(request))):
        say(request, _("Saved."))
        return redirect(one)
    return form_page(request, form, heading=_("Change the office"), back=one.get_absolute_url(), crumbs=crumbs(one))


@allowed(can_edit_offices)
def hours_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the weekly hours of an office from a day on."""
    one = _office(pk)
    today = timezone.localdate()
    table = next((table for table in queries.timetables(one) if table.holds_on(today)), None)
    form = HoursForm(posted(request), initial=HoursForm.initial_of(table, today))
    if form.is_valid() and attempt(
        form,
        lambda: actions.set_hours(
            one, form.hours, since=form.cleaned_data["since"], by=who(request), reason=form.given_reason
        ),
    ):
        say(request, _("Hours saved. Days that were counted already are counted again."))
        return redirect(one)
    return form_page(
        request, form, heading=_("Opening hours"), back=one.get_absolute_url(), crumbs=crumbs(one),
        template="projects/hours.html",
    )  # fmt: skip


@allowed(can_edit_offices)
def exception_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an office on some days, or open it at other hours; what is booked then is told before it is saved."""
    one = _office(pk)
    form = ExceptionForm(posted(request), initial={"day": timezone.localdate()})
    booked = left_outside(one, _days(one, form), form.hours) if form.is_valid() else []
    if booked and request.POST.get("do") != "anyway":
        return _exception_page(request, one, form, booked=booked)
    if form.is_valid() and (done := attempt(form, lambda: _set_exceptions(request, one, form))):
        rows = done.value
        undo = reverse("projects:exception_remove", args=[rows[0].pk]) if len(rows) == 1 else ""
        text = ngettext("%(count)d day saved.", "%(count)d days saved.", len(rows)) % {"count": len(rows)}
        say(request, text, undo)
        return redirect(f"{one.get_absolute_url()}?rok={rows[0].day.year}{'#booked' if booked else ''}")
    return _exception_page(request, one, form, booked=booked)


def _exception_page(request: HttpRequest, one: Office, form: ExceptionForm, *, booked: list[Booked]) -> HttpResponse:
    return form_page(
        request, form, heading=_("Closed, or other hours"), back=one.get_absolute_url(), crumbs=crumbs(one),
        template="projects/exception.html", booked=booked,
    )  # fmt: skip


def _days(one: Office, form: ExceptionForm) -> list[date]:
    """Of several days those count on which the office would be open: a week off needs no closed Sunday."""
    start, end = form.range
    usual = queries.open_minutes(one, start, end)
    chosen = [day for day, minutes in usual.items() if minutes] if len(usual) > 1 else list(usual)
    return chosen or list(usual)


def _set_exceptions(request: HttpRequest, one: Office, form: ExceptionForm) -> list[HoursException]:
    return actions.set_exceptions(
        one,
        _days(one, form),
        hours=form.hours,
        reason=form.cleaned_data["why"],
        by=who(request),
        correction=form.given_reason,
    )


@allowed(can_edit_offices)
@require_POST
def exception_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """The usual hours hold again on that day."""
    row = get_object_or_404(HoursException.objects.select_related("office"), pk=pk)
    kept: dict[str, Any] = {"day": row.day.isoformat(), "reason": row.reason}
    if row.opens and row.closes:
        kept |= {"opens": f"{row.opens:%H:%M}", "closes": f"{row.closes:%H:%M}"}
    return carried_out(
        request,
        lambda reason: actions.remove_exception(row, by=who(request), correction=reason),
        question=_("Usual hours on %(day)s") % {"day": date_text(row.day)},
        done=_("The usual hours hold again on %(day)s.") % {"day": date_text(row.day)},
        undo=f"{reverse('projects:exception_restore', args=[row.office_id])}?{urlencode(kept)}",
        back=f"{row.office.get_absolute_url()}?rok={row.day.year}",
        crumbs=crumbs(row.office),
    )


@allowed(can_edit_offices)
@require_POST
def exception_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a removal: what the day had is told by the address, and trusted no more than a form that is typed."""
    one = _office(pk)
    asked = {"why": request.GET.get("reason", "")}
    asked |= {name: request.GET[name] for name in ("day", "opens", "closes") if name in request.GET}
    form = ExceptionForm(asked)
    if not form.is_valid():
        raise Http404
    day = form.cleaned_data["day"]
    return carried_out(
        request,
        lambda reason: actions.set_exception(
            one,
            day,
            hours=form.hours,
            reason=form.cleaned_data["why"],
            by=who(request),
            correction=reason,
        ),
        question=_("Bring %(day)s back") % {"day": date_text(day)},
        done=_("%(day)s differs from the usual hours again.") % {"day": date_text(day)},
        back=f"{one.get_absolute_url()}?rok={day.year}",
        crumbs=crumbs(one),
    )
