"""The first look at the conditions, and the page of all one's calls."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from ognisko.accounts.permissions import acting
from ognisko.grants.actions import applying as actions
from ognisko.grants.actions.awarding import APPEALABLE
from ognisko.grants.actions.submitting import NotOpenError
from ognisko.grants.forms.applying import EligibilityForm
from ognisko.grants.models import Application, Call
from ognisko.grants.queries import applying as queries
from ognisko.grants.queries.tasks import tasks_of
from ognisko.grants.rules.deadlines import State
from ognisko.grants.rules.life import Stage
from ognisko.grants.views.applying.base import entered, of_author


@entered
def apply(request: HttpRequest, address: str) -> HttpResponse:
    """Whether one may apply, said plainly; whoever may has a draft and goes on writing."""
    call = get_object_or_404(Call.objects.exclude(announced_at=None), address=address)
    is_open = call.state_at(queries.clock()) in {State.OPEN, State.LATE}
    form = EligibilityForm(request.POST or None, call=call)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.begin(call, form.asking(), token=form.cleaned_data["token"], by=acting(request))
            return redirect("grants:mine", row.token)
        except NotOpenError as closed:
            form.add_error(None, str(closed))
        except actions.NotEligibleError as told:
            form.say(told.unmet)
    drafts = queries.applications_of(acting(request)).filter(call=call)
    context = {"call": call, "form": form, "is_open": is_open, "until": queries.moment(call.deadline), "drafts": drafts}
    return render(request, "grants/applying/apply.html", context, status=422 if form.is_bound else 200)


@entered
def my(request: HttpRequest) -> HttpResponse:
    """All that one writes or has a grant for, what is due next first."""
    now = queries.clock()
    rows = [(row, queries.due_of(row, now), queries.mark_of(row)) for row in queries.applications_of(acting(request))]
    context = {
        "waiting": [one for one in rows if one[1] is not None],
        "others": [one for one in rows if one[1] is None],
    }
    return render(request, "grants/applying/my.html", context)


@of_author
def mine(request: HttpRequest, row: Application) -> HttpResponse:
    """A draft opens at the first task that is not done; what was handed in shows how far it has come."""
    if row.at in {Stage.DRAFT, Stage.CORRECTIONS}:
        tasks = tasks_of(row)
        if row.at is Stage.CORRECTIONS and not request.GET:
            messages.info(request, _("Only what was named may be changed; the rest stands as you handed it in."))
        steps = queries.rows_of(row, tasks)
        open_one = next((step for step, task in zip(steps, tasks, strict=False) if not task.is_done), steps[-1])
        return redirect(open_one.url)
    context = {
        "row": row,
        "mark": queries.mark_of(row),
        "due": queries.due_of(row, queries.clock()),
        "changes": row.changes.all(),
        "submissions": row.submissions.select_related("by"),
        "unread": row.messages.filter(to_applicant=True, read_at=None).count(),
        "may_withdraw": queries.may_withdraw(row),
        "may_appeal": row.at in APPEALABLE,
    }
    return render(request, "grants/applying/mine.html", context)
