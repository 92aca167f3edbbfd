"""The page of importing registers: handed in, checked, imported; who may and what is refused."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from procrastinate.contrib.django.models import ProcrastinateJob

from ognisko.accounts.models import Role, User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.desk import tasks
from ognisko.desk.actions import workbook as runs
from ognisko.desk.models import ImportedWorkbook
from ognisko.desk.tests.workbooks import ADVISORS, big_workbook, make_staff, workbook
from ognisko.desk.views import importing
from ognisko.ledger.actions import close
from ognisko.ledger.models import Entry
from ognisko.people.models import Party

pytestmark = pytest.mark.django_db

ADDRESS = "/wczytaj/"
LAKA = {"Nazwa": "Łąka", "Rodzaj": "stowarzyszenie", "Gmina": "Łódź"}
SESSION = {"Data": "1.03.2024", "Czas trwania": 1, "Rodzaj": "prawne", "Doradca": ADVISORS[0], "Podmiot": "Łąka"}


@pytest.fixture
def coordinator() -> User:
    return UserFactory(name="Tomasz Wilk", roles=[Role.COORDINATOR])


@pytest.fixture
def client(coordinator: User) -> Iterator[Client]:
    """Logged in as the coordinator, in English."""
    make_staff()
    client = Client(headers={"accept-language": "pl"})
    client.force_login(coordinator)
    client.cookies.load({"ognisko_language": "en"})
    with translation.override("en"):
        yield client


def hand_in(client: Client, content: bytes, name: str = "rejestry.xlsx") -> ImportedWorkbook:
    """Hand a file in and follow to its page."""
    response = client.post(ADDRESS, {"file": SimpleUploadedFile(name, content)})
    run = ImportedWorkbook.objects.latest("id")
    assert (response.status_code, response["Location"]) == (302, run.get_absolute_url())
    return run


def go_on(client: Client, run: ImportedWorkbook, step: str, **more: str) -> Any:
    response = client.post(ADDRESS, {"plik": str(run.token), "step": step, **more})
    if ImportedWorkbook.objects.filter(pk=run.pk).exists():
        run.refresh_from_db()
    return response


def read(client: Client, run: ImportedWorkbook) -> str:
    """The words of a file's page."""
    html = client.get(run.get_absolute_url()).content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("address", [ADDRESS, "/wczytaj/wzor.xlsx"])
def test_those_who_answer_for_the_centre_import_and_nobody_else(role: Role, address: str) -> None:
    client = Client()
    client.force_login(UserFactory(roles=[role]))
    steers = role in (Role.DIRECTOR, Role.COORDINATOR, Role.ADMINISTRATOR)
    assert client.get(address).status_code == (200 if steers else 404)


def test_a_stranger_is_sent_to_log_in() -> None:
    assert Client().get(ADDRESS).status_code == 302


def test_a_file_is_checked_looked_at_and_imported(client: Client, coordinator: User) -> None:
    run = hand_in(client, workbook({"Podmioty": [LAKA, {**LAKA, "Nazwa": "Zorza"}]}))
    words = read(client, run)
    assert ("No errors." in words, "Podmioty 2 0 0" in words, Party.objects.count()) == (True, True, 0)
    go_on(client, run, "import")
    assert (run.status, run.by, run.content, Party.objects.count()) == ("imported", coordinator, None, 2)
    words = read(client, run)
    assert ("The rows are in." in words, "Podmioty 2 0 0" in words) == (True, True)


def test_what_changes_is_shown_as_old_and_new(client: Client) -> None:
    runs.import_workbook(workbook({"Podmioty": [{**LAKA, "NIP": "7250000105"}]}), by=None, dry_run=False)
    run = hand_in(client, workbook({"Podmioty": [{**LAKA, "Nazwa": "Zorza", "NIP": "7250000105", "Opis": "od lat"}]}))
    words = read(client, run)
    assert "Łąka Podmioty 2 Nazwa Łąka → changed to Zorza" in words
    assert "Łąka Podmioty 2 Opis → changed to od lat" in words


def test_two_clicks_import_once(client: Client) -> None:
    run = hand_in(client, workbook({"Podmioty": [LAKA]}))
    go_on(client, run, "import")
    go_on(client, run, "import")
    assert (ImportedWorkbook.objects.count(), Party.objects.count(), run.status) == (1, 1, "imported")


def test_errors_stand_in_a_table_and_a_list_and_the_file_is_given_up(client: Client) -> None:
    run = hand_in(client, workbook({"Podmioty": [{**LAKA, "NIP": "123"}, {**LAKA, "Nazwa": "Zorza"}]}))
    assert (run.status, run.content) == ("checked", None)
    words = read(client, run)
    assert "One thing to put right." in words
    assert "Podmioty 2 NIP “123” is not a valid NIP." in words
    response = client.get(run.get_absolute_url() + "&format=csv")
    assert response.content.decode("utf-8-sig").splitlines() == [
        "Sheet;Row;Column;What is wrong;What to do",
        "Podmioty;2;NIP;“123” is not a valid NIP.;A NIP has 10 digits.",
    ]
    go_on(client, run, "import")
    assert (run.status, Party.objects.count()) == ("checked", 0)


