"""Every address answers every role as the table in roles.csv says; what is confidential stays with its readers.

A person's PESEL and answers, the confidential note of a session and the contact of an application are planted; the
walk looks for them in every page, panel and file, as every role.

The table has a row for each name of an address and each method; `any` stands for both where both are answered alike.
Its words: `page`, `file`, `done` (the change was made, and one is sent on), `refused` (the form comes back with what is
wrong), `elsewhere` (sent to another page), `login` (sent to log in), otherwise the number of the answer: 404 hides, 405
says that the address takes changes only. All addresses of the support pages but the first share the row `admin:*`.

A role that is missing from an address, or an address from the table, is a failure: deny by default begins there.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fnmatch import fnmatch
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http.request import HttpHeaders
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone, translation

from ognisko.accounts.actions import change_user
from ognisko.accounts.models import Role, User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice.actions import FollowUpDraft, change_session, draft_of, ensure_kinds
from ognisko.advice.actions.appointments import book_appointment
from ognisko.advice.actions.hours import keep_free
from ognisko.advice.models import Kind
from ognisko.advice.tests.factories import advice_hours, asked
from ognisko.advice.tests.factories import session as make_session
from ognisko.bookings.actions import advisors_as_resources
from ognisko.bookings.rules import ZONE
from ognisko.desk.actions import workbook
from ognisko.desk.actions.merging import merge_parties
from ognisko.desk.tests.workbooks import workbook as make_workbook
from ognisko.files import actions as files
from ognisko.files.permissions import Grant
from ognisko.files.tests.samples import picture
from ognisko.grants.actions import agreements, calls
from ognisko.grants.actions.annexes import propose_annex
from ognisko.grants.actions.assessing import give
from ognisko.grants.actions.awarding import publish_results
from ognisko.grants.actions.payments import propose_batch
from ognisko.grants.actions.settling import ending, reporting
from ognisko.grants.actions.submitting import submit
from ognisko.grants.models import About, Appeal, Application, Call
from ognisko.grants.rules import money
from ognisko.grants.rules.life import Stage
from ognisko.grants.tests.deciding import agreed_call
from ognisko.grants.tests.factories import draft, paid_grant
from ognisko.ledger import actions as ledger
from ognisko.ledger.models import Closing, Entry
from ognisko.ledger.rules import Counts
from ognisko.people import actions as people
from ognisko.people.actions import AddressDraft, Answer, ProtectedDraft
from ognisko.people.models import Address, Party
from ognisko.people.rules import Disability, Fact, LabourStatus, Status
from ognisko.people.rules import Kind as PartyKind
from ognisko.people.tests.factories import PartyFactory, pesel
from ognisko.places.models import Place
from ognisko.privacy import actions as privacy
from ognisko.privacy.models import Breach
from ognisko.projects import actions as projects
from ognisko.projects.tests.factories import SIERADZ, FunderFactory, ProjectFactory, joining, operator
from ognisko.projects.tests.factories import office as make_office
from ognisko.questionnaires import actions as questionnaires
from ognisko.questionnaires.tests.forms import APPLICATION
from ognisko.reports import actions as reports
from ognisko.reports.rules import Period

TABLE = Path(__file__).with_name("roles.csv")
SHARED_ROW = "admin:*"
METHODS = ("GET", "POST")

STRANGERS = ("no role", "anonymous")
ROLES = ("director", "coordinator", "advisor", "animator", "grants_officer", "accountant", "editor", "auditor",
         "administrator", "assessor", *STRANGERS)  # fmt: skip
"""The columns of the table. The session of the fixture is somebody else's, also for the advisor of the table."""

SECRET = "Szept przy zamkniętych drzwiach 7391"
CONTACT = "szept.za.plotem@poczta.example"
PESEL, COMING = pesel(7), pesel(8)
"""That of a person, and that of a row in a workbook that waits to be imported."""

PLANTED = {
    "note": [SECRET],
    "pesel": [form for one in (PESEL, COMING) for form in (one, f"{one[:6]} {one[6:]}", f"{one[:6]}-{one[6:]}")],
    "answer": ["bezrobotna, zarejestrowana"],
    "contact": [CONTACT],
}
"""What only few may read, as it could be written."""


# The table ------------------------------------------------------------------------------------------------------------

type Table = dict[tuple[str, str], dict[str, str]]


def table() -> Table:
    """What the table says, by name of the address and method."""
    said: Table = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            methods = METHODS if row["method"] == "any" else (row["method"],)
            for method in methods:
                assert (row["view"], method) not in said, f"{row['view']} has two rows for {method}"
                said[row["view"], method] = {role: row[role] for role in ROLES}
    return said


