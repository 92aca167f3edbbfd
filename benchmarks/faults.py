"""What goes wrong on a last evening: processes are killed, letters cannot leave, the disk is full, people press twice.

Nothing acknowledged may be lost, nothing doubled, and whoever is refused reads why, in Polish. Each check is run once
more without what protects it, and has to fail then. It comes last, since it kills the database.
"""

import contextlib
import os
import re
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import uuid4

import psutil
import psycopg
from django.conf import settings
from django.db import connection

from benchmarks import crowd
from benchmarks.awards import at_once
from benchmarks.evening import database, handing_in, missing, receipt, saving
from benchmarks.harness import Results
from benchmarks.serving import Answer, Served, served
from ognisko.config import environment as env
from ognisko.config import postgres
from ognisko.files.models import File
from ognisko.grants.actions import submitting
from ognisko.grants.models import Application, Call, Message, RequiredDocument, StageChange, Submission
from ognisko.grants.rules import numbers

PRESSED, CLIENTS, CONTROLS = 150, 8, 8
REVIVED_WITHIN, MAILED_WITHIN, STEADY = 60.0, 120.0, 3.0

AWAY = "Baza danych chwilowo nie odpowiada. To, co zapisano wcześniej, jest bezpieczne"
FULL = "Nie mamy teraz miejsca na pliki, więc tego pliku nie zapisaliśmy."


def measure(superuser: psycopg.Connection, results: Results) -> None:
    """Presses twice and the mail first, the disk, then deaths."""
    presses(superuser, results)
    mail(results)
    disk(results)
    superuser.close()
    deaths(results)


# Twice and at once ----------------------------------------------------------------------------------------------------


def presses(superuser: psycopg.Connection, results: Results) -> None:
    """Each button is pressed four times at once; each form for a new draft is sent four times at once."""
    call = crowd.new_call()
    sent = crowd.drafts(call, 30)
    with served() as server:
        answers = server.ask([handing_in(draft) for draft in sent for _time in range(4)], threads=CLIENTS)
        once, more = begun(server, call, same=True), begun(server, call, same=False)
    told = sum(one.status == 302 and one.location.endswith("/potwierdzenie/") for one in answers)
    results.add("120 presses of 30 buttons: answered with the receipt", str(told), "120", told == 120)
    odd = doubled(call, [draft.row for draft in sent])
    results.add("  applications with anything but one number, one copy, one step, one letter", str(odd), "0", odd == 0)
    results.add("one form for a draft sent four times at once: drafts", str(once), "1", once == 1)
    results.add("  control without the form's token: drafts", str(more), "above 1", more > 1)
    wrong = without_the_lock(superuser)
    results.add(
        "  control without the lock of the number and its constraint: doubled numbers", str(wrong), "above 0", wrong > 0
    )


def doubled(call: Call, rows: list[Application]) -> int:
    """How many of those who handed in do not have exactly one of everything."""
    keys = [row.pk for row in rows]
    counts = [
        Counter(model.objects.filter(application__in=keys).values_list("application", flat=True))
        for model in (Submission, StageChange, Message)
    ]
    serials = Counter(Application.objects.filter(call=call).values_list("serial", flat=True))
    own = dict(Application.objects.filter(pk__in=keys).values_list("pk", "serial"))
    return sum(any(count[key] != 1 for count in counts) or serials[own[key]] != 1 for key in keys)


def begun(server: Served, call: Call, *, same: bool) -> int:
    """How many drafts come of one form that is sent four times at once; with the token of the form, or each its own."""
    like, session = crowd.model(), crowd.drafts(call, 1)[0].session
    name, token = f"Grupa {uuid4()}", str(uuid4())
    form = {
        "name": name, "kind": str(like.applicant_kind), "place": str(like.place_id), "adults": "3",
        "patron_name": like.patron_name, "patron_kind": str(like.patron_kind),
    }  # fmt: skip
    forms = [form | {"token": token if same else str(uuid4())} for _time in range(4)]
    path = f"/konkursy/{call.address}/zloz/"
    answers = server.ask([{"path": path, "session": session, "form": one} for one in forms], threads=4)
    if any(one.status != 302 for one in answers):
        raise RuntimeError(f"a draft was not begun: {[one.status for one in answers]}")
    return Application.objects.filter(applicant_name=name).count()


