"""Agreements and their annexes: a number without gaps, instalments that make up the grant, two persons who agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.core.money import money_text
from ognisko.grants.actions.deciding import ChangedError, NotReadyToDecideError, approve, hold_decision, propose
from ognisko.grants.actions.life import hold, hold_all, take_step
from ognisko.grants.actions.money import hold_call, move_money
from ognisko.grants.models import (
    About,
    Agreement,
    Application,
    Call,
    Decision,
    DecisionLine,
    Instalment,
    Variant,
)
from ognisko.grants.queries.money import money_of
from ognisko.grants.rules import deadlines, money, numbers
from ognisko.grants.rules.life import Actor, Stage, Step
from ognisko.grants.rules.money import Kind

WHOLE = (Decimal(100),)
"""A grant paid at once."""


class AgreedError(Exception):
    """The agreement waits for its second person or is signed; what it says changes by an annex."""

    def __str__(self) -> str:
        return _("This agreement is signed or waits for approval. Change it by an annex, or send it back first.")


@dataclass(frozen=True)
class Part:
    """An instalment as an officer types it."""

    amount: Decimal
    due_on: date | None = None
    condition: str = ""


def variant_of(application: Application) -> Variant:
    """Who signs: a patron for its group, the three of a group, an organisation."""
    if application.patron_name:
        return Variant.PATRON
    return Variant.GROUP if application.is_of_group else Variant.ORGANISATION


def open_agreement_decision(agreement: Agreement) -> Decision | None:
    """The decision on this agreement that waits for its second person; one query."""
    lines = DecisionLine.objects.filter(application=agreement.application_id, decision__about=About.AGREEMENT)
    line = lines.filter(decision__approved_at=None, decision__sent_back_at=None).select_related("decision").first()
    return line.decision if line else None


@transaction.atomic
def prepare_agreement(application: Application, *, by: User) -> Agreement:
    """Prepare the agreement on an award, with the next number of the call; a second click gives the same one."""
    return _prepare(hold_all([application.pk]), by)[0]


@transaction.atomic
def prepare_all(call: Call, *, by: User) -> list[Agreement]:
    """Prepare agreements on all awards that lack one, in the order of their numbers."""
    waiting = call.applications.filter(stage=Stage.AWARDED, agreement=None)
    return _prepare(hold_all(waiting.values_list("pk", flat=True)), by)


def _prepare(rows: Sequence[Application], by: User) -> list[Agreement]:
    made = []
    for row in sorted(rows, key=lambda one: one.serial or 0):
        call = hold_call(row.call_id)
        standing = Agreement.objects.filter(application=row).first()
        if standing is None:
            if row.at is not Stage.AWARDED or row.awarded is None:
                raise NotReadyToDecideError([_("%(number)s: no grant is awarded.") % {"number": row.number}])
            standing = _new_agreement(row, call, by)
        made.append(standing)
    return made


def _new_agreement(row: Application, call: Call, by: User) -> Agreement:
    Call.objects.filter(pk=call.pk).update(last_agreement=F("last_agreement") + 1)
    serial = Call.objects.values_list("last_agreement", flat=True).get(pk=call.pk)
    variant = variant_of(row)
    people = [row.contact_name]
    if variant is Variant.GROUP:
        people = list(row.members.values_list("name", flat=True)[:3])
    made = Agreement.objects.create(
        application=row, serial=serial, variant=variant, signatories="\n".join(people), prepared_by=by,
        number=numbers.pattern(call.agreement_pattern).number(timezone.localdate().year, serial),
        account_holder=(row.patron_name or row.applicant_name)[:150],
    )  # fmt: skip
    parts = money.instalments(row.awarded or Decimal(0), call.instalments or WHOLE)
    with translation.override(settings.LANGUAGE_CODE):  # the condition stands in the agreement
        after = _("after the report on the earlier instalment is accepted")
    _write(made, [Part(amount, condition=after if at else "") for at, amount in enumerate(parts)])
    return made


def _write(agreement: Agreement, parts: Sequence[Part]) -> None:
    agreement.instalments.all().delete()
    Instalment.objects.bulk_create(
        Instalment(agreement=agreement, number=at, amount=part.amount, due_on=part.due_on, condition=part.condition)
        for at, part in enumerate(parts, 1)
    )


@transaction.atomic
def change_agreement(
    agreement: Agreement, *, signatories: str, account: str, account_holder: str, terms: str, parts: Sequence[Part],
    by: User,
) -> Agreement:  # fmt: skip
    """Fill an agreement in before it is proposed for signing. Raises AgreedError, rules.money.Refused."""
    row = hold(agreement.application_id)
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if row.at is not Stage.AWARDED or open_agreement_decision(agreement):
        raise AgreedError
    if sum((part.amount for part in parts), Decimal(0)) != row.awarded:
        words = {"amount": money_text(row.awarded or 0, row.call.currency)}
        raise money.Refused(_("The instalments have to make %(amount)s together.") % words)
    agreement.signatories, agreement.account, agreement.terms = signatories, account, terms
    agreement.account_holder = account_holder
    agreement.save(update_fields=["signatories", "account", "account_holder", "terms"])
    _write(agreement, parts)
    return agreement


@transaction.atomic
def mark_sent(agreement: Agreement, *, by: User) -> Agreement:
    """Note that the agreement went out for signing; the first time stays."""
    Agreement.objects.filter(pk=agreement.pk, sent_at=None).update(sent_at=timezone.now())
    agreement.refresh_from_db(fields=["sent_at"])
    return agreement


def lacks(agreement: Agreement) -> list[str]:
    """What an agreement lacks before it can be signed, in sentences."""
    words = {"number": agreement.number}
    found = []
    if not agreement.account:
        found.append(_("%(number)s: the bank account is missing.") % words)
    if not agreement.signatories.strip():
        found.append(_("%(number)s: it does not say who signs.") % words)
    if sum((one.amount for one in agreement.instalments.all()), Decimal(0)) != agreement.application.awarded:
        found.append(_("%(number)s: the instalments do not make up the grant.") % words)
    return found


@transaction.atomic
def propose_signed(agreements: Sequence[Agreement], *, signed_on: date, by: User, note: str = "") -> Decision:
    """Propose that agreements came back signed on a day. Raises NotReadyToDecideError."""
    held = {row.pk: row for row in hold_all([one.application_id for one in agreements])}
    if not held:
        raise NotReadyToDecideError([_("Choose at least one agreement.")])
    call = hold_call(next(iter(held.values())).call_id)
    rows = list(Agreement.objects.select_for_update(of=("self",)).filter(application__in=held).select_related(
        "application").prefetch_related("instalments").order_by("serial"))  # fmt: skip
    wrong = [sentence for one in rows for sentence in lacks(one)]
    for one in rows:
        row = held[one.application_id]
        if row.at is not Stage.AWARDED or row.call_id != call.pk or open_agreement_decision(one):
            wrong.append(_("%(number)s: it is signed or waits for approval.") % {"number": one.number})
    if signed_on > timezone.localdate():
        wrong.append(_("The day of signing is in the future."))
    if wrong:
        raise NotReadyToDecideError(wrong)
    lines = [DecisionLine(application=one.application, step=Step.AGREE, amount=one.application.awarded) for one in rows]
    return propose(call, About.AGREEMENT, lines, by=by, note=note, signed_on=signed_on.isoformat(), terms=_terms(rows))


def _terms(rows: Sequence[Agreement]) -> list[list[str]]:
    """What a second person agrees to, so that a change meanwhile is seen: number, account, instalments."""
    return [
        [one.number, one.account, ", ".join(f"{part.amount} {part.due_on or ''} {part.condition}".strip()
                                            for part in one.instalments.all())]
        for one in rows
    ]  # fmt: skip


@transaction.atomic
def approve_agreement(decision: Decision, *, by: User, note: str = "", at: datetime | None = None) -> Decision:
    """Agree: the agreements are signed, what they promise is posted. Raises SamePersonError, ChangedError.

    ``at`` is the instant of a decision that was taken earlier and is recorded now.
    """
    numbers_ = list(decision.lines.values_list("application_id", flat=True))
    held = {row.pk: row for row in hold_all(numbers_)}
    call = hold_call(decision.call_id)
    row = hold_decision(decision, by=by)
    found = Agreement.objects.select_for_update(of=("self",)).filter(application__in=held)
    agreements = list(found.prefetch_related("instalments").order_by("serial"))
    if _terms(agreements) != row.content["terms"]:
        raise ChangedError([_("An account or an instalment has changed.")])
    approve(row, by=by, note=note, at=at)
    today, moves = timezone.localdate(at), []
    for line in row.lines.all():
        application = held[line.application_id]
        take_step(application, Step.AGREE, who=Actor.OFFICER, by=by, decision=row)
        if line.amount is None or line.amount != money_of(application).awarded:
            raise ChangedError([_("%(number)s: the amount has changed.") % {"number": application.number}])
        moves.append((application, money.Posting(Kind.AGREED, line.amount, today, str(application.pk))))
    move_money(call, moves, by=by, decision=row)
    found.update(signed_on=date.fromisoformat(row.content["signed_on"]))
    return row


@transaction.atomic
def start(application: Application, *, by: User) -> Application:
    """Begin the work of a signed agreement: the day of the report follows from the last day of the activities."""
    row = hold(application)
    if row.at is Stage.CARRIED_OUT:
        return row
    return take_step(row, Step.START, who=Actor.OFFICER, by=by, report_due_on=report_due(row))


def report_due(row: Application) -> date:
    """The day by which a grant's report is due, as its call says."""
    return deadlines.due_day(row.until or row.call.activity_until, row.call.report_days)
