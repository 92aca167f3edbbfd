"""Building on the page: a question is added, asked on a condition, moved, taken out and back; nobody's work is lost."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from ognisko.accounts.models import Role
from ognisko.accounts.tests.factories import UserFactory
from ognisko.questionnaires import actions
from ognisko.questionnaires.models import Questionnaire, Version
from ognisko.questionnaires.rules.definition import Item, Type
from ognisko.questionnaires.rules.library import LIBRARY

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(UserFactory(roles=[Role.GRANTS_OFFICER]))
    return client


@pytest.fixture
def draft(officer: Client) -> Version:
    typed = {"title": "Ankieta sąsiedzka", "use": "survey", "ready": "", "token": uuid4()}
    answer = officer.post(reverse("questionnaires:questionnaire_begin"), typed)
    made: Version = Version.objects.get()
    assert answer.headers["Location"] == reverse("questionnaires:version_build", args=[made.pk])
    return made


def send(officer: Client, draft: Version, go: str = "save", **typed: Any) -> Any:
    """Press a button of the desk; ``nowe`` and ``pytanie`` say what is open."""
    draft.refresh_from_db()
    data = {
        "go": go,
        "1-typed": "1",
        "1-changed": draft.changed,
        **{f"1-{name}": value for name, value in typed.items()},
    }
    answer = officer.post(reverse("questionnaires:version_build", args=[draft.pk]), data)
    draft.refresh_from_db()
    return answer


def names(draft: Version) -> list[str]:
    draft.refresh_from_db()
    return list(draft.content.placed)


def test_three_questions_with_a_condition_are_built_and_published(officer: Client, draft: Version) -> None:
    assert (
        send(officer, draft, "add", rodzaj="one", title_pl="Ankieta sąsiedzka")
        .headers["Location"]
        .endswith("?nowe=one&po=#pytanie")
    )
    send(officer, draft, nowe="one", label_pl="Skąd jesteś?", choices="z miasta\nze wsi", always="on")
    send(officer, draft, nowe="integer", label_pl="Ile masz kur?", po="skad_jestes", when_question="skad_jestes",
         when_is="is", when_value="Ze wsi", least="0")  # fmt: skip
    send(officer, draft, nowe="text", label_pl="Uwagi", po="")
    assert [one.item for one in draft.content.placed.values()] == [
        Item("skad_jestes", Type.ONE, {"pl": "Skąd jesteś?"}, required="true()", choices="skad_jestes"),
        Item("ile_masz_kur", Type.INTEGER, {"pl": "Ile masz kur?"}, relevant="${skad_jestes} = 'ze_wsi'", least="0"),
        Item("uwagi", Type.TEXT, {"pl": "Uwagi"}),
    ]
    send(officer, draft, "up:uwagi", pytanie="skad_jestes", label_pl="Skąd?", choices="z miasta\r\nze wsi", always="on")
    assert names(draft) == ["skad_jestes", "uwagi", "ile_masz_kur"]
    assert draft.content.placed["skad_jestes"].item.label == {"pl": "Skąd?"}
    officer.post(reverse("questionnaires:version_publish", args=[draft.pk]))
    draft.refresh_from_db()
    assert draft.published_at is not None
    page = officer.get(reverse("questionnaires:version_build", args=[draft.pk]))
    assert page.headers["Location"] == draft.questionnaire.get_absolute_url()


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(officer: Client, draft: Version) -> None:
    typed = {"label_pl": "Ile?", "constraint": ". >", "relevant": "${nie_ma} = 1", "least": "dwa"}
    answer = send(officer, draft, nowe="integer", **typed)
    form = answer.context["desk"].form
    assert (answer.status_code, sorted(form.errors), names(draft)) == (422, ["constraint", "least", "relevant"], [])
    assert {name: form[name].value() for name in typed} == typed


def test_what_is_taken_out_comes_back_with_all_that_it_holds(officer: Client) -> None:
    made = actions.add_questionnaire("Wniosek", "application", LIBRARY["application"].definition, by=None)
    draft = made.versions.get()
    before = names(draft)
    send(officer, draft, "remove:costs", pytanie="costs", label_pl="Budżet", label_en="Budget")
    assert "line_price" not in names(draft)
    undo = reverse("questionnaires:version_take_back", args=[draft.pk, draft.changed - 1])
    officer.post(undo)
    assert names(draft) == before
    officer.post(undo)
    assert names(draft) == before


def test_two_who_build_at_once_are_told_and_lose_nothing(officer: Client, draft: Version) -> None:
    send(officer, draft, nowe="text", label_pl="Pierwsze")
    data = {"go": "save", "1-typed": "1", "1-changed": 0, "1-nowe": "text", "1-label_pl": "Drugie"}
    address = reverse("questionnaires:version_build", args=[draft.pk])
    answer = officer.post(address, data)
    assert (answer.status_code, names(draft)) == (409, ["pierwsze"])
    assert answer.context["desk"].form["label_pl"].value() == "Drugie"
    officer.post(address, {**data, "1-changed": answer.context["changed"]})
    assert names(draft) == ["pierwsze", "drugie"]


def test_the_preview_draws_what_is_typed_and_answered_and_keeps_nothing(officer: Client, draft: Version) -> None:
    send(officer, draft, nowe="yes_no", label_pl="Masz kury?")
    send(officer, draft, nowe="integer", label_pl="Ile masz?", when_question="masz_kury", when_value="tak")
    address = reverse("questionnaires:version_preview", args=[draft.pk])
    typed = {"1-typed": "1", "1-pytanie": "ile_masz", "1-label_pl": "Ile ich masz?", "1-type": "integer",
             "1-when_question": "masz_kury", "1-when_is": "is", "1-when_value": "Tak"}  # fmt: skip
    for said, relevant in (("yes", True), ("no", False)):
        answer = officer.post(
            address, {**typed, "asked": ["masz_kury"], "masz_kury": said}, headers={"HX-Request": "true"}
        )
        nodes = answer.context["preview"].now.nodes
        assert [(node.label, node.relevant) for node in nodes] == [("Masz kury?", True), ("Ile ich masz?", relevant)]
    assert Questionnaire.objects.get().versions.get().content.placed["ile_masz"].item.label == {"pl": "Ile masz?"}


def test_every_questionnaire_of_the_library_can_be_built_on(officer: Client) -> None:
    for key in LIBRARY:
        typed = {"title": key, "use": LIBRARY[key].use, "ready": key, "token": uuid4()}
        page = officer.post(reverse("questionnaires:questionnaire_begin"), typed, follow=True)
        draft = Version.objects.latest("pk")
        assert (page.status_code, draft.content) == (200, LIBRARY[key].definition)
        for name in draft.content.placed:
            opened = officer.get(reverse("questionnaires:version_build", args=[draft.pk]), {"pytanie": name})
            assert opened.context["desk"].opened == name


def test_answers_are_for_those_who_make_questionnaires(officer: Client, draft: Version) -> None:
    send(officer, draft, nowe="text", label_pl="Uwagi")
    actions.publish(draft, by=UserFactory())
    sheet = actions.start_sheet(draft)
    actions.save_answers(sheet, {"uwagi": "=1+1"}, revision=0)
    actions.submit_sheet(sheet)
    address = reverse("questionnaires:answers", args=[draft.questionnaire_id])
    assert officer.get(address).context["total"] == 1
    csv = officer.get(address, {"format": "csv"}).content.decode("utf-8-sig")
    assert csv.splitlines()[1].endswith(";'=1+1")
    assert [officer.get(address, {"format": kind}).status_code for kind in ("xlsx", "spss", "pdf")] == [200, 200, 404]
    other = Client()
    other.force_login(UserFactory(roles=[Role.ADVISOR]))
    assert other.get(address).status_code == 404
