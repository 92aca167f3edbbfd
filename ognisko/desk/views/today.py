"""Today: what a member of staff sees first."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from ognisko.accounts.permissions import acting, can_write, works_here
from ognisko.core.bounds import asked_day
from ognisko.desk.queries.today import today_of
from ognisko.grants.permissions import can_assess
from ognisko.privacy.permissions import can_keep_registers
from ognisko.privacy.queries import breaches_waiting


@login_required
def today(request: HttpRequest) -> HttpResponse:
    """My latest sessions, what I have to see to, my week and my projects, as of a day (?day=2025-03-13).

    Everybody comes here from the login: assessors go on to their cards, applicants to their applications, others are
    told where they are.
    """
    user, now = acting(request), timezone.localdate()
    if not works_here(user):
        if can_assess(user) or user.applications.exists():
            return redirect("grants:to_assess" if can_assess(user) else "grants:my")
        return render(request, "desk/welcome.html")
    day = min(asked_day(request.GET.get("day")) or now, now)
    context = {
        "page": today_of(user, day, now),
        "today": now,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < now else None,
        "may_record": can_write(user),
        "breaches": [(one, one.deadline(timezone.now())) for one in breaches_waiting()]
        if can_keep_registers(user)
        else [],
    }
    return render(request, "desk/today.html", context)
