"""Notes and tasks."""

from collections.abc import Iterator

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ognisko.accounts.permissions import acting, allowed
from ognisko.core.bounds import whole_number
from ognisko.people import actions, queries
from ognisko.people.forms import NoteForm, TaskFilterForm, TaskForm
from ognisko.people.models import Party, Task
from ognisko.people.permissions import can_change_parties, can_see_parties
from ognisko.people.views.base import next_page, party_or_404, way_up
from ognisko.ui.rules import Column, page_of, sorted_by, table_file


@allowed(can_change_parties)
def note_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep something worth knowing about a party."""
    party = party_or_404(request, pk)
    form = NoteForm(request.POST or None, party=party)
    if form.is_valid():
        actions.add_note(party, form.cleaned_data["text"], by=acting(request), token=form.cleaned_data["token"])
        messages.success(request, _("The note is saved."))
        return redirect(party.get_absolute_url())
    return render(
        request, "people/note_add.html", {"party": party, "form": form, "breadcrumbs": way_up(party, _("New note"))}
    )


def _columns() -> list[Column]:
    return [
        Column("due", _("Due"), "due_on"),
        Column("title", _("What is to be done"), "title"),
        Column("party", _("Party"), "party__sort_key"),
        Column("assignee", _("Who"), "assignee__name"),
        Column("action", ""),
    ]


@allowed(can_see_parties)
def tasks(request: HttpRequest) -> HttpResponse:
    """Tasks: mine or everybody's, open or done; the overdue ones stand first, since they are due earliest."""
    user = acting(request)
    form = TaskFilterForm(request.GET)
    form.is_valid()
    everybody, done = request.GET.get("who") == "all", request.GET.get("state") == "done"
    found = queries.tasks_for_lists()
    found = found if everybody else found.filter(assignee=user)
    if party := _party_asked(request):
        found = found.filter(party=party)
    found = found.done() if done else found.open()
    rows, sort = sorted_by(found, _columns(), request.GET.get("sort", ""))
    if requested := request.GET.get("format"):
        return table_file(requested, "zadania", _("Tasks"), *_as_table(rows))
    context = {
        "form": form,
        "columns": _columns(),
        "sort": sort,
        "page": page_of(rows, request),
        "party": party,
        "breadcrumbs": way_up(party, _("Tasks")) if party else [],
        "today": timezone.localdate(),
        "done": done,
        "everybody": everybody,
        "may_change": can_change_parties(user),
        "add_url": reverse("people:task_add", query={"party": party.pk} if party else None),
    }
    return render(request, "people/tasks.html", context)


def _party_asked(request: HttpRequest) -> Party | None:
    """The party whose tasks are asked for, if any."""
    number = whole_number(request.GET.get("party"))
    return Party.objects.filter(pk=number).first() if number else None


def _as_table(tasks: QuerySet[Task]) -> tuple[list[str], Iterator[list[object]]]:
    """The list as a file has it."""
    heads = [_("Due"), _("What is to be done"), _("Party"), _("Who"), _("Done")]
    return heads, ([one.due_on, one.title, str(one.party or ""), one.assignee.name, one.done_at] for one in tasks)


@allowed(can_change_parties)
def task_add(request: HttpRequest) -> HttpResponse:
    """Give a member of staff something to see to; `?party=` says for whom."""
    user = acting(request)
    party = _party_asked(request)
    form = TaskForm(request.POST or None, initial={"assignee": user.pk, "party": party})
    if form.is_valid():
        task = actions.add_task(**form.cleaned_data, by=user)
        messages.success(request, _("Saved: %(task)s.") % {"task": task})
        return redirect(next_page(request, task.party.get_absolute_url() if task.party else reverse("people:tasks")))
    crumbs = way_up(party, _("New task")) if party else [(_("Tasks"), reverse("people:tasks")), (_("New task"), "")]
    return render(request, "people/task_add.html", {"form": form, "party": party, "breadcrumbs": crumbs})


@allowed(can_change_parties)
@require_POST
def task_finish(request: HttpRequest, pk: int) -> HttpResponse:
    """The task is done; the toast takes it back."""
    task = actions.finish_task(get_object_or_404(Task, pk=pk), by=acting(request))
    back = next_page(request, reverse("people:tasks"))
    undo = reverse("people:task_reopen", args=[task.pk], query={"next": back})
    messages.success(request, _("Done: %(task)s.") % {"task": task}, extra_tags=f"undo:{undo}")
    return redirect(back)


@allowed(can_change_parties)
@require_POST
def task_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """The task is to be done again."""
    task = actions.reopen_task(get_object_or_404(Task, pk=pk), by=acting(request))
    messages.success(request, _("To be done again: %(task)s.") % {"task": task})
    return redirect(next_page(request, task.party.get_absolute_url() if task.party else reverse("people:tasks")))
