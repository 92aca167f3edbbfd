"""Files arrive in chunks or with a form, go on after a broken connection, and leave as attachments only."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django import forms as django_forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.utils.datastructures import MultiValueDict
from django.utils.timezone import now

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.files import actions, checks, permissions, queries, rules
from ognisko.files.forms import Files, FilesField
from ognisko.files.models import File, State
from ognisko.files.permissions import Grant, signed
from ognisko.files.rules import MEGABYTE, Kind, Limits
from ognisko.files.tests.samples import Sample, friendly, hostile, pdf, photograph, picture, stream

DRAFT = "grants.draft:7"
TEXT = b"Wniosek o mikrogrant.\n" * 40_000


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def bytes_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


class Sender:
    """A browser that sends files with a grant."""

    def __init__(self, grant: Grant | str, user: User | None = None) -> None:
        self.client = Client()
        if user:
            self.client.force_login(user)
        self.grant = grant if isinstance(grant, str) else signed(grant)

    def begin(self, name: str, size: int, fingerprint: str = "") -> Any:
        asked = json.dumps({"name": name, "size": size, "fingerprint": fingerprint})
        return self.client.post("/pliki/", asked, "application/json", headers={"Upload-Grant": self.grant})

    def chunk(self, key: str, offset: int, content: bytes) -> Any:
        headers = {"Upload-Grant": self.grant, "Upload-Offset": str(offset)}
        return self.client.patch(f"/pliki/{key}/odbior/", content, "application/octet-stream", headers=headers)

    def finish(self, key: str, **data: str) -> Any:
        return self.client.post(f"/pliki/{key}/odbior/", data, headers={"Upload-Grant": self.grant})

    def cancel(self, key: str) -> Any:
        return self.client.delete(f"/pliki/{key}/odbior/", headers={"Upload-Grant": self.grant})

    def send(self, name: str, content: bytes) -> Any:
        """All of it; the last answer."""
        answer = self.begin(name, len(content))
        if answer.status_code != 201:
            return answer
        key = answer.json()["key"]
        for at in range(0, len(content), MEGABYTE):
            assert self.chunk(key, at, content[at : at + MEGABYTE]).status_code == 200
        return self.finish(key, name=name, sha256=hashlib.sha256(content).hexdigest(), field="f")


INERT = {
    "Content-Type": "application/octet-stream",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


@pytest.mark.django_db
@pytest.mark.parametrize("sample", [*hostile(), *friendly()], ids=str)
def test_each_file_is_refused_with_its_sentence_or_kept_inert(sample: Sample, folder: Path) -> None:
    user = UserFactory()
    limits = Limits(sample.megabytes)
    sender = Sender(Grant(DRAFT, limits=limits, user=user.pk), user)
    answer = sender.send(sample.name, sample.content)
    if isinstance(sample.outcome, rules.Refusal):
        assert (answer.status_code, answer.json(), bytes_in(folder)) == (
            422, {"problem": rules.text_of(sample.outcome, limits)}, [],
        )  # fmt: skip
        return
    assert (answer.status_code, answer.json()["name"]) == (200, sample.kept_as)
    (file,) = actions.settle(DRAFT, keep=[UUID(answer.json()["key"])], by=user)
    url = f"/pliki/{file.key}/"
    download = sender.client.get(f"{url}?pass={permissions.passed(file, user.pk)}")
    content = b"".join(download.streaming_content)
    assert (
        {name: download.headers[name] for name in INERT},
        download.headers["Content-Disposition"].startswith("attachment; filename"),
        "\r" in download.headers["Content-Disposition"],
        [trace for trace in sample.gone if trace in content],
        (file.kind, file.size, file.sha256),
        sender.client.get(url).status_code,
        Client().get(url).headers["Location"],
    ) == (
        INERT, True, False, [], (sample.outcome, len(content), hashlib.sha256(content).hexdigest()), 404,
        f"/konto/login/?next={url}",
    )  # fmt: skip


# Going on -------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_file_goes_on_where_the_connection_broke_also_after_a_reload() -> None:
    sender = Sender(Grant(DRAFT))
    key = sender.begin("plan.txt", len(TEXT), "mark").json()["key"]
    assert sender.chunk(key, 0, TEXT[:1000]).json() == {"received": 1000}
    later = Sender(Grant(DRAFT))
    assert [file.name for file in queries.on_their_way(DRAFT)] == ["plan.txt"]
    assert later.begin("plan.txt", len(TEXT), "mark").json() == {"key": key, "received": 1000}
    assert later.chunk(key, 1000, TEXT[1000:]).json() == {"received": len(TEXT)}
    assert later.finish(key, sha256=hashlib.sha256(TEXT).hexdigest()).status_code == 200
    assert Path(File.objects.get().path).name == UUID(key).hex


@pytest.mark.django_db
def test_a_chunk_that_comes_twice_or_too_early_is_told_where_to_go_on() -> None:
    sender = Sender(Grant(DRAFT))
    key = sender.begin("plan.txt", 3000).json()["key"]
    answers = [sender.chunk(key, at, TEXT[at : at + 1000]) for at in (0, 0, 2000, 1000)]
    late = sender.chunk(key, 2000, TEXT[:1001])
    early = sender.finish(key)
    assert [(one.status_code, one.json()["received"]) for one in [*answers, late, early]] == [
        (200, 1000), (409, 1000), (409, 1000), (200, 2000), (409, 2000), (409, 2000),
    ]  # fmt: skip


@pytest.mark.django_db
def test_finishing_twice_gives_one_file_and_one_answer() -> None:
    sender = Sender(Grant(DRAFT))
    key = sender.begin("plan.txt", 1000).json()["key"]
    sender.chunk(key, 0, TEXT[:1000])
    first, second = sender.finish(key, name="plan.txt"), sender.finish(key, name="plan.txt")
    assert (first.status_code, second.status_code, first.json()["key"], File.objects.count()) == (
        200, 200, second.json()["key"], 1,
    )  # fmt: skip


@pytest.mark.django_db
def test_a_refusal_stays_a_refusal_when_it_is_asked_again() -> None:
    sender = Sender(Grant(DRAFT))
    key = sender.begin("a.pdf", 1000).json()["key"]
    sender.chunk(key, 0, TEXT[:1000])
    first, second = sender.finish(key, name="a.pdf"), sender.finish(key, name="a.pdf")
    assert (first.status_code, first.json()) == (second.status_code, second.json()) == (
        422, {"problem": "Wyślij tekst jako TXT albo CSV."},
    )  # fmt: skip


@pytest.mark.django_db
def test_a_file_that_changed_between_two_halves_is_refused() -> None:
    sender = Sender(Grant(DRAFT))
    key = sender.begin("plan.txt", 1000).json()["key"]
    sender.chunk(key, 0, TEXT[:1000])
    answer = sender.finish(key, sha256="0" * 64)
    assert answer.json() == {"problem": "Plik zmienił się po drodze. Wybierz go jeszcze raz."}


@pytest.mark.django_db(transaction=True)
def test_of_two_browsers_that_send_the_same_chunk_one_is_taken() -> None:
    key = Sender(Grant(DRAFT)).begin("plan.txt", len(TEXT)).json()["key"]
    for at in range(0, len(TEXT), 200_000):
        together, said = threading.Barrier(4), []

        def send(at: int = at, together: threading.Barrier = together, said: list[int] = said) -> None:
            try:
                sender = Sender(Grant(DRAFT))
                together.wait()
                said.append(sender.chunk(key, at, TEXT[at : at + 200_000]).status_code)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=send) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(said) == [200, 409, 409, 409]
    assert Sender(Grant(DRAFT)).finish(key, sha256=hashlib.sha256(TEXT).hexdigest()).status_code == 200


@pytest.mark.django_db
def test_a_cancelled_file_is_gone_and_a_kept_one_is_not_cancelled(folder: Path) -> None:
    sender = Sender(Grant(DRAFT))
    begun = sender.begin("plan.txt", 1000).json()["key"]
    sender.chunk(begun, 0, TEXT[:500])
    ready, kept = (sender.send(name, TEXT[:500]).json()["key"] for name in ("a.txt", "b.txt"))
    actions.settle(DRAFT, keep=[UUID(kept)], by=None)
    answers = [sender.cancel(key).status_code for key in (begun, ready, kept, str(uuid4()))]
    assert (answers, [str(file.key) for file in File.objects.all()]) == ([204] * 4, [kept])


# Rights ---------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_nobody_sends_with_a_grant_of_somebody_else_or_of_another_draft() -> None:
    owner, other = UserFactory(), UserFactory()
    key = Sender(Grant(DRAFT, user=owner.pk), owner).begin("plan.txt", 1000).json()["key"]
    others = [
        Sender(Grant(DRAFT, user=owner.pk), other),
        Sender(Grant(DRAFT, user=owner.pk)),
        Sender(""),
        Sender(signed(Grant(DRAFT))[:-1] + "_"),
    ]
    assert [one.begin("a.txt", 5).status_code for one in others] == [403] * 4
    assert [one.chunk(key, 0, b"a" * 5).status_code for one in others] == [403] * 4
    stranger = Sender(Grant("grants.draft:8"), other)
    assert [stranger.chunk(key, 0, b"a").status_code, stranger.finish(key).status_code] == [404, 404]
    assert (stranger.cancel(key).status_code, File.objects.get().received) == (204, 0)


@pytest.mark.django_db
def test_a_grant_lasts_a_day_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    real = time.time
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: real() - timedelta(hours=25).total_seconds())
        old = signed(Grant(DRAFT))
    answer = Sender(old).begin("a.txt", 5)
    assert (answer.status_code, answer.json()) == (
        403, {"problem": "Ta strona jest otwarta od ponad doby. Odśwież ją i wybierz plik jeszcze raz."},
    )  # fmt: skip


@pytest.mark.django_db
def test_a_pass_opens_one_file_for_one_person() -> None:
    owner, other = UserFactory(), UserFactory()
    sender = Sender(Grant(DRAFT, user=owner.pk), owner)
    for name in ("a.txt", "b.txt"):
        sender.send(name, TEXT[:100])
    first, second = File.objects.order_by("pk")
    given = permissions.passed(first, owner.pk)
    stranger = Sender("", other)
    assert [
        sender.client.get(f"/pliki/{first.key}/?pass={given}").status_code,
        sender.client.get(f"/pliki/{second.key}/?pass={given}").status_code,
        sender.client.get(f"/pliki/{first.key}/?pass={sender.grant}").status_code,
        stranger.client.get(f"/pliki/{first.key}/?pass={given}").status_code,
    ] == [200, 404, 404, 404]


@pytest.mark.django_db
def test_the_holders_domain_says_who_reads(settings: Any) -> None:
    director, advisor = UserFactory(roles=["director"]), UserFactory()
    settings.FILE_READERS = {"grants.draft": f"{__name__}.director_of_seven"}
    Sender(Grant(DRAFT)).send("a.txt", TEXT[:100])
    url = File.objects.get().get_absolute_url()
    assert [Sender("", user).client.get(url).status_code for user in (director, advisor)] == [200, 404]


def director_of_seven(user: Any, number: str) -> bool:
    return user.is_authenticated and user.has_role("director") and number == "7"


def test_a_reader_that_does_not_exist_is_an_error_of_the_settings(settings: Any) -> None:
    assert checks.readers_exist(None) == []
    settings.FILE_READERS = {"grants.draft": "ognisko.files.permissions.may_raed"}
    assert [error.id for error in checks.readers_exist(None)] == ["files.E001"]


@pytest.mark.django_db
def test_only_a_picture_has_a_small_picture_and_it_is_drawn_by_us() -> None:
    user = UserFactory()
    sender = Sender(Grant(DRAFT, user=user.pk), user)
    sender.send("a.txt", TEXT[:100])
    sender.send("a.jpg", photograph())
    text, photo = File.objects.order_by("pk")
    answers = [
        sender.client.get(f"/pliki/{file.key}/podglad/?pass={permissions.passed(file, user.pk)}")
        for file in (text, photo)
    ]
    assert [answer.status_code for answer in answers] == [404, 200]
    assert {name: answers[1].headers[name] for name in INERT} == INERT | {"Content-Type": "image/jpeg"}


# Limits ---------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_holder_has_so_many_files_and_no_more() -> None:
    sender = Sender(Grant(DRAFT, most=1))
    answers = [sender.send(f"{number}.txt", TEXT[:100]) for number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 422]
    assert answers[2].json() == {"problem": "Jest tu już za dużo plików. Usuń któryś i wybierz ponownie."}


FULL = (
    "Nie mamy teraz miejsca na pliki, więc tego pliku nie zapisaliśmy. To, co było zapisane wcześniej, jest bezpieczne."
)


def fill_disk(monkeypatch: pytest.MonkeyPatch, folder: Path, room: int) -> None:
    """The system says after so many bytes below the folder that its disk is full."""
    real, left = os.write, [room]

    def write(handle: int, content: bytes) -> int:
        if str(folder) in str(Path(f"/proc/self/fd/{handle}").readlink()):
            if left[0] <= 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            content = content[: left[0]]
            left[0] -= len(content)
        return real(handle, content)

    monkeypatch.setattr(os, "write", write)


@pytest.mark.django_db
@pytest.mark.expects_error_log
def test_a_full_disk_is_said_plainly_and_nothing_acknowledged_is_lost(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    sender = Sender(Grant(DRAFT))
    sender.send("pierwszy.txt", TEXT[:500])
    key = sender.begin("plan.txt", 3000).json()["key"]
    assert sender.chunk(key, 0, TEXT[:1000]).status_code == 200
    with monkeypatch.context() as full:
        fill_disk(full, folder, 300)
        answers = [sender.chunk(key, 1000, TEXT[1000:3000])]
    assert sender.chunk(key, 1000, TEXT[1000:3000]).json() == {"received": 3000}
    with monkeypatch.context() as full:
        fill_disk(full, folder, 700)
        answers.append(sender.finish(key))
    assert [(answer.status_code, answer.json()) for answer in answers] == [(507, {"problem": FULL})] * 2
    assert sender.finish(key, sha256=hashlib.sha256(TEXT[:3000]).hexdigest()).status_code == 200
    kept = [(folder / file.path).read_bytes() for file in File.objects.order_by("pk")]
    assert kept == [TEXT[:500], TEXT[:3000]]
    assert [name for name in bytes_in(folder) if name.endswith((".draft", ".part"))] == []


@pytest.mark.django_db
@pytest.mark.expects_error_log
def test_below_the_reserve_no_upload_begins(settings: Any) -> None:
    settings.UPLOAD_RESERVE_MEGABYTES = 10**9
    answer = Sender(Grant(DRAFT)).begin("a.txt", 100)
    assert (answer.status_code, answer.json(), File.objects.count()) == (507, {"problem": FULL}, 0)


@pytest.mark.django_db
@pytest.mark.expects_error_log
def test_a_form_that_does_not_fit_on_the_disk_is_answered_by_a_page_that_says_so(
    settings: Any,
) -> None:
    """Django lays large files of a form down before any view runs."""
    user = UserFactory()
    client = Client(raise_request_exception=False)
    client.force_login(user)
    settings.FILE_UPLOAD_HANDLERS = [f"{__name__}.FullDisk"]
    answer = client.post("/ui/pliki/", {"name": "x", "documents_new": SimpleUploadedFile("a.txt", b"a")})
    assert (answer.status_code, "Dysk jest pełny" in answer.content.decode(), File.objects.count()) == (507, True, 0)


class FullDisk(TemporaryFileUploadHandler):
    """The system's answer where the folder for what arrives is full."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


