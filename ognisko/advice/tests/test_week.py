"""The week grid: a row becomes one session or stays its author's draft; pasted rows lose nothing."""

import datetime
import re
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice import queries
from ognisko.advice.actions import (
    NotJoinedError,
    RowDraft,
    SessionDraft,
    change_row_with_new_party,
    draft_of,
    forget_thrown_rows,
    keep_rows,
    record_row,
    record_rows,
    record_sessions,
    throw_row,
)
from ognisko.advice.actions.merging import move_party
from ognisko.advice.models import DraftRow, Kind, Session
from ognisko.advice.tests import factories
from ognisko.advice.tests.factories import JoiningFactory, KindFactory, ProjectFactory
from ognisko.ledger.actions import close
from ognisko.ledger.models import Entry
from ognisko.people.actions import PartyDraft
from ognisko.people.actions.journal import Journal
from ognisko.people.models import Party
from ognisko.people.rules import Kind as PartyKind
from ognisko.projects.models import Joining

pytestmark = pytest.mark.django_db

MONDAY = datetime.date(2024, 3, 11)
WEEK = "/doradztwo/tydzien/?od=2024-03-13"
ROW, PASTE, REPEAT = "/doradztwo/tydzien/wiersz/", "/doradztwo/tydzien/wklej/", "/doradztwo/tydzien/powtorz/"
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def advisor() -> User:
    return UserFactory(name="Hanna Wrzosek")


@pytest.fixture
def kind() -> Kind:
    Kind.objects.all().delete()
    return KindFactory(key="general", name="ogólne", name_en="general")


@pytest.fixture
def advised() -> Party:
    return factories.party()


@pytest.fixture
def browser(advisor: User) -> Client:
    client = Client()
    client.force_login(advisor)
    return client


def row(kind: Kind, party: Party | None = None, /, **values: Any) -> dict[str, Any]:
    """What a browser sends for a row."""
    return {
        "token": str(uuid.uuid4()), "week": "2024-03-11", "day": "śr", "time": "9:00–10:30",
        "party": party.pk if party else "", "party_text": str(party or ""), "party_was": str(party or ""),
        "kind": kind.pk, "subject": "Statut", "project": "", "form": "phone", "office": "", **values,
    }  # fmt: skip


def send(browser: Client, data: dict[str, Any]) -> Any:
    """Send a row as the script does; what it got, as the row that it shows."""
    response = browser.post(ROW, data, headers=FETCH)
    assert response.status_code == 200
    return response.context["row"]


def told(session: Session) -> tuple[Any, ...]:
    return (
        session.day, session.starts_at, session.minutes, session.party, session.kind, session.subject, session.project,
        session.form, session.office, session.advisor,
    )  # fmt: skip


# One row --------------------------------------------------------------------------------------------------------------


def test_a_complete_row_is_a_session_and_counts(browser: Client, advisor: User, kind: Kind, advised: Party) -> None:
    sent = row(kind, advised)
    shown = send(browser, sent)
    session = Session.objects.get()
    assert told(session) == (
        datetime.date(2024, 3, 13), datetime.time(9), 90, advised, kind, "Statut", None, "phone", None, advisor,
    )  # fmt: skip
    assert (str(session.token), shown.state, shown.said) == (sent["token"], "saved", "Zapisano 1,5 h.")
    assert (Entry.objects.count(), DraftRow.objects.count()) == (4, 0)


def test_a_row_sent_twice_is_one_session(browser: Client, kind: Kind, advised: Party) -> None:
    sent = row(kind, advised)
    assert [send(browser, sent).state for _time in range(3)] == ["saved"] * 3
    assert (Session.objects.count(), Entry.objects.count()) == (1, 4)


def test_a_row_sent_again_otherwise_changes_its_session(browser: Client, kind: Kind, advised: Party) -> None:
    sent = row(kind, advised)
    other = factories.party("Fundacja „Ciepły Kąt”")
    first = send(browser, sent).session
    Session.objects.filter(pk=first.pk).update(confidential_note="szeptem", people_count=3)
    send(browser, sent | {"time": "2", "party": other.pk, "party_text": str(other), "party_was": str(other)})
    session = Session.objects.get()
    assert (session.minutes, session.starts_at, session.party) == (120, None, other)
    assert (session.confidential_note, session.people_count) == ("szeptem", 3)


