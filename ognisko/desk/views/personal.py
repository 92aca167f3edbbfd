"""A person's rights over their data: a copy of all of it, and erasure."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ognisko.accounts.permissions import acting, allowed
from ognisko.advice.queries.appointments import centre_name
from ognisko.core.journal import JournalError
from ognisko.desk.actions.data_copy import make_copy
from ognisko.desk.actions.erasure import CannotEraseError
from ognisko.desk.actions.erasure import erase as erase_person
from ognisko.desk.forms import ErasureForm
from ognisko.desk.permissions import can_copy_data, can_erase, can_see_erasures
from ognisko.desk.queries.archive import parts_of
from ognisko.desk.queries.mentions import concerns, mentions_of, person_of, refusals
from ognisko.desk.queries.personal import held
from ognisko.people.models import Erasure, Party
from ognisko.people.queries import parties_for_lists
from ognisko.people.rules import Kind
from ognisko.ui.rules import Column, page_of, table_file


def _person_or_404(pk: int) -> Party:
    """A person who is still one; an organisation has no such rights, an erased person nothing left."""
    return get_object_or_404(parties_for_lists().filter(kind_now=Kind.PERSON, erasure=None), pk=pk)


def _way_up(party: Party, last: str) -> list[tuple[str, str]]:
    return [(_("Parties"), reverse("people:parties")), (str(party), party.get_absolute_url()), (last, "")]


@allowed(can_copy_data)
def data(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of a person, and a copy of it as one file; each copy stays on record."""
    party = _person_or_404(pk)
    if request.method == "POST":
        content = make_copy(party, centre_name(), by=acting(request))
        disposition = f'attachment; filename="dane-{party.pk}.zip"'
        return HttpResponse(content, content_type="application/zip", headers={"Content-Disposition": disposition})
    context = {
        "party": party,
        "parts": [(part.title, len(part.rows)) for part in parts_of(party, acting(request))],
        "copies": party.data_copies.select_related("by"),
        "may_erase": can_erase(acting(request)),
        "breadcrumbs": _way_up(party, _("Copy of the data and erasure")),
    }
    return render(request, "desk/personal_data.html", context)


@allowed(can_erase)
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Before an erasure: what goes, what stays and why, what others wrote; then the name typed once more."""
    party = _person_or_404(pk)
    person = person_of(party)
    found, stands = mentions_of(person), concerns(person)
    form = ErasureForm(request.POST or None, person=person, found=found, concerns=stands)
    if form.is_valid():
        try:
            done = erase_person(party, form.wish, by=acting(request))
        except CannotEraseError as reason:
            form.add_error(None, str(reason))
        except JournalError as reason:
            form.add_error(None, _("Nobody was erased: %(reason)s Tell your administrator.") % {"reason": reason})
        else:
            messages.success(request, _("Erased. What is left is called %(key)s.") % {"key": done})
            return redirect("desk:erasures")
    context = {
        "party": party,
        "form": form,
        "refusals": refusals(person),
        "held": held(person),
        "asked": [one for one in found if not one.certain],
        "certain": [one for one in found if one.certain],
        "breadcrumbs": _way_up(party, _("Erase the person")),
    }
    return render(request, "desk/erase.html", context)


@allowed(can_see_erasures)
def erasures(request: HttpRequest) -> HttpResponse:
    """Who was erased when, by whom and why; the register has no names."""
    found = Erasure.objects.select_related("by", "party")
    columns = [
        Column("done_at", _("When")), Column("key", _("Key")), Column("ground", _("Ground")),
        Column("asked", _("Asked for")), Column("by", _("By")), Column("reason", _("Remarks")),
        Column("again", _("Done again after a restore")),
    ]  # fmt: skip
    if requested := request.GET.get("format"):
        heads = [str(column.label) for column in columns]
        rows: list[list[object]] = [
            [
                row.done_at,
                row.key,
                row.get_ground_display(),
                row.asked_on,
                str(row.by or ""),
                row.reason,
                row.replayed_at,
            ]
            for row in found
        ]
        return table_file(requested, "usuniecia", _("Erasures"), heads, rows)
    way_up = [(_("Settings"), reverse("projects:settings")), (_("RODO"), reverse("privacy:home"))]
    context = {"columns": columns, "page": page_of(found, request), "breadcrumbs": way_up}
    return render(request, "desk/erasures.html", context)
