"""The page of one party: who it is, and everything that the centre did with it."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.accounts.permissions import allowed
from ognisko.core import spreadsheets
from ognisko.core.bounds import asked_day, whole_number
from ognisko.core.polish import fold
from ognisko.core.timeline import TimelineItem
from ognisko.desk.forms import NewTaskForm
from ognisko.desk.permissions import can_copy_data
from ognisko.desk.queries import party as of_party
from ognisko.people import queries
from ognisko.people.actions import refuse_gone
from ognisko.people.models import Party
from ognisko.people.permissions import (
    can_change_parties,
    can_merge_parties,
    can_record_protected,
    can_see_parties,
    can_see_party,
    can_see_protected,
    can_see_viewings,
)
from ognisko.people.queries.protected import recorded
from ognisko.ui.rules import Tab, page_of, table_file

OPEN_TASKS, DONE_TASKS = 6, 5
"""So many tasks stand on the page; the others are in their list."""

XLSX = spreadsheets.XLSX


@allowed(can_see_parties)
def party(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole page; ?liczba= opens the records behind a number, ?format= gives the timeline as a file."""
    user = request.user
    found = get_object_or_404(queries.parties_of_any_time().select_related("seat_now__parent"), pk=pk)
    if not isinstance(user, User) or not can_see_party(user, found):
        raise Http404
    refuse_gone(found)
    if key := request.GET.get("liczba"):
        return _records(request, found, key)
    topic = next((one for one in of_party.TOPICS if one.key == request.GET.get("co", "")), of_party.TOPICS[0])
    project = whole_number(request.GET.get("projekt")) or None
    if requested := request.GET.get("format"):
        return _timeline_file(requested, found, of_party.all_items(user, found, topic, project))
    before = asked_day(request.GET.get("przed"))
    page = of_party.timeline(user, found, topic, before, project=project)
    context = {"party": found, "timeline": page, "topic": topic, "before": before, "project": project}
    if page.earlier:
        context["earlier_url"] = timeline_url(found, topic.key, project, przed=page.earlier.isoformat())
    if request.htmx and request.htmx.target == "earlier":  # type: ignore[attr-defined]
        return render(request, "desk/party_timeline.html", context)
    context |= {"tabs": _tabs(found, topic, project), "projects": of_party.projects_of(found)}
    return render(request, "desk/party.html", context | _about(user, found))


def _tabs(party: Party, topic: of_party.Topic, project: int | None) -> list[Tab]:
    """The topics of the timeline as links, each of the chosen project."""
    return [
        Tab(str(one.label), f"{timeline_url(party, one.key, project)}#razem", one == topic) for one in of_party.TOPICS
    ]


def timeline_url(party: Party, topic: str, project: int | None, **more: str) -> str:
    """The address of the party's timeline, narrowed as said."""
    query = {"co": topic, "projekt": str(project or ""), **more}
    return reverse("desk:party", args=[party.pk], query={key: value for key, value in query.items() if value} or None)


def _about(user: User, party: Party) -> dict[str, Any]:
    """Who the party is, all but the timeline, and what this user may do with it."""
    about = of_party.about(party, timezone.localdate())
    may = {
        "may_change": can_change_parties(user) and about["erasure"] is None,
        "may_copy": party.is_person and about["erasure"] is None and can_copy_data(user),
        "may_merge": can_merge_parties(user),
        "session_url": reverse("advice:session_add", query={"party": party.pk}),
    }
    return about | may | _tasks(user, party) | (_protected(user, party) if party.is_person else {})


def _protected(user: User, party: Party) -> dict[str, Any]:
    """Which protected data are recorded, never what they say, and what this user may do with them."""
    return {
        "protected": list(recorded(party)),
        "may_record_protected": can_record_protected(user),
        "may_see_protected": can_see_protected(user),
        "may_see_viewings": can_see_viewings(user),
    }


def _tasks(user: User, party: Party) -> dict[str, Any]:
    """What is to be done for the party, what was, and the small form for something new."""
    return {
        "tasks": list(queries.tasks_for_lists().open().filter(party=party)[:OPEN_TASKS]),
        "done_tasks": list(queries.tasks_for_lists().done().filter(party=party)[:DONE_TASKS]),
        "task_form": NewTaskForm(initial={"assignee": user.pk}, auto_id="task_%s")
        if can_change_parties(user)
        else None,
    }


def _timeline_file(requested: str, party: Party, items: list[TimelineItem]) -> HttpResponse:
    """The whole timeline of a topic as a file."""
    heads = [_("Day"), _("Until"), _("What"), _("Details"), _("How much"), _("Unit")]
    rows = [[item.on, item.until, item.title, item.text, _number(item.amount), item.unit] for item in items]
    return _file(requested, party, heads, rows)


def _number(amount: str | Decimal | None) -> Any:
    """A number that a domain made text for the page is a number again in a file."""
    if not isinstance(amount, str):
        return amount
    try:
        return Decimal(amount.replace("\N{NO-BREAK SPACE}", "").replace(",", "."))
    except InvalidOperation:
        return amount


def _records(request: HttpRequest, party: Party, key: str) -> HttpResponse:
    """The records behind one of the party's numbers: beside the page, or without scripts on a page of their own."""
    number = of_party.number_of(key)
    if number is None:
        raise Http404
    entries = of_party.entries_behind(party, number)
    if requested := request.GET.get("format"):
        heads = [_("Day"), _("Record"), _("Details"), _("How much")]
        return _file(requested, party, heads, list(of_party.record_rows(entries)))
    page = page_of(entries, request)
    context = {
        "party": party,
        "number": of_party.total_of(party, number),
        "page": page,
        "records": of_party.records(list(page.object_list)),
        "breadcrumbs": [(_("Parties"), reverse("people:parties")), (str(party), party.get_absolute_url())],
    }
    in_panel = request.htmx and request.htmx.target == "panel"  # type: ignore[attr-defined]
    return render(request, "desk/party_number_panel.html" if in_panel else "desk/party_number.html", context)


def _file(requested: str, party: Party, heads: list[str], rows: list[list[Any]]) -> HttpResponse:
    """A file that is named after the party."""
    return table_file(requested, fold(party.name).replace(" ", "-")[:60] or "podmiot", str(party), heads, rows)
