"""Clean input: numbers, lists, dates; data that nothing keeps are refused and called by their name."""

from datetime import date

import pytest

from ognisko.people import actions
from ognisko.people.forms import (
    AddPartyForm,
    BulkForm,
    EditPartyForm,
    EndForm,
    KindForm,
    MemberForm,
    NoteForm,
    StatusForm,
)
from ognisko.people.forms.party import FAMILY
from ognisko.people.models import Contact, Identifier
from ognisko.people.rules import Kind, Sex, Status
from ognisko.people.tests.factories import PartyFactory

pytestmark = pytest.mark.django_db

PESEL = "44051401359"
REFUSED = "Tu jest numer PESEL. Usuń go i zapisz ponownie: PESEL zapisujemy tylko w danych chronionych osoby."


def organisation(**typed) -> AddPartyForm:
    return AddPartyForm({"kind": Kind.ASSOCIATION, "name": "Fundacja „Łąka”", **typed}, family=FAMILY["organisation"])


def person(**typed) -> AddPartyForm:
    return AddPartyForm({"kind": Kind.PERSON, "name": "Anna Lisiecka", "sex": 0, **typed}, family=FAMILY["person"])


def test_a_nul_among_the_tags_is_refused() -> None:
    assert list(errors(organisation(tags="rzeka, a\0b"))) == ["tags"]


@pytest.mark.parametrize("phone", ["²²²²²²", "٣٣٣٣٣٣"])
def test_a_phone_number_has_digits_that_can_be_dialled(phone: str) -> None:
    assert list(errors(organisation(phones=phone))) == ["phones"]


def errors(form) -> dict[str, list[str]]:
    return {name: list(problems) for name, problems in form.errors.items()}


def test_what_is_typed_becomes_a_draft() -> None:
    form = organisation(
        name="  Fundacja   „Łąka” ", since="14.05.2021", nip="725-001-83-12", krs="713", place="101401",
        street="Chojne 41", postal_code="98-200", town="Sieradz", emails="Biuro@Laka.example, b@laka.example",
        phones="600 000 413", websites="laka.example", tags="rzeka, seniorzy, rzeka", description="Sąsiedzi.",
    )  # fmt: skip
    assert errors(form) == {}
    draft = form.draft
    assert (draft.name, list(draft.kinds)) == ("Fundacja „Łąka”", [(Kind.ASSOCIATION, date(2021, 5, 14), None)])
    assert draft.identifiers == {Identifier.Type.NIP: "7250018312", Identifier.Type.KRS: "0000000713"}
    assert list(draft.contacts) == [
        (Contact.Type.EMAIL, "biuro@laka.example"),
        (Contact.Type.EMAIL, "b@laka.example"),
        (Contact.Type.PHONE, "600 000 413"),
        (Contact.Type.WEBSITE, "https://laka.example"),
    ]
    assert (list(draft.tags), draft.description) == (["rzeka", "seniorzy"], "Sąsiedzi.")
    assert [(row.place.pk, str(row.street), row.since) for row in draft.addresses] == [(101401, "Chojne 41", None)]


def test_a_person_has_sex_and_year_that_may_be_unknown_and_no_numbers() -> None:
    form = person(sex="", birth_year="")
    assert errors(form) == {}
    assert (form.draft.sex, form.draft.birth_year, form.draft.identifiers) == (Sex.UNKNOWN, None, {})
    form = person(sex="1", birth_year="1984")
    assert errors(form) == {}
    assert (form.draft.sex, form.draft.birth_year) == (Sex.FEMALE, 1984)
    assert errors(person(birth_year="84")) == {"birth_year": ["Wpisz rok czterema cyframi, na przykład 1984."]}


@pytest.mark.parametrize(
    "field", ["name", "short_name", "nip", "krs", "regon", "phones", "description", "tags", "street", "town"]
)
def test_a_pesel_in_any_text_is_refused_and_called_so(field: str) -> None:
    typed = PESEL if field in {"nip", "krs", "regon", "phones"} else f"Jan {PESEL}"
    assert errors(organisation(**{field: typed})) == {field: [REFUSED]}


def test_a_pesel_in_a_picker_is_refused_too() -> None:
    assert errors(organisation(place_text=PESEL)) == {"place": [REFUSED]}


def test_disability_and_labour_status_of_a_person_are_refused_of_an_organisation_not() -> None:
    text = "Wspiera osoby niepełnosprawne"
    assert errors(organisation(description=text)) == {}
    assert errors(person(description=text)) == {
        "description": [
            (
                "„niepelnosprawne” mówi o czyjejś niepełnosprawności albo sytuacji na rynku pracy. "
                "Usuń te słowa i zapisz ponownie: ich miejsce jest w danych chronionych na stronie osoby."
            )
        ]
    }
    anna = PartyFactory(kind=Kind.PERSON)
    assert list(errors(NoteForm({"text": "bezrobotna"}, party=anna))) == ["text"]


