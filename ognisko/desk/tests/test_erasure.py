"""Whoever is erased is nowhere any more, and every figure is what it was; also after an older backup is back."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.core.mail import EmailMessage
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ognisko.accounts.models import Role, User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice.actions import (
    SessionDraft,
    cancel_session,
    change_session,
    draft_of,
    ensure_kinds,
    record_session,
)
from ognisko.advice.actions.appointments import book_appointment
from ognisko.advice.actions.week import RowDraft, keep_rows
from ognisko.advice.models import AdviceHours, Appointment, DraftRow, Session
from ognisko.advice.models import Kind as SessionKind
from ognisko.advice.tests.factories import KindFactory, advice_hours, asked, office
from ognisko.advice.tests.factories import session as make_session
from ognisko.advice.tests.test_pages import typed
from ognisko.bookings.rules import ZONE
from ognisko.core import journal
from ognisko.core.polish import fold, sort_key
from ognisko.core.search import vector
from ognisko.desk.actions import erasure
from ognisko.desk.actions import workbook as importing
from ognisko.desk.actions.erasure import CannotEraseError, Wish, catch_up, erase, replay
from ognisko.desk.actions.merging import merge_parties, undo_merge
from ognisko.desk.models import ImportedWorkbook
from ognisko.desk.queries import personal
from ognisko.desk.queries.mentions import concerns, mentions_of, person_of, refusals
from ognisko.desk.tests.workbooks import workbook
from ognisko.ledger.models import Entry
from ognisko.ledger.queries import verify
from ognisko.people import actions as people
from ognisko.people.models import (
    ConsentPurpose,
    ConsentWording,
    Contact,
    Erasure,
    Note,
    Party,
    ProtectedFact,
    Task,
    pseudonym,
)
from ognisko.people.rules import Kind, Sex
from ognisko.people.tests.factories import PartyFactory
from ognisko.places.models import Place
from ognisko.projects.models import Office
from ognisko.projects.tests.factories import ProjectFactory, joining
from ognisko.questionnaires.models import AnswerSheet, Questionnaire, Version
from ognisko.reports import actions as reports
from ognisko.reports.queries import figures_of_year, proofs
from ognisko.reports.rules import Period

NAME, FORMER = "Zdzisława Wrzeszczyńska", "Zdzisława Gżegżolińska"
EMAIL, PHONE, STREET, NIP = "zdzisia.w@poczta.example", "+48601234567", "ul. Borsucza 17 m. 4", "7251801126"
SECRET = "Boi się eksmisji z Borsuczej"


@pytest.fixture(autouse=True)
def file(tmp_path: Path, settings: Any) -> Path:
    """The file of erasures, apart from that of other tests."""
    settings.ERASURES = tmp_path / "erasures.jsonl"
    journal.make(settings.ERASURES)
    return tmp_path / "erasures.jsonl"


@dataclass
class World:
    """A person who counts in a published and in an open figure, and what everybody wrote about them everywhere."""

    person: Party
    society: Party
    director: User
    advisor: User
    led: Session
    elsewhere: Note

    def figures(self) -> dict[str, Any]:
        """All figures of both years and what was published."""
        return {
            str(year): {key: figure.value for key, figure in figures_of_year(year).items()} for year in (2024, 2025)
        }


@pytest.fixture
def world(db: None) -> World:
    return plant()


def plant() -> World:
    """Make the person by the actions that staff use, and name them wherever texts are kept."""
    ensure_kinds()
    director = UserFactory(name="Maria Lipińska", roles=[Role.DIRECTOR])
    advisor = UserFactory(name="Paweł Dudziak", roles=[Role.ADVISOR])
    society = PartyFactory(name="Stowarzyszenie „Razem nad Wartą”")
    draft = people.PartyDraft(
        name=FORMER, kinds=[(Kind.PERSON, None, None)], sex=Sex.FEMALE, birth_year=1984,
        description=f"{FORMER}, szwagierka sołtysa", caretaker=advisor,
        addresses=[people.AddressDraft(Place.objects.get(code=101401), street=STREET, town="Sieradz")],
        identifiers={1: NIP}, contacts=[(1, EMAIL), (2, PHONE)], tags=["liderka"],
    )  # fmt: skip
    person = Party.objects.get(pk=people.add_party(draft, by=advisor).pk)
    person = people.change_party(person, by=advisor, name=NAME)
    people.add_membership(person, society, role="prezeska", since=date(2023, 1, 1), by=advisor)
    people.add_note(person, f"{NAME} woli telefon {PHONE}", by=advisor)
    people.add_task(title=f"Oddzwonić do {NAME}", due_on=date(2025, 1, 7), assignee=advisor, party=person, by=advisor)
    login = UserFactory(name=NAME, email=EMAIL, roles=[])
    person.user = login
    person.save()
    client = Client()
    client.force_login(login)
    joining(ProjectFactory(), person)
    led = make_session(
        party=person, advisor=advisor, kind=SessionKind.objects.get(key="legal"), subject=f"Statut, {NAME}",
        confidential_note=SECRET,
    )  # fmt: skip
    change_session(led, replace_subject(led, "Umowa najmu Wrzeszczyńskiej"), by=advisor)
    make_session(party=person, advisor=advisor, day=date(2025, 2, 3), minutes=45, subject="Drugi raz")
    make_session(
        party=society, advisor=advisor, others=[person], day=date(2024, 5, 6),
        subject="Zebranie, prowadziła Wrzeszczyńska, tel. 601 234 567",
        confidential_note=f"Zdzisławie Wrzeszczyńskiej zależy. {EMAIL}",
    )  # fmt: skip
    elsewhere = people.add_note(society, "Rozmawiać ze Zdzisławą Wrzeszczyńską albo 601-234-567", by=advisor)
    people.add_task(
        title="Zapytać Zdzisławę Wrzeszczyńską o klucz", due_on=date(2025, 1, 7), assignee=advisor, party=society,
        by=advisor,
    )  # fmt: skip
    DraftRow.objects.create(
        token="0d6d5f0e-6d0b-4b8e-9a51-3b3f3c0a7a52", author=advisor, week=date(2025, 1, 6),
        cells={"party": str(person.pk), "party_text": NAME, "subject": "eksmisja"},
    )  # fmt: skip
    DraftRow.objects.create(
        token="0d6d5f0e-6d0b-4b8e-9a51-3b3f3c0a7a53", author=advisor, week=date(2025, 1, 6),
        cells={"party": str(society.pk), "party_text": str(society), "subject": f"z {NAME}"},
    )  # fmt: skip
    hours = advice_hours(advisor, office=office(), kind=SessionKind.objects.get(key="legal"))
    wish = asked(hours, datetime(2024, 3, 11, 11, tzinfo=ZONE), party=person)
    booked = book_appointment(wish, by=None, now=datetime(2024, 3, 4, 9, tzinfo=ZONE))
    Appointment.objects.filter(pk=booked.pk).update(name=NAME, email=EMAIL, phone=PHONE, about="Eksmisja z Borsuczej")
    booked.allocation.who = NAME
    booked.allocation.save()
    LogEntry.objects.create(
        user=director, content_type=ContentType.objects.get_for_model(Party), object_id=str(person.pk),
        object_repr=NAME, action_flag=CHANGE, change_message="[]",
    )  # fmt: skip
    LogEntry.objects.create(
        user=director, content_type=ContentType.objects.get_for_model(Note), object_id="999", object_repr="Notatka",
        action_flag=CHANGE, change_message=f"Było: {NAME}",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, args) values ('default', 'people.letter', %s)",
            [json.dumps({"to": EMAIL, "about": f"dla {NAME}"})],
        )
        cursor.execute(
            "insert into pghistory_context (id, created_at, updated_at, metadata) values (gen_random_uuid(), now(),"
            " now(), %s)",
            [json.dumps({"user": director.pk, "url": "/szukaj/", "file": f"{NAME}.xlsx"})],
        )
    store = SessionStore()
    store.update({"_auth_user_id": str(director.pk), "toast": f"Dodano: {NAME}."})
    store.create()
    run = importing.hand_in(workbook({"Podmioty": [{"Nazwa": NAME, "E-mail": EMAIL}]}), f"{NAME}.xlsx", by=director)
    ImportedWorkbook.objects.filter(pk=run.pk).update(
        status="checked", result={"errors": [{"where": "Osoby, wiersz 2", "message": f"{NAME} jest już w rejestrze"}]}
    )
    figure = reports.FigureDraft(
        key="centre.advice", section="Ośrodek", name="godziny doradztwa", description="Wszystkie godziny.",
        unit="hours", measures=reports.numbers_of(["advice.hours"]),
    )  # fmt: skip
    reports.define_figure(figure, by=director)
    chapter = [{"type": "text", "text": "Było {centre.advice} godzin."}]
    section = reports.SectionDraft("rok", "Rok w skrócie", chapter)
    report = reports.define_report("raport", "Raport roczny 2024", "Ośrodek", Period.year(2024), [section], by=director)
    reports.publish(report, by=director)
    open_one = reports.SectionDraft("rok", "Rok", [{"type": "text", "text": f"Pomogła {NAME}. {{centre.advice}} h."}])
    reports.define_report("otwarty", "Raport 2025", "", Period.year(2025), [open_one], by=director)
    return World(Party.objects.get(pk=person.pk), society, director, advisor, led, elsewhere)


def replace_subject(row: Session, subject: str) -> Any:
    return replace(draft_of(row), subject=subject, confidential_note=f"{SECRET}, dzwonić {PHONE}")


# Searching everything -------------------------------------------------------------------------------------------------


def telling() -> list[str]:
    """What would tell who it was: written as it is, without Polish letters, by stems, as hexadecimal digits."""
    plain = [NAME, FORMER, EMAIL, STREET, "Borsucz", "eksmisj", "Wrzeszczy", "Gżegżol", "601234567", "601 234 567", NIP,
             "601-234-567", "szwagierk"]  # fmt: skip
    stems = vector("Wrzeszczyńska Gżegżolińska Borsucza").split()
    ordered = sort_key(NAME).split()[-1]
    return list(dict.fromkeys([*plain, ordered, *(fold(one) for one in plain if "@" not in one), *stems]))


def everything() -> Iterator[tuple[str, str]]:
    """Every value of every column of every table of the database as text, with where it stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.table_schema, c.table_name, c.column_name, c.data_type from information_schema.columns c"
            " join information_schema.tables t using (table_schema, table_name) where t.table_type = 'BASE TABLE'"
            " and c.table_schema not in ('pg_catalog', 'information_schema')"
        )
        columns = cursor.fetchall()
        for schema, table, column, kind in columns:
            cursor.execute(f'select "{column}"::text from "{schema}"."{table}" where "{column}" is not null')
            for (value,) in cursor.fetchall():
                if kind == "bytea":
                    value = bytes.fromhex(value.removeprefix("\\x")).decode("latin-1")
                yield f"{table}.{column}", value
    from django.contrib.sessions.models import Session as Login

    for login in Login.objects.all():
        yield "django_session, decoded", json.dumps(login.get_decoded(), ensure_ascii=False)
    for letter in mail.outbox:
        yield "letter", f"{letter.to} {letter.subject} {letter.body}"
    for folder in (Path(django_settings.MEDIA_ROOT), django_settings.ERASURES.parent):
        for path in folder.rglob("*") if folder.exists() else ():
            if path.is_file():
                yield str(path), path.read_bytes().decode("utf-8", "replace") + path.name


