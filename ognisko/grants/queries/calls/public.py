"""What the public sees of calls: in words, never a member's name; results once published, funded initiatives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ognisko.core.money import money_text
from ognisko.core.polish import date_text, number_text
from ognisko.files.permissions import passed
from ognisko.files.queries import files_of
from ognisko.grants.models import About, Application, Call, CallQuestion, DecisionLine, RulesText
from ognisko.grants.queries.calls import Row, row_of, with_clock
from ognisko.grants.rules.deadlines import State
from ognisko.grants.rules.eligibility import Patron
from ognisko.grants.rules.life import Stage
from ognisko.people.rules import GROUPS, NGOS, ORGANISATIONS, Kind
from ognisko.places.models import Place
from ognisko.places.rules import county_of

FALLEN = (Stage.GIVEN_UP, Stage.TERMINATED)
"""Stages of a grant that came to nothing: it has no public page."""

UNLISTED = (Stage.DRAFT, Stage.LATE, Stage.WITHDRAWN, Stage.REJECTED)
"""Stages of applications that stand on no list of results."""


def announced() -> QuerySet[Call]:
    """Calls that everybody may see."""
    return with_clock().filter(announced_at__isnull=False)


def announced_briefly() -> QuerySet[Call]:
    """The same with what their version and state depend on alone; a call has a hundred columns."""
    return announced().select_related(None).only(
        "token", "revision", "left_to_award", "opens_at", "deadline", "late_until", "announced_at", "results_at",
        "closed_at", "cancelled_at",
    )  # fmt: skip


def public_rows() -> dict[str, list[Row]]:
    """Announced calls, open, planned and past ones; two queries."""
    found: dict[str, list[Row]] = {"open": [], "planned": [], "past": []}
    for call in announced().order_by("deadline"):
        row = row_of(call)
        name = {State.OPEN: "open", State.PLANNED: "planned"}.get(row.state, "past")
        found[name].append(row)
    found["past"].reverse()
    return found


def days_left(deadline: datetime, now: datetime) -> str:
    """How long one may still apply, by the calendar of Warsaw; empty once it is over."""
    if now >= deadline:
        return ""
    days = (day_and_clock(deadline)[0] - timezone.localdate(now)).days
    if days == 0:
        return _("today is the last day")
    return ngettext("%(count)d day left", "%(count)d days left", days) % {"count": days}


@dataclass(frozen=True)
class CallPage:
    """All of a call's page that changes only with the call's ``revision``."""

    call: Call
    may: Sequence[tuple[str, str]]
    may_not: Sequence[str]
    costs: Sequence[str]
    own: str
    questions: Sequence[CallQuestion]
    rules: RulesText | None
    criteria: Sequence[tuple[str, str, str]]
    documents: Sequence[tuple[str, str, str]]


def call_page(call: Call) -> CallPage:
    """The page of a call; a fixed number of queries."""
    return CallPage(
        call, tuple(_may(call)), tuple(_may_not(call)), tuple(_costs(call)), own_contribution(call),
        list(call.questions.filter(published_at__isnull=False)),
        call.rules_texts.filter(published_at__isnull=False).first(),
        [(one.name, number_text(one.most.normalize()), one.hint) for one in call.criteria.all()],
        [(one.name, one.hint, "" if one.is_required else _("optional")) for one in call.documents.all()],
    )  # fmt: skip


def _may(call: Call) -> Iterator[tuple[str, str]]:
    """Who may apply and on what conditions: groups, then organisations."""
    kinds = {Kind(one) for one in call.kinds}
    areas = ", ".join(str(one) for one in call.areas.all())
    where = _("from: %(areas)s") % {"areas": areas} if areas else ""
    if groups := sorted(kinds & GROUPS):
        words = [_adults(call), _PATRON[Patron(call.patron)](), where]
        yield capfirst(", ".join(str(one.label) for one in groups)), "; ".join(filter(None, words))
    if bodies := kinds & ORGANISATIONS:
        words = [*_age(call), where]
        yield capfirst(", ".join(_bodies(bodies))), "; ".join(filter(None, words))


_PATRON = {
    Patron.NEVER: lambda: _("you sign the agreement yourselves"),
    Patron.ALLOWED: lambda: _("by yourselves, or with an organisation that signs the agreement for you"),
    Patron.REQUIRED: lambda: _("with a patron: an organisation that signs the agreement for you"),
}


def _adults(call: Call) -> str:
    if not call.least_adults:
        return ""
    words = ngettext("at least %(count)d person of age", "at least %(count)d persons of age", call.least_adults)
    return words % {"count": call.least_adults}


def _bodies(bodies: set[Kind] | frozenset[Kind]) -> list[str]:
    """Kinds of organisations; all non-governmental ones together by one name."""
    if bodies >= NGOS:
        rest = [str(one.label) for one in sorted(bodies - NGOS)]
        return [_("non-governmental organisation"), *rest]
    return [str(one.label) for one in sorted(bodies)]


def _age(call: Call) -> Iterator[str]:
    if (months := call.oldest_months) is not None:
        words = ngettext("registered at most %(count)d month ago", "registered at most %(count)d months ago", months)
        yield words % {"count": months}
    if (months := call.youngest_months) is not None:
        words = ngettext("registered at least %(count)d month ago", "registered at least %(count)d months ago", months)
        yield words % {"count": months}
    if call.most_income is not None:
        yield _("with an income of at most %(amount)s last year") % {"amount": amount_text(call.most_income, call)}


def _may_not(call: Call) -> Iterator[str]:
    kinds = {Kind(one) for one in call.kinds}
    if kinds & GROUPS and call.one_group_each:
        yield _("a person who is in another group of this call")
    if kinds & GROUPS and call.no_officeholders:
        yield _("a group with somebody from the board of an organisation")
    if not kinds & {Kind.LOCAL_GOVERNMENT, Kind.PUBLIC_INSTITUTION, Kind.BUSINESS}:
        yield _("a local government, a school or a company (they may be partners)")
    if call.most_applications:
        words = ngettext(
            "who has submitted %(count)d application already", "who has submitted %(count)d applications already",
            call.most_applications,
        )  # fmt: skip
        yield words % {"count": call.most_applications}


def amount_text(amount: Decimal, call: Call) -> str:
    """An amount in the call's currency, whole ones without grosze."""
    return _whole(amount, call.currency)