# The form -------------------------------------------------------------------------------------------------------------


class Form(django_forms.Form):
    documents = FilesField(most=2, kinds=frozenset({Kind.PDF, Kind.TEXT}), megabytes=1)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["documents"].belongs_to(DRAFT)


def posted(*new: tuple[str, bytes], keys: Any = (), remove: Any = ()) -> Form:
    data = MultiValueDict({"documents": [str(key) for key in keys], "documents_remove": [str(key) for key in remove]})
    return Form(data, MultiValueDict({"documents_new": [SimpleUploadedFile(*one) for one in new]}))


@pytest.mark.django_db
def test_a_form_without_scripts_keeps_several_files_and_lets_one_go() -> None:
    form = posted(("a.txt", b"a"), ("b.pdf", pdf()))
    assert form.is_valid(), form.errors
    first, second = actions.settle(DRAFT, keep=form.cleaned_data["documents"].keep, by=None)
    assert sorted((first.name, second.name)) == ["a.txt", "b.pdf"]
    form = posted(("c.txt", b"c"), remove=[first.key])
    assert form.is_valid(), form.errors
    asked = form.cleaned_data["documents"]
    kept = actions.settle(DRAFT, keep=asked.keep, remove=asked.remove, by=None)
    assert sorted(file.name for file in kept) == sorted([second.name, "c.txt"])


