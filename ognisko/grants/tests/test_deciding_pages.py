"""Pages from the ranking to the money: who sees what, who may not approve, what was typed stays."""

import re
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.core.spreadsheets import read_workbook
from ognisko.grants.actions import agreements, awarding, payments
from ognisko.grants.models import Agreement, Appeal, Application, Call, Decision, Instalment, Posting
from ognisko.grants.rules.life import Stage
from ognisko.grants.rules.money import Kind
from ognisko.grants.tests.deciding import ACCOUNT, agreed_call, assessed_call, awarded_call

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LIST = [(50, 30), (40, 40), (50, 25), (20, 10)]


@pytest.fixture
def officer() -> User:
    return UserFactory(roles=["grants_officer"], name="Marek Tyl")


@pytest.fixture
def second() -> User:
    return UserFactory(roles=["coordinator"], name="Iwona Sobczak")


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name: str, *args: object) -> str:
    return reverse(f"grants:{name}", args=args)


def test_the_ranking_says_where_the_money_ends_and_exports(officer: User) -> None:
    call = assessed_call(officer, LIST)
    answer = browser(officer).get(at("ranking", call.pk))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count('class="budget-line"') == 1
    assert page.count('class="place place-reserve"') == 1
    sheet = browser(officer).get(at("ranking", call.pk), {"format": "xlsx"})
    (rows,) = read_workbook(BytesIO(sheet.content).getvalue())
    assert len(rows.rows) == 5


@pytest.mark.parametrize("many", [2, 12])
def test_the_ranking_asks_the_same_number_of_queries_however_long_it_is(
    officer: User, many: int, django_assert_max_num_queries: object
) -> None:
    call = assessed_call(officer, [(50, 30)] * many, 100_000)
    client = browser(officer)
    client.get(at("ranking", call.pk))
    with django_assert_max_num_queries(45):  # type: ignore[operator]  # a fixture of pytest-django
        client.get(at("ranking", call.pk))


def test_the_points_open_into_cards(officer: User) -> None:
    call = assessed_call(officer, LIST)
    row = Application.objects.get(call=call, serial=1)
    whole = browser(officer).get(at("points", row.pk))
    panel = browser(officer).get(at("points", row.pk), headers={"HX-Request": "true"})
    assert (whole.status_code, panel.status_code) == (200, 200)
    assert "<html" in whole.content.decode()
    assert "<html" not in panel.content.decode()


def test_one_proposes_another_approves_and_nobody_approves_their_own(officer: User, second: User) -> None:
    call = assessed_call(officer, LIST)
    client = browser(officer)
    assert client.post(at("ranking_propose", call.pk), {"note": ""}).status_code == 302
    decision = Decision.objects.get(call=call)
    own = client.post(at("decision_approve", decision.pk), {"zgoda-note": "Sam."})
    decision.refresh_from_db()
    assert (own.status_code, decision.is_open) == (422, True)
    advisor = browser(UserFactory(roles=["advisor"]))
    assert advisor.post(at("decision_approve", decision.pk)).status_code == 404
    assert browser(UserFactory(roles=["assessor"])).get(at("ranking", call.pk)).status_code == 404
    assert browser(second).get(at("ranking", call.pk)).status_code == 200
    done = browser(second).post(at("decision_approve", decision.pk), {"zgoda-note": ""})
    assert (done.status_code, done["Location"]) == (302, at("ranking", call.pk))
    assert Posting.objects.filter(call=call, kind=Kind.AWARDED).count() == 2
    again = browser(second).post(at("decision_approve", decision.pk), {"zgoda-note": ""})
    assert again.status_code == 422
    assert browser(officer).post(at("results_publish", call.pk)).status_code == 302
    call.refresh_from_db()
    assert call.results_at is not None


def test_sending_back_needs_a_reason(officer: User, second: User) -> None:
    call = assessed_call(officer, LIST)
    decision = awarding.propose_ranking(call, by=officer)
    assert browser(second).post(at("decision_back", decision.pk), {"zwrot-reason": ""}).status_code == 422
    assert browser(second).post(at("decision_back", decision.pk), {"zwrot-reason": "Popraw."}).status_code == 302
    decision.refresh_from_db()
    assert (decision.sent_back_by, decision.sent_back_reason) == (second, "Popraw.")


def test_an_applicant_appeals_and_an_officer_answers(officer: User, second: User) -> None:
    call = assessed_call(officer, LIST)
    awarding.approve_ranking(awarding.propose_ranking(call, by=officer), by=second)
    row = Application.objects.get(call=call, serial=4)
    author = browser(row.authors.get().user)
    assert author.get(at("my_appeal", row.token)).status_code == 200
    assert author.post(at("my_appeal", row.token), {"text": ""}).status_code == 422
    assert author.post(at("my_appeal", row.token), {"text": "Nie zgadzam się."}).status_code == 302
    assert browser(UserFactory(roles=[])).get(at("my_appeal", row.token)).status_code == 404
    appeal = Appeal.objects.get()
    assert "Nie zgadzam się." in browser(officer).get(at("appeals")).content.decode()
    wrong = browser(officer).post(at("appeal", appeal.pk), {"is_upheld": "no", "answer": ""})
    assert wrong.status_code == 422
    right = browser(officer).post(at("appeal", appeal.pk), {"is_upheld": "yes", "answer": "Racja."})
    row.refresh_from_db()
    assert (right.status_code, row.stage) == (302, Stage.REVIEW)


