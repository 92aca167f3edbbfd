"""Whom each member of staff looks after, when the centre was last in touch, and handing over to somebody else."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ognisko.accounts.models import User
from ognisko.accounts.permissions import acting, allowed
from ognisko.desk.forms import CareFilterForm, HandOverForm
from ognisko.desk.queries import care as of_care
from ognisko.people.actions import restore_caretakers, set_caretaker
from ognisko.people.models import PartyQuerySet
from ognisko.people.permissions import can_change_parties, can_see_parties
from ognisko.ui.rules import Column, page_of, sorted_by, table_file


def _columns(*, selects: bool) -> list[Column]:
    return [
        *([Column("tick", _("Choose"))] if selects else []),
        Column("name", _("Name"), "sort_key"),
        Column("seat", _("Seat"), "seat_now__sort_key"),
        Column("caretaker", _("Caretaker"), "caretaker__name"),
        Column("last", _("Last contact"), "last_contact"),
        Column("tasks", _("Open tasks"), "open_tasks", numeric=True),
    ]


def _asked(user: User, query: QueryDict) -> tuple[CareFilterForm, PartyQuerySet]:
    """What an address asks for: mine, unless it says whose."""
    form = CareFilterForm(query)
    form.is_valid()
    who = form.cleaned_data.get("who", "")
    caretaker = None if who == "none" else form.people.get(who, user)
    quiet = form.cleaned_data.get("quiet") or 0
    return form, of_care.in_care(of_care.CareFilter(caretaker, who == "all", quiet), timezone.localdate())


@allowed(can_see_parties)
def care(request: HttpRequest) -> HttpResponse:
    """The list: narrowed, sorted, exported; mine first."""
    user, today = acting(request), timezone.localdate()
    form, found = _asked(user, request.GET)
    selects = can_change_parties(user)
    rows, sort = sorted_by(found, _columns(selects=selects), request.GET.get("sort", ""))
    if requested := request.GET.get("format"):
        return table_file(requested, "opieka", _("In care"), of_care.export_columns(), of_care.export_rows(rows))  # type: ignore[arg-type]  # a PartyQuerySet
    page = page_of(rows, request)
    lines = [(one, of_care.contact_word(one), of_care.is_long_ago(one, today)) for one in page]
    context = {
        "form": form,
        "columns": _columns(selects=selects),
        "sort": sort,
        "page": page,
        "lines": lines,
        "hand_over": HandOverForm(auto_id="over_%s") if selects else None,
        "narrowed": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "desk/care.html", context)


@allowed(can_change_parties)
@require_POST
def hand_over(request: HttpRequest) -> HttpResponse:
    """Somebody else looks after the parties ticked, or all that the list shows; a toast takes it back."""
    query = request.POST.get("query", "")
    back = reverse("desk:care") + (f"?{query}" if query else "")
    form = HandOverForm(request.POST)
    if not form.is_valid():
        for problems in form.errors.values():
            messages.error(request, " ".join(str(problem) for problem in problems))
        return redirect(back)
    ids = form.cleaned_data["party"]
    if form.cleaned_data["every"]:
        ids = list(_asked(acting(request), QueryDict(query))[1].values_list("pk", flat=True))
    caretaker = form.cleaned_data["caretaker"]
    before = set_caretaker(ids, caretaker, by=acting(request))
    request.session["handed_over"] = list(before.items())
    text = ngettext("%(name)s looks after %(count)s party more.", "%(name)s looks after %(count)s parties more.",
                    len(before)) % {"name": caretaker, "count": len(before)}  # fmt: skip
    undo = reverse("desk:care_undo", query={"query": query} if query else None)
    messages.success(request, text, extra_tags=f"undo:{undo}" if before else "")
    return redirect(back)


@allowed(can_change_parties)
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take the last handing over of this session back."""
    restore_caretakers(dict(request.session.pop("handed_over", ())), by=acting(request))
    messages.success(request, _("It is as it was before."))
    query = request.GET.get("query", "")
    return redirect(reverse("desk:care") + (f"?{query}" if query else ""))
