"""Pages of sessions: recording is quick and loses nothing, lists add up, the confidential note stays confidential."""

import datetime
import io
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ognisko.accounts.models import Role, User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice.models import Kind, Session
from ognisko.advice.tests import factories
from ognisko.advice.tests.factories import JoiningFactory, KindFactory, ProjectFactory
from ognisko.core.spreadsheets import read_workbook
from ognisko.ledger.actions import close
from ognisko.ledger.models import Entry
from ognisko.people.models import Party, Task
from ognisko.people.rules import Kind as PartyKind
from ognisko.projects.actions import assign
from ognisko.projects.models import Joining, Project

pytestmark = pytest.mark.django_db

DAY = datetime.date(2024, 3, 13)
ADD = "/doradztwo/dodaj/"
PESEL_REFUSED = "Tu jest numer PESEL. Usuń go i zapisz ponownie: PESEL zapisujemy tylko w danych chronionych osoby."


@pytest.fixture
def advisor() -> User:
    return UserFactory(name="Hanna Wrzosek")


@pytest.fixture
def kind() -> Kind:
    """The only kind there is; the shipped ones would make every form's list long."""
    Kind.objects.all().delete()
    return KindFactory(key="general", name="ogólne", name_en="general")


@pytest.fixture
def advised() -> Party:
    return factories.party()


def logged_in(*roles: Role) -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[role.value for role in roles]))
    return client


@pytest.fixture
def browser(advisor: User) -> Client:
    client = Client()
    client.force_login(advisor)
    return client


def typed(kind: Kind, party: Party | None, **values: Any) -> dict[str, Any]:
    """What a browser sends for a session."""
    return {
        "token": str(uuid.uuid4()),
        "party": party.pk if party else "",
        "party_text": str(party or ""),
        "day": "13.03.2024",
        "minutes": "1,5",
        "kind": kind.pk,
        "form": "in_person",
        "save": "1",
        **values,
    }


def errors(response: Any) -> dict[str, list[str]]:
    return {name: [str(error) for error in found] for name, found in response.context["form"].errors.items()}


# Recording ----------------------------------------------------------------------------------------------------------


def test_a_session_is_recorded_with_a_toast_that_takes_it_back(
    browser: Client, advisor: User, kind: Kind, advised: Party
) -> None:
    response = browser.post(ADD, typed(kind, advised, subject="Zmiany w statucie", next="/doradztwo/?advisor=me"))
    session = Session.objects.get()
    assert (response.status_code, response["Location"]) == (302, "/doradztwo/?advisor=me")
    assert (session.day, session.minutes, session.advisor, session.party) == (DAY, 90, advisor, advised)
    page = browser.get("/doradztwo/")
    (toast,) = page.context["messages"]
    undo = f"/doradztwo/{session.pk}/anuluj/"
    assert (str(toast), toast.extra_tags) == ("Zapisano 1,5 h.", f"undo:{undo}")
    browser.post(undo)
    session.refresh_from_db()
    assert session.is_cancelled


@pytest.mark.parametrize(
    ("text", "minutes", "starts_at"),
    [
        ("1,5", 90, None),
        ("1:30", 90, None),
        ("90 min", 90, None),
        ("9:00–10:30", 90, datetime.time(9)),
        ("9-10.30", 90, datetime.time(9)),
    ],
)
def test_a_duration_is_typed_as_one_likes(
    browser: Client, kind: Kind, advised: Party, text: str, minutes: int, starts_at: datetime.time | None
) -> None:
    browser.post(ADD, typed(kind, advised, minutes=text))
    session = Session.objects.get()
    assert (session.minutes, session.starts_at) == (minutes, starts_at)


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"minutes": "10:30–9:00"}, "minutes", "Godzina „do” jest wcześniejsza niż „od”."),
        ({"minutes": "17"}, "minutes", "Wpisz najwyżej 16 h."),
        ({"party": "", "party_text": ""}, "party", "Wpisz, z kim była sesja."),
        ({"day": "2099-01-01"}, "day", "Ten dzień dopiero nadejdzie. Zapisz sesję, gdy się odbędzie."),
        ({"task_title": "Oddzwonić"}, "task_due", "Podaj, do kiedy trzeba to zrobić."),
        ({"confidential_note": "PESEL prezesa 44051401359"}, "confidential_note", PESEL_REFUSED),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_recorded(
    browser: Client, kind: Kind, advised: Party, values: dict[str, str], field: str, message: str
) -> None:
    response = browser.post(ADD, typed(kind, advised, subject="Statut") | values)
    assert errors(response) == {field: [message]}
    assert 'value="Statut"' in response.content.decode()
    assert not Session.objects.exists()