def names(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """The names of all addresses; those of the support pages are `admin:index` and SHARED_ROW."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        elif isinstance(pattern, URLPattern):
            name = f"{namespace}{pattern.name}"
            yield SHARED_ROW if fnmatch(name, SHARED_ROW) and name != "admin:index" else name


# The world ------------------------------------------------------------------------------------------------------------


@dataclass
class World:
    """One of everything, and a user of each role."""

    users: dict[str, User] = field(default_factory=dict)
    advisor: User = field(default_factory=User)
    arguments: dict[str, dict[str, Any]] = field(default_factory=dict)
    queries: dict[str, list[str]] = field(default_factory=dict)
    secrets: dict[str, Any] = field(default_factory=dict)
    public: dict[str, Any] = field(default_factory=dict)
    sheet: str = ""
    more: dict[str, list[str]] = field(default_factory=dict)

    def addresses(self, name: str) -> list[str]:
        """The addresses of this name: as a rule one, or one for each query that matters."""
        if name == SHARED_ROW:
            return [reverse(f"admin:{model}_changelist") for model in _support_pages()]
        address = reverse(name, kwargs=self.arguments.get(name))
        return [f"{address}{query}" for query in self.queries.get(name, [""])] + self.more.get(name, [])


def _support_pages() -> list[str]:
    from django.contrib import admin

    return [f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry]


@pytest.fixture(scope="module")
def shared_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world of all tests of a module, in a transaction around theirs: making it takes as long as a walk."""
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]  # what must be committed on its own may be made too
    with django_db_blocker.unblock(), translation.override("pl"), around:
        made = _world()
        connection.check_constraints()
        with django_db_blocker.block():
            yield made
        transaction.set_rollback(True)


@pytest.fixture
def world(shared_world: World, db: None) -> World:
    """One of everything, as it was made: what a test does to it is undone after the test."""
    return shared_world


def _world() -> World:
    """A party, a project, an office, a session, a figure, a report, a closing, an import: made by the actions."""
    roles = {role: [] if role in STRANGERS else [role] for role in ROLES if role != "anonymous"}
    made = World(
        users={role: UserFactory(roles=given, password=make_password("ognisko")) for role, given in roles.items()}
    )
    chief = made.users["administrator"]
    made.users["administrator"] = change_user(
        chief, email=chief.email, name=chief.name, roles=[Role.ADMINISTRATOR], is_active=True, by=chief
    )
    made.advisor = UserFactory(name="Hanna Opiekunka", roles=[Role.ADVISOR])
    party = PartyFactory(name="Stowarzyszenie „Razem nad Wartą”")
    numbers = (
        _of_people(made, party)
        | _of_projects(made, party)
        | _of_privacy(made, party)
        | _of_questionnaires(made)
        | _of_advice(made, party)
        | _of_reports(made)
    )
    made.arguments = {name: {"pk": number} for name, number in numbers.items()} | {
        "places:place": {"code": SIERADZ},
        "reports:figure": {"key": "centre.advice"},
        "reports:report": {"slug": "raport"},
        "reports:report_file": {"slug": "raport", "format": "json"},
        "reports:section": {"slug": "raport", "section": "rok"},
        "reports:figure_edit": {"key": "centre.advice"},
        **{
            f"reports:{name}": {"slug": "pisany"}
            for name in ("report_edit", "report_remove", "template_save", "chapter_add")
        },
        **{
            f"reports:{name}": {"slug": "pisany", "section": "rok"}
            for name in ("chapter_edit", "chapter_move", "chapter_remove", "block_move", "block_remove")
        },
        "reports:chapter_restore": {"slug": "pisany", "pk": 1},
        "reports:block_edit": {"slug": "pisany", "section": "rok", "at": 0},
        "reports:block_add": {"slug": "pisany", "section": "rok", "kind": "text"},
        "reports:blocks_restore": {"slug": "pisany", "section": "rok", "version": 1},
        "reports:publish": {"slug": "raport"},
        "reports:published": {"slug": "raport", "number": 1},
        "reports:published_section": {"slug": "raport", "number": 1, "section": "rok"},
        "reports:published_file": {"slug": "raport", "number": 1, "format": "json"},
        "reports:published_figure": {"slug": "raport", "number": 1, "key": "centre.advice"},
        "reports:restatement": {"slug": "raport", "number": 1},
        "reports:to_mend": {"check": "bez-projektu"},
        "account_confirm_email": {"key": "nieznany"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "nieznany"},
        "history": {"what": "podmiot", "number": numbers["desk:party"]},
        "mfa_remove_webauthn": {"pk": 1},
        "mfa_edit_webauthn": {"pk": 1},
        "advice:offer": made.public,
        "advice:book": made.public,
        **{f"files:{name}": {"key": _a_file()} for name in ("file", "thumbnail", "arrival")},
        **{f"questionnaires:{name}": {"address": made.sheet} for name in ("answer", "autosave", "check")},
        "questionnaires:version_take_back": {"pk": numbers["questionnaires:version_build"], "to": 0},
        **_of_grants(made),
        "questionnaires:answer_page": {"address": made.sheet, "number": 1},
        "advice:sent": {"token": "00000000-0000-4000-8000-000000000000"},
        "advice:week_bring_back": {"token": "00000000-0000-4000-8000-000000000000"},
        **{name: {"secret": secret} for name, secret in made.secrets.items()},
        **_of_settling(made),
    }
    run = workbook.hand_in(make_workbook({"Podmioty": []}), "rejestry.xlsx", by=made.users["director"])
    workbook.check(run)
    two = f"?a={party.pk}&b={Party.objects.exclude(pk=party.pk).earliest('pk').pk}"
    coming = {"Imię i nazwisko": "Zofia Nowa", "PESEL": COMING, "Rok urodzenia": 1901}
    waiting = workbook.hand_in(make_workbook({"Osoby": [coming]}), "osoby.xlsx", by=made.users["director"])
    workbook.check(waiting)
    made.queries |= {
        "desk:import": ["", f"?plik={run.token}", f"?plik={waiting.token}"],
        "reports:to_mend": ["?rok=2024&czesc=q1&projekt="],
        "desk:search": ["?q=szept drzwi", "?q=statut", "?q=7391", f"?q={PESEL[1:]}"],
        "people:parties": ["", f"?q={PESEL[1:]}", "?q=sołtys"],
        "people:lookup": [f"?q={PESEL[1:]}", "?q=sołtys"],
        "desk:care": ["?who=all"],
        "desk:apart": [two],
        "desk:apart_undo": [two],
        "projects:exception_restore": ["?day=2024-05-02&reason=remont"],
    }
    return made