def traces() -> set[str]:
    """Where something still tells who it was. A text without spaces, so that no line break hides it."""
    wanted = [(one, one.lower()) for one in telling()]
    found = set()
    for where, value in everything():
        lower = value.lower()
        if any(text in lower for _one, text in wanted):
            found.add(where)
    return found


def test_the_search_finds_what_was_planted(world: World) -> None:
    assert {
        "people_party.name", "people_party.search", "people_party.words", "people_party.sort_key",
        "people_party.description", "people_partyevent.name", "people_partyevent.description", "people_address.street",
        "people_addressevent.street", "people_identifier.value", "people_identifierevent.value",
        "people_contact.value", "people_contactevent.value", "people_note.text", "people_noteevent.text",
        "people_task.title", "people_taskevent.title", "advice_session.subject", "advice_session.words",
        "advice_session.confidential_note", "advice_sessionevent.subject", "advice_draftrow.cells",
        "advice_appointment.name", "advice_appointment.email", "advice_appointment.about", "bookings_allocation.who",
        "accounts_user.name", "accounts_user.email", "accounts_userevent.email", "procrastinate_jobs.args",
        "pghistory_context.metadata", "django_admin_log.object_repr", "django_admin_log.change_message",
        "django_session, decoded", "desk_importedworkbook.result", "desk_importedworkbook.file_name",
        "reports_section.blocks", "reports_sectionevent.blocks", "reports_section.words",
    } <= traces()  # fmt: skip