@pytest.mark.django_db
def test_what_a_form_received_is_still_there_when_another_file_is_refused() -> None:
    form = posted(("dobry.txt", b"a"), ("zły.svg", b"<svg/>"), ("zły.png", picture("PNG")))
    assert form.errors == {
        "documents": [
            "„zły.svg”: " + rules.text_of(rules.Refusal.PAGE, Limits()),
            "„zły.png”: Tutaj nie dodasz pliku tego rodzaju. Wyślij PDF lub TXT.",
        ]
    }
    (file,) = File.objects.filter(state=State.READY)
    page = str(form["documents"])
    assert (f'name="documents" value="{file.key}"' in page, "dobry.txt" in page) == (True, True)
    again = posted(keys=[file.key])
    assert (again.is_valid(), again.cleaned_data["documents"]) == (True, Files((file.key,), ()))


@pytest.mark.django_db
def test_a_form_says_what_is_missing_or_too_much() -> None:
    assert posted().errors == {"documents": ["Wybierz plik."]}
    assert posted(*((f"{n}.txt", b"a") for n in range(3))).errors == {
        "documents": ["Tu zmieszczą się najwyżej 2 pliki."]
    }
    assert posted(keys=[uuid4()]).errors == {"documents": ["Wybranego pliku już tu nie ma. Wybierz go jeszcze raz."]}


