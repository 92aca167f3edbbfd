"""Protected data: recorded by many, shown to few, each look recorded first, and in no table as they are."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ognisko.accounts.models import Role, User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.core.protection import Keyring
from ognisko.core.sheets import Book
from ognisko.core.spreadsheets import read_workbook
from ognisko.core.tests.books import brought_in, counted, planned, said
from ognisko.people import actions
from ognisko.people.actions import Answer, PeselTakenError, ProtectedDraft
from ognisko.people.models import Party, ProtectedFact, Viewing
from ognisko.people.queries import protected as queries
from ognisko.people.rules import Disability, Fact, Kind, LabourStatus, Sex, contradictions
from ognisko.people.sheets import PARTIES, PERSONS
from ognisko.people.tests.factories import PartyFactory, pesel
from ognisko.people.tests.test_views import words

pytestmark = pytest.mark.django_db
PESEL, OTHER = pesel(1), pesel(2)
FIRST, SECOND, THIRD = date(2024, 1, 10), date(2024, 6, 1), date(2025, 2, 1)


def person(name: str = "Ewa Lis", **known: Any) -> Party:
    return PartyFactory(name=name, kind=Kind.PERSON, **known)


def labour(party: Party, status: int, since: date) -> None:
    actions.record_protected(party, ProtectedDraft(labour_status=Answer(status, since)), by=None)


def told(party: Party) -> list[tuple[str, str, date | None, date | None]]:
    """What is recorded, opened."""
    facts = queries.in_words(ProtectedFact.objects.filter(party=party).order_by("kind", "period"))
    return [(fact.label, fact.value, fact.since, fact.last) for fact in facts]


# Recording ------------------------------------------------------------------------------------------------------------


def test_a_pesel_is_found_by_its_hash_and_stands_nowhere_else() -> None:
    ewa = person()
    actions.record_protected(ewa, ProtectedDraft(PESEL), by=None)
    assert (queries.holder(PESEL), queries.holder(OTHER), told(ewa)) == (ewa, None, [("PESEL", PESEL, None, None)])
    fact = ProtectedFact.objects.get()
    assert PESEL.encode() not in bytes(fact.ciphertext) + bytes(fact.search_hash or b"")


def test_a_new_pesel_takes_the_place_of_the_one_before() -> None:
    ewa = person()
    for digits in (PESEL, OTHER):
        actions.record_protected(ewa, ProtectedDraft(digits), by=None)
    assert (told(ewa), queries.holder(PESEL)) == ([("PESEL", OTHER, None, None)], None)


def test_a_pesel_of_another_person_is_refused_by_the_database() -> None:
    ewa, jan = person(), person("Jan Lis")
    actions.record_protected(ewa, ProtectedDraft(PESEL), by=None)
    with pytest.raises(PeselTakenError) as taken:
        actions.record_protected(jan, ProtectedDraft(PESEL), by=None)
    assert (taken.value.party, PESEL in str(taken.value), told(jan)) == (ewa, False, [])


def test_an_answer_holds_from_its_day_up_to_the_next_one_also_when_it_comes_late() -> None:
    ewa = person()
    labour(ewa, LabourStatus.EMPLOYED, FIRST)
    labour(ewa, LabourStatus.INACTIVE, THIRD)
    labour(ewa, LabourStatus.REGISTERED_UNEMPLOYED, SECOND)
    labour(ewa, LabourStatus.REFUSED, FIRST)
    day = timedelta(days=1)
    assert [(value, since, last) for _label, value, since, last in told(ewa)] == [
        ("odmowa podania", FIRST, SECOND - day),
        ("osoba bezrobotna, zarejestrowana w urzędzie pracy", SECOND, THIRD - day),
        ("osoba bierna zawodowo", THIRD, None),
    ]


def test_all_answers_are_of_one_length_when_they_are_encrypted() -> None:
    ewa = person()
    for status in LabourStatus:
        labour(ewa, status, date(2024, 1, status))
    for answer in Disability:
        draft = ProtectedDraft(disability=Answer(answer, date(2024, 1, answer)))
        actions.record_protected(ewa, draft, by=None)
    assert len({len(bytes(fact.ciphertext)) for fact in ProtectedFact.objects.all()}) == 1


def test_a_value_opens_in_no_other_row() -> None:
    ewa, jan = person(), person("Jan Lis")
    for one, status in ((ewa, LabourStatus.EMPLOYED), (jan, LabourStatus.INACTIVE)):
        labour(one, status, FIRST)
    stolen = ProtectedFact.objects.get(party=ewa)
    ProtectedFact.objects.filter(party=jan).update(ciphertext=stolen.ciphertext)
    assert [fact.is_readable for fact in queries.in_words(ProtectedFact.objects.filter(party=jan))] == [False]
    assert [fact.party_id for fact in queries.unreadable()] == [jan.pk]


def test_two_answers_on_one_day_are_refused_by_the_database() -> None:
    labour(person(), LabourStatus.EMPLOYED, FIRST)
    fact = ProtectedFact.objects.get()
    fact.pk = None
    with pytest.raises(IntegrityError, match="one_a_day"), transaction.atomic():
        fact.save(force_insert=True)


def test_the_history_tells_who_recorded_what_kind_and_never_the_value(settings: Any) -> None:
    ewa = person()
    actions.record_protected(ewa, ProtectedDraft(PESEL, Answer(LabourStatus.INACTIVE, FIRST)), by=None)
    client = Client()
    client.force_login(UserFactory(roles=[Role.DIRECTOR]))
    page = words(client.get(reverse("history", args=["podmiot", ewa.pk])).content.decode())
    assert "PESEL zapisano" in page
    assert "Status na rynku pracy zapisano, od 10 stycznia 2024" in page
    assert "bierna" not in page
    columns = {field.name for field in ProtectedFact.pgh_event_model._meta.fields}  # type: ignore[attr-defined]
    assert columns.isdisjoint({"ciphertext", "search_hash", "key_id"})


# Keys -----------------------------------------------------------------------------------------------------------------


def test_rotation_brings_every_row_to_the_first_key_and_can_be_repeated(settings: Any) -> None:
    ewa = person()
    actions.record_protected(ewa, ProtectedDraft(PESEL, Answer(LabourStatus.INACTIVE, FIRST)), by=None)
    before, events = told(ewa), ProtectedFact.pgh_event_model.objects.count()  # type: ignore[attr-defined]
    old = settings.PROTECTION_KEYS
    settings.PROTECTION_KEYS = {"new": bytes(range(32)), **old}
    assert (actions.rotate(), actions.rotate()) == ((2, 0), (0, 0))
    settings.PROTECTION_KEYS = {"new": bytes(range(32))}
    assert (told(ewa), list(queries.unreadable()), queries.holder(PESEL)) == (before, [], ewa)
    assert ProtectedFact.pgh_event_model.objects.count() == events  # type: ignore[attr-defined]
    settings.PROTECTION_KEYS = {"other": bytes(range(1, 33))}
    assert (actions.rotate(), len(list(queries.unreadable()))) == ((0, 2), 2)
    assert [fact.is_readable for fact in actions.show(ewa, by=UserFactory(roles=["director"]))] == [False, False]


# Viewings -------------------------------------------------------------------------------------------------------------


def test_showing_is_recorded_before_anything_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    ewa, chief = person(), UserFactory(roles=["director"])
    labour(ewa, LabourStatus.EMPLOYED, FIRST)

    def fails(*args: Any) -> bytes:
        raise RuntimeError

    monkeypatch.setattr(Keyring, "open", fails)
    with pytest.raises(RuntimeError):
        actions.show(ewa, by=chief)
    assert list(Viewing.objects.values_list("by", "parties", "kinds", "purpose")) == [
        (chief.pk, [ewa.pk], [Fact.LABOUR_STATUS], Viewing.Purpose.PAGE)
    ]


def test_who_has_nothing_recorded_needs_no_record_of_a_look() -> None:
    assert (actions.show(person(), by=UserFactory(roles=["director"])), Viewing.objects.count()) == ([], 0)


@pytest.mark.parametrize("statement", ["update people_viewing set purpose = 2", "delete from people_viewing"])
def test_the_application_neither_changes_nor_deletes_a_viewing(statement: str) -> None:
    with pytest.raises((ProgrammingError, InternalError, IntegrityError)), transaction.atomic():
        connection.cursor().execute(statement)


# Pages ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def as_role(client: Client) -> Any:
    def log_in(role: str) -> Client:
        client.force_login(UserFactory(roles=[role], name=f"Ktoś {role}"))
        return client

    return log_in


def posted(client: Client, party: Party, **typed: Any) -> Any:
    return client.post(reverse("people:protected_edit", args=[party.pk]), {"fills": "on", **typed})


def test_an_advisor_records_and_cannot_see(as_role: Any) -> None:
    ewa, browser = person(), as_role(Role.ADVISOR)
    answer = posted(
        browser, ewa, pesel=f"{PESEL[:6]} {PESEL[6:]}", labour_status=2, labour_status_since="10.01.2024",
        disability=9, disability_since="10.01.2024",
    )  # fmt: skip
    assert answer.status_code == 302
    day = f"{timezone.localdate():%d.%m.%Y}"
    page = browser.get(ewa.get_absolute_url()).content.decode()
    said = words(page[page.index('id="dane-chronione"') :].partition("</section>")[0].partition("Projekty")[0])
    assert f"PESEL zapisano {day}" in said
    assert f"Niepełnosprawność od 10 stycznia 2024, zapisano {day}" in said
    assert all(secret not in page for secret in (PESEL, "bezrobotna", "odmowa podania"))
    edit = browser.get(reverse("people:protected_edit", args=[ewa.pk]))
    assert (PESEL in edit.content.decode(), "no-store" in edit.headers["Cache-Control"]) == (False, True)
    assert browser.post(reverse("people:protected_show", args=[ewa.pk])).status_code == 404
    assert (told(ewa)[0], Viewing.objects.count()) == (("PESEL", PESEL, None, None), 0)
    ewa.refresh_from_db()
    assert (ewa.sex, ewa.birth_year) == (Sex.FEMALE, 1901)


def test_a_coordinator_shows_and_the_look_is_listed(as_role: Any) -> None:
    ewa, browser = person(), as_role(Role.COORDINATOR)
    actions.record_protected(ewa, ProtectedDraft(PESEL, Answer(LabourStatus.INACTIVE, FIRST)), by=None)
    address = reverse("people:protected_show", args=[ewa.pk])
    whole, part = browser.post(address), browser.post(address, headers={"HX-Request": "true"})
    for answer in (whole, part):
        assert PESEL in answer.content.decode()
        assert "osoba bierna zawodowo" in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]
    assert ("<html" in whole.content.decode(), "<html" in part.content.decode()) == (True, False)
    assert browser.get(address).status_code == 405
    assert browser.get(reverse("people:viewings")).status_code == 404
    auditor = as_role(Role.AUDITOR)
    listed = auditor.get(reverse("people:viewings"), {"party": ewa.pk})
    said = words(listed.content.decode())
    assert ("2 podglądy" in said, "Ktoś coordinator Ewa Lis PESEL, status na rynku pracy" in said) == (True, True)
    assert auditor.post(address).status_code == 404
    [sheet] = read_workbook(auditor.get(reverse("people:viewings"), {"format": "xlsx"}).content)
    assert [row.cells[1:5] for row in sheet.rows[1:]] == [
        ("Ktoś coordinator", "Ewa Lis", "PESEL, status na rynku pracy", "pokazane na stronie osoby")
    ] * 2


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"pesel": "4405140135"}, "pesel", "PESEL ma 11 cyfr."),
        ({"pesel": "44051401358"}, "pesel", "Sprawdź ten PESEL: ostatnia cyfra nie pasuje do pozostałych."),
        ({"pesel": "abc"}, "pesel", "Wpisz 11 cyfr numeru PESEL; pierwsze sześć to data urodzenia."),
        (
            {"labour_status": "2"}, "labour_status_since",
            "Wpisz pierwszy dzień, najlepiej dzień z papierowego formularza.",
        ),
        (
            {"disability": "1", "disability_since": "1.01.2099"}, "disability_since", "Ten dzień jeszcze nie nadszedł.",
        ),
        ({}, "__all__", "Wpisz PESEL albo wybierz odpowiedź. To, co zostawisz puste, zostaje bez zmian."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field(as_role: Any, typed: dict[str, str], field: str, said: str) -> None:
    answer = posted(as_role(Role.ADVISOR), person(), **typed)
    assert (answer.context["form"].errors, ProtectedFact.objects.count()) == ({field: [said]}, 0)


def test_a_pesel_that_contradicts_the_person_is_refused(as_role: Any) -> None:
    jan = person("Jan Lis", sex=Sex.MALE, birth_year=1975)
    answer = posted(as_role(Role.ADVISOR), jan, pesel=PESEL)
    assert answer.context["form"].errors["pesel"] == [
        "Z tego numeru PESEL wynika rok urodzenia 1901, a zapisany jest 1975. Sprawdź jedno i drugie.",
        "Z tego numeru PESEL wynika płeć: kobieta, a zapisana jest: mężczyzna. Sprawdź jedno i drugie.",
    ]
    assert contradictions(PESEL, Sex.FEMALE, 1901) == contradictions(PESEL, Sex.UNKNOWN, None) == []


def test_a_pesel_of_another_person_is_named_to_whoever_may_see_it_and_that_is_a_look(as_role: Any) -> None:
    ewa, jan = person(), person("Ewa L.")
    actions.record_protected(ewa, ProtectedDraft(PESEL), by=None)
    answer = posted(as_role(Role.COORDINATOR), jan, pesel=PESEL)
    assert "Ten PESEL ma już" in str(answer.context["form"].errors["pesel"])
    assert ewa.get_absolute_url() in answer.content.decode()
    assert list(Viewing.objects.values_list("parties", "purpose")) == [([ewa.pk], Viewing.Purpose.TAKEN)]


def test_who_has_a_pesel_is_not_told_to_whoever_may_not_see_it_and_is_a_look_all_the_same(as_role: Any) -> None:
    ewa, jan = person(), person("Ewa L.")
    actions.record_protected(ewa, ProtectedDraft(PESEL), by=None)
    answer = posted(as_role(Role.ADVISOR), jan, pesel=PESEL)
    assert answer.context["form"].errors["pesel"] == ["Ten PESEL ma już inna osoba. Sprawdź cyfry i zapisz ponownie."]
    assert ewa.get_absolute_url() not in answer.content.decode()
    assert list(Viewing.objects.values_list("parties", "purpose")) == [([ewa.pk], Viewing.Purpose.TAKEN)]


def test_a_form_that_is_wrong_elsewhere_tells_nothing_of_a_pesel(as_role: Any) -> None:
    ewa, jan = person(), person("Ewa L.")
    actions.record_protected(ewa, ProtectedDraft(PESEL), by=None)
    answer = posted(as_role(Role.ADVISOR), jan, pesel=PESEL, labour_status=2, labour_status_since="")
    assert list(answer.context["form"].errors) == ["labour_status_since"]
    assert not Viewing.objects.exists()


def test_nobody_tries_out_pesels_one_after_the_other(as_role: Any) -> None:
    ewa, jan, browser = person(), person("Ewa L."), as_role(Role.ADVISOR)
    actions.record_protected(ewa, ProtectedDraft(PESEL), by=None)
    for number in range(2, 2 + queries.TRIES):
        assert posted(browser, jan, pesel=pesel(2 + number % 2)).status_code == 302
    answer = posted(browser, jan, pesel=PESEL)
    assert answer.context["form"].errors["pesel"] == [
        "W ciągu godziny wpisano tu już wiele numerów PESEL. Spróbuj później."
    ]
    assert not Viewing.objects.exists()


def test_groups_and_organisations_have_no_protected_data(as_role: Any) -> None:
    group, browser = PartyFactory(kind=Kind.INFORMAL_GROUP), as_role(Role.DIRECTOR)
    assert browser.get(reverse("people:protected_edit", args=[group.pk])).status_code == 404
    assert 'id="dane-chronione"' not in browser.get(group.get_absolute_url()).content.decode()


def test_a_person_is_found_by_pesel_without_its_standing_in_an_address(as_role: Any) -> None:
    ewa = person()
    actions.record_protected(ewa, ProtectedDraft(PESEL), by=None)
    browser, address = as_role(Role.GRANTS_OFFICER), reverse("people:pesel_find")
    found = browser.post(address, {"pesel": PESEL})
    assert (found.status_code, found.url) == (302, ewa.get_absolute_url())
    assert list(Viewing.objects.values_list("parties", "purpose")) == [([ewa.pk], Viewing.Purpose.SEARCH)]
    nobody = browser.post(address, {"pesel": OTHER})
    assert nobody.context["form"].errors == {"pesel": ["Nikt nie ma zapisanego tego numeru PESEL."]}
    assert as_role(Role.ADVISOR).get(address).status_code == 404


def test_what_was_recorded_by_mistake_is_taken_back(as_role: Any) -> None:
    ewa = person()
    labour(ewa, LabourStatus.EMPLOYED, FIRST)
    address = reverse("people:protected_remove", args=[ProtectedFact.objects.get().pk])
    assert as_role(Role.ADVISOR).post(address).status_code == 404
    browser = as_role(Role.DIRECTOR)
    page = browser.get(address).content.decode()
    assert ("osoba pracująca" in page, told(ewa) != []) == (False, True)
    assert (browser.post(address).status_code, told(ewa)) == (302, [])


# Nothing stands as it is ----------------------------------------------------------------------------------------------


def all_tables() -> str:
    """Every row of every table as text, and what bytes would say."""
    parts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select t::text from "{table}" t')  # names of our own tables
            parts += [row for (row,) in cursor.fetchall()]
    return "\n".join(parts)


def test_no_table_holds_a_pesel_after_it_was_typed_refused_shown_and_searched_for(as_role: Any) -> None:
    ewa, jan, browser = person(), person("Jan Lis"), as_role(Role.DIRECTOR)
    posted(browser, ewa, pesel=PESEL, labour_status=3, labour_status_since="10.01.2024")
    posted(browser, jan, pesel=PESEL)
    posted(browser, ewa, pesel=OTHER)
    browser.post(reverse("people:protected_show", args=[ewa.pk]))
    browser.post(reverse("people:pesel_find"), {"pesel": OTHER})
    browser.post(reverse("people:note_add", args=[ewa.pk]), {"text": f"PESEL {OTHER}"})
    kept = all_tables()
    assert "Ewa Lis" in kept
    for digits in (PESEL, OTHER):
        for written in (digits, f"{digits[:6]} {digits[6:]}", f"{digits[:6]}-{digits[6:]}", digits.encode().hex()):
            assert written not in kept


def test_the_user_of_a_viewing_cannot_vanish(as_role: Any) -> None:
    ewa, chief = person(), UserFactory(roles=["director"])
    labour(ewa, LabourStatus.EMPLOYED, FIRST)
    actions.show(ewa, by=chief)
    with pytest.raises(Exception, match="protected foreign keys"):
        User.objects.get(pk=chief.pk).delete()


# The workbook ---------------------------------------------------------------------------------------------------------

EWA = {"Imię i nazwisko": "Ewa Lis", "PESEL": PESEL}


def errors_of(row: dict[str, Any]) -> list[tuple[str, str]]:
    return [(error.column, error.message) for error in brought_in((PERSONS, [row])).errors]


def test_a_row_records_a_new_person_with_what_the_pesel_tells() -> None:
    answers = {"Status na rynku pracy": "Osoba pracująca", "Status na rynku pracy od": "10.01.2024"}
    book = brought_in((PERSONS, [{**EWA, **answers, "Niepełnosprawność": "odmowa", "Niepełnosprawność od": FIRST}]))
    assert (said(book), counted(book)) == ([], {"Osoby": (1, 0, 0)})
    ewa = Party.objects.get()
    assert (ewa.sex, ewa.birth_year) == (Sex.FEMALE, 1901)
    assert told(ewa) == [
        ("PESEL", PESEL, None, None),
        ("status na rynku pracy", "osoba pracująca", FIRST, None),
        ("niepełnosprawność", "odmowa podania", FIRST, None),
    ]


def test_a_pesel_recognises_a_person_and_the_same_row_again_writes_nothing() -> None:
    row = {**EWA, "Status na rynku pracy": "bierna zawodowo", "Status na rynku pracy od": FIRST}
    brought_in((PERSONS, [row]))
    before = list(ProtectedFact.objects.values_list("pk", flat=True))
    assert counted(brought_in((PERSONS, [row]))) == {"Osoby": (0, 1, 0)}
    assert list(ProtectedFact.objects.values_list("pk", flat=True)) == before
    book = brought_in((PERSONS, [{**row, "Imię i nazwisko": "Ewa Lis-Kot", "Status na rynku pracy": "pracująca"}]))
    assert counted(book) == {"Osoby": (0, 1, 0)}
    [preview] = book.outcomes["Osoby"].previews
    assert preview.changes[1:] == (
        ("PESEL", "zapisano", "zapisane na nowo"),
        ("Status na rynku pracy", "zapisano", "zapisane na nowo"),
    )
    ewa = Party.objects.get(name="Ewa Lis-Kot")
    assert told(ewa)[1:] == [("status na rynku pracy", "osoba pracująca", FIRST, None)]


def test_a_check_tells_the_same_of_a_right_and_of_a_wrong_answer_and_is_a_look(as_role: Any) -> None:
    ewa, chief = person(), UserFactory(roles=[Role.COORDINATOR])
    actions.record_protected(ewa, ProtectedDraft(PESEL, Answer(LabourStatus.INACTIVE, FIRST)), by=None)

    def told_of(answer: str) -> Any:
        row = {**EWA, "Status na rynku pracy": answer, "Status na rynku pracy od": FIRST}
        book = Book(today=date(2025, 1, 1), by=chief)
        planned(PERSONS, [row], book)
        [preview] = book.outcomes["Osoby"].previews
        return preview.changes

    assert told_of("bierna zawodowo") == told_of("osoba pracująca")
    looks = list(Viewing.objects.values_list("by", "parties", "purpose"))
    assert looks == [(chief.pk, [ewa.pk], Viewing.Purpose.WORKBOOK)] * 2


def test_whoever_may_not_record_protected_data_brings_none_in() -> None:
    auditor = UserFactory(roles=[Role.AUDITOR])
    book = brought_in((PERSONS, [EWA]), by=auditor)
    assert [(error.column, error.message) for error in book.errors] == [
        ("PESEL", "Nie możesz zapisywać danych chronionych.")
    ]


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ({**EWA, "PESEL": "44051401358"}, ("PESEL", "To nie jest poprawny PESEL.")),
        (
            {**EWA, "Rok urodzenia": 1980},
            ("PESEL", "Z tego numeru PESEL wynika rok urodzenia 1901, a zapisany jest 1980. Sprawdź jedno i drugie."),
        ),
        ({**EWA, "Niepełnosprawność": "tak"}, ("Niepełnosprawność od", "Brakuje pierwszego dnia.")),
        (
            {**EWA, "Status na rynku pracy od": FIRST},
            ("Status na rynku pracy", "Jest pierwszy dzień, a nie ma odpowiedzi."),
        ),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_named_without_its_number(row: dict[str, Any], error: tuple[str, str]) -> None:
    assert errors_of(row) == [error]
    assert Party.objects.count() == 0


def test_an_organisation_has_no_pesel() -> None:
    book = brought_in((PARTIES, [{"Nazwa": "Łąka", "Rodzaj": "fundacja", "PESEL": PESEL}]))
    assert [(error.column, error.message) for error in book.errors] == [
        ("PESEL", "Tę kolumnę wypełnia się tylko dla osób.")
    ]
