"""Consents: never two at once, versions that stay, withdrawing and taking it back, pages and lists."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ognisko.accounts.models import Role
from ognisko.accounts.tests.factories import UserFactory
from ognisko.core.spreadsheets import read_workbook
from ognisko.people import actions
from ognisko.people.models import Consent, ConsentPurpose, ConsentWording
from ognisko.people.queries import consents as queries
from ognisko.people.rules import Kind
from ognisko.people.tests.factories import PartyFactory
from ognisko.people.tests.test_views import words

pytestmark = pytest.mark.django_db

SPRING, SUMMER, AUTUMN = date(2024, 3, 1), date(2024, 6, 1), date(2024, 9, 1)


@pytest.fixture
def user(client):
    user = UserFactory(name="Hanna Wrzosek")
    client.force_login(user)
    return user


def person(name: str = "Maria Sołtys"):
    return PartyFactory(name=name, kind=Kind.PERSON)


def newsletter(*days: date) -> list[ConsentWording]:
    """A purpose with a version from each of the days."""
    first, *rest = days
    purpose = actions.add_purpose("Newsletter", text="Chcę dostawać wiadomości.", valid_from=first, by=None)
    for number, day in enumerate(rest, 2):
        actions.add_wording(purpose, f"Chcę dostawać wiadomości, wersja {number}.", valid_from=day, by=None)
    return list(purpose.wordings.order_by("number"))


def record(who, wording, on: date, source: str = "paper"):
    return actions.record_consents([who.pk], [wording], given_on=on, source=source, by=None)


def standing(who) -> list[tuple]:
    """Every consent that was no mistake: version, given, withdrawn, replaced."""
    rows = Consent.objects.filter(party=who, is_cancelled=False).order_by("given_on", "id")
    return list(rows.values_list("wording__number", "given_on", "withdrawn_on", "replaced_on"))


# Texts ----------------------------------------------------------------------------------------------------------------


def test_a_text_never_changes_not_even_by_the_database() -> None:
    (wording,) = newsletter(SPRING)
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        ConsentWording.objects.filter(pk=wording.pk).update(text="Coś innego")


def test_a_text_that_nobody_agreed_to_can_be_put_right_and_one_that_somebody_did_cannot() -> None:
    (wording,) = newsletter(SPRING)
    again = actions.change_wording(wording, "Chcę listy raz w miesiącu.", valid_from=SPRING, by=None)
    assert (again.number, again.text) == (1, "Chcę listy raz w miesiącu.")
    record(person(), again, SPRING)
    with pytest.raises(actions.ConsentError, match="zgodził się na ten tekst"):
        actions.change_wording(again, "Inaczej.", valid_from=SPRING, by=None)


def test_a_version_begins_after_the_one_before_it_and_a_name_is_taken_once() -> None:
    (wording,) = newsletter(SPRING)
    with pytest.raises(actions.ConsentError, match=r"01\.03\.2024"):
        actions.add_wording(wording.purpose, "Wcześniejsza.", valid_from=SPRING, by=None)
    with pytest.raises(actions.ConsentError, match="o tej nazwie już jest"):
        actions.add_purpose("newsletter", text="To samo.", valid_from=SPRING, by=None)


# Recording ------------------------------------------------------------------------------------------------------------


def test_a_newer_version_takes_the_place_of_the_one_in_force_and_the_same_one_stays() -> None:
    who, (first, second) = person(), newsletter(SPRING, SUMMER)
    record(who, first, SPRING)
    assert record(who, first, AUTUMN).standing == 1
    record(who, second, AUTUMN)
    assert standing(who) == [(1, SPRING, None, AUTUMN), (2, AUTUMN, None, None)]


def test_a_form_found_late_holds_up_to_the_newer_one() -> None:
    who, (first, second) = person(), newsletter(SPRING, SUMMER)
    record(who, second, AUTUMN)
    record(who, first, SPRING)
    assert standing(who) == [(1, SPRING, None, AUTUMN), (2, AUTUMN, None, None)]


def test_only_persons_agree_to_anything() -> None:
    (wording,) = newsletter(SPRING)
    assert record(PartyFactory(), wording, SPRING).made == []


def test_the_database_refuses_two_in_force_and_a_purpose_that_is_not_the_wordings() -> None:
    who, (wording,) = person(), newsletter(SPRING)
    other = actions.add_purpose("Wizerunek", text="Zgadzam się na zdjęcia.", valid_from=SPRING, by=None)
    row = Consent.objects.create(party=who, wording=wording, purpose=other, given_on=SPRING, source="paper")
    row.refresh_from_db()
    assert row.purpose == wording.purpose
    with pytest.raises(IntegrityError, match="people_consent_one_at_once"), transaction.atomic():
        Consent.objects.create(party=who, wording=wording, purpose=wording.purpose, given_on=SUMMER, source="paper")


# Withdrawing ----------------------------------------------------------------------------------------------------------


def test_a_consent_is_withdrawn_given_again_and_each_can_be_taken_back() -> None:
    who, (wording,) = person(), newsletter(SPRING)
    (row,) = record(who, wording, SPRING).made
    actions.withdraw_consent(row, on=SUMMER, source="phone", by=None)
    (again,) = record(who, wording, AUTUMN).made
    assert standing(who) == [(1, SPRING, SUMMER, None), (1, AUTUMN, None, None)]
    with pytest.raises(actions.ConsentError, match="obowiązuje inna zgoda"):
        actions.restore_consent(row, by=None)
    actions.cancel_consents([again.pk], by=None)
    actions.restore_consent(row, by=None)
    assert standing(who) == [(1, SPRING, None, None)]


def test_a_mistake_brings_back_what_it_replaced_and_undo_replaces_it_again() -> None:
    who, (first, second) = person(), newsletter(SPRING, SUMMER)
    record(who, first, SPRING)
    (row,) = record(who, second, AUTUMN).made
    actions.cancel_consents([row.pk], by=None)
    assert standing(who) == [(1, SPRING, None, None)]
    actions.restore_consent(row, by=None)
    assert standing(who) == [(1, SPRING, None, AUTUMN), (2, AUTUMN, None, None)]


def test_nothing_is_withdrawn_before_it_was_given_or_twice() -> None:
    who, (wording,) = person(), newsletter(SPRING)
    (row,) = record(who, wording, SUMMER).made
    with pytest.raises(actions.ConsentError):
        actions.withdraw_consent(row, on=SPRING, by=None)
    actions.withdraw_consent(row, on=SUMMER, by=None)
    with pytest.raises(actions.ConsentError):
        actions.withdraw_consent(row, on=AUTUMN, by=None)


def test_the_history_of_a_person_names_the_consent_and_its_withdrawal() -> None:
    who, (wording,) = person(), newsletter(SPRING)
    (row,) = record(who, wording, SPRING).made
    actions.withdraw_consent(row, on=SUMMER, source="phone", by=None)
    client = Client()
    client.force_login(UserFactory(roles=["director"]))
    told = words(client.get(reverse("history", args=["podmiot", who.pk])).content.decode())
    assert "Zgoda Newsletter, 1, 1 marca 2024, formularz papierowy" in told
    assert "zmieniono na Newsletter, 1, 1 marca 2024, formularz papierowy, wycofana 1 czerwca 2024" in told


# Lists ----------------------------------------------------------------------------------------------------------------


def test_the_list_tells_who_agrees_who_does_not_who_has_an_older_version_and_who_withdrew() -> None:
    first, second = newsletter(SPRING, SUMMER)
    now, old, gone, _never = person("Anna"), person("Barbara"), person("Celina"), person("Danuta")
    record(now, second, SUMMER)
    record(old, first, SPRING)
    (row,) = record(gone, second, SUMMER).made
    actions.withdraw_consent(row, on=AUTUMN, by=None)

    def names(state: str) -> list[str]:
        wanted = queries.ConsentFilter(first.purpose, state)
        return [one.name for one in queries.persons(wanted, timezone.localdate())]

    assert {state: names(state) for state in ("with", "without", "older", "withdrawn")} == {
        "with": ["Anna", "Barbara"],
        "without": ["Celina", "Danuta"],
        "older": ["Barbara"],
        "withdrawn": ["Celina"],
    }


def test_the_list_takes_the_same_number_of_queries_for_any_number_of_persons(client, user) -> None:
    (wording,) = newsletter(SPRING)
    counts = []
    for names in (("Anna",), tuple(f"Osoba {number}" for number in range(30))):
        for name in names:
            record(person(name), wording, SPRING)
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("people:consents"))
        counts.append(len(seen))
    assert counts[0] == counts[1]


# Pages ----------------------------------------------------------------------------------------------------------------


def test_a_consent_is_recorded_on_a_persons_page_withdrawn_and_that_is_taken_back(client, user) -> None:
    who, (wording,) = person(), newsletter(SPRING)
    page = reverse("people:consents_of", args=[who.pk])
    typed = {"wordings": [wording.pk], "given_on": "2024-06-01", "source": "paper", "kept_at": "Segregator 3"}
    assert client.post(reverse("people:consent_record", args=[who.pk]), typed).headers["Location"] == page
    row = Consent.objects.get()
    assert (row.kept_at, row.recorded_by) == ("Segregator 3", user)
    assert "Segregator 3" in client.get(page).text
    assert "Newsletter" in client.get(who.get_absolute_url()).text
    answer = client.post(reverse("people:consent_withdraw", args=[row.pk]), {"on": "2024-02-01", "source": "phone"})
    assert (answer.status_code, 'value="2024-02-01"' in answer.text) == (422, True)
    client.post(reverse("people:consent_withdraw", args=[row.pk]), {"on": "2024-09-01", "source": "phone"})
    assert standing(who) == [(1, SUMMER, AUTUMN, None)]
    client.post(reverse("people:consent_restore", args=[row.pk]))
    assert standing(who) == [(1, SUMMER, None, None)]


def test_a_form_with_nothing_ticked_or_a_version_of_later_comes_back_with_what_was_typed(client, user) -> None:
    who, (wording,) = person(), newsletter(SUMMER)
    address = reverse("people:consent_record", args=[who.pk])
    nothing = client.post(address, {"given_on": "2024-03-01", "source": "email", "kept_at": "Poczta"})
    assert (nothing.status_code, "Poczta" in nothing.text) == (422, True)
    early = client.post(address, {"wordings": [wording.pk], "given_on": "2024-03-01", "source": "email"})
    assert (early.status_code, Consent.objects.count()) == (422, 0)


def test_a_paper_list_records_many_at_once_and_a_toast_takes_it_back(client, user) -> None:
    (wording,) = newsletter(SPRING)
    ids = [person(name).pk for name in ("Anna", "Barbara", "Celina")]
    address = reverse("people:consent_record_many", args=[wording.purpose_id])
    typed = {"party": ids[:2], "wording": wording.pk, "given_on": "2024-06-01", "source": "paper", "kept_at": "Lista"}
    assert client.post(address, typed).status_code == 302
    assert set(Consent.objects.in_force().values_list("party", flat=True)) == set(ids[:2])
    client.post(reverse("people:consent_record_undo"))
    assert not Consent.objects.in_force().exists()
    assert client.post(address, typed | {"party": []}).status_code == 422


def test_a_paper_list_is_of_everybody_whom_the_list_shows_and_of_nobody_else(client, user) -> None:
    (wording,) = newsletter(SPRING)
    ids = [person(f"Anna {number}").pk for number in range(60)]
    person("Barbara")
    address = reverse("people:consent_record_many", args=[wording.purpose_id], query={"state": "without", "q": "anna"})
    typed = {"everybody": "on", "wording": wording.pk, "given_on": "2024-06-01", "source": "paper", "kept_at": "Lista"}
    assert client.post(address, typed).status_code == 302
    assert set(Consent.objects.in_force().values_list("party", flat=True)) == set(ids)


def test_the_list_goes_into_a_file_with_addresses(client, user) -> None:
    (wording,) = newsletter(SPRING)
    record(PartyFactory(name="Anna", kind=Kind.PERSON, email="anna@poczta.example"), wording, SPRING)
    answer = client.get(reverse("people:consents"), {"format": "xlsx"})
    (sheet,) = read_workbook(answer.content)
    assert list(sheet.rows[1].cells)[1:3] == ["Anna", "anna@poczta.example"]


def test_the_texts_are_written_by_those_who_answer_and_a_new_version_begins_as_a_copy(client) -> None:
    client.force_login(UserFactory(roles=[Role.COORDINATOR]))
    typed = {"name": "Wizerunek", "about": "zdjęcia", "text": "Zgadzam się na zdjęcia.", "valid_from": "2024-03-01"}
    client.post(reverse("people:consent_purpose_add"), typed)
    purpose = ConsentPurpose.objects.get()
    again = reverse("people:consent_wording_add", args=[purpose.pk])
    assert "Zgadzam się na zdjęcia." in client.get(again).text
    assert client.post(again, {"text": "Nowy tekst.", "valid_from": "2024-03-01"}).status_code == 422
    client.post(again, {"text": "Nowy tekst.", "valid_from": "2024-06-01"})
    assert list(purpose.wordings.values_list("number", "text")) == [(2, "Nowy tekst."), (1, "Zgadzam się na zdjęcia.")]
    edit = {"name": "Wizerunek", "about": ""}
    client.post(reverse("people:consent_purpose_edit", args=[purpose.pk]), edit)
    assert not queries.current_wordings(timezone.localdate()).exists()
