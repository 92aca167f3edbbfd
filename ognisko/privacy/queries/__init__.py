"""Reads of the registers, of what holds for projects, and of whose data were kept long enough."""

from ognisko.privacy.queries.registers import (
    activities,
    breaches,
    breaches_waiting,
    controller,
    project_lines,
    projects_without_retention,
    ready_set,
)
from ognisko.privacy.queries.retention import Passed, passed_rows, retention_passed
from ognisko.privacy.queries.terms import terms_of

__all__ = [
    "Passed",
    "activities",
    "breaches",
    "breaches_waiting",
    "controller",
    "passed_rows",
    "project_lines",
    "projects_without_retention",
    "ready_set",
    "retention_passed",
    "terms_of",
]
