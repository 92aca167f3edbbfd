"""The pages of a person's rights: a copy of the data, the page before an erasure, the register."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ognisko.accounts.models import Role
from ognisko.accounts.tests.factories import UserFactory
from ognisko.core import journal
from ognisko.desk.tests.test_erasure import EMAIL, FORMER, NAME, NIP, PHONE, SECRET, STREET, World, file, plant, traces
from ognisko.people.models import DataCopy, Erasure, Party

__all__ = ["file"]


@pytest.fixture
def world(db: None) -> World:
    return plant()


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def copy_for(user: Any, world: World) -> dict[str, list[dict[str, Any]]]:
    """The parts of the archive by their keys."""
    answer = client_of(user).post(reverse("desk:personal_data", args=[world.person.pk]))
    assert answer["Content-Disposition"] == f'attachment; filename="dane-{world.person.pk}.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["dane.json", "dane.pdf"]
        assert archive.read("dane.pdf").startswith(b"%PDF")
        data = json.loads(archive.read("dane.json"))
    return {part["key"]: part["rows"] for part in data["parts"]}


def test_the_copy_holds_everything_known_of_the_person(world: World) -> None:
    parts = copy_for(world.director, world)
    assert list(parts) == [
        "people.Party", "people.PartyKind", "people.Address", "people.Identifier", "people.Contact",
        "people.Membership", "people.PartyTag", "people.Note", "people.Task", "projects.Joining", "advice.Session",
        "advice.Session.present", "bookings.Allocation", "advice.Appointment", "advice.DraftRow", "accounts.User",
        "ledger.Entry", "history",
    ]  # fmt: skip
    assert parts["people.Party"][0]["name"] == NAME
    assert parts["people.Address"][0]["street"] == STREET
    assert [row["value"] for row in parts["people.Contact"]] == [EMAIL, PHONE]
    assert [row["value"] for row in parts["people.Identifier"]] == [NIP]
    assert parts["advice.Session"][0]["confidential_note"] == f"{SECRET}, dzwonić {PHONE}"
    assert "confidential_note" not in parts["advice.Session.present"][0]
    assert any(FORMER in change for row in parts["history"] for change in row["changes"])


def test_a_confidential_note_is_not_in_a_copy_made_by_whoever_may_not_read_it(world: World) -> None:
    coordinator = UserFactory(roles=[Role.COORDINATOR])
    parts = copy_for(coordinator, world)
    assert parts["advice.Session"][0]["confidential_note"] == (
        "Jest notatka poufna. Wydaje ją dyrekcja albo osoba, która prowadziła sesję."
    )


def test_each_copy_stays_on_record_and_on_the_page(world: World) -> None:
    copy_for(world.director, world)
    [copy] = DataCopy.objects.all()
    assert (copy.party_id, copy.by_id) == (world.person.pk, world.director.pk)
    page = client_of(world.director).get(reverse("desk:personal_data", args=[world.person.pk])).content.decode()
    assert world.director.name in page


def erase_page(world: World, **typed: Any) -> Any:
    wanted = {"ground": "1", "asked_on": "", "reason": "Projekt rozliczony", "name": NAME, "taken": [], **typed}
    return client_of(world.director).post(reverse("desk:erase", args=[world.person.pk]), wanted)


def test_the_page_before_an_erasure_has_the_sure_mentions_ticked(world: World) -> None:
    page = client_of(world.director).get(reverse("desk:erase", args=[world.person.pk]))
    assert {one.ref.partition(":")[0] for one in page.context["asked"]} == {
        "advice.draftrow", "people.note", "people.task", "reports.section",
    }  # fmt: skip
    assert page.content.decode().count(" checked ") == 4


def test_an_erasure_wants_the_name_letter_for_letter_and_a_reason_without_it(world: World) -> None:
    answer = erase_page(world, name="Zdzisława", reason=f"bo {NAME} prosiła")
    assert sorted(answer.context["form"].errors) == ["name", "reason"]
    assert sorted(erase_page(world, reason="").context["form"].errors) == ["reason"]
    assert not Erasure.objects.exists()


def test_after_an_erasure_the_register_says_when_who_and_why_and_nothing_of_whom(world: World, file: Path) -> None:
    client = client_of(world.director)
    page = client.get(reverse("desk:erase", args=[world.person.pk]))
    answer = erase_page(world, taken=[one.ref for one in page.context["asked"]])
    assert answer.headers["Location"] == reverse("desk:erasures")
    assert traces() == set()
    done = Erasure.objects.get()
    register = client.get(reverse("desk:erasures")).content.decode()
    assert done.key in register
    assert "Projekt rozliczony" in register
    assert client.get(reverse("desk:personal_data", args=[world.person.pk])).status_code == 404
    assert client.post(reverse("people:note_add", args=[world.person.pk]), {"text": "x"}).status_code == 404
    assert client.get(world.person.get_absolute_url()).status_code == 200
    assert client.get(reverse("history", args=["podmiot", world.person.pk])).status_code == 200
    csv = client.get(reverse("desk:erasures"), {"format": "csv"}).content.decode("utf-8-sig")
    assert done.key in csv
    assert len(journal.lines(file)) == 1


def test_where_the_file_cannot_be_written_the_page_says_so_and_nobody_is_erased(world: World, file: Path) -> None:
    file.unlink()
    answer = erase_page(world)
    assert "Nikogo nie usunięto" in answer.content.decode()
    assert Party.objects.get(pk=world.person.pk).name == NAME


def test_an_organisation_has_no_such_pages(world: World) -> None:
    client = client_of(world.director)
    for name in ("desk:personal_data", "desk:erase"):
        assert client.get(reverse(name, args=[world.society.pk])).status_code == 404