def test_two_clicks_record_one_session(browser: Client, kind: Kind, advised: Party) -> None:
    once = typed(kind, advised)
    assert [browser.post(ADD, once).status_code for _ in range(2)] == [302, 302]
    assert Session.objects.count() == 1


def test_a_form_that_was_saved_and_then_filled_in_anew_loses_nothing(
    browser: Client, kind: Kind, advised: Party
) -> None:
    once = typed(kind, advised)
    browser.post(ADD, once)
    response = browser.post(ADD, once | {"minutes": "2"})
    assert list(errors(response)) == ["__all__"]
    fresh = response.context["form"].data["token"]
    assert browser.post(ADD, once | {"minutes": "2", "token": fresh}).status_code == 302
    assert list(Session.objects.order_by("id").values_list("minutes", flat=True)) == [90, 120]


def test_a_second_new_party_under_the_token_of_the_first_is_not_lost(browser: Client, kind: Kind) -> None:
    once = typed(kind, None, new_name="KGW Jarzębinki", new_kind=PartyKind.RURAL_HOUSEWIVES_CIRCLE)
    assert browser.post(ADD, once).status_code == 302
    other = once | {"new_name": "OSP Łęki", "new_kind": PartyKind.VOLUNTEER_FIRE_BRIGADE}
    response = browser.post(ADD, other)
    assert list(errors(response)) == ["__all__"]
    fresh = response.context["form"].data["token"]
    assert browser.post(ADD, other | {"token": fresh}).status_code == 302
    told = Session.objects.order_by("id").values_list("party__name", flat=True)
    assert list(told) == ["KGW Jarzębinki", "OSP Łęki"]


def test_two_clicks_with_a_new_party_of_a_known_name_record_one_session(browser: Client, kind: Kind) -> None:
    factories.party("Jan Olczak", PartyKind.PERSON)
    once = typed(kind, None, new_name="Jan Olczak", new_kind=PartyKind.PERSON, new_anyway="on", new_place=101401)
    assert [browser.post(ADD, once).status_code for _ in range(2)] == [302, 302]
    assert (Session.objects.count(), Party.objects.count()) == (1, 2)


@pytest.mark.parametrize("field", ["subject", "confidential_note", "new_name", "task_title"])
def test_a_pesel_is_refused_in_every_text_of_a_session(browser: Client, kind: Kind, field: str) -> None:
    values = {"new_name": "KGW Jarzębinki", "new_kind": PartyKind.RURAL_HOUSEWIVES_CIRCLE, "task_due": "2024-04-01"}
    response = browser.post(ADD, typed(kind, None, **values | {field: "Anna 44051401359"}))
    assert errors(response)[field] == [PESEL_REFUSED]
    assert not Session.objects.exists()


def test_labour_status_is_refused_where_the_session_is_with_a_person(
    browser: Client, kind: Kind, advised: Party
) -> None:
    words = {"subject": "Warsztaty dla bezrobotnych", "confidential_note": "Ma orzeczenie o niepełnosprawności"}
    person = factories.party("Jan Olczak", PartyKind.PERSON)
    assert sorted(errors(browser.post(ADD, typed(kind, person, **words)))) == ["confidential_note", "subject"]
    new = typed(kind, None, new_name="Anna Nowa", new_kind=PartyKind.PERSON, **words)
    assert sorted(errors(browser.post(ADD, new))) == ["confidential_note", "subject"]
    assert browser.post(ADD, typed(kind, advised, **words)).status_code == 302