def _a_file() -> UUID:
    """A picture that somebody sent into a draft: nobody of the table holds the draft."""
    upload = SimpleUploadedFile("ogród.png", picture("PNG"))
    file = files.receive(upload, Grant("grants.draft:7"), by=None)
    files.settle(file.holder, keep=[file.key], by=None)
    return file.key


def _of_people(world: World, party: Party) -> dict[str, int]:
    clerk = world.users["coordinator"]
    person = PartyFactory(name="Maria Sołtys", kind=PartyKind.PERSON)
    member = people.add_membership(person, party, role="prezeska", since=date(2023, 1, 1), by=clerk)
    people.set_status(party, Status.SOCIAL_ECONOMY_ENTITY, since=date(2023, 1, 1), by=clerk)
    place = Place.objects.get(code=SIERADZ)
    mailing = people.add_address(party, AddressDraft(place, purpose=Address.Purpose.MAILING), by=clerk)
    people.add_note(party, "Dzwonić po 16:00.", by=clerk)
    merge = merge_parties(party.pk, PartyFactory(name="Łąka po raz drugi").pk, by=clerk)
    task = people.add_task(title="Zadzwonić", due_on=date(2024, 4, 1), assignee=clerk, party=party, by=clerk)
    answers = (Answer(LabourStatus.REGISTERED_UNEMPLOYED, date(2024, 1, 8)), Answer(Disability.YES, date(2024, 1, 8)))
    people.record_protected(person, ProtectedDraft(PESEL, *answers), by=clerk)
    make_session(party=person, advisor=world.advisor, day=date(2024, 3, 14), minutes=60)
    people.show(person, by=clerk)
    world.more = {
        name: [reverse(name, args=[person.pk])]
        for name in ("desk:party", "people:members", "people:party_edit", "people:note_add")
    } | {
        "history": [reverse("history", args=["podmiot", person.pk])],
        "reports:figure": [
            reverse("reports:figure", args=["centre.parties"], query={"rok": 2024, **query})
            for query in ({"wg": "labour"}, {"wg": "disability"}, {"labour": 2}, {"disability": 1, "format": "csv"})
        ],
    }
    of_party = ("party_edit", "members", "member_add", "kind_set", "status_set", "seat_move", "address_add",
                "note_add")  # fmt: skip
    of_person = ("user_edit", "password_link", "second_factor_reset")
    return {
        **{f"people:{name}": party.pk for name in of_party},
        "desk:party": party.pk,
        "desk:merge": party.pk,
        "desk:merge_undo": merge.pk,
        "desk:personal_data": person.pk,
        "desk:erase": person.pk,
        "people:membership_end": member.pk,
        **{f"people:protected_{name}": person.pk for name in ("edit", "show")},
        "people:protected_remove": person.protected.get(kind=Fact.PESEL).pk,
        "people:status_end": party.statuses.get().pk,
        "people:address_end": mailing.pk,
        "people:task_finish": task.pk,
        "people:task_reopen": task.pk,
        **{f"accounts:{name}": world.users["editor"].pk for name in of_person},
    }


