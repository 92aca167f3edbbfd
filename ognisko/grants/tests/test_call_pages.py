"""Pages of calls: staff's and the public's, without scripts; queries do not grow with the rows."""

import csv
import io
import json
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.grants.actions import calls as actions
from ognisko.grants.actions.submitting import submit
from ognisko.grants.models import About, Application, Call, CallQuestion, Decision, DecisionLine, Member, Programme
from ognisko.grants.tests.factories import CallFactory, ProgrammeFactory, application_form, draft, open_call
from ognisko.grants.tests.test_calls import DAYS, ready
from ognisko.grants.views.calls.staff import ROWS, SECTIONS
from ognisko.people.rules import Kind
from ognisko.places.models import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return UserFactory(roles=["grants_officer"])


@pytest.fixture
def staff(officer: User) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def funded_call(officer: User, names: int = 2, address: str = "nabor") -> tuple[Call, list[Application]]:
    """A call whose results are published: the first got a grant, the second waits, others got none."""
    call = open_call(officer, address=address, name="Mikrogranty z wynikami")
    rows = []
    for _number in range(names):
        row = draft(call, UserFactory(roles=[]), Place.objects.get(pk=101401))
        rows.append(submit(row, by=row.authors.get().user).application)
    decision = Decision.objects.create(call=call, about=About.RANKING, proposed_by=officer)
    for place, row in enumerate(rows, 1):
        DecisionLine.objects.create(decision=decision, application=row, rank=place, points=Decimal(100 - place))
    Decision.objects.filter(pk=decision.pk).update(approved_by=UserFactory(), approved_at=timezone.now())
    Application.objects.filter(call=call).update(stage="not funded")
    Application.objects.filter(pk=rows[0].pk).update(
        stage="awarded", awarded=Decimal(5000), awarded_on=timezone.localdate(), story="Przyszło sto osób."
    )
    Call.objects.filter(pk=call.pk).update(results_at=timezone.now())
    return Call.objects.get(pk=call.pk), rows


# Staff ----------------------------------------------------------------------------------------------------------------


def test_an_officer_adds_a_programme_and_a_call_and_what_was_typed_wrongly_stays(staff: Client) -> None:
    page = staff.get(reverse("grants:calls"))
    assert "Nie ma jeszcze żadnego naboru" in page.text
    staff.post(reverse("grants:programme_add"), {"name": "Lokalny", "family": "local", "address": "lokalny"})
    programme = Programme.objects.get()
    sent = DAYS | {
        "programme": programme.pk,
        "name": "Mikrogranty",
        "address": "mikro",
        "scope": "3",
        "lead": "Pomysł.",
    }
    wrong = staff.post(reverse("grants:call_add"), sent | {"deadline_on": "2026-01-01"})
    assert (wrong.status_code, Call.objects.count(), "Pomysł." in wrong.text) == (422, 0, True)
    done = staff.post(reverse("grants:call_add"), sent)
    assert done["Location"] == reverse("grants:call", args=[Call.objects.get().pk])


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_opens_and_saves_what_it_shows(staff: Client, officer: User, section: str) -> None:
    call = ready(officer)
    address = reverse("grants:call_edit", args=[call.pk, section])
    form = staff.get(address).context["form"]
    sent = {}
    for bound in form:
        value = bound.value()
        if hasattr(bound.field, "search") or value in (None, "", [], False):
            continue
        sent[bound.html_name] = "on" if value is True else value
        if hasattr(value, "isoformat"):
            sent[bound.html_name] = value.isoformat()
        elif isinstance(value, list):
            sent[bound.html_name] = [str(getattr(one, "pk", one)) for one in value]
        else:
            sent[bound.html_name] = "on" if value is True else str(value)
    done = staff.post(address, sent)
    assert (done.status_code, getattr(done.context and done.context.get("form"), "errors", {})) == (302, {})
    columns = [one.attname for one in Call._meta.concrete_fields if one.attname != "revision"]
    assert Call.objects.filter(pk=call.pk).values(*columns).get() == {
        name: getattr(call, name) for name in columns
    }  # fmt: skip