def test_nothing_that_tells_who_it_was_is_left_anywhere_and_every_figure_is_what_it_was(world: World) -> None:
    before, entries = world.figures(), list(Entry.objects.order_by("pk").values())
    assert before["2024"]["centre.advice"] > 0
    assert before["2025"]["centre.advice"] > 0
    mail.outbox.append(EmailMessage("Przypomnienie", "Bez nazwisk", to=["doradca@example.org"]))
    done = erase(world.person, Wish(reason="na prośbę", asked_on=date(2026, 1, 2)), by=world.director)
    assert traces() == set()
    assert world.figures() == before
    assert list(Entry.objects.order_by("pk").values()) == entries
    assert [str(one) for one in verify()] == []
    assert [one.holds for one in proofs()] == [True]
    party = Party.objects.get(pk=world.person.pk)
    assert (party.name, party.sex, party.kind_now, party.seat_now_id) == (
        pseudonym(done.key), Sex.FEMALE, Kind.PERSON, 101401,
    )  # fmt: skip


def test_what_others_wrote_stays_without_the_person(world: World) -> None:
    done = erase(world.person, Wish(), by=world.director)
    world.elsewhere.refresh_from_db()
    assert world.elsewhere.text == f"Rozmawiać ze {pseudonym(done.key)} albo {pseudonym(done.key)}"
    kept = DraftRow.objects.get()
    assert kept.cells["subject"] == f"z {pseudonym(done.key)}"
    assert Task.objects.get().title == f"Zapytać {pseudonym(done.key)} o klucz"
    assert Session.objects.get(party=world.society).subject == (
        f"Zebranie, prowadziła {pseudonym(done.key)}, tel. {pseudonym(done.key)}"
    )


