"""Pages of advice hours: residents book without an account, staff see, move and record; nothing typed is lost."""

import re
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ognisko.accounts.actions import change_user, reset_second_factor
from ognisko.accounts.models import Role, User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice.actions.appointments import ask_for_appointment, book_appointment, confirm_appointment
from ognisko.advice.models import AdviceHours, Appointment, Session
from ognisko.advice.queries.offers import offers
from ognisko.advice.tests import factories
from ognisko.advice.tests.factories import advice_hours, asked
from ognisko.bookings.actions import advisors_as_resources, cancel
from ognisko.bookings.models import Allocation
from ognisko.bookings.rules import slot_key
from ognisko.people.models import Contact, Party
from ognisko.people.rules import Kind as PartyKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanna() -> User:
    return UserFactory(name="Hanna Wrzosek", email="hanna@osrodek.example")


@pytest.fixture
def law(hanna: User) -> AdviceHours:
    """Law every Monday, bookable for weeks ahead."""
    return advice_hours(hanna)


@pytest.fixture
def free(law: AdviceHours) -> list[Any]:
    return list(offers()[0].free)


def address(law: AdviceHours, rest: str = "") -> str:
    return f"/dyzury/legal/{law.office_id}/{rest}"


def typed(slot: Any, **values: Any) -> dict[str, Any]:
    return {"token": str(uuid.uuid4()), "slot": slot.key, "name": "Jan Nowak", "email": "jan@dom.example",
            "phone": "", "about": "statut", **values}  # fmt: skip


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def errors(response: Any) -> dict[str, list[str]]:
    return {name: [str(error) for error in found] for name, found in response.context["form"].errors.items()}


def test_a_resident_chooses_an_hour_and_confirms_it(client: Client, law: AdviceHours, free: list[Any]) -> None:
    assert address(law) in client.get("/dyzury/").content.decode()
    assert free[0].key in client.get(address(law)).content.decode()
    page = client.get(f"{address(law)}rezerwacja/?kiedy={free[0].key}")
    sent = client.post(f"{address(law)}rezerwacja/", typed(free[0], token=page.context["form"]["token"].value()))
    row = Appointment.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, f"/dyzury/wyslano/{row.allocation.token}/")
    page = client.get(sent["Location"])
    assert str(row.secret) not in page.content.decode()
    assert "jan@dom.example" not in page.content.decode()
    link = f"/dyzury/wizyta/{row.secret}/"
    shown = client.get(link)
    assert (shown["Cache-Control"], shown["X-Robots-Tag"]) == ("no-store, private", "noindex, nofollow")
    assert Appointment.objects.get().confirmed_at is None
    client.post(f"{link}potwierdz/")
    assert Appointment.objects.get().is_confirmed
    file = client.get(f"{link}ognisko.ics")
    assert (file["Content-Type"], b"METHOD:REQUEST" in file.content) == ("text/calendar; charset=utf-8", True)
    client.post(f"{link}przenies/", {"slot": free[2].key})
    assert Appointment.objects.get().starts_at == free[2].start
    client.post(f"{link}odwolaj/")
    assert Appointment.objects.get().status[0] == "refused"


def test_who_comes_too_late_keeps_what_was_typed_and_chooses_another_hour(
    client: Client, law: AdviceHours, free: list[Any]
) -> None:
    ask_for_appointment(asked(law, free[0].start, email="szybszy@dom.example"))
    late = client.post(f"{address(law)}rezerwacja/", typed(free[0], about="dotacja na świetlicę"))
    assert errors(late) == {
        "slot": ["Ktoś właśnie zajął tę godzinę. To są najbliższe wolne; wszystko, co wpisano, zostało."]
    }
    form = late.context["form"]
    assert [form[name].value() for name in ("name", "email", "about")] == [
        "Jan Nowak", "jan@dom.example", "dotacja na świetlicę",
    ]  # fmt: skip
    assert [key for key, _label in form.fields["slot"].choices] == [slot.key for slot in free[1:7]]
    again = typed(free[1], about="dotacja na świetlicę", token=form["token"].value())
    assert client.post(f"{address(law)}rezerwacja/", again).status_code == 302
    assert sorted(Appointment.objects.values_list("email", flat=True)) == ["jan@dom.example", "szybszy@dom.example"]


