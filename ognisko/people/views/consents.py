"""Consents: on a person's page, the list for a purpose with recording for many, the texts in their versions."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ognisko.accounts.permissions import acting, allowed
from ognisko.people import actions
from ognisko.people.forms import (
    BulkConsentForm,
    ChangePurposeForm,
    ConsentFilterForm,
    ConsentForm,
    NewPurposeForm,
    WithdrawForm,
    WordingForm,
)
from ognisko.people.models import Consent, ConsentPurpose, ConsentSource, ConsentWording, Contact, Party
from ognisko.people.permissions import can_change_parties, can_keep_wordings, can_see_parties
from ognisko.people.queries import consents as queries
from ognisko.people.views.base import next_page, party_or_404, way_up
from ognisko.ui.rules import Column, page_of, sorted_by, table_file


def _person_or_404(request: HttpRequest, pk: int) -> Party:
    """Only persons agree to anything."""
    party = party_or_404(request, pk)
    if not party.is_person:
        raise Http404
    return party


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Settings"), reverse("projects:settings")), (_("RODO"), reverse("privacy:home")), *more]


# A person's consents --------------------------------------------------------------------------------------------------


@allowed(can_see_parties)
def of_party(request: HttpRequest, pk: int) -> HttpResponse:
    """What a person agreed to: text, version, day, source; what holds can be withdrawn here."""
    return _of_party(request, _person_or_404(request, pk))


def _of_party(request: HttpRequest, party: Party, wrong: tuple[int, WithdrawForm] | None = None) -> HttpResponse:
    today = timezone.localdate()
    rows = list(queries.consents_of(party, today))
    for row in rows:
        if row.is_in_force:
            form = wrong[1] if wrong and wrong[0] == row.pk else _withdraw_form(row.pk)
            row.form = form  # type: ignore[attr-defined]  # for the template
    context = {
        "party": party,
        "standing": [row for row in rows if row.is_in_force],
        "past": [row for row in rows if not row.is_in_force],
        "wrong": wrong[1] if wrong else None,
        "may_change": can_change_parties(acting(request)),
        "has_wordings": queries.current_wordings(today).exists(),
        "breadcrumbs": way_up(party, _("Consents")),
    }
    return render(request, "people/consents_of.html", context, status=422 if wrong else 200)


def _withdraw_form(pk: int, data: Any = None) -> WithdrawForm:
    return WithdrawForm(data, auto_id=f"z{pk}_%s", initial={"on": timezone.localdate()})


@allowed(can_change_parties)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what a person agreed to, one or several texts at once."""
    party, today = _person_or_404(request, pk), timezone.localdate()
    form = ConsentForm(request.POST if request.method == "POST" else None, today=today, initial={"given_on": today})
    if form.is_valid():
        wanted = form.cleaned_data
        done = actions.record_consents(
            [party.pk], wanted["chosen"], given_on=wanted["given_on"], source=wanted["source"],
            kept_at=wanted["kept_at"], by=acting(request),
        )  # fmt: skip
        _say_recorded(request, done.made, done.standing, reverse("people:consents_of", args=[pk]))
        return redirect("people:consents_of", pk)
    context = {
        "party": party, "form": form, "texts": form.fields["wordings"].queryset,  # type: ignore[attr-defined]
        "breadcrumbs": way_up(party, _("New consent")),
    }  # fmt: skip
    return render(request, "people/consent_record.html", context, status=422 if form.is_bound else 200)


def _say_recorded(request: HttpRequest, made: list[Consent], standing: int, back: str) -> None:
    """A toast that takes the recording back, and how many stood already."""
    request.session["consents"] = [row.pk for row in made]
    text = ngettext("%(count)s consent recorded.", "%(count)s consents recorded.", len(made)) % {"count": len(made)}
    if standing:
        text += " " + ngettext(
            "%(count)s was recorded already and stays as it was.",
            "%(count)s were recorded already and stay as they were.",
            standing,
        ) % {"count": standing}
    undo = reverse("people:consent_record_undo", query={"next": back})
    messages.success(request, text, extra_tags=f"undo:{undo}" if made else "")


@allowed(can_change_parties)
@require_POST
def record_undo(request: HttpRequest) -> HttpResponse:
    """Take the last recording of this session back."""
    actions.cancel_consents(request.session.pop("consents", []), by=acting(request))
    messages.success(request, _("It is as it was before."))
    return redirect(next_page(request, reverse("people:consents")))


def _consent_or_404(request: HttpRequest, pk: int) -> Consent:
    consent = get_object_or_404(Consent.objects.select_related("party", "wording__purpose"), pk=pk)
    party_or_404(request, consent.party_id)
    return consent


@allowed(can_change_parties)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """A person agrees no more; as easy as agreeing, and a toast takes it back."""
    consent = _consent_or_404(request, pk)
    form = _withdraw_form(pk, request.POST)
    if form.is_valid():
        try:
            actions.withdraw_consent(
                consent, on=form.cleaned_data["on"], source=form.cleaned_data["source"], by=acting(request)
            )
        except actions.ConsentError as refused:
            form.add_error("on", str(refused))
    if form.errors:
        return _of_party(request, consent.party, (pk, form))
    undo = reverse("people:consent_restore", args=[pk])
    text = _("Withdrawn: %(purpose)s.") % {"purpose": consent.wording.purpose}
    messages.success(request, text, extra_tags=f"undo:{undo}")
    return redirect("people:consents_of", consent.party_id)