def test_a_session_past_midnight_keeps_its_start_when_another_cell_changes(
    browser: Client, advisor: User, kind: Kind, advised: Party
) -> None:
    held = factories.session(
        party=advised, advisor=advisor, kind=kind, day=MONDAY, minutes=120, starts_at=datetime.time(23)
    )
    send(browser, row(kind, advised, token=str(held.token), day="pn", time="2", subject="Nocny dyżur"))
    held.refresh_from_db()
    assert (held.starts_at, held.minutes, held.subject) == (datetime.time(23), 120, "Nocny dyżur")


def test_an_unfinished_row_is_a_draft_that_counts_as_nothing_and_says_what_it_needs(
    browser: Client, advisor: User, kind: Kind, advised: Party
) -> None:
    sent = row(kind, advised, time="", kind="")
    shown = send(browser, sent)
    assert (shown.state, shown.said) == ("draft", "szkic, brakuje: czas, rodzaj")
    assert (Session.objects.count(), Entry.objects.count()) == (0, 0)
    draft = DraftRow.objects.get()
    assert (draft.author, draft.week, draft.day) == (advisor, MONDAY, datetime.date(2024, 3, 13))
    again = browser.get(WEEK).context["grid"]
    assert [(one.token, one.state, one.cells["subject"]) for one in again.rows if not one.is_fresh] == [
        (uuid.UUID(sent["token"]), "draft", "Statut")
    ]
    assert send(browser, sent | {"time": "1", "kind": kind.pk}).state == "saved"
    assert (Session.objects.count(), DraftRow.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("values", "cell", "message"),
    [
        ({"day": "20"}, "day", "W tym tygodniu nie ma takiego dnia. Dopisz miesiąc, na przykład 13.03."),
        ({"day": "1.1.2090"}, "day", "Ten dzień dopiero nadejdzie. Zapisz sesję, gdy się odbędzie."),
        ({"time": "10:30–9:00"}, "time", "Godzina „do” jest wcześniejsza niż „od”."),
        ({"time": "17"}, "time", "Wpisz najwyżej 16 h."),
        ({"kind": "ogulne"}, "kind", "Na liście nie ma „ogulne”. Czy chodzi o „ogólne”?"),
        ({"project": "Nieznany"}, "project", "Nie ma projektu „Nieznany”. Wybierz z listy."),
        ({"office": "Nieznane"}, "office", "Nie ma biura „Nieznane”. Wybierz z listy."),
        ({"subject": "x" * 301}, "subject", "Najwyżej 300 znaków."),
        ({"party": 999_999}, "party", "Tego wpisu już nie ma. Wybierz inny."),
    ],
)
def test_what_is_wrong_is_said_at_its_cell_and_the_typing_stays(
    browser: Client, kind: Kind, advised: Party, values: dict[str, Any], cell: str, message: str
) -> None:
    shown = send(browser, row(kind, advised, **values))
    assert (shown.state, shown.errors) == ("needs", {cell: message})
    if cell != "party":
        assert shown.cells[cell] == values[cell]
    assert DraftRow.objects.count() == 1


def test_a_pesel_is_refused_and_not_kept_in_the_draft_either(browser: Client, kind: Kind, advised: Party) -> None:
    shown = send(browser, row(kind, advised, subject="PESEL 44051401359", time=""))
    assert shown.wrong == {
        "subject": "Tu jest numer PESEL. Usuń go i zapisz ponownie: PESEL zapisujemy tylko w danych chronionych osoby."
    }
    assert shown.cells["subject"] == "PESEL 44051401359"
    with connection.cursor() as cursor:
        cursor.execute("select (select count(*) from advice_draftrow where cells::text like '%%44051401359%%')")
        assert cursor.fetchone() == (0,)
    (again,) = [one for one in browser.get(WEEK).context["grid"].rows if not one.is_fresh]
    assert again.errors == {
        "time": "Wpisz, ile to trwało: 1,5 albo 9:00–10:30.",
        "subject": "Tego, co tu było, nie wolno przechować. Pomiń to i zapisz ponownie.",
    }


