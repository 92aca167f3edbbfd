"""The money of calls and grants: postings that are only appended, and the balances that the database keeps of them.

A trigger brings the balance of both accounts up to date with each posting; no account but those that money comes from
outside by may fall below zero, which a constraint refuses whatever the program believed. rules/money.py is the same in
Python and says which account lacks how much; ``balances_differ`` of queries compares both.
"""

from typing import Any

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ognisko.accounts.models import User
from ognisko.grants.models.applications import Application
from ognisko.grants.models.decisions import Decision
from ognisko.grants.models.programmes import Call, money
from ognisko.grants.rules import POSTING
from ognisko.grants.rules.money import MOVES, OF_CALL, OUTSIDE, Account, Kind
from ognisko.ledger.models import NOW, keeps_records

_MOVES = ", ".join(f"('{kind.value}', '{source.value}', '{target.value}')" for kind, (source, target) in MOVES.items())
_OF_CALL = ", ".join(f"'{value}'" for value in sorted(account.value for account in OF_CALL))

_SIDES = f"""(
    select moved.account, moved.amount,
        case when moved.account not in ({_OF_CALL}) then new.application_id end as grant_id
    from (values {_MOVES}) as move(kind, source, target)
    cross join lateral (values
        (case when new.is_reversal then move.target else move.source end, -new.amount),
        (case when new.is_reversal then move.source else move.target end, new.amount)
    ) as moved(account, amount)
    where move.kind = new.kind
) as side"""  # noqa: S608  # built from the rules above

# Rows are made first: a check of an insert is made before its conflict is found, and would refuse what is taken off.
_BALANCE = f"""
    insert into grants_balance (call_id, application_id, account, amount)
    select new.call_id, side.grant_id, side.account, 0 from {_SIDES} order by side.account
    on conflict (call_id, application_id, account) do nothing;
    update grants_balance b set amount = b.amount + side.amount from {_SIDES}
    where b.call_id = new.call_id and b.application_id is not distinct from side.grant_id and b.account = side.account;
    update grants_call c set left_to_award = b.amount from grants_balance b
    where c.id = new.call_id and b.call_id = c.id and b.application_id is null
        and b.account = '{Account.BUDGET.value}' and c.left_to_award <> b.amount;
    return null;
"""  # noqa: S608  # built from the rules above


class Posting(models.Model):
    """An amount that moved between two accounts on a day. Never changed; a mistake is reversed by one of its own."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="postings")
    application = models.ForeignKey(Application, models.PROTECT, null=True, blank=True, related_name="postings")
    kind = models.CharField(_("what happened"), max_length=30, choices=Kind)
    amount = money(_("amount"))
    on = models.DateField(_("day"))
    is_reversal = models.BooleanField(_("takes back"), default=False)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name=_("takes back")
    )
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="postings")
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(db_default=NOW)

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="grants_posting_positive"),
            models.CheckConstraint(
                condition=Q(kind=Kind.FUNDED, application=None) | (~Q(kind=Kind.FUNDED) & Q(application__isnull=False)),
                name="grants_posting_names_its_grant",
            ),
            models.CheckConstraint(
                condition=Q(is_reversal=False, reverses=None) | Q(is_reversal=True, reverses__isnull=False),
                name="grants_posting_reversal_names_what",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="grants_posting_kind_known"),
        ]
        indexes = [models.Index(fields=["application", "kind"], name="grants_posting_application")]
        triggers = [
            keeps_records(POSTING),
            pgtrigger.Protect(name="postings_are_appended", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(name="keeps_balances", when=pgtrigger.After, operation=pgtrigger.Insert, func=_BALANCE),
        ]

    def __str__(self) -> str:
        return f"{Kind(self.kind).label} {self.amount}"


class Balance(models.Model):
    """What stands on an account, kept by the trigger of the postings alone."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="balances")
    application = models.ForeignKey(Application, models.PROTECT, null=True, blank=True, related_name="balances")
    account = models.CharField(max_length=30, choices=[(account.value, account.name) for account in Account])
    amount = money(_("amount"), default=0)

    class Meta:
        verbose_name = _("balance")
        verbose_name_plural = _("balances")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "application", "account"], nulls_distinct=False, name="grants_balance_once"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0) | Q(account__in=sorted(account.value for account in OUTSIDE)),
                name="grants_balance_never_below_zero",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount}"