@pytest.mark.parametrize("what", ROWS)
def test_rows_are_added_without_scripts(staff: Client, officer: User, what: str) -> None:
    call = ready(officer)
    address = reverse("grants:call_rows", args=[call.pk, what])
    rows = getattr(call, ROWS[what][1])
    before = rows.count()
    data = {"r-TOTAL_FORMS": "1", "r-INITIAL_FORMS": "0", "r-0-name": "Nowy wiersz", "r-0-least": "0", "r-0-most": "10",
            "r-0-step": "1", "r-0-weight": "1", "r-0-points": "5"}  # fmt: skip
    wrong = staff.post(address, data | {"r-0-most": "-4", "r-0-points": "x"})
    done = staff.post(address, data)
    assert (wrong.status_code in (302, 422), done.status_code) == (True, 302)
    assert ([one.name for one in rows.all()], before >= 0) == (["Nowy wiersz"], True)


def test_the_page_says_what_is_missing_and_announces(staff: Client, officer: User) -> None:
    call = ready(officer)
    page = staff.get(reverse("grants:call", args=[call.pk]))
    assert (page.context["missing"], "Zanim ogłosisz" in page.text) == ("", True)
    staff.post(reverse("grants:call_announce", args=[call.pk]))
    assert Call.objects.get(pk=call.pk).announced_at is not None