def test_agreements_are_prepared_filled_in_and_signed(officer: User, second: User) -> None:
    call = awarded_call(officer, second, 1)
    client = browser(officer)
    assert client.get(at("agreements", call.pk)).status_code == 200
    assert client.post(at("agreements_prepare", call.pk)).status_code == 302
    one = Agreement.objects.get()
    typed = {
        "signatories": "Zofia Malina", "account": "61 1090 1014 0000 0712 1981 2875", "account_holder": "Zofia Malina",
        "terms": "", "amount_0": "450,00", "due_on_0": "", "condition_0": "",
    }  # fmt: skip
    wrong = client.post(at("agreement", one.pk), typed)
    assert wrong.status_code == 422
    assert "61 1090 1014 0000 0712 1981 2875" in wrong.content.decode()
    right = client.post(at("agreement", one.pk), typed | {"account": "61 1090 1014 0000 0712 1981 2874"})
    one.refresh_from_db()
    assert (right.status_code, one.account) == (302, ACCOUNT)
    assert client.get(at("agreement_file", one.pk, "pdf")).content.startswith(b"%PDF")
    assert client.get(at("agreement_file", one.pk, "docx")).content.startswith(b"PK")
    assert client.get(at("agreement_file", one.pk, "exe")).status_code == 404
    assert client.post(at("agreement_sent", one.pk)).status_code == 302
    assert client.post(at("agreements_signed", call.pk), {"signed_on": "2026-01-01"}).status_code == 422
    assert (
        client.post(at("agreements_signed", call.pk), {"agreements": one.pk, "signed_on": str(TODAY)}).status_code
        == 302
    )
    decision = Decision.objects.get(about="agreement")
    assert client.get(at("decision", decision.pk)).status_code == 200
    assert browser(second).post(at("decision_approve", decision.pk), {}).status_code == 302
    grant = Application.objects.get(call=call)
    assert grant.stage == Stage.AGREED
    assert client.post(at("grant_start", grant.pk)).status_code == 302
    assert client.get(at("grant", grant.pk)).status_code == 200
    assert client.get(at("annex", one.pk)).status_code == 200
    asked = {"what": "Więcej.", "direction": "more", "amount": "50,00", "until": "", "signed_on": ""}
    line = grant.lines.order_by("position")[0]
    assert client.post(at("annex", one.pk), asked | {f"line_{line.pk}": "9000,00"}).status_code == 422
    assert client.post(at("annex", one.pk), asked | {f"line_{line.pk}": "500,00"}).status_code == 302
    assert client.get(at("annex_file", one.pk, 1, "pdf")).content.startswith(b"%PDF")
    assert client.get(at("annex_file", one.pk, 1, "docx")).content.startswith(b"PK")
    assert [client.get(at("annex_file", one.pk, *rest)).status_code for rest in ((1, "exe"), (2, "pdf"))] == [404, 404]
    annex = Decision.objects.get(about="annex")
    assert client.post(at("decision_approve", annex.pk), {}).status_code == 422
    assert browser(second).post(at("decision_approve", annex.pk), {}).status_code == 302
    assert Application.objects.get(call=call).awarded == Decimal(500)
    line.refresh_from_db()
    assert (line.grant, "500,00" in client.get(at("decision", annex.pk)).content.decode()) == (Decimal(500), True)


def test_an_agreement_shows_only_the_end_of_the_account_to_those_who_do_not_pay(officer: User, second: User) -> None:
    _call, (one,) = agreed_call(officer, second, 1)
    page = browser(UserFactory(roles=["advisor"])).get(at("agreement", one.pk)).content.decode()
    assert ("2874" in page, "7121" in page) == (True, False)


@pytest.mark.parametrize(("role", "whole"), [("advisor", False), ("auditor", False), ("accountant", True)])
def test_a_paper_has_the_whole_account_only_for_those_who_may_pay(
    officer: User, second: User, role: str, whole: bool
) -> None:
    _call, (one,) = agreed_call(officer, second, 1)
    client = browser(UserFactory(roles=[role]))
    with ZipFile(BytesIO(client.get(at("agreement_file", one.pk, "docx")).content)) as archive:
        text = archive.read("word/document.xml").decode()
    paper = client.get(at("agreement_file", one.pk, "pdf")).content
    read = "".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages)
    assert [("2874" in found, "7121" in re.sub(r"\s", "", found)) for found in (text, read)] == [(True, whole)] * 2