def _of_questionnaires(world: World) -> dict[str, Any]:
    """A questionnaire with a published version, a draft, and a sheet whose link is a secret of its own."""
    chief = world.users["director"]
    made = questionnaires.add_questionnaire("Wniosek", "application", APPLICATION, by=chief)
    published = questionnaires.publish(made.versions.get(), by=chief)
    draft = questionnaires.draft_of(made, by=chief)
    world.sheet = str(questionnaires.start_sheet(published).address)
    pages = ("questionnaire", "questionnaire_edit", "questionnaire_archive", "draft_begin", "answers")
    versions = ("publish", "read", "export", "try", "build", "preview")
    return {
        **{f"questionnaires:{name}": made.pk for name in pages},
        **{f"questionnaires:version_{name}": draft.pk for name in versions},
    }


def _of_grants(world: World) -> dict[str, Any]:
    """One call with all of its life: a grant whose payment is proposed, an application under review, a draft.

    Nobody of the table writes any of them, proposed anything, or has assessed; the assessor of the table has an
    application to assess, and has not declared to be impartial. Of its decisions one was taken, one waits.
    """
    officer, second = (UserFactory(roles=["grants_officer"]) for _one in range(2))
    call, (agreement,) = agreed_call(officer, second, grants=1)
    instalment = agreement.instalments.get()
    batch = propose_batch(call, [instalment.pk], pays_on=timezone.localdate(), by=officer)
    reviewed = submit(draft(call, UserFactory(roles=[]), Place.objects.get(code=SIERADZ)), by=None).application
    Application.objects.filter(pk=reviewed.pk).update(stage=Stage.REVIEW, contact_email=CONTACT)
    card = give(reviewed, world.users["assessor"], by=officer)
    appeal = Appeal.objects.create(application=reviewed, text="Policzcie punkty jeszcze raz.")
    calls.save_rules(call, "# Cel\n\nDobre sąsiedztwo.", "", by=officer)
    calls.publish_rules(call, by=officer)
    asked = calls.answer_question(call, None, question="Dla kogo?", answer="Dla grup.", published=True, by=officer)
    later = call.activity_until
    propose_annex(agreement, what="Później.", change=Decimal(0), until=later, signed_on=None, by=officer)
    rate = calls.save_rate(None, since=date(2024, 1, 1), percent=Decimal("11.25"), by=officer)
    publish_results(call, by=officer)
    taken = call.decisions.get(about=About.RANKING)
    world.more |= {
        f"grants:{name}": [reverse(f"grants:{name}", args=[batch.decision_id])]
        for name in ("decision", "decision_approve", "decision_back")
    }
    return {
        "accounts:entry": {"given": "nieznany"},
        **_of_applying(call),
        **_by("call", call.pk, "call", "call_copy", "call_announce", "call_cancel", "call_extend", "call_fund",
              "call_rules", "call_questions", "question_add", "ranking", "ranking_propose", "results_publish",
              "agreements", "agreements_prepare", "agreements_signed", "payments", "batch_propose", "statement",
              "money", "money_fund", "applications", "applications_bulk", "extension", "reviews", "reviews_plan",
              "reviews_remind", "reviews_rank", "panel"),
        **_by("address", call.address, "public_call", "ask", "rules", "results", "apply"),
        **_by("programme", call.programme_id, "programme", "programme_edit", "programme_run"),
        **_by("application", reviewed.pk, "application", "application_check", "application_corrections",
              "application_reject", "application_admit", "application_message", "application_priorities",
              "application_give", "application_conflict", "panel_save", "points"),
        **_by("application", agreement.application_id, "story", "grant", "agreement_prepare", "grant_start",
              "grant_give_up"),
        **_by("assessment", card.pk, "card", "assessment_take_off", "assessment_hand_back"),
        **_by("decision", taken.pk, "decision", "decision_approve", "decision_back"),
        **_by("agreement", agreement.pk, "agreement", "agreement_sent", "annex"),
        **_by("batch", batch.pk, "batch", "batch_paid"),
        "grants:call_edit": {"call": call.pk, "section": "podstawy"},
        "grants:call_rows": {"call": call.pk, "what": "kryteria"},
        **{f"grants:question_{name}": {"call": call.pk, "question": asked.pk} for name in ("edit", "hide")},
        "grants:rate_edit": {"rate": rate.pk},
        "grants:initiative": {"address": call.address, "serial": agreement.application.serial},
        "grants:open_data_file": {"kind": "json"},
        "grants:appeal": {"appeal": appeal.pk},
        "grants:agreement_file": {"agreement": agreement.pk, "ending": "pdf"},
        "grants:annex_file": {"agreement": agreement.pk, "number": 1, "ending": "pdf"},
        "grants:batch_file": {"batch": batch.pk, "kind": "elixir"},
        "grants:condition_met": {"instalment": instalment.pk},
        "grants:posting_take_back": {"posting": call.postings.get(kind=money.Kind.FUNDED).pk},
    }  # fmt: skip