@allowed(can_change_parties)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """It was recorded by mistake; a toast takes that back."""
    consent = _consent_or_404(request, pk)
    actions.cancel_consents([pk], by=acting(request))
    undo = reverse("people:consent_restore", args=[pk])
    messages.success(request, _("The consent is marked as recorded by mistake."), extra_tags=f"undo:{undo}")
    return redirect("people:consents_of", consent.party_id)


@allowed(can_change_parties)
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """It holds again."""
    consent = _consent_or_404(request, pk)
    try:
        actions.restore_consent(consent, by=acting(request))
    except actions.ConsentError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It is as it was before."))
    return redirect("people:consents_of", consent.party_id)


# Who agrees -----------------------------------------------------------------------------------------------------------


def _columns(*, selects: bool) -> list[Column]:
    tick = [Column("tick", _("Choose"))] if selects else []
    return [
        *tick, Column("name", _("Person"), "sort_key"), Column("state", _("Consent")), Column("given", _("Given on")),
        Column("source", _("How")), Column("kept", _("Where the proof lies")),
    ]  # fmt: skip


@allowed(can_see_parties)
def persons(request: HttpRequest) -> HttpResponse:
    """Who agrees to a purpose, who does not, who has an older version; with export, and a paper list to record."""
    form = ConsentFilterForm(request.GET)
    wanted, may = form.wanted, can_change_parties(acting(request))
    if wanted is None:
        context = {"form": form, "purpose": None, "may_keep": can_keep_wordings(acting(request))}
        return render(request, "people/consents.html", context | {"breadcrumbs": _crumbs()})
    return _persons(request, form, BulkConsentForm(None, **_bulk(wanted.purpose)) if may else None)


def _bulk(purpose: ConsentPurpose) -> dict[str, Any]:
    today = timezone.localdate()
    return {"purpose": purpose, "today": today, "auto_id": "bulk_%s", "initial": {"given_on": today}}


def _persons(request: HttpRequest, form: ConsentFilterForm, bulk: BulkConsentForm | None) -> HttpResponse:
    today, wanted = timezone.localdate(), form.wanted
    if wanted is None:
        raise Http404
    heads = _columns(selects=bulk is not None)
    found, sort = sorted_by(queries.persons(wanted, today), heads, request.GET.get("sort", ""))
    if requested := request.GET.get("format"):
        rows = _rows(queries.with_addresses(found), wanted.purpose)
        return table_file(requested, "zgody", str(wanted.purpose), _exported_columns(), rows)
    wrong = bulk is not None and bulk.is_bound
    context = {
        "form": form, "purpose": wanted.purpose, "state": wanted.state, "columns": heads, "sort": sort,
        "page": page_of(found, request), "bulk": bulk, "ticked": bulk["party"].data if wrong and bulk else [],
        "current": queries.current_number(wanted.purpose, today), "may_keep": can_keep_wordings(acting(request)),
        "breadcrumbs": _crumbs(),
    }  # fmt: skip
    return render(request, "people/consents.html", context, status=422 if wrong else 200)


def _exported_columns() -> list[str]:
    return [
        _("Number"), _("Person"), str(Contact.Type.EMAIL.label), str(Contact.Type.PHONE.label), _("Consent"),
        _("Version"), _("Given on"), _("How"), _("Where the proof lies"), _("Withdrawn on"),
    ]  # fmt: skip


def _rows(found: Any, purpose: ConsentPurpose) -> Iterator[list[Any]]:
    """What a file says of a person: the latest consent for the purpose."""
    for person in found:
        ways = {type_: [row.value for row in person.contacts.all() if row.type == type_] for type_ in Contact.Type}
        row = person.of_purpose[0] if person.of_purpose else None
        addresses = [", ".join(ways[Contact.Type.EMAIL]), ", ".join(ways[Contact.Type.PHONE])]
        said = [""] * 5 if row is None else [
            row.wording.number, row.given_on, ConsentSource(row.source).label, row.kept_at, row.withdrawn_on
        ]  # fmt: skip
        yield [person.pk, person.name, *addresses, purpose.name, *said]