def test_health_is_nobody_elses_affair_where_the_session_is_with_a_person(browser: Client, kind: Kind) -> None:
    person = factories.party("Maria Sołtys", PartyKind.PERSON)
    shown = send(browser, row(kind, person, subject="orzeczenie o niepełnosprawności"))
    assert list(shown.wrong) == ["subject"]
    assert DraftRow.objects.get().cells["subject"] == ""


def test_nobody_sees_or_changes_the_rows_of_others(browser: Client, kind: Kind, advised: Party) -> None:
    send(browser, kept := row(kind, None))
    send(browser, saved := row(kind, advised))
    other = Client()
    other.force_login(UserFactory(roles=["director"]))
    assert [one.is_fresh for one in other.get(WEEK).context["grid"].rows] == [True]
    for sent in (kept, saved):
        for extra in ({}, {"cancel": "1"}):
            assert other.post(ROW, sent | extra, headers=FETCH).status_code == 404
    assert (DraftRow.objects.count(), Session.objects.held().count()) == (1, 1)


def test_a_change_that_is_not_complete_waits_while_the_session_stands(
    browser: Client, kind: Kind, advised: Party
) -> None:
    sent = row(kind, advised)
    send(browser, sent)
    shown = send(browser, sent | {"time": "dłużej"})
    assert (shown.state, Session.objects.get().minutes, DraftRow.objects.count()) == ("needs", 90, 1)
    (again,) = [one for one in browser.get(WEEK).context["grid"].rows if not one.is_fresh]
    assert (again.cells["time"], again.state, again.session) == ("dłużej", "needs", Session.objects.get())
    assert send(browser, sent | {"time": "2"}).state == "saved"
    assert (Session.objects.get().minutes, DraftRow.objects.count()) == (120, 0)


def test_a_row_is_taken_back_and_brought_back(browser: Client, kind: Kind, advised: Party) -> None:
    sent = row(kind, advised)
    send(browser, sent)
    assert send(browser, sent | {"cancel": "1"}).state == "cancelled"
    assert Session.objects.held().count() == 0
    assert send(browser, sent | {"restore": "1"}).state == "saved"
    assert Session.objects.held().count() == 1
    unfinished = row(kind, None)
    send(browser, unfinished)
    assert send(browser, unfinished | {"cancel": "1"}).state == "empty"
    assert DraftRow.objects.count() == 0
    assert send(browser, unfinished).state == "draft"
    assert DraftRow.objects.count() == 1


def test_a_row_whose_cancelling_is_refused_keeps_what_was_typed_over_it(
    browser: Client, advisor: User, kind: Kind, advised: Party
) -> None:
    sent = row(kind, advised)
    send(browser, sent)
    send(browser, sent | {"time": "", "subject": "Statut i zarząd"})
    close(MONDAY, MONDAY + datetime.timedelta(days=7), by=advisor)
    assert send(browser, sent | {"cancel": "1"}).asks_reason
    assert [one.cells["subject"] for one in DraftRow.objects.all()] == ["Statut i zarząd"]
    assert send(browser, sent | {"cancel": "1", "reason": "nie odbyło się"}).state == "cancelled"
    assert DraftRow.objects.count() == 0


def test_merging_brings_over_drafts_too_that_were_thrown_away_or_hold_a_number(advisor: User, advised: Party) -> None:
    double = factories.party("Razem nad Wartą")
    cells = [{"party": str(double.pk)}, {"party": double.pk}, {"party": str(advised.pk)}]
    rows = [RowDraft(uuid.uuid4(), MONDAY, MONDAY, one) for one in cells]
    keep_rows(rows, by=advisor)
    throw_row(rows[0].token, by=advisor)
    move_party(advised, double, Journal())
    assert {one.cells["party"] for one in DraftRow.everything.all()} == {str(advised.pk)}