def _whole(amount: Decimal, currency: str) -> str:
    return money_text(amount, currency).replace(",00", "")


def grant_text(call: Call) -> str:
    """How much a grant may be."""
    if call.least and call.most:
        return f"{number_text(call.least).removesuffix(',00')}–{amount_text(call.most, call)}"
    if call.most:
        return _("up to %(amount)s") % {"amount": amount_text(call.most, call)}
    return _("from %(amount)s") % {"amount": amount_text(call.least, call)} if call.least else ""


def own_contribution(call: Call) -> str:
    """What the applicant adds, in words."""
    if not call.own_percent:
        return _("no own contribution")
    of = {"grant": _("of the grant"), "total": _("of all costs")}[call.own_base]
    share = number_text(call.own_percent.normalize())
    return _("own contribution: %(percent)s%% %(of)s") % {"percent": share, "of": of}


def _costs(call: Call) -> Iterator[str]:
    for one in call.categories.all():
        limits = []
        if one.most_percent is not None:
            limits.append(
                _("at most %(percent)s%% of the grant") % {"percent": number_text(one.most_percent.normalize())}
            )
        if one.most is not None:
            limits.append(_("at most %(amount)s") % {"amount": amount_text(one.most, call)})
        if one.most_per_piece is not None:
            limits.append(_("one piece at most %(amount)s") % {"amount": amount_text(one.most_per_piece, call)})
        yield f"{one.name}: {', '.join(limits)}" if limits else one.name


@dataclass(frozen=True)
class Moment:
    """A point of a call's course: when in words, what, a note, and whether it is past or the deadline ahead."""

    when: str
    what: str
    note: str = ""
    look: str = ""


def course(call: Call, now: datetime) -> list[Moment]:
    """How a call goes, from its opening to the start of the activities."""
    today = timezone.localdate(now)

    def until(day: date | None, what: str, note: str = "", *, on: bool = False) -> Iterator[Moment]:
        if day:
            words = near_day(day, now)
            when = words if on else _("by %(day)s") % {"day": words}
            yield Moment(when, what, note, "past" if day < today else "")

    days = ngettext("you have %(count)d day for corrections", "you have %(count)d days for corrections",
                    call.correction_days) % {"count": call.correction_days}  # fmt: skip
    cards = ngettext("%(count)d person assesses", "%(count)d persons assess independently", call.assessors)
    note = cards % {"count": call.assessors}
    if call.least_percent:
        note += ", " + _("from %(percent)s%% of the points") % {"percent": number_text(call.least_percent.normalize())}
    return [
        Moment(near_moment(call.opens_at, now, opens=True), _("Applications open"),
               _("you fill in the application in a browser, on a phone too"), "past" if call.opens_at <= now else ""),
        Moment(near_moment(call.deadline, now), _("Applications close"), _("after this hour the form closes"),
               "past" if call.deadline <= now else "deadline"),
        *until(call.formal_until, _("Formal check"), days),
        *until(call.review_until, _("Merit review"), note),
        *until(call.results_on, _("Ranking list"), _("whoever applied can see their cards"), on=True),
        *until(call.activity_since, _("Activities begin"), on=True),
        *until(call.activity_until, _("Activities end"), _report_note(call), on=True),
    ]  # fmt: skip


def _report_note(call: Call) -> str:
    words = ngettext("then %(count)d day for the report", "then %(count)d days for the report", call.report_days)
    return words % {"count": call.report_days}


def near_day(day: date, now: datetime) -> str:
    """A day in words, without its year where that is this year."""
    words = date_text(day)
    return words.removesuffix(f" {day.year}") if day.year == timezone.localdate(now).year else words


