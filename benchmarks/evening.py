"""The last evening of a call: drafts are being saved while people hand in as fast as the machine takes it.

The real server and its worker, the database with full durability and the clients share the two cores. Processor time
is told beside the clock, since others may use the machine too. Hypha 6.7 takes 7.8 to 9.1 submissions of one form a
second; a bare Django view that only inserts a numbered row is measured in the same run.
"""

import re
import statistics
from collections.abc import Sequence

import psutil
import psycopg

from benchmarks import bare, crowd
from benchmarks.harness import Results
from benchmarks.serving import Answer, Served, seconds_of, served
from ognisko.config import postgres
from ognisko.grants.actions.submitting import fingerprint
from ognisko.grants.models import Application, Call, Submission
from ognisko.grants.rules.numbers import gaps
from ognisko.questionnaires.models import AnswerSheet

STANDING, HANDED_IN, WRITTEN = 2000, 600, 40
"""Applications in the call before the evening, drafts that are handed in on it, drafts that are being written."""

CLIENTS, WRITERS, SECONDS = 32, 5, 60
PAUSE = 0.5
"""Each writer saves twice a second: ten drafts are saved in a second, as by forty people who write."""

TYPED = "Wieczorem dopisaliśmy zdanie numer {n}, które się nie zgubi."


def measure(superuser: psycopg.Connection, results: Results) -> None:
    """The evening, then the bare view, then their ratio."""
    results.add("the last evening: load of the machine before", f"{psutil.getloadavg()[0]:.1f}")
    call = crowd.new_call()
    crowd.handed_in(call, STANDING)
    superuser.execute("vacuum analyze")
    rate = evening(call, results)
    superuser.execute(bare.TABLES)
    bare_rate = yardstick(results)
    superuser.execute("drop table bare_row, bare_counter")
    if rate and bare_rate:
        results.add("the bare view, to a submission", f"{bare_rate / rate:.1f}×")


def evening(call: Call, results: Results, *, wanted: int = HANDED_IN) -> float:
    """Everybody hands in at once; returns submissions a second."""
    sent, written = crowd.drafts(call, wanted), crowd.drafts(call, WRITTEN)
    with served() as server:
        server.ask([handing_in(one) for one in crowd.drafts(call, 16)], threads=16)
        before = spent(server)
        writers = server.crowd([saving(one) for one in written], WRITERS, repeats=True, seconds=SECONDS, pause=PAUSE)
        people = server.crowd([handing_in(one) for one in sent], CLIENTS, seconds=SECONDS)
        answers = people.answers()
        used = {name: value - before[name] for name, value in spent(server).items()} | {"clients": people.cpu}
        saves = writers.stopped()
        taken = [sent[one.place] for one in answers if one.status == 302]
        receipts = server.ask([receipt(one) for one in taken], threads=4)
    rate = told_of_submissions(answers, used, results)
    serials = sorted(Application.objects.filter(call=call, serial__isnull=False).values_list("serial", flat=True))
    holes = len(gaps(serials)) + len(serials) - len(set(serials)) + (serials != list(range(1, len(serials) + 1)))
    results.add(f"  {len(serials)} numbers: gaps and doubles", str(holes), "0", holes == 0)
    lost = missing(taken, receipts)
    results.add("  acknowledged, but not there with the mark of the receipt", str(lost), "0", lost == 0)
    told_of_drafts(written, saves, results)
    return rate


def told_of_submissions(answers: Sequence[Answer], used: dict[str, float], results: Results) -> float:
    """The rate, the times, the errors, and what the machine spent on it."""
    taken, wrong = [one for one in answers if one.status == 302], [one for one in answers if one.status != 302]
    for one in wrong[:3]:
        print(one.status, one.text[:300])
    rate = len(taken) / lasted(answers)
    results.add(f"submissions a second, {CLIENTS} at once, beside drafts being saved", f"{rate:.1f}", "50", rate >= 50)
    p95 = statistics.quantiles([one.took for one in answers], n=20)[-1]
    results.add("  95 of 100 are answered within", f"{p95:.2f} s", "under 2 s", p95 < 2)
    results.add("  errors", str(len(wrong)), "0", not wrong)
    shares = ", ".join(f"{name} {1000 * value / max(len(taken), 1):.0f}" for name, value in used.items())
    results.add("  processor time for each, in ms, drafts included", shares)
    return rate


