"""What each table holds of a person and what erasing does with it: the one place that says so, as data.

The archive that a person gets, the page before an erasure and the erasure itself read the same map, so none of them
knows a table that the others forgot. A test walks all tables, those of libraries too, and fails for one with a relation
to a party or a user, or with free text, that stands neither in HOLDINGS nor in SWEPT nor, with a reason, in NOTHING.

A table of history follows the table that it is the history of and needs no line. A new table needs one:

    Holding("people.Consent", _("Consents"), of=("party",), shows=("wording", "given_on"), then=Then.DELETE)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ognisko.core.mentions import Identity
from ognisko.ledger.models import Entry
from ognisko.ledger.rules import coarse_birth_year
from ognisko.people.models import Party, pseudonym


class Then(Enum):
    """What erasing does with the rows."""

    DELETE = _("removed, with their history")
    CLEAR = _("stay without texts, also in their history")
    REWRITE = _("stay; the person's name goes out of their texts, also in their history")
    KEEP = _("stay as they are")


@dataclass(frozen=True)
class Person:
    """Somebody whose data are looked for: the party, what tells them from others, their logins."""

    party: Party
    identity: Identity
    parties: tuple[int, ...]
    """The party's number, and those of doubles that were merged into it."""
    users: tuple[int, ...] = ()
    booked: tuple[int, ...] = ()
    """Appointments of nobody's that were booked with an address of theirs alone and under their name."""
    perhaps_booked: tuple[int, ...] = ()
    """Those under another name: somebody who shares the address may have booked them."""


def _pseudonym(person: Person, key: str, number: int) -> str:
    """The words that take the name's place."""
    return pseudonym(key)


def _nobodys_address(person: Person, key: str, number: int) -> str:
    """An address for a login that nobody can have."""
    return f"{key.lower()}-{number}@usunieto.invalid"


def _coarse_birth_year(person: Person, key: str, number: int) -> int | None:
    """The year of birth that keeps the age bands of all entries and tells no more."""
    years = Entry.objects.filter(party__in=person.parties).values_list("occurred_on__year", flat=True).distinct()
    return coarse_birth_year(Party.everyone.get(pk=number).birth_year, list(years))


@dataclass(frozen=True)
class Holding:
    """What one table holds of a person.

    ``of`` leads from a row to the party, ``of_login`` to the user, ``also`` finds further rows. ``shows`` are the
    columns of the archive, ``names`` and ``marks`` those that tell who it is: full names; addresses and numbers.
    ``clears`` says what becomes of columns: a value, or a function of the person, the key and the row's number.
    ``why`` says why something stays.
    """

    model: str
    title: Any
    of: tuple[str, ...] = ()
    of_login: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    then: Then = Then.KEEP
    clears: Mapping[str, Any] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    also: Callable[[Person], Q] | None = None
    why: Any = ""

    @property
    def table(self) -> type[Model]:
        """The table."""
        return apps.get_model(self.model)

    def condition(self, person: Person) -> Q:
        """Which rows are the person's."""
        wanted = Q(pk__in=[])
        for path in self.of:
            wanted |= Q(**{f"{path}__in": person.parties})
        for path in self.of_login:
            wanted |= Q(**{f"{path}__in": person.users})
        return wanted | self.also(person) if self.also else wanted

    def rows(self, person: Person) -> "QuerySet[Any]":
        """The person's rows."""
        found = self.table._base_manager.filter(self.condition(person))
        numbers = found.order_by().values("pk")
        return self.table._base_manager.filter(pk__in=numbers)


def _drafts(person: Person) -> Q:
    """Rows of the week grid that name the party, however its number was sent."""
    return Q(cells__party__in=[written for number in person.parties for written in (number, str(number))])


def _booked(person: Person) -> Q:
    """Hours that they booked and that belong to nobody yet."""
    return Q(party=None, pk__in=person.booked)


def _booked_time(person: Person) -> Q:
    return Q(appointment__party=None, appointment__in=person.booked)


SUBMITTED = Q(submitted_at__isnull=False, is_trial=False)
"""Answers that were submitted to somebody: they never change."""


def _trials(person: Person) -> Q:
    return Q(owner__in=person.users) & ~SUBMITTED


def _viewed(person: Person) -> Q:
    return Q(parties__overlap=list(person.parties))


_NUMBERS_ONLY = _("Numbers, days and keys alone; figures and their proof rest on them.")

HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "people.Party", _("Basic data"), of=("pk",),
        shows=("name", "short_name", "description", "sex", "birth_year", "seat_now", "caretaker", "created_at"),
        then=Then.CLEAR, names=("name", "short_name"),
        clears={
            "name": _pseudonym, "short_name": "", "description": "", "caretaker_id": None, "user_id": None,
            "birth_year": _coarse_birth_year,
        },
        why=_("Sex, municipality and a year of birth as coarse as the ledger's age bands stay: figures need them."),
    ),
    Holding("people.PartyKind", _("Kinds"), of=("party",), shows=("kind", "period"), why=_NUMBERS_ONLY),
    Holding("people.PartyStatus", _("Statuses"), of=("party",), shows=("status", "period"), why=_NUMBERS_ONLY),
    Holding(
        "people.Address", _("Addresses"), of=("party",),
        shows=("purpose", "place", "street", "postal_code", "town", "period"), marks=("street",),
        then=Then.CLEAR, clears={"street": "", "postal_code": "", "town": ""},
        why=_("The municipality stays: figures by place need it."),
    ),
    Holding("people.Identifier", _("Numbers in registers"), of=("party",), shows=("type", "value"), marks=("value",),
            then=Then.DELETE),
    Holding("people.Contact", _("Ways to reach them"), of=("party",), shows=("type", "value"), marks=("value",),
            then=Then.DELETE),
    Holding(
        "people.Membership", _("Roles in groups and organisations"), of=("person",),
        shows=("party", "role", "is_contact", "period"), then=Then.DELETE,
        why=_("A board's members can be read in public registers, so the role would tell who it was."),
    ),
    Holding("people.PartyTag", _("Tags"), of=("party",), shows=("tag",), then=Then.DELETE),
    Holding("people.Note", _("Notes"), of=("party",), shows=("written_at", "author", "text"), then=Then.DELETE),
    Holding("people.Task", _("Tasks"), of=("party",), shows=("due_on", "title", "assignee", "done_at"),
            then=Then.DELETE),
    Holding("people.ProtectedFact", _("Protected data"), of=("party",), then=Then.DELETE),
    Holding(
        "people.Consent", _("Consents"), of=("party",),
        shows=("wording", "given_on", "source", "kept_at", "withdrawn_on", "withdrawn_source", "is_cancelled"),
        then=Then.CLEAR, clears={"kept_at": ""},
        why=_("Which text was agreed to and when stays without a name: the centre can show what it rested on."),
    ),
    Holding("people.Viewing", _("Who looked at protected data"), also=_viewed, shows=("at", "by", "purpose"),
            why=_NUMBERS_ONLY),
    Holding(
        "people.Merge", _("Merges of doubles"), of=("kept", "gone"), shows=("at", "by", "kept", "gone", "undone_at"),
        then=Then.CLEAR, clears={"moved": [], "reason": ""}, why=_NUMBERS_ONLY,
    ),
    Holding("people.Different", _("Parties that look alike"), of=("first", "second"), why=_NUMBERS_ONLY),
    Holding("people.DataCopy", _("Copies of the data"), of=("party",), shows=("made_at", "by"), why=_NUMBERS_ONLY),
    Holding("people.Erasure", _("Erasure"), of=("party",), why=_NUMBERS_ONLY),
    Holding("projects.Joining", _("Joinings"), of=("party",), shows=("project", "joined_on", "left_on", "is_cancelled"),
            why=_NUMBERS_ONLY),
    Holding("projects.Partner", _("Partnerships"), of=("party",), shows=("project", "role", "period"),
            why=_NUMBERS_ONLY),
    Holding("projects.Operator", _("Operators"), of=("party",), shows=("is_centre",), why=_NUMBERS_ONLY),
    Holding(
        "advice.Session", _("Sessions with this person"), of=("party",),
        shows=("day", "minutes", "kind", "form", "advisor", "people_count", "project", "office", "place", "subject",
               "confidential_note", "number", "cancelled_at"),
        then=Then.CLEAR, clears={"subject": "", "confidential_note": ""},
        why=_("Day, duration, kind, project and office stay: figures rest on them."),
    ),
    Holding(
        "advice.Session", _("Sessions of others in which they took part"), of=("participations__party",),
        shows=("day", "minutes", "kind", "form", "advisor", "party", "project", "office", "subject", "cancelled_at"),
        then=Then.REWRITE,
    ),
    Holding("advice.SessionParty", _("Presence at sessions"), of=("party",), why=_NUMBERS_ONLY),
    Holding("bookings.Allocation", _("Times taken"), of=("appointment__party",), shows=("period", "state", "who"),
            also=_booked_time, then=Then.CLEAR, clears={"who": ""}, why=_NUMBERS_ONLY),
    Holding(
        "advice.Appointment", _("Appointments"), of=("party",), also=_booked,
        shows=("kind", "office", "form", "name", "email", "phone", "about", "booked_at", "confirmed_at",
               "cancelled_at", "change_reason", "missed_at"),
        names=("name",), marks=("email", "phone"), then=Then.CLEAR,
        clears={"name": _pseudonym, "email": "", "phone": "", "about": "", "change_reason": "", "address_key": ""},
        why=_("Day, kind and office stay: figures count kept and missed appointments."),
    ),
    Holding("advice.DraftRow", _("Drafts of sessions"), also=_drafts, shows=("week", "cells"), then=Then.DELETE),
    Holding(
        "accounts.User", _("Login"), also=lambda person: Q(pk__in=person.users),
        shows=("email", "name", "roles", "is_active", "last_login"), names=("name",), marks=("email",),
        then=Then.CLEAR,
        clears={"email": _nobodys_address, "name": _pseudonym, "password": "!", "roles": [],
                "is_active": False, "is_superuser": False,
                "last_login": None, "wants_reminders": False, "second_factor_reset_reason": ""},
        why=_("What they did as a user stays told apart from what others did, under the key."),
    ),
    Holding("account.EmailAddress", _("Addresses of the login"), of_login=("user",), shows=("email", "verified"),
            marks=("email",), then=Then.DELETE),
    Holding("mfa.Authenticator", _("Second factors of the login"), of_login=("user",),
            shows=("type", "created_at", "last_used_at"), then=Then.DELETE),
    Holding("people.Reminder", _("Letters about tasks"), of_login=("user",), shows=("day", "tasks", "sent_at"),
            why=_NUMBERS_ONLY),
    Holding("questionnaires.AnswerSheet", _("Trials of questionnaires"), also=_trials,
            shows=("version", "started_at", "answers"), then=Then.DELETE),
    Holding("questionnaires.Edit", _("Answers changed in drafts"), of_login=("by", "sheet__owner"), shows=("at", "key"),
            then=Then.DELETE),
    Holding(
        "grants.Application", _("Applications for grants"), of=("party", "patron"),
        shows=("call", "number", "applicant_name", "title", "summary", "stage", "submitted_at", "amount", "awarded",
               "contact_name", "contact_email", "contact_phone"),
        names=("applicant_name",), marks=("address", "nip", "contact_email", "contact_phone"), then=Then.CLEAR,
        clears={
            "applicant_name": _pseudonym, "address": "", "nip": "", "krs": "", "regon": "", "patron_name": "",
            "patron_nip": "", "patron_krs": "", "contact_name": _pseudonym, "contact_email": _nobodys_address,
            "contact_phone": "", "title": "", "summary": "", "panel_note": "", "story": "", "declared": {},
        },
        why=_("Amounts, days and decisions stay: settlements and figures rest on them."),
    ),
    Holding("grants.Author", _("Applications that they write"), of_login=("user",), shows=("application", "added_at"),
            then=Then.DELETE),
    Holding(
        "grants.Member", _("Membership of groups that applied"), of=("party",),
        shows=("application", "name", "role", "email", "phone"), names=("name",), marks=("email", "phone"),
        then=Then.CLEAR, clears={"name": _pseudonym, "role": "", "email": "", "phone": "", "party_id": None},
        why=_("That a group had so many people stays: the right to apply rested on it."),
    ),
    Holding("grants.Message", _("Messages about applications"), of_login=("by",), shows=("at", "subject", "text"),
            then=Then.CLEAR, clears={"subject": "", "text": ""}, why=_NUMBERS_ONLY),
    Holding("grants.Appeal", _("Appeals"), of_login=("by",), shows=("filed_at", "text", "answer"), then=Then.CLEAR,
            clears={"text": "", "answer": _pseudonym}, why=_NUMBERS_ONLY),
    Holding("grants.Assessment", _("Applications that they assessed"), of_login=("assessor",),
            shows=("application", "given_at", "is_impartial", "conflict", "submitted_at"), then=Then.CLEAR,
            clears={"conflict": "", "handed_back": ""}, why=_NUMBERS_ONLY),
    Holding("grants.Conflict", _("Conflicts of interest"), of_login=("assessor",), shows=("application", "reason"),
            then=Then.CLEAR, clears={"reason": ""}, why=_NUMBERS_ONLY),
    Holding("projects.Assignment", _("Work in projects and offices"), of_login=("user",),
            shows=("role", "project", "office", "period"), why=_NUMBERS_ONLY),
)  # fmt: skip
"""In the order of the archive."""

