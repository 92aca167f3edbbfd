"""Staff: announcing a call, its money, its deadline, rules, questions, stories, rates of interest."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ognisko.accounts.permissions import acting, allowed
from ognisko.grants.actions import calls as actions
from ognisko.grants.forms.calls.saying import (
    AgreeForm,
    AnswerForm,
    ExtendForm,
    FundForm,
    RateForm,
    RulesForm,
    StoryForm,
    WhyForm,
)
from ognisko.grants.models import Application, InterestRate
from ognisko.grants.permissions import can_pay, can_run_calls, can_see_grants
from ognisko.grants.queries.calls.public import FALLEN
from ognisko.grants.queries.tabs import crumbs
from ognisko.grants.views.calls.answers import attempt, form_page, posted
from ognisko.grants.views.calls.staff import the_call


def _changed(
    request: HttpRequest, call: int, kind: Any, action: Any, *, heading: str, done: str, save: str, **context: Any
) -> HttpResponse:
    """A small form of a call, one action, back to the call."""
    row = the_call(call)
    form = kind(posted(request))
    if form.is_valid() and attempt(form, lambda: action(row, form)):
        messages.success(request, done)
        return redirect(row)
    return form_page(request, form, heading=heading, back=row.get_absolute_url(), call=row, save=save, **context)


@allowed(can_run_calls)
def call_announce(request: HttpRequest, call: int) -> HttpResponse:
    """Show a call to everybody."""
    return _changed(
        request, call, AgreeForm,
        lambda row, form: actions.announce(row, by=acting(request), reason=form.given_reason),
        heading=_("Announce the call"), done=_("The call is announced: everybody sees its page."), save=_("Announce"),
        lead=_("From now on everybody sees the page of the call; applications can be sent from its opening."),
    )  # fmt: skip


@allowed(can_run_calls)
def call_cancel(request: HttpRequest, call: int) -> HttpResponse:
    """Call a call off, with a reason."""
    return _changed(
        request, call, WhyForm,
        lambda row, form: actions.cancel(
            row, reason=form.cleaned_data["why"], by=acting(request), correction=form.given_reason
        ),
        heading=_("Cancel the call"), done=_("The call is cancelled, its page says why."), save=_("Cancel the call"),
        lead=_("Nobody can apply any more. What people wrote is kept."), irreversible=True,
    )  # fmt: skip


@allowed(can_run_calls)
def call_extend(request: HttpRequest, call: int) -> HttpResponse:
    """Give everybody more time."""
    return _changed(
        request, call, ExtendForm,
        lambda row, form: actions.extend_deadline(
            row, form.until, reason=form.cleaned_data["why"], by=acting(request)
        ),
        heading=_("Extend the deadline"), done=_("The deadline is later. Letters to those who write are on their way."),
        save=_("Extend"),
    )  # fmt: skip


@allowed(can_run_calls)
def call_fund(request: HttpRequest, call: int) -> HttpResponse:
    """Put money into the budget."""
    return _changed(
        request, call, FundForm,
        lambda row, form: actions.add_money(
            row, form.cleaned_data["amount"], by=acting(request), reason=form.cleaned_data["why"]
        ),
        heading=_("Money for the budget"), done=_("The money is in the budget."), save=_("Put it in"),
    )  # fmt: skip


# Rules and questions --------------------------------------------------------------------------------------------------


@allowed(can_run_calls)
def call_rules(request: HttpRequest, call: int) -> HttpResponse:
    """The rules: the draft to write, the versions that were published."""
    row = the_call(call)
    texts = list(row.rules_texts.all())
    draft = next((one for one in texts if one.published_at is None), None)
    last = draft or (texts[0] if texts else None)
    initial = {"text": last.text, "changes": draft.changes if draft else ""} if last else {}
    form = RulesForm(posted(request), initial=initial)
    if form.is_valid() and attempt(form, lambda: _save_rules(request, row, form)):
        return redirect(request.path)
    return form_page(
        request, form, heading=_("Rules of the call"), back=row.get_absolute_url(), call=row,
        template="grants/calls/rules.html", draft=draft, published=[one for one in texts if one.published_at],
    )  # fmt: skip


def _save_rules(request: HttpRequest, row: Any, form: RulesForm) -> None:
    data, by = form.cleaned_data, acting(request)
    actions.save_rules(row, data["text"], data["changes"], by=by)
    if request.POST.get("do") != "publish":
        messages.success(request, _("The draft is saved."))
        return
    actions.publish_rules(row, by=by)
    messages.success(request, _("The rules are published."))


@allowed(can_see_grants)
def call_questions(request: HttpRequest, call: int) -> HttpResponse:
    """What people asked, and the answers."""
    row = the_call(call)
    context = {"call": row, "questions": row.questions.order_by("published_at", "position", "pk"),
               "path": crumbs(row), "may_run": can_run_calls(acting(request))}  # fmt: skip
    return render(request, "grants/calls/questions.html", context)


@allowed(can_run_calls)
def question_add(request: HttpRequest, call: int) -> HttpResponse:
    """Write a question that is often asked, with its answer."""
    return _question(request, the_call(call), None, _("New question"))


@allowed(can_run_calls)
def question_edit(request: HttpRequest, call: int, question: int) -> HttpResponse:
    """Answer a question, show it or hide it."""
    row = the_call(call)
    return _question(request, row, get_object_or_404(row.questions, pk=question), _("Answer the question"))


def _question(request: HttpRequest, row: Any, one: Any, heading: str) -> HttpResponse:
    back = reverse("grants:call_questions", args=[row.pk])
    initial = {"question": one.question, "answer": one.answer, "published": bool(one.published_at)} if one else {}
    form = AnswerForm(posted(request), initial=initial)

    def save() -> None:
        actions.answer_question(row, one, **form.values, by=acting(request))

    if form.is_valid() and attempt(form, save):
        messages.success(request, _("Saved."))
        return redirect(back)
    return form_page(request, form, heading=heading, back=back, call=row, asked=one)


@allowed(can_run_calls)
def story(request: HttpRequest, application: int) -> HttpResponse:
    """What came of an initiative, and the pictures that the public sees."""
    funded = Application.objects.filter(awarded__gt=0).exclude(stage__in=FALLEN).select_related("call")
    row = get_object_or_404(funded, pk=application)
    form = StoryForm(
        posted(request), request.FILES or None, application=row, user=acting(request), initial={"story": row.story}
    )

    def save() -> None:
        asked = form.cleaned_data["pictures"]
        actions.publish_story(row, form.cleaned_data["story"], keep=asked.keep, remove=asked.remove, by=acting(request))

    if form.is_valid() and attempt(form, save):
        messages.success(request, _("Saved."))
        return redirect(request.path)
    return form_page(request, form, heading=_("Public page of the initiative"), back=row.get_absolute_url(),
                     call=row.call, files=True, application=row)  # fmt: skip


# Interest -------------------------------------------------------------------------------------------------------------


@allowed(can_see_grants)
def rates(request: HttpRequest) -> HttpResponse:
    """The rates of interest on money that comes back late."""
    context = {"rates": InterestRate.objects.all(), "path": crumbs(), "may_pay": can_pay(acting(request))}
    return render(request, "grants/calls/rates.html", context)


@allowed(can_pay)
def rate_add(request: HttpRequest) -> HttpResponse:
    """Add a rate."""
    return _rate(request, None, _("New rate of interest"))


@allowed(can_pay)
def rate_edit(request: HttpRequest, rate: int) -> HttpResponse:
    """Change a rate."""
    return _rate(request, get_object_or_404(InterestRate, pk=rate), _("Change the rate of interest"))


def _rate(request: HttpRequest, one: InterestRate | None, heading: str) -> HttpResponse:
    form = RateForm(posted(request), initial={"since": one.since, "percent": one.percent} if one else {})
    back = reverse("grants:rates")
    if form.is_valid() and attempt(form, lambda: actions.save_rate(one, **form.values, by=acting(request))):
        messages.success(request, _("Saved."))
        return redirect(back)
    return form_page(request, form, heading=heading, back=back)


@allowed(can_run_calls)
@require_POST
def question_hide(request: HttpRequest, call: int, question: int) -> HttpResponse:
    """Take a question off the public page."""
    row = the_call(call)
    one = get_object_or_404(row.questions, pk=question)
    actions.answer_question(row, one, question=one.question, answer=one.answer, published=False, by=acting(request))
    messages.success(request, _("Hidden."))
    return redirect("grants:call_questions", call=row.pk)