@allowed(can_change_parties)
@require_POST
def record_many(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper list: those who are ticked agreed on one day to one text; a toast takes it back."""
    purpose = get_object_or_404(ConsentPurpose, pk=pk)
    form = BulkConsentForm(request.POST, **_bulk(purpose))
    shown = request.GET.copy()
    shown["purpose"] = str(pk)
    asked = ConsentFilterForm(shown)
    if not form.is_valid():
        return _persons(request, asked, form)
    wanted = form.cleaned_data
    try:
        done = actions.record_consents(
            _chosen(wanted, asked), [wanted["wording"]], given_on=wanted["given_on"], source=wanted["source"],
            kept_at=wanted["kept_at"], by=acting(request),
        )  # fmt: skip
    except actions.ErasedError as erased:
        form.add_error("party", str(erased))
        return _persons(request, asked, form)
    back = f"{reverse('people:consents')}?{query}" if (query := request.GET.urlencode()) else reverse("people:consents")
    _say_recorded(request, done.made, done.standing, back)
    return redirect(back)


def _chosen(wanted: dict[str, Any], asked: ConsentFilterForm) -> list[int]:
    """The numbers of those who are ticked, or of all that the list shows."""
    if not wanted["everybody"] or asked.wanted is None:
        return list(wanted["party"])
    return list(queries.persons(asked.wanted, timezone.localdate()).order_by().values_list("pk", flat=True))


# Texts ----------------------------------------------------------------------------------------------------------------


@allowed(can_see_parties)
def purposes(request: HttpRequest) -> HttpResponse:
    """What the centre asks people to agree to."""
    columns = [
        Column("name", _("Consent")), Column("version", _("Version")), Column("from", _("Valid from")),
        Column("agreeing", _("Persons who agree"), numeric=True),
    ]  # fmt: skip
    context = {
        "purposes": queries.purposes(timezone.localdate()), "columns": columns,
        "may_keep": can_keep_wordings(acting(request)), "breadcrumbs": _crumbs(),
    }  # fmt: skip
    return render(request, "people/consent_purposes.html", context)


@allowed(can_see_parties)
def purpose(request: HttpRequest, pk: int) -> HttpResponse:
    """One purpose: the versions of its text, in full."""
    found = get_object_or_404(ConsentPurpose, pk=pk)
    wordings, today = list(queries.wordings_of(found)), timezone.localdate()
    context = {
        "purpose": found, "wordings": wordings, "may_keep": can_keep_wordings(acting(request)), "today": today,
        "current": next((one.pk for one in wordings if one.valid_from <= today), 0),
        "latest": wordings[0].pk if wordings else 0,
        "breadcrumbs": _crumbs((_("Texts of consents"), reverse("people:consent_purposes"))),
    }  # fmt: skip
    return render(request, "people/consent_purpose.html", context)


def _text_page(request: HttpRequest, form: Any, heading: str, back: str, of: ConsentPurpose | None) -> HttpResponse:
    crumbs = [(_("Texts of consents"), reverse("people:consent_purposes"))]
    if of:
        crumbs.append((str(of), of.get_absolute_url()))
    context = {"form": form, "heading": heading, "back": back, "breadcrumbs": _crumbs(*crumbs)}
    return render(request, "people/consent_text.html", context, status=422 if form.is_bound else 200)


def _saved(request: HttpRequest, form: Any, act: Any) -> Any:
    """What the action returned; what it refuses stands at its field."""
    if not form.is_valid():
        return None
    try:
        done = act(form.cleaned_data)
    except actions.ConsentError as refused:
        form.add_error(refused.field or None, str(refused))
        return None
    messages.success(request, _("Saved."))
    return done or True


@allowed(can_keep_wordings)
def purpose_add(request: HttpRequest) -> HttpResponse:
    """A new purpose with its first text."""
    posted = request.POST if request.method == "POST" else None
    form = NewPurposeForm(posted, initial={"valid_from": timezone.localdate()})
    if made := _saved(request, form, lambda data: actions.add_purpose(**data, by=acting(request))):
        return redirect(made)
    return _text_page(request, form, _("New consent to ask for"), reverse("people:consent_purposes"), None)


@allowed(can_keep_wordings)
def purpose_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The name, and whether people are still asked."""
    found = get_object_or_404(ConsentPurpose, pk=pk)
    posted = request.POST if request.method == "POST" else None
    initial = {"name": found.name, "about": found.about, "is_used": found.is_used}
    form = ChangePurposeForm(posted, initial=initial)
    if _saved(request, form, lambda data: actions.change_purpose(found, **data, by=acting(request))):
        return redirect(found)
    return _text_page(request, form, _("Change the name"), found.get_absolute_url(), found)


@allowed(can_keep_wordings)
def wording_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new version: it begins as a copy of the last."""
    found = get_object_or_404(ConsentPurpose, pk=pk)
    last = found.wordings.order_by("-number").first()
    posted = request.POST if request.method == "POST" else None
    form = WordingForm(posted, initial={"text": last.text if last else "", "valid_from": timezone.localdate()})
    if _saved(request, form, lambda data: actions.add_wording(found, **data, by=acting(request))):
        return redirect(found)
    return _text_page(request, form, _("New version of the text"), found.get_absolute_url(), found)


@allowed(can_keep_wordings)
def wording_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a version right that nobody has agreed to yet."""
    wording = get_object_or_404(ConsentWording.objects.select_related("purpose"), pk=pk)
    posted = request.POST if request.method == "POST" else None
    form = WordingForm(posted, initial={"text": wording.text, "valid_from": wording.valid_from})
    if _saved(request, form, lambda data: actions.change_wording(wording, **data, by=acting(request))):
        return redirect(wording.purpose)
    heading = _("Put version %(number)s right") % {"number": wording.number}
    return _text_page(request, form, heading, wording.purpose.get_absolute_url(), wording.purpose)