def _by(argument: str, value: Any, *names: str) -> dict[str, dict[str, Any]]:
    """The same argument of many addresses of grants."""
    return {f"grants:{name}": {argument: value} for name in names}


def _of_applying(call: Call) -> dict[str, Any]:
    """A draft that somebody else writes: nobody of the table sees it."""
    row = draft(call, UserFactory(roles=[]), Place.objects.get(code=SIERADZ))
    pages = ("", "_applicant", "_documents", "_declarations", "_check", "_receipt", "_withdraw", "_messages",
             "_authors", "_send_link")  # fmt: skip
    one = {"application": row.token}
    return {
        **{f"grants:mine{page}": one for page in pages},
        **{f"grants:mine_{page}": one | {"number": 1} for page in ("page", "autosave", "paper")},
        "grants:mine_author_remove": one | {"author": row.authors.get().pk},
        "grants:my_appeal": one,
    }


def _of_privacy(world: World, party: Party) -> dict[str, int]:
    """A consent of a person, an activity, a breach that the director reported, the personal data of a project."""
    from ognisko.projects.models import Project

    chief, project = world.users["director"], Project.objects.get()
    person = Party.objects.get(name="Maria Sołtys")
    purpose = people.add_purpose("Newsletter", text="Chcę wiadomości.", valid_from=date(2024, 1, 1), by=chief)
    wordings = list(purpose.wordings.all())
    (consent,) = people.record_consents(
        [person.pk], wordings, given_on=date(2024, 3, 1), source="paper", by=chief
    ).made  # fmt: skip
    activity = privacy.add_activity(
        privacy.ActivityDraft("Newsletter", "wiadomości", "zapisani", "e-mail", date(2024, 1, 1)), by=chief
    )
    lost = privacy.BreachDraft("Zgubiona lista", datetime(2024, 3, 1, 9, tzinfo=ZONE))
    breach: Breach = privacy.report_breach(lost, by=chief)
    draft = privacy.TermsDraft(keep_years=5, clause="Administratorem danych jest ośrodek.")
    privacy.save_terms(project, draft, [privacy.BasisDraft("wskaźniki", "c")], by=chief)
    return {
        **dict.fromkeys(("people:consents_of", "people:consent_record", "privacy:consent_form_of"), person.pk),
        **{f"people:consent_{name}": consent.pk for name in ("withdraw", "cancel", "restore")},
        **{f"people:consent_{name}": purpose.pk for name in ("record_many", "purpose", "purpose_edit", "wording_add")},
        "people:consent_wording_edit": wordings[0].pk,
        **{f"privacy:activity{name}": activity.pk for name in ("", "_edit", "_end", "_resume")},
        **{f"privacy:breach{name}": breach.pk for name in ("", "_edit", "_close", "_reopen")},
        **{f"privacy:{name}": project.pk for name in ("project", "project_edit", "clause")},
    }