def test_a_draft_that_was_thrown_away_comes_back_without_scripts_within_a_day(browser: Client, kind: Kind) -> None:
    sent = row(kind, None, subject="statut")
    browser.post(ROW, sent)
    browser.post(ROW, sent | {"cancel": "1"})
    toast = list(browser.get(WEEK).context["messages"])[-1]
    undo = f"/doradztwo/tydzien/{sent['token']}/przywroc/"
    assert (str(toast), toast.extra_tags, DraftRow.objects.count()) == ("Szkic odrzucony.", f"undo:{undo}", 0)
    stranger = Client()
    stranger.force_login(UserFactory())
    assert stranger.post(undo).status_code == 404
    assert browser.post(undo)["Location"] == f"/doradztwo/tydzien/?od=2024-03-11#row-{sent['token']}"
    assert [one.cells["subject"] for one in DraftRow.objects.all()] == ["statut"]
    browser.post(ROW, sent | {"cancel": "1"})
    assert forget_thrown_rows() == 0
    assert forget_thrown_rows(now=timezone.now() + datetime.timedelta(days=1, minutes=1)) == 1
    assert browser.post(undo).status_code == 404


# Parties --------------------------------------------------------------------------------------------------------------


def test_text_that_means_one_party_is_that_party(browser: Client, kind: Kind, advised: Party) -> None:
    factories.party("Fundacja „Ciepły Kąt”")
    send(browser, row(kind, None, party_text="nad wart", party_was=""))
    assert Session.objects.get().party == advised


def test_several_are_offered_and_one_click_takes_one(browser: Client, kind: Kind, advised: Party) -> None:
    other = factories.party("Klub „Razem”")
    sent = row(kind, None, party_text="razem", party_was="")
    shown = send(browser, sent)
    assert (shown.wrong, list(shown.offered)) == (
        {"party": "Do „razem” pasuje kilka wpisów. Wybierz jeden poniżej."}, [other, advised],
    )  # fmt: skip
    send(browser, sent | {"party_choice": other.pk})
    assert Session.objects.get().party == other


def test_a_new_party_is_made_in_its_row_once(browser: Client, kind: Kind) -> None:
    name = "Fundacja „Nowy Początek”"
    sent = row(kind, None, party="+", party_text=name, party_was=name)
    shown = send(browser, sent)
    assert (shown.asks_kind, shown.new_kind) == (True, PartyKind.FOUNDATION)
    assert not Party.objects.filter(name=name).exists()
    for _time in range(2):
        assert send(browser, sent | {"new_kind": PartyKind.FOUNDATION.value, "instead_of": 0}).state == "saved"
    (added,) = Party.objects.filter(name=name)
    assert (Session.objects.get().party, added.kind_now) == (added, PartyKind.FOUNDATION)


def test_a_session_moves_to_a_new_party_once(browser: Client, kind: Kind, advised: Party) -> None:
    sent = row(kind, advised)
    send(browser, sent)
    name = "Klub „Iskra”"
    moved = sent | {"party": "+", "party_text": name, "party_was": name}
    page = browser.post(ROW, moved, headers=FETCH).content.decode()
    (left,) = re.findall(r'name="instead_of" value="(\d+)"', page)
    moved |= {"instead_of": left, "new_kind": PartyKind.ASSOCIATION.value}
    for _time in range(2):
        assert send(browser, moved).state == "saved"
    assert (Session.objects.get().party.name, Party.objects.filter(name=name).count()) == (name, 1)


def test_a_session_moves_to_another_party_of_the_same_name_once(browser: Client, kind: Kind, advised: Party) -> None:
    sent = row(kind, advised)
    send(browser, sent)
    new = {"party": "+", "party_text": advised.name, "new_kind": PartyKind.ASSOCIATION.value}
    assert send(browser, sent | new).asks_anyway
    for _time in range(2):
        assert send(browser, sent | new | {"instead_of": advised.pk, "new_anyway": "1"}).state == "saved"
    (other,) = Party.objects.filter(name=advised.name).exclude(pk=advised.pk)
    assert Session.objects.get().party == other


