"""An applicant's way: conditions first, a draft that two can write, a receipt; strangers and staff see nothing."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.files.models import File
from ognisko.files.tests.samples import picture
from ognisko.grants.actions import applying
from ognisko.grants.actions.submitting import NotOpenError, submit
from ognisko.grants.actions.submitting import call_for_corrections as ask
from ognisko.grants.models import Application, Author, Call, Member, RequiredDocument
from ognisko.grants.permissions import may_read_documents
from ognisko.grants.queries.tasks import tasks_of
from ognisko.grants.rules.life import Stage
from ognisko.grants.tests.factories import draft, open_call
from ognisko.people.rules import Kind
from ognisko.places.models import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return UserFactory(roles=[], name="Zofia Malina")


@pytest.fixture
def officer() -> User:
    return UserFactory(roles=["grants_officer"])


@pytest.fixture
def place() -> Place:
    return Place.objects.get(pk=101401)


@pytest.fixture
def call(officer: User) -> Call:
    return open_call(officer)


@pytest.fixture
def row(call: Call, owner: User, place: Place) -> Application:
    return draft(call, owner, place)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name: str, row: Application, *more: Any) -> str:
    return reverse(f"grants:{name}", args=[row.token, *more])


def asking(place: Place, **more: Any) -> applying.Asking:
    return applying.Asking(**{"name": "Grupa", "kind": Kind.INFORMAL_GROUP, "place": place, "adults": 3} | more)


# Beginning ------------------------------------------------------------------------------------------------------------


def test_whoever_may_apply_has_one_draft_however_often_they_click(call: Call, owner: User, place: Place) -> None:
    token = uuid4()
    first = applying.begin(call, asking(place), token=token, by=owner)
    assert applying.begin(call, asking(place), token=token, by=owner) == first
    assert (first.stage, [one.user for one in first.authors.all()], [one.name for one in first.members.all()]) == (
        Stage.DRAFT, [owner], ["Zofia Malina"],
    )  # fmt: skip


def test_whoever_does_not_fit_is_told_why_at_the_field_and_nothing_begins(
    officer: User, owner: User, place: Place
) -> None:
    call = open_call(officer, most_income=Decimal(30000), oldest_months=60)
    typed = {
        "name": "Stowarzyszenie Stare", "kind": Kind.ASSOCIATION, "place": place.pk, "registered_on": "2001-01-01",
        "income": "50 000,00", "adults": "", "token": str(uuid4()),
    }  # fmt: skip
    answer = client_of(owner).post(reverse("grants:apply", args=[call.address]), typed)
    form = answer.context["form"]
    assert (answer.status_code, sorted(form.errors), form["name"].value()) == (
        422, ["income", "registered_on"], "Stowarzyszenie Stare",
    )  # fmt: skip
    assert not Application.objects.exists()


def test_nothing_begins_in_a_closed_call(officer: User, owner: User, place: Place) -> None:
    past = timezone.now() - timedelta(days=2)
    call = open_call(officer, opens_at=past - timedelta(days=9), deadline=past)
    with pytest.raises(NotOpenError):
        applying.begin(call, asking(place), token=uuid4(), by=owner)


def test_whoever_is_not_known_is_sent_for_a_link_and_comes_back(call: Call) -> None:
    address = reverse("grants:apply", args=[call.address])
    answer = Client().get(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/wejdz/?dalej={address.replace('/', '%2F')}")


# Writing --------------------------------------------------------------------------------------------------------------


def test_each_page_is_a_task_and_the_budget_is_told_on_its_own(row: Application) -> None:
    assert [(task.key, task.is_done) for task in tasks_of(row)] == [
        ("applicant", True), ("page.1", True), ("page.2", True), ("declarations", True),
    ]  # fmt: skip
    row.call.most = Decimal(100)
    task = tasks_of(row)[2]
    assert (task.is_done, task.wrong, len(task.sentences)) == (False, 1, 1)


def test_who_applies_is_kept_with_the_people_in_their_order(row: Application, owner: User) -> None:
    people = [{"name": "Ewa Nowa", "role": "liderka"}, {"name": "Jan Stary", "is_adult": False}]
    applying.say_who_applies(row, applying.Applicant({"applicant_name": "Sąsiedzi"}, people), by=owner)
    row.refresh_from_db()
    assert row.applicant_name == "Sąsiedzi"
    assert list(row.members.values_list("name", "role", "is_adult")) == [
        ("Ewa Nowa", "liderka", True), ("Jan Stary", "", False),
    ]  # fmt: skip


def test_a_person_more_is_a_button_of_the_form(row: Application, owner: User) -> None:
    client, address = client_of(owner), at("mine_applicant", row)
    typed = {"osoba-TOTAL_FORMS": "3", "osoba-INITIAL_FORMS": "3", "go": "add"}
    for number, one in enumerate(row.members.all()):
        typed |= {f"osoba-{number}-name": one.name, f"osoba-{number}-is_adult": "on"}
    typed |= {
        "applicant_kind": str(Kind.INFORMAL_GROUP), "applicant_name": "Ławka", "place": "101401",
        "contact_name": "Zofia", "contact_email": "z@dom.example",
    }  # fmt: skip
    answer = client.post(address, typed)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{address}?dodaj=1#osoba-3")
    shown = client.get(f"{address}?dodaj=1")
    assert len(shown.context["people"].forms) == 4
    wrong = client.post(address, typed | {"contact_email": "nie adres"})
    assert (wrong.status_code, wrong.context["form"]["applicant_name"].value()) == (422, "Ławka")


def test_two_writers_keep_both_texts(row: Application, owner: User) -> None:
    other = applying.invite(row, "jan@dom.example", name="Jan", onward="/", by=owner).user
    first, second, address = client_of(owner), client_of(other), at("mine_autosave", row, 1)
    first.post(address, {"revision": "0", "asked": ["title"], "title": "Ogród"})
    told = json.loads(second.post(address, {"revision": "0", "asked": ["title"], "title": "Sad"}).content)
    assert [(one["key"], one["stands"]) for one in told["conflicts"]] == [("title", "Ogród")]
    shown = second.post(at("mine_page", row, 1), {"revision": "0", "asked": ["title"], "title": "Sad", "go": "next"})
    assert (shown.status_code, [one.typed for one in shown.context["conflicts"]]) == (200, ["Sad"])


def test_rows_come_and_go_without_scripts_and_the_budget_stands_beside(row: Application, owner: User) -> None:
    client, address = client_of(owner), at("mine_page", row, 2)
    client.post(address, {"revision": "0", "go": "add:budget"})
    row.sheet.refresh_from_db()
    assert len(row.sheet.answers["budget"]) == 3
    client.post(address, {"revision": str(row.sheet.revision), "go": "remove:r2/budget"})
    row.sheet.refresh_from_db()
    assert [line.get("line_name") for line in row.sheet.answers["budget"]] == ["Deski", None]
    told = json.loads(client.post(at("mine_autosave", row, 2), {
        "revision": str(row.sheet.revision), "asked": ["r1/line_price"], "r1/line_price": "700",
    }).content)  # fmt: skip
    assert ("7 000,00" in told["beside"].replace("\xa0", " "), list(told["rows"])[1:]) == (True, [])


def test_documents_hold_up_the_handing_in_until_they_are_there(row: Application) -> None:
    RequiredDocument.objects.create(call=row.call, name="Statut")
    assert [(task.key, task.is_done) for task in tasks_of(row)][3] == ("documents", False)


def test_answers_of_an_application_are_not_answered_by_their_own_link(row: Application) -> None:
    addresses = [reverse(f"questionnaires:{name}", args=[row.sheet.address]) for name in ("answer", "check")]
    assert [Client().get(address).status_code for address in addresses] == [404, 404]


# Handing in -----------------------------------------------------------------------------------------------------------


def test_two_clicks_are_one_application_with_a_receipt_and_a_paper(row: Application, owner: User) -> None:
    client, address = client_of(owner), at("mine_check", row)
    assert client.get(address).status_code == 200
    answers = [client.post(address) for _click in range(2)]
    assert [one.headers["Location"] for one in answers] == [at("mine_receipt", row)] * 2
    row.refresh_from_db()
    receipt = client.get(at("mine_receipt", row)).content.decode()
    assert all(text in receipt for text in (row.number, row.submissions.get().hash))
    paper = client.get(at("mine_paper", row, 1))
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    assert row.submissions.get().content["declared"]["sentences"] == ["Wszystko jest prawdą."]


def test_a_deadline_that_passes_between_form_and_click_is_told_and_all_is_kept(row: Application, owner: User) -> None:
    client, address = client_of(owner), at("mine_check", row)
    client.get(address)
    Call.objects.filter(pk=row.call_id).update(deadline=timezone.now() - timedelta(seconds=1))
    answer = client.post(address)
    row.refresh_from_db()
    assert (answer.status_code, bool(answer.context["refused"]), row.stage, row.sheet.answers["title"]) == (
        422, True, Stage.DRAFT, "Ławki na Rybnej",
    )  # fmt: skip


def test_what_is_missing_is_named_and_the_draft_stays(row: Application, owner: User) -> None:
    Member.objects.filter(application=row).delete()
    answer = client_of(owner).post(at("mine_check", row))
    assert (answer.status_code, [task.key for task in answer.context["missing"]]) == (422, ["applicant"])


def test_what_was_handed_in_cannot_be_written_in(row: Application, owner: User) -> None:
    submit(row, by=owner)
    with pytest.raises(applying.ClosedError):
        applying.answer(row, {"title": "Inny"}, revision=0, by=owner)
    with pytest.raises(applying.ClosedError):
        applying.say_who_applies(row, applying.Applicant({"applicant_name": "Inni"}), by=owner)
    answer = client_of(owner).post(at("mine_autosave", row, 1), {"revision": "0", "asked": ["title"], "title": "Inny"})
    assert answer.status_code == 409


def test_it_can_be_withdrawn(row: Application, owner: User) -> None:
    submit(row, by=owner)
    client = client_of(owner)
    assert client.get(at("mine_withdraw", row)).status_code == 200
    client.post(at("mine_withdraw", row))
    row.refresh_from_db()
    assert row.stage == Stage.WITHDRAWN


# Corrections ----------------------------------------------------------------------------------------------------------


def test_only_the_named_fields_can_be_corrected(row: Application, owner: User, officer: User) -> None:
    submit(row, by=owner)
    ask(row, ["title"], until=timezone.now() + timedelta(days=5), by=officer, reason="Popraw tytuł.")
    client = client_of(owner)
    shown = client.get(at("mine_page", row, 1))
    assert [(node.name, node.draw) for node in shown.context["now"].nodes] == [
        ("title", "question"), ("summary", "fixed"), ("since", "fixed"), ("until", "fixed"),
    ]  # fmt: skip
    typed = {"revision": "0", "asked": ["title", "summary"], "title": "Ławki i skrzynie", "summary": "Inaczej."}
    client.post(at("mine_autosave", row, 1), typed)
    client.post(at("mine_page", row, 2), {"revision": "1", "go": "add:budget"})
    with pytest.raises(applying.ClosedError):
        applying.say_who_applies(row, applying.Applicant({"applicant_name": "Inni"}), by=owner)
    assert client.post(at("mine_check", row)).headers["Location"] == at("mine_receipt", row)
    one, two = (submission.sheet.answers for submission in row.submissions.all())
    assert (one["title"], two["title"]) == ("Ławki na Rybnej", "Ławki i skrzynie")
    assert one | {"title": ""} == two | {"title": ""}


# People and letters ---------------------------------------------------------------------------------------------------


PAGES = ("mine", "mine_applicant", "mine_documents", "mine_declarations", "mine_check", "mine_receipt",
         "mine_withdraw", "mine_messages", "mine_authors", "mine_send_link")  # fmt: skip


def test_strangers_and_staff_find_nothing(row: Application, officer: User) -> None:
    for user in (UserFactory(roles=[]), officer):
        client = client_of(user)
        answers = {client.get(at(name, row)).status_code for name in PAGES}
        answers |= {client.post(at(name, row)).status_code for name in PAGES}
        answers |= {client.post(at(name, row, 1)).status_code for name in ("mine_page", "mine_autosave")}
        assert answers == {404}


def test_only_the_owner_invites_and_removes(row: Application, owner: User) -> None:
    author = applying.invite(row, "Jan@dom.example", name="Jan", onward="/", by=owner)
    assert applying.invite(row, "jan@dom.example", name="Jan", onward="/", by=owner) == author
    guest = client_of(author.user)
    assert guest.get(at("mine_page", row, 1)).status_code == 200
    assert guest.post(at("mine_authors", row), {"email": "ktos@dom.example"}).status_code == 404
    mine = row.authors.get(is_owner=True)
    host = client_of(owner)
    assert host.post(at("mine_author_remove", row, mine.pk)).status_code == 404
    host.post(at("mine_author_remove", row, author.pk))
    assert list(Author.objects.filter(application=row)) == [mine]
    assert guest.get(at("mine_page", row, 1)).status_code == 404


def test_a_message_is_sent_once_and_letters_become_read(row: Application, owner: User) -> None:
    submit(row, by=owner)
    client, address = client_of(owner), at("mine_messages", row)
    token = str(UUID(int=7))
    for _click in range(2):
        client.post(address, {"text": "Kiedy wyniki?", "token": token})
    assert client.get(reverse("grants:my")).context["others"][0][0].unread == 1
    client.get(address)
    assert client.get(reverse("grants:my")).context["others"][0][0].unread == 0
    assert list(row.messages.filter(to_applicant=False).values_list("text", flat=True)) == ["Kiedy wyniki?"]


def test_documents_are_read_by_authors_and_by_staff_once_handed_in(
    row: Application, owner: User, officer: User
) -> None:
    number = f"{row.pk}.1"
    before = [may_read_documents(user, number) for user in (owner, officer, UserFactory(roles=[]))]
    submit(row, by=owner)
    after = [may_read_documents(user, number) for user in (owner, officer, UserFactory(roles=["assessor"]))]
    assert (before, after) == ([True, False, False], [True, True, False])


def test_my_page_says_what_is_due_and_an_empty_one_leads_to_the_calls(row: Application, owner: User) -> None:
    shown = client_of(owner).get(reverse("grants:my"))
    assert [(one[0], one[1].is_close) for one in shown.context["waiting"]] == [(row, False)]
    empty = client_of(UserFactory(roles=[])).get(reverse("grants:my")).content.decode()
    assert f'href="{reverse("grants:open_calls")}"' in empty


def test_the_list_asks_a_fixed_number_of_questions(
    call: Call, owner: User, place: Place, django_assert_num_queries: Any
) -> None:
    client = client_of(owner)
    draft(call, owner, place)
    client.get(reverse("grants:my"))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get(reverse("grants:my"))
    for _number in range(5):
        draft(call, owner, place)
    with django_assert_num_queries(len(few)):
        client.get(reverse("grants:my"))


def test_a_document_is_sent_with_the_plain_form_and_kept(row: Application, owner: User) -> None:
    document = RequiredDocument.objects.create(call=row.call, name="Zgoda właściciela")
    upload = SimpleUploadedFile("zgoda.png", picture("PNG"))
    client_of(owner).post(at("mine_documents", row), {f"document_{document.pk}_new": [upload], "go": "next"})
    kept = File.objects.of(f"grants.application:{row.pk}.{document.pk}").kept()
    assert ([file.name for file in kept], tasks_of(row)[3].is_done) == (["zgoda.png"], True)


def test_declarations_are_kept_in_the_words_that_were_read(row: Application, owner: User) -> None:
    Application.objects.filter(pk=row.pk).update(declared={})
    client, address = client_of(owner), at("mine_declarations", row)
    assert client.post(address, {"sentence_0": "on"}).status_code == 422
    client.post(address, {f"sentence_{number}": "on" for number in range(3)})
    row.refresh_from_db()
    assert (len(row.declared["sentences"]), row.declared["by"]) == (3, "Zofia Malina")
