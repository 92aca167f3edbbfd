"""Agreements: the list of a call, and the text of one, the same for the PDF and the document to edit."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from ognisko.core.money import money_text
from ognisko.core.polish import date_text, range_text
from ognisko.core.typst import pdf
from ognisko.grants.formats.docx import Paragraph, Table, docx
from ognisko.grants.models import Agreement, Annex, Application, Call, Variant
from ognisko.grants.rules.accounts import account_text
from ognisko.grants.rules.life import Stage

TEMPLATE = Path(__file__).resolve().parent.parent / "documents" / "agreement.typ"

GRANTED = (
    Stage.AWARDED, Stage.AGREED, Stage.CARRIED_OUT, Stage.REPORTED, Stage.REPORT_CORRECTIONS, Stage.ACCEPTED,
    Stage.RETURNING, Stage.CLOSED, Stage.TERMINATED,
)  # fmt: skip
"""Stages in which there is an agreement or should be one."""


def grants_of(call: Call) -> QuerySet[Application]:
    """Awards of a call with their agreements, those without a number first."""
    rows = call.applications.filter(stage__in=GRANTED).select_related("agreement", "place", "call")
    return rows.order_by("serial")


def agreement_data(agreement: Agreement, *, whole: bool) -> dict[str, Any]:
    """The text of an agreement, in Polish; a fixed number of queries. ``whole`` for those who may pay: see account."""
    with translation.override(settings.LANGUAGE_CODE):
        row = agreement.application
        words = _words(agreement, row) | {"account": account_shown(agreement.account, whole=whole)}
        return {
            "lang": "pl",
            "title": _("Agreement %(number)s") % words,
            "lead": row.title,
            "note": agreement.number,
            "parties": [_("concluded on ………………… in ………………… between:"), _payer(row.call), _holder(agreement, row)],
            "sections": _sections(agreement, row, words),
            "signs": _signs(agreement),
        }


def _signs(agreement: Agreement) -> list[dict[str, Any]]:
    return [
        {"who": agreement.application.call.payer_name, "names": [""]},
        {"who": agreement.account_holder, "names": agreement.signatories.splitlines() or [""]},
    ]


def account_shown(account: str, *, whole: bool) -> str:
    """A bank account for those who may pay; for others its end, by which two papers are told apart."""
    if not account:
        return "…………………"
    return account_text(account) if whole else f"…{account[-4:]}"


def _words(agreement: Agreement, row: Application) -> dict[str, Any]:
    call = row.call
    return {
        "number": agreement.number, "call": call.name, "programme": call.programme.name, "title": row.title,
        "application": row.number, "amount": money_text(row.awarded or 0, call.currency),
        "own": money_text(row.own_amount, call.currency),
        "when": range_text(row.since or call.activity_since, row.until or call.activity_until),
        "holder": agreement.account_holder, "report_days": call.report_days, "return_days": call.return_days,
    }  # fmt: skip


def _payer(call: Call) -> str:
    address = ", ".join(part for part in (call.payer_street, call.payer_town) if part)
    words = {"name": call.payer_name or "…………………", "address": address or "…………………"}
    return _("%(name)s, %(address)s, called the Operator,") % words


def _holder(agreement: Agreement, row: Application) -> str:
    words = {
        "name": row.applicant_name, "address": row.address or str(row.place), "patron": row.patron_name,
        "people": ", ".join(agreement.signatories.splitlines()),
    }  # fmt: skip
    if agreement.variant == Variant.PATRON:
        return (
            _(
                "and %(patron)s, represented by %(people)s, called the Patron, which acts for the informal group"
                " %(name)s, %(address)s, called the Group."
            )
            % words
        )
    if agreement.variant == Variant.GROUP:
        return (
            _(
                "and the informal group %(name)s, %(address)s, of which %(people)s act together, called the Holder;"
                " they answer for the obligations of this agreement jointly and severally."
            )
            % words
        )
    return _("and %(name)s, %(address)s, represented by %(people)s, called the Holder.") % words


def _sections(agreement: Agreement, row: Application, words: dict[str, Any]) -> list[dict[str, Any]]:
    currency = row.call.currency
    parts = [
        [
            str(one.number), money_text(one.amount, currency),
            one.condition or (date_text(one.due_on) if one.due_on else _("after the agreement is signed")),
        ]
        for one in agreement.instalments.all()
    ]  # fmt: skip
    costs = [
        [one.name, money_text(one.grant, currency), money_text(one.total - one.grant, currency)]
        for one in row.lines.filter(is_removed=False)
    ]
    patron = _(
        "The Patron receives the grant, keeps its accounts, and answers to the Operator for how it is spent. The Group"
        " carries the undertaking out."
    )
    sections = [
        _section(_("What it is about"), [
            _("The Operator grants %(amount)s for “%(title)s”, as in the application %(application)s of the call"
              " “%(call)s” (%(programme)s).") % words,
            *([patron] if agreement.variant == Variant.PATRON else []),
        ]),
        _section(_("When"), [_("The activities take place %(when)s.") % words]),
        _section(
            _("Payment"),
            [_("The grant goes to the account %(account)s of %(holder)s, in instalments:") % words],
            [_("Instalment"), _("Amount"), _("When")], parts,
        ),
        _section(
            _("Budget"), [_("The grant is spent as in this budget; own contribution is %(own)s.") % words],
            [_("Cost"), _("From the grant"), _("Own contribution")], costs,
        ),
        _section(_("Report and settlement"), [
            _("The report with the list of accounting documents is due within %(report_days)s days of the last day of"
              " the activities.") % words,
            _("Money that was not spent, or was spent otherwise, is returned within %(return_days)s days of the"
              " demand, after that day with interest as for tax arrears.") % words,
        ]),
        _section(_("Changes"), [
            _("A change of this agreement is an annex in writing. Either side may terminate it in writing for gross"
              " breach.")
        ]),
    ]  # fmt: skip
    if agreement.terms:
        sections.append(_section(_("Special terms"), agreement.terms.splitlines()))
    for at, section in enumerate(sections, 1):
        section["heading"] = f"§ {at}. {section['heading']}"
    return sections


def _section(
    heading: str, lines: list[str], columns: list[str] | None = None, rows: list[list[str]] | None = None
) -> dict[str, Any]:
    return {"heading": heading, "lines": [line for line in lines if line], "columns": columns or [], "rows": rows or []}


def agreement_pdf(agreement: Agreement, *, whole: bool) -> bytes:
    """The agreement as a PDF that screen readers can read."""
    return pdf(TEMPLATE, agreement_data(agreement, whole=whole))


def agreement_docx(agreement: Agreement, *, whole: bool) -> bytes:
    """The agreement as a document to edit."""
    return _docx(agreement_data(agreement, whole=whole))


def annex_data(annex: Annex) -> dict[str, Any]:
    """The text of an annex, in Polish: what was and what is instead; the rest of the agreement stays."""
    agreement = annex.agreement
    row, currency = agreement.application, agreement.application.call.currency
    told = annex.decision.content if annex.decision else {}
    with translation.override(settings.LANGUAGE_CODE):
        words = _words(agreement, row) | {"annex": annex.number, "number": agreement.number}
        changes = list(annex.what.splitlines())
        if annex.amount_change:
            before = Decimal(told.get("awarded_before") or row.awarded or 0)
            amounts = {
                "before": money_text(before, currency),
                "after": money_text(before + annex.amount_change, currency),
            }
            changes.append(_("The grant is %(after)s instead of %(before)s.") % amounts)
        if annex.until:
            last = told.get("until_before")
            ended = date.fromisoformat(last) if last else row.call.activity_until
            days = {"before": date_text(ended), "after": date_text(annex.until)}
            changes.append(_("The activities last until %(after)s instead of %(before)s.") % days)
        rows = [[one["name"], *(money_text(Decimal(one[name]), currency) for name in ("was", "grant"))]
                for one in annex.lines]  # fmt: skip
        sections = [
            _section(_("What changes"), changes),
            *([_section(_("Budget"), [_("These lines of the budget change:")],
                        [_("Cost"), _("From the grant so far"), _("From the grant now")], rows)] if rows else []),
            _section(_("The rest"), [_("All other terms of the agreement stay as they are.")]),
        ]  # fmt: skip
        for at, section in enumerate(sections, 1):
            section["heading"] = f"§ {at}. {section['heading']}"
        return {
            "lang": "pl",
            "title": _("Annex %(annex)s to the agreement %(number)s") % words,
            "lead": row.title,
            "note": agreement.number,
            "parties": [_("concluded on ………………… in ………………… between:"), _payer(row.call), _holder(agreement, row)],
            "sections": sections,
            "signs": _signs(agreement),
        }


def annex_pdf(annex: Annex) -> bytes:
    """The annex as a PDF that screen readers can read."""
    return pdf(TEMPLATE, annex_data(annex))


def annex_docx(annex: Annex) -> bytes:
    """The annex as a document to edit."""
    return _docx(annex_data(annex))


def _docx(data: dict[str, Any]) -> bytes:
    blocks: list[Paragraph | Table] = [Paragraph(data["title"], "Title"), Paragraph(data["lead"])]
    blocks += [Paragraph(line) for line in data["parties"]]
    for section in data["sections"]:
        blocks.append(Paragraph(section["heading"], "Heading1"))
        blocks += [Paragraph(line) for line in section["lines"]]
        if section["rows"]:
            blocks.append(Table(section["columns"], section["rows"]))
    for sign in data["signs"]:
        names = "\n".join(f"…………………………………………\n{name}" if name else "…………………………………………" for name in sign["names"])
        blocks.append(Paragraph(f"\n{names}\n{sign['who']}"))
    return docx(blocks)