def test_a_name_is_left_where_somebody_says_so_but_never_a_number(world: World) -> None:
    ref = f"people.note:{world.elsewhere.pk}"
    done = erase(world.person, Wish(left=(ref,)), by=world.director)
    world.elsewhere.refresh_from_db()
    assert world.elsewhere.text == f"Rozmawiać ze Zdzisławą Wrzeszczyńską albo {pseudonym(done.key)}"


def test_the_page_before_lists_what_others_wrote_each_record_once(world: World) -> None:
    found = [(one.ref.partition(":")[0], one.sure, one.certain) for one in mentions_of(person_of(world.person))]
    assert sorted(found) == [
        ("advice.draftrow", True, False),
        ("advice.session", True, True),
        ("people.note", True, False),
        ("people.task", True, False),
        ("reports.section", True, False),
    ]


def test_somebody_elses_address_and_phone_stay(world: World) -> None:
    people.change_party(world.society, by=world.advisor, contacts=[(2, PHONE), (1, "biuro@razem.example")])
    erase(world.person, Wish(), by=world.director)
    assert [row.value for row in world.society.contacts.order_by("type")] == ["biuro@razem.example", PHONE]
    world.elsewhere.refresh_from_db()
    assert world.elsewhere.text.endswith("albo 601-234-567")


def test_the_login_of_the_person_is_nobodys_any_more(world: World) -> None:
    done = erase(world.person, Wish(), by=world.director)
    login = User.objects.get(email__endswith="@usunieto.invalid")
    assert (login.name, login.is_active, login.has_usable_password(), login.roles) == (
        pseudonym(done.key), False, False, [],
    )  # fmt: skip


def test_an_erased_person_takes_nothing_new(world: World) -> None:
    wording = ConsentWording.objects.create(
        purpose=ConsentPurpose.objects.create(name="Biuletyn"), number=1, text="Tak", valid_from=date(2024, 1, 1)
    )
    before = replace_subject(world.led, "Umowa")
    erase(world.person, Wish(), by=world.director)
    party, by = Party.objects.get(pk=world.person.pk), world.advisor
    led = Session.objects.get(pk=world.led.pk)
    joint = Session.objects.get(party=world.society)
    hours = AdviceHours.objects.get()
    wish = asked(hours, datetime(2024, 3, 18, 11, tzinfo=ZONE), party=party)
    cells = {"party": str(party.pk), "party_text": NAME}
    writes: list[Any] = [
        lambda: people.add_note(party, "a jednak", by=by),
        lambda: people.change_party(party, by=by, name=NAME),
        lambda: people.add_membership(party, world.society, role="x", since=date(2025, 1, 1), by=by),
        lambda: make_session(party=party, advisor=by, kind=led.kind),
        lambda: make_session(party=PartyFactory(), advisor=by, kind=led.kind, present=[party]),
        lambda: change_session(led, before, by=by),
        lambda: book_appointment(wish, by=by, now=datetime(2024, 3, 11, 9, tzinfo=ZONE)),
        lambda: people.record_consents([party.pk], [wording], given_on=date(2025, 1, 1), source="paper", by=by),
        lambda: people.record_protected(party, people.ProtectedDraft(pesel="44051401359"), by=by),
        lambda: keep_rows([RowDraft(uuid4(), date(2025, 1, 6), None, cells)], by=by),
    ]  # fmt: skip
    for write in writes:
        with pytest.raises(people.ErasedError), transaction.atomic():
            write()
    people.tag_parties([party.pk], "liderka", by=by)
    assert (party.tags.count(), traces()) == (0, set())
    for write in (
        lambda: cancel_session(led, by=by),
        lambda: change_session(joint, replace(draft_of(joint), minutes=30), by=by),
        lambda: change_session(Session.objects.get(pk=led.pk), replace(draft_of(led), minutes=30), by=by),
    ):
        write()  # what counts can still be put right


