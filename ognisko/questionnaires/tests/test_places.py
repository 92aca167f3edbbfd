"""A question for a municipality: nobody types a code, the answer keeps code and name, what is unclear stays typed."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from ognisko.accounts.tests.factories import UserFactory
from ognisko.questionnaires import actions
from ognisko.questionnaires.models import AnswerSheet
from ognisko.questionnaires.queries import page_of, place_meant, place_options
from ognisko.questionnaires.rules.definition import Definition, Item, Type
from ognisko.questionnaires.rules.reading import place_code, place_name

pytestmark = pytest.mark.django_db

TOWN = "101401 Sieradz (miasto)"


@pytest.fixture
def sheet() -> AnswerSheet:
    where = Item("where", Type.PLACE, {"pl": "W której gminie?"})
    made = actions.add_questionnaire("Gdzie", "application", Definition({"pl": "Gdzie"}, ("pl",), (where,)), by=None)
    return actions.start_sheet(actions.publish(made.versions.get(), by=UserFactory()))


@pytest.mark.parametrize(
    ("picked", "was", "written", "kept"),
    [
        (TOWN, "Sieradz (miasto)", "Sieradz (miasto)", TOWN),
        (TOWN, "Sieradz (miasto)", "Złoczew", "101411 Złoczew (gmina miejsko-wiejska)"),
        (TOWN, "Sieradz (miasto)", "", ""),
        ("", "", "sieradz miasto", TOWN),
        ("", "", "Sieradz", "Sieradz"),
        ("", "", "Atlantyda", "Atlantyda"),
        ("", "", "999999 Atlantyda", "Atlantyda"),
        ("999999 Atlantyda", "Atlantyda", "Atlantyda", "Atlantyda"),
        ("101401 Warszawa", "Warszawa", "Warszawa", TOWN),
    ],
)
def test_what_was_picked_counts_until_the_text_beside_it_is_changed(
    sheet: AnswerSheet, picked: str, was: str, written: str, kept: str
) -> None:
    sent = {"asked": "where", "where": picked, "where_was": was, "where_text": written, "revision": sheet.revision}
    assert Client().post(reverse("questionnaires:autosave", args=[sheet.address]), sent).status_code == 200
    sheet.refresh_from_db()
    assert sheet.answers == ({"where": kept} if kept else {})


def test_the_page_shows_the_name_and_says_when_it_cannot_tell_which_one(sheet: AnswerSheet) -> None:
    AnswerSheet.objects.filter(pk=sheet.pk).update(answers={"where": TOWN})
    sheet.refresh_from_db()
    (node,) = page_of(sheet)[0].nodes
    assert (node.kept, node.typed, node.shown, node.problem) == (TOWN, "Sieradz (miasto)", "Sieradz (miasto)", "")
    sheet.answers = {"where": "Sieradz"}
    (node,) = page_of(sheet)[0].nodes
    assert (node.kept, node.typed, node.problem) == (
        "", "Sieradz", "Wybierz gminę z podpowiedzi; jeśli jest kilka o tej nazwie, dopisz powiat.",
    )  # fmt: skip


def test_whoever_answers_is_offered_municipalities_without_an_account() -> None:
    answer = Client().get(reverse("questionnaires:places"), {"q": "sieradz\0"}).content.decode()
    offered = place_options("sieradz")
    assert offered[0].value == TOWN
    assert re.findall('data-value="([^"]+)"', answer) == [one.value for one in offered]


def test_a_code_and_a_name_come_apart_again() -> None:
    assert [(place_code(one), place_name(one)) for one in (TOWN, "Sieradz", "101401", "")] == [
        (101401, "Sieradz (miasto)"), (None, "Sieradz"), (None, "101401"), (None, ""),
    ]  # fmt: skip
    assert place_meant("") == ""