SWEPT = frozenset(
    "files.File questionnaires.Questionnaire"
    " grants.Programme grants.Call grants.CostCategory grants.Criterion grants.Priority grants.RequiredDocument"
    " grants.CallQuestion grants.BudgetLine grants.StageChange grants.FormalCheck grants.Annex"
    " grants.PaymentBatch grants.Instalment grants.ChangeRequest grants.Visit grants.Report grants.Document"
    " grants.Agreement"
    " people.Tag people.ConsentPurpose privacy.Controller privacy.Terms privacy.Basis privacy.Activity privacy.Breach"
    " projects.Office projects.HoursException projects.Funder projects.Project"
    " advice.Kind reports.Figure reports.Indicator reports.Report reports.Section reports.Template"
    " reports.BlockDraft ledger.Closing"
    " auth.Group".split()
)
"""Tables with texts about other things, in which a person may be named: searched, as all of HOLDINGS is."""

FROZEN = frozenset(
    "reports.Publication ledger.Entry people.ConsentWording questionnaires.Version"
    " grants.RulesText grants.Submission grants.Decision grants.DecisionLine grants.Posting".split()
)
"""Tables that never change: where a text of theirs names the person, the page before an erasure says so."""

FROZEN_ROWS: Mapping[str, Q] = {"questionnaires.AnswerSheet": SUBMITTED}
"""Rows that never change in tables of which others do."""

