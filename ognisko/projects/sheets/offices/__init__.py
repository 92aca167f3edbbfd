"""The sheets of offices, their weekly hours and the exceptions from these."""

from ognisko.projects.sheets.offices.exceptions import EXCEPTIONS
from ognisko.projects.sheets.offices.hours import HOURS
from ognisko.projects.sheets.offices.offices import OFFICES

__all__ = ["EXCEPTIONS", "HOURS", "OFFICES"]
