"""Assessors are assigned so that each application has as many as it needs and nobody has more to read than they must.

The load is as even as conflicts of interest, people's limits and what was assigned by hand allow: each place is filled
along the path that ends at the assessor with the least load, moving others' assignments where that helps (the optimal
semi-matching of Harvey, Ladner, Lovász and Tamir). The same seed gives the same assignment.
"""

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise


@dataclass(frozen=True)
class Task:
    """What is to be assigned.

    `assessors` maps each one to the most applications they take, None without limit; that, and the load, take in what
    they have by hand. `conflicts` are pairs of application and assessor. `kept` stays as it is, conflicts too: a person
    put it there.
    """

    applications: Sequence[str]
    assessors: Mapping[str, int | None]
    each: int = 2
    conflicts: Collection[tuple[str, str]] = ()
    kept: Mapping[str, Sequence[str]] = field(default_factory=dict)
    seed: str = ""


@dataclass(frozen=True)
class Assignment:
    """Assessors by application, how many each one has, and which applications lack how many."""

    by_application: Mapping[str, tuple[str, ...]]
    load: Mapping[str, int]
    unfilled: Mapping[str, int]


def assigned(task: Task) -> Assignment:
    """The most even assignment that the task allows."""
    room = _Room(task)
    unfilled: dict[str, int] = {}
    for application in sorted(task.applications, key=lambda one: _drawn(task.seed, one)):
        for _place in range(task.each - len(task.kept.get(application, ()))):
            if not room.fill(application):
                unfilled[application] = unfilled.get(application, 0) + 1
    by_application = {one: (*task.kept.get(one, ()), *sorted(room.given[one])) for one in task.applications}
    return Assignment(
        by_application, dict(room.load), {one: unfilled[one] for one in task.applications if one in unfilled}
    )


def _drawn(seed: str, *what: str) -> str:
    return sha256("\0".join((seed, *what)).encode()).hexdigest()


class _Room:
    """Assignments as they grow: what each application was given, what each assessor has."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.given: dict[str, set[str]] = {one: set() for one in task.applications}
        self.has: dict[str, set[str]] = {one: set() for one in task.assessors}
        self.load = dict.fromkeys(task.assessors, 0)
        for names in task.kept.values():
            for name in names:
                self.load[name] = self.load.get(name, 0) + 1
        conflicts = set(task.conflicts)
        self.eligible = {
            application: [
                name
                for name in sorted(task.assessors, key=lambda name: _drawn(task.seed, application, name))
                if (application, name) not in conflicts and name not in task.kept.get(application, ())
            ]
            for application in task.applications
        }

    def fill(self, application: str) -> bool:
        """Fill one place of an application; False where nobody can take it, whatever is moved."""
        path = self._path(application)
        for (_taker, name), (giver, _next) in pairwise(path):
            self.given[giver].discard(name)
            self.has[name].discard(giver)
        for taker, name in path:
            self.given[taker].add(name)
            self.has[name].add(taker)
        if path:
            self.load[path[-1][1]] += 1
        return bool(path)

    def _path(self, application: str) -> list[tuple[str, str]]:
        """Who takes whom, from the application to the free assessor of the least load that can be reached."""
        came: dict[str, tuple[str, str | None]] = {}
        queue: deque[tuple[str, str | None]] = deque([(application, None)])
        least = min((load for name, load in self.load.items() if self._free(name)), default=None)
        best: str | None = None
        while queue and least is not None:
            taker, giver = queue.popleft()
            for name in self.eligible[taker]:
                if name in came or name in self.given[taker]:
                    continue
                came[name] = (taker, giver)
                if self._free(name) and (best is None or self.load[name] < self.load[best]):
                    best = name
                queue.extend((other, name) for other in sorted(self.has[name]))
            if best is not None and self.load[best] == least:
                break
        return self._walked(best, came)

    @staticmethod
    def _walked(best: str | None, came: Mapping[str, tuple[str, str | None]]) -> list[tuple[str, str]]:
        path = []
        name = best
        while name is not None:
            taker, giver = came[name]
            path.append((taker, name))
            name = giver
        return path[::-1]

    def _free(self, name: str) -> bool:
        limit = self.task.assessors.get(name, 0)
        return limit is None or self.load[name] < limit
