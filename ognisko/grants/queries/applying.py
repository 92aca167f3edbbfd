"""What an applicant's pages show: all their calls, what is due, the list of tasks, how the budget stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ognisko.accounts.models import User
from ognisko.core.money import money_text
from ognisko.core.polish import date_text, number_text
from ognisko.grants.models import Application
from ognisko.grants.queries.tasks import Task, limits
from ognisko.grants.rules import budget, parts
from ognisko.grants.rules.budget import NOTHING, Source
from ognisko.grants.rules.deadlines import Arrival, arrival, time_left
from ognisko.grants.rules.life import Actor, Stage, Step, allowed
from ognisko.questionnaires.rules.answers import Sheet


def clock() -> datetime:
    """The database's time, the one by which deadlines are kept."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


def applications_of(user: User) -> QuerySet[Application]:
    """What a person writes or wrote, the latest call first, with the letters that they have not read."""
    unread = Count("messages", filter=Q(messages__to_applicant=True, messages__read_at=None), distinct=True)
    found = Application.objects.written_by(user).select_related("call", "sheet__version", "place")
    return found.annotate(unread=unread).order_by("-call__deadline", "-pk")


def application_of(user: User, token: UUID) -> Application | None:
    """The application of this address, if the person writes it; two queries for whatever page it is."""
    found = Application.objects.written_by(user).filter(token=token)
    return found.select_related("call__programme", "sheet__version", "place", "party").first()


def application_sent_by(user: User, token: UUID) -> Application | None:
    """The same for whoever presses a button: the action reads all that it needs under its locks."""
    return Application.objects.written_by(user).filter(token=token).only("token", "stage").first()


@dataclass(frozen=True)
class Due:
    """What comes next, until when, and whether it is close."""

    what: str
    until: str
    is_close: bool = False


def due_of(row: Application, now: datetime) -> Due | None:
    """The next thing that waits for the applicant."""
    if row.at is Stage.DRAFT:
        return _due(pgettext("what is due", "hand in"), row.extended_until or row.call.deadline, now)
    if row.at is Stage.CORRECTIONS and row.corrections_until:
        return _due(pgettext("what is due", "correct"), row.corrections_until, now)
    if row.at in {Stage.AGREED, Stage.CARRIED_OUT, Stage.REPORT_CORRECTIONS} and row.report_due_on:
        return Due(
            pgettext("what is due", "report"),
            date_text(row.report_due_on),
            (row.report_due_on - timezone.localdate()).days <= 7,
        )
    if row.at is Stage.RETURNING and row.return_due_on:
        return Due(pgettext("what is due", "return the rest"), date_text(row.return_due_on), is_close=True)
    return None


def _due(what: str, until: datetime, now: datetime) -> Due:
    return Due(what, moment(until), (until - now).days < 3)


def moment(at: datetime) -> str:
    """A day and a time by the clock of Warsaw."""
    local = timezone.localtime(at)
    return f"{date_text(local.date())}, {local:%H:%M}"


STATES: Mapping[str, str] = {
    Stage.DRAFT: "draft", Stage.SUBMITTED: "submitted", Stage.LATE: "attention", Stage.CORRECTIONS: "attention",
    Stage.WITHDRAWN: "refused", Stage.REJECTED: "refused", Stage.NOT_FUNDED: "refused", Stage.GIVEN_UP: "refused",
    Stage.TERMINATED: "refused", Stage.AWARDED: "done", Stage.ACCEPTED: "done", Stage.CLOSED: "done",
    Stage.REPORT_CORRECTIONS: "attention", Stage.RETURNING: "attention",
}  # fmt: skip
"""The mark of a stage; all others are on their way."""


def mark_of(row: Application) -> str:
    """The shape beside the stage."""
    return STATES.get(row.stage, "progress")


# The time -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Window:
    """Whether handing in is possible at this moment, and what to say of the time."""

    is_open: bool
    is_late: bool
    sentence: str


def window_of(row: Application, now: datetime) -> Window:
    """What the deadline means now, by the database's clock; in corrections it is theirs."""
    if row.at is Stage.CORRECTIONS and row.corrections_until:
        until = row.corrections_until
        if now < until:
            words = {"until": moment(until), "left": _left(until, now)}
            return Window(True, False, _("Corrections until %(until)s. %(left)s") % words)
        return Window(False, False, _("The time for corrections ended on %(when)s.") % {"when": moment(until)})
    deadline = row.extended_until or row.call.deadline
    words = {"deadline": moment(deadline), "left": _left(deadline, now), "opens": moment(row.call.opens_at)}
    match arrival(row.call.calendar, now, row.extended_until):
        case Arrival.IN_TIME:
            return Window(True, False, _("Open until %(deadline)s. %(left)s") % words)
        case Arrival.LATE:
            late = _("The call closed on %(deadline)s. You can still hand in; it will count as late, and an officer "
                     "decides whether it is admitted.")  # fmt: skip
            return Window(True, True, late % words)
        case Arrival.EARLY:
            return Window(False, False, _("The call opens on %(opens)s. You can write already.") % words)
    return Window(False, False, _("The call closed on %(deadline)s. What you wrote is kept.") % words)


