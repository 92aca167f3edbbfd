"""The demo centre: a fictional support centre in the Łódź region in 2024, made deterministically through the actions.

Its records add up to the published figures of a real centre, which are facts; people, organisations, projects and
funders are fictional. What is near today (the last weeks' sessions and the follow-ups) depends on the day of loading,
so that the demo's pages of today are alive; the year 2024 does not.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction
from django.utils import timezone
from psycopg.types.range import DateRange

from ognisko.accounts.models import Role, User
from ognisko.advice.actions import SessionDraft, change_session, draft_of, ensure_kinds, record_sessions
from ognisko.advice.models import Kind, Session
from ognisko.core import holidays
from ognisko.desk.actions.demo.appointments import plan_appointments
from ognisko.desk.actions.demo.centre import Centre, party_draft
from ognisko.desk.actions.demo.doubles import plan_doubles
from ognisko.desk.actions.demo.drafts import plan_drafts
from ognisko.desk.actions.demo.figures import FIGURES, INDICATORS
from ognisko.desk.actions.demo.grants import plan_grants
from ognisko.desk.actions.demo.living import plan_living
from ognisko.desk.actions.demo.names import SUBJECTS, Names
from ognisko.desk.actions.demo.plan import (
    CELLS,
    FRONTSHIP_SEATS,
    LODZ_ADVISED_EARLIER,
    LODZ_EARLIER,
    LODZ_NEW,
    OFFICES,
    ORGANISATIONS,
    POOLS,
    SPLOT_SEATS,
    YEAR,
    Cell,
    Pool,
)
from ognisko.desk.actions.demo.protected import record_demo_answers
from ognisko.desk.actions.demo.report import (
    FIRST_QUARTER,
    FIRST_QUARTER_SECTIONS,
    FIRST_QUARTER_SUBTITLE,
    SECTIONS,
    SUBTITLE,
    TITLE,
)
from ognisko.desk.actions.demo.rights import plan_rights
from ognisko.desk.actions.demo.schedule import QUARTER, Calendar, durations
from ognisko.desk.actions.demo.waiting import plan_waiting
from ognisko.desk.rules import DEMO_PASSWORD, DEMO_STAFF, demo_email
from ognisko.grants.rules import FIRST_TOPIC
from ognisko.ledger.rules import Counts, Level
from ognisko.people.actions import AddressDraft, PartyDraft, add_memberships, add_note, add_parties, add_task
from ognisko.people.models import Party
from ognisko.people.rules import Kind as PartyKind
from ognisko.people.rules import Status
from ognisko.places.models import Place
from ognisko.projects.actions import (
    JoiningDraft,
    add_partner,
    assign,
    count_days,
    join,
    set_area,
    set_exception,
    set_hours,
)
from ognisko.projects.models import Funder, Office, Operator, Partner, Project
from ognisko.projects.queries import open_minutes
from ognisko.reports.actions import (
    FigureDraft,
    SectionDraft,
    define_figure,
    define_indicator,
    define_report,
    numbers_of,
    publish,
    save_template,
)
from ognisko.reports.models import Figure
from ognisko.reports.rules import Period

SEED = 2024
ADVISORS = {
    "Łódź": ("doradca2", "doradczyni2", "animatorka"),
    "Kutno": ("doradca",),
    "Bełchatów": ("doradczyni2",),
    "Tomaszów Mazowiecki": ("doradczyni2",),
    "Sieradz": ("doradczyni",),
    None: ("doradca2", "animatorka"),
}
"""Who works where."""


@transaction.atomic
def load_demo(progress: Callable[[int, int], None] = lambda done, total: None) -> bool:
    """Make the demo centre, whole or not at all; return False where there is one already."""
    if Party.objects.filter(is_demo=True).exists():
        return False
    rng = Random(SEED)  # noqa: S311  # not for secrets: the demo is to be the same every time
    centre = Centre(rng, Names(rng), Calendar(YEAR, rng), places=Place.objects.in_bulk())
    steps = (
        _staff, _ground, _parties, _answers, _joinings, _sessions, _days, plan_grants, _reports, _today,
        _appointments, _doubles, plan_rights, plan_living, plan_waiting,
    )  # fmt: skip
    for done, step in enumerate(steps):
        progress(done, len(steps))
        step(centre)
    progress(len(steps), len(steps))
    return True


def _staff(centre: Centre) -> None:
    for login, name, _, roles in DEMO_STAFF:
        user = User.objects.create_user(demo_email(login), DEMO_PASSWORD, name=name, roles=list(roles))
        if Role.ADMINISTRATOR in roles:
            user.is_superuser = True
            user.save(update_fields=["is_superuser"])
        centre.staff[login] = user


# Ground: operators, offices, projects --------------------------------------------------------------------------------


def _ground(centre: Centre) -> None:
    leader, partner = add_parties(
        [
            party_draft(centre, PartyKind.FOUNDATION, 106101, "Fundacja „Ośrodek Pod Lipą”"),
            party_draft(centre, PartyKind.ASSOCIATION, 101401, "Stowarzyszenie „Sieć Nad Wartą”"),
        ],
        by=None,
    )
    centre.operator = Operator.objects.create(party=leader, is_centre=True)
    second = Operator.objects.create(party=partner)
    for name, place, address, _, hours in OFFICES:
        office = Office.objects.create(
            name=name,
            operator=second if name == "Sieradz" else centre.operator,
            place_id=place,
            address=address,
        )
        weekly = [
            (weekday, time.fromisoformat(opens), time.fromisoformat(closes))
            for first, last, opens, closes in hours
            for weekday in range(first, last + 1)
        ]
        set_hours(office, weekly, since=date(YEAR - 1, 1, 1), by=None)
        centre.offices[name] = office
    ensure_kinds()
    centre.kinds = {kind.key: kind for kind in Kind.objects.all()}
    _projects(centre, leader, partner)
    for office_name, logins in ADVISORS.items():
        for login in logins:
            for project in ("region", "local") if office_name else ("splot",):
                assign(
                    centre.staff[login],
                    role=Role.ADVISOR,
                    project=centre.projects[project],
                    office=centre.offices[office_name] if office_name else None,
                    since=date(YEAR - 1, 1, 1),
                    by=None,
                )
    for login, role, project in (("doradca2", Role.ADVISOR, "lodz"), ("granty", Role.GRANTS_OFFICER, "local")):
        assign(centre.staff[login], role=role, project=centre.projects[project], since=date(YEAR, 1, 1), by=None)


def _projects(centre: Centre, leader: Party, partner: Party) -> None:
    funders = {
        name: Funder.objects.create(name=name)
        for name in ("Fundusz Rozwoju Wspólnot", "Program Europa Wspólnie", "Budżet Regionu Środka")
    }
    rows = (
        ("lodz", "Ośrodek Wsparcia Ekonomii Społecznej w Łodzi", "OWES Łódź", "Fundusz Rozwoju Wspólnot",
         (YEAR - 1, YEAR + 4), "4200000", "3990000", "PLN", True, (106101,)),
        ("region", "Ośrodek Wsparcia Ekonomii Społecznej w regionie", "OWES w regionie", "Fundusz Rozwoju Wspólnot",
         (YEAR - 1, YEAR + 4), "9800000", "9310000", "PLN", True, (100000,)),
        ("splot", "Splot Wartości", "Splot Wartości", "Program Europa Wspólnie", (YEAR, YEAR + 2), "310000", "310000",
         "EUR", False, (100000, 300000, 140000)),
        ("frontship", "Obieg zamknięty: front zmian", "FRONTSH1P", "Program Europa Wspólnie", (YEAR - 2, YEAR + 2),
         "780000", "780000", "EUR", False, (100000,)),
        ("local", "Lokalne punkty wsparcia", "Punkty lokalne", "Budżet Regionu Środka", (YEAR - 1, YEAR + 4), "1500000",
         "1350000", "PLN", False, (100000,)),
    )  # fmt: skip
    for key, name, short_name, funder, (first, last), value, funding, currency, requires_joining, area in rows:
        project = Project.objects.create(
            name=name,
            short_name=short_name,
            funder=funders[funder],
            period=DateRange(date(first, 1, 1), date(last, 1, 1)),
            value=Decimal(value),
            funding=Decimal(funding),
            currency=currency,
            status=Project.Status.RUNNING if last > YEAR + 2 else Project.Status.ENDED,
            coordinator=centre.staff["koordynator"],
            requires_joining=requires_joining,
            tasks="Doradztwo, animacja, edukacja.",
            public_text=f"{name}: pomagamy organizacjom i grupom w regionie. Projekt demonstracyjny.",
        )
        centre.projects[key] = project
        set_area(project, [centre.places[code] for code in area], since=project.period.lower, by=None)
        add_partner(project, leader, since=project.period.lower, role=Partner.Role.LEADER, by=None)
        if key in ("region", "local"):
            add_partner(project, partner, since=project.period.lower, by=None)
    _frontship_partners(centre)


def _frontship_partners(centre: Centre) -> None:
    countries = {900380: "Italia", 900724: "España", 900620: "Portugal", 900300: "Ellas", 900528: "Nederland",
                 900056: "Belgique", 900276: "Deutschland", 900250: "France"}  # fmt: skip
    abroad = ("Circular Lab {}", "Instituto Verde {}", "Green Loop {}", "Bio Campus {}", "Re-Made {}",
              "Packaging Hub {}", "Water Ring {}", "Food Cycle {}")  # fmt: skip
    polish = (PartyKind.UNIVERSITY, PartyKind.BUSINESS)
    count: dict[int, int] = {}
    drafts = []
    for position, seat in enumerate(FRONTSHIP_SEATS):
        if seat in countries:
            name = abroad[count.get(seat, 0)].format(countries[seat])
            count[seat] = count.get(seat, 0) + 1
            drafts.append(
                PartyDraft(name, [(PartyKind.FOREIGN_ORGANISATION, None, None)],
                           addresses=[AddressDraft(centre.places[seat])], is_demo=True)
            )  # fmt: skip
        else:
            drafts.append(party_draft(centre, polish[position % 2], seat))
    gone = PartyDraft("Fibre Works Italia", [(PartyKind.FOREIGN_ORGANISATION, None, None)],
                      addresses=[AddressDraft(centre.places[900380])], is_demo=True)  # fmt: skip
    project = centre.projects["frontship"]
    *partners, left = add_parties([*drafts, gone], by=None)
    for party in partners:
        add_partner(project, party, since=project.period.lower, by=None)
    add_partner(project, left, since=project.period.lower, until=date(YEAR - 1, 7, 1), by=None)


# Parties -------------------------------------------------------------------------------------------------------------


def _parties(centre: Centre) -> None:
    for pool in POOLS:
        organisations = _some(
            centre, ORGANISATIONS, pool.places, pool.organisations, caretaker=_caretaker(centre, pool)
        )
        groups = _some(centre, pool.group_kinds, pool.places, pool.groups)
        public = _some(centre, (PartyKind.PUBLIC_INSTITUTION,), pool.places, pool.public)
        made = add_parties([*organisations, *groups, *public], by=None)
        centre.pools[pool.key] = made[: pool.organisations + pool.groups]
        centre.pools[f"{pool.key}-public"] = made[pool.organisations + pool.groups :]
        centre.pools[f"{pool.key}-persons"] = add_parties(
            [_person(centre, pool.places) for _ in range(pool.persons)], by=None
        )
        _members(centre, made)
    lodz = add_parties(_some(centre, ORGANISATIONS, (106101,), LODZ_NEW + LODZ_EARLIER), by=None)
    _members(centre, lodz)
    centre.pools["lodz-new"], centre.pools["lodz-earlier"] = lodz[:LODZ_NEW], lodz[LODZ_NEW:]
    centre.pools["lodz"] = [*lodz[: LODZ_NEW - LODZ_ADVISED_EARLIER], *lodz[LODZ_NEW : LODZ_NEW + LODZ_ADVISED_EARLIER]]
    centre.pools["splot"] = add_parties(
        [
            party_draft(centre, (PartyKind.FOUNDATION, PartyKind.ASSOCIATION)[n % 2], seat)
            for n, seat in enumerate(SPLOT_SEATS)
        ],
        by=None,
    )
    _members(centre, centre.pools["splot"])
    piotrkowski, wieruszowski = centre.pools["piotrkowski"], centre.pools["wieruszowski"]
    centre.pools["piotrkowski-belchatow"] = piotrkowski[0:2]
    centre.pools["piotrkowski-tomaszow"] = piotrkowski[2:6]
    centre.pools["wieruszowski-sieradz"] = [*wieruszowski[0:4], *wieruszowski[15:18]]


def _caretaker(centre: Centre, pool: Pool) -> User:
    return centre.staff[
        {"sieradz": "doradczyni", "wieruszowski": "doradczyni", "kutno": "doradca"}.get(pool.key, "doradca2")
    ]


def _some(
    centre: Centre, kinds: Iterable[PartyKind], places: tuple[int, ...], count: int, caretaker: User | None = None
) -> list[PartyDraft]:
    kinds = tuple(kinds)
    drafts = []
    for position in range(count):
        kind = kinds[position % len(kinds)]
        statuses = []
        if kind in (PartyKind.SOCIAL_COOPERATIVE, PartyKind.NON_PROFIT_COMPANY) or position % 6 == 5:
            statuses = [(Status.SOCIAL_ECONOMY_ENTITY, date(YEAR - 1, 1 + position % 12, 1), None)]
        if kind == PartyKind.SOCIAL_COOPERATIVE:
            statuses.append((Status.SOCIAL_ENTERPRISE, date(YEAR - 1, 9, 1), None))
        if kind == PartyKind.YOUTH_COUNCIL:
            place = places[(position // 2) % len(places)]
        else:
            place = places[position % len(places)]
        drafts.append(
            party_draft(centre, kind, place, statuses=statuses if kind in ORGANISATIONS else (), caretaker=caretaker,
                   tags=("inkubator",) if position % 9 == 4 else ())
        )  # fmt: skip
    return drafts


def _person(centre: Centre, places: tuple[int, ...]) -> PartyDraft:
    name, sex = centre.names.of_person()
    return PartyDraft(
        name,
        [(PartyKind.PERSON, None, None)],
        addresses=[AddressDraft(centre.places[centre.rng.choice(places)])],
        contacts=[(2, centre.names.phone())],
        sex=sex,
        birth_year=centre.rng.choice((None, *range(1948, 2005))),
        is_demo=True,
    )


def _members(centre: Centre, parties: list[Party]) -> None:
    """Two people in each organisation and group, the first of them the one to contact."""
    roles = ("prezeska", "skarbnik", "liderka", "sekretarz")
    people = add_parties([_person(centre, (106101, 101401, 100201)) for _ in range(2 * len(parties))], by=None)
    add_memberships(
        [
            (people[2 * position + which], party, roles[(position + which) % 4], which == 0)
            for position, party in enumerate(parties)
            for which in (0, 1)
        ],
        by=None,
    )


# Work ----------------------------------------------------------------------------------------------------------------


def _answers(centre: Centre) -> None:
    persons = [party for pool in POOLS for party in centre.pools[f"{pool.key}-persons"]]
    record_demo_answers(persons, YEAR, by=centre.staff["doradczyni"], shown_to=centre.staff["koordynator"])


def _joinings(centre: Centre) -> None:
    drafts = []

    def add(project: str, parties: Iterable[Party], year: int) -> None:
        for party in parties:
            if year == YEAR:
                day = centre.calendar.some_day(*centre.rng.choice(((1, 2), (1, 4), (2, 6), (5, 10))))
            else:
                day = date(year, centre.rng.randrange(2, 13), centre.rng.randrange(1, 28))
            centre.joined[project, party.pk] = day
            drafts.append(JoiningDraft(centre.projects[project], party, day))

    for pool in POOLS:
        organisations = centre.pools[pool.key][: pool.organisations]
        groups = centre.pools[pool.key][pool.organisations :]
        add("region", organisations[: pool.joined], YEAR)
        add("region", organisations[pool.joined : pool.joined + pool.earlier], YEAR - 1)
        add("region", groups[: pool.joined_groups], YEAR)
        add("region", centre.pools[f"{pool.key}-public"], YEAR)
        add("region", centre.pools[f"{pool.key}-persons"], YEAR)
    add("lodz", centre.pools["lodz-new"], YEAR)
    add("lodz", centre.pools["lodz-earlier"], YEAR - 1)
    join(drafts, by=centre.staff["koordynator"])


def _sessions(centre: Centre) -> None:
    drafts = [draft for cell in CELLS for draft in _sessions_of(centre, cell)]
    drafts.sort(key=lambda draft: (draft.day, draft.starts_at or time()))
    record_sessions(drafts, by=None)


def _sessions_of(centre: Centre, cell: Cell) -> list[SessionDraft]:
    project = centre.projects[cell.project]
    parties = [party for pool in cell.pools for party in centre.pools[pool]]
    if project.requires_joining:
        parties = [party for party in parties if (cell.project, party.pk) in centre.joined]
    first = list(parties) if cell.everyone else []
    lengths = durations(int(cell.hours * 60), max(len(first), 1), centre.rng)
    advisors = ADVISORS[cell.office]
    drafts = []
    for position, minutes in enumerate(lengths):
        party = first[position] if position < len(first) else centre.rng.choice(parties)
        others: list[Party] = []
        if position >= len(first) and centre.rng.randrange(100) < cell.with_others:
            others = [other for other in centre.rng.sample(parties, 2) if other != party][:1]
        advisor = centre.staff[advisors[position % len(advisors)]]
        since = max(
            (
                centre.joined[cell.project, one.pk]
                for one in (party, *others)
                if (cell.project, one.pk) in centre.joined
            ),
            default=None,
        )
        day, starts_at = centre.calendar.take(advisor.pk, minutes, since)
        drafts.append(
            SessionDraft(
                day=day,
                starts_at=starts_at,
                minutes=minutes,
                kind=centre.kinds[cell.kind],
                form=centre.rng.choice(("in_person", "in_person", "in_person", "phone", "online", "email")),
                advisor=advisor,
                party=party,
                other_parties=others,
                people_count=centre.rng.randrange(5, 15) if cell.kind == "animation_group" else 1 + len(others),
                project=project,
                office=centre.offices[cell.office] if cell.office else None,
                subject=centre.rng.choice(SUBJECTS[cell.kind]),
            )
        )
    return drafts


def _days(centre: Centre) -> None:
    """Count the days of the offices; extra duties and closed days bring the year's hours to what the plan says."""
    start, end = date(YEAR, 1, 1), date(YEAR + 1, 1, 1)
    for name, _, _, hours, _ in OFFICES:
        office = centre.offices[name]
        if hours is not None:
            _fit(centre, office, hours * 60 - sum(open_minutes(office, start, end).values()))
        count_days(office, start, timezone.localdate(), by=None)