def day_and_clock(at: datetime, *, opens: bool = False) -> tuple[date, str]:
    """The day of an instant and its time as people read it; a deadline at midnight is 24:00 of the day before."""
    local = timezone.localtime(at)
    if not opens and (local.hour, local.minute) == (0, 0):
        return local.date() - timedelta(days=1), "24:00"
    return local.date(), f"{local.hour}:{local.minute:02}"


def moment_words(at: datetime, *, opens: bool = False) -> str:
    """A day and a time in words."""
    day, clock = day_and_clock(at, opens=opens)
    return f"{date_text(day)}, {clock}"


def near_moment(at: datetime, now: datetime, *, opens: bool = False) -> str:
    """A day and a time in words, without this year."""
    day, clock = day_and_clock(at, opens=opens)
    return f"{near_day(day, now)}, {clock}"


# Results and initiatives ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Result:
    """An application on the published list; ``place`` and ``points`` are those of the approved decision."""

    application: Application
    place: int | None
    points: Decimal | None
    mark: str
    word: str
    amount: Decimal | None

    @property
    def holder(self) -> str:
        """Who applied, as the public may know it."""
        return holder_name(self.application)


def holder_name(row: Application) -> str:
    """The name of an organisation or a group; a person has none in public."""
    return _("a person") if row.applicant_kind == Kind.PERSON else row.applicant_name


def results_of(call: Call) -> list[Result]:
    """The list of results as it was decided; three queries. Funded first, then by place."""
    lines = DecisionLine.objects.filter(decision__about=About.RANKING, decision__approved_at__isnull=False).order_by(
        "decision_id"
    )
    rows = Application.objects.filter(call=call, serial__isnull=False).exclude(stage__in=UNLISTED)
    found = []
    for row in rows.select_related("place", "where").prefetch_related(
        Prefetch("decision_lines", lines, to_attr="decided")
    ):
        decided = row.decided[-1] if row.decided else None  # type: ignore[attr-defined]
        ranks = [one for one in row.decided if one.rank is not None]  # type: ignore[attr-defined]
        place, points = (ranks[0].rank, ranks[0].points) if ranks else (None, decided.points if decided else None)
        found.append(Result(row, place, points, *_standing(row)))
    return sorted(found, key=lambda one: (one.place is None, one.place or 0, one.application.serial or 0))


def _standing(row: Application) -> tuple[str, str, Decimal | None]:
    if row.at is Stage.RESERVE:
        return "attention", _("on the reserve list"), None
    if row.at in FALLEN:
        return "refused", str(row.get_stage_display()), None
    if row.awarded is not None:
        return "done", _("gets a grant"), row.awarded
    if row.at is Stage.NOT_FUNDED:
        return "refused", _("not funded"), None
    return "progress", str(row.get_stage_display()), None


def initiatives() -> QuerySet[Application]:
    """What calls with published results fund, the newest first."""
    funded = Application.objects.filter(call__results_at__isnull=False, call__cancelled_at=None, awarded__gt=0)
    return (
        funded.exclude(stage__in=FALLEN).select_related("call__programme", "place", "where")
        .order_by("-awarded_on", "-pk")
    )  # fmt: skip


@dataclass(frozen=True)
class PlaceTotal:
    """A county with what was funded there, by currency."""

    name: str
    number: int
    amounts: str


def totals_by_county(rows: QuerySet[Application]) -> list[PlaceTotal]:
    """Numbers and sums by county, the most first; two queries."""
    counts: dict[int, int] = {}
    sums: dict[int, dict[str, Decimal]] = {}
    for where, seat, awarded, currency in rows.order_by().values_list(
        "where_id", "place_id", "awarded", "call__currency"
    ):
        code = where or seat
        county = county_of(code) or code
        counts[county] = counts.get(county, 0) + 1
        of = sums.setdefault(county, {})
        of[currency] = of.get(currency, Decimal(0)) + awarded
    names = Place.objects.in_bulk(list(counts))
    return [
        PlaceTotal(
            str(names.get(code, "")), count,
            " + ".join(_whole(amount, currency) for currency, amount in sorted(sums[code].items())),
        )
        for code, count in sorted(counts.items(), key=lambda one: (-one[1], str(names.get(one[0], ""))))
    ]  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """A picture that an officer chose: its name, where its small drawing is, where the whole file is."""

    name: str
    small: str
    whole: str


def pictures_of(row: Application) -> list[Picture]:
    """The pictures of an initiative's public page, with passes for whoever sees it; one query."""
    found = []
    for one in files_of(f"grants.application:{row.pk}.public"):
        if one.is_picture:
            given, address = passed(one, 0), one.get_absolute_url()
            found.append(Picture(one.name, f"{address}podglad/?pass={given}", f"{address}?pass={given}"))
    return found


def municipality_of(row: Application) -> str:
    """Where it happens, else where the applicant is seated."""
    return str(row.where or row.place)