def test_the_tables_themselves_take_nothing_of_an_erased_person(world: World) -> None:
    erase(world.person, Wish(), by=world.director)
    party = Party.objects.get(pk=world.person.pk)
    writes: list[Any] = [
        lambda: Note.objects.create(party=party, text="a jednak", author=world.advisor),
        lambda: Contact.objects.create(party=party, type=1, value=EMAIL),
    ]
    for write in writes:
        with pytest.raises(IntegrityError, match="this person was erased"), transaction.atomic():
            write()


def test_the_form_of_a_session_says_that_the_person_was_erased_and_keeps_what_was_typed(world: World) -> None:
    erase(world.person, Wish(), by=world.director)
    client = Client()
    client.force_login(world.advisor)
    answer = client.post(
        reverse("advice:session_add"),
        typed(world.led.kind, Party.objects.get(pk=world.person.pk), subject="Rozmowa o statucie"),
    )
    form = answer.context["form"]
    assert form.errors["party"] == [str(people.ErasedError(Party.objects.get(pk=world.person.pk)))]
    assert "Rozmowa o statucie" in answer.content.decode()


def booked(name: str, email: str, start: datetime) -> Appointment:
    """A booking from the public page that nobody has given to a party yet."""
    hours = advice_hours(UserFactory(), office=Office.objects.get(), kind=SessionKind.objects.get(key="legal"))
    row = book_appointment(asked(hours, start), by=None, now=start - timedelta(days=7))
    Appointment.objects.filter(pk=row.pk).update(name=name, email=email, about="O psie", party=None)
    return row


def test_a_booking_of_whoever_shares_the_address_is_theirs_unless_somebody_says_otherwise(world: World) -> None:
    own = booked("Zdzisława Wrzeszczyńska", EMAIL, datetime(2024, 3, 18, 11, tzinfo=ZONE))
    husbands = booked("Roman Kądziołka", EMAIL, datetime(2024, 3, 25, 11, tzinfo=ZONE))
    note = people.add_note(world.society, "Był Roman Kądziołka", by=world.advisor)
    person = person_of(world.person)
    assert (person.booked, person.perhaps_booked) == ((own.pk,), (husbands.pk,))
    assert "Roman Kądziołka" not in person.identity.names
    [found] = [one for one in mentions_of(person) if one.ref == f"advice.appointment:{husbands.pk}"]
    assert (found.sure, found.certain) == (False, False)

    before = transaction.savepoint_create()
    done = erase(world.person, Wish(), by=world.director)
    rows = {
        row.pk: (row.name, row.email, row.about) for row in Appointment.objects.filter(pk__in=[own.pk, husbands.pk])
    }
    assert rows == {own.pk: (pseudonym(done.key), "", ""), husbands.pk: ("Roman Kądziołka", EMAIL, "O psie")}
    note.refresh_from_db()
    assert note.text == "Był Roman Kądziołka"
    transaction.savepoint_rollback(before)

    done = erase(world.person, Wish(taken=(found.ref,)), by=world.director)
    husbands.refresh_from_db()
    assert (husbands.name, husbands.email, husbands.about) == (pseudonym(done.key), "", "")


def test_bookings_and_logins_with_an_address_that_others_have_too_are_left_alone(world: World) -> None:
    people.change_party(world.society, by=world.advisor, contacts=[(1, EMAIL)])
    row = booked("Zdzisława Wrzeszczyńska", EMAIL, datetime(2024, 3, 18, 11, tzinfo=ZONE))
    Party.objects.filter(pk=world.person.pk).update(user=None)
    person = person_of(Party.objects.get(pk=world.person.pk))
    assert (person.users, person.booked, person.perhaps_booked) == ((), (), ())
    assert row.pk


def test_a_login_with_their_address_under_another_name_is_not_theirs(world: World) -> None:
    Party.objects.filter(pk=world.person.pk).update(user=None)
    User.objects.filter(email=EMAIL).update(name="Roman Kądziołka", roles=[Role.ADVISOR])
    person = person_of(Party.objects.get(pk=world.person.pk))
    assert (person.users, refusals(person)) == ((), [])


def test_a_last_name_at_the_start_of_a_line_within_json_is_found(world: World) -> None:
    blocks = [{"type": "text", "text": "Dziękujemy.\nWrzeszczyńska pomogła."}]
    reports.define_report(
        "podziekowania", "Podziękowania", "", Period.year(2025), [reports.SectionDraft("rok", "Rok", blocks)],
        by=world.director,
    )  # fmt: skip
    excerpts = [one.excerpt for one in mentions_of(person_of(world.person)) if one.ref.startswith("reports.section:")]
    assert len(excerpts) == 2


