"""Files for the bank: each transfer with its fields in their places, sums that agree, and what came back."""

import csv
import io
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ognisko.core.spreadsheets import csv_bytes, read_workbook, write_table
from ognisko.grants.formats.elixir import NotForElixir, elixir
from ognisko.grants.formats.paid import (
    Carried,
    Columns,
    Matched,
    NotAStatement,
    Statement,
    Unread,
    matched,
    read_statement,
)
from ognisko.grants.formats.pain001 import Options, Version, pain001
from ognisko.grants.rules.transfers import Batch, Fault, Side, Transfer, faults

D = Decimal

OURS, THEIRS, GERMAN = "PL61109010140000071219812874", "PL27114020040000300201355387", "DE89370400440532013000"
CENTRE = Side("Fundacja Ognisko", OURS, "ul. Piotrkowska 1", "90-001 Łódź")
GROUP = Side("Stowarzyszenie „Łąka | Las”", THEIRS, "ul. Polna 2/3", "97-300 Piotrków Trybunalski")
TRANSFER = Transfer("MG/2026/0001-1", GROUP, D("4465.50"), "Dotacja MG/2026/0001, umowa nr 12/2026, I transza")
BATCH = Batch("P/2026/17", CENTRE, date(2026, 11, 24), (TRANSFER,))
EURO = Batch("P/2026/18", CENTRE, date(2026, 11, 24), (replace(TRANSFER, to=Side("Verein Wiese", GERMAN)),), "EUR")


def test_a_good_batch_has_no_faults_and_every_fault_is_named() -> None:
    assert [faults(BATCH), faults(EURO)] == [(), ()]
    bad = Transfer("", Side("", GERMAN), D("0.001"), " ")
    assert faults(replace(BATCH, transfers=(bad, TRANSFER, TRANSFER))) == (
        Fault("", "Referencja ma od 1 do 35 znaków."),
        Fault("", "Kwota jest dodatnia i ma najwyżej dwa miejsca po przecinku."),
        Fault("", "Brakuje nazwy odbiorcy."),
        Fault("", "Brakuje tytułu przelewu."),
        Fault("", "Przelew w złotych idzie na polski rachunek."),
        Fault(TRANSFER.reference, "Dwa przelewy mają tę samą referencję."),
        Fault(TRANSFER.reference, "Dwa przelewy mają tę samą referencję."),
    )
    assert faults(replace(BATCH, transfers=())) == (Fault("", "W tej paczce nie ma żadnego przelewu."),)
    assert faults(replace(BATCH, transfers=(replace(TRANSFER, to=Side("Łąka", "")),))) == (
        Fault(TRANSFER.reference, "Brakuje rachunku odbiorcy."),
    )


def test_elixir_has_sixteen_fields_in_the_code_page_of_windows() -> None:
    assert elixir(BATCH).decode("cp1250") == (
        "110,20261124,446550,10901014,0,"
        '"61109010140000071219812874","27114020040000300201355387",'
        '"Fundacja Ognisko||ul. Piotrkowska 1|90-001 Łódź",'
        "\"Stowarzyszenie 'Łąka Las'||ul. Polna 2/3|97-300 Piotrków Trybunalski\","
        "0,11402004,"
        '"Dotacja MG/2026/0001, umowa nr|12/2026, I transza","","","51","MG/2026/0001-1"\r\n'
    )


def test_elixir_leaves_the_reference_out_for_banks_that_do_not_want_it_and_speaks_their_code_page() -> None:
    line = elixir(BATCH, encoding="iso8859-2", references=False)
    assert line.endswith(b'"","","51"\r\n')
    assert "Łódź".encode("iso8859-2") in line


def test_elixir_is_for_zloty() -> None:
    with pytest.raises(NotForElixir, match=r"^Elixir przyjmuje tylko przelewy w złotych\.$"):
        elixir(EURO)


def test_elixir_refuses_references_that_it_would_cut_to_the_same() -> None:
    twins = tuple(replace(TRANSFER, reference=f"MG/2026/0001-rata-{number}") for number in (1, 2))
    with pytest.raises(NotForElixir, match="16"):
        elixir(replace(BATCH, transfers=twins))
    assert elixir(replace(BATCH, transfers=twins), references=False).count(b"\r\n") == 2


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=200)


@given(texts, texts, texts, st.integers(1, 10**9))
def test_whatever_stands_in_the_texts_elixir_keeps_its_fields_and_its_lines(
    name: str, street: str, title: str, grosze: int
) -> None:
    one = Transfer("X", Side(name, THEIRS, street, "Łódź"), D(grosze) / 100, title)
    written = elixir(replace(BATCH, transfers=(one, TRANSFER))).decode("cp1250")
    rows = list(csv.reader(io.StringIO(written, newline="")))
    assert [len(row) for row in rows] == [16, 16]
    assert written.count("\r\n") == 2
    assert rows[0][2] == str(grosze)
    parts = [text.split("|") for text in (rows[0][8], rows[0][11])]
    assert all(len(lines) <= 4 and all(len(line) <= 35 for line in lines) for lines in parts)