def told_of_drafts(written: Sequence[crowd.Draft], saves: Sequence[Answer], results: Results) -> None:
    """Drafts were saved all the while, and hold what was acknowledged last."""
    kept = [one for one in saves if one.status == 200]
    results.add("  drafts saved beside it, a second", f"{len(kept) / lasted(saves):.1f}")
    results.add("  errors while saving", str(len(saves) - len(kept)), "0", len(saves) == len(kept))
    lost = forgotten(written, saves)
    results.add("  drafts without the sentence acknowledged last", str(lost), "0", lost == 0)


def lasted(answers: Sequence[Answer]) -> float:
    """From the first request to the last answer, in seconds."""
    return max(one.began + one.took for one in answers) - min(one.began for one in answers)


def spent(server: Served) -> dict[str, float]:
    """Processor seconds so far, by who spent them."""
    return {
        "web": seconds_of(server.web()), "worker": seconds_of(server.worker()), "database": seconds_of(database()),
    }  # fmt: skip


def missing(acknowledged: Sequence[crowd.Draft], receipts: Sequence[Answer]) -> int:
    """How many of the acknowledged the database does not hold as their receipt says; marks are computed anew."""
    numbers = [draft.row.pk for draft in acknowledged]
    rows = Submission.objects.filter(application__in=numbers).select_related("application__sheet")
    kept = {one.application_id: one for one in rows}
    shown = {acknowledged[one.place].row.pk: re.search(r"[0-9a-f]{64}", one.text) for one in receipts}
    return sum(
        not ((mark := shown.get(number)) and (one := kept.get(number)))
        or not mark[0] == one.hash == fingerprint(one.application, one.content)
        for number in numbers
    )


def forgotten(written: Sequence[crowd.Draft], saves: Sequence[Answer]) -> int:
    """How many drafts do not hold the sentence that was acknowledged last."""
    last = {one.place: one.turn for one in sorted(saves, key=lambda one: one.turn) if one.status == 200}
    sheets = AnswerSheet.objects.in_bulk([draft.row.sheet_id for draft in written])
    return sum(
        sheets[written[place].row.sheet_id].answers["summary"] != TYPED.replace("{n}", str(turn))
        for place, turn in last.items()
    )


def yardstick(results: Results) -> float:
    """The bare view, under as many clients, for as many rows as ten evenings have submissions."""
    with served(bare=True) as server:
        jobs = [{"path": "/", "form": {"who": f"osoba {number}"}} for number in range(10 * HANDED_IN)]
        server.crowd(jobs[:200], 8).answers()
        answers = server.crowd(jobs, CLIENTS, seconds=SECONDS).answers()
    rate = sum(one.status == 200 for one in answers) / lasted(answers)
    results.add("a bare view that inserts a numbered row, a second", f"{rate:.0f}")
    return rate


# What people send -----------------------------------------------------------------------------------------------------


def handing_in(draft: crowd.Draft) -> dict[str, object]:
    """The button of the last page."""
    return {"path": f"{draft.path}sprawdz/", "session": draft.session, "form": {}}


def receipt(draft: crowd.Draft) -> dict[str, object]:
    """The page that follows it."""
    return {"path": f"{draft.path}potwierdzenie/", "session": draft.session}


def saving(draft: crowd.Draft) -> dict[str, object]:
    """A sentence more in the draft, as the page saves it by itself."""
    form = {"asked": "summary", "summary": TYPED}
    return {"path": f"{draft.path}czesc/1/zapisz", "session": draft.session, "form": form}


def database() -> list[psutil.Process]:
    """PostgreSQL with all its processes."""
    pid_file = postgres.default_cluster().pgdata / "postmaster.pid"
    postmaster = psutil.Process(int(pid_file.read_text().splitlines()[0]))
    return [postmaster, *postmaster.children(recursive=True)]
