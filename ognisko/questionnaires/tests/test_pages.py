"""A questionnaire comes in from a spreadsheet, is tried, and is published; a sheet keeps what was typed."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from ognisko.accounts.models import Role
from ognisko.accounts.tests.factories import UserFactory
from ognisko.questionnaires import actions
from ognisko.questionnaires.formats.xlsform import write_form
from ognisko.questionnaires.models import AnswerSheet, Questionnaire
from ognisko.questionnaires.tests.forms import APPLICATION

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(UserFactory(roles=[Role.GRANTS_OFFICER]))
    return client


@pytest.fixture
def sheet() -> AnswerSheet:
    made = actions.add_questionnaire("Wniosek", "application", APPLICATION, by=None)
    return actions.start_sheet(actions.publish(made.versions.get(), by=UserFactory()))


def read(officer: Client) -> Questionnaire:
    content = write_form(APPLICATION, form_id="wniosek", version="1")
    typed = {"title": "Wniosek", "use": "application", "token": "00000000-0000-4000-8000-000000000001"}
    address = reverse("questionnaires:questionnaire_add")
    for _twice in range(2):
        answer = officer.post(address, {**typed, "file": SimpleUploadedFile("wniosek.xlsx", content)})
        assert answer.status_code == 302
    return Questionnaire.objects.get()


def test_a_spreadsheet_becomes_a_questionnaire_once_that_can_be_tried_and_published(officer: Client) -> None:
    made = read(officer)
    draft = made.versions.get()
    assert len(draft.content.placed) == len(APPLICATION.placed)
    trial = officer.post(reverse("questionnaires:version_try", args=[draft.pk]))
    assert officer.get(trial.headers["Location"]).status_code == 200
    assert Client().get(trial.headers["Location"]).status_code == 404
    officer.post(reverse("questionnaires:version_publish", args=[draft.pk]))
    draft.refresh_from_db()
    assert draft.published_at is not None
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        draft.save()


def test_a_file_that_is_no_xlsform_is_refused_beside_the_field(officer: Client) -> None:
    typed = {"title": "x", "use": "survey", "token": "00000000-0000-4000-8000-000000000002"}
    file = SimpleUploadedFile("x.xlsx", b"nic takiego")
    answer = officer.post(reverse("questionnaires:questionnaire_add"), {**typed, "file": file})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])


def test_two_people_in_one_draft_never_lose_each_others_text(sheet: AnswerSheet) -> None:
    address = reverse("questionnaires:autosave", args=[sheet.address])
    first, second = Client(), Client()
    one = first.post(address, {"revision": 0, "asked": ["title", "email"], "title": "Ogród", "email": "a@b.example"})
    assert json.loads(one.content)["revision"] == 1
    other = json.loads(
        second.post(address, {"revision": 0, "asked": ["title", "krs"], "title": "Sad", "krs": "1"}).content
    )
    assert [(told["key"], told["stands"]) for told in other["conflicts"]] == [("title", "Ogród")]
    sheet.refresh_from_db()
    assert {name: sheet.answers[name] for name in ("title", "email", "krs")} == {
        "title": "Ogród", "email": "a@b.example", "krs": "1",
    }  # fmt: skip


def test_rows_are_added_and_taken_out_without_scripts(sheet: AnswerSheet) -> None:
    address = reverse("questionnaires:answer_page", args=[sheet.address, 3])
    Client().post(address, {"revision": 0, "asked": ["r1/item"], "r1/item": "Deski", "go": "add:cost"})
    sheet.refresh_from_db()
    assert [row.get("item") for row in sheet.answers["cost"]] == ["Deski", None]
    Client().post(address, {"revision": sheet.revision, "go": "remove:r1/cost"})
    sheet.refresh_from_db()
    assert [row.get("item") for row in sheet.answers["cost"]] == [None]


def test_a_submitted_sheet_is_closed_with_a_hash_and_never_changes(sheet: AnswerSheet) -> None:
    assert [fault.code for fault in actions.submit_sheet(sheet)] == ["required"] * 4
    right = {"kind": "group", "email": "a@b.example", "title": "Ogród", "r1/item": "Deski"}
    actions.save_answers(sheet, right, revision=0)
    assert (actions.submit_sheet(sheet), actions.submit_sheet(sheet)) == ([], [])
    sheet.refresh_from_db()
    assert len(sheet.hash) == 64
    with pytest.raises(actions.SheetClosedError):
        actions.save_answers(sheet, {"title": "Sad"}, revision=1)
    sheet.answers = {}
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        sheet.save()
