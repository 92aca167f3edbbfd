"""ISO 20022 pain.001: credit transfers in PLN and EUR as XML, in version 09 or the older 03 that banks still ask for.

One group header and one payment information block a batch, with number and control sum in both. Order of elements and
lengths follow the message's schema (CustomerCreditTransferInitiationV09, V03) and the recommendation of the Polish
Bank Association (ZBP, version 2.0). The versions differ in two places: the day of execution is wrapped in Dt, and BIC
is called BICFI. In złoty a bank without a known BIC is named by its sort code (PLKNR), in euro as NOTPROVIDED: SEPA
takes a BIC or that (EPC132-08).
"""

import re
import unicodedata
import xml.etree.ElementTree as ET  # builds only, reads nothing
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from ognisko.grants.rules.accounts import sort_code
from ognisko.grants.rules.transfers import Batch, Side, Transfer


class Version(Enum):
    """The version of the message."""

    V03 = "pain.001.001.03"
    V09 = "pain.001.001.09"


@dataclass(frozen=True)
class Options:
    """What banks ask for in different ways.

    `service_level` goes into each batch in złoty where it is given; one in euro is always SEPA. `latin` writes Polish
    letters without accents, as SEPA's set of signs has none.
    """

    version: Version = Version.V09
    batch_booking: bool = False
    service_level: str = ""
    latin: bool = False


def pain001(batch: Batch, made_at: datetime, options: Options | None = None) -> bytes:
    """The file of a batch without faults (rules/transfers.py); `made_at` has a zone."""
    return _Writer(batch, options or Options()).file(made_at)


class _Writer:
    """The elements of one message, in the order of its schema."""

    def __init__(self, batch: Batch, options: Options) -> None:
        self.batch, self.options = batch, options
        self.domestic = batch.currency == "PLN"

    def file(self, made_at: datetime) -> bytes:
        document = ET.Element("Document", xmlns=f"urn:iso:std:iso:20022:tech:xsd:{self.options.version.value}")
        message = ET.SubElement(document, "CstmrCdtTrfInitn")
        header = ET.SubElement(message, "GrpHdr")
        self.text(header, "MsgId", self.batch.number, 35)
        self.text(header, "CreDtTm", made_at.isoformat(timespec="seconds"), 35)
        self.sums(header)
        self.text(ET.SubElement(header, "InitgPty"), "Nm", self.batch.payer.name, 140)
        self.payments(ET.SubElement(message, "PmtInf"))
        ET.indent(document)
        declaration = b'<?xml version="1.0" encoding="UTF-8"?>\n'
        return declaration + ET.tostring(document, encoding="utf-8") + b"\n"

    def payments(self, block: ET.Element) -> None:
        payer = self.batch.payer
        self.text(block, "PmtInfId", self.batch.number, 35)
        self.text(block, "PmtMtd", "TRF", 3)
        self.text(block, "BtchBookg", str(self.options.batch_booking).lower(), 5)
        self.sums(block)
        if level := "SEPA" if self.batch.currency == "EUR" else self.options.service_level:
            self.text(self.below(block, "PmtTpInf", "SvcLvl"), "Cd", level, 4)
        day = ET.SubElement(block, "ReqdExctnDt")
        if self.options.version is Version.V09:
            day = ET.SubElement(day, "Dt")
        day.text = self.batch.on.isoformat()
        self.party(block, "Dbtr", payer)
        self.account(block, "DbtrAcct", payer)
        self.bank(block, "DbtrAgt", payer)
        self.text(block, "ChrgBr", "SLEV", 4)
        for one in self.batch.transfers:
            self.transfer(ET.SubElement(block, "CdtTrfTxInf"), one)

    def transfer(self, block: ET.Element, one: Transfer) -> None:
        identity = ET.SubElement(block, "PmtId")
        self.text(identity, "InstrId", one.reference, 35)
        self.text(identity, "EndToEndId", one.reference, 35)
        amount = ET.SubElement(ET.SubElement(block, "Amt"), "InstdAmt", Ccy=self.batch.currency)
        amount.text = money(one.amount)
        if one.to.bic or self.domestic:
            self.bank(block, "CdtrAgt", one.to)
        self.party(block, "Cdtr", one.to)
        self.account(block, "CdtrAcct", one.to)
        self.text(ET.SubElement(block, "RmtInf"), "Ustrd", one.title, 140)

    def sums(self, block: ET.Element) -> None:
        self.text(block, "NbOfTxs", str(len(self.batch.transfers)), 15)
        self.text(block, "CtrlSum", money(self.batch.total), 18)

    def party(self, block: ET.Element, name: str, side: Side) -> None:
        party = ET.SubElement(block, name)
        self.text(party, "Nm", side.name, 140)
        if side.street or side.town:
            address = ET.SubElement(party, "PstlAdr")
            self.text(address, "Ctry", side.account[:2], 2)
            for line in filter(None, (side.street, side.town)):
                self.text(address, "AdrLine", line, 70)

    def account(self, block: ET.Element, name: str, side: Side) -> None:
        self.text(self.below(block, name, "Id"), "IBAN", side.account, 34)

    def bank(self, block: ET.Element, name: str, side: Side) -> None:
        bank = self.below(block, name, "FinInstnId")
        if side.bic:
            self.text(bank, "BICFI" if self.options.version is Version.V09 else "BIC", side.bic, 11)
        elif self.domestic:
            member = ET.SubElement(bank, "ClrSysMmbId")
            self.text(ET.SubElement(member, "ClrSysId"), "Cd", "PLKNR", 5)
            self.text(member, "MmbId", sort_code(side.account), 35)
        else:
            self.text(ET.SubElement(bank, "Othr"), "Id", "NOTPROVIDED", 35)

    def text(self, block: ET.Element, name: str, text: str, longest: int) -> None:
        ET.SubElement(block, name).text = written(text, latin=self.options.latin)[:longest].strip()

    @staticmethod
    def below(block: ET.Element, *names: str) -> ET.Element:
        for name in names:
            block = ET.SubElement(block, name)
        return block


def money(amount: Decimal) -> str:
    """An amount as the schema wants it: a point, two places."""
    return f"{amount:.2f}"


def written(text: str, *, latin: bool) -> str:
    """Text on one line, without signs that XML cannot carry; in Latin letters and SEPA's signs where asked."""
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    if latin:
        text = text.translate(_LATIN)
        text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
        text = re.sub(r"[^A-Za-z0-9/\-?:().,'+ ]", " ", text)
    return " ".join(text.split())


_LATIN = {ord("ł"): "l", ord("Ł"): "L"} | {ord(sign): "'" for sign in '"„”“’'} | {ord(sign): "-" for sign in "–—_"}