def test_two_clicks_at_once_move_a_session_to_one_new_party(
    browser: Client, advisor: User, kind: Kind, advised: Party
) -> None:
    send(browser, row(kind, advised))
    draft = PartyDraft(name="Klub „Iskra”", kinds=[(PartyKind.ASSOCIATION, None, None)])
    clicks = [Session.objects.get(), Session.objects.get()]
    for seen in clicks:
        change_row_with_new_party(
            seen, draft, lambda party, seen=seen: replace(draft_of(seen), party=party), by=advisor
        )  # fmt: skip
    assert (Session.objects.get().party.name, Party.objects.filter(name="Klub „Iskra”").count()) == ("Klub „Iskra”", 1)


def test_a_namesake_is_named_before_another_is_added(browser: Client, kind: Kind, advised: Party) -> None:
    name = advised.name.upper()
    sent = row(kind, None, party="+", party_text=name, party_was=name, new_kind=PartyKind.ASSOCIATION.value)
    shown = send(browser, sent)
    assert (shown.asks_anyway, list(shown.offered)) == (True, [advised])
    assert send(browser, sent | {"new_anyway": "1"}).state == "saved"
    assert Session.objects.get().party.name == name


def test_the_lookup_offers_a_new_party_and_first_whom_the_advisor_met(
    browser: Client, advisor: User, kind: Kind, advised: Party
) -> None:
    factories.party("Fundacja „Razem”")
    factories.party("Klub „Nierazem”")
    factories.session(party=advised, advisor=advisor, kind=kind)
    response = browser.get("/doradztwo/podmioty", {"q": "raz", "nowy": "1"})
    found = re.findall(r'data-value="([^"]+)" data-label="([^"]+)"', response.content.decode())
    assert [label for _value, label in found] == [str(advised), "Fundacja „Razem”", "Klub „Nierazem”", "raz"]
    assert found[-1][0] == "+"


# Projects -------------------------------------------------------------------------------------------------------------


def test_a_party_that_has_not_joined_has_both_ways_out(browser: Client, kind: Kind, advised: Party) -> None:
    strict = ProjectFactory(short_name="OWES", requires_joining=True)
    free = ProjectFactory(short_name="Mikrogranty")
    sent = row(kind, advised, project=strict.pk)
    shown = send(browser, sent)
    assert (shown.not_joined, shown.ways_out, Joining.objects.count()) == (strict, [free], 0)
    assert shown.wrong["project"].startswith("Do projektu OWES")
    assert send(browser, sent | {"with_joining": "1"}).state == "saved"
    assert Joining.objects.get().joined_on == datetime.date(2024, 3, 13)
    other = row(kind, factories.party("Fundacja „Ciepły Kąt”"), project=strict.pk)
    send(browser, other)
    assert send(browser, other | {"project_instead": free.pk}).session.project == free


def test_a_day_outside_the_project_is_refused(browser: Client, kind: Kind, advised: Party) -> None:
    project = ProjectFactory(short_name="Dawny", period=("2020-01-01", "2021-01-01"))
    project.refresh_from_db()
    assert list(send(browser, row(kind, advised, project="dawny")).wrong) == ["project"]


def test_a_closed_period_asks_for_a_reason(browser: Client, advisor: User, kind: Kind, advised: Party) -> None:
    close(datetime.date(2024, 3, 1), datetime.date(2024, 4, 1), by=None)
    sent = row(kind, advised)
    shown = send(browser, sent)
    assert (shown.asks_reason, list(shown.wrong), Session.objects.count()) == (True, ["day"], 0)
    assert send(browser, sent | {"reason": "zgubiona karta"}).state == "saved"
    assert Entry.objects.filter(correction_reason="zgubiona karta").count() == 4
    shown = send(browser, sent | {"cancel": "1"})
    assert (shown.asks_reason, shown.takes_back, Session.objects.held().count()) == (True, True, 1)


# The page -------------------------------------------------------------------------------------------------------------