def without_the_lock(superuser: psycopg.Connection) -> int:
    """Numbers given twice where a number is read and then written, and the database refuses no double."""
    call = crowd.new_call()
    rows = [draft.row for draft in crowd.drafts(call, CONTROLS)]

    def unlocked(row: Application, arrived: datetime) -> dict[str, Any]:
        serial = Call.objects.get(pk=row.call_id).last_serial + 1
        Call.objects.filter(pk=row.call_id).update(last_serial=serial)
        return {"serial": serial, "number": numbers.pattern(row.call.number_pattern).number(arrived.year, serial)}

    superuser.execute("alter table grants_application drop constraint grants_application_serial")
    try:
        with mock.patch.object(submitting, "_number", unlocked):
            at_once([partial(submitting.submit, row, by=None) for row in rows])
        serials = Counter(Application.objects.filter(call=call, serial__gte=1).values_list("serial", flat=True))
    finally:
        superuser.execute("set session_replication_role = replica")
        superuser.execute("update grants_application set serial = 1000000 + id where call_id = %s", [call.pk])
        superuser.execute("set session_replication_role = origin")
        superuser.execute(
            "alter table grants_application add constraint grants_application_serial unique (call_id, serial)"
        )
    return sum(times - 1 for times in serials.values())


# The mail server ------------------------------------------------------------------------------------------------------


def mail(results: Results) -> None:
    """Nobody takes letters for a while: people hand in as ever, and get one letter each when somebody does."""
    sent = crowd.drafts(crowd.new_call(), 5)
    keys = [draft.row.pk for draft in sent]
    letters = Message.objects.filter(application__in=keys)
    with served(mail="smtp+plain://localhost:9") as server:
        answers = server.ask([handing_in(draft) for draft in sent])
        receipts = server.ask([receipt(draft) for draft in sent])
        time.sleep(STEADY)
    waiting = letters.filter(mailed_at=None).count()
    taken = sum(one.status == 302 for one in answers)
    results.add(
        "the mail server is away: handed in, letters that wait", f"{taken}, {waiting}", "5, 5", taken == waiting == 5
    )
    lost = missing(sent, receipts)
    results.add("  acknowledged, but not there with the mark of the receipt", str(lost), "0", lost == 0)
    with served():
        deadline = time.monotonic() + MAILED_WITHIN
        while letters.filter(mailed_at=None).exists() and time.monotonic() < deadline:
            time.sleep(0.5)
    written = "".join(one.read_text(errors="replace") for one in (env.data_folder() / "mail").glob("*"))
    each = [len(re.findall(rf"^To: {re.escape(draft.row.contact_email)}$", written, re.MULTILINE)) for draft in sent]
    results.add(
        "  letters for each of them when it is back", ", ".join(map(str, each)), "1, 1, 1, 1, 1", each == [1] * 5
    )


# The disk -------------------------------------------------------------------------------------------------------------


def disk(results: Results) -> None:
    """The disk of uploads is a small one, and full: who sends a file reads that, all else goes on."""
    if os.geteuid():
        results.add("the disk of uploads is full", "not measured: only root mounts a small disk")
        return
    call = crowd.new_call()
    document = RequiredDocument.objects.create(call=call, name="Statut")
    draft = crowd.drafts(call, 1)[0]
    file = {
        "path": f"{draft.path}zalaczniki/", "session": draft.session, "form": {"go": "save"},
        "files": {f"document_{document.pk}_new": "Statut naszej grupy. " * 20_000},
    }  # fmt: skip
    with small_disk() as folder, served(OGNISKO_UPLOAD_RESERVE_MEGABYTES="0") as server:
        filler = folder / "filler"
        with contextlib.suppress(OSError), filler.open("wb") as much:
            much.write(b"0" * 2**20)
        [refused] = server.ask([file])
        kept = File.objects.kept().filter(holder__startswith=f"grants.application:{draft.row.pk}.").count()
        [saved] = server.ask([saving(draft)])
        filler.unlink()
        [taken] = server.ask([file])
    said = FULL in refused.text and refused.status in {422, 507}
    results.add("the disk of uploads is full: the page says so", f"{refused.status}, {_yes(said)}", "yes", said)
    results.add("  files that were kept in part, drafts saved meanwhile", f"{kept}, {int(saved.status == 200)}", "0, 1",
                kept == 0 and saved.status == 200)  # fmt: skip
    there = File.objects.kept().filter(holder__startswith=f"grants.application:{draft.row.pk}.").count()
    results.add("  the same file once there is room", f"{taken.status}, {there} kept", "302, 1 kept",
                (taken.status, there) == (302, 1))  # fmt: skip


