"""Appointments for staff: the list, one appointment, booking for somebody, moving, cancelling, missed ones."""

from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from ognisko.accounts.models import User
from ognisko.accounts.permissions import acting, allowed
from ognisko.advice.actions import appointments as actions
from ognisko.advice.forms import ReasonForm
from ognisko.advice.forms.appointments import AppointmentFilterForm, CancelForm, FreeFilterForm, MoveForm, StaffSlotForm
from ognisko.advice.models import Appointment, Kind
from ognisko.advice.permissions import can_book, can_change_appointment, can_see_appointments, can_set_hours
from ognisko.advice.queries import appointments as queries
from ognisko.advice.queries import offers
from ognisko.advice.views.base import own_address, way_up
from ognisko.bookings.rules import slot_of
from ognisko.core.bounds import whole_number
from ognisko.ledger.actions import ClosedPeriodError
from ognisko.people.actions import ErasedError
from ognisko.projects.models import Office
from ognisko.ui.rules import Column, Tab, page_of, sorted_by, table_file

FREE_SHOWN = 60


def way_down(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    """The way up from a page of appointments."""
    return way_up((_("Appointments"), reverse("advice:appointments")), *steps)


def _columns() -> list[Column]:
    return [
        Column("when", _("When"), "allocation__period"),
        Column("who", _("Who"), "name"),
        Column("kind", _("Kind"), "kind__position"),
        Column("advisor", pgettext("appointment", "Advisor"), "allocation__resource__user__name"),
        Column("office", _("Where"), "office__name"),
        Column("state", _("State")),
    ]


@allowed(can_see_appointments)
def appointments(request: HttpRequest) -> HttpResponse:
    """Appointments by filter, the same as a file; first those to come."""
    form = AppointmentFilterForm(request.GET, user=acting(request))
    found = queries.appointments_found(form.wanted())
    columns = _columns()
    found, sort = sorted_by(found, columns, request.GET.get("sort", "")) if request.GET.get("sort") else (found, "")
    if requested := request.GET.get("format"):
        name = f"{_('appointments')}-{timezone.localdate():%Y-%m-%d}"
        return table_file(requested, name, _("Appointments"), queries.export_columns(), queries.export_rows(found))
    page = page_of(found, request)
    context = {
        "form": form,
        "page": page,
        "columns": columns,
        "sort": sort,
        "tabs": _tabs(request, acting(request), timezone.localdate()),
        "missed": queries.missed_by_email([row.email for row in page]),
        "may_book": can_book(acting(request)),
        "may_set_hours": can_set_hours(acting(request)),
        "is_filtered": any(value for name, value in request.GET.items() if name not in ("sort", "page")),
        "breadcrumbs": way_up(),
    }
    return render(request, "advice/appointments.html", context)


def _tabs(request: HttpRequest, user: User, today: date) -> list[Tab]:
    """All that are to come; one's own day, week and what one has to record."""
    monday = today - timedelta(days=today.weekday())
    views: list[tuple[str, dict[str, str]]] = [
        (_("All to come"), {}),
        (_("My day"), {"advisor": "me", "state": "all", "since": str(today), "until": str(today)}),
        (
            _("My week"),
            {"advisor": "me", "state": "all", "since": str(monday), "until": str(monday + timedelta(days=6))},
        ),
        (_("To be recorded by me"), {"advisor": "me", "state": "record"}),
    ]
    now = {name: value for name, value in request.GET.items() if value and name not in ("page", "sort")}
    return [Tab(label, f"?{urlencode(query)}" if query else request.path, now == query) for label, query in views]


# Booking for somebody -------------------------------------------------------------------------------------------------


@allowed(can_book)
def free(request: HttpRequest) -> HttpResponse:
    """The free hours of all offices, to book one for whoever calls or stands at the desk."""
    form = FreeFilterForm(request.GET)
    form.is_valid()
    data, today = form.cleaned_data, timezone.localdate()
    first = max(data.get("since") or today, today)
    last = first + offers.STAFF_AHEAD
    rows = list(offers.hours_offered(first, last, kind=data.get("kind"), office=data.get("office")))
    soon = offers.free_slots(rows, first, first + timedelta(days=14), public=False)
    found = soon or offers.free_slots(rows, first, last, public=False)
    days: dict[date, list[offers.FreeSlot]] = {}
    for slot in found[:FREE_SHOWN]:
        days.setdefault(slot.day, []).append(slot)
    columns = [Column(key, label) for key, label in (("from", _("Hours")), ("kind", _("Kind")), ("office", _("Office")),
                                                     ("advisor", _("Free")), ("book", ""))]  # fmt: skip
    names = {one.user_id: str(one) for row in rows for one in row.who.all()}
    context = {
        "form": form, "days": days.items(), "columns": columns, "names": names, "has_hours": bool(rows),
        "may_set_hours": can_set_hours(acting(request)), "breadcrumbs": way_down(),
    }  # fmt: skip
    return render(request, "advice/free.html", context)


@allowed(can_book)
def appointment_add(request: HttpRequest) -> HttpResponse:
    """Book a free hour for somebody; confirmed at once."""
    kind = get_object_or_404(Kind, pk=whole_number(request.GET.get("kind")) or 0)
    office = get_object_or_404(Office, pk=whole_number(request.GET.get("office")) or 0)
    if request.method != "POST":
        if slot_of(request.GET.get("kiedy")) is None:
            return redirect("advice:free")
        return _add_page(request, kind, office, StaffSlotForm(slot=request.GET["kiedy"]))
    form = StaffSlotForm(request.POST)
    if not form.is_valid():
        return _add_page(request, kind, office, form)
    try:
        row = actions.book_appointment(form.draft(kind, office), by=acting(request))
    except actions.TakenError:
        wanted = slot_of(form.data.get("slot", ""))
        near = offers.nearest(_free_of(kind, office), wanted[0] if wanted else timezone.now())
        text = _("This hour is not free any more. These are the next free ones; what you typed is still here.")
        return _add_page(request, kind, office, form.once_more(text, near))
    except ErasedError as error:
        form.add_error("party", str(error))
        return _add_page(request, kind, office, form)
    if not form.is_of(row):
        text = _("An hour was booked with this form before. Send it again if this is another one.")
        return _add_page(request, kind, office, form.once_more(text))
    messages.success(request, _("Booked: %(when)s.") % {"when": offers.when_text(row.starts_at, row.ends_at)})
    return redirect(row)


def _free_of(kind: Kind, office: Office, without: int | None = None) -> list[offers.FreeSlot]:
    today = timezone.localdate()
    last = today + offers.STAFF_AHEAD
    rows = offers.hours_offered(today, last, kind=kind.pk, office=office.pk)
    return offers.free_slots(rows, today, last, public=False, without=without)


def _add_page(request: HttpRequest, kind: Kind, office: Office, form: StaffSlotForm) -> HttpResponse:
    chosen = slot_of(str(form["slot"].value() or ""))
    when = offers.when_text(chosen[0], chosen[0] + timedelta(minutes=chosen[1])) if chosen else ""
    steps = ((_("Free hours"), reverse("advice:free")),)
    context = {"form": form, "kind": kind, "office": office, "when": when, "breadcrumbs": way_down(*steps)}
    return render(request, "advice/appointment_add.html", context)


# One appointment ------------------------------------------------------------------------------------------------------


def _appointment(number: int) -> Appointment:
    return get_object_or_404(queries.appointments_for_lists(), pk=number)


def _changeable(request: HttpRequest, number: int) -> Appointment:
    found = _appointment(number)
    if not can_change_appointment(acting(request), found):
        raise Http404
    return found


@allowed(can_see_appointments)
def appointment(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one appointment."""
    row = _appointment(pk)
    context = {
        "row": row,
        "when": offers.when_text(row.starts_at, row.ends_at),
        "where": queries.place_text(row),
        "may_change": can_change_appointment(acting(request), row),
        "parties": [row.party] if row.party else queries.parties_with_email(row.email),
        "missed": queries.missed_by_email([row.email]).get(row.email, 0),
        "breadcrumbs": way_down(),
    }
    return render(request, "advice/appointment.html", context)


@allowed(can_see_appointments)
def appointment_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another free hour instead; the letter says why."""
    row = _changeable(request, pk)
    if not row.is_confirmed or row.is_over:
        messages.warning(request, str(actions.GoneError()))
        return redirect(row)
    found = _free_of(row.kind, row.office, without=row.allocation_id)
    form = MoveForm(request.POST if request.method == "POST" else None, free=found, public=False)
    if request.method == "POST" and form.is_valid():
        chosen = slot_of(form.cleaned_data["slot"])
        try:
            if chosen:
                actions.move_appointment(row, *chosen, by=acting(request), reason=form.cleaned_data["reason"])
        except (actions.TakenError, actions.GoneError) as error:
            form.add_error("slot", str(error))
        else:
            messages.success(request, _("Moved."))
            return redirect(row)
    context = {"row": row, "form": form, "free": found, "breadcrumbs": way_down((row.name, row.get_absolute_url()))}
    return render(request, "advice/appointment_move.html", context)


@allowed(can_see_appointments)
def appointment_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """The hour is free again; the letter says why."""
    row = _changeable(request, pk)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel_appointment(row, by=acting(request), reason=form.cleaned_data["reason"])
        except actions.GoneError as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("The appointment is cancelled."))
        return redirect(row)
    context = {"row": row, "form": form, "breadcrumbs": way_down((row.name, row.get_absolute_url()))}
    return render(request, "advice/appointment_cancel.html", context)


@allowed(can_see_appointments)
@require_POST
def appointment_missed(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody came; undo takes it back."""
    undo = reverse("advice:appointment_not_missed", args=[pk])
    return _set_missed(request, pk, actions.mark_missed, _("Marked as missed."), undo)


@allowed(can_see_appointments)
@require_POST
def appointment_not_missed(request: HttpRequest, pk: int) -> HttpResponse:
    """They came after all."""
    undo = reverse("advice:appointment_missed", args=[pk])
    return _set_missed(request, pk, actions.unmark_missed, _("No longer marked as missed."), undo)


def _set_missed(
    request: HttpRequest, pk: int, change: Callable[..., Appointment], text: str, undo: str
) -> HttpResponse:
    """Mark or unmark; in a closed period a page asks for the reason first."""
    row = _changeable(request, pk)
    form = ReasonForm(request.POST if "reason" in request.POST else None)
    back = own_address(request, request.POST.get("next", "")) or row.get_absolute_url()
    if not form.is_bound or form.is_valid():
        try:
            change(row, by=acting(request), reason=form.cleaned_data["reason"] if form.is_bound else "")
        except ClosedPeriodError:
            pass
        except actions.NotPossibleError as error:
            messages.warning(request, str(error))
            return redirect(back)
        else:
            messages.success(request, text, extra_tags=f"undo:{undo}")
            return redirect(back)
    context = {"row": row, "form": form, "next": back, "breadcrumbs": way_down((row.name, row.get_absolute_url()))}
    return render(request, "advice/appointment_reason.html", context)