def test_submitted_answers_stay_and_want_a_reason(world: World) -> None:
    questionnaire = Questionnaire.objects.create(title="Wniosek", use="grant")
    version = Version.objects.create(questionnaire=questionnaire, number=1, definition={})
    answers = {"kto": NAME}
    sheet = AnswerSheet.objects.create(version=version, answers=answers, submitted_at=timezone.now(), hash="a" * 64)
    own = AnswerSheet.objects.create(
        version=version, owner=User.objects.get(email=EMAIL), submitted_at=timezone.now(), hash="b" * 64
    )
    trial = AnswerSheet.objects.create(
        version=version, answers=answers, is_trial=True, submitted_at=timezone.now(), hash="c" * 64
    )
    person = person_of(world.person)
    assert len([one for one in concerns(person) if "#" in one.text]) == 2
    done = erase(world.person, Wish(), by=world.director)
    sheet.refresh_from_db()
    trial.refresh_from_db()
    assert (sheet.answers, trial.answers) == (answers, {"kto": pseudonym(done.key)})
    assert AnswerSheet.objects.filter(pk=own.pk).exists()


def test_a_workbook_that_waits_and_does_not_name_the_person_goes_on_waiting(world: World) -> None:
    other = importing.hand_in(workbook({"Podmioty": [{"Nazwa": "Fundacja Obok"}]}), "inne.xlsx", by=world.director)
    ImportedWorkbook.objects.filter(pk=other.pk).update(status="checked")
    erase(world.person, Wish(), by=world.director)
    rows = dict(ImportedWorkbook.objects.values_list("pk", "status"))
    other.refresh_from_db()
    assert (rows.pop(other.pk), other.content is None, set(rows.values())) == ("checked", False, {"failed"})


# What stands in the way -----------------------------------------------------------------------------------------------


def test_whoever_may_log_in_as_staff_is_not_erased(world: World) -> None:
    User.objects.filter(email=EMAIL).update(roles=[Role.ADVISOR])
    with pytest.raises(CannotEraseError):
        erase(world.person, Wish(), by=world.director)
    assert Party.objects.get(pk=world.person.pk).name == NAME


def test_whoever_has_an_appointment_to_come_is_not_erased_yet(world: World) -> None:
    row = Appointment.objects.get()
    ahead = timezone.now() + timedelta(days=3)
    row.allocation.period = (ahead, ahead + timedelta(hours=1))
    row.allocation.save()
    assert len(refusals(person_of(world.person))) == 1


def test_a_project_that_runs_and_a_published_document_want_a_reason(world: World) -> None:
    [joined] = concerns(person_of(world.person))
    assert "Próba" in joined.text
    section = reports.SectionDraft("rok", "Rok", [{"type": "text", "text": f"Pisała {NAME}."}])
    report = reports.define_report("imiennie", "Imiennie", "", Period.year(2024), [section], by=world.director)
    reports.publish(report, by=world.director)
    assert len(concerns(person_of(world.person))) == 2


def test_an_organisation_is_never_erased(world: World) -> None:
    with pytest.raises(CannotEraseError):
        erase(world.society, Wish(), by=world.director)


# The file and the replay ----------------------------------------------------------------------------------------------


def test_a_pesel_that_no_key_opens_keeps_nobody_from_being_erased(world: World) -> None:
    people.record_protected(world.person, people.ProtectedDraft(pesel="84051401351"), by=world.advisor)
    ProtectedFact.objects.update(ciphertext=b"0" * 40)
    erase(world.person, Wish(), by=world.director)
    assert not ProtectedFact.objects.exists()


def test_without_the_file_nobody_is_erased(world: World, file: Path) -> None:
    file.unlink()
    with pytest.raises(journal.JournalError, match="cannot be read"):
        erase(world.person, Wish(), by=world.director)
    assert Party.objects.get(pk=world.person.pk).name == NAME


def test_the_file_tells_nothing_about_the_person(world: World, file: Path) -> None:
    done = erase(world.person, Wish(asked_on=date(2026, 1, 2)), by=world.director)
    [line] = journal.lines(file)
    assert {key: value for key, value in line.items() if key not in ("salt", "fingerprint", "at")} == {
        "party": world.person.pk, "key": done.key, "ground": 1, "reason": "", "by": world.director.pk,
        "asked_on": "2026-01-02", "left": [], "taken": [], "doubles": [],
    }  # fmt: skip
    assert re.fullmatch("[0-9a-f]{64}", line["fingerprint"])


