"""What the histories of projects, offices, members of staff and the dictionaries of projects tell."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ognisko.accounts.models import User
from ognisko.accounts.permissions import can_administer
from ognisko.core.history import Record, Table
from ognisko.core.minutes import hours_text
from ognisko.projects.models import (
    Area,
    Assignment,
    Funder,
    HoursException,
    Joining,
    Office,
    OfficeDay,
    OpeningHours,
    Operator,
    Partner,
    Project,
)
from ognisko.projects.permissions import can_see_projects


def _may(user: User, record: Any) -> bool:
    return can_see_projects(user)


def _mistake(value: bool) -> str:
    return str(_("recorded by mistake")) if value else ""


OF_PROJECT, OF_OFFICE = ("project_id",), ("office_id",)
MISTAKE = {"is_cancelled": _mistake}

PROJECT = (
    Table(model=Project, titled="short_name"),
    Table(model=Partner, of=OF_PROJECT, called="role", whole=("party_id", "period", "is_cancelled"), words=MISTAKE),
    Table(model=Area, of=OF_PROJECT, called=_("area"), whole=("place_id", "period", "is_cancelled"), words=MISTAKE),
    Table(model=Assignment, of=OF_PROJECT, called="role", whole=("user_id", "office_id", "period")),
)
JOININGS = (
    Table(
        model=Joining,
        of=OF_PROJECT,
        called=_("participant"),
        whole=("party_id", "joined_on", "left_on", "is_cancelled"),
        words=MISTAKE,
    ),
)
OFFICE = (
    Table(model=Office, titled="name"),
    Table(model=OpeningHours, of=OF_OFFICE, called="weekday", whole=("opens", "closes", "period")),
    Table(model=HoursException, of=OF_OFFICE, called=_("exception"), whole=("day", "opens", "closes", "reason")),
    Table(model=Assignment, of=OF_OFFICE, called="role", whole=("user_id", "project_id", "period")),
)
DAYS = (
    Table(
        model=OfficeDay,
        of=OF_OFFICE,
        called=_("day counted"),
        whole=("day", "minutes"),
        words={"minutes": lambda minutes: f"{hours_text(minutes)} h"},
    ),
)
PERSON = (
    Table(
        model=User,
        titled="name",
        quiet=frozenset({"is_superuser", "second_factor_reset_at"}),
    ),
    Table(model=Assignment, of=("user_id",), called="role", whole=("project_id", "office_id", "period")),
)

RECORDS = (
    Record(what="projekt", model=Project, may=_may, tables=PROJECT),
    Record(
        what="przystapienia",
        model=Project,
        may=_may,
        tables=JOININGS,
        back=lambda project: reverse("projects:joinings", args=[project.pk]),
    ),
    Record(what="biuro", model=Office, may=_may, tables=OFFICE),
    Record(
        what="dni",
        model=Office,
        may=_may,
        tables=DAYS,
        back=lambda office: reverse("projects:days", args=[office.pk]),
    ),
    Record(
        what="osoba",
        model=User,
        may=lambda user, person: can_administer(user),
        tables=PERSON,
        back=lambda person: reverse("accounts:user_edit", args=[person.pk]),
    ),
    Record(
        what="operatorzy",
        model=None,
        may=_may,
        tables=(Table(model=Operator, of=(), titled="party_id"),),
        title=_("Operators"),
        back=lambda record: reverse("projects:operators"),
    ),
    Record(
        what="finansujacy",
        model=None,
        may=_may,
        tables=(Table(model=Funder, of=(), titled="name"),),
        title=_("Funders"),
        back=lambda record: reverse("projects:funders"),
    ),
)