def test_the_page_shows_the_week_with_its_sums_and_carries_down(
    browser: Client, advisor: User, kind: Kind, advised: Party
) -> None:
    project = ProjectFactory(short_name="OWES")
    factories.session(party=advised, advisor=advisor, kind=kind, day=MONDAY, minutes=90, project=project)
    factories.session(party=advised, advisor=advisor, kind=kind, day=MONDAY + datetime.timedelta(days=2), minutes=60)
    factories.session(party=advised, kind=kind, day=MONDAY)
    grid = browser.get(WEEK).context["grid"]
    assert [(day.on.day, day.minutes, len(day.rows)) for day in grid.days] == [
        (11, 90, 1), (12, 0, 0), (13, 60, 2), (14, 0, 0), (15, 0, 0), (16, 0, 0), (17, 0, 0),
    ]  # fmt: skip
    assert (grid.hours.total, grid.hours.by_project) == (150, {project: 90, None: 60})
    fresh = grid.days[2].rows[-1]
    assert (fresh.is_fresh, fresh.cells) == (
        True, {"day": "13.03", "kind": str(kind.pk), "project": "", "form": "in_person", "office": ""},
    )  # fmt: skip


def _queries_of(browser: Client) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        browser.get(WEEK)
    return len(captured)


def test_the_page_costs_the_same_queries_for_any_number_of_rows(
    browser: Client, advisor: User, kind: Kind, advised: Party
) -> None:
    def fill(rows: int) -> None:
        for number in range(rows):
            factories.session(party=factories.party(f"Klub {number}"), advisor=advisor, kind=kind, day=MONDAY)
            send(browser, row(kind, None, party_text=f"nikt {number}", party_was=""))
            send(browser, row(kind, advised, day="niewiadomy"))

    fill(1)
    browser.get(WEEK)
    few = _queries_of(browser)
    fill(8)
    assert _queries_of(browser) == few


def test_rows_work_without_scripts_and_say_what_happened(browser: Client, kind: Kind, advised: Party) -> None:
    sent = row(kind, advised)
    response = browser.post(ROW, sent | {"save": "1"})
    assert response["Location"] == f"/doradztwo/tydzien/?od=2024-03-11#row-{sent['token']}"
    page = browser.get(WEEK)
    (toast,) = page.context["messages"]
    assert (str(toast), toast.extra_tags) == ("Zapisano 1,5 h.", f"undo:/doradztwo/{Session.objects.get().pk}/anuluj/")
    browser.post(ROW, row(kind, None))
    (toast,) = browser.get(WEEK).context["messages"]
    assert str(toast) == "Wiersz został szkicem: szkic, brakuje: podmiot."


def test_last_week_is_repeated_as_drafts_once(browser: Client, advisor: User, kind: Kind, advised: Party) -> None:
    held = factories.session(
        party=advised, advisor=advisor, kind=kind, day=MONDAY - datetime.timedelta(days=5), starts_at=datetime.time(9)
    )
    for _time in range(2):
        browser.post(REPEAT, {"week": "2024-03-11", "session": held.pk})
    draft = DraftRow.objects.get()
    assert (draft.day, draft.cells["time"], Session.objects.count()) == (datetime.date(2024, 3, 13), "9:00–10:30", 1)
    (shown,) = [one for one in browser.get(WEEK).context["grid"].rows if not one.is_fresh]
    assert (shown.said, shown.is_complete) == ("szkic, gotowy do zapisania", True)
    sent = {**row(kind, advised), **shown.cells, "token": str(shown.token), "party_was": shown.cells["party_text"]}
    assert send(browser, sent).state == "saved"
    browser.post(REPEAT, {"week": "2024-03-11", "session": held.pk})
    assert (Session.objects.count(), DraftRow.objects.count()) == (2, 0)


def test_whoever_closes_a_period_learns_how_many_rows_are_unfinished(
    browser: Client, advisor: User, kind: Kind
) -> None:
    send(browser, row(kind, None))
    send(browser, row(kind, None, day="31.03"))
    send(browser, row(kind, None, day="kiedyś"))
    march, april = (datetime.date(2024, 3, 1), datetime.date(2024, 3, 31)), (datetime.date(2024, 4, 1),) * 2
    assert queries.draft_rows_by_author(*march) == [(advisor, 3)]
    assert queries.draft_rows_by_author(*april) == []
    assert queries.draft_rows_by_author(MONDAY, MONDAY) == [(advisor, 1)]