def test_a_crash_between_file_and_commit_is_made_good_for_at_the_next_start(
    world: World, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Crash(Exception):
        pass

    real = journal.append

    def crash(path: Path, line: dict[str, Any]) -> None:
        real(path, line)
        raise Crash

    monkeypatch.setattr(erasure.journal, "append", crash)
    with pytest.raises(Crash):
        erase(world.person, Wish(), by=world.director)
    monkeypatch.undo()
    assert Party.objects.get(pk=world.person.pk).name == NAME
    [line] = journal.lines(file)
    assert [done.key for done in catch_up()] == [line["key"]]
    assert traces() == set()
    assert catch_up() == []


def test_whoever_tries_again_after_a_crash_keeps_the_key(world: World, file: Path) -> None:
    salt = "00"
    journal.append(
        file,
        {"party": world.person.pk, "key": "ABCDEFGHJKLM", "salt": salt,
         "fingerprint": erasure._fingerprint(world.person, salt)},
    )  # fmt: skip
    assert erase(world.person, Wish(), by=world.director).key == "ABCDEFGHJKLM"


def test_a_number_that_is_somebody_elses_by_now_is_left_alone(world: World, file: Path) -> None:
    done = erase(world.person, Wish(), by=world.director)
    [line] = journal.lines(file)
    other = PartyFactory(name="Anna Inna", kind=Kind.PERSON)
    assert replay([{**line, "key": "ABCDEFGHJKLM", "party": other.pk}, {**line, "party": 10**6, "key": "X"}]) == []
    assert Party.objects.get(pk=other.pk).name == "Anna Inna"
    assert done.replayed_at is None


def test_a_file_that_was_lost_is_written_again_from_the_database(world: World, file: Path) -> None:
    done = erase(world.person, Wish(), by=world.director)
    file.unlink()
    assert catch_up() == []
    [line] = journal.lines(file)
    assert (line["key"], line["party"]) == (done.key, world.person.pk)
    assert erasure._is_of(line, Party.objects.get(pk=world.person.pk))


def double_of(world: World) -> Party:
    """The same person once more, as somebody typed her in a second time."""
    draft = people.PartyDraft(
        name=FORMER, kinds=[(Kind.PERSON, None, None)], contacts=[(1, EMAIL)], birth_year=1984, sex=Sex.FEMALE,
        addresses=[people.AddressDraft(Place.objects.get(code=101401), street=STREET)],
    )  # fmt: skip
    double = people.add_party(draft, by=world.advisor)
    people.add_note(double, SECRET, by=world.advisor)
    make_session(party=double, advisor=world.advisor, subject="Eksmisja", confidential_note=SECRET)
    return double


def test_a_backup_from_before_a_merge_loses_the_double_too(world: World, file: Path) -> None:
    double = double_of(world)
    before_merge = transaction.savepoint_create()
    merge_parties(world.person.pk, double.pk, by=world.director)
    done = erase(world.person, Wish(), by=world.director)
    assert traces() == set()
    transaction.savepoint_rollback(before_merge)
    assert Party.objects.get(pk=double.pk).name == FORMER

    again = catch_up()

    assert {one.party_id for one in again} == {world.person.pk, double.pk}
    assert again[0].key == done.key
    assert traces() == set()
    assert [str(one) for one in verify()] == []
    assert (catch_up(), len(journal.lines(file))) == ([], 2)


def test_a_backup_in_which_the_person_was_merged_by_mistake_loses_them_all_the_same(world: World) -> None:
    other = PartyFactory(name="Anna Inna", kind=Kind.PERSON)
    note = people.add_note(other, "Lubi herbatę", by=world.advisor)
    merge = merge_parties(other.pk, world.person.pk, by=world.director)
    merged = transaction.savepoint_create()
    undo_merge(merge, by=world.director)
    erase(Party.objects.get(pk=world.person.pk), Wish(), by=world.director)
    left = traces()
    transaction.savepoint_rollback(merged)

    assert [one.party_id for one in catch_up()] == [world.person.pk]

    assert traces() == left
    assert (Party.objects.get(pk=other.pk).name, list(Note.objects.filter(party=other))) == ("Anna Inna", [note])


def test_a_line_of_before_the_doubles_were_listed_is_still_read(world: World, file: Path) -> None:
    salt, key = "00", "ABCDEFGHJKLM"
    line = {
        "party": world.person.pk, "key": key, "salt": salt, "fingerprint": erasure._fingerprint(world.person, salt),
        "at": "2026-01-02T10:00:00+00:00", "ground": 1, "reason": "", "by": world.director.pk, "asked_on": None,
        "left": [], "taken": [],
    }  # fmt: skip
    assert [done.key for done in replay([line])] == [key]
    assert traces() == set()


# The map --------------------------------------------------------------------------------------------------------------


def test_every_table_is_in_the_map_or_says_why_not() -> None:
    held = {one.model for one in personal.HOLDINGS}
    known = held | personal.SWEPT | personal.FROZEN | personal.PASSING | personal.NOTHING.keys()
    missing, twice = [], []
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        if hasattr(model, "pgh_tracked_model"):
            continue  # a history follows the table that it is of
        people_in_it = any(
            field.related_model in (Party, User) for field in model._meta.concrete_fields if field.is_relation
        )
        if (people_in_it or _holds_text(model)) and label not in known and not model._meta.auto_created:
            missing.append(label)
        places = [held, personal.SWEPT, personal.FROZEN, personal.PASSING, personal.NOTHING.keys()]
        if sum(label in place for place in places) > 1:
            twice.append(label)
    labels = {model._meta.label for model in apps.get_models()}
    assert {"missing": missing, "twice": twice, "unknown": sorted(known - labels)} == {
        "missing": [], "twice": [], "unknown": [],
    }  # fmt: skip


def _holds_text(model: Any) -> bool:
    kinds = {"CharField", "TextField", "JSONField", "EmailField", "URLField", "BinaryField", "FileField", "UUIDField"}
    return any(
        getattr(field, "base_field", field).get_internal_type() in kinds or "Search" in type(field).__name__
        for field in model._meta.concrete_fields
    )


def test_the_columns_of_the_map_are_there() -> None:
    columns = {f"{model._meta.label}.{field.name}" for model in apps.get_models() for field in model._meta.fields}
    wrong = sorted(personal.NOT_FREE - columns)
    for one in personal.HOLDINGS:
        columns = {field.name for field in one.table._meta.concrete_fields}
        columns |= {field.attname for field in one.table._meta.concrete_fields}
        wrong += [f"{one.model}.{name}" for name in (*one.shows, *one.names, *one.marks, *one.clears)
                  if name not in columns]  # fmt: skip
    assert wrong == []


def test_a_table_that_keeps_its_rows_clears_every_text_of_theirs_or_none_is_the_persons() -> None:
    """What stays and is not cleared holds no typed text, but for numbers of the centre's own registers."""
    kept = []
    for one in personal.HOLDINGS:
        if one.then in (personal.Then.KEEP, personal.Then.CLEAR):
            kept += [f"{one.model}.{name}" for name in personal.typed_columns(one.table) if name not in one.clears]
    assert kept == ["people.Erasure.reason", "people.Erasure.left", "people.Erasure.taken", "advice.Session.number"]


# At the same time -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_for_an_erasure_to_end_records_nothing_about_the_person_any_more() -> None:
    person = PartyFactory(name="Anna Lis", kind=Kind.PERSON)
    kind, by = KindFactory(), UserFactory()
    told: list[type[Exception] | None] = []

    def record() -> None:
        try:
            record_session(SessionDraft(date(2025, 3, 3), 60, kind, by, person, confidential_note=SECRET), by=by)
            told.append(None)
        except people.ErasedError as error:
            told.append(type(error))
        finally:
            connection.close()

    thread = threading.Thread(target=record)
    with transaction.atomic():
        Party.objects.select_for_update().get(pk=person.pk)  # as an erasure begins
        thread.start()
        thread.join(timeout=1)
        assert thread.is_alive()
        Erasure.objects.create(party=person, key="ABCDEFGHJKLM")
    thread.join()
    assert (told, Session.objects.count()) == ([people.ErasedError], 0)


# A real backup --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_after_the_restore_of_an_older_backup_the_erasure_is_done_again(file: Path) -> None:
    """The backup is a copy of the whole database from before the erasure, and becomes the database afterwards."""
    from django.db import connections
    from psycopg import connect, sql

    from conftest import CLUSTER, postgres

    def as_superuser(statement: str, *names: str) -> None:
        with connect(CLUSTER.conninfo(postgres.SUPERUSER, "postgres"), autocommit=True) as administrator:
            administrator.execute(sql.SQL(statement).format(*(sql.Identifier(one) for one in names)))

    world = plant()
    before = world.figures()
    name = str(connection.settings_dict["NAME"])
    backup = f"{name}_backup"
    connections.close_all()
    as_superuser("create database {} template {} strategy file_copy", backup, name)
    try:
        done = erase(world.person, Wish(reason="na prośbę"), by=world.director)
        assert traces() == set()
        connections.close_all()
        as_superuser("drop database {} with (force)", name)
        as_superuser("alter database {} rename to {}", backup, name)

        assert "people_party.name" in traces()
        again = catch_up()

        assert [(one.key, one.done_at, one.reason) for one in again] == [(done.key, done.done_at, "na prośbę")]
        assert Erasure.objects.get().replayed_at is not None
        assert traces() == set()
        assert world.figures() == before
        assert [str(one) for one in verify()] == []
        assert [one.holds for one in proofs()] == [True]
        assert catch_up() == []
        assert len(journal.lines(file)) == 1
    finally:
        connections.close_all()
        as_superuser("drop database if exists {} with (force)", backup)