@pytest.mark.django_db
def test_a_form_takes_no_file_of_another_holder() -> None:
    Sender(Grant("grants.draft:8")).send("a.txt", b"a")
    assert not posted(keys=[File.objects.get().key]).is_valid()
    with pytest.raises(actions.NotThere):
        actions.settle(DRAFT, keep=[File.objects.get().key], by=None)


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 30])
def test_the_field_asks_the_database_twice_whatever_there_is(
    number: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    limited = Grant(DRAFT, most=40)
    for place in range(number):
        file = actions.receive(SimpleUploadedFile(f"{place}.txt", b"a"), limited, by=None)
        actions.settle(DRAFT, keep=[file.key], by=None)
    with django_assert_num_queries(2):
        assert str(Form()["documents"]).count('class="files-row"') == number


# Keeping --------------------------------------------------------------------------------------------------------------


def kept(name: str = "a.txt", content: bytes = TEXT[:100]) -> File:
    file = actions.receive(SimpleUploadedFile(name, content), Grant(DRAFT), by=None)
    actions.settle(DRAFT, keep=[file.key], by=None)
    return File.objects.get(pk=file.pk)


@pytest.mark.django_db
def test_a_removed_file_comes_back_and_settling_twice_changes_nothing() -> None:
    file = kept()
    for _time in range(2):
        assert actions.settle(DRAFT, remove=[file.key], by=None) == []
    actions.restore(DRAFT, [file.key], by=None)
    assert list(queries.files_of(DRAFT)) == [file]
    with pytest.raises(actions.NotThere):
        actions.restore("grants.draft:8", [file.key], by=None)


@pytest.mark.django_db
def test_a_new_record_takes_over_the_files_of_its_form() -> None:
    file = actions.receive(SimpleUploadedFile("a.txt", b"a"), Grant("grants.draft:new-x"), by=None)
    assert actions.settle("grants.draft:new-x", keep=[file.key], by=None, to=DRAFT) == [file]


@pytest.mark.django_db
def test_the_content_of_an_accepted_file_never_changes() -> None:
    file = kept()
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        File.objects.filter(pk=file.pk).update(sha256="0" * 64)


@pytest.mark.django_db
def test_chunks_leave_no_history_and_decisions_do() -> None:
    Sender(Grant(DRAFT)).send("a.txt", TEXT)
    file = File.objects.get()
    assert list(file.events.order_by("pgh_id").values_list("pgh_label", "state")) == [
        ("insert", "receiving"), ("update", "ready"),
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_what_nobody_held_is_swept_after_a_day_and_what_was_removed_after_a_month(folder: Path) -> None:
    begun = actions.begin(Grant(DRAFT), name="b.txt", size=10, fingerprint="", by=None)
    actions.take(begun.key, Grant(DRAFT), offset=0, chunk=b"abc")
    ready = actions.receive(SimpleUploadedFile("c.jpg", photograph()), Grant(DRAFT), by=None)
    stays, removed = kept("d.txt"), kept("e.txt")
    actions.settle(DRAFT, remove=[removed.key], by=None)
    orphan = folder / "kept" / "00" / uuid4().hex
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"x")
    os.utime(orphan, (0, 0))
    assert (actions.sweep(), orphan.exists(), len(bytes_in(folder))) == (1, False, 5)
    File.objects.exclude(pk=removed.pk).update(changed_at=now() - timedelta(hours=25))
    File.objects.filter(pk=removed.pk).update(changed_at=now() - timedelta(days=31))
    assert actions.sweep() == 3
    assert (bytes_in(folder), list(File.objects.order_by("pk"))) == ([stays.path], [stays, removed])
    assert File.objects.filter(key__in=[begun.key, ready.key]).count() == 0
    with pytest.raises(actions.NotThere):
        actions.restore(DRAFT, [removed.key], by=None)


@pytest.mark.django_db(transaction=True)
def test_erasing_takes_bytes_and_names_at_once(folder: Path) -> None:
    first, _second = kept("Umowa Jana Olczaka.pdf", pdf(stream(b"x"))), kept("b.txt")
    actions.settle(DRAFT, remove=[first.key], by=None)
    assert (actions.erase(DRAFT, by=None), actions.erase(DRAFT, by=None), bytes_in(folder)) == (2, 0, [])
    assert set(File.objects.values_list("name", "state")) == {("", State.REMOVED)}


@pytest.mark.django_db
def test_nobody_else_on_the_machine_reads_the_files(folder: Path) -> None:
    file = kept()
    path = folder / file.path
    assert [oct(one.stat().st_mode & 0o777) for one in (path, path.parent)] == ["0o600", "0o700"]
