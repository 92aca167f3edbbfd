"""What the histories of programmes, calls, applications and agreements tell.

Names, e-mails and phones of a group's people, bank accounts and the words of messages are in no event at all, so they
cannot be told.
"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ognisko.accounts.models import User
from ognisko.core.history import Record, Table
from ognisko.grants.models import (
    Agreement,
    Annex,
    Appeal,
    Application,
    Assessment,
    Author,
    BudgetLine,
    Call,
    CallQuestion,
    ChangeRequest,
    Conflict,
    CostCategory,
    Criterion,
    Decision,
    Document,
    FormalCheck,
    Instalment,
    InterestRate,
    Member,
    Message,
    PaymentBatch,
    Priority,
    Programme,
    Report,
    RequiredDocument,
    RulesText,
    Submission,
    Visit,
)
from ognisko.grants.permissions import can_see_grants

OF_CALL, OF_APPLICATION, OF_AGREEMENT = ("call_id",), ("application_id",), ("agreement_id",)


def _may(user: User, record: Any) -> bool:
    return can_see_grants(user)


CALL = (
    Table(
        model=Call,
        titled="name",
        turns={
            "announced_at": (pgettext_lazy("call", "announced"), ""),
            "results_at": (_("results published"), ""),
            "closed_at": (pgettext_lazy("call", "closed"), pgettext_lazy("call", "opened again")),
            "cancelled_at": (pgettext_lazy("call", "cancelled"), ""),
        },
        quiet=frozenset({"token", "is_demo", "created_by_id", "created_at"}),
    ),
    Table(model=CostCategory, of=OF_CALL, called=_("kind of cost"), whole=("name", "most", "most_percent")),
    Table(model=Criterion, of=OF_CALL, called=_("criterion"), whole=("name", "least", "most", "weight")),
    Table(model=Priority, of=OF_CALL, called=_("priority"), whole=("name", "points")),
    Table(model=RequiredDocument, of=OF_CALL, called=_("document"), whole=("name", "is_required")),
    Table(model=RulesText, of=OF_CALL, called=_("rules"), whole=("number", "changes", "published_at")),
    Table(model=CallQuestion, of=OF_CALL, called=_("question"), whole=("question", "published_at")),
    Table(model=Decision, of=OF_CALL, called="about", whole=("proposed_by_id", "approved_by_id", "sent_back_reason")),
    Table(model=PaymentBatch, of=OF_CALL, called=_("batch of payments"), whole=("number", "pays_on")),
)
APPLICATION = (
    Table(
        model=Application,
        began=pgettext_lazy("application", "begun"),
        quiet=frozenset({"token", "sheet_id", "is_demo", "serial", "started_at"}),
    ),
    Table(model=Author, of=OF_APPLICATION, called=_("author"), whole=("user_id",)),
    Table(model=Member, of=OF_APPLICATION, called=_("person of the group"), whole=("position", "role")),
    Table(model=BudgetLine, of=OF_APPLICATION, called=_("line of the budget"), whole=("name", "price", "grant")),
    Table(model=Submission, of=OF_APPLICATION, called=_("submission"), whole=("number", "arrived_at")),
    Table(model=Message, of=OF_APPLICATION, called=_("message"), whole=("subject", "at")),
    Table(model=Appeal, of=OF_APPLICATION, called=_("appeal"), whole=("filed_at", "is_upheld")),
    Table(model=FormalCheck, of=OF_APPLICATION, called=_("formal check"), whole=("by_id", "is_positive")),
    Table(model=Assessment, of=OF_APPLICATION, called=_("assessment"), whole=("assessor_id", "submitted_at")),
    Table(model=Conflict, of=OF_APPLICATION, called=_("conflict of interest"), whole=("assessor_id", "reason")),
    Table(model=Agreement, of=OF_APPLICATION, called=_("agreement"), whole=("number", "signed_on")),
    Table(model=ChangeRequest, of=OF_APPLICATION, called=_("request for a change"), whole=("what", "is_agreed")),
    Table(model=Visit, of=OF_APPLICATION, called=pgettext_lazy("grant", "visit"), whole=("on", "by_id")),
    Table(model=Report, of=OF_APPLICATION, called=pgettext_lazy("grant", "report"), whole=("number", "submitted_at")),
    Table(
        model=Document,
        of=OF_APPLICATION,
        called=_("accounting document"),
        whole=("number", "amount", "admitted", "reason"),
    ),
)
AGREEMENT = (
    Table(model=Agreement, titled="number", quiet=frozenset({"application_id", "serial"})),
    Table(model=Annex, of=OF_AGREEMENT, called=_("annex"), whole=("number", "what", "amount_change", "until")),
    Table(model=Instalment, of=OF_AGREEMENT, called=_("instalment"), whole=("number", "amount", "due_on", "paid_on")),
)

RECORDS = (
    Record(what="nabor", model=Call, may=_may, tables=CALL),
    Record(what="wniosek", model=Application, may=_may, tables=APPLICATION),
    Record(
        what="umowa",
        model=Agreement,
        may=_may,
        tables=AGREEMENT,
        back=lambda agreement: reverse("grants:application", args=[agreement.application_id]),
    ),
    Record(
        what="programy",
        model=None,
        may=_may,
        tables=(Table(model=Programme, of=(), titled="name"), Table(model=InterestRate, of=(), titled="since")),
        title=_("Programmes and rates of interest"),
        back=lambda record: reverse("grants:calls"),
    ),
)
