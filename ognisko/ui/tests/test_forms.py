"""Fields take what a Polish hand types, and lose nothing of it."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django import forms as django_forms
from django.contrib.contenttypes.models import ContentType
from django.utils import translation

from ognisko.ui import forms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Any:
    """Messages are compared in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def parties() -> list[ContentType]:
    """Three records whose names a search can tell apart or confuse; content types need no app above ui."""
    names = ("ogrod za szkola", "ogrody warty", "kuznia")
    return [ContentType.objects.create(app_label="probe", model=name) for name in names]


def party_form(data: dict[str, str] | None = None, required: bool = True, **options: Any) -> django_forms.Form:
    """A form with one picker over the three records."""
    records = ContentType.objects.filter(app_label="probe")

    class PartyForm(django_forms.Form):
        party = forms.PickerField(
            records,
            url="/szukaj/",
            search=lambda text: ContentType.objects.filter(model__contains=text).order_by("model"),
            label_from=lambda one: one.model,
            required=required,
        )

    return PartyForm(data, **options)


def answer(form: django_forms.Form) -> Any:
    """The taken record's name, or the errors."""
    return form.cleaned_data["party"].model if form.is_valid() else form.errors.get_json_data()["party"][0]["code"]


def test_a_picked_record_is_taken_by_its_id(parties: list[ContentType]) -> None:
    assert answer(party_form({"party": str(parties[1].pk), "party_text": "ogrody warty"})) == "ogrody warty"


def test_an_id_alone_is_enough(parties: list[ContentType]) -> None:
    assert answer(party_form({"party": str(parties[2].pk)})) == "kuznia"


def test_text_that_finds_one_record_is_taken(parties: list[ContentType]) -> None:
    assert answer(party_form({"party_text": "warty"})) == "ogrody warty"


def test_text_that_is_the_whole_name_of_one_is_taken(parties: list[ContentType]) -> None:
    ContentType.objects.create(app_label="probe", model="kuznia druga")
    assert answer(party_form({"party_text": "Kuźnia".replace("ź", "z").lower()})) == "kuznia"


def test_changed_text_wins_over_an_id_that_stands_for_other_text(parties: list[ContentType]) -> None:
    data = {"party": str(parties[1].pk), "party_was": "ogrody warty", "party_text": "kuznia"}
    assert answer(party_form(data)) == "kuznia"


def test_cleared_text_means_nobody(parties: list[ContentType]) -> None:
    form = party_form({"party": str(parties[1].pk), "party_was": "ogrody warty", "party_text": ""}, required=False)
    assert (form.is_valid(), form.cleaned_data) == (True, {"party": None})


def test_several_are_offered_and_the_text_stays(parties: list[ContentType]) -> None:
    form = party_form({"party_text": "ogrod"})
    assert answer(form) == "several"
    html = str(form["party"])
    for record in parties[:2]:
        assert f'name="party_choice" value="{record.pk}"' in html
    assert 'name="party_text" value="ogrod"' in html


def test_a_chosen_one_of_the_offered_is_taken(parties: list[ContentType]) -> None:
    assert answer(party_form({"party_text": "ogrod", "party_choice": str(parties[0].pk)})) == "ogrod za szkola"


def test_text_that_finds_nothing_says_so_and_stays(parties: list[ContentType]) -> None:
    form = party_form({"party_text": "xyz"})
    assert form.errors["party"] == ["Nothing matches “xyz”. Check the spelling or add a new one."]
    assert 'name="party_text" value="xyz"' in str(form["party"])


def test_a_record_outside_the_query_set_is_never_taken(parties: list[ContentType]) -> None:
    other = ContentType.objects.create(app_label="elsewhere", model="ogrod obcy")
    assert answer(party_form({"party": str(other.pk)})) == "gone"
    assert answer(party_form({"party_text": "obcy"})) == "nothing"