def _of_projects(world: World, party: Party) -> dict[str, int]:
    chief = world.users["director"]
    funder = FunderFactory(name="Fundusz Wspólnot")
    project = ProjectFactory(name="Sąsiedzi działają", short_name="Sąsiedzi", funder=funder, requires_joining=True)
    partner = projects.add_partner(project, party, since=date(2024, 1, 1), by=chief)
    joined = joining(project, party)
    office = make_office(since=date(2024, 1, 1))
    off = projects.set_exception(office, date(2024, 5, 2), hours=None, reason="remont", by=chief)
    assigned = projects.assign(
        world.users["advisor"], role=Role.ADVISOR, project=project, office=office, since=date(2024, 1, 1), by=chief
    )
    of_project = ("projects:project_edit", "projects:area", "projects:partner_add", "projects:joinings",
                  "projects:joining_add", "desk:project", "reports:indicators", "reports:indicator_add")  # fmt: skip
    of_office = ("office", "office_edit", "hours", "days", "exception_add", "exception_restore")
    return {
        **dict.fromkeys(of_project, project.pk),
        **{f"projects:{name}": office.pk for name in of_office},
        **{f"projects:partner_{name}": partner.pk for name in ("end", "cancel", "restore")},
        **{f"projects:joining_{name}": joined.pk for name in ("leave", "stay", "cancel", "restore")},
        **{f"projects:assignment_{name}": assigned.pk for name in ("end", "resume")},
        "projects:exception_remove": off.pk,
        "projects:operator_edit": operator().pk,
        "projects:funder_edit": funder.pk,
    }


def _of_advice(world: World, party: Party) -> dict[str, int]:
    """A session whose note has been changed once, so that a history that kept it would show it."""
    ensure_kinds()
    kind = Kind.objects.get(key="legal")
    task = FollowUpDraft("Wysłać wzór statutu", date(2024, 3, 20), world.advisor)
    held = make_session(
        party=party, advisor=world.advisor, kind=kind, day=date(2024, 3, 13), starts_at=time(10), subject="Statut",
        confidential_note=SECRET, follow_up=task,
    )  # fmt: skip
    change_session(held, replace(draft_of(held), confidential_note=f"{SECRET} i dalej"), by=world.advisor)
    of_session = ("session", "session_edit", "session_cancel", "session_restore")
    return (
        _of_appointments(world, party)
        | {f"advice:{name}": held.pk for name in of_session}
        | {
            "advice:kind_edit": kind.pk,
            "advice:kind_set": kind.pk,
        }
    )


def _of_appointments(world: World, party: Party) -> dict[str, int]:
    """Advice hours, one appointment to come and one that is over, a time kept free; all of somebody else."""
    from ognisko.projects.models import Office

    office, now = Office.objects.get(), datetime(2024, 3, 4, 9, tzinfo=ZONE)
    hours = advice_hours(world.advisor, office=office, kind=Kind.objects.get(key="legal"))
    over = book_appointment(asked(hours, datetime(2024, 3, 11, 11, tzinfo=ZONE), party=party), by=None, now=now)
    ahead = book_appointment(asked(hours, datetime(2040, 3, 12, 11, tzinfo=ZONE)), by=None, now=now)
    resource = advisors_as_resources([world.advisor])[0]
    kept = keep_free(resource, ahead.ends_at, ahead.ends_at + timedelta(hours=1), "urlop", by=world.advisor)
    world.secrets = {
        **{f"advice:{name}": ahead.secret for name in ("visit", "visit_confirm", "visit_cancel", "visit_move")},
        "advice:visit_calendar": ahead.secret,
        "advice:feed": resource.feed,
    }
    world.public = {"kind": "legal", "office": office.pk}
    world.queries["advice:appointment_add"] = [f"?kind={hours.kind_id}&office={office.pk}&kiedy=204003121000-60"]
    of_one = ("appointment", "appointment_move", "appointment_cancel")
    return {f"advice:{name}": ahead.pk for name in of_one} | {
        "advice:appointment_missed": over.pk,
        "advice:appointment_not_missed": over.pk,
        **{f"advice:hours_{name}": hours.pk for name in ("edit", "end", "resume")},
        "advice:calendar_free": kept.pk,
    }


def _of_settling(world: World) -> dict[str, dict[str, Any]]:
    """A grant in work whose author is nobody of the table, with a document, a request and a proposal to end it."""
    officer, owner = world.users["grants_officer"], UserFactory(roles=[])
    row = agreements.start(paid_grant(officer, owner, Place.objects.get(code=SIERADZ)), by=officer)
    token = UUID("00000000-0000-4000-8000-000000000001")
    request = reporting.ask_change(row, "Przesunięcie", "Deski tańsze", token=token, by=owner)
    decision = ending.propose(row, About.TERMINATION, reason="Cisza od miesięcy.", by=officer)
    mine, staff = {"application": row.token}, {"application": row.pk}
    pages = ("report", "report_answers", "bill_add", "report_files", "report_submit", "change_ask", "certificate")
    return {
        **{f"grants:{name}": mine for name in pages},
        "grants:report_answers_page": mine | {"number": 1},
        **{f"grants:{name}": mine | {"token": token} for name in ("bill", "bill_remove")},
        **{f"grants:{name}": staff for name in ("settlement", "report_remind")},
        "grants:settlement_act": staff | {"what": "poczatek"},
        "grants:settlement_money": staff | {"what": "oddane"},
        "grants:change_answer": staff | {"request_id": request.pk},
        "grants:settlement_decide": staff | {"decision": decision.pk, "what": "odeslij"},
        "grants:reports": {"call": row.call_id},
    }