def test_payments_go_from_due_to_the_file_to_paid(officer: User, second: User) -> None:
    call, _agreements = agreed_call(officer, second)
    client = browser(officer)
    rows = list(Instalment.objects.filter(agreement__application__call=call).values_list("pk", flat=True))
    assert client.get(at("payments", call.pk)).status_code == 200
    assert client.post(at("batch_propose", call.pk), {"pays_on": str(TODAY)}).status_code == 422
    made = client.post(at("batch_propose", call.pk), {"instalments": rows, "pays_on": str(TODAY)})
    batch = call.batches.get()
    assert made["Location"] == at("batch", batch.pk)
    assert client.post(at("batch_file", batch.pk, "elixir")).status_code == 422
    assert client.post(at("decision_approve", batch.decision_id), {}).status_code == 422
    accountant = browser(UserFactory(roles=["accountant"]))
    assert accountant.post(at("decision_approve", batch.decision_id), {}).status_code == 302
    assert client.get(at("batch", batch.pk)).status_code == 200
    elixir = client.post(at("batch_file", batch.pk, "elixir"))
    assert elixir.content.decode("cp1250").count("\r\n") == 2
    assert client.post(at("batch_file", batch.pk, "pain001")).content.startswith(b"<?xml")
    paid = {"instalments": rows[:1], "paid_on": str(TODAY)}
    assert client.post(at("batch_paid", batch.pk), paid).status_code == 302
    assert client.post(at("batch_paid", batch.pk), paid).status_code == 302
    reference = Instalment.objects.select_related("agreement").get(pk=rows[1]).reference
    text = f"Data operacji;Kwota;Tytuł\n{TODAY};-450,00;{reference} Ławki\n{TODAY};-1,00;prowizja\n"
    file = SimpleUploadedFile("bank.csv", text.encode("cp1250"))
    assert client.post(at("statement", call.pk), {"file": file}).status_code == 200
    assert Posting.objects.filter(call=call, kind=Kind.PAID).count() == 2
    bad = SimpleUploadedFile("bank.csv", b"a;b\n1;2\n")
    assert client.post(at("statement", call.pk), {"file": bad}).status_code == 422


def test_the_money_page_adds_up_to_zero_and_takes_a_payment_back(officer: User, second: User) -> None:
    call, _agreements = agreed_call(officer, second, 1)
    (row,) = Instalment.objects.filter(agreement__application__call=call)
    batch = payments.propose_batch(call, [row.pk], pays_on=TODAY, by=officer)
    payments.approve_batch(batch.decision, by=second)
    payments.mark_paid(call, {row.pk: TODAY}, by=officer)
    client = browser(officer)
    page = client.get(at("money", call.pk))
    assert (page.status_code, page.context["sum"]) == (200, Decimal(0))
    assert client.get(at("money", call.pk), {"format": "csv"}).status_code == 200
    posting = Posting.objects.get(call=call, kind=Kind.PAID)
    assert client.get(at("posting_take_back", posting.pk)).status_code == 200
    taken = client.post(at("posting_take_back", posting.pk), {"on": str(TODAY), "reason": "Bank odrzucił."})
    assert taken.status_code == 302
    award = Posting.objects.get(call=call, kind=Kind.AWARDED)
    assert client.post(at("posting_take_back", award.pk), {"on": str(TODAY), "reason": "x"}).status_code == 404
    assert client.post(at("money_fund", call.pk), {"amount": "x", "on": str(TODAY), "reason": ""}).status_code == 422
    assert (
        client.post(at("money_fund", call.pk), {"amount": "5", "on": str(TODAY), "reason": "Aneks."}).status_code == 302
    )
    call.refresh_from_db()
    assert call.left_to_award == Decimal(105)


def test_an_auditor_reads_and_changes_nothing(officer: User, second: User) -> None:
    call, (one,) = agreed_call(officer, second, 1)
    auditor = browser(UserFactory(roles=["auditor"]))
    grant = one.application_id
    reads = [
        ("ranking", call.pk),
        ("agreements", call.pk),
        ("agreement", one.pk),
        ("payments", call.pk),
        ("money", call.pk),
        ("grant", grant),
    ]
    assert {auditor.get(at(*name)).status_code for name in reads} == {200}
    writes = [
        ("ranking_propose", call.pk), ("results_publish", call.pk), ("agreements_prepare", call.pk),
        ("agreements_signed", call.pk), ("agreement_sent", one.pk), ("batch_propose", call.pk), ("statement", call.pk),
        ("money_fund", call.pk), ("grant_start", grant), ("grant_give_up", grant), ("agreement_prepare", grant),
        ("annex", one.pk), ("agreement", one.pk),
    ]  # fmt: skip
    assert {auditor.post(at(*name)).status_code for name in writes} == {404}


def test_a_grant_is_given_up_with_a_reason(officer: User, second: User) -> None:
    call = awarded_call(officer, second, 1)
    grant = Application.objects.get(call=call)
    agreements.prepare_agreement(grant, by=officer)
    client = browser(officer)
    assert client.post(at("grant_give_up", grant.pk), {"reason": ""}).status_code == 422
    assert client.post(at("grant_give_up", grant.pk), {"reason": "Rezygnują."}).status_code == 302
    assert Call.objects.get(pk=call.pk).left_to_award == Decimal(550)
