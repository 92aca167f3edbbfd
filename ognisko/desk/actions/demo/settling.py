"""A report of the demo that waits for an officer: answers, documents by line of the budget, scans, a picture."""

import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from ognisko.accounts.models import User
from ognisko.core.money import money_text
from ognisko.core.polish import date_text
from ognisko.core.typst import pdf
from ognisko.files.actions import receive
from ognisko.files.models import File
from ognisko.files.permissions import Grant
from ognisko.grants.actions.settling import reporting
from ognisko.grants.models import Application, BudgetLine
from ognisko.questionnaires.actions import save_answers

TEMPLATE = Path(__file__).resolve().parents[2] / "documents" / "bill.typ"


@dataclass(frozen=True)
class Bill:
    """An accounting document: its line of the budget, days before the end of the activities, what the grant pays."""

    line: int
    number: str
    issuer: str
    what: str
    issued: int
    paid: int
    amount: str
    grant: str


BILLS = (
    Bill(0, "FV 118/10", "Sklep „Trybuna”", "Dwie bramki i puchar przechodni", 40, 40, "2140.00", "2140.00"),
    Bill(0, "FV 23/2", "Farby „Pod Pędzlem”", "Farba do linii boiska", 33, 31, "612.40", "560.00"),
    Bill(1, "Rachunek 3", "Klub Sędziów „Gwizdek”", "Sędziowie ośmiu meczów", 12, 10, "900.00", "900.00"),
    Bill(2, "FV 71/11", "Sklep „Trybuna”", "Siatki do bramek", 6, -4, "780.00", "780.00"),
)
"""20 zł of the grant is not spent, and the nets were paid after the activities had ended: the officer has to look."""

ANSWERS = {
    "done": "Osiem drużyn z ośmiu ulic zagrało w dwie niedziele. Namalowaliśmy linie, złożyliśmy bramki, a po finale "
    "był wspólny grill. Puchar przechodni stoi w bibliotece.",
    "changed": "Na boisko wróciły dzieci, a rodzice zostali przy ławkach. W każdą sobotę ktoś przychodzi pograć.",
    "different": "Jedną niedzielę przesunęliśmy z powodu deszczu. Siatki przyjechały później, niż obiecał sklep.",
    "publicity": "Plakaty w sklepach, profil osiedla, logo programu na koszulkach sędziów.",
    "engaged": "34", "reached": "260", "volunteer_hours": "118,5",
}  # fmt: skip


def hand_report_in(row: Application, *, by: User, at: datetime) -> None:
    """Write the report of a grant in work and submit it, as it came at an instant."""
    last = row.until or row.call.activity_until
    lines = list(row.lines.filter(is_removed=False).order_by("position"))
    for bill in BILLS:
        _bill(row, bill, lines[bill.line], last, by)
    photo = _file(reporting.report_holder(row.pk), "boisko-po-finale.png", _pitch(), by)
    reporting.keep_pictures(row, [photo.key], [], by=by)
    sheet = reporting.draft_of_report(row, by=by).sheet
    save_answers(sheet, ANSWERS, revision=sheet.revision, by=by)
    reporting.submit_report(row, by=by, at=at)


def _bill(row: Application, bill: Bill, line: BudgetLine, last: date, by: User) -> None:
    token = uuid5(NAMESPACE_URL, f"{row.number} {bill.number}")
    issued, paid = (last - timedelta(days=days) for days in (bill.issued, bill.paid))
    scan = _file(reporting.bill_holder(row.pk, token), f"{bill.number.replace('/', '-')}.pdf", _paper(bill, issued), by)
    amount, grant = Decimal(bill.amount), Decimal(bill.grant)
    draft = reporting.DocumentDraft(
        token=token, line=line, number=bill.number, issued_on=issued, paid_on=paid, issuer=bill.issuer, what=bill.what,
        amount=amount, grant=grant, own=amount - grant, keep=(scan.key,),
    )  # fmt: skip
    reporting.save_document(row, draft, by=by)


def _file(holder: str, name: str, content: bytes, by: User) -> File:
    return receive(SimpleUploadedFile(name, content), Grant(holder), by=by.pk)


def _paper(bill: Bill, issued: date) -> bytes:
    rows = [["Data wystawienia", date_text(issued)], ["Za co", bill.what],
            ["Do zapłaty", money_text(Decimal(bill.amount))]]  # fmt: skip
    note = "Dokument wymyślony na potrzeby pokazu"
    return pdf(TEMPLATE, {"title": bill.number, "issuer": bill.issuer, "note": note, "rows": rows})


def _pitch() -> bytes:
    """A pitch from above, in place of a photograph."""
    picture = Image.new("RGB", (960, 640), "#4d7c4f")
    draw = ImageDraw.Draw(picture)
    for stripe in range(0, 960, 160):
        draw.rectangle((stripe, 0, stripe + 79, 640), fill="#467348")
    for shape in ((40, 40, 920, 600), (40, 200, 170, 440), (790, 200, 920, 440)):
        draw.rectangle(shape, outline="#f4f1e8", width=6)
    draw.line((480, 40, 480, 600), fill="#f4f1e8", width=6)
    draw.ellipse((390, 230, 570, 410), outline="#f4f1e8", width=6)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