def test_a_lapsed_hour_that_somebody_else_has_is_told_by_the_link_too(
    client: Client, law: AdviceHours, free: list[Any]
) -> None:
    row = ask_for_appointment(asked(law, free[0].start, about="statut"), now=timezone.now() - timedelta(minutes=20))
    book_appointment(asked(law, free[0].start), by=None)
    answer = client.post(f"/dyzury/wizyta/{row.secret}/potwierdz/")
    assert answer.status_code == 200
    assert (list(errors(answer)), answer.context["form"]["about"].value()) == (["slot"], "statut")


def test_wrong_fields_are_named_and_a_pesel_is_refused(client: Client, law: AdviceHours, free: list[Any]) -> None:
    wrong = typed(free[0], name="", email="jan", phone="abc", about="PESEL 44051401359")
    assert errors(client.post(f"{address(law)}rezerwacja/", wrong)) == {
        "name": ["To pole jest wymagane."],
        "email": ["Wpisz poprawny adres e-mail."],
        "phone": ["Wpisz numer cyframi, na przykład 600 000 000."],
        "about": ["Tu jest numer PESEL. Usuń go i zapisz ponownie: PESEL zapisujemy tylko w danych chronionych osoby."],
    }
    assert Appointment.objects.count() == 0


def test_a_form_that_was_sent_before_asks_whether_this_is_another_one(
    client: Client, law: AdviceHours, free: list[Any]
) -> None:
    sent = typed(free[0])
    assert [client.post(f"{address(law)}rezerwacja/", sent).status_code for _ in range(2)] == [302, 302]
    other = client.post(f"{address(law)}rezerwacja/", {**sent, "slot": free[1].key})
    assert errors(other) == {
        "__all__": ["Z tego formularza zapisano już godzinę. Wyślij jeszcze raz, jeśli to ma być następna."]
    }
    assert Appointment.objects.count() == 1


def test_the_list_takes_one_number_of_queries_for_one_row_and_for_many(
    hanna: User, law: AdviceHours, free: Any
) -> None:
    client = browser(hanna)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get("/doradztwo/wizyty/")
        return len(found)

    book_appointment(asked(law, free[0].start), by=None)
    queries()
    before = queries()
    for slot in free[1:12]:
        book_appointment(asked(law, slot.start), by=None)
    assert queries() == before
    rows = client.get("/doradztwo/wizyty/?format=csv").content.decode("utf-8-sig").splitlines()
    assert (len(rows), rows[0].split(";")[:3]) == (13, ["Dzień", "Od", "Do"])


def test_staff_book_for_a_party_and_move_and_cancel_with_a_reason(hanna: User, law: AdviceHours, free: Any) -> None:
    client, party = browser(hanna), factories.party()
    assert free[0].key in client.get("/doradztwo/wizyty/wolne/").content.decode()
    add = f"/doradztwo/wizyty/dodaj/?kind={law.kind_id}&office={law.office_id}&kiedy={free[0].key}"
    nobody = client.post(add, typed(free[0], name="", email=""))
    assert errors(nobody) == {"name": ["Wybierz podmiot albo wpisz imię i nazwisko."]}
    client.post(add, typed(free[0], name="", email="", party=party.pk, party_text=party.name))
    row = Appointment.objects.get()
    assert (row.name, row.party, row.booked_by, row.is_confirmed) == (party.name, party, hanna, True)
    taken = client.post(add, typed(free[0]))
    assert list(errors(taken)) == ["slot"]
    client.post(f"/doradztwo/wizyty/{row.pk}/przenies/", {"slot": free[3].key, "reason": "zebranie"})
    client.post(f"/doradztwo/wizyty/{row.pk}/odwolaj/", {"reason": "szkolenie"})
    row.refresh_from_db()
    assert (row.starts_at, row.change_reason, row.status[0]) == (free[3].start, "szkolenie", "refused")