def _left(until: datetime, now: datetime) -> str:
    left = time_left(until, now)
    if left.days:
        return ngettext("%(count)d day is left.", "%(count)d days are left.", left.days) % {"count": left.days}
    hours, minutes = left.seconds // 3600, left.seconds % 3600 // 60
    return _("%(hours)d h %(minutes)d min are left.") % {"hours": hours, "minutes": minutes}


# The list of tasks ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A line of the list: a task and where it is done."""

    key: str
    name: str
    url: str
    state: str
    word: str
    is_now: bool = False


def rows_of(row: Application, tasks: Sequence[Task], now: str = "") -> list[Row]:
    """The tasks and the last step, each with its address and how far it is in a word."""
    made = [Row(task.key, task.name, url_of(row, task), task.state, _word(task), task.key == now) for task in tasks]
    ready = all(task.is_done for task in tasks)
    word = _("ready to go") if ready else _("once all is filled in")
    name = _("Check and hand in")
    made.append(Row("check", name, _at(row, "check"), "draft" if ready else "missing", word, now == "check"))
    return made


def url_of(row: Application, task: Task) -> str:
    """Where a task is done."""
    return _at(row, "page", task.page) if task.page else _at(row, task.key)


def _at(row: Application, name: str, *more: Any) -> str:
    return reverse(f"grants:mine_{name}", args=[row.token, *more])


def _word(task: Task) -> str:
    if task.wrong:
        return ngettext("%(count)d to mend", "%(count)d to mend", task.wrong) % {"count": task.wrong}
    words = {"done": _("ready"), "progress": _("begun"), "missing": _("not begun")}
    return words[task.state]


# The budget beside the table ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bar:
    """An amount against its limit, for the eye in percent of the bar's width; ``over`` is what is too much."""

    label: str
    amount: str
    limit: str
    within: str
    over: str
    is_over: bool
    note: str


@dataclass(frozen=True)
class Standing:
    """How a budget stands: bars of what has a limit, what is broken in all, what is broken in each row."""

    bars: Sequence[Bar]
    sentences: Sequence[str]
    by_row: Mapping[str, str]


def standing_of(row: Application, sheet: Sheet) -> Standing:
    """The budget against the limits of the call; two queries."""
    found, rules = parts.read_parts(sheet, row.sheet.answers, row.call.fields), limits(row.call)
    added, broken = budget.sums(found.lines), budget.breaches(found.lines, rules)
    by_row: dict[str, str] = {}
    for one in broken:
        if one.line:
            by_row[one.line] = " ".join(filter(None, (by_row.get(one.line, ""), one.sentence)))
    bars = [_bar(_("From the grant"), added.grant, rules.most, "", rules.currency)] if rules.most is not None else []
    for category in rules.categories:
        granted = added.by_category.get(category.code, {}).get(Source.GRANT, NOTHING)
        most, note = _most(category, added.grant)
        if most is not None:
            bars.append(_bar(category.name[:1].upper() + category.name[1:], granted, most, note, rules.currency))
    return Standing(bars, [one.sentence for one in broken if not one.line], by_row)


def _most(category: budget.Category, grant: Decimal) -> tuple[Decimal | None, str]:
    """The nearer of the two limits of a kind of cost, and what it is."""
    share = (category.most_percent * grant / 100) if category.most_percent is not None else None
    if share is not None and (category.most is None or share < category.most):
        percent = number_text(category.most_percent or NOTHING)
        return share, _("Limit: %(percent)s %% of the grant.") % {"percent": percent}
    return category.most, ""


def _bar(label: str, amount: Decimal, most: Decimal, note: str, currency: str) -> Bar:
    whole = max(amount, most, Decimal(1))
    within = min(amount, most) * 100 / whole
    over = max(amount - most, NOTHING) * 100 / whole
    return Bar(
        label, money_text(amount, currency), money_text(most, currency), f"{within:.2f}", f"{over:.2f}", amount > most,
        note,
    )  # fmt: skip


# After handing in -----------------------------------------------------------------------------------------------------


def may_withdraw(row: Application) -> bool:
    """Say whether the applicant may take it back now."""
    return any(one.step is Step.WITHDRAW for one in allowed(row.at, Actor.APPLICANT))


def declarations(row: Application, centre: str) -> list[str]:
    """What is declared, in the words that are read and kept."""
    return [
        pgettext("declaration", "What we wrote in this application is true, and we may apply in this call."),
        pgettext("declaration", "We have read the rules of the call “%(call)s” and accept them.")
        % {"call": row.call.name},
        pgettext("declaration", "We have read how %(centre)s uses our data, and have told the people whom we name.")
        % {"centre": centre},
    ]