def test_nonsense_instead_of_an_id_is_refused(parties: list[ContentType]) -> None:
    assert answer(party_form({"party": "1; drop table"})) == "gone"


@pytest.mark.parametrize("typed", [{"party_text": "ogr\0d"}, {"party": "\0"}, {"party_choice": "\0"}])
def test_a_nul_is_refused_before_any_search(parties: list[ContentType], typed: dict[str, str]) -> None:
    form = party_form(typed)
    assert answer(form) in {"null_characters_not_allowed", "gone"}
    assert "ogrod" not in str(form["party"])


def test_nothing_typed_in_a_required_field_is_an_error(parties: list[ContentType]) -> None:
    assert answer(party_form({"party_text": " "})) == "required"


def test_an_initial_record_shows_its_name(parties: list[ContentType]) -> None:
    html = str(party_form(initial={"party": parties[2]})["party"])
    assert f'name="party" value="{parties[2].pk}"' in html
    assert 'name="party_text" value="kuznia"' in html


def test_what_one_form_offers_another_does_not(parties: list[ContentType]) -> None:
    answer(party_form({"party_text": "ogrod"}))
    assert "party_choice" not in str(party_form()["party"])


@pytest.mark.parametrize("typed", ["13.03.2025", "2025-03-13", "13 marca 2025"])
def test_a_date_is_taken_in_polish_and_in_iso(typed: str) -> None:
    assert forms.DateField().clean(typed) == datetime.date(2025, 3, 13)


@pytest.mark.parametrize("typed", ["1900-01-01", "31.12.2100"])
def test_days_of_our_years_are_taken(typed: str) -> None:
    assert isinstance(forms.DateField().clean(typed), datetime.date)


@pytest.mark.parametrize("typed", ["9999-12-31", "1.01.2101", "31.12.1899", "0001-01-01"])
def test_days_of_other_years_are_refused(typed: str) -> None:
    with pytest.raises(django_forms.ValidationError) as refused:
        forms.DateField().clean(typed)
    assert refused.value.messages == ["Type a day of the years from 1900 to 2100."]


def test_a_typed_date_survives_an_error_elsewhere() -> None:
    assert forms.DateInput().format_value("13.03.2025") == "2025-03-13"


@pytest.mark.parametrize("typed", ["9:30", "9.30", "930", "09:30", "09:30:00"])
def test_a_time_is_taken_with_and_without_a_colon(typed: str) -> None:
    assert forms.TimeField().clean(typed) == datetime.time(9, 30)


@pytest.mark.parametrize("typed", ["25:00", "9:75", "rano"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(django_forms.ValidationError) as wrong:
        forms.TimeField().clean(typed)
    assert wrong.value.messages == ["Type the time as hours and minutes, for example 9:30."]


@pytest.mark.parametrize("typed", ["1,5", "1:30", "90 min", "1.5"])
def test_a_duration_becomes_minutes(typed: str) -> None:
    assert forms.DurationField().clean(typed) == 90


def test_minutes_show_as_hours() -> None:
    assert forms.DurationField().prepare_value(90) == "1,5"


def test_limits_of_a_duration_are_said_in_hours() -> None:
    with pytest.raises(django_forms.ValidationError) as wrong:
        forms.DurationField(max_value=720).clean("13")
    assert wrong.value.messages == ["Type at most 12 h."]


def test_money_is_taken_as_it_is_written() -> None:
    assert forms.MoneyField().clean("12 480,00 zł") == Decimal("12480.00")


def test_limits_of_money_are_said_as_money() -> None:
    with pytest.raises(django_forms.ValidationError) as wrong:
        forms.MoneyField(max_value=Decimal(6000)).clean("7 200,00")
    assert wrong.value.messages == ["Type at most 6\N{NO-BREAK SPACE}000,00 zł."]


def test_money_shows_thousands_and_grosze() -> None:
    assert forms.MoneyField().prepare_value(Decimal(12480)) == "12\N{NO-BREAK SPACE}480,00"
