"""The week grid: a week of one's own sessions, each row saved by itself."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ognisko.accounts.models import User
from ognisko.accounts.permissions import acting, allowed
from ognisko.advice import actions, forms, queries
from ognisko.advice.models import Session
from ognisko.advice.permissions import can_record_sessions
from ognisko.advice.rules import monday_of
from ognisko.advice.views.base import way_up
from ognisko.advice.views.grid import Grid, grid_of, monday_asked, repeated, sums_of
from ognisko.core.bounds import asked_day, whole_number
from ognisko.core.minutes import hours_text
from ognisko.ledger.actions import ClosedPeriodError
from ognisko.people.actions import ErasedError
from ognisko.projects.actions import RefusedError


@allowed(can_record_sessions)
def week(request: HttpRequest) -> HttpResponse:
    """A week of one's own sessions (?od=2025-03-10), with what is unfinished, and a row to type into (?dzien=…)."""
    user, monday = acting(request), _monday(request.GET.get("od"))
    grid = grid_of(user, monday, typing_on=asked_day(request.GET.get("dzien")), whole="caly" in request.GET)
    return _page(request, grid, forms.PasteForm())


@allowed(can_record_sessions)
@require_POST
def week_row(request: HttpRequest) -> HttpResponse:
    """One row: recorded, changed, kept as a draft, cancelled or brought back; a script gets it as it stands now."""
    user, monday = acting(request), _monday(request.POST.get("week"))
    sent = forms.sent(request.POST)
    if sent is None:
        return _back(monday)
    if queries.is_of_others(user, sent.token):
        raise Http404
    reader = forms.Reader(user, monday, [sent.cells])
    row = _changed(request, sent, reader)
    if request.headers.get("X-Requested-With") == "fetch":
        context = {"grid": sums_of(user, monday, reader), "row": row}
        return render(request, "advice/week_answer.html", context)
    _tell(request, row)
    is_gone = "cancel" in request.POST and row.state == "empty"
    return _back(monday, "" if is_gone else f"row-{sent.token}", whole="caly" in request.POST)


def _changed(request: HttpRequest, sent: forms.Sent, reader: forms.Reader) -> forms.WeekRow:
    """The row after what was asked for."""
    session = queries.sessions_by_token(reader.user, [sent.token]).get(sent.token)
    if "cancel" in request.POST or "restore" in request.POST:
        return _taken_back(sent, session, reader.user, restored="restore" in request.POST)
    return _saved(sent, session, reader)