class Variant(models.TextChoices):
    """Who signs an agreement: an organisation, the three of a group, a patron for a group."""

    ORGANISATION = "organisation", _("with an organisation")
    GROUP = "group", _("with a group")
    PATRON = "patron", _("with a patron for a group")


@pghistory.track(exclude=["account"])
class Agreement(models.Model):
    """The agreement on a grant: its number, who signs, the account; what it promises is posted when it is signed.

    Nobody of here prepared one that was brought in from the command line.
    """

    application = models.OneToOneField(Application, models.PROTECT, related_name="agreement")
    serial = models.IntegerField(editable=False)
    number = models.CharField(_("number of the agreement"), max_length=60)
    variant = models.CharField(_("agreement"), max_length=20, choices=Variant)
    signatories = models.TextField(_("who signs"), blank=True)
    account = models.CharField(_("bank account"), max_length=34, blank=True)
    account_holder = models.CharField(_("holder of the account"), max_length=150, blank=True)
    terms = models.TextField(_("special terms"), blank=True)
    prepared_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField(_("prepared at"), db_default=NOW)
    sent_at = models.DateTimeField(_("sent for signing"), null=True, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.number


@pghistory.track()
class Annex(models.Model):
    """A change of an agreement, in force once a second person approved it."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="annexes")
    number = models.SmallIntegerField(_("number of the annex"))
    what = models.TextField(_("what changes"))
    amount_change = models.DecimalField(_("change of the amount"), max_digits=12, decimal_places=2, default=0)
    until = models.DateField(_("activities until"), null=True, blank=True)
    lines: "models.JSONField[Any, Any]" = models.JSONField(_("changed lines of the budget"), default=list, blank=True)
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, blank=True, related_name="annex")
    signed_on = models.DateField(_("signed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("annex")
        verbose_name_plural = _("annexes")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="grants_annex_number")]

    def __str__(self) -> str:
        return f"{self.agreement} {self.number}"


@pghistory.track()
class PaymentBatch(models.Model):
    """Payments that go to the bank in one file, after a second person has approved them."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="batches")
    number = models.CharField(_("number of the batch"), max_length=40, unique=True)
    pays_on = models.DateField(_("day of payment"))
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="batch")
    exported_at = models.DateTimeField(_("file made at"), null=True, blank=True)

    class Meta:
        verbose_name = _("batch of payments")
        verbose_name_plural = _("batches of payments")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number


@pghistory.track()
class Instalment(models.Model):
    """A part of a grant that is due on a day or after a condition; paid once, by a batch and what the bank says."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="instalments")
    number = models.SmallIntegerField(_("instalment"))
    amount = money(_("amount"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    condition = models.CharField(_("condition"), max_length=300, blank=True)
    condition_met_on = models.DateField(_("condition met on"), null=True, blank=True)
    batch = models.ForeignKey(PaymentBatch, models.SET_NULL, null=True, blank=True, related_name="instalments")
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    posting = models.OneToOneField(Posting, models.PROTECT, null=True, blank=True, related_name="instalment")

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="grants_instalment_number"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="grants_instalment_positive"),
            models.CheckConstraint(
                condition=Q(paid_on=None, posting=None) | Q(paid_on__isnull=False, posting__isnull=False),
                name="grants_instalment_paid_is_posted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} / {self.number}"

    @property
    def reference(self) -> str:
        """What the bank's file calls it, and by which a payment is found again."""
        return f"{self.agreement.number}/{self.number}"