def past(law: AdviceHours, **more: Any) -> Appointment:
    asked_at = datetime(2024, 3, 4, 9, tzinfo=timezone.get_current_timezone())
    return book_appointment(asked(law, asked_at + timedelta(days=7, hours=5), **more), by=None, now=asked_at)


def test_a_kept_appointment_fills_in_the_form_of_its_session(hanna: User, law: AdviceHours) -> None:
    row, client = past(law, about="zmiana statutu", phone="600 000 000"), browser(hanna)
    form = client.get(f"/doradztwo/dodaj/?appointment={row.pk}").context["form"]
    names = ("appointment", "day", "minutes", "kind", "office", "form", "new_name", "new_kind", "subject")
    values = {name: form[name].value() for name in names}
    assert {**values, "day": str(values["day"])} == {
        "appointment": row.pk, "day": "2024-03-11", "minutes": "1", "kind": law.kind_id, "office": law.office_id,
        "form": "in_person", "new_name": "Jan Nowak", "new_kind": PartyKind.PERSON, "subject": "zmiana statutu",
    }  # fmt: skip
    sent = {**values, "day": "2024-03-11", "token": str(uuid.uuid4()), "starts_at": "14:00", "save": "1"}
    assert client.post("/doradztwo/dodaj/", sent).status_code == 302
    session, person = Session.objects.get(), Party.objects.get(name="Jan Nowak")
    assert (session.appointment, session.party, session.advisor) == (row, person, hanna)
    assert sorted(person.contacts.values_list("type", "value")) == [
        (Contact.Type.EMAIL, "jan@dom.example"), (Contact.Type.PHONE, "600 000 000"),
    ]  # fmt: skip
    page = client.get(f"/doradztwo/wizyty/{row.pk}/").content.decode()
    assert session.get_absolute_url() in page
    assert f"/doradztwo/wizyty/{row.pk}/" in client.get(session.get_absolute_url()).content.decode()
    again = client.post("/doradztwo/dodaj/", {**sent, "token": str(uuid.uuid4()), "new_anyway": "on"})
    assert errors(again)["__all__"] == ["Sesja z tej wizyty jest już zapisana."]


def test_a_party_is_found_by_its_mail_and_nobody_records_the_appointment_of_another(law: AdviceHours) -> None:
    party = factories.party()
    Contact.objects.create(party=party, type=Contact.Type.EMAIL, value="Jan@Dom.example")
    row = past(law)
    form = browser(law.who.get().user).get(f"/doradztwo/dodaj/?appointment={row.pk}").context["form"]
    assert (form.initial["party"], form["new_name"].value()) == (party, None)
    assert browser(UserFactory()).get(f"/doradztwo/dodaj/?appointment={row.pk}").status_code == 404


def test_a_missed_appointment_is_marked_with_one_click_and_undone(hanna: User, law: AdviceHours) -> None:
    row, client = past(law), browser(hanna)
    client.post(f"/doradztwo/wizyty/{row.pk}/nieobecnosc/")
    (toast,) = client.get(f"/doradztwo/wizyty/{row.pk}/").context["messages"]
    assert (str(toast), toast.extra_tags) == ("Oznaczono nieobecność.", f"undo:/doradztwo/wizyty/{row.pk}/obecnosc/")
    client.post(f"/doradztwo/wizyty/{row.pk}/obecnosc/")
    row.refresh_from_db()
    assert row.missed_at is None