def test_numbers_that_are_none_choose_no_session(db: None) -> None:
    client = logged_in(Role.DIRECTOR)
    response = client.post("/doradztwo/zmien/", {"session": ["²", "9" * 4400, "-1", str(10**30)]})
    assert response.status_code == 302


def test_save_and_next_keeps_day_kind_and_project(browser: Client, kind: Kind, advised: Party) -> None:
    project = ProjectFactory()
    sent = typed(kind, advised, project=project.pk, form="phone")
    del sent["save"]
    response = browser.post(ADD, sent | {"save_next": "1"})
    assert response["Location"] == f"{ADD}?day=2024-03-13&kind={kind.pk}&form=phone&project={project.pk}&office="
    form = browser.get(response["Location"]).context["form"]
    assert {name: str(form[name].value() or "") for name in ("day", "kind", "project", "form", "party")} == {
        "day": "2024-03-13",
        "kind": str(kind.pk),
        "project": str(project.pk),
        "form": "phone",
        "party": "",
    }


def test_a_new_form_begins_with_today_and_what_was_used_last(
    browser: Client, advisor: User, kind: Kind, advised: Party
) -> None:
    project, office = ProjectFactory(), factories.office()
    factories.session(party=advised, advisor=advisor, kind=kind, project=project, office=office, form="online")
    form = browser.get(f"{ADD}?party={advised.pk}").context["form"]
    names = ("party", "day", "kind", "project", "office", "form", "next")
    assert {name: form[name].value() for name in names} == {
        "party": advised.pk,
        "day": timezone.localdate(),
        "kind": kind.pk,
        "project": project.pk,
        "office": office.pk,
        "form": "online",
        "next": advised.get_absolute_url(),
    }


def test_a_newcomer_begins_with_the_assigned_project_and_office(browser: Client, advisor: User) -> None:
    ProjectFactory()
    mine, office = ProjectFactory(), factories.office()
    assign(advisor, role=Role.ADVISOR, project=mine, office=office, by=None)
    form = browser.get(ADD).context["form"]
    assert (form["project"].value(), form["office"].value()) == (mine.pk, office.pk)


def test_a_typed_name_that_means_one_party_is_taken_without_scripts(
    browser: Client, kind: Kind, advised: Party
) -> None:
    browser.post(ADD, typed(kind, None, party_text="razem nad warta"))
    assert Session.objects.get().party == advised


def test_a_party_that_is_not_there_is_added_in_the_same_form(browser: Client, kind: Kind) -> None:
    sent = typed(kind, None, party_text="KGW Jarzębinki")
    response = browser.post(ADD, sent)
    form = response.context["form"]
    assert (form["new_name"].value(), form.shows_new_party) == ("KGW Jarzębinki", True)
    added = sent | {"new_name": "KGW Jarzębinki", "new_kind": PartyKind.RURAL_HOUSEWIVES_CIRCLE, "new_place": 101401}
    assert [browser.post(ADD, added).status_code for _ in range(2)] == [302, 302]
    new = Party.objects.get()
    assert (new.name, new.kind_now, new.seat_now_id) == ("KGW Jarzębinki", PartyKind.RURAL_HOUSEWIVES_CIRCLE, 101401)
    assert Session.objects.get().party == new


def test_a_new_party_of_a_known_name_asks_first(browser: Client, kind: Kind) -> None:
    factories.party("Jan Olczak", PartyKind.PERSON)
    sent = typed(kind, None, new_name="jan olczak", new_kind=PartyKind.PERSON)
    assert list(errors(browser.post(ADD, sent))) == ["new_name"]
    assert browser.post(ADD, sent | {"new_anyway": "on"}).status_code == 302
    assert Party.objects.count() == 2