def test_a_closed_period_asks_for_a_reason_and_keeps_the_file_meanwhile(client: Client) -> None:
    runs.import_workbook(workbook({"Podmioty": [LAKA]}), by=None, dry_run=False)
    close(date(2024, 1, 1), date(2024, 4, 1), by=None)
    run = hand_in(client, workbook({"Sesje": [SESSION]}))
    assert "This period is closed. The change will be saved as a correction, give a reason." in read(client, run)
    assert go_on(client, run, "reason", reason="").status_code == 422
    go_on(client, run, "reason", reason="spóźniony rejestr")
    assert "No errors." in read(client, run)
    go_on(client, run, "import")
    assert (run.status, set(Entry.objects.values_list("correction_reason", flat=True))) == (
        "imported", {"spóźniony rejestr"},
    )  # fmt: skip


def test_a_file_that_came_in_before_is_said_so(client: Client) -> None:
    content = workbook({"Podmioty": [LAKA]})
    go_on(client, hand_in(client, content), "import")
    run = hand_in(client, content)
    words = read(client, run)
    assert ("This file came in on" in words, "There is nothing to import." in words) == (True, True)


def test_a_file_can_be_forgotten_until_it_is_in(client: Client) -> None:
    run = hand_in(client, workbook({"Podmioty": [LAKA]}))
    assert go_on(client, run, "discard")["Location"] == ADDRESS
    assert ImportedWorkbook.objects.count() == 0
    run = hand_in(client, workbook({"Podmioty": [LAKA]}))
    go_on(client, run, "import")
    go_on(client, run, "discard")
    assert (run.status, ImportedWorkbook.objects.count()) == ("imported", 1)


def test_a_file_that_was_left_is_forgotten_after_a_day(client: Client) -> None:
    run = hand_in(client, workbook({"Podmioty": [LAKA]}))
    ImportedWorkbook.objects.filter(pk=run.pk).update(handed_in_at=timezone.now() - timedelta(days=1, minutes=1))
    hand_in(client, workbook({"Podmioty": [{**LAKA, "Nazwa": "Zorza"}]}))
    assert not ImportedWorkbook.objects.filter(pk=run.pk).exists()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "rejestry.csv",
            b"Nazwa;Rodzaj",
            "Only .xlsx is read here. Open the file in your spreadsheet and save it as a workbook (.xlsx).",
        ),
        (
            "rejestry.xlsx",
            b"Nazwa;Rodzaj",
            "This is not an .xlsx file. Save it as an Excel workbook (.xlsx) and try again.",
        ),
        ("rejestry.xlsx", b"x" * (runs.LARGEST + 1), "The file is larger than 20 MB. Split it into smaller ones."),
    ],
)
def test_a_file_of_another_sort_is_refused_and_not_kept(
    client: Client, name: str, content: bytes, message: str
) -> None:
    response = client.post(ADDRESS, {"file": SimpleUploadedFile(name, content)})
    assert (response.status_code, response.context["form"].errors["file"]) == (422, [message])
    assert ImportedWorkbook.objects.count() == 0


def test_no_file_is_asked_for(client: Client) -> None:
    errors = client.post(ADDRESS, {}).context["form"].errors.as_data()
    assert [(field, [error.code for error in found]) for field, found in errors.items()] == [("file", ["required"])]


def test_an_unknown_file_or_step_is_not_found(client: Client) -> None:
    run = hand_in(client, workbook({"Podmioty": [LAKA]}))
    assert [
        client.get(f"{ADDRESS}?plik=nonsense").status_code,
        client.get(f"{ADDRESS}?plik=00000000-0000-0000-0000-000000000001").status_code,
        go_on(client, run, "nonsense").status_code,
    ] == [404, 404, 404]


def test_a_large_file_is_worked_on_in_the_background(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "LARGE", 100)
    run = hand_in(client, workbook({"Podmioty": [LAKA]}))
    html = client.get(run.get_absolute_url()).content.decode()
    assert (run.status, 'hx-trigger="every 2s"' in html, '<meta http-equiv="refresh"' in html) == (
        "checking",
        True,
        True,
    )
    tasks.check_workbook(run=run.pk, language="en")
    assert "No errors." in read(client, run)
    go_on(client, run, "import")
    assert (run.status, Party.objects.count()) == ("importing", 0)
    tasks.import_workbook(run=run.pk, language="en")
    assert ("The rows are in." in read(client, run), Party.objects.count()) == (True, 1)
    assert list(ProcrastinateJob.objects.order_by("id").values_list("task_name", "args")) == [
        ("desk.check_workbook", {"run": run.pk, "language": "en"}),
        ("desk.import_workbook", {"run": run.pk, "language": "en"}),
    ]