@contextlib.contextmanager
def small_disk() -> Iterator[Path]:
    """A disk of one megabyte where uploads lie."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


# Deaths ---------------------------------------------------------------------------------------------------------------


def deaths(results: Results) -> None:
    """The web server and the database are killed while people hand in, who press again until they are led on."""
    answers, sent, receipts = killed(PRESSED)
    lost, odd = missing(sent, receipts), doubled(sent[0].row.call, [draft.row for draft in sent])
    led = len({one.place for one in answers if one.status == 302})
    results.add(f"kill -9 of web and database: led on, of {PRESSED}", str(led), str(PRESSED), led == PRESSED)
    results.add("  acknowledged, but not there with the mark of the receipt", str(lost), "0", lost == 0)
    results.add("  applications with anything but one number, one copy, one step, one letter", str(odd), "0", odd == 0)
    away = [one for one in answers if one.status == 503]
    dead = sum(one.status == 0 for one in answers)
    unclear = sum(AWAY not in one.text for one in away) + sum(one.status not in {0, 302, 503} for one in answers)
    results.add("  presses without an answer, answered that the database is away", f"{dead}, {len(away)}")
    results.add("  answers that do not say in Polish what is safe", str(unclear), "0", unclear == 0)
    with forgetful():
        answers, sent, receipts = killed(PRESSED, web=False)
        acknowledged = {one.place for one in answers if one.status == 302}
        lost = missing([sent[place] for place in sorted(acknowledged)], receipts)
    results.add("  control with a database that promises too early: lost", str(lost), "above 0", lost > 0)


def killed(wanted: int, *, web: bool = True) -> tuple[list[Answer], list[crowd.Draft], list[Answer]]:
    """People hand in while things die; what they were answered, their drafts, and the receipts they see at the end."""
    call = crowd.new_call()
    sent = crowd.drafts(call, wanted)
    connection.close()
    with served() as server:
        people = server.crowd([handing_in(one) for one in sent], CLIENTS, keeps=True, insists=True, pause=0.2)
        until(call, wanted // 4)
        if web:
            for process in server.web():
                process.kill()
            until(call, wanted // 2)
        for process in database():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        answers = people.answers()
        server.wait()
        receipts = server.ask([receipt(draft) for draft in sent])
    return answers, sent, [one for one in receipts if one.status == 200]


def until(call: Call, wanted: int) -> None:
    """Until so many have a number; the connection is given up, since the database is killed next."""
    deadline = time.monotonic() + REVIVED_WITHIN
    while Call.objects.get(pk=call.pk).last_serial < wanted:
        if time.monotonic() > deadline:
            raise RuntimeError("nothing is handed in any more")
        time.sleep(0.05)
    connection.close()


@contextlib.contextmanager
def forgetful() -> Iterator[None]:
    """The database acknowledges before its log is on the disk, and writes it only every ten seconds."""
    settings_ = {"synchronous_commit": "off", "wal_writer_delay": "10s", "wal_writer_flush_after": "1GB"}
    _alter([f"set {name} = '{value}'" for name, value in settings_.items()])
    try:
        yield
    finally:
        _alter(["reset all"])


def _alter(statements: list[str]) -> None:
    conninfo = postgres.default_cluster().conninfo(postgres.SUPERUSER)
    with psycopg.connect(conninfo, autocommit=True) as superuser:
        for statement in statements:
            superuser.execute(f"alter system {statement}")
        superuser.execute("select pg_reload_conf()")


def _yes(met: bool) -> str:
    return "yes" if met else "no"
