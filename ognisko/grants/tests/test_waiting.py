"""What waits for officers, accountants and approvers follows from the stages, and is gone when it is done."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.grants.actions.awarding import propose_ranking
from ognisko.grants.models import (
    About,
    Appeal,
    Application,
    Call,
    CallQuestion,
    ChangeRequest,
    Decision,
    Instalment,
    Message,
)
from ognisko.grants.queries.waiting import Waiting, waiting_for
from ognisko.grants.rules.life import Stage, Step
from ognisko.grants.tests.deciding import agreed_call, assessed_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return UserFactory(roles=["grants_officer"], name="Joanna Czapla")


@pytest.fixture
def second() -> User:
    return UserFactory(roles=["coordinator"])


def said(user: User) -> list[tuple[str, bool]]:
    """What waits, in order, and whether it is late."""
    return [(one.sentence, one.is_late) for one in waiting_for(user, timezone.now(), timezone.localdate())]


def set_stage(call: Call, serial: int, stage: Stage, **columns: object) -> Application:
    row = call.applications.get(serial=serial)
    Application.objects.filter(pk=row.pk).update(stage=stage, **columns)
    return row


def test_each_stage_asks_for_its_work_where_it_is_done_and_late_work_comes_first(officer: User) -> None:
    call, now, today = assessed_call(officer, [(50, 30)] * 6), timezone.now(), timezone.localdate()
    day = timedelta(days=1)
    set_stage(call, 1, Stage.SUBMITTED)
    set_stage(call, 2, Stage.SUBMITTED)
    set_stage(call, 3, Stage.CORRECTIONS, corrections_until=now - day)
    set_stage(call, 4, Stage.CORRECTIONS, corrections_until=now + day)
    set_stage(call, 5, Stage.REPORTED)
    set_stage(call, 6, Stage.CARRIED_OUT, report_due_on=today - day)
    lists = f"/granty/nabory/{call.pk}"
    assert waiting_for(officer, now, today) == [
        Waiting("1 sprawozdanie po terminie", call.name, f"{lists}/sprawozdania/", is_late=True),
        Waiting("1 wniosek niepoprawiony w terminie", call.name, f"{lists}/wnioski/?view=corrections", is_late=True),
        Waiting("1 sprawozdanie do sprawdzenia", call.name, f"{lists}/sprawozdania/"),
        Waiting("2 wnioski do oceny formalnej", call.name, f"{lists}/wnioski/?view=check"),
    ]
    Call.objects.filter(pk=call.pk).update(formal_until=today - day)
    assert ("2 wnioski do oceny formalnej", True) in said(officer)


def test_what_people_wrote_waits_until_somebody_answers(officer: User) -> None:
    call = assessed_call(officer, [(50, 30)])
    row = call.applications.get()
    CallQuestion.objects.create(call=call, question="Czy można kupić rower?")
    Message.objects.create(application=row, to_applicant=False, text="Czy możemy zmienić termin?")
    appeal = Appeal.objects.create(application=row, text="Punkty są źle policzone.")
    asked = ChangeRequest.objects.create(application=row, what="Nowy termin", why="Deszcz")
    assert said(officer) == [
        ("1 pytanie bez odpowiedzi", False),
        (f"Odwołanie: {row.applicant_name}", False),
        (f"Prośba o zmianę: {row.applicant_name}", False),
        (f"Wiadomość: {row.applicant_name}", False),
    ]
    CallQuestion.objects.update(answer="Tak, jeden.")
    Message.objects.create(application=row, to_applicant=True, step=Step.SUBMIT, text="Mamy Wasz wniosek.")
    assert (f"Wiadomość: {row.applicant_name}", False) in said(officer)  # a letter of itself answers nobody
    Message.objects.create(application=row, to_applicant=True, text="Można.", by=officer)
    now = timezone.now()
    Appeal.objects.filter(pk=appeal.pk).update(is_upheld=False, answer="Są dobrze.", answered_at=now)
    ChangeRequest.objects.filter(pk=asked.pk).update(is_agreed=True, answered_at=now)
    assert said(officer) == []


def test_a_list_waits_for_everybody_who_may_approve_it_but_not_for_who_proposed_it(officer: User, second: User) -> None:
    propose_ranking(assessed_call(officer, [(50, 30)]), by=officer)
    accountant, auditor = UserFactory(roles=["accountant"]), UserFactory(roles=["auditor"])
    assert [said(one) for one in (second, officer, accountant, auditor)] == [
        [("Do zatwierdzenia: lista rankingowa, od: Joanna Czapla", False)], [], [], [],
    ]  # fmt: skip


def test_a_write_off_waits_for_an_accountant_too(officer: User, second: User) -> None:
    Decision.objects.create(call=assessed_call(officer, []), about=About.WRITE_OFF, proposed_by=officer)
    accountant, auditor = UserFactory(roles=["accountant"]), UserFactory(roles=["auditor"])
    told = ("Do zatwierdzenia: umorzenie, od: Joanna Czapla", False)
    assert [said(one) for one in (second, accountant, officer, auditor)] == [[told], [told], [], []]


def test_instalments_wait_for_who_pays_once_they_are_due(officer: User, second: User) -> None:
    call, _agreements = agreed_call(officer, second, grants=2)
    accountant = UserFactory(roles=["accountant"])
    assert said(accountant) == [("2 transze do wypłaty", False)]
    Instalment.objects.filter(agreement__serial=1).update(due_on=timezone.localdate() + timedelta(days=9))
    assert said(accountant) == [("1 transza do wypłaty", False)]
    Instalment.objects.update(due_on=None, condition="po wizycie")
    assert said(accountant) == []
    assert Instalment.objects.filter(agreement__application__call=call, amount=Decimal(450)).count() == 2


@pytest.mark.parametrize("many", [1, 8])
def test_it_asks_the_same_number_of_queries_however_much_waits(
    officer: User, many: int, django_assert_num_queries: object
) -> None:
    call = assessed_call(officer, [(50, 30)] * many)
    call.applications.update(stage=Stage.SUBMITTED)
    for row in call.applications.all():
        Message.objects.create(application=row, to_applicant=False, text="Dzień dobry")
    with django_assert_num_queries(8):  # type: ignore[operator]  # a fixture of pytest-django
        waiting_for(officer, timezone.now(), timezone.localdate())