@allowed(can_record_sessions)
@require_POST
def week_bring_back(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Undo of a draft that was thrown away: it stands in its week again."""
    monday = actions.bring_row_back(token, by=acting(request))
    if monday is None:
        raise Http404
    messages.success(request, _("The draft is back."))
    return _back(monday, f"row-{token}")


@allowed(can_record_sessions)
@require_POST
def week_paste(request: HttpRequest) -> HttpResponse:
    """Rows copied in a spreadsheet: what is complete is saved, the rest is kept with its errors marked."""
    user, monday = acting(request), _monday(request.POST.get("week"))
    form = forms.PasteForm(request.POST)
    if not form.is_valid():
        return _page(request, grid_of(user, monday), form)
    pasted = forms.pasted(form.cleaned_data["text"], user, monday)
    recorded, unfinished, known = _record_pasted(pasted.rows, user, monday)
    if recorded:
        text = ngettext("Saved %(count)s row.", "Saved %(count)s rows.", len(recorded)) % {"count": len(recorded)}
        messages.success(request, " ".join([text, *_elsewhere(recorded, monday)]))
    if known:
        text = ngettext("%(count)s row was here already.", "%(count)s rows were here already.", known)
        messages.info(request, text % {"count": known})
    if unfinished:
        text = ngettext("%(count)s row waits to be put right.", "%(count)s rows wait to be put right.", unfinished)
        messages.warning(request, text % {"count": unfinished})
    if pasted.left_out:
        messages.info(request, _("Columns left out: %(names)s.") % {"names": ", ".join(pasted.left_out)})
    return _back(monday)


@allowed(can_record_sessions)
@require_POST
def week_repeat(request: HttpRequest) -> HttpResponse:
    """Rows of the week before become drafts of this one, on the same day of the week; repeated twice a row is one."""
    user, monday = acting(request), _monday(request.POST.get("week"))
    picked = {number for text in request.POST.getlist("session") if (number := whole_number(text))}
    rows = [row for row in repeated(user, monday) if row.session.pk in picked and not row.is_there]
    actions.keep_rows([row.draft for row in rows], by=user)
    if rows:
        text = ngettext(
            "%(count)s row repeated as a draft. Check it and save it.",
            "%(count)s rows repeated as drafts. Check and save them.",
            len(rows),
        )
        messages.success(request, text % {"count": len(rows)})
    return _back(monday)


def _saved(sent: forms.Sent, session: Session | None, reader: forms.Reader) -> forms.WeekRow:
    """Save a complete row; keep one that is not."""
    row = reader.read(sent, session)
    if row.is_complete and (session is None or not session.is_cancelled):
        try:
            return forms.saved_row(_write(row, sent, reader.user))
        except (actions.NotJoinedError, ClosedPeriodError, RefusedError) as error:
            row.refuse(error, reader.known)
    if row.is_started and row.state != "cancelled":
        try:
            actions.keep_rows([row.to_keep(reader.monday)], by=reader.user)
            row.is_kept = True
        except ErasedError as error:
            row.refuse(error, reader.known)
    return row


def _write(row: forms.WeekRow, sent: forms.Sent, user: User) -> Session:
    how: dict[str, Any] = {"joining": sent.joining, "by": user, "reason": sent.reason}
    if party := row.new_party:
        if row.session is None:
            return actions.record_row_with_new_party(party, row.draft_for, token=sent.token, **how)
        return actions.change_row_with_new_party(row.session, party, row.draft_for, **how)
    if row.session is None:
        return actions.record_row(row.draft, **how)
    return actions.change_row(row.session, row.draft, **how)


def _taken_back(sent: forms.Sent, session: Session | None, user: User, *, restored: bool) -> forms.WeekRow:
    """The session counts as nothing, or again; a mere draft is thrown away."""
    if session is None:
        actions.throw_row(sent.token, by=user)
        return forms.WeekRow(sent.token, {})
    change = actions.restore_row if restored else actions.cancel_row
    try:
        return forms.saved_row(change(session, by=user, reason=sent.reason))
    except ClosedPeriodError as error:
        row = forms.saved_row(session)
        row.asks_reason, row.takes_back = True, not restored
        row.wrong["day"] = str(error)
        return row


def _record_pasted(sent: Sequence[forms.Sent], user: User, monday: date) -> tuple[list[date], int, int]:
    """The days of what was recorded, how many rows are kept, and how many were there before."""
    there = queries.sessions_by_token(user, {row.token for row in sent})
    fresh = [_anew(row, there) for row in sent if row.token not in there or there[row.token].is_cancelled]
    reader = forms.Reader(user, monday, [row.cells for row in fresh])
    rows = [reader.read(row) for row in fresh]
    complete = {row.token: row for row in rows if row.is_complete}
    drafts, kept = [row.draft for row in complete.values()], [row.to_keep(monday) for row in rows]
    refused = {draft.token for draft in actions.record_rows(drafts, kept, by=user)}
    days = [row.values["day"] for token, row in complete.items() if token not in refused]
    return days, len(rows) - len(days), len(sent) - len(fresh)


def _anew(row: forms.Sent, there: Mapping[uuid.UUID, Session]) -> forms.Sent:
    if row.token not in there:
        return row
    return forms.Sent(forms.another_token(row.token, there[row.token].cancelled_at), row.cells)


def _elsewhere(days: Sequence[date], monday: date) -> list[str]:
    """How many of the rows lie in other weeks."""
    count = sum(monday_of(day) != monday for day in days)
    text = ngettext("%(count)s of them lies in another week.", "%(count)s of them lie in other weeks.", count)
    return [text % {"count": count}] if count else []


def _tell(request: HttpRequest, row: forms.WeekRow) -> None:
    """What happened to a row, for a page without scripts."""
    if row.state == "saved" and row.session is not None:
        undo = reverse("advice:session_cancel", args=[row.session.pk])
        text = _("Saved %(hours)s h.") % {"hours": hours_text(row.session.minutes)}
        messages.success(request, text, extra_tags=f"undo:{undo}")
    elif row.state == "cancelled" and row.session is not None:
        undo = reverse("advice:session_restore", args=[row.session.pk])
        messages.success(request, _("The session is cancelled."), extra_tags=f"undo:{undo}")
    elif row.state == "empty" and "cancel" in request.POST:
        undo = reverse("advice:week_bring_back", args=[row.token])
        messages.success(request, _("The draft is thrown away."), extra_tags=f"undo:{undo}")
    elif row.state == "empty":
        messages.info(request, _("Nothing was typed into the row."))
    else:
        messages.warning(request, _("The row is kept as a draft: %(state)s.") % {"state": row.said})


def _page(request: HttpRequest, grid: Grid, form: forms.PasteForm) -> HttpResponse:
    here = reverse("advice:week")
    context = {
        "grid": grid,
        "is_long": grid.is_long,
        "paste": form,
        "breadcrumbs": way_up(),
        "before": f"{here}?od={grid.monday - timedelta(days=7):%Y-%m-%d}",
        "after": f"{here}?od={grid.monday + timedelta(days=7):%Y-%m-%d}",
    }
    return render(request, "advice/week.html", context)


def _monday(text: str | None) -> date:
    return monday_asked(asked_day(text))


def _back(monday: date, anchor: str = "", *, whole: bool = False) -> HttpResponseRedirect:
    query = f"?od={monday:%Y-%m-%d}{'&caly=1' if whole else ''}"
    return redirect(f"{reverse('advice:week')}{query}{'#' if anchor else ''}{anchor}")