def test_wrong_numbers_and_addresses_are_named_beside_their_fields() -> None:
    assert errors(organisation(nip="7250018313", emails="a@b.example, biuro", phones="zadzwoń", town="Sieradz")) == {
        "nip": ["Sprawdź ten NIP: ostatnia cyfra nie zgadza się z pozostałymi."],
        "emails": ["„biuro” nie jest adresem e-mail."],
        "phones": ["„zadzwoń” nie jest numerem telefonu."],
        "place": ["Adres potrzebuje gminy, żeby sprawozdania wiedziały, gdzie to jest."],
    }


def test_a_number_of_another_party_is_an_error_that_names_it() -> None:
    other = PartyFactory(name="KGW „Jarzębinki”", nip="7250018312")
    form = organisation(nip="725 001 83 12", anyway=str(other.pk))
    assert errors(form) == {
        "nip": [f'Ten numer ma już <a class="link" href="/podmioty/{other.pk}/">KGW „Jarzębinki”</a>.']
    }


def test_a_likely_duplicate_is_added_only_when_it_was_looked_at() -> None:
    first = PartyFactory(name="Fundacja „Łąka”")
    form = organisation()
    assert list(errors(form)) == ["__all__"]
    assert [one.party for one in form.duplicates] == [first]
    assert errors(organisation(anyway=str(first.pk))) == {}
    second = PartyFactory(name="Fundacja „Łąka”")
    assert list(errors(organisation(anyway=str(first.pk)))) == ["__all__"]
    assert errors(organisation(anyway=f"{second.pk},{first.pk}")) == {}


def test_a_tag_is_written_as_it_is_already() -> None:
    PartyFactory(tags=["Seniorzy"])
    form = organisation(tags="SENIORZY, nowa")
    assert errors(form) == {}
    assert form.draft.tags == ["Seniorzy", "nowa"]


def test_the_edit_form_shows_what_is_there_and_changes_nothing_by_itself() -> None:
    party = PartyFactory(nip="7250018312", email="a@b.example", tags=["rzeka"], description="Opis.")
    form = EditPartyForm(party=party)
    assert {name: form[name].value() for name in ("name", "nip", "emails", "tags", "description")} == {
        "name": party.name,
        "nip": "7250018312",
        "emails": "a@b.example",
        "tags": "rzeka",
        "description": "Opis.",
    }
    again = EditPartyForm({name: form[name].value() or "" for name in form.fields}, party=party)
    assert errors(again) == {}
    assert again.identifiers == {Identifier.Type.NIP: "7250018312"}
    assert again.contacts == [(Contact.Type.EMAIL, "a@b.example")]


def test_a_kind_that_holds_already_is_not_set_again() -> None:
    party = PartyFactory(kind=Kind.ASSOCIATION)
    form = KindForm({"kind": Kind.ASSOCIATION, "since": "2024-01-01"}, party=party)
    assert errors(form) == {"kind": ["W tym dniu podmiot jest już tego rodzaju."]}
    actions.set_kind(party, Kind.FOUNDATION, since=date(2024, 6, 1), by=None)
    assert errors(KindForm({"kind": Kind.ASSOCIATION, "since": "2024-01-01"}, party=party)) == {}


def test_last_days_become_the_first_day_after() -> None:
    form = StatusForm({"status": Status.SOCIAL_ENTERPRISE, "since": "1.01.2024", "last_day": "31.12.2024"})
    assert errors(form) == {}
    assert form.cleaned_data["until"] == date(2025, 1, 1)
    end = EndForm({"last_day": "31.12.2024"})
    assert end.is_valid()
    assert end.cleaned_data["on"] == date(2025, 1, 1)
    wrong = StatusForm({"status": Status.SOCIAL_ENTERPRISE, "since": "1.01.2024", "last_day": "31.12.2023"})
    assert errors(wrong) == {"last_day": ["Ostatni dzień jest wcześniejszy niż pierwszy."]}


def test_a_member_is_somebody_here_or_somebody_new_but_not_both() -> None:
    party, anna = PartyFactory(), PartyFactory(kind=Kind.PERSON, name="Anna Lisiecka")
    assert errors(MemberForm({}, party=party)) == {
        "person": ["Wybierz osobę albo wpisz poniżej imię i nazwisko nowej."]
    }
    assert list(errors(MemberForm({"person": anna.pk, "new_name": "Anna"}, party=party))) == ["new_name"]
    chosen = MemberForm({"person_text": "anna lisiecka"}, party=party)
    assert errors(chosen) == {}
    assert (chosen.cleaned_data["person"], chosen.new_person) == (anna, None)
    new = MemberForm({"new_name": "Jan  Olczak", "phones": "600 000 413"}, party=party)
    assert errors(new) == {}
    assert (new.new_person.name, list(new.new_person.contacts)) == ("Jan Olczak", [(Contact.Type.PHONE, "600 000 413")])


def test_a_bulk_change_wants_parties_and_a_tag() -> None:
    from django.http import QueryDict

    assert errors(BulkForm(QueryDict("what=caretaker"))) == {"__all__": ["Zaznacz podmioty, które chcesz zmienić."]}
    assert list(errors(BulkForm(QueryDict("what=tag&party=1")))) == ["tag"]
    assert errors(BulkForm(QueryDict("what=tag&party=1&party=2&tag=KGW"))) == {}