def test_other_parties_people_present_a_note_and_a_follow_up_are_recorded(
    browser: Client, advisor: User, kind: Kind, advised: Party
) -> None:
    other, guest = factories.party("Fundacja „Ciepły Kąt”"), factories.party("Jan Olczak", PartyKind.PERSON)
    browser.post(
        ADD,
        typed(
            kind, advised, other_rows="2", present_rows="2", other_0=other.pk, present_1=guest.pk, people_count="4",
            confidential_note="Spór w zarządzie", task_title="Oddzwonić", task_due="20.03.2024",
            task_assignee=advisor.pk, place="101401",
        ),
    )  # fmt: skip
    session = Session.objects.get()
    assert list(session.participations.values_list("party", "capacity")) == [(guest.pk, 2), (other.pk, 1)]
    assert (session.people_count, session.confidential_note, session.place_id) == (4, "Spór w zarządzie", 101401)
    assert Task.objects.values_list("title", "party", "due_on").get() == (
        "Oddzwonić",
        advised.pk,
        datetime.date(2024, 3, 20),
    )


def test_more_rows_keep_everything_typed_and_complain_about_nothing(
    browser: Client, kind: Kind, advised: Party
) -> None:
    sent = typed(kind, advised, minutes="", subject="Statut", other_rows="2", present_rows="2", other_1_text="Fund")
    response = browser.post(ADD, sent | {"add_rows": "other"})
    form = response.context["form"]
    assert (len(form.others), len(form.present), form.is_bound) == (5, 2, False)
    content = response.content.decode()
    assert 'value="Statut"' in content
    assert 'value="Fund"' in content
    assert f'value="{advised.pk}"' in content


# Both ways out ------------------------------------------------------------------------------------------------------


@pytest.fixture
def strict() -> Project:
    return ProjectFactory(short_name="OWES Sieradz", requires_joining=True)


def test_who_has_not_joined_is_named_at_the_project_with_both_ways_out(
    browser: Client, kind: Kind, advised: Party, strict: Project
) -> None:
    open_one, joined = ProjectFactory(short_name="Mikrogranty"), ProjectFactory(requires_joining=True)
    JoiningFactory(project=joined, party=advised)
    ProjectFactory(requires_joining=True)
    response = browser.post(ADD, typed(kind, advised, project=strict.pk, subject="Statut"))
    assert list(errors(response)) == ["project"]
    assert list(response.context["form"].ways_out) == [open_one, joined]
    content = response.content.decode()
    assert 'name="with_joining"' in content
    assert content.count('name="project_instead"') == 2
    assert 'value="Statut"' in content


def test_the_first_way_out_records_the_joining_and_the_session(
    browser: Client, kind: Kind, advised: Party, strict: Project
) -> None:
    sent = typed(kind, advised, project=strict.pk)
    del sent["save"]
    assert browser.post(ADD, sent | {"with_joining": "1"}).status_code == 302
    assert Joining.objects.values_list("project", "party", "joined_on").get() == (strict.pk, advised.pk, DAY)
    assert Session.objects.get().project == strict


def test_the_second_way_out_records_the_session_in_another_project(
    browser: Client, kind: Kind, advised: Party, strict: Project
) -> None:
    other = ProjectFactory(short_name="Mikrogranty")
    sent = typed(kind, advised, project=strict.pk, subject="Statut")
    del sent["save"]
    assert browser.post(ADD, sent | {"project_instead": other.pk}).status_code == 302
    assert Session.objects.values_list("project", "subject").get() == (other.pk, "Statut")


def test_a_change_to_a_project_that_was_not_joined_offers_the_same(
    browser: Client, advisor: User, kind: Kind, advised: Party, strict: Project
) -> None:
    session = factories.session(party=advised, advisor=advisor, kind=kind)
    address = reverse("advice:session_edit", args=[session.pk])
    sent = typed(kind, advised, project=strict.pk)
    assert list(errors(browser.post(address, sent))) == ["project"]
    assert browser.post(address, sent | {"with_joining": "1"}).status_code == 302
    session.refresh_from_db()
    assert (session.project, Joining.objects.get().party) == (strict, advised)