# Pasting --------------------------------------------------------------------------------------------------------------

WRONG = (
    "nie wiem\t1\tKlub 1\togólne", "śr\tdługo\tKlub 2\togólne", "śr\t17\tKlub 3\togólne", "śr\t1\tNikt taki\togólne",
    "śr\t1\tKlub 4\todlotowe", "śr\t1\tKlub 5\togólne\t\tNieznany", "śr\t1\t\togólne", "śr\t\tKlub 6\togólne",
    "śr\t1\tKlub 7\togólne\tPESEL 44051401359", "śr\t1\tKlub 8\togólne\t\tOWES",
)  # fmt: skip
MARKED = ["day", "kind", "party", "party", "project", "project", "subject", "time", "time", "time"]


def _two_hundred() -> str:
    good = [f"{11 + number % 5}.03\t1,5\tKlub {number}\togólne\tsprawa {number}" for number in range(190)]
    rows = [*good[:100], *WRONG[:5], *good[100:], *WRONG[5:]]
    return "\r\n".join(rows) + "\r\n"


def test_two_hundred_pasted_rows_with_ten_errors_are_190_saved_and_10_marked_and_nothing_is_lost(
    browser: Client, advisor: User, kind: Kind
) -> None:
    for number in range(190):
        factories.party(f"Klub {number}")
    ProjectFactory(short_name="OWES", requires_joining=True)
    browser.get(WEEK)
    with CaptureQueriesContext(connection) as captured:
        response = browser.post(PASTE, {"week": "2024-03-11", "text": _two_hundred()})
    assert response["Location"] == "/doradztwo/tydzien/?od=2024-03-11"
    assert len(captured) < 60
    page = browser.get(WEEK)
    assert [str(message) for message in page.context["messages"]] == [
        "Zapisano 190 wierszy.", "10 wierszy czeka na poprawki.",
    ]  # fmt: skip
    assert (Session.objects.filter(advisor=advisor).count(), DraftRow.objects.count()) == (190, 10)
    for _reload in range(2):
        rows = [one for one in browser.get(WEEK).context["grid"].rows if not one.is_fresh]
        unfinished = [one for one in rows if one.session is None]
        assert (len(rows), len(unfinished)) == (200, 10)
        assert sorted(name for one in unfinished for name in one.errors) == MARKED
    content = browser.get(WEEK).content.decode()
    assert content.count('aria-invalid="true"') == 10
    assert "odlotowe" in content
    assert "Nikt taki" in content

    browser.post(PASTE, {"week": "2024-03-11", "text": _two_hundred()})
    assert (Session.objects.count(), DraftRow.objects.count()) == (190, 10)
    assert [str(message) for message in browser.get(WEEK).context["messages"]] == [
        "190 wierszy już tu było.", "10 wierszy czeka na poprawki.",
    ]  # fmt: skip


def test_pasted_columns_are_known_by_their_headings(browser: Client, advisor: User, kind: Kind, advised: Party) -> None:
    text = (
        "Lp.\tPodmiot\tData\tOd\tDo\tRodzaj\tForma\tTemat\tUwagi\n"
        f'1\t{advised.name.upper()}\t4.04.2024\t9.00\t10:30\tdoradztwo ogólne\ttelefon\t"z ""cytatem"""\tx\n'
    )
    browser.post(PASTE, {"week": "2024-03-11", "text": text})
    assert told(Session.objects.get()) == (
        datetime.date(2024, 4, 4), datetime.time(9), 90, advised, kind, 'z "cytatem"', None, "phone", None, advisor,
    )  # fmt: skip
    assert [str(message) for message in browser.get(WEEK).context["messages"]][-1] == "Pominięte kolumny: Lp., Uwagi."