def _of_reports(world: World) -> dict[str, int]:
    chief = world.users["director"]
    hours = reports.FigureDraft(
        key="centre.advice", section="Ośrodek", name="godziny doradztwa", description="Wszystkie godziny doradztwa.",
        unit="hours", measures=reports.numbers_of(["advice.hours"]),
    )  # fmt: skip
    figure = reports.define_figure(hours, by=chief)
    parties = reports.FigureDraft(
        key="centre.parties", section="Ośrodek", name="podmioty z doradztwem", description="Różne podmioty.",
        unit="parties", measures=reports.numbers_of(["advice.party_hours"]), counts=Counts.PARTIES,
    )  # fmt: skip
    reports.define_figure(parties, by=chief)
    from ognisko.projects.models import Project

    indicator = reports.define_indicator(Project.objects.get(), figure, target=100, by=chief)
    section = reports.SectionDraft("rok", "Rok w skrócie", [{"type": "text", "text": "Było {centre.advice} godzin."}])
    report = reports.define_report("raport", "Raport roczny 2024", "Ośrodek", Period.year(2024), [section], by=chief)
    written = reports.define_report("pisany", "Pisany", "", Period.year(2024), [section], by=chief)
    template = reports.save_template(written, name="Szablon", funder=None, by=chief)
    reports.publish(report, by=chief)
    closing: Closing = ledger.close(date(2023, 1, 1), date(2024, 1, 1), by=chief)
    return {
        "reports:indicator_change": indicator.pk,
        "reports:indicator_remove": indicator.pk,
        "reports:reopen": closing.pk,
        "reports:template_remove": template.pk,
        "reports:entry": Entry.objects.order_by("pk").values_list("pk", flat=True)[0],
    }


# Asking ---------------------------------------------------------------------------------------------------------------


class Headers(HttpHeaders):
    """Headers of a question that remember which of them somebody has read."""

    def __init__(self, environ: dict[str, Any]) -> None:
        super().__init__(environ)
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.read.add(name.lower())
        return super().__getitem__(name)


class Visitor:
    """A user who asks for one address after another; each answer is forgotten by the database.

    It talks to Django's handler itself: the test client would copy the context of every template that is drawn.
    """

    def __init__(self, user: User | None) -> None:
        client = Client()
        if user is not None:
            client.force_login(user)
        self.cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        self.handler = ClientHandler()
        self.handler.load_middleware()

    def ask(self, address: str, method: str = "GET", **headers: str) -> HttpResponseBase:
        """The answer, as if it were the first question: no change stays, nobody is logged out.

        A change is sent as by a browser whose person has filled in nothing.
        """
        asked: dict[str, Any] = {"headers": headers}
        if method == "POST":
            asked |= {"data": "csrfmiddlewaretoken=any", "content_type": "application/x-www-form-urlencoded"}
        request = RequestFactory().generic(method, address, **asked)
        request.COOKIES.update(self.cookies)
        self.headers = request.headers = Headers(request.META)
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # as the test client does
        cache.clear()
        passing = transaction.atomic()
        passing._from_testcase = True  # type: ignore[attr-defined]  # what must be committed on its own may pass too
        with passing:
            answer = self.handler.get_response(request)
            transaction.set_rollback(True)
        return answer


WRONG = ('class="error-summary"', 'class="problem"', "aria-invalid")


def outcome(answer: HttpResponseBase, method: str) -> str:
    """The word of the table for an answer."""
    if answer.status_code in (301, 302, 303):
        if answer.headers["Location"].startswith((resolve_url(settings.LOGIN_URL), reverse("admin:login"))):
            return "login"
        return "done" if method == "POST" else "elsewhere"
    if answer.status_code == 422:
        return "refused"
    if answer.status_code != 200:
        return str(answer.status_code)
    if "attachment" in answer.headers.get("Content-Disposition", ""):
        return "file"
    return "refused" if method == "POST" and any(mark in text(answer) for mark in WRONG) else "page"


