"""What waits for an officer today: a call to announce, a planned one, an appeal, a message, a question, rates."""

from datetime import date, time, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from ognisko.desk.actions.demo.centre import Centre
from ognisko.grants.actions.applying import write_to_officer
from ognisko.grants.actions.awarding import file_appeal
from ognisko.grants.actions.calls import announce, ask, copy_call, publish_rules, save_rate
from ognisko.grants.actions.money import fund
from ognisko.grants.models import Application, Call
from ognisko.grants.rules import deadlines
from ognisko.grants.rules.life import Stage

RATES = ((date(2023, 10, 5), Decimal("14.5")), (date(2025, 11, 6), Decimal("11.5")))
"""Interest on tax arrears: twice the Lombard rate of the National Bank and two points (Tax Ordinance, article 56)."""


def plan_waiting(centre: Centre) -> None:
    """Made of the living calls, by the actions of those whose work it is."""
    officer, today = centre.staff["granty"], timezone.localdate()
    for since, percent in RATES:
        save_rate(None, since=since, percent=percent, by=officer)
    living = Call.objects.filter(is_demo=True, closed_at=None, deadline__gt=timezone.now() - timedelta(days=60))
    assessed, open_now = living.order_by("deadline")
    planned, prepared = (
        _copy(centre, assessed, "Mikrogranty w Sieradzu, druga tura", "sieradz-druga-tura", today + timedelta(days=30)),
        _copy(centre, open_now, "Mikrogranty w Łódzkiem, kolejna edycja", "lodzkie-kolejna",
              today + timedelta(days=120)),
    )  # fmt: skip
    for call in (planned, prepared):
        publish_rules(call, by=officer)
        fund(call, Decimal(20_000), on=today, by=officer)
    announce(planned, by=officer)
    ask(open_now, "Czy z grantu można zapłacić za ubezpieczenie wolontariuszy?")
    sent = open_now.applications.filter(stage=Stage.SUBMITTED).order_by("serial")[0]
    _write(sent, "Czy możemy przesunąć spotkanie z sąsiadami o tydzień? Sala jest wtedy wolna.")
    rejected = assessed.applications.get(stage=Stage.REJECTED)
    file_appeal(
        rejected, by=rejected.authors.get(is_owner=True).user,
        text="Spacer zaczyna się i kończy w Sieradzu, w mieście jest też piknik. Prosimy o ponowną ocenę.",
    )  # fmt: skip


def _copy(centre: Centre, earlier: Call, name: str, address: str, opens: date) -> Call:
    """A call like an earlier one, three weeks long."""
    year = opens.year
    made = copy_call(
        earlier, name=f"{name} {year}", address=f"{address}-{year}", opens_at=deadlines.opening(opens, time(8)),
        deadline=deadlines.deadline(opens + timedelta(days=21), time(16)), by=centre.staff["granty"],
    )  # fmt: skip
    Call.objects.filter(pk=made.pk).update(is_demo=True)
    return Call.objects.get(pk=made.pk)


def _write(row: Application, text: str) -> None:
    owner = row.authors.get(is_owner=True).user
    write_to_officer(row, text, token=uuid5(NAMESPACE_URL, f"{row.number} {text}"), by=owner)