def test_hours_are_set_changed_and_ended_by_their_advisor(hanna: User) -> None:
    client, office, kind = browser(hanna), factories.office(), factories.KindFactory(key="legal", name="prawne")
    sent = {"kind": kind.pk, "office": office.pk, "form": "online", "weekday": 2, "opens": "9", "closes": "12",
            "slot_minutes": 45, "buffer_minutes": 15, "since": "2.01.2024", "until": "", "notice_hours": 2,
            "ahead_days": 14, "change_hours": 1, "reminder_hours": 48}  # fmt: skip
    assert errors(client.post("/doradztwo/dyzury/dodaj/", {**sent, "closes": "9.30"})) == {
        "slot_minutes": ["W tych godzinach nie zmieści się ani jedna taka wizyta."]
    }
    client.post("/doradztwo/dyzury/dodaj/", sent)
    row = AdviceHours.objects.get()
    assert (str(row), [one.user for one in row.who.all()]) == (
        "doradztwo prawne, biuro Sieradz, wtorek 09:00–12:00", [hanna],
    )  # fmt: skip
    client.post(f"/doradztwo/dyzury/{row.pk}/", {**sent, "closes": "13"})
    client.post(f"/doradztwo/dyzury/{row.pk}/zakoncz/")
    row.refresh_from_db()
    assert (f"{row.closes:%H:%M}", row.until) == ("13:00", timezone.localdate() + timedelta(days=1))
    client.post(f"/doradztwo/dyzury/{row.pk}/wznow/")
    row.refresh_from_db()
    assert row.until is None
    assert browser(UserFactory()).get(f"/doradztwo/dyzury/{row.pk}/").status_code == 404
    steering = browser(UserFactory(roles=[Role.COORDINATOR]))
    missing = steering.post(f"/doradztwo/dyzury/{row.pk}/", sent)
    assert errors(missing) == {"advisors": ["Zaznacz co najmniej jedną osobę."]}


def test_an_advisor_keeps_a_day_free_and_renews_the_address_of_the_calendar(
    hanna: User, law: AdviceHours, free: list[Any]
) -> None:
    client, day = browser(hanna), free[0].day
    sent = {
        "token": str(uuid.uuid4()),
        "day": day.isoformat(),
        "last_day": "",
        "opens": "",
        "closes": "",
        "why": "urlop",
    }
    client.post("/doradztwo/dyzury/kalendarz/", sent)
    block = Allocation.objects.get()
    assert (block.who, block.minutes, offers()[0].free[0].day) == ("urlop", 1440, day + timedelta(days=7))
    resource = advisors_as_resources([hanna])[0]
    feed = f"/dyzury/kalendarz/{resource.feed}.ics"
    assert re.search(rb"SUMMARY:urlop", Client().get(feed).content)
    client.post("/doradztwo/dyzury/kalendarz/odnow/")
    assert Client().get(feed).status_code == 404
    client.post(f"/doradztwo/dyzury/kalendarz/{block.pk}/zwolnij/")
    assert offers()[0].free[0].key == free[0].key
    cancel(block)


def test_the_calendar_ends_with_the_role_and_with_a_second_factor_that_is_reset(hanna: User, law: AdviceHours) -> None:
    administrator = UserFactory(roles=[Role.ADMINISTRATOR])

    def address() -> str:
        return f"/dyzury/kalendarz/{advisors_as_resources([hanna])[0].feed}.ics"

    def change(**values: Any) -> None:
        known = {"email": hanna.email, "name": hanna.name, "roles": [Role.ADVISOR], "is_active": True}
        change_user(hanna, **{**known, **values}, by=administrator)

    first = address()
    change(name="Hanna Wrzosek-Dudziak", roles=[Role.ADVISOR, Role.EDITOR])
    change()
    assert Client().get(first).status_code == 200
    User.objects.filter(pk=hanna.pk).update(roles=[Role.ASSESSOR])
    assert Client().get(address()).status_code == 404
    change()
    assert (Client().get(first).status_code, Client().get(address()).status_code) == (404, 200)
    second = address()
    reset_second_factor(hanna, reason="zgubiony telefon", by=administrator)
    assert (Client().get(second).status_code, Client().get(address()).status_code) == (404, 200)


def test_the_page_of_an_office_without_hours_says_so(client: Client, law: AdviceHours) -> None:
    other = factories.office("biuro Kutno")
    assert "Teraz nie ma wolnych godzin" in client.get(f"/dyzury/legal/{other.pk}/").content.decode()
    assert client.get("/dyzury/nieznane/1/").status_code == 404
    gone = client.get(f"{address(law)}rezerwacja/?kiedy={slot_key(timezone.now(), 60)}")
    assert gone["Location"] == address(law)
    row = confirm_appointment(ask_for_appointment(asked(law, offers()[0].free[0].start)))
    assert client.get(f"/dyzury/wizyta/{row.secret}/").status_code == 200