def test_a_day_outside_the_project_is_refused(browser: Client, kind: Kind, advised: Party) -> None:
    project = ProjectFactory(period=("2025-01-01", "2026-01-01"))
    response = browser.post(ADD, typed(kind, advised, project=project.pk))
    assert list(errors(response)) == ["project"]


# Closed periods -----------------------------------------------------------------------------------------------------


def test_a_closed_period_asks_for_a_reason_and_the_correction_stays_visible(
    browser: Client, advisor: User, kind: Kind, advised: Party
) -> None:
    session = factories.session(party=advised, advisor=advisor, kind=kind, subject="Statut")
    close(datetime.date(2024, 1, 1), datetime.date(2025, 1, 1), by=advisor)
    address = reverse("advice:session_edit", args=[session.pk])
    sent = typed(kind, advised, minutes="1", subject="Statut i regulamin")
    response = browser.post(address, sent)
    assert errors(response) == {"reason": ["Ten okres jest zamknięty. Zmianę zapiszemy jako korektę, podaj powód."]}
    assert 'value="Statut i regulamin"' in response.content.decode()
    assert browser.post(address, sent | {"reason": "pomyłka w karcie"}).status_code == 302
    page = browser.get(session.get_absolute_url())
    assert [(line.quantity, line.reason) for line in page.context["corrections"]] == [
        *[(-90, "pomyłka w karcie")] * 4,
        *[(60, "pomyłka w karcie")] * 4,
    ]
    assert "pomyłka w karcie" in page.content.decode()


def test_a_reason_holds_no_pesel(advised: Party, kind: Kind) -> None:
    session = factories.session(party=advised, kind=kind)
    close(datetime.date(2024, 3, 1), datetime.date(2024, 4, 1), by=None)
    browser = logged_in(Role.DIRECTOR)
    pesel = "za PESEL 44051401359"
    one = browser.post(f"/doradztwo/{session.pk}/anuluj/", {"reason": pesel})
    many = browser.post("/doradztwo/zmien/", {"session": session.pk, "office": "0", "reason": pesel})
    assert [errors(one), errors(many)] == [{"reason": [PESEL_REFUSED]}] * 2
    assert not Entry.objects.filter(correction_reason__contains="44051401359").exists()


def test_cancelling_in_a_closed_period_asks_for_a_reason_on_a_page(
    browser: Client, advisor: User, kind: Kind, advised: Party
) -> None:
    session = factories.session(party=advised, advisor=advisor, kind=kind)
    close(datetime.date(2024, 1, 1), datetime.date(2025, 1, 1), by=advisor)
    address = reverse("advice:session_cancel", args=[session.pk])
    page = browser.post(address, headers={"referer": "http://testserver/doradztwo/?kind=1"})
    assert (page.status_code, page.context["next"]) == (200, "/doradztwo/?kind=1")
    assert list(errors(browser.post(address, {"reason": ""}))) == ["reason"]
    response = browser.post(address, {"reason": "wpisana dwa razy", "next": "/doradztwo/?kind=1"})
    session.refresh_from_db()
    assert (response["Location"], session.is_cancelled) == ("/doradztwo/?kind=1", True)
    assert Entry.objects.filter(correction_reason="wpisana dwa razy").count() == 4


