"""The list of parties, its export and its bulk changes, and the look-up for pickers."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ognisko.accounts.permissions import acting, allowed
from ognisko.core.bounds import whole_number
from ognisko.people import actions, queries
from ognisko.people.forms import BulkForm, DuplicatesForm, PartyFilterForm
from ognisko.people.forms.party import looked_at
from ognisko.people.models import Contact, Identifier, Party
from ognisko.people.permissions import can_change_parties, can_merge_parties, can_see_parties, can_see_protected
from ognisko.people.queries.doubles import pairs
from ognisko.people.rules import FAMILIES, Kind
from ognisko.people.views.base import next_page
from ognisko.ui.rules import Column, Option, page_of, sorted_by, table_file


def columns(*, selects: bool) -> list[Column]:
    """Columns of the list; the first one ticks rows for those who may change them."""
    tick = [Column("tick", _("Choose"))] if selects else []
    return [
        *tick,
        Column("name", _("Name"), "sort_key"),
        Column("kind", _("Kind and status"), "kind_now"),
        Column("seat", _("Seat"), "seat_now__sort_key"),
        Column("caretaker", _("Caretaker"), "caretaker__name"),
        Column("tags", _("Tags")),
        Column("added", _("Added"), "created_at"),
    ]


@allowed(can_see_parties)
def parties(request: HttpRequest) -> HttpResponse:
    """The list of parties: narrowed, sorted, exported."""
    today = timezone.localdate()
    form = PartyFilterForm(request.GET)
    form.is_valid()
    heads = columns(selects=can_change_parties(acting(request)))
    found, sort = sorted_by(queries.listed(form.wanted, today), heads, request.GET.get("sort", ""))
    if requested := request.GET.get("format"):
        rows = _rows(queries.for_export(found, today))
        return table_file(requested, "podmioty", _("Parties"), _exported_columns(), rows)
    narrowed = any(request.GET.get(name) for name in form.fields)
    context = {
        "form": form,
        "columns": heads,
        "sort": sort,
        "page": page_of(found, request),
        "narrowed": narrowed,
        "add_url": reverse("people:party_add", query={"name": form.wanted.text} if form.wanted.text else None),
        "bulk": BulkForm(auto_id="bulk_%s") if can_change_parties(acting(request)) else None,
        "tags": queries.tags_by_use(),
        "doubles": len(pairs()) if can_merge_parties(acting(request)) else None,
        "may_see_protected": can_see_protected(acting(request)),
    }
    return render(request, "people/parties.html", context)


def _exported_columns() -> list[str]:
    return [
        _("Number"), _("Name"), _("Short name"), _("Kind"), _("Status"), _("Municipality"), _("TERC code"), _("Street"),
        _("Postal code"), _("Town"), *(str(type_.label) for type_ in Identifier.Type),
        *(str(type_.label) for type_ in Contact.Type), _("Caretaker"), _("Tags"), _("Added"),
    ]  # fmt: skip


def _rows(parties: QuerySet[Party]) -> Iterator[list[Any]]:
    """What a file says of a party."""
    for party in parties:
        numbers = {row.type: row.value for row in party.identifiers.all()}
        ways: dict[int, list[str]] = {}
        for row in party.contacts.all():
            ways.setdefault(row.type, []).append(row.value)
        seat = party.seats_now[0] if party.seats_now else None  # type: ignore[attr-defined]
        yield [
            party.pk,
            party.name,
            party.short_name,
            Kind(party.kind_now).label if party.kind_now else "",
            ", ".join(str(status) for status in party.statuses_now),  # type: ignore[attr-defined]
            str(party.seat_now or ""),
            party.seat_now.terc if party.seat_now else "",
            seat.street if seat else "",
            seat.postal_code if seat else "",
            seat.town if seat else "",
            *(numbers.get(type_, "") for type_ in Identifier.Type),
            *(", ".join(ways.get(type_, ())) for type_ in Contact.Type),
            str(party.caretaker or ""),
            ", ".join(tag.name for tag in party.tags.all()),
            timezone.localdate(party.created_at),
        ]


@allowed(can_see_parties)
def lookup(request: HttpRequest) -> HttpResponse:
    """What pickers of parties offer for `q`; `kind` narrows it to a set of kinds, `without` leaves one party out."""
    text = request.GET.get("q", "").strip()
    kinds = FAMILIES.get(request.GET.get("kind", ""), (None, frozenset(Kind)))[1]
    found = queries.offered(text, kinds, without=whole_number(request.GET.get("without")))
    options = [Option(party.pk, party.name, _note(party), party.icon) for party in found]
    add_url = ""
    if text and request.GET.get("add") and can_change_parties(acting(request)):
        add_url = reverse("people:party_add", query={"name": text})
    return render(request, "ui/options.html", {"options": options, "text": text, "add_url": add_url})


def _note(party: Party) -> str:
    """What tells a party from its namesakes: kind, place, caretaker."""
    kind = str(Kind(party.kind_now).label) if party.kind_now else ""
    caretaker = _("caretaker: %(name)s") % {"name": party.caretaker} if party.caretaker else ""
    return " · ".join(part for part in (kind, str(party.seat_now or ""), caretaker) if part)


@allowed(can_change_parties)
def duplicates(request: HttpRequest) -> HttpResponse:
    """While somebody types a new party: which ones may be the same."""
    form = DuplicatesForm(request.GET)
    found = form.found if form.is_valid() else []
    looked = looked_at(found, request.GET.get("anyway", ""))
    return render(request, "people/duplicates.html", {"duplicates": found, "looked_at": looked})


@allowed(can_change_parties)
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """One caretaker or one tag for many parties; a toast takes it back."""
    form = BulkForm(request.POST)
    back = reverse("people:parties") + (f"?{query}" if (query := request.POST.get("query", "")) else "")
    if not form.is_valid():
        for problems in form.errors.values():
            messages.error(request, " ".join(str(problem) for problem in problems))
        return redirect(back)
    ids = form.cleaned_data["party"]
    if form.cleaned_data["every"]:
        wanted = PartyFilterForm(QueryDict(request.POST.get("query", "")))
        wanted.is_valid()
        ids = list(queries.listed(wanted.wanted, timezone.localdate()).values_list("pk", flat=True))
    request.session["bulk"], count = _changed_many(form, ids, acting(request))
    text = ngettext("%(count)s party changed.", "%(count)s parties changed.", count) % {"count": count}
    undo = reverse("people:bulk_undo", query={"next": back})
    messages.success(request, text, extra_tags=f"undo:{undo}" if count else "")
    return redirect(back)


def _changed_many(form: BulkForm, ids: list[int], by: Any) -> tuple[dict[str, Any], int]:
    """Do it; return what undo needs, and how many changed."""
    if form.cleaned_data["what"] == "caretaker":
        before = actions.set_caretaker(ids, form.cleaned_data["caretaker"], by=by)
        return {"caretakers": list(before.items())}, len(before)
    tagged = {name: actions.tag_parties(ids, name, by=by) for name in form.cleaned_data["tag"]}
    return {"tags": tagged}, len({party for parties in tagged.values() for party in parties})


@allowed(can_change_parties)
@require_POST
def bulk_undo(request: HttpRequest) -> HttpResponse:
    """Take the last bulk change of this session back."""
    done = request.session.pop("bulk", {})
    if "caretakers" in done:
        actions.restore_caretakers(dict(done["caretakers"]), by=acting(request))
    for name, parties in done.get("tags", {}).items():
        actions.untag_parties(parties, name, by=acting(request))
    messages.success(request, _("It is as it was before."))
    return redirect(next_page(request, reverse("people:parties")))