# ISO 20022 ------------------------------------------------------------------------------------------------------------

MADE = datetime(2026, 11, 23, 12, 0, 5, tzinfo=UTC)


def outline(element: ET.Element) -> str:
    """Names of elements in their order, those of their children in brackets, texts after a colon."""
    name = element.tag.rpartition("}")[2]
    children = " ".join(outline(child) for child in element)
    return f"{name}({children})" if children else f"{name}:{element.text}"


def test_pain_001_in_zloty_has_its_elements_in_the_order_of_the_schema() -> None:
    root = ET.fromstring(pain001(BATCH, MADE))
    assert root.tag == "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}Document"
    assert outline(root) == (
        "Document(CstmrCdtTrfInitn("
        "GrpHdr(MsgId:P/2026/17 CreDtTm:2026-11-23T12:00:05+00:00 NbOfTxs:1 CtrlSum:4465.50"
        " InitgPty(Nm:Fundacja Ognisko)) "
        "PmtInf(PmtInfId:P/2026/17 PmtMtd:TRF BtchBookg:false NbOfTxs:1 CtrlSum:4465.50 ReqdExctnDt(Dt:2026-11-24) "
        "Dbtr(Nm:Fundacja Ognisko PstlAdr(Ctry:PL AdrLine:ul. Piotrkowska 1 AdrLine:90-001 Łódź)) "
        "DbtrAcct(Id(IBAN:PL61109010140000071219812874)) "
        "DbtrAgt(FinInstnId(ClrSysMmbId(ClrSysId(Cd:PLKNR) MmbId:10901014))) ChrgBr:SLEV "
        "CdtTrfTxInf(PmtId(InstrId:MG/2026/0001-1 EndToEndId:MG/2026/0001-1) Amt(InstdAmt:4465.50) "
        "CdtrAgt(FinInstnId(ClrSysMmbId(ClrSysId(Cd:PLKNR) MmbId:11402004))) "
        "Cdtr(Nm:Stowarzyszenie „Łąka | Las” PstlAdr(Ctry:PL AdrLine:ul. Polna 2/3"
        " AdrLine:97-300 Piotrków Trybunalski)) "
        "CdtrAcct(Id(IBAN:PL27114020040000300201355387)) "
        "RmtInf(Ustrd:Dotacja MG/2026/0001, umowa nr 12/2026, I transza)))))"
    )


def test_pain_001_version_03_has_another_namespace_a_bare_day_and_bic_by_its_old_name() -> None:
    payer = replace(CENTRE, bic="WBKPPLPP")
    old, new = (
        ET.fromstring(pain001(replace(BATCH, payer=payer), MADE, Options(version, service_level="NURG")))
        for version in Version
    )
    space = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.03}"
    assert old.tag == f"{space}Document"
    assert [outline(root.findall(".//{*}ReqdExctnDt")[0]) for root in (old, new)] == [
        "ReqdExctnDt:2026-11-24",
        "ReqdExctnDt(Dt:2026-11-24)",
    ]
    assert [outline(root.findall(".//{*}DbtrAgt")[0]) for root in (old, new)] == [
        "DbtrAgt(FinInstnId(BIC:WBKPPLPP))",
        "DbtrAgt(FinInstnId(BICFI:WBKPPLPP))",
    ]
    assert outline(old.findall(".//{*}PmtTpInf")[0]) == "PmtTpInf(SvcLvl(Cd:NURG))"


def test_pain_001_in_euro_is_sepa_and_needs_no_bank_of_the_receiver() -> None:
    root = ET.fromstring(pain001(EURO, MADE, Options(latin=True)))
    assert outline(root.findall(".//{*}PmtTpInf")[0]) == "PmtTpInf(SvcLvl(Cd:SEPA))"
    assert outline(root.findall(".//{*}CdtTrfTxInf")[0]) == (
        "CdtTrfTxInf(PmtId(InstrId:MG/2026/0001-1 EndToEndId:MG/2026/0001-1) Amt(InstdAmt:4465.50)"
        " Cdtr(Nm:Verein Wiese) CdtrAcct(Id(IBAN:DE89370400440532013000))"
        " RmtInf(Ustrd:Dotacja MG/2026/0001, umowa nr 12/2026, I transza))"
    )
    assert outline(root.findall(".//{*}DbtrAgt")[0]) == "DbtrAgt(FinInstnId(Othr(Id:NOTPROVIDED)))"
    assert root.findall(".//{*}InstdAmt")[0].attrib == {"Ccy": "EUR"}
    assert outline(root.findall(".//{*}Dbtr")[0]) == (
        "Dbtr(Nm:Fundacja Ognisko PstlAdr(Ctry:PL AdrLine:ul. Piotrkowska 1 AdrLine:90-001 Lodz))"
    )


ORDER = (
    "PmtInfId PmtMtd BtchBookg NbOfTxs CtrlSum PmtTpInf ReqdExctnDt Dbtr DbtrAcct DbtrAgt ChrgBr CdtTrfTxInf".split()
)


