"""Doubles: likely pairs, the page on which two become one, the list of what was merged, and the way back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ognisko.accounts.permissions import acting, allowed
from ognisko.core.bounds import whole_number
from ognisko.desk.actions.merging import merge_parties, rehearse, undo_merge
from ognisko.desk.forms import DoubleForm, MergeForm
from ognisko.desk.queries.merging import export_columns, export_rows, side_by_side
from ognisko.ledger.actions import ClosedPeriodError
from ognisko.people.actions import PartyMergedError, RefusedError, refuse_gone
from ognisko.people.actions.merging import take_for_doubles_again, tell_apart
from ognisko.people.models import Merge, Party
from ognisko.people.permissions import can_merge_parties
from ognisko.people.queries import parties_of_any_time
from ognisko.people.queries.doubles import lines, pairs
from ognisko.people.queries.merges import merges_for_lists
from ognisko.ui.rules import Column, page_of, table_file


@allowed(can_merge_parties)
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """First the other party is chosen, then both stand side by side with what a merge would do; sent, it is done."""
    party = get_object_or_404(parties_of_any_time(), pk=pk)
    chosen = DoubleForm(request.GET if "z" in request.GET or "z_text" in request.GET else None, party=party)
    crumbs = [(_("Parties"), reverse("people:parties")), (str(party), party.get_absolute_url()), (_("Merge"), "")]
    context = {"party": party, "form": chosen, "breadcrumbs": crumbs}
    if request.method == "POST" and (standing := _merged_already(request, party)):
        return _done(request, standing)
    refuse_gone(party)
    if not chosen.is_valid():
        return render(request, "desk/merge.html", context)
    return _two(request, party, chosen.cleaned_data["z"], context)


def _merged_already(request: HttpRequest, party: Party) -> Merge | None:
    """The second of two clicks comes to what the first one did."""
    other = whole_number(request.GET.get("z"))
    return Merge.objects.filter(kept=party, gone=other or 0, undone_at=None).first()


def _two(request: HttpRequest, kept: Party, gone: Party, context: dict[str, object]) -> HttpResponse:
    """The comparison, and the merge where it was sent; a rehearsal, which is a merge, only where the page is shown."""
    form = MergeForm(request.POST or None, about_person=kept.is_person)
    chosen = form.from_gone
    try:
        if form.is_valid():
            try:
                reason = form.cleaned_data["reason"]
                return _done(
                    request, merge_parties(kept.pk, gone.pk, from_gone=chosen, by=acting(request), reason=reason)
                )
            except ClosedPeriodError as closed:
                form.ask_reason(closed)
        rehearsal = rehearse(kept.pk, gone.pk, from_gone=chosen)
    except PartyMergedError:
        raise
    except RefusedError as refused:
        return render(request, "desk/merge.html", {**context, "other": gone, "refused": str(refused)})
    sides = side_by_side(kept, gone, chosen)
    here = reverse("desk:merge", args=[kept.pk], query={"z": gone.pk})
    swapped = reverse("desk:merge", args=[gone.pk], query={"z": kept.pk})
    more = {"other": gone, "rehearsal": rehearsal, "sides": sides, "merge_form": form, "here": here, "swapped": swapped}
    return render(request, "desk/merge.html", {**context, **more})


def _done(request: HttpRequest, row: Merge) -> HttpResponse:
    text = _("%(gone)s goes on as %(kept)s. For a day this can be undone.") % {"gone": row.gone, "kept": row.kept}
    messages.success(request, text, extra_tags=f"undo:{reverse('desk:merge_undo', args=[row.pk])}")
    return redirect(row.kept)


@allowed(can_merge_parties)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Both are what they were; where that is not possible any more, the message says why."""
    row = get_object_or_404(Merge.objects.select_related("kept", "gone"), pk=pk)
    try:
        undo_merge(row, by=acting(request))
    except RefusedError as refused:
        messages.error(request, str(refused))
        return redirect("desk:merges")
    messages.success(request, _("%(gone)s and %(kept)s are two again.") % {"gone": row.gone, "kept": row.kept})
    return redirect("desk:party", row.gone_id)


@allowed(can_merge_parties)
def merges(request: HttpRequest) -> HttpResponse:
    """All merges, the latest first, with the way back where there is one."""
    rows = merges_for_lists()
    if requested := request.GET.get("format"):
        return table_file(requested, "polaczone", _("Merged parties"), export_columns(), export_rows(rows))
    columns = [
        Column("gone", _("Party merged")), Column("kept", _("Goes on as")), Column("at", _("When")),
        Column("by", _("By")), Column("undo", _("Undo")),
    ]  # fmt: skip
    crumbs = [(_("Parties"), reverse("people:parties")), (_("Merged parties"), "")]
    context = {"page": page_of(rows, request), "columns": columns, "breadcrumbs": crumbs}
    return render(request, "desk/merges.html", context)


@allowed(can_merge_parties)
def doubles(request: HttpRequest) -> HttpResponse:
    """Likely doubles over the whole register, the surest first."""
    page = page_of(pairs(), request)
    columns = [
        Column("first", _("Party")), Column("second", _("Other party")), Column("why", _("What they share")),
        Column("actions", _("What to do")),
    ]  # fmt: skip
    crumbs = [(_("Parties"), reverse("people:parties")), (_("Likely duplicates"), "")]
    context = {"page": page, "lines": lines(list(page.object_list)), "columns": columns, "breadcrumbs": crumbs}
    return render(request, "desk/doubles.html", context)


@allowed(can_merge_parties)
@require_POST
def apart(request: HttpRequest) -> HttpResponse:
    """The two are no double; the list does not show them again, unless the toast takes it back."""
    one, other = _pair(request)
    tell_apart(one.pk, other.pk, by=acting(request))
    undo = reverse("desk:apart_undo", query={"a": one.pk, "b": other.pk})
    text = _("%(one)s and %(other)s are two.") % {"one": one, "other": other}
    messages.success(request, text, extra_tags=f"undo:{undo}")
    return redirect("desk:doubles")


@allowed(can_merge_parties)
@require_POST
def apart_undo(request: HttpRequest) -> HttpResponse:
    """The two stand in the list again."""
    one, other = _pair(request)
    take_for_doubles_again(one.pk, other.pk, by=acting(request))
    messages.success(request, _("It is as it was before."))
    return redirect("desk:doubles")


def _pair(request: HttpRequest) -> tuple[Party, Party]:
    """The two parties that are meant."""
    asked = request.POST if "a" in request.POST else request.GET
    numbers = [whole_number(asked.get(name)) for name in ("a", "b")]
    found = Party.objects.in_bulk([number for number in numbers if number])
    if len(found) != 2:
        raise Http404
    one, other = (found[number] for number in numbers if number)
    return one, other