# Who may what -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "page", "change", "many"),
    [
        (Role.DIRECTOR, 200, 200, 302),
        (Role.COORDINATOR, 200, 200, 302),
        (Role.ADMINISTRATOR, 200, 200, 302),
        (Role.ADVISOR, 200, 404, 404),
        (Role.ANIMATOR, 200, 404, 404),
        (Role.ACCOUNTANT, 200, 404, 404),
        (Role.AUDITOR, 200, 404, 404),
        (Role.ASSESSOR, 404, 404, 404),
    ],
)
def test_a_session_is_seen_by_staff_and_changed_by_its_advisor_and_those_who_steer(
    kind: Kind, advised: Party, advisor: User, role: Role, page: int, change: int, many: int
) -> None:
    session = factories.session(party=advised, advisor=advisor, kind=kind)
    client = logged_in(role)
    found = (
        client.get(session.get_absolute_url()).status_code,
        client.get(reverse("advice:session_edit", args=[session.pk])).status_code,
        client.post(reverse("advice:sessions_change")).status_code,
    )
    assert found == (page, change, many)
    cancelled = client.post(reverse("advice:session_cancel", args=[session.pk])).status_code
    session.refresh_from_db()
    assert (cancelled, session.is_cancelled) == ((302, True) if change == 200 else (404, False))


def test_an_auditor_records_nothing(kind: Kind, advised: Party) -> None:
    client = logged_in(Role.AUDITOR)
    assert [client.get(ADD).status_code, client.post(ADD, typed(kind, advised)).status_code] == [404, 404]
    assert 'href="/doradztwo/dodaj/"' not in client.get("/doradztwo/").content.decode()


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        (Role.DIRECTOR, True),
        (Role.COORDINATOR, False),
        (Role.ADMINISTRATOR, False),
        (Role.AUDITOR, False),
        (Role.ADVISOR, False),
    ],
)
def test_the_confidential_note_is_its_advisors_and_the_directors_alone(
    browser: Client, kind: Kind, advised: Party, advisor: User, role: Role, reads: bool
) -> None:
    session = factories.session(party=advised, advisor=advisor, kind=kind, confidential_note="Spór w zarządzie")
    client = logged_in(role)
    pages = [session.get_absolute_url(), f"{session.get_absolute_url()}zmien/"]
    shown = ["Spór w zarządzie" in client.get(page).content.decode() for page in pages]
    assert shown == ([True, True] if reads else [False, False])
    assert "Spór w zarządzie" in browser.get(session.get_absolute_url()).content.decode()
    for page in ("/doradztwo/", "/doradztwo/?q=zarz", "/doradztwo/?format=csv"):
        assert "Spór" not in browser.get(page).content.decode()
    panel = client.get(session.get_absolute_url(), headers={"hx-request": "true", "hx-target": "panel"})
    assert ("Spór" in panel.content.decode()) is reads


def test_a_note_that_one_may_not_read_stays_as_it_was(kind: Kind, advised: Party, advisor: User) -> None:
    session = factories.session(party=advised, advisor=advisor, kind=kind, confidential_note="Spór w zarządzie")
    sent = typed(kind, advised, minutes="2", advisor=advisor.pk, confidential_note="nadpisana")
    assert logged_in(Role.COORDINATOR).post(f"{session.get_absolute_url()}zmien/", sent).status_code == 302
    session.refresh_from_db()
    assert (session.minutes, session.confidential_note, session.advisor) == (120, "Spór w zarządzie", advisor)


def test_only_those_who_steer_record_for_somebody_else(
    browser: Client, kind: Kind, advised: Party, advisor: User
) -> None:
    colleague = UserFactory()
    browser.post(ADD, typed(kind, advised, advisor=colleague.pk))
    logged_in(Role.COORDINATOR).post(ADD, typed(kind, advised, advisor=colleague.pk))
    assert [row.advisor for row in Session.objects.order_by("id")] == [advisor, colleague]


# The page -----------------------------------------------------------------------------------------------------------


def test_the_page_says_what_the_session_counts(browser: Client, kind: Kind, advised: Party, advisor: User) -> None:
    session = factories.session(party=advised, advisor=advisor, kind=kind, people_count=2)
    page = browser.get(session.get_absolute_url())
    assert [(line.measure, line.quantity, line.party) for line in page.context["entries"]] == [
        ("godziny doradztwa", 90, str(advised)),
        ("osobogodziny doradztwa", 180, str(advised)),
        ("godziny doradztwa na podmiot", 90, str(advised)),
        ("godziny doradztwa indywidualnego", 90, str(advised)),
    ]