PASSING = frozenset(
    "pghistory.Context admin.LogEntry procrastinate.ProcrastinateJob sessions.Session desk.ImportedWorkbook".split()
)
"""Tables of what passes, which an action of its own clears of whoever is erased (desk.actions.erasure)."""

_WORDS_OF_CODE = "Holds words of the code, chosen from a list, and nothing that anybody typed."
_NUMBER_OF_A_USER = "Holds the number of a user alone; the name stands in accounts.User."

NOTHING: Mapping[str, str] = {
    "advice.AdviceHours": _WORDS_OF_CODE,
    "bookings.Resource": _NUMBER_OF_A_USER,
    "bookings.Subscriber": "No table: a login, as accounts.User has it.",
    "advice.HoursAdvisor": _NUMBER_OF_A_USER,
    "reports.PublishedFigure": "Holds a question in numbers, a value and numbers of entries.",
    "grants.Balance": "Holds amounts alone.",
    "grants.InterestRate": "Holds days and percentages.",
    "places.Place": "The state's register of places.",
    "places.PlaceName": "The state's register of places.",
    "account.EmailConfirmation": "A key of a letter; goes with its address.",
    "pghistory.Events": "No table: reads the tables of history.",
    "pghistory.MiddlewareEvents": "No table: reads the tables of history.",
    "procrastinate.ProcrastinateEvent": _WORDS_OF_CODE,
    "procrastinate.ProcrastinatePeriodicDefer": _WORDS_OF_CODE,
    "procrastinate.ProcrastinateWorker": "Holds a number and a time.",
    "auth.Permission": _WORDS_OF_CODE,
    "contenttypes.ContentType": _WORDS_OF_CODE,
}
"""Tables that hold nothing of people, and why."""

NOT_FREE = frozenset(
    "people.Party.sort_key people.Party.search people.Erasure.key people.Viewing.detail"
    " places.Place.sort_key places.Place.search accounts.User.password account.EmailConfirmation.key"
    " advice.Appointment.language advice.Appointment.address_key"
    " questionnaires.AnswerSheet.language questionnaires.Edit.key files.File.sha256 desk.ImportedWorkbook.sha256"
    " grants.Application.number grants.Application.correctable grants.Assessment.points"
    " reports.Figure.key reports.Publication.sha256 reports.PublishedFigure.key".split()
)
"""Columns of text that nobody types, or that follow from others and are made anew."""


def typed_columns(model: type[Model]) -> dict[str, int | None]:
    """The columns of a table in which people write as they like, each with its length; None where there is no limit."""
    found: dict[str, int | None] = {}
    label = getattr(model, "pgh_tracked_model", model)._meta.label
    for one in model._meta.concrete_fields:
        base = getattr(one, "base_field", one)
        kind = base.get_internal_type()
        is_text = kind in {"CharField", "TextField", "JSONField", "FileField"} and not base.choices
        if is_text and f"{label}.{one.name}" not in NOT_FREE and not one.name.startswith("pgh_"):
            found[str(one.column)] = getattr(one, "max_length", None)
    return found


def history_of(model: type[Model]) -> type[Model] | None:
    """The table of history of a table; None where it has none."""
    event: type[Model] | None = getattr(model, "pgh_event_model", None)
    return event


@dataclass(frozen=True)
class Held:
    """What one table holds of a person, as the page before an erasure says it."""

    title: Any
    count: int
    then: Then
    why: Any


def held(person: Person) -> list[Held]:
    """Each kind of data that the person has here, how many records, what becomes of them and why; what goes first."""
    found = [Held(one.title, count, one.then, one.why) for one in HOLDINGS if (count := one.rows(person).count())]
    return sorted(found, key=lambda one: list(Then).index(one.then))