def test_a_pasted_row_that_was_taken_back_comes_again(browser: Client, kind: Kind, advised: Party) -> None:
    sent = {"week": "2024-03-11", "text": f"śr\t1\t{advised.name}\togólne"}
    browser.post(PASTE, sent)
    first = Session.objects.get()
    browser.post(f"/doradztwo/{first.pk}/anuluj/")
    for _time in range(2):
        browser.post(PASTE, sent)
    assert (Session.objects.count(), Session.objects.held().count()) == (2, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Najpierw skopiuj wiersze w arkuszu, potem wklej je tutaj."),
        ("śr\t1\n" * 501, "To 501 wierszy. Wklej naraz najwyżej 500 albo wczytaj plik."),
    ],
)
def test_nothing_or_too_much_is_refused_at_the_field(browser: Client, kind: Kind, text: str, message: str) -> None:
    response = browser.post(PASTE, {"week": "2024-03-11", "text": text})
    assert [str(error) for error in response.context["paste"].errors["text"]] == [message]
    assert DraftRow.objects.count() == 0


def test_what_is_refused_while_pasted_rows_are_written_holds_up_nobody_else(
    advisor: User, kind: Kind, advised: Party
) -> None:
    strict = ProjectFactory(requires_joining=True)
    joined = factories.party("Klub „Razem”")
    JoiningFactory(project=strict, party=joined)
    drafts = [
        SessionDraft(
            day=MONDAY, minutes=60, kind=kind, advisor=advisor, party=party, project=strict, token=uuid.uuid4()
        )
        for party in (joined, advised)
    ]
    rows = [RowDraft(draft.token, MONDAY, MONDAY, {"party": str(draft.party.pk)}) for draft in drafts if draft.token]
    assert record_rows(drafts, rows, by=advisor) == drafts[1:]
    assert [session.party for session in Session.objects.all()] == [joined]
    assert [one.cells for one in DraftRow.objects.all()] == [{"party": str(advised.pk)}]
    with pytest.raises(NotJoinedError):
        record_row(drafts[1], by=advisor)


# Long weeks -----------------------------------------------------------------------------------------------------------


def _centre(advisor: User, party: Party, kind: Kind, rows: int) -> None:
    """A week of so many rows in a centre of a usual size."""
    for number in range(10):
        KindFactory(name=f"doradztwo rodzaju {number}")
        ProjectFactory(short_name=f"Ośrodek wsparcia {number}")
        if number < 8:
            factories.office(f"biuro w mieście numer {number}")
    project, office = ProjectFactory(short_name="OWES"), factories.office()
    record_sessions(
        [
            SessionDraft(
                MONDAY + datetime.timedelta(days=number % 5), 90, kind, advisor, party, project=project, office=office,
                starts_at=datetime.time(9), subject=f"sprawa {number}: zmiany w statucie i sprawozdanie za rok",
            )
            for number in range(rows)
        ],
        by=advisor,
    )  # fmt: skip


def test_a_week_of_two_hundred_rows_is_a_small_page_with_the_same_rows(
    browser: Client, advisor: User, kind: Kind, advised: Party
) -> None:
    _centre(advisor, advised, kind, 200)
    page = browser.get(WEEK)
    content = page.content.decode()
    assert len(page.content) < 250_000
    assert (content.count("data-plain="), content.count('id="week-saved"')) == (200, 1)
    whole = browser.get(f"{WEEK}&caly=1").content.decode()
    assert (whole.count("data-plain="), whole.count('data-state="saved"')) == (0, 200)
    cells = re.findall(r'<span class="weekly-cell weekly-\w+"(?: data-value="(\w*)")?>(.*?)</span>', content)[:8]
    project, office = (re.search(pattern, str(cells)) for pattern in (r"OWES", r"biuro Sieradz"))
    assert (cells[0], cells[2], bool(project), bool(office)) == (
        ("", "11.03"), (str(advised.pk), "Stowarzyszenie „Razem nad Wartą”"), True, True,
    )  # fmt: skip


def test_a_short_week_has_all_its_cells_without_scripts(
    browser: Client, advisor: User, kind: Kind, advised: Party
) -> None:
    _centre(advisor, advised, kind, 20)
    content = browser.get(WEEK).content.decode()
    assert ("data-plain=" in content, "data-thin" in content, "noscript" in content) == (False, False, False)
