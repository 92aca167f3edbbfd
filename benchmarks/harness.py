"""Timing in pairs, and the table of what was measured against its goal."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field


def median_of(call: Callable[[], object], runs: int = 7) -> float:
    """The median time of a call in seconds, after one run that warms up."""
    return medians_of([call], runs)[0]


def medians_of(calls: list[Callable[[], object]], runs: int = 7) -> list[float]:
    """Medians of several calls that take turns, so that a machine growing slower slows them all; seconds."""
    times: list[list[float]] = [[] for _ in calls]
    for run in range(runs + 1):
        for position, call in enumerate(calls):
            start = time.perf_counter()
            call()
            if run:
                times[position].append(time.perf_counter() - start)
    return [statistics.median(series) for series in times]


@dataclass
class Results:
    """Lines of what was measured; a line with a goal says whether it was met."""

    lines: list[tuple[str, str, str, str]] = field(default_factory=list)
    missed: int = 0

    def add(self, what: str, value: str, goal: str = "", met: bool | None = None) -> None:
        """Keep one line and print it."""
        verdict = "" if met is None else "met" if met else "MISSED"
        self.missed += met is False
        self.lines.append((what, value, goal, verdict))
        print(f"{what:<66} {value:>24}  {goal:<26} {verdict}", flush=True)

    def ratio(self, what: str, value: float, yardstick: float, *, at_most: float | None = None) -> None:
        """A time against its yardstick, both in seconds, with the goal as a factor."""
        ratio = value / yardstick
        shown = f"{value * 1000:.1f} ms = {ratio:.2f}×"
        if at_most is not None:
            self.add(what, shown, f"at most {at_most:g}×", ratio <= at_most)
        else:
            self.add(what, shown)

    def markdown(self) -> str:
        """The lines as a Markdown table."""
        rows = ["| measured | value | goal | |", "| --- | --- | --- | --- |"]
        return "\n".join([*rows, *(f"| {' | '.join(line)} |" for line in self.lines)]) + "\n"
