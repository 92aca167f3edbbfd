"""Pages for the public, without an account: what is offered, a free hour, and whatever the mailed link leads to.

A link in a letter only shows a page; what it does waits for a button, since mail programmes open links on their own.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ognisko.advice.actions import appointments as actions
from ognisko.advice.forms.appointments import MoveForm, SlotForm
from ognisko.advice.models import Appointment, Kind
from ognisko.advice.permissions import can_see_appointments
from ognisko.advice.queries import appointments as queries
from ognisko.advice.queries import offers
from ognisko.bookings.formats import ics
from ognisko.bookings.models import Allocation, Resource
from ognisko.bookings.rules import slot_of
from ognisko.core.bounds import asked_day
from ognisko.projects.models import Office

DAYS_AT_A_TIME = 6


def open_hours(request: HttpRequest) -> HttpResponse:
    """What the centre offers: each kind of advice with its offices, hours and next free hour."""
    by_kind: dict[str, list[offers.Offer]] = {}
    for one in offers.offers():
        by_kind.setdefault(one.kind.title, []).append(one)
    return render(request, "advice/public/offers.html", {"by_kind": by_kind.items()})


def _offer(kind: str, office: int) -> offers.Offer:
    """What is offered of a kind in an office; 404 where nothing is."""
    found = get_object_or_404(Kind, key=kind, is_active=True)
    place = get_object_or_404(Office, pk=office, is_active=True)
    offered = offers.offers(kind=found.pk, office=place.pk)
    return offered[0] if offered else offers.Offer(found, place, (), ())


def offer(request: HttpRequest, kind: str, office: int) -> HttpResponse:
    """The free hours of a kind of advice in an office, day by day."""
    found = _offer(kind, office)
    since = asked_day(request.GET.get("od"))
    days = [(day, slots) for day, slots in found.days if since is None or day >= since]
    rest = days[DAYS_AT_A_TIME:]
    context = {
        "offer": found,
        "days": days[:DAYS_AT_A_TIME],
        "later": rest[0][0] if rest else None,
        "is_later": since is not None and bool(found.days) and since > found.days[0][0],
    }
    return render(request, "advice/public/offer.html", context)


def book(request: HttpRequest, kind: str, office: int) -> HttpResponse:
    """Who comes, and what about; the hour is held until it is confirmed by the mailed link."""
    found = _offer(kind, office)
    if request.method != "POST":
        slot = request.GET.get("kiedy", "")
        if slot not in {one.key for one in found.free}:
            messages.warning(request, _("This hour is not free any more. Choose another one."))
            return redirect("advice:offer", kind, office)
        return _book_page(request, found, SlotForm(slot=slot))
    form = SlotForm(request.POST)
    if not form.is_valid():
        return _book_page(request, found, form)
    draft = form.draft(found.kind, found.office, language=get_language() or "pl", address_key=_address_key(request))
    try:
        row = actions.ask_for_appointment(draft)
    except actions.TakenError:
        return _too_late(request, found, form)
    except actions.TooManyError as error:
        return _book_page(request, found, form.once_more(str(error)))
    if not form.is_of(row):
        text = _("An hour was booked with this form before. Send it again if this is another one.")
        return _book_page(request, found, form.once_more(text))
    return redirect("advice:sent", draft.token)


def _address_key(request: HttpRequest) -> str:
    """A digest by which many bookings from one computer are noticed; the address itself is not kept."""
    address = str(get_adapter(request).get_client_ip(request))
    return salted_hmac("advice.address", address, algorithm="sha256").hexdigest()[:32]


def _too_late(request: HttpRequest, found: offers.Offer, form: SlotForm) -> HttpResponse:
    """Somebody was faster: say so, and offer the next free hours; nothing that was typed is lost."""
    wanted = slot_of(form.data.get("slot", ""))
    near = offers.nearest(_offer(found.kind.key, found.office.pk).free, wanted[0] if wanted else timezone.now())
    if near:
        text = _("Somebody has just booked this hour. These are the next free ones; what you typed is still here.")
    else:
        text = _("Somebody has just booked this hour, and no other is free at present. Look again in a few days.")
    return _book_page(request, found, form.once_more(text, near))


def _book_page(request: HttpRequest, found: offers.Offer, form: SlotForm) -> HttpResponse:
    chosen = slot_of(str(form["slot"].value() or ""))
    when = next((one for one in found.free if chosen and (one.start, one.minutes) == chosen), None)
    return render(request, "advice/public/book.html", {"offer": found, "form": form, "when": when})


def sent(request: HttpRequest, token: UUID) -> HttpResponse:
    """Until when the hour is held, and where the letter went; nothing that somebody else could not know."""
    row = queries.appointments_for_lists().filter(allocation__token=token, booked_by=None).first()
    if row is None:
        raise Http404
    context = {"row": row, "when": offers.when_text(row.starts_at, row.ends_at), "is_waiting": row.confirmed_at is None}
    return render(request, "advice/public/sent.html", context)


# By the mailed link ---------------------------------------------------------------------------------------------------


def by_link(view: Callable[[HttpRequest, Appointment], HttpResponse]) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """A page behind a secret address: found by it alone, kept by no cache, named to no other site, in no index."""

    @wraps(view)
    def found(request: HttpRequest, secret: UUID) -> HttpResponse:
        row = queries.appointments_for_lists().filter(secret=secret).first()
        if row is None:
            raise Http404
        return _private(view(request, row))

    return found


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@by_link
def visit(request: HttpRequest, row: Appointment) -> HttpResponse:
    """The appointment of whoever has the link: to confirm, to move, to cancel."""
    states = Allocation.State
    context: dict[str, Any] = {
        "row": row,
        "when": offers.when_text(row.starts_at, row.ends_at),
        "where": queries.place_text(row),
        "is_waiting": row.allocation.state in (states.HELD, states.RELEASED) and not row.is_over,
        "has_run_out": row.confirmed_at is None and (row.allocation.held_until or row.booked_at) <= timezone.now(),
        "is_cancelled": row.allocation.state == states.CANCELLED,
        "may_change": row.is_confirmed and actions.may_change(row),
    }
    return render(request, "advice/public/visit.html", context)


@require_POST
@by_link
def visit_confirm(request: HttpRequest, row: Appointment) -> HttpResponse:
    """The hour is theirs; if somebody else has it by now, the next free hours are offered."""
    try:
        actions.confirm_appointment(row)
    except actions.TakenError:
        given = {"slot": row.slot, "name": row.name, "email": row.email, "phone": row.phone, "about": row.about}
        form = SlotForm(MultiValueDict({name: [value] for name, value in given.items()}))
        return _too_late(request, _offer(row.kind.key, row.office_id), form)
    except actions.GoneError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("The hour is yours. The letter with the calendar file is on its way."))
    return redirect("advice:visit", row.secret)


@require_POST
@by_link
def visit_cancel(request: HttpRequest, row: Appointment) -> HttpResponse:
    """The hour is free for others."""
    try:
        actions.cancel_appointment(row, by=None)
    except (actions.TooLateError, actions.GoneError) as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("The appointment is cancelled. Thank you for telling us."))
    return redirect("advice:visit", row.secret)


@by_link
def visit_move(request: HttpRequest, row: Appointment) -> HttpResponse:
    """Another free hour of the same kind in the same office."""
    if not row.is_confirmed or not actions.may_change(row):
        messages.warning(request, str(actions.TooLateError(row.hours.change_hours)))
        return redirect("advice:visit", row.secret)
    free = _offer(row.kind.key, row.office_id).free
    form = MoveForm(request.POST if request.method == "POST" else None, free=free, public=True)
    if request.method == "POST" and form.is_valid():
        chosen = slot_of(form.cleaned_data["slot"])
        try:
            if chosen:
                actions.move_appointment(row, *chosen, by=None)
        except (actions.TakenError, actions.GoneError, actions.TooLateError) as error:
            form.add_error("slot", str(error))
        else:
            messages.success(request, _("Moved. The letter with the new time is on its way."))
            return redirect("advice:visit", row.secret)
    context = {"row": row, "form": form, "free": free, "when": offers.when_text(row.starts_at, row.ends_at)}
    return render(request, "advice/public/move.html", context)


@by_link
def visit_calendar(request: HttpRequest, row: Appointment) -> HttpResponse:
    """The appointment as a calendar file."""
    if row.confirmed_at is None:
        raise Http404
    return _calendar(ics.invitation(queries.for_visitor(row)), "ognisko.ics")


def feed(request: HttpRequest, secret: UUID) -> HttpResponse:
    """The calendar of an advisor, for a programme that knows its secret address, while they may see appointments."""
    resource = Resource.objects.select_related("user").filter(feed=secret).first()
    if resource is None or resource.user is None or not can_see_appointments(resource.user):
        raise Http404
    return _private(_calendar(ics.feed(queries.feed_of(resource), str(resource)), "dyzury.ics"))


def _calendar(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
