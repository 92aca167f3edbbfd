"""Weekly hours of advice: offered, changed, ended; an advisor's own calendar and the times kept free."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ognisko.accounts.permissions import acting, allowed
from ognisko.advice.actions import hours as actions
from ognisko.advice.forms.hours import HoursForm, KeepFreeForm
from ognisko.advice.models import AdviceHours
from ognisko.advice.permissions import can_change_hours, can_see_appointments, can_set_hours
from ognisko.advice.queries import offers as queries
from ognisko.advice.queries.appointments import address_of
from ognisko.advice.views.appointments import way_down
from ognisko.bookings.actions import advisors_as_resources, renew_feed
from ognisko.bookings.models import Allocation
from ognisko.bookings.permissions import can_block
from ognisko.bookings.queries import blocks
from ognisko.ui.rules import Column


@allowed(can_see_appointments)
def hours(request: HttpRequest) -> HttpResponse:
    """All advice hours, those that ended last."""
    today = timezone.localdate()
    rows = queries.hours_for_list(today)
    columns = [
        Column("when", _("When")),
        Column("kind", _("Kind")),
        Column("office", _("Office")),
        Column("who", _("Who advises")),
        Column("rules", _("Appointments")),
        Column("booked", _("Booked"), numeric=True),
        Column("state", _("State")),
        Column("actions", ""),
    ]
    shown = [(row, can_change_hours(acting(request), row), queries.has_ended(row, today)) for row in rows]
    context = {
        "rows": shown, "columns": columns, "today": today, "may_set_hours": can_set_hours(acting(request)),
        "breadcrumbs": way_down(),
    }  # fmt: skip
    return render(request, "advice/hours.html", context)


@allowed(can_set_hours)
def hours_add(request: HttpRequest) -> HttpResponse:
    """Offer hours of advice from a day on."""
    form = HoursForm(request.POST if request.method == "POST" else None, user=acting(request))
    if request.method == "POST" and form.is_valid():
        actions.add_hours(form.draft, by=acting(request))
        messages.success(request, _("Saved. The free hours can be booked from now on."))
        return redirect("advice:hours")
    return _page(request, form)


def _hours(request: HttpRequest, number: int) -> AdviceHours:
    rows = AdviceHours.objects.select_related("kind", "office").prefetch_related("who__user")
    found = get_object_or_404(rows, pk=number)
    if not can_change_hours(acting(request), found):
        raise Http404
    return found


@allowed(can_see_appointments)
def hours_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change advice hours; what is booked stays as it was booked."""
    row = _hours(request, pk)
    form = HoursForm(request.POST if request.method == "POST" else None, user=acting(request), row=row)
    if request.method == "POST" and form.is_valid():
        actions.change_hours(row, form.draft, by=acting(request))
        messages.success(request, _("Saved."))
        return redirect("advice:hours")
    return _page(request, form, row)


def _page(request: HttpRequest, form: HoursForm, row: AdviceHours | None = None) -> HttpResponse:
    steps = (_("Advice hours"), reverse("advice:hours"))
    context = {"form": form, "row": row, "breadcrumbs": way_down(steps)}
    return render(request, "advice/hours_form.html", context)


@allowed(can_see_appointments)
@require_POST
def hours_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The hours hold no more from tomorrow on; undo brings them back."""
    row = _hours(request, pk)
    actions.end_hours(row, timezone.localdate() + timedelta(days=1), by=acting(request))
    undo = reverse("advice:hours_resume", args=[pk])
    messages.success(
        request, _("Today is their last day. What is booked later stays booked."), extra_tags=f"undo:{undo}"
    )
    return redirect("advice:hours")


@allowed(can_see_appointments)
@require_POST
def hours_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """The hours hold until further notice again."""
    actions.resume_hours(_hours(request, pk), by=acting(request))
    messages.success(request, _("They hold until further notice again."))
    return redirect("advice:hours")


# One's own calendar ---------------------------------------------------------------------------------------------------


@allowed(can_set_hours)
def calendar(request: HttpRequest) -> HttpResponse:
    """The address of one's calendar, and the times in which nobody can book one."""
    resource = advisors_as_resources([acting(request)])[0]
    form = KeepFreeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.keep_free(resource, *form.span, data["why"], by=acting(request), token=data["token"])
        except actions.AppointmentsStandError as error:
            form.add_error("day", str(error))
        else:
            messages.success(request, _("Nobody can book you in this time."))
            return redirect("advice:calendar")
    context = {
        "form": form,
        "feed": address_of("advice:feed", resource.feed),
        "resource": resource,
        "blocks": blocks(resource, timezone.now()),
        "breadcrumbs": way_down((_("Advice hours"), reverse("advice:hours"))),
    }
    return render(request, "advice/calendar.html", context)


@allowed(can_set_hours)
@require_POST
def calendar_renew(request: HttpRequest) -> HttpResponse:
    """A new secret address; calendars that have the old one show nothing new any more."""
    renew_feed(advisors_as_resources([acting(request)])[0], by=acting(request))
    messages.success(request, _("The calendar has a new address. Give it to your calendar programme."))
    return redirect("advice:calendar")


@allowed(can_set_hours)
@require_POST
def calendar_free(request: HttpRequest, pk: int) -> HttpResponse:
    """The time can be booked again."""
    block = get_object_or_404(Allocation.objects.select_related("resource").exclude(who=""), pk=pk)
    if not can_block(acting(request), block.resource):
        raise Http404
    actions.give_free(block, by=acting(request))
    messages.success(request, _("You can be booked in this time again."))
    return redirect("advice:calendar")
