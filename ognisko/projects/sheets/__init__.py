"""Sheets of the registers' workbook about offices with their hours, projects with their partners, and joinings."""

from ognisko.projects.sheets.joinings import JOININGS
from ognisko.projects.sheets.offices import EXCEPTIONS, HOURS, OFFICES
from ognisko.projects.sheets.projects import PARTNERS, PROJECTS

SHEETS = (OFFICES, HOURS, EXCEPTIONS, PROJECTS, PARTNERS, JOININGS)