def test_the_list_is_exported_as_it_is_filtered(staff: Client, officer: User) -> None:
    open_call(officer, name="Letni")
    open_call(officer, name="Zimowy")
    answer = staff.get(reverse("grants:calls"), {"q": "zim", "format": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["Zimowy"]


def test_pages_of_staff_take_the_same_queries_with_one_row_and_with_thirty(
    staff: Client, officer: User, django_assert_max_num_queries: Any
) -> None:
    call = ready(officer)
    pages = [
        reverse("grants:calls"), reverse("grants:programmes"), reverse("grants:call", args=[call.pk]),
        reverse("grants:call_questions", args=[call.pk]), reverse("grants:rates"),
    ]  # fmt: skip

    def counts() -> list[int]:
        found = []
        for page in pages:
            staff.get(page)
            with django_assert_max_num_queries(60) as seen:
                assert staff.get(page).status_code == 200
            found.append(len(seen))
        return found

    actions.ask(call, "Pierwsze?")
    before = counts()
    form = application_form(officer)
    for number in range(30):
        CallFactory(application_form=form)
        CallQuestion.objects.create(call=call, question=f"Pytanie {number}?")
        call.categories.create(code=f"k{number}", name=f"Koszt {number}")
    assert counts() == before


# The public -----------------------------------------------------------------------------------------------------------


def test_everybody_sees_an_announced_call_and_nobody_one_in_preparation(officer: User, staff: Client) -> None:
    call = ready(officer)
    address, stranger = reverse("grants:public_call", args=[call.address]), Client()
    assert (stranger.get(address).status_code, staff.get(address).status_code) == (404, 200)
    actions.announce(call, by=officer)
    actions.change_call(call, actions.ApplicantsDraft(kinds=(Kind.INFORMAL_GROUP,), most_applications=2), by=officer)
    page = stranger.get(address)
    for words in ("Grupa nieformalna", "co najmniej 3 osoby pełnoletnie", "1 000–6 000 zł", "bez wkładu własnego",
                  "100 000 zł", "Materiały"):  # fmt: skip
        assert words in page.text.replace("\u00a0", " "), words


def test_the_page_follows_the_clock_and_each_change(officer: User) -> None:
    call = open_call(officer, address="nabor")
    stranger, address = Client(), reverse("grants:public_call", args=["nabor"])
    assert reverse("grants:apply", args=["nabor"]) in stranger.get(address).text
    Call.objects.filter(pk=call.pk).update(
        opens_at=timezone.now() - timedelta(days=9), deadline=timezone.now() - timedelta(minutes=1)
    )
    assert reverse("grants:apply", args=["nabor"]) not in stranger.get(address).text
    actions.answer_question(call, None, question="Czy można dwa?", answer="Można.", published=True, by=officer)
    assert "Czy można dwa?" in stranger.get(address).text


def test_a_question_is_kept_a_program_is_not_and_an_empty_one_is_told(officer: User) -> None:
    call = open_call(officer, address="nabor")
    stranger, address = Client(), reverse("grants:ask", args=["nabor"])
    assert stranger.post(address, {"question": "Czy można?", "email": "kto@poczta.example"}).status_code == 302
    assert stranger.post(address, {"question": "Kup!", "website": "http://spam.example"}).status_code == 302
    wrong = stranger.post(address, {"question": "", "email": "to nie adres"})
    assert (wrong.status_code, "to nie adres" in wrong.text) == (422, True)
    assert [one.question for one in call.questions.all()] == ["Czy można?"]


def test_results_show_places_groups_and_amounts_and_never_a_member(officer: User) -> None:
    call, rows = funded_call(officer, 3)
    address = reverse("grants:results", args=[call.address])
    page = Client().get(address).text.replace("\u00a0", " ")
    for row in rows:
        assert row.applicant_name in page
    shown = page + Client().get(reverse("grants:initiative", args=[call.address, 1])).text
    shown += Client().get(reverse("grants:open_data_file", args=["json"])).text
    assert [name for name in Member.objects.values_list("name", flat=True) if name in shown] == []
    lines = list(csv.reader(io.StringIO(Client().get(address, {"format": "csv"}).content.decode("utf-8-sig")),
                            delimiter=";"))  # fmt: skip
    assert [(row[0], row[5], row[7]) for row in lines[1:]] == [
        ("1", "99,00", "5000,00"), ("2", "98,00", ""), ("3", "97,00", ""),
    ]  # fmt: skip


def test_results_and_initiatives_are_hidden_before_they_are_published(officer: User) -> None:
    call, _rows = funded_call(officer)
    Call.objects.filter(pk=call.pk).update(results_at=None)
    addresses = [reverse("grants:results", args=[call.address]), reverse("grants:initiative", args=[call.address, 1])]
    assert [Client().get(one).status_code for one in addresses] == [404, 404]
    assert json.loads(Client().get(reverse("grants:open_data_file", args=["json"])).content)["grants"] == []


def test_open_data_are_grants_of_the_standard(officer: User) -> None:
    call, (row, _other) = funded_call(officer)
    (grant,) = json.loads(Client().get(reverse("grants:open_data_file", args=["json"])).content)["grants"]
    assert (grant["title"], grant["amountAwarded"], grant["currency"], grant["recipientOrganization"][0]["name"]) == (
        "Ławki na Rybnej", 5000, "PLN", row.applicant_name,
    )  # fmt: skip
    table = Client().get(reverse("grants:open_data_file", args=["csv"])).content.decode()
    assert len(list(csv.reader(io.StringIO(table)))) == 2
    assert call.programme.name in table


def test_public_pages_take_the_same_queries_with_one_row_and_with_thirty(
    officer: User, django_assert_max_num_queries: Any
) -> None:
    call, rows = funded_call(officer, 1)
    pages = [
        reverse("grants:open_calls"), reverse("grants:public_call", args=[call.address]), reverse("grants:initiatives"),
        reverse("grants:results", args=[call.address]), reverse("grants:open_data_file", args=["json"]),
        reverse("grants:open_data"), reverse("grants:initiative", args=[call.address, 1]),
    ]  # fmt: skip

    def counts() -> list[int]:
        found = []
        for page in pages:
            Client().get(page)
            with django_assert_max_num_queries(40) as seen:
                assert Client().get(page).status_code == 200
            found.append(len(seen))
        return found

    before = counts()
    owner, form = UserFactory(roles=[]), application_form(officer)
    for number in range(30):
        CallFactory(programme=ProgrammeFactory(), application_form=form)
        row = draft(call, owner, Place.objects.get(pk=101401), applicant_name=f"Grupa {number} z listy")
        Application.objects.filter(pk=row.pk).update(
            serial=number + 2, number=f"MG/{number + 2:04}", stage="awarded", submitted_at=timezone.now(),
            awarded=Decimal(100), awarded_on=timezone.localdate(),
        )  # fmt: skip
    assert (counts(), len(rows)) == (before, 1)


def test_a_stranger_s_page_of_a_call_is_drawn_once_with_a_token_for_each_and_closes_by_the_clock(officer: User) -> None:
    call = open_call(officer)
    address, apply = reverse("grants:public_call", args=[call.address]), reverse("grants:apply", args=[call.address])
    Client().get(address)
    visitors = [Client(enforce_csrf_checks=True) for _one in range(2)]
    with CaptureQueriesContext(connection) as asked:
        pages = [client.get(address).content.decode() for client in visitors]
    queries = len(asked)
    tokens = [set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)) for page in pages]
    form = {"question": "Czy możemy kupić deski?", "email": "zofia@poczta.example"}
    answers = [
        client.post(reverse("grants:ask", args=[call.address]), form | {"csrfmiddlewaretoken": token})
        for client, (token,) in zip(visitors, tokens, strict=True)
    ]
    Call.objects.filter(pk=call.pk).update(deadline=timezone.now() - timedelta(minutes=1))
    closed = Client().get(address).content.decode()
    assert (queries, tokens[0] != tokens[1], [answer.status_code for answer in answers]) == (2, True, [302, 302])
    assert [apply in page for page in (*pages, closed)] == [True, True, False]
