"""Sheets of the registers' workbook about grants: from programmes and calls to accepted reports."""

from ognisko.grants.sheets.agreements import AGREEMENTS
from ognisko.grants.sheets.applications import APPLICATIONS
from ognisko.grants.sheets.calls import CALLS
from ognisko.grants.sheets.decisions import DECISIONS
from ognisko.grants.sheets.payments import PAYMENTS
from ognisko.grants.sheets.programmes import PROGRAMMES
from ognisko.grants.sheets.reports import REPORTS

SHEETS = (PROGRAMMES, CALLS, APPLICATIONS, DECISIONS, AGREEMENTS, PAYMENTS, REPORTS)
