"""The micro-grants of the demo centre: programmes, calls, and what was applied for and funded in 2024.

Quotas, as in plan.py: how many of which kind, from where, for how much. Titles and holders are fictional; the counts
and sums add up to the published figures because the quotas do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from random import Random

from django.db import transaction

from ognisko.desk.actions.demo.centre import Centre, party_draft
from ognisko.desk.actions.demo.plan import YEAR
from ognisko.grants.actions.recording import GrantDraft, record_grants
from ognisko.grants.entries import OF_CALLS
from ognisko.grants.models import Call, Family, Programme, Scope
from ognisko.grants.rules.deadlines import ZONE
from ognisko.grants.rules.life import Stage
from ognisko.ledger.actions import post
from ognisko.people.actions import add_parties
from ognisko.people.models import Party
from ognisko.people.rules import NGOS, Kind
from ognisko.questionnaires.actions import add_questionnaire, publish
from ognisko.questionnaires.models import Version
from ognisko.questionnaires.rules.library import APPLICATION

GROUP, COUNCIL, INITIATIVE = Kind.INFORMAL_GROUP, Kind.YOUTH_COUNCIL, Kind.INITIATIVE_GROUP
PUPILS, STUDENTS = Kind.PUPILS_SELF_GOVERNMENT, Kind.STUDENTS_SELF_GOVERNMENT
NGO = (Kind.ASSOCIATION, Kind.FOUNDATION, Kind.RURAL_HOUSEWIVES_CIRCLE, Kind.SPORTS_CLUB, Kind.SIMPLE_ASSOCIATION)
ACADEMIC = (Kind.ASSOCIATION, Kind.FOUNDATION, STUDENTS)
ELSEWHERE = (102001, 100802, 100302, 100501, 100702, 101302, 102101, 101101)


@dataclass(frozen=True)
class Quota:
    """So many funded holders of some kinds, and the money that they got together: from a pool, or new from places."""

    count: int
    kinds: tuple[Kind, ...]
    total: int
    places: tuple[int, ...] = ()
    pool: str = ""


@dataclass(frozen=True)
class CallPlan:
    """A call of 2024: days of opening, deadline, award, first and last day of the activities; how many applied."""

    programme: str
    name: str
    address: str
    scope: Scope
    place: int
    days: tuple[tuple[int, int], ...]
    submitted: int
    quotas: tuple[Quota, ...]
    most: int
    project: str = ""
    currency: str = "PLN"


PROGRAMMES = {
    "local": ("Lokalny Program Mikrograntów", Family.LOCAL, "Małe granty w gminach i powiatach regionu."),
    "lodz": ("Miejski Program Mikrograntów w Łodzi", Family.CITY, "Inicjatywy mieszkańców i łódzkich organizacji."),
    "senior": ("Mikrogranty dla Seniorów", Family.SENIORS, "Działania, które seniorzy robią dla seniorów."),
    "youth": ("Młode Mikrogranty", Family.YOUTH, "Rady młodzieżowe, samorządy uczniowskie i studenckie."),
    "academic": ("Łódź Akademicka", Family.ACADEMIC, "Koła naukowe, grupy studenckie i organizacje akademickie."),
    "splot": ("Splot Wartości: dofinansowania", Family.SUBGRANTS, "Dofinansowania dla organizacji w projekcie."),
}

SPRING = ((1, 15), (2, 15), (3, 25), (4, 8), (8, 31))
SUMMER = ((3, 11), (4, 12), (5, 20), (6, 3), (10, 31))
AUTUMN = ((5, 13), (6, 14), (7, 22), (8, 5), (11, 30))

CALLS = (
    CallPlan("local", "Mikrogranty w Sieradzu 2024", "sieradz-2024", Scope.MUNICIPALITY, 101401, SPRING, 37, (
        Quota(14, (GROUP,), 104_000, (101401,)), Quota(9, NGO, 76_000, (101401,)),
    ), 12_000),
    CallPlan("local", "Mikrogranty w gminie Wieruszów 2024", "wieruszow-2024", Scope.MUNICIPALITY, 101807, SPRING, 14, (
        Quota(6, NGO, 18_000, pool="wieruszowski"), Quota(4, (GROUP, INITIATIVE), 12_000, pool="wieruszowski"),
    ), 4_000),
    CallPlan("local", "Ładzice wiosną 2024", "ladzice-wiosna-2024", Scope.MUNICIPALITY, 101209, SPRING, 11, (
        Quota(8, (GROUP,), 24_000, (101209,)),
    ), 4_000),
    CallPlan("local", "Ładzice jesienią 2024", "ladzice-jesien-2024", Scope.MUNICIPALITY, 101209, AUTUMN, 9, (
        Quota(7, (GROUP,), 21_000, (101209,)),
    ), 4_000),
    CallPlan("local", "Mikrogranty w Kutnie 2024", "kutno-2024", Scope.MUNICIPALITY, 100201, SUMMER, 31, (
        Quota(12, (GROUP,), 42_000, (100201,)), Quota(8, NGO, 28_000, (100201,)),
    ), 5_000),
    CallPlan("local", "Powiat zduńskowolski 2024", "zdunskowolski-2024", Scope.COUNTY, 101900, SUMMER, 28, (
        Quota(10, (GROUP,), 35_000, (101901, 101904)), Quota(8, NGO, 28_000, (101901, 101904)),
    ), 5_000),
    CallPlan("local", "Mikrogranty w Tomaszowie 2024", "tomaszow-2024", Scope.MUNICIPALITY, 101601, SUMMER, 26, (
        Quota(9, (GROUP,), 32_000, (101601,)), Quota(8, NGO, 28_000, (101601,)),
    ), 5_000),
    CallPlan("local", "Mikrogranty w Bełchatowie 2024", "belchatow-2024", Scope.MUNICIPALITY, 100101, AUTUMN, 22, (
        Quota(9, (GROUP,), 33_000, (100101,)), Quota(6, NGO, 22_000, (100101,)),
    ), 5_000),
    CallPlan("local", "Mikrogranty w Łódzkiem 2024", "lodzkie-2024", Scope.VOIVODESHIP, 100000, SUMMER, 112, (
        Quota(7, NGO, 35_000, pool="piotrkowski"), Quota(28, (GROUP,), 132_000, ELSEWHERE),
        Quota(22, NGO, 113_000, ELSEWHERE),
    ), 6_000),
    CallPlan("lodz", "Mikrogranty w Łodzi 2024", "lodz-2024", Scope.MUNICIPALITY, 106100,
             ((2, 5), (3, 8), (4, 22), (5, 6), (9, 30)), 146, (
        Quota(32, (GROUP,), 139_000, (106101,)), Quota(12, NGO, 56_000, (106101,)),
    ), 5_000),
    CallPlan("senior", "Mikrogranty dla Seniorów 2024", "seniorzy-2024", Scope.VOIVODESHIP, 100000,
             ((3, 4), (4, 5), (5, 20), (6, 3), (10, 31)), 40, (
        Quota(14, (GROUP,), 61_000, ELSEWHERE), Quota(9, NGO, 43_000, ELSEWHERE),
    ), 5_500),
    CallPlan("youth", "Młode Mikrogranty 2024", "mlode-2024", Scope.VOIVODESHIP, 100000,
             ((5, 20), (6, 21), (8, 26), (9, 9), (11, 30)), 62, (
        Quota(6, (PUPILS, COUNCIL, INITIATIVE), 32_000, pool="piotrkowski"),
        Quota(16, (PUPILS,), 86_314, ELSEWHERE), Quota(7, (STUDENTS,), 39_000, (106101,)),
        Quota(6, (COUNCIL, INITIATIVE), 33_000, ELSEWHERE),
    ), 8_000),
    CallPlan("academic", "Łódź Akademicka 2024", "akademicka-2024", Scope.VOIVODESHIP, 100000,
             ((2, 12), (3, 15), (5, 6), (5, 20), (11, 15)), 55, (
        Quota(10, (GROUP,), 160_000, (106101,)), Quota(13, ACADEMIC, 216_000, (106101,)),
    ), 20_000),
    CallPlan("splot", "Dofinansowania 2024", "splot-2024", Scope.COUNTRY, 900616,
             ((2, 1), (3, 1), (4, 15), (5, 1), (11, 30)), 10, (
        Quota(8, (Kind.FOUNDATION, Kind.ASSOCIATION), 68_000, pool="splot"),
    ), 10_000, "splot", "EUR"),
)  # fmt: skip

ENGAGED = {"local": (26_500, 670_500), "academic": (6_480, 186_400), "lodz": (1_240, 18_300), "senior": (510, 4_900),
           "youth": (1_130, 12_400), "splot": (160, 2_100)}  # fmt: skip
"""People engaged and people reached, as the accepted reports of a programme say together."""

DOING = ("Ławki i skrzynie", "Ogród deszczowy", "Święto ulicy", "Teatr w świetlicy", "Szachy pod kasztanem",
         "Historia w fotografiach", "Kuchnia babć i wnuków", "Rajd rowerowy", "Czytanie na schodach", "Wspólny mural",
         "Warsztaty stolarskie", "Zielone podwórko", "Wspólna wigilia", "Kino pod chmurką", "Bajki o naszej wsi",
         "Ścieżka przyrodnicza", "Turniej sąsiedzki", "Pracownia haftu", "Radio szkolne", "Spacer z mapą",
         "Naprawiamy razem", "Orkiestra z odzysku", "Dzień pszczoły", "Biblioteczka na przystanku")  # fmt: skip
WHERE = ("na Rybnej", "przy Młynie", "w Starej Szkole", "nad Stawem", "na Osiedlu Młodych", "przy Remizie", "w Parku",
         "za Torami", "na Górce", "przy Bibliotece", "w Domu Kultury", "na Rynku")  # fmt: skip
SUMMARY = "Sąsiedzi robią to razem: planują, zbierają materiały i zapraszają wszystkich z okolicy."


@transaction.atomic
def plan_grants(centre: Centre) -> None:
    """Programmes with their calls of 2024, and all that was applied for, funded, carried out and settled."""
    officer = centre.staff["granty"]
    form = _form(centre)
    programmes = centre.programmes = {
        key: Programme.objects.create(name=name, address=f"program-{key}", family=family, about=about)
        for key, (name, family, about) in PROGRAMMES.items()
    }
    rng = Random(YEAR + 2)  # noqa: S311  # not for secrets
    calls = [(plan, _call(centre, plan, programmes[plan.programme], form)) for plan in CALLS]
    centre.calls = {plan.address: call for plan, call in calls}
    post(OF_CALLS, [call.pk for _plan, call in calls], by=officer, fresh=True)
    engaged = {
        key: iter(list(zip(_shares(people, count, rng), _shares(reached, count, rng), strict=True)))
        for key, (people, reached) in ENGAGED.items()
        if (count := sum(quota.count for plan in CALLS if plan.programme == key for quota in plan.quotas))
    }
    drafts: list[GrantDraft] = []
    for plan, call in calls:
        made = [
            _funded(plan, call, holder, amount, next(engaged[plan.programme]), rng)
            for quota in plan.quotas
            for holder, amount in zip(_holders(centre, quota), _shares(quota.total, quota.count, rng, 100), strict=True)
        ]
        made += [_refused(plan, call, holder, rng) for holder in _others(centre, plan, plan.submitted - len(made))]
        rng.shuffle(made)
        drafts += made
    record_grants(drafts, by=officer)


def _form(centre: Centre) -> Version:
    officer = centre.staff["granty"]
    made = add_questionnaire("Wniosek o mikrogrant", "application", APPLICATION, by=officer)
    return publish(made.versions.get(), by=officer)


def _call(centre: Centre, plan: CallPlan, programme: Programme, form: Version) -> Call:
    opens, deadline, results, since, until = (date(YEAR, *day) for day in plan.days)
    return Call.objects.create(
        programme=programme, name=plan.name, address=plan.address, scope=plan.scope, place_id=plan.place,
        project=centre.projects.get(plan.project), currency=plan.currency, application_form=form,
        opens_at=_at(opens, 8), deadline=_at(deadline, 16), announced_at=_at(opens, 8), results_at=_at(results, 12),
        results_on=results, closed_at=_at(until, 23), activity_since=since, activity_until=until,
        kinds=sorted({kind.value for quota in plan.quotas for kind in quota.kinds}), least=Decimal(500),
        most=Decimal(plan.most), lead="Małe pieniądze na dobre pomysły mieszkańców.",
        number_pattern=f"{plan.address.removesuffix('-2024').upper()}/{{year}}/{{number:3}}"[:40],
        contact_name="Joanna Czapla", contact_phone="43 000 00 21", contact_email="granty@ognisko.example",
        is_demo=True, created_by=centre.staff["granty"],
    )  # fmt: skip


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ZONE)


def _shares(total: int, count: int, rng: Random, step: int = 1) -> list[int]:
    """A total in so many unequal parts, all but the last in whole steps."""
    weights = [rng.randrange(70, 131) for _ in range(count)]
    parts = [total * weight // sum(weights) // step * step for weight in weights]
    parts[-1] += total - sum(parts)
    return parts


def _holders(centre: Centre, quota: Quota) -> list[Party]:
    if quota.pool:
        kinds = NGOS if set(quota.kinds) <= NGOS else quota.kinds
        return [party for party in _fresh(centre.pools[quota.pool]) if party.kind_now in kinds][: quota.count]
    return _new(centre, quota.kinds, quota.places, quota.count)


def _new(centre: Centre, kinds: Sequence[Kind], places: Sequence[int], count: int) -> list[Party]:
    drafts = [party_draft(centre, kinds[n % len(kinds)], places[n % len(places)]) for n in range(count)]
    return _fresh(add_parties(drafts, by=None))


def _fresh(parties: Sequence[Party]) -> list[Party]:
    """The same parties with their kind and seat of today, which were worked out in the database."""
    rows = Party.objects.select_related("seat_now").in_bulk([party.pk for party in parties])
    return [rows[party.pk] for party in parties]


def _others(centre: Centre, plan: CallPlan, count: int) -> list[Party]:
    """Who applied and was not funded: others of the same kinds; in a project the same again, who asked twice."""
    quota = plan.quotas[-1]
    if quota.pool == "splot":
        return _fresh(centre.pools["splot"][-count:])
    kinds = [kind for one in plan.quotas for kind in one.kinds]
    places = next((one.places for one in plan.quotas if one.places), (101807,))
    return _new(centre, kinds, places, count)


def _title(rng: Random) -> str:
    return f"{rng.choice(DOING)} {rng.choice(WHERE)}"


def _funded(plan: CallPlan, call: Call, holder: Party, amount: int, people: tuple[int, int], rng: Random) -> GrantDraft:
    _opens, deadline, results, since, until = (date(YEAR, *day) for day in plan.days)
    seat = holder.seat_now
    assert seat is not None and holder.kind_now is not None  # noqa: S101, PT018  # the generator gives both
    return GrantDraft(
        call=call, party=holder, kind=holder.kind_now, seat=seat, title=_title(rng), summary=SUMMARY,
        submitted_on=_day(plan, rng), amount=Decimal(amount + rng.choice((0, 0, 0, 200, 500))), stage=Stage.CLOSED,
        awarded=Decimal(amount), awarded_on=results, since=since, until=until,
        accepted_on=max(until, deadline), engaged=people[0], reached=people[1],
        volunteer_minutes=60 * rng.randrange(8, 90), own_amount=Decimal(100 * rng.randrange(0, 12)), where=None,
        contact_name="", is_demo=True,
    )  # fmt: skip


def _refused(plan: CallPlan, call: Call, holder: Party, rng: Random) -> GrantDraft:
    seat = holder.seat_now
    assert seat is not None and holder.kind_now is not None  # noqa: S101, PT018  # the generator gives both
    return GrantDraft(
        call=call, party=holder, kind=holder.kind_now, seat=seat, title=_title(rng), summary=SUMMARY,
        submitted_on=_day(plan, rng), amount=Decimal(100 * rng.randrange(15, plan.most // 100 + 1)), is_demo=True,
        stage=rng.choice((Stage.NOT_FUNDED, Stage.NOT_FUNDED, Stage.NOT_FUNDED, Stage.REJECTED)),
    )  # fmt: skip


def _day(plan: CallPlan, rng: Random) -> date:
    """Most come on the last days, as in life."""
    opens, deadline = (date(YEAR, *day) for day in plan.days[:2])
    back = min(int(rng.expovariate(0.2)), (deadline - opens).days)
    return date.fromordinal(deadline.toordinal() - back)
