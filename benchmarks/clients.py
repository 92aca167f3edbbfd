"""People as the web server sees them: threads that send requests over kept connections, in a process of their own.

`python -m benchmarks.clients` reads a plan as JSON and writes what was answered as JSON. It knows nothing of Django, so
that it takes little of the two cores that it shares with what it measures.
"""

import http.client
import json
import signal
import sys
import threading
import time
import urllib.parse
from itertools import count
from typing import Any

SECRET = ("lastevening" * 3)[:32]
"""A browser that has been here before has this secret in a cookie, and sends it along with each form."""


def headers(session: str) -> dict[str, str]:
    """The cookies of somebody who has entered; of nobody where there is no session."""
    cookies = {"csrftoken": SECRET} | ({"sessionid": session} if session else {})
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}


def ask(line: http.client.HTTPConnection, job: dict[str, Any], number: int = 0) -> tuple[int, str, str]:
    """Send one request and read its answer: status, where it leads, text."""
    asked = headers(job.get("session", "")) | job.get("headers", {})
    body = None
    if (form := job.get("form")) is not None:
        filled = {name: value.replace("{n}", str(number)) for name, value in form.items()}
        filled["csrfmiddlewaretoken"] = SECRET
        body, asked["Content-Type"] = encoded(filled, job.get("files", {}))
    line.request("GET" if body is None else "POST", job["path"], body, asked)
    answer = line.getresponse()
    text = answer.read().decode(errors="replace")
    return answer.status, answer.getheader("Location") or "", text


def encoded(form: dict[str, str], files: dict[str, str]) -> tuple[str, str]:
    """A form as browsers send it, and its content type; each file is a text."""
    if not files:
        return urllib.parse.urlencode(form), "application/x-www-form-urlencoded"
    line = f"--{SECRET}\r\nContent-Disposition: form-data; name="
    parts = [f'{line}"{name}"\r\n\r\n{value}\r\n' for name, value in form.items()]
    parts += [
        f'{line}"{name}"; filename="statut.txt"\r\nContent-Type: text/plain\r\n\r\n{text}\r\n'
        for name, text in files.items()
    ]
    return "".join([*parts, f"--{SECRET}--\r\n"]), f"multipart/form-data; boundary={SECRET}"


def work(plan: dict[str, Any], take: Any, done: list[Any], over: threading.Event) -> None:
    """One person after another until the jobs or the time are over; a broken line is an answer without a status.

    Who insists presses the button again until they are led on.
    """
    line = http.client.HTTPConnection(plan["host"], plan["port"], timeout=plan.get("patience", 60))
    keeps, insists, pause = plan.get("keeps", False), plan.get("insists", False), plan.get("pause", 0.0)
    taken: tuple[int, int] | None = None
    end = time.time() + plan.get("seconds", 3600)
    while time.time() < end and not over.is_set() and (taken := taken or take()) is not None:
        place, turn = taken
        began, start = time.time(), time.perf_counter()
        try:
            status, location, text = ask(line, plan["jobs"][place], turn)
        except (OSError, http.client.HTTPException) as error:
            status, location, text = 0, "", repr(error)
            line.close()
        took = time.perf_counter() - start
        told = text if keeps or status in {0, 500} else ""
        done.append([place, turn, status, location, began, took, told])
        if not insists or status == 302:
            taken = None
        if pause:
            over.wait(max(0.0, pause - took))
    line.close()


def run(plan: dict[str, Any]) -> dict[str, Any]:
    """Do the jobs of a plan: each once, or over and over where it repeats."""
    turns, lock = count(), threading.Lock()
    jobs, repeats = len(plan["jobs"]), plan.get("repeats", False)

    def take() -> tuple[int, int] | None:
        with lock:
            turn = next(turns)
        return (turn % jobs, turn // jobs) if repeats or turn < jobs else None

    done: list[Any] = []
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: over.set())
    threads = [threading.Thread(target=work, args=(plan, take, done, over)) for _one in range(plan["threads"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"done": done, "cpu": time.process_time()}


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
