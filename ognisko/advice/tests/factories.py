"""Sessions and what they need, for tests."""

import datetime
import uuid
from collections.abc import Sequence

import factory
from psycopg.types.range import DateRange

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice.actions import SessionDraft, record_session
from ognisko.advice.actions.appointments import AppointmentDraft
from ognisko.advice.actions.hours import HoursDraft, add_hours
from ognisko.advice.models import AdviceHours, Kind, Session
from ognisko.advice.rules import Category
from ognisko.core.holidays import is_holiday
from ognisko.people.actions import AddressDraft, PartyDraft, add_parties
from ognisko.people.models import Party
from ognisko.people.rules import Kind as PartyKind
from ognisko.places.models import Place
from ognisko.projects.models import Joining, Office, Operator, Project

SIERADZ, LODZ = 101401, 106101
"""The town of Sieradz and the city of Łódź, which come with the project."""


class KindFactory(factory.django.DjangoModelFactory[Kind]):
    """A kind of advice."""

    class Meta:
        model = Kind
        django_get_or_create = ("key",)

    key = factory.Sequence(lambda number: f"kind-{number}")
    name = factory.Sequence(lambda number: f"próbne {number}")
    category = Category.ADVICE


class ProjectFactory(factory.django.DjangoModelFactory[Project]):
    """A project under way in 2020–2039 that requires no joining."""

    class Meta:
        model = Project

    name = factory.Sequence(lambda number: f"Projekt próbny {number}")
    short_name = factory.Sequence(lambda number: f"Projekt {number}")
    period = DateRange(datetime.date(2020, 1, 1), datetime.date(2040, 1, 1))


class JoiningFactory(factory.django.DjangoModelFactory[Joining]):
    """A joining as it stands in the table; it is posted by the actions only."""

    class Meta:
        model = Joining

    joined_on = datetime.date(2024, 1, 1)


def party(
    name: str = "Stowarzyszenie „Razem nad Wartą”", kind: PartyKind = PartyKind.ASSOCIATION, place: int = SIERADZ
) -> Party:
    """A party seated in Sieradz since ever."""
    seat = AddressDraft(place=Place.objects.get(code=place))
    return add_parties([PartyDraft(name=name, kinds=[(kind, None, None)], addresses=[seat])], by=None)[0]


def office(name: str = "biuro Sieradz", place: int = SIERADZ) -> Office:
    """An office of the centre."""
    operator = Operator.objects.filter(is_centre=True).first() or Operator.objects.create(
        party=party("Fundacja Ośrodek"), is_centre=True
    )
    return Office.objects.create(name=name, operator=operator, place=Place.objects.get(code=place))


def session(
    *,
    party: Party,
    advisor: User | None = None,
    kind: Kind | None = None,
    day: datetime.date = datetime.date(2024, 3, 13),
    minutes: int = 90,
    others: Sequence[Party] = (),
    reason: str = "",
    **values: object,
) -> Session:
    """A session recorded by its action, with its entries."""
    advisor = advisor or UserFactory()
    draft = SessionDraft(
        day=day, minutes=minutes, kind=kind or KindFactory(key="general", name="ogólne"), advisor=advisor, party=party,
        other_parties=others, **values,  # type: ignore[arg-type]
    )  # fmt: skip
    return record_session(draft, by=advisor, reason=reason)


def hours_draft(*advisors: User, **values: object) -> HoursDraft:
    """Law on Mondays from eleven to five."""
    defaults: dict[str, object] = {
        "weekday": 1,
        "opens": datetime.time(11),
        "closes": datetime.time(17),
        "since": datetime.date(2020, 1, 1),
    }
    if "kind" not in values:
        defaults["kind"] = KindFactory(key="legal", name="prawne")
    if "office" not in values:
        defaults["office"] = Office.objects.first() or office()
    return HoursDraft(advisors=advisors, **{**defaults, **values})  # type: ignore[arg-type]


def advice_hours(*advisors: User, **values: object) -> AdviceHours:
    """Advice hours as their action makes them."""
    return add_hours(hours_draft(*advisors, **values), by=None)


def asked(hours: AdviceHours, start: datetime.datetime, **values: object) -> AppointmentDraft:
    """An hour as somebody asks for it."""
    given: dict[str, object] = {"name": "Jan Nowak", "email": "jan@dom.example", "minutes": 60, "token": uuid.uuid4()}
    return AppointmentDraft(kind=hours.kind, office=hours.office, start=start, **{**given, **values})  # type: ignore[arg-type]


def workday(day: datetime.date, step: int = 1) -> datetime.date:
    """The day itself, or the nearest one after (before, with -1) it that is no Sunday and no holiday."""
    while day.isoweekday() == 7 or is_holiday(day):
        day += datetime.timedelta(days=step)
    return day
