"""Sheets of the registers' workbook about parties, persons and memberships."""

from ognisko.people.sheets.memberships import MEMBERSHIPS
from ognisko.people.sheets.parties import PARTIES, PERSONS

SHEETS = (PARTIES, PERSONS, MEMBERSHIPS)