@given(
    st.lists(st.tuples(st.integers(1, 10**9), texts, texts), min_size=1, max_size=5),
    st.sampled_from(Version),
    st.booleans(),
)
def test_pain_001_is_well_formed_and_its_sums_agree_whatever_stands_in_it(
    some: list[tuple[int, str, str]], version: Version, latin: bool
) -> None:
    transfers = tuple(
        Transfer(str(at), Side(name, THEIRS), D(one) / 100, title) for at, (one, name, title) in enumerate(some)
    )
    root = ET.fromstring(pain001(replace(BATCH, transfers=transfers), MADE, Options(version, latin=latin)))
    amounts = [D(one.text or "") for one in root.findall(".//{*}InstdAmt")]
    assert {one.text for one in root.findall(".//{*}NbOfTxs")} == {str(len(some))}
    assert {D(one.text or "") for one in root.findall(".//{*}CtrlSum")} == {sum(amounts)}
    assert sum(amounts) == D(sum(one for one, _name, _title in some)) / 100
    names = [child.tag.rpartition("}")[2] for child in root.findall(".//{*}PmtInf")[0]]
    assert [ORDER.index(name) for name in names] == sorted(ORDER.index(name) for name in names)


# What the bank carried out --------------------------------------------------------------------------------------------

HEAD = ["Data operacji", "Data księgowania", "Opis operacji", "Kwota", "Saldo"]


def sheet(*rows: list[str], head: list[str] = HEAD) -> bytes:
    lines = [["Wyciąg z rachunku", "Łódź"], ["Okres: listopad 2026"], head, *rows]
    return "".join(";".join(cells) + "\r\n" for cells in lines).encode("cp1250")


def read(content: bytes, *, minus: bool = True) -> Statement:
    return read_statement(read_workbook(content)[0], minus=minus)


def test_transfers_out_are_read_from_the_file_of_the_bank_and_the_rest_is_left() -> None:
    content = sheet(
        ["2026-11-24", "2026-11-24", "Dotacja MG/2026/0001-1 umowa", "-4 465,50 PLN", "10"],
        ["2026-11-24", "2026-11-24", "Zwrot MG/2025/0007", "120,00 PLN", "10"],
        ["2026-11-25", "2026-11-25", "Opłata", "-1,5x", "10"],
        ["", "", "Suma", "-4 345,50", ""],
    )
    found = read(content)
    assert found.carried == (Carried(4, "Dotacja MG/2026/0001-1 umowa", D("4465.50"), date(2026, 11, 24)),)
    assert [one.row for one in found.unread] == [6]


def test_a_workbook_of_transfers_out_alone_is_read_too() -> None:
    content = write_table(
        ["Data", "Referencje", "Obciążenia"], [[date(2026, 11, 24), "MG/2026/0001-1", D("4465.50")]], "Przelewy"
    )
    assert read(content, minus=False) == Statement((Carried(2, "MG/2026/0001-1", D("4465.50"), date(2026, 11, 24)),))


def test_a_mapping_says_where_an_unusual_bank_writes_what() -> None:
    heads = {Columns.REFERENCE: ["ID"], Columns.AMOUNT: ["Wartość"], Columns.DAY: ["Kiedy"]}
    content = "Kiedy,Wartość,ID\n24.11.2026,-5.00,A\n".encode()
    assert read_statement(read_workbook(content)[0], heads) == Statement((Carried(2, "A", D(5), date(2026, 11, 24)),))


def test_a_file_without_the_heads_says_which_are_missing() -> None:
    with pytest.raises(
        NotAStatement, match=r"^Nie ma wiersza z nagłówkami kolumn. Brakuje: Referencje, Data operacji\.$"
    ):
        read(csv_bytes(["Kwota", "Saldo"], [["1,00", "2,00"]]))


def carried(row: int, text: str, amount: str) -> Carried:
    return Carried(row, text, D(amount), date(2026, 11, 24))


def test_only_what_matches_exactly_is_marked_and_the_rest_is_shown() -> None:
    right, other = carried(1, "dotacja mg/2026/0001-1.", "4465.50"), carried(2, "MG/2026/0002-1", "44650.00")
    again, before = carried(3, "MG/2026/0001-1", "4465.50"), carried(4, "MG/2025/0009-2", "100")
    longer, unknown = carried(5, "MG/2026/0003-12", "5"), carried(6, "Opłata za rachunek", "5")
    expected = {"MG/2026/0001-1": D("4465.50"), "MG/2026/0002-1": D("4465.00"), "MG/2026/0003-1": D(5)}
    statement = Statement((right, other, again, before, longer, unknown), (Unread(9, "?"),))
    assert matched(statement, expected, {"MG/2025/0009-2": date(2025, 12, 1)}) == Matched(
        paid={"MG/2026/0001-1": right},
        other_amount={"MG/2026/0002-1": other},
        twice=(again, before),
        unknown=(longer, unknown),
    )