def _fit(centre: Centre, office: Office, lacking: int) -> None:
    """Add duties on days off where minutes lack, close on working days where there are too many."""
    minutes = open_minutes(office, date(YEAR, 1, 1), date(YEAR + 1, 1, 1))
    day = date(YEAR, 2, 3) if lacking > 0 else date(YEAR, 7, 1)
    while lacking:
        if lacking > 0 and not minutes[day] and not holidays.is_holiday(day) and day.isoweekday() <= 6:
            length = min(lacking, 8 * 60)
            closes = time(9 + length // 60, length % 60)
            set_exception(office, day, hours=(time(9), closes), reason="dodatkowy dyżur", by=None)
            lacking -= length
            day += timedelta(days=20)
        elif lacking < 0 and minutes[day]:
            length = max(0, minutes[day] + lacking)
            hours = (time(9), time(9 + length // 60, length % 60)) if length else None
            set_exception(office, day, hours=hours, reason="urlop", by=None)
            lacking += minutes[day] - length
        day += timedelta(days=1)


def _reports(centre: Centre) -> None:
    figures: dict[str, Figure] = {}
    for section, definitions in FIGURES.items():
        for definition in definitions:
            values = dict(definition)
            values["projects"] = [centre.projects[key] for key in values.get("projects", ())]
            values["offices"] = [centre.offices[name] for name in values.get("offices", ())]
            values["topics"] = [
                *(centre.kinds[key].pk for key in values.get("topics", ())),
                *(FIRST_TOPIC + centre.programmes[key].pk for key in values.pop("programmes", ())),
            ]
            values["activities"] = [centre.calls[key].pk for key in values.pop("calls", ())]
            if "place" in values:
                values["place"] = centre.places[values["place"]]
            if "seat" in values:
                values["seat"] = centre.places[values["seat"]]
            if "counts" in values:
                values["counts"] = Counts[values["counts"]]
            if "level" in values:
                values["level"] = Level[values["level"]]
            values["measures"] = numbers_of(values["measures"])
            draft = FigureDraft(section=section, **values)
            figures[draft.key] = define_figure(draft, position=len(figures) + 1)
    for position, (project, figure, target) in enumerate(INDICATORS):
        define_indicator(centre.projects[project], figures[figure], target=Decimal(target), position=position)
    define_report(str(YEAR), TITLE, SUBTITLE, Period.year(YEAR), [SectionDraft(*section) for section in SECTIONS])
    _quarter(centre)


def _quarter(centre: Centre) -> None:
    """The first quarter is published; later a session turns out to have been in April, which leaves the year alone."""
    period = Period(date(YEAR, 1, 1), date(YEAR, 4, 1))
    sections = [SectionDraft(*section) for section in FIRST_QUARTER_SECTIONS]
    quarter = define_report("1-kwartal-2024", FIRST_QUARTER, FIRST_QUARTER_SUBTITLE, period, sections)
    director = centre.staff["dyrektorka"]
    save_template(quarter, name="Sprawozdanie kwartalne", funder=centre.projects["local"].funder, by=director)
    publish(quarter, by=director)
    held = _last_of(period, centre)
    draft = replace(draft_of(held), day=date(YEAR, 4, 3))
    change_session(held, draft, by=centre.staff["koordynator"], reason="Na karcie doradztwa jest 3 kwietnia.")


def _last_of(period: Period, centre: Centre) -> Session:
    """The last session of advice in the period at one of the offices."""
    found = Session.objects.filter(day__lt=period.end, project=centre.projects["local"], other_parties=None)
    return found.order_by("-day", "starts_at", "party__name")[0]


def _today(centre: Centre) -> None:
    """The last weeks, so that the pages of today are alive: sessions of this month and follow-ups due around today."""
    today = timezone.localdate()
    rng = Random(SEED + 1)  # noqa: S311
    drafts = []
    for office_name in ("Sieradz", "Kutno", "Łódź"):
        pool = centre.pools[{"Sieradz": "sieradz", "Kutno": "kutno", "Łódź": "radomszczanski"}[office_name]]
        advisor = centre.staff[ADVISORS[office_name][0]]
        for back in range(28):
            day = today - timedelta(days=back)
            if day.isoweekday() > 5 or holidays.is_holiday(day):
                continue
            start = 9 * 60
            for _ in range(rng.randrange(1, 4)):
                minutes = QUARTER * rng.randrange(2, 9)
                kind = rng.choice(("general", "general", "legal", "education"))
                drafts.append(
                    SessionDraft(
                        day=day,
                        starts_at=time(start // 60, start % 60),
                        minutes=minutes,
                        kind=centre.kinds[kind],
                        form=rng.choice(("in_person", "phone", "online")),
                        advisor=advisor,
                        party=rng.choice(pool),
                        project=centre.projects["local"],
                        office=centre.offices[office_name],
                        subject=rng.choice(SUBJECTS[kind]),
                    )
                )
                start += minutes + 30
    record_sessions(drafts, by=None)
    tasks = ("Wysłać wzór uchwały o działalności odpłatnej", "Oddzwonić w sprawie lokalu przy Rynku",
             "Sprawdzić kosztorys przed złożeniem wniosku", "Umówić drugie spotkanie animacyjne",
             "Przypomnieć o sprawozdaniu")  # fmt: skip
    for login, pool_key in (("doradczyni", "sieradz"), ("doradca", "kutno"), ("doradca2", "radomszczanski")):
        for position, title in enumerate(tasks):
            add_task(
                title=title,
                due_on=today + timedelta(days=(-2, 0, 1, 4, 14)[position]),
                assignee=centre.staff[login],
                party=centre.pools[pool_key][position],
                by=centre.staff[login],
            )
    for party in centre.pools["sieradz"][:3]:
        add_note(
            party,
            "Najlepiej dzwonić po 16:00. Sala w świetlicy wolna we wtorki i czwartki.",
            by=centre.staff["doradczyni"],
        )


def _appointments(centre: Centre) -> None:
    """Advice hours with appointments of these weeks, and what an advisor began to type into her week."""
    plan_appointments(
        centre.staff, centre.offices, centre.kinds, centre.pools, centre.projects["local"], timezone.localdate()
    )
    plan_drafts(
        centre.staff["doradczyni"],
        centre.kinds,
        centre.offices["Sieradz"],
        centre.pools["sieradz"],
        timezone.localdate(),
    )


def _doubles(centre: Centre) -> None:
    """Two pairs that are one, as they come about in every register; nothing was recorded for them that counts."""
    made = add_parties(plan_doubles(centre.places, centre.staff["koordynator"]), by=None)
    add_note(made[1], "Spotkania w świetlicy, klucz ma pani Halina.", by=centre.staff["doradczyni"])