def text(answer: HttpResponseBase) -> str:
    """The answer as text; of a workbook, all its sheets."""
    content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type, attr-defined]
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def user_of(world: World, role: str) -> User | None:
    return None if role == "anonymous" else world.users[role]


@dataclass
class Walk:
    """What somebody met on the way through all addresses."""

    words: dict[tuple[str, str], str] = field(default_factory=dict)
    showing: dict[str, set[str]] = field(default_factory=lambda: {what: set() for what in PLANTED})


def walk(world: World, user: User | None) -> Walk:
    """Ask for every address with each method, and for the panels and files that its page offers."""
    visitor, met = Visitor(user), Walk()
    for name in dict.fromkeys(names()):
        for method in METHODS:
            words = []
            for address in world.addresses(name):
                answer = visitor.ask(address, method)
                words.append(outcome(answer, method))
                for content in _shown(visitor, address, answer, method):
                    for what, forms in PLANTED.items():
                        if any(form in content for form in forms):
                            met.showing[what].add(name)
            met.words[name, method] = "/".join(dict.fromkeys(words))
    return met


def _shown(visitor: Visitor, address: str, page: HttpResponseBase, method: str) -> Iterator[str]:
    """The text of an answer; of a page also the same in the side panel, and each file that it offers.

    A page that came about without a look at what asks for a part of it is the same in the panel.
    """
    content = text(page)
    yield content
    if page.status_code != 200 or method != "GET" or not page.headers["Content-Type"].startswith("text/html"):
        return
    if any(name.startswith("hx-") for name in visitor.headers.read):
        yield text(visitor.ask(address, **{"HX-Request": "true", "HX-Target": "panel"}))
    if "format=" in content:
        join = "&" if "?" in address else "?"
        for format_ in ("csv", "xlsx", *(["json"] if "format=json" in content else [])):
            yield text(visitor.ask(f"{address}{join}format={format_}"))


def test_the_table_has_every_address_and_no_other() -> None:
    said = {view for view, _method in table()}
    assert {
        "missing from tests/roles.csv": sorted(set(names()) - said),
        "no such address": sorted(said - set(names())),
    } == {
        "missing from tests/roles.csv": [],
        "no such address": [],
    }


def test_the_table_has_every_role() -> None:
    assert set(ROLES) == {*Role.values, *STRANGERS}


def test_what_asks_for_a_part_of_a_page_is_read_from_the_headers_alone() -> None:
    """The walk watches the headers to learn whether a page differs in the panel; the environment it could not watch."""
    sources = [file for file in (TABLE.parents[1] / "ognisko").rglob("*.py") if "HTTP_HX" in file.read_text("utf-8")]
    assert sources == []


# A confidential note has two readers: the page of the session and its form show it to them. It is in no list, panel of
# another page, export or history, and nobody else meets it anywhere.
SECRET_STANDS_ON = {"advice:session", "advice:session_edit"}

# A PESEL is shown by a button alone, to those who settle with funders. The answers stand in a form to choose from; who
# gave which is shown by the same button, and by the parts of a figure to the same people.
SEES_PROTECTED = {"director", "coordinator", "grants_officer"}
RECORDS = set(ROLES) - {"auditor", "assessor", *STRANGERS}

# To whom one writes about an application stands on its page alone, which staff sees: no list, no public page, and no
# assessor who has not declared to be impartial.


def may_show(role: str) -> dict[str, set[str]]:
    """Where the walk of a role may meet what is planted."""
    answers = {"people:protected_edit"} if role in RECORDS else set()
    copies = {"desk:personal_data"} if role in {"director", "coordinator"} else set()
    shown = {"people:protected_show"} | copies if role in SEES_PROTECTED else set()
    return {
        "contact": {"grants:application"} if role in {*RECORDS, "auditor"} else set(),
        "note": SECRET_STANDS_ON if role == "director" else set(),
        "pesel": shown,
        "answer": answers | shown | ({"reports:figure"} if role in SEES_PROTECTED else set()),
    }


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_as_the_table_says_and_keeps_what_is_confidential(world: World, role: str) -> None:
    said = {place: words[role] for place, words in table().items()}
    met = walk(world, world.users.get(role))
    differences = [
        f"{method} {view}: the table says {said.get((view, method), 'nothing')}, the answer is {word}"
        for (view, method), word in met.words.items()
        if said.get((view, method)) != word
    ]
    assert (differences, met.showing) == ([], may_show(role))


def test_the_advisor_of_a_session_reads_its_confidential_note_there_and_nowhere_else(world: World) -> None:
    assert walk(world, world.advisor).showing == may_show("advisor") | {"note": SECRET_STANDS_ON}