# The list -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def three(advisor: User, kind: Kind, advised: Party) -> list[Session]:
    education = KindFactory(key="education", name="edukacja indywidualna", category=2)
    project, office, other = ProjectFactory(), factories.office(), factories.party("KGW „Jarzębinki” w Wojkowie")
    return [
        factories.session(party=advised, advisor=advisor, kind=kind, project=project, subject="Zmiany w statucie"),
        factories.session(party=other, kind=education, minutes=60, office=office, day=datetime.date(2024, 5, 2)),
        factories.session(
            party=other, others=[advised], kind=kind, minutes=30, form="phone", day=datetime.date(2024, 6, 3)
        ),
    ]


def listed(client: Client, query: str) -> list[int]:
    return [row.pk for row in client.get(f"/doradztwo/?{query}").context["page"]]


def test_the_list_filters_by_everything(browser: Client, three: list[Session], advised: Party, kind: Kind) -> None:
    first, second, third = (session.pk for session in three)
    found = {
        query: listed(browser, query)
        for query in (
            "", "since=2024-05-01", "until=2024-05-02", "since=1.05.2024&until=31.05.2024", "advisor=me",
            f"kind={kind.pk}", "category=2", f"project={three[0].project_id}", "project=0",
            f"office={three[1].office_id}", "form=phone", f"party={advised.pk}", "q=statucie", "q=jarzebinki wojk",
            "sort=hours", "sort=-hours", "until=nie-data",
        )
    }  # fmt: skip
    assert found == {
        "": [third, second, first],
        "since=2024-05-01": [third, second],
        "until=2024-05-02": [second, first],
        "since=1.05.2024&until=31.05.2024": [second],
        "advisor=me": [first],
        f"kind={kind.pk}": [third, first],
        "category=2": [second],
        f"project={three[0].project_id}": [first],
        "project=0": [third, second],
        f"office={three[1].office_id}": [second],
        "form=phone": [third],
        f"party={advised.pk}": [third, first],
        "q=statucie": [first],
        "q=jarzebinki wojk": [third, second],
        "sort=hours": [third, second, first],
        "sort=-hours": [first, second, third],
        "until=nie-data": [third, second, first],
    }


def test_cancelled_sessions_are_shown_on_request_and_never_summed(browser: Client, three: list[Session]) -> None:
    browser.post(f"{three[0].get_absolute_url()}anuluj/")
    assert (len(listed(browser, "")), len(listed(browser, "cancelled=on"))) == (2, 3)
    totals = browser.get("/doradztwo/?cancelled=on").context["totals"]
    assert (totals.sessions, totals.minutes) == (2, 90)


def test_the_export_is_the_filtered_list_without_the_note(browser: Client, three: list[Session]) -> None:
    response = browser.get("/doradztwo/?advisor=me&format=csv")
    assert response.content.decode("utf-8-sig") == (
        "Dzień;Od;Godziny;Rodzaj;Jak;Podmiot;Kto prowadził;Liczba osób;Projekt;Biuro;Gmina;Co zrobiono;"
        "Numer w rejestrze;Anulowana\r\n"
        f"2024-03-13;;1,5;doradztwo ogólne;osobiście;Stowarzyszenie „Razem nad Wartą”;Hanna Wrzosek;1;"
        f"{three[0].project};;;Zmiany w statucie;;\r\n"
    )
    (sheet,) = read_workbook(io.BytesIO(browser.get("/doradztwo/?format=xlsx").content).getvalue())
    assert [row.cells[2] for row in sheet.rows[1:]] == [0.5, 1.0, 1.5]


