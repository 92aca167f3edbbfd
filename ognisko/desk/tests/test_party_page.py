"""The page of one party: numbers that open, one timeline of all domains, the ribbon, what is beside it."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from ognisko.accounts.models import Role
from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice.actions import SessionDraft, cancel_session, record_session, record_sessions
from ognisko.advice.actions.appointments import book_appointment, cancel_appointment, mark_missed
from ognisko.advice.tests.factories import KindFactory, ProjectFactory, advice_hours, asked
from ognisko.bookings.rules import ZONE
from ognisko.core.spreadsheets import read_workbook
from ognisko.desk.queries import party as of_party
from ognisko.ledger.actions import close
from ognisko.ledger.models import Entry
from ognisko.people import actions
from ognisko.people.models import PartyKind
from ognisko.people.rules import Kind, Status
from ognisko.people.tests.factories import PartyFactory, TaskFactory
from ognisko.projects.actions import JoiningDraft, join
from ognisko.ui.rules import Span, Tick

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client):
    user = UserFactory(name="Hanna Wrzosek")
    client.force_login(user)
    return user


def session(party, user, day: date = date(2024, 3, 13), minutes: int = 90, **more):
    return record_session(
        SessionDraft(day=day, minutes=minutes, kind=KindFactory(key="key"), advisor=user, party=party, **more), by=user
    )


def words(html: str, tag: str = "main") -> str:
    found = re.search(rf"<{tag}[ >].*?</{tag}>", html, re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", found[0] if found else html)
    return " ".join(text.replace("\xa0", " ").split())


def test_numbers_come_from_the_ledger_and_open_where_there_are_records(user) -> None:
    party = PartyFactory()
    session(party, user)
    cancel_session(session(party, user), by=user)
    join([JoiningDraft(ProjectFactory(), party, date(2024, 1, 15))], by=user)
    page = party.get_absolute_url()
    assert [(one.key, one.value, one.unit, one.records, one.url) for one in of_party.numbers(party)] == [
        ("doradztwo", "1,5", "h", 1, f"{page}?liczba=doradztwo"),
        ("sesje", "1", "", 1, f"{page}?liczba=sesje"),
        ("przystapienia", "1", "", 1, f"{page}?liczba=przystapienia"),
    ]
    assert [(one.key, one.value, one.url) for one in of_party.numbers(PartyFactory())] == [
        ("doradztwo", "0", ""),
        ("sesje", "0", ""),
        ("przystapienia", "0", ""),
    ]


def test_a_number_equals_the_records_that_it_opens(client, user) -> None:
    party = PartyFactory()
    other = PartyFactory(name="Fundacja „Ciepły Kąt”")
    session(party, user, subject="Zmiany w statucie")
    session(other, user, day=date(2024, 4, 2), minutes=60, other_parties=[party])
    address = f"{party.get_absolute_url()}?liczba=doradztwo"
    number = of_party.number_of("doradztwo")
    records = of_party.records(list(of_party.entries_behind(party, number)))
    assert [(record.on, record.amount) for record in records] == [(date(2024, 4, 2), "1"), (date(2024, 3, 13), "1,5")]
    assert of_party.total_of(party, number).value == "2,5"
    panel = client.get(address, headers={"HX-Request": "true", "HX-Target": "panel"}).content.decode()
    assert "<html" not in panel
    assert re.findall(r'class="record-value">(.*?)<', panel) == ["1", "1,5"]
    page = client.get(address).content.decode()
    assert "<html" in page
    assert "2,5 h" in words(page)
    csv = client.get(f"{address}&format=csv").content.decode("utf-8-sig").splitlines()
    assert [row.split(";")[-1] for row in csv] == ["Ile", "1", "1,5"]
    assert client.get(f"{party.get_absolute_url()}?liczba=nic").status_code == 404


def test_the_timeline_merges_all_domains_the_latest_first(client, user) -> None:
    party = PartyFactory(kind=Kind.INFORMAL_GROUP, since=date(2019, 3, 1))
    actions.set_kind(party, Kind.ASSOCIATION, since=date(2021, 5, 14), by=user)
    session(party, user)
    join([JoiningDraft(ProjectFactory(short_name="OWES"), party, date(2024, 1, 15))], by=user)
    everything, advice, visits, projects, notes = of_party.TOPICS
    titles = {
        topic.key: [(item.on, item.title) for item in of_party.timeline(user, party, topic).items]
        for topic in of_party.TOPICS
    }
    assert titles[everything.key] == [
        *titles[advice.key],
        *titles[projects.key],
        (date(2021, 5, 14), "Od tego dnia: stowarzyszenie"),
        (date(2019, 3, 1), "Od tego dnia: grupa nieformalna"),
    ]
    assert [on for on, _ in titles[advice.key] + titles[projects.key]] == [date(2024, 3, 13), date(2024, 1, 15)]
    assert [on for on, _ in titles[notes.key]] == [date(2021, 5, 14), date(2019, 3, 1)]
    assert titles[visits.key] == []
    html = client.get(f"{party.get_absolute_url()}?co=doradztwo").content.decode()
    assert len(re.findall('class="timeline-item"', html)) == 1


def test_show_earlier_leaves_nothing_out_and_tells_nothing_twice(user) -> None:
    party = PartyFactory(kind=Kind.INFORMAL_GROUP, since=date(2019, 3, 1))
    days = [date(2024, 1, 1) + timedelta(days=number // 3) for number in range(40)]
    kind = KindFactory(key="key")
    record_sessions([SessionDraft(day, 60, kind, user, party, subject=str(n)) for n, day in enumerate(days)], by=user)
    shown, before = [], None
    for _page in range(20):
        page = of_party.timeline(user, party, of_party.TOPICS[0], before, limit=7)
        shown += page.items
        before = page.earlier
        if before is None:
            break
    assert sorted(item.on for item in shown) == [date(2019, 3, 1), *days]
    assert shown == of_party.all_items(user, party, of_party.TOPICS[0])


def test_a_day_with_more_than_a_page_is_still_shown_whole(user) -> None:
    party = PartyFactory()
    kind = KindFactory(key="key")
    record_sessions([SessionDraft(date(2024, 1, 1), 60, kind, user, party) for _ in range(9)], by=user)
    page = of_party.timeline(user, party, of_party.TOPICS[0], None, limit=4)
    assert (len(page.items), page.earlier) == (9, None)


def test_the_export_of_the_timeline_has_numbers_as_numbers(client, user) -> None:
    party = PartyFactory()
    session(party, user, subject="Zmiany w statucie")
    (sheet,) = read_workbook(client.get(f"{party.get_absolute_url()}?format=xlsx").content)
    head, row = (one.cells for one in sheet.rows)
    assert head == ("Dzień", "Do", "Co", "Szczegóły", "Ile", "Jednostka")
    assert (row[0], row[4], row[5]) == (date(2024, 3, 13), 1.5, "h")


def test_the_ribbon_puts_kinds_above_and_statuses_below_on_an_axis_of_years() -> None:
    party = PartyFactory(kind=Kind.INFORMAL_GROUP, since=date(2019, 1, 1))
    actions.set_kind(party, Kind.ASSOCIATION, since=date(2021, 1, 1), by=None)
    actions.set_status(party, Status.SOCIAL_ECONOMY_ENTITY, since=date(2022, 1, 1), by=None)
    found = of_party.ribbon_of(party, date(2022, 12, 31))
    length = Decimal((date(2023, 1, 1) - date(2019, 1, 1)).days)
    assert found == of_party.Ribbon(
        [
            Span("grupa nieformalna", "1 stycznia 2019 – 31 grudnia 2020", Decimal(0), Decimal(731) / length, "before"),
            Span("stowarzyszenie", "od 1 stycznia 2021", Decimal(731) / length, Decimal(1), "now"),
            Span("PES", "od 1 stycznia 2022", Decimal(1096) / length, Decimal(1), "strong", 2),
        ],
        [
            Tick("2019", Decimal(0)),
            Tick("2020", Decimal(365) / length),
            Tick("2021", Decimal(731) / length),
            Tick("2022", Decimal(1096) / length),
        ],
        Decimal(1460) / length,
    )


def test_there_is_no_ribbon_where_no_day_is_known() -> None:
    assert of_party.ribbon_of(PartyFactory(), date(2024, 1, 1)) is None
    assert of_party.ribbon_of(PartyFactory(kind=Kind.PERSON), date(2024, 1, 1)) is None


def test_the_page_tells_who_they_are_and_leads_to_everything(client, user) -> None:
    party = PartyFactory(
        name="Razem", description="Sąsiedzi znad rzeki.", nip="7250018312", email="a@b.example", caretaker=user,
        tags=["rzeka"],
    )  # fmt: skip
    anna = PartyFactory(kind=Kind.PERSON, name="Dorota Kmieć")
    actions.add_membership(anna, party, role="prezeska", since=None, is_contact=True, by=user)
    actions.add_note(party, "Dzwonić po 16:00.", by=user)
    TaskFactory(title="Umowa 14", due_on=date(2025, 1, 2), assignee=user, party=party)
    html = client.get(party.get_absolute_url()).content.decode()
    pane = words(re.search(r'<aside class="pane".*?</aside>', html, re.DOTALL)[0], "aside")
    told = ["Hanna Wrzosek", "Umowa 14", "po terminie od 02.01.2025", "Dorota Kmieć", "prezeska, pierwszy kontakt",
            "7250018312", "a@b.example", "rzeka", "Dzwonić po 16:00."]  # fmt: skip
    assert [text for text in told if text not in pane] == []
    links = set(re.findall(r'(?:href|action)="([^"]*)"', html))
    pk = party.pk
    assert {
        f"/doradztwo/dodaj/?party={pk}", f"/podmioty/{pk}/zmien/", f"/historia/podmiot/{pk}/",
        f"/podmioty/{pk}/ludzie/", f"/podmioty/{pk}/ludzie/dodaj/", f"/podmioty/{pk}/notatki/dodaj/",
        f"/zadania/dodaj/?party={pk}", "/podmioty/",
    } <= links  # fmt: skip


def test_the_page_takes_a_fixed_number_of_queries(client, user, django_assert_num_queries) -> None:
    party = PartyFactory(kind=Kind.INFORMAL_GROUP, since=date(2019, 1, 1), caretaker=user)
    kind = KindFactory(key="key")
    client.get(party.get_absolute_url())
    for more, queries in ((1, 30), (29, 31)):  # the last one counts what stands below "show earlier"
        for number in range(more):
            person = PartyFactory(kind=Kind.PERSON)
            actions.add_membership(person, party, role="członek", since=None, by=user)
            TaskFactory(assignee=user, party=party)
            day = date(2024, 1, 1) + timedelta(days=number)
            record_session(SessionDraft(day, 60, kind, user, party), by=user)
        actions.add_note(party, "Notatka", by=user)
        with django_assert_num_queries(queries):
            client.get(party.get_absolute_url())


@pytest.mark.parametrize("role", list(Role))
def test_every_member_of_staff_sees_the_page_an_auditor_without_buttons(client, role: Role) -> None:
    client.force_login(UserFactory(roles=[role.value]))
    answer = client.get(PartyFactory().get_absolute_url())
    assert answer.status_code == (404 if role == Role.ASSESSOR else 200)
    if role != Role.ASSESSOR:
        assert ("/zmien/" in answer.content.decode()) is (role != Role.AUDITOR)


def test_a_new_kind_for_a_past_day_counts_past_work_again(user) -> None:
    party = PartyFactory(kind=Kind.INFORMAL_GROUP)
    session(party, user, day=date(2024, 3, 13))
    session(party, user, day=date(2023, 3, 13))
    actions.set_kind(party, Kind.ASSOCIATION, since=date(2024, 1, 1), by=user)
    standing = Entry.objects.filter(party=party.pk, measure=33, reverses=None, reversed_by=None)
    assert list(standing.order_by("occurred_on").values_list("occurred_on", "party_kind")) == [
        (date(2023, 3, 13), Kind.INFORMAL_GROUP),
        (date(2024, 3, 13), Kind.ASSOCIATION),
    ]


def test_a_new_kind_in_a_closed_period_asks_for_a_reason_and_loses_nothing(client, user) -> None:
    party = PartyFactory(kind=Kind.INFORMAL_GROUP)
    session(party, user, day=date(2024, 3, 13))
    close(date(2024, 1, 1), date(2025, 1, 1), by=user)
    address, typed = f"/podmioty/{party.pk}/rodzaj/", {"kind": "20", "since": "2024-01-01"}
    asked = client.post(address, typed)
    assert asked.status_code == 200
    assert 'name="reason"' in asked.content.decode()
    assert 'value="2024-01-01"' in asked.content.decode()
    assert PartyKind.objects.filter(party=party).count() == 1
    assert client.post(address, {**typed, "reason": "Wpis z KRS dotarł później."}).status_code == 302
    corrections = Entry.objects.filter(party=party.pk).exclude(correction_reason=None)
    assert set(corrections.values_list("correction_reason", flat=True)) == {"Wpis z KRS dotarł później."}


def test_a_persons_year_of_birth_in_a_closed_period_asks_for_a_reason(client, user) -> None:
    person = PartyFactory(kind=Kind.PERSON, name="Anna Lisiecka")
    session(person, user, day=date(2024, 3, 13))
    close(date(2024, 1, 1), date(2025, 1, 1), by=user)
    address, typed = f"/podmioty/{person.pk}/zmien/", {"name": "Anna Lis", "sex": "1", "birth_year": "1984"}
    assert 'name="reason"' in client.post(address, typed).content.decode()
    person.refresh_from_db()
    assert (person.name, person.birth_year) == ("Anna Lisiecka", None)
    assert client.post(address, {**typed, "reason": "Podała rok."}).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.birth_year) == ("Anna Lis", 1984)


def test_the_timeline_is_narrowed_to_a_project_also_in_its_file_and_its_next_stretch(client, user) -> None:
    party, owes, other = PartyFactory(), ProjectFactory(short_name="OWES"), ProjectFactory(short_name="Inny")
    join([JoiningDraft(owes, party, date(2024, 1, 15))], by=user)
    session(party, user, subject="Statut", project=owes)
    session(party, user, subject="Księgi", project=other)
    actions.add_note(party, "Notatka", by=user)
    found = of_party.timeline(user, party, of_party.TOPICS[0], project=owes.pk)
    assert [(item.on, item.icon) for item in found.items] == [
        (date(2024, 3, 13), "notebook-pen"),
        (date(2024, 1, 15), "log-in"),
    ]
    html = client.get(f"{party.get_absolute_url()}?projekt={owes.pk}&co=doradztwo").content.decode()
    assert len(re.findall('class="timeline-item"', html)) == 1
    assert f'<option value="{owes.pk}" selected>OWES</option>' in html
    assert f"/podmioty/{party.pk}/?projekt={owes.pk}#razem" in html
    csv = client.get(f"{party.get_absolute_url()}?projekt={owes.pk}&format=csv").content.decode("utf-8-sig")
    assert len(csv.splitlines()) == 3
    assert client.get(f"{party.get_absolute_url()}?projekt=99999").status_code == 200


def test_show_earlier_says_how_much_there_is(client, user) -> None:
    party = PartyFactory(kind=Kind.INFORMAL_GROUP, since=date(2019, 3, 1))
    kind, project = KindFactory(key="key"), ProjectFactory()
    join([JoiningDraft(project, party, date(2023, 1, 15))], by=user)
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(40)]
    record_sessions([SessionDraft(day, 60, kind, user, party, project=project) for day in days], by=user)
    page = of_party.timeline(user, party, of_party.TOPICS[0])
    assert (len(page.items), page.earlier_count) == (29, 13)
    html = client.get(f"{party.get_absolute_url()}?projekt={project.pk}").content.decode()
    assert "Pokaż wcześniejsze (12)" in html
    assert f"projekt={project.pk}&amp;przed=2024-01-12" in html


def test_tasks_are_added_finished_and_opened_again_on_the_page_of_their_party(client, user) -> None:
    party = PartyFactory(name="Fundacja „Kąt”")
    page = party.get_absolute_url()
    html = client.get(page).content.decode()
    form = re.search(r'<form method="post" novalidate action="/zadania/dodaj/.*?</form>', html, re.DOTALL)
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    sent = {**hidden, "title": "Wysłać umowę", "due_on": "2025-03-20", "assignee": user.pk}
    sent["party_text"] = sent["party_was"] = party.name
    answer = client.post(f"/zadania/dodaj/?party={party.pk}", sent)
    assert (answer.status_code, answer.url) == (302, f"{page}#do-dopilnowania")
    task = party.tasks.get()
    assert (task.title, task.due_on, task.assignee) == ("Wysłać umowę", date(2025, 3, 20), user)
    client.post(f"/zadania/{task.pk}/zrobione/", {"next": page})
    pane = words(re.search(r'<aside class="pane".*?</aside>', client.get(page).content.decode(), re.DOTALL)[0], "aside")
    assert "Ostatnio zrobione Wysłać umowę" in pane
    client.post(f"/zadania/{task.pk}/przywroc/", {"next": page})
    pane = words(re.search(r'<aside class="pane".*?</aside>', client.get(page).content.decode(), re.DOTALL)[0], "aside")
    assert ("Ostatnio zrobione" in pane, "Wysłać umowę" in pane) == (False, True)
    TaskFactory(title="Cudze", assignee=user)
    listed = client.get(f"/zadania/?party={party.pk}&who=all").content.decode()
    assert ("Wysłać umowę" in listed, "Cudze" in listed) == (True, False)


def test_appointments_stand_in_the_timeline_in_their_states_and_the_missed_ones_are_counted(client, user) -> None:
    party = PartyFactory()
    hours = advice_hours(user, since=date(2020, 1, 1))
    before = datetime(2024, 1, 2, 9, tzinfo=ZONE)
    mondays = [date(2024, 3, 4), date(2024, 3, 11), date(2024, 3, 18), date(2035, 3, 12)]
    missed, cancelled, kept, _coming = (
        book_appointment(
            asked(hours, datetime.combine(day, time(11), ZONE), party=party), by=None,
            now=before if day.year == 2024 else datetime(2035, 3, 1, 9, tzinfo=ZONE),
        )
        for day in mondays
    )  # fmt: skip
    mark_missed(missed, by=user)
    cancel_appointment(cancelled, by=user, reason="choroba doradczyni", now=before)
    record_session(
        SessionDraft(
            day=kept.starts_at.date(), minutes=60, kind=hours.kind, advisor=user, party=party, appointment=kept.pk
        ),
        by=user,
    )

    def lines(topic: str) -> list[tuple[date, str, str]]:
        found = next(one for one in of_party.TOPICS if one.key == topic)
        items = of_party.timeline(user, party, found).items
        return [(item.on, item.title, item.status_text) for item in items if item.icon != "flag"]

    visit = "Wizyta: doradztwo prawne"
    own = [(mondays[3], visit, "potwierdzone"), (mondays[1], visit, "odwołane"), (mondays[0], visit, "nieobecność")]
    assert lines("wizyty") == [own[0], (mondays[2], visit, "sesja zapisana"), *own[1:]]
    assert [line for line in lines("") if line[1] == visit] == own
    assert (mondays[2], "Doradztwo prawne", "") in lines("")
    page = client.get(f"{party.get_absolute_url()}?co=wizyty").content.decode()
    assert "11:00–12:00. Hanna Wrzosek, biuro Sieradz. Choroba doradczyni" in words(page)
    (number,) = [one for one in of_party.numbers(party) if one.key == "nieobecnosci"]
    assert (number.value, number.records) == ("1", 1)