def test_a_task_leaves_alone_what_was_forgotten_or_finished(client: Client) -> None:
    run = hand_in(client, workbook({"Podmioty": [LAKA]}))
    tasks.import_workbook(run=run.pk, language="pl")
    tasks.check_workbook(run=10**9, language="pl")
    run.refresh_from_db()
    assert (run.status, Party.objects.count()) == ("checked", 0)


def test_a_mistake_of_ours_is_said_and_the_file_does_not_wait_for_ever(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = hand_in(client, workbook({"Podmioty": [LAKA]}))
    monkeypatch.setattr("ognisko.people.actions.add_parties", lambda *rows, **more: 1 / 0)
    assert runs.begin(run)
    with pytest.raises(ZeroDivisionError):
        runs.carry_out(run)
    assert ("Nothing was written." in read(client, run), Party.objects.count()) == (True, 0)


@contextmanager
def worked_on(run: ImportedWorkbook) -> Iterator[None]:
    """Somebody else's process works on the file."""
    elsewhere = connection.copy()
    with elsewhere.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(7311205, %s)", [run.pk])
        try:
            yield
        finally:
            elsewhere.close()


@pytest.mark.parametrize("status", ["checking", "importing"])
def test_work_that_has_crashed_is_said_to_have_failed_and_gives_its_file_up(client: Client, status: str) -> None:
    run = hand_in(client, workbook({"Podmioty": [LAKA]}))
    ImportedWorkbook.objects.filter(pk=run.pk).update(status=status)
    with worked_on(run):
        tasks.tidy_workbooks(timestamp=0)
        run.refresh_from_db()
        assert run.status == status
    tasks.tidy_workbooks(timestamp=0)
    run.refresh_from_db()
    assert (run.status, run.content) == ("failed", None)
    assert "Nothing was written." in read(client, run)
    go_on(client, run, "discard")
    assert ImportedWorkbook.objects.count() == 0


def test_work_that_waits_for_its_turn_has_not_crashed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "LARGE", 100)
    run = hand_in(client, workbook({"Podmioty": [LAKA]}))
    ImportedWorkbook.objects.filter(pk=run.pk).update(handed_in_at=timezone.now() - timedelta(days=2))
    tasks.tidy_workbooks(timestamp=0)
    assert (tasks.check_workbook.name, tasks.import_workbook.name) == runs.TASKS
    tasks.check_workbook(run=run.pk, language="en")
    run.refresh_from_db()
    assert run.status == "checked"
    tasks.tidy_workbooks(timestamp=0)
    assert ImportedWorkbook.objects.count() == 0


def test_a_file_whose_import_has_crashed_can_be_forgotten_and_one_that_is_worked_on_cannot(client: Client) -> None:
    run = hand_in(client, workbook({"Podmioty": [LAKA]}))
    assert runs.begin(run)
    with worked_on(run):
        assert go_on(client, run, "discard")["Location"] == run.get_absolute_url()
    assert (run.status, "Forget the file" in read(client, run)) == ("importing", True)
    assert go_on(client, run, "discard")["Location"] == ADDRESS
    assert ImportedWorkbook.objects.count() == 0


def test_what_was_given_up_before_its_turn_came_is_not_imported(client: Client) -> None:
    run = hand_in(client, workbook({"Podmioty": [LAKA]}))
    assert runs.begin(run)
    assert (runs.give_up_crashed(), runs.give_up_crashed()) == (1, 0)
    runs.carry_out(run)
    assert Party.objects.count() == 0


def test_the_template_is_a_workbook_to_download(client: Client) -> None:
    response = client.get("/wczytaj/wzor.xlsx")
    assert (response["Content-Type"], response["Content-Disposition"]) == (
        importing.XLSX, 'attachment; filename="ognisko-rejestry.xlsx"',
    )  # fmt: skip
    assert BytesIO(response.content).read(2) == b"PK"


def test_past_imports_take_the_same_number_of_queries_at_1_and_at_30_rows(
    client: Client,
) -> None:
    counts = []
    for number in (1, 29):
        for row in range(number):
            runs.import_workbook(workbook({"Podmioty": [{**LAKA, "Nazwa": f"{number} {row}"}]}), by=None, dry_run=False)
        with CaptureQueriesContext(connection) as queries:
            client.get(ADDRESS)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_how_far_the_work_is_can_be_seen_while_it_goes_on(coordinator: User) -> None:
    make_staff()
    run = runs.hand_in(big_workbook(60, 60), "rejestry.xlsx", by=coordinator)
    seen = []
    with runs.progress_of(run) as progress:
        progress(5, 100)
        seen.append(ImportedWorkbook.objects.values_list("done", "total").get())
        progress(6, 100)
        seen.append(ImportedWorkbook.objects.values_list("done", "total").get())
    assert seen == [(5, 100), (5, 100)]
