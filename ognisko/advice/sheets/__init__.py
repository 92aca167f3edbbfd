"""The sheet of the registers' workbook about sessions."""

from ognisko.advice.sheets.sessions import SESSIONS

SHEETS = (SESSIONS,)
