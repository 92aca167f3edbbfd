"""Calls, applications and grants of other years and other systems, recorded whole and many at a time."""

from ognisko.grants.actions.recording.applications import GrantDraft, NumberTakenError, record_grants
from ognisko.grants.actions.recording.calls import CallDraft, record_call, redate_call
from ognisko.grants.actions.recording.path import (
    AgreementDraft,
    DecisionDraft,
    PaymentDraft,
    record_agreements,
    record_applications,
    record_decisions,
    record_payments,
)
from ognisko.grants.actions.recording.reports import ReportDraft, record_reports, record_returns

__all__ = [
    "AgreementDraft",
    "CallDraft",
    "DecisionDraft",
    "GrantDraft",
    "NumberTakenError",
    "PaymentDraft",
    "ReportDraft",
    "record_agreements",
    "record_applications",
    "record_call",
    "record_decisions",
    "record_grants",
    "record_payments",
    "record_reports",
    "record_returns",
    "redate_call",
]