def test_the_list_takes_the_same_queries_at_one_and_at_thirty_rows(
    browser: Client, advisor: User, kind: Kind, advised: Party
) -> None:
    project, office = ProjectFactory(), factories.office()
    counts = []
    for rows in (1, 29):
        for _ in range(rows):
            factories.session(party=advised, advisor=advisor, kind=kind, project=project, office=office)
        browser.get("/doradztwo/")
        with CaptureQueriesContext(connection) as ran:
            listed(browser, "")
        counts.append(len(ran))
    assert counts == [10, 10]


def test_an_empty_list_says_what_to_do_next(browser: Client, advised: Party) -> None:
    assert "Zapisz pierwszą sesję" in browser.get("/doradztwo/").content.decode()
    assert "Wyczyść filtry" in browser.get("/doradztwo/?form=phone").content.decode()


def test_numbers_open_as_a_panel(browser: Client, three: list[Session]) -> None:
    panel = {"hx-request": "true", "hx-target": "panel"}
    content = browser.get("/doradztwo/", headers=panel).content.decode()
    assert ("<html" in content, "records-sum" in content) == (False, True)


def test_ticked_sessions_move_together_and_those_that_cannot_are_named(
    kind: Kind, advised: Party, advisor: User, strict: Project
) -> None:
    other = factories.party("Fundacja „Ciepły Kąt”")
    JoiningFactory(project=strict, party=other)
    stays = factories.session(party=advised, advisor=advisor, kind=kind)
    moves = factories.session(party=other, advisor=advisor, kind=kind)
    client = logged_in(Role.COORDINATOR)
    response = client.post(
        "/doradztwo/zmien/", {"session": [stays.pk, moves.pk], "project": strict.pk, "next": "/doradztwo/"}
    )
    assert [row.session for row in response.context["refused"]] == [stays]
    assert dict(Session.objects.values_list("pk", "project")) == {stays.pk: None, moves.pk: strict.pk}
    assert list(errors(client.post("/doradztwo/zmien/", {"session": [stays.pk]}))) == ["__all__"]


# Kinds --------------------------------------------------------------------------------------------------------------


def test_kinds_stand_in_their_order_with_how_often_each_was_used(kind: Kind, advised: Party) -> None:
    Kind.objects.exclude(pk=kind.pk).delete()
    KindFactory(key="b", name="później", position=20)
    KindFactory(key="a", name="najpierw", position=10)
    Kind.objects.filter(pk=kind.pk).update(position=15)
    factories.session(party=advised, kind=kind)
    rows = logged_in(Role.COORDINATOR).get("/doradztwo/rodzaje/").context["kinds"]
    assert [(row.name, row.used) for row in rows] == [("najpierw", 0), ("ogólne", 1), ("później", 0)]


def test_kinds_are_added_renamed_and_retired(kind: Kind, advised: Party) -> None:
    client = logged_in(Role.COORDINATOR)
    client.post("/doradztwo/rodzaje/", {"name": "energetyczne", "name_en": "energy", "category": 1})
    own = Kind.objects.get(name="energetyczne")
    client.post(f"/doradztwo/rodzaje/{own.pk}/", {"name": "klimatyczne", "name_en": "climate"})
    client.post(f"/doradztwo/rodzaje/{own.pk}/w-formularzach/", {"offered": "no"})
    own.refresh_from_db()
    assert (own.name, own.key, own.is_active) == ("klimatyczne", "energetyczne", False)
    ((_group, offered),) = client.get(ADD).context["form"]["kind"].field.choices[1:]
    assert [str(name) for _number, name in offered] == ["ogólne"]
    taken = client.post("/doradztwo/rodzaje/", {"name": "klimatyczne", "category": 1})
    assert errors(taken) == {"name": ["Jest już rodzaj o tej nazwie."]}


def test_the_picker_says_when_a_party_was_last_with_the_advisor(
    browser: Client, advised: Party, advisor: User, kind: Kind
) -> None:
    factories.session(party=advised, advisor=advisor, kind=kind)
    content = browser.get("/doradztwo/podmioty?q=razem").content.decode()
    assert f'data-value="{advised.pk}"' in content
    assert "ostatnio u Ciebie 13 marca 2024" in content
