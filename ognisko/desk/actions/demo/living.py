"""The calls that live today: one takes applications, one is assessed, one is settled. All days follow from today.

Each is made by the actions that officers, applicants and assessors use, at once; then what happened is dated back,
since nobody can hand in yesterday. It comes last, so that nothing here moves a figure of 2024.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ognisko.accounts.actions import person_with
from ognisko.accounts.models import User
from ognisko.desk.actions.demo.centre import Centre
from ognisko.desk.actions.demo.ideas import (
    ASSESSED,
    BEGUN,
    HANDED_IN,
    QUESTIONS,
    RULES,
    SETTLED,
    Idea,
    answers,
    people_of,
)
from ognisko.desk.actions.demo.settling import hand_report_in
from ognisko.desk.rules import demo_email
from ognisko.grants.actions import applying
from ognisko.grants.actions.agreements import (
    Part,
    approve_agreement,
    change_agreement,
    prepare_all,
    propose_signed,
    start,
)
from ognisko.grants.actions.assessing import card_version, declare, give, hand_in
from ognisko.grants.actions.awarding import approve_ranking, propose_ranking
from ognisko.grants.actions.calls import (
    ApplicantsDraft,
    BasicsDraft,
    CostDraft,
    CriterionDraft,
    DatesDraft,
    FormsDraft,
    MoneyDraft,
    NumbersDraft,
    ScoringDraft,
    add_call,
    announce,
    answer_question,
    change_call,
    save_costs,
    save_criteria,
    save_rules,
)
from ognisko.grants.actions.checking import FORMAL, accept_formally, begin_check, card_of_ours, reject_formally
from ognisko.grants.actions.money import fund
from ognisko.grants.actions.payments import approve_batch, mark_paid, propose_batch
from ognisko.grants.actions.submitting import submit
from ognisko.grants.models import (
    Application,
    Assessment,
    Call,
    Decision,
    Instalment,
    Message,
    RulesText,
    Scope,
    StageChange,
)
from ognisko.grants.rules import deadlines
from ognisko.grants.rules.cards import formal_card
from ognisko.grants.rules.life import Step
from ognisko.ledger.models import NOW
from ognisko.people.rules import GROUPS, NGOS, Kind
from ognisko.questionnaires.actions import add_questionnaire, publish
from ognisko.questionnaires.models import AnswerSheet, Use
from ognisko.questionnaires.rules.library import REPORT
from ognisko.questionnaires.rules.reading import place_kept

CRITERIA = (
    CriterionDraft("Pomysł i potrzeba", Decimal(40), hint="Czy to potrzebne i czy się uda?", code="idea"),
    CriterionDraft("Udział mieszkańców", Decimal(30), hint="Ilu ludzi zrobi to razem?", code="people"),
    CriterionDraft("Budżet", Decimal(30), hint="Czy koszty są potrzebne i uczciwe?", code="costs"),
)
COSTS = (
    CostDraft("materiały", code="materials"),
    CostDraft("usługi", code="services"),
    CostDraft("sprzęt", most_percent=Decimal(25), code="equipment"),
    CostDraft("praca wolontariuszy", code="volunteers"),
)
SENTENCES = ("Wszystko, co napisaliśmy, jest prawdą.", "Znamy regulamin i zgadzamy się na niego.")
FORMALLY_RIGHT = {"right": "yes", "complete": "yes", "limits": "yes"}
GOOD = ((36, 25, 24), (33, 26, 26))
APART = ((38, 28, 27), (22, 17, 19))
CARDS: tuple[tuple[tuple[int, int, int] | None, ...], ...] = (
    GOOD, APART, ((30, 21, 25), (28, 24, 22)), APART[::-1], ((35, 27, 21), None), (None,), (), (),
)  # fmt: skip
"""The cards of each application under review, by assessor; None was declared impartial and not handed in yet."""
PAYER = "PL83101010230000261395100000"


@transaction.atomic
def plan_living(centre: Centre) -> None:
    """The three calls, with all who applied; nobody is mailed about what happened before the demo was loaded."""
    forms = _forms(centre)
    today = timezone.localdate()
    _open(centre, forms, today)
    _assessed(centre, forms, today)
    _settled(centre, forms, today)
    Message.objects.filter(application__is_demo=True, mailed_at=None).update(mailed_at=NOW)


def _forms(centre: Centre) -> FormsDraft:
    by = centre.staff["granty"]
    report = add_questionnaire("Sprawozdanie z mikrograntu", "report", REPORT, by=by)
    return FormsDraft(
        centre.calls["lodzkie-2024"].application_form, card_of_ours(FORMAL, Use.FORMAL_CHECK, formal_card(), by=by),
        report_form=publish(report.versions.get(), by=by), fields={},
    )  # fmt: skip


# Calls ----------------------------------------------------------------------------------------------------------------


def _call(centre: Centre, forms: FormsDraft, name: str, place: int, days: tuple[int, int], money: int) -> Call:
    """An announced call that opened and closes so many days from today; one that has closed is dated back later."""
    by, today = centre.staff["granty"], timezone.localdate()
    opens, closes = (today + timedelta(days=days[0]), today + timedelta(days=days[1]))
    slug = {100000: "lodzkie", 101401: "sieradz", 100201: "kutno"}[place]
    call = add_call(
        BasicsDraft(
            centre.programmes["local"], f"{name} {closes.year}", f"{slug}-{closes.year}",
            lead="Do 6 000 zł na pomysł, który zmieni coś w Waszej okolicy.",
            about="Dajemy pieniądze na działania, które mieszkańcy robią razem dla swojej okolicy: na podwórku, w "
            "świetlicy, nad rzeką. Nie trzeba mieć organizacji ani doświadczenia. Wystarczą trzy osoby i dobry pomysł.",
            project=centre.projects["local"], place=centre.places[place],
            scope=Scope.VOIVODESHIP if place == 100000 else Scope.MUNICIPALITY,
            contact_name="Joanna Czapla", contact_phone="43 000 00 21", contact_email=demo_email("granty"),
        ),
        DatesDraft(
            deadlines.opening(opens, time(8)), deadlines.deadline(today + timedelta(days=max(days[1], 1)), time(16)),
            activity_since=closes + timedelta(days=45), activity_until=closes + timedelta(days=115),
            formal_until=closes + timedelta(days=8), review_until=closes + timedelta(days=22),
            results_on=closes + timedelta(days=30), report_days=14,
        ),
        by=by,
    )  # fmt: skip
    ngos = [int(kind) for kind in sorted(NGOS)]
    for draft in (
        MoneyDraft(
            least=Decimal(500), most=Decimal(6000), volunteer_rate=Decimal(35), sources=("financial", "volunteers"),
            costs_text="Materiały, usługi i sprzęt, bez których się nie uda. Sprzęt to najwyżej jedna czwarta grantu.",
        ),
        ApplicantsDraft(
            kinds=[int(kind) for kind in sorted(GROUPS)] + ngos,
            areas=[] if place == 100000 else [centre.places[place]], patron_kinds=ngos, oldest_months=36,
        ),
        ScoringDraft(
            least_percent=Decimal(50), discrepancy_points=Decimal(25), ties=("criterion:idea", "earlier"),
            may_fund_partly=False,
        ),
        NumbersDraft(
            f"{slug.upper()}/{{year}}/{{number:3}}", f"U/{slug.upper()}/{{year}}/{{number:3}}",
            "Fundacja „Ośrodek Pod Lipą”", "ul. Lipowa 4", "98-200 Sieradz", PAYER,
        ),
    ):  # fmt: skip
        change_call(call, draft, by=by)
    save_costs(call, COSTS, by=by)
    save_criteria(call, CRITERIA, by=by)
    card = card_version(Call.objects.get(pk=call.pk), by=by)
    change_call(call, replace(forms, evaluation_form=card), by=by)
    text = save_rules(call, RULES, "", by=by)
    RulesText.objects.filter(pk=text.pk).update(published_at=call.opens_at, published_by=by)
    fund(call, Decimal(money), on=opens, by=by)
    for question, answer in QUESTIONS:
        answer_question(call, None, question=question, answer=answer, published=True, by=by)
    Call.objects.filter(pk=call.pk).update(is_demo=True)
    announce(call, by=by)
    Call.objects.filter(pk=call.pk).update(announced_at=F("opens_at"))
    return Call.objects.get(pk=call.pk)


def _open(centre: Centre, forms: FormsDraft, today: date) -> None:
    call = _call(centre, forms, "Mikrogranty w Łódzkiem", 100000, (-12, 18), 180_000)
    for share, idea in zip((1.0, 0.5), BEGUN, strict=True):
        _begin(centre, call, idea, share)
    for back, idea in zip((6, 3, 1), HANDED_IN, strict=True):
        day = today - timedelta(days=back)
        _date_steps_back(_hand_in(centre, call, [idea], day), {Step.SUBMIT: day})


def _assessed(centre: Centre, forms: FormsDraft, today: date) -> None:
    officer, chief = centre.staff["granty"], centre.staff["koordynator"]
    call = _call(centre, forms, "Mikrogranty w Sieradzu", 101401, (-40, -10), 30_000)
    rows = _hand_in(centre, call, ASSESSED, today - timedelta(days=11))
    *good, poor = rows
    reject_formally(
        poor, by=officer,
        reason="Działanie ma się odbyć poza Sieradzem, a nabór jest dla mieszkańców miasta. Zapraszamy do naboru w "
        "całym województwie.",
    )  # fmt: skip
    for row, points in zip(good, CARDS, strict=True):
        _accept(row, officer)
        for place, login in enumerate(("asesor", "asesorka")):
            if row is good[-1] and place:
                continue
            card = give(row, centre.staff[login], by=chief)
            if place < len(points):
                _score(card, centre.staff[login], points[place])
    _close(call, today - timedelta(days=10))
    checked = today - timedelta(days=5)
    _date_steps_back(
        rows, {Step.SUBMIT: today - timedelta(days=11), Step.ACCEPT_FORMALLY: checked, Step.REJECT: checked}
    )


def _settled(centre: Centre, forms: FormsDraft, today: date) -> None:
    first, second, officer = centre.staff["koordynator"], centre.staff["dyrektorka"], centre.staff["granty"]
    sent, checked, decided, signed, paid, told = (today - timedelta(days=back) for back in (131, 122, 98, 90, 84, 3))
    call = _call(centre, forms, "Mikrogranty w Kutnie", 100201, (-160, -130), 24_000)
    rows = _hand_in(centre, call, SETTLED, sent)
    for place, row in enumerate(rows):
        _accept(row, officer)
        for login, (idea, people, costs) in zip(("asesor", "asesorka"), GOOD, strict=True):
            low = 20 if row is rows[-1] else place
            card = give(row, centre.staff[login], by=first)
            _score(card, centre.staff[login], (idea - low, people - low // 2, costs - low // 2))
    approve_ranking(_proposed(propose_ranking(call, by=first), decided), by=second, at=_moment(decided))
    agreements = prepare_all(call, by=officer)
    for number, agreement in enumerate(agreements, 1):
        change_agreement(
            agreement, signatories=agreement.signatories, account=_account(number),
            account_holder=agreement.account_holder, terms="",
            parts=[Part(one.amount, one.due_on, one.condition) for one in agreement.instalments.all()], by=officer,
        )  # fmt: skip
    decision = propose_signed(agreements, signed_on=signed, by=first)
    approve_agreement(_proposed(decision, signed), by=second, at=_moment(signed))
    numbers = list(Instalment.objects.filter(agreement__in=agreements).values_list("pk", flat=True))
    batch = propose_batch(call, numbers, pays_on=paid, by=first)
    approve_batch(_proposed(batch.decision, paid), by=second, at=_moment(paid))
    mark_paid(call, dict.fromkeys(numbers, paid), by=centre.staff["ksiegowa"])
    for row in rows[:3]:
        start(row, by=officer)
    hand_report_in(rows[2], by=_owner(SETTLED[2]), at=_moment(told))
    _close(call, today - timedelta(days=130))
    _date_steps_back(
        rows,
        {Step.SUBMIT: sent, Step.ACCEPT_FORMALLY: checked, Step.RANK: decided, Step.AWARD: decided,
         Step.DECLINE: decided, Step.AGREE: signed, Step.START: paid, Step.REPORT: told},
    )  # fmt: skip
    Assessment.objects.filter(application__call=call).update(
        given_at=_moment(checked, 4), declared_at=_moment(checked, 5), submitted_at=_moment(decided, 0)
    )
    Call.objects.filter(pk=call.pk).update(results_at=_moment(decided, 6))


def _proposed(decision: Decision, day: date) -> Decision:
    """A decision that waits for its second person, proposed on a day."""
    Decision.objects.filter(pk=decision.pk).update(proposed_at=_moment(day, 1))
    return decision


def _close(call: Call, day: date) -> None:
    """The deadline was on a day: all have come in, so that the call may be dated back."""
    Call.objects.filter(pk=call.pk).update(deadline=deadlines.deadline(day, time(16)))


# Applications ---------------------------------------------------------------------------------------------------------


def _hand_in(centre: Centre, call: Call, ideas: Sequence[Idea], day: date) -> list[Application]:
    """Applications that came in on a day."""
    rows = []
    for place, idea in enumerate(ideas):
        row = submit(_begin(centre, call, idea), by=_owner(idea), at=_moment(day, place % 7)).application
        Application.objects.filter(pk=row.pk).update(started_at=_moment(day - timedelta(days=3)))
        rows.append(row)
    return rows


def _owner(idea: Idea) -> User:
    return person_with(demo_email(idea.login), name=idea.contact)


def _begin(centre: Centre, call: Call, idea: Idea, share: float = 1.0) -> Application:
    """A draft, written whole or to a share of its pages; a whole one is declared and can be handed in."""
    by, place = _owner(idea), centre.places[idea.place or call.place_id or 101401]
    registered = timezone.localdate() - timedelta(days=400) if idea.kind in NGOS else None
    asking = applying.Asking(idea.name, idea.kind, place, registered, adults=3, patron_name=idea.patron,
                             patron_kind=Kind.ASSOCIATION if idea.patron else None)  # fmt: skip
    row = applying.begin(call, asking, token=uuid5(NAMESPACE_URL, f"{call.address} {idea.name}"), by=by)
    columns = {"contact_name": idea.contact, "contact_phone": centre.names.phone()}
    if idea.kind in NGOS:
        numbers = centre.names.identifiers(idea.kind)
        columns |= {"nip": numbers[1], "regon": numbers[2], "krs": numbers.get(3, ""),
                    "address": f"{centre.names.street()}, {place.name}"}  # fmt: skip
    if idea.patron:
        numbers = centre.names.identifiers(Kind.ASSOCIATION)
        columns |= {"patron_nip": numbers[1], "patron_krs": numbers[3]}
    members = [
        {"name": name, "email": email, "role": "kontakt z ośrodkiem" if not place else ""}
        for place, (name, email) in enumerate(people_of(idea))
    ]
    applying.say_who_applies(row, applying.Applicant(columns, members if idea.kind in GROUPS else ()), by=by)
    given = answers(idea, place_kept(place.pk, str(place)), call.activity_since, call.activity_until, share)
    AnswerSheet.objects.filter(pk=row.sheet_id).update(answers=row.sheet.answers | given, saved_at=NOW)
    if share == 1:
        applying.declare(row, SENTENCES, by=by)
    return Application.objects.select_related("call", "sheet__version").get(pk=row.pk)


def _accept(row: Application, by: User) -> None:
    AnswerSheet.objects.filter(pk=begin_check(row, by=by).sheet_id).update(answers=FORMALLY_RIGHT)
    accept_formally(row, by=by)


def _score(card: Assessment, who: User, points: tuple[int, int, int] | None) -> None:
    card = declare(card, impartial=True, by=who)
    if points is None:
        return
    given = {one.code: str(number) for one, number in zip(CRITERIA, points, strict=True)}
    reasons = {
        f"why-{one.code}": "Jasno opisane i potrzebne." if 2 * number > one.most else "Za mało konkretów."
        for one, number in zip(CRITERIA, points, strict=True)
    }
    AnswerSheet.objects.filter(assessment=card).update(answers=given | reasons)
    hand_in(card, by=who)


# Days -----------------------------------------------------------------------------------------------------------------


def _moment(day: date, place: int = 3) -> datetime:
    """A time of the day, one after another."""
    return datetime.combine(day, time(9 + place, 17 * (place + 1) % 60), deadlines.ZONE)


def _date_steps_back(rows: Sequence[Application], days: Mapping[Step, date]) -> None:
    """Say when steps were taken: their lines are written anew, since none is ever changed; so are their letters."""
    standing = list(StageChange.objects.filter(application__in=rows).order_by("pk"))
    StageChange.objects.filter(application__in=rows).delete()
    for change in standing:
        change.pk, change.at = None, _moment(days[Step(change.step)])
    StageChange.objects.bulk_create(standing)
    for step, day in days.items():
        Message.objects.filter(application__in=rows, step=step).update(at=_moment(day))


def _account(number: int) -> str:
    """An account of nobody with valid check digits."""
    own = f"10901014{number:016}"
    return f"PL{98 - int(own + '252100') % 97:02}{own}"
