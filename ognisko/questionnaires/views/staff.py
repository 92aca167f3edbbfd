"""Pages of staff who make questionnaires: the list, versions, spreadsheets in and out, trials."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ognisko.accounts.permissions import acting, allowed
from ognisko.core import polish
from ognisko.core.spreadsheets import XLSX
from ognisko.questionnaires import actions, queries
from ognisko.questionnaires.actions import NotReadyError
from ognisko.questionnaires.formats.xlsform import write_form
from ognisko.questionnaires.forms import FilterForm, HeadForm, SpreadsheetForm
from ognisko.questionnaires.models import Questionnaire, Version
from ognisko.questionnaires.permissions import can_make_questionnaires, can_read_answers, can_see_questionnaires
from ognisko.questionnaires.rules.definition import problems
from ognisko.ui.rules import attachment, page_of


def _way_up(one: Questionnaire | None = None, last: str = "") -> list[tuple[str, str]]:
    crumbs = [(_("Questionnaires"), reverse("questionnaires:questionnaires"))]
    if one is not None:
        crumbs.append((str(one), one.get_absolute_url()))
    return [*crumbs, (last, "")] if last else crumbs


@allowed(can_see_questionnaires)
def questionnaires(request: HttpRequest) -> HttpResponse:
    """All questionnaires that are offered, or those put away."""
    form = FilterForm(request.GET)
    form.is_valid()
    archived = "odlozone" in request.GET
    found = queries.questionnaires_for_lists(
        form.cleaned_data.get("q", ""), form.cleaned_data.get("use", ""), archived=archived
    )
    context = {
        "form": form,
        "page": page_of(found, request),
        "archived": archived,
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "may_make": can_make_questionnaires(acting(request)),
    }
    return render(request, "questionnaires/questionnaires.html", context)


@allowed(can_make_questionnaires)
def questionnaire_add(request: HttpRequest) -> HttpResponse:
    """A questionnaire from an XLSForm; what could not be taken over is said with its sheet and row."""
    form = SpreadsheetForm(request.POST or None, request.FILES or None, initial={"token": uuid4()})
    if form.is_valid():
        imported = form.imported
        title = form.cleaned_data["title"] or imported.definition.words(imported.definition.title, "pl")
        made = actions.add_questionnaire(
            title[:200],
            form.cleaned_data["use"],
            imported.definition,
            by=acting(request),
            token=form.cleaned_data["token"],
        )
        return _read(request, made, imported)
    return _form(request, form, _("New questionnaire"), _("Read the file"), _way_up(last=_("New questionnaire")))


def _read(request: HttpRequest, made: Questionnaire, imported: Any) -> HttpResponse:
    """After a spreadsheet was read: its remarks, or straight on where there are none."""
    if not imported.remarks:
        messages.success(request, _("The questionnaire was read. Try it before you publish it."))
        return redirect(made)
    context = {"questionnaire": made, "remarks": imported.remarks, "breadcrumbs": _way_up(made, _("What was read"))}
    return render(request, "questionnaires/remarks.html", context)


def _form(
    request: HttpRequest, form: Any, heading: str, button: str, crumbs: list[tuple[str, str]], note: str = ""
) -> HttpResponse:
    context = {"form": form, "heading": heading, "button": button, "breadcrumbs": crumbs, "note": note}
    return render(request, "questionnaires/form.html", context, status=422 if form.is_bound else 200)


@allowed(can_see_questionnaires)
def questionnaire(request: HttpRequest, pk: int) -> HttpResponse:
    """A questionnaire with its versions; what the latest one asks, and what keeps a draft from being published."""
    one = get_object_or_404(Questionnaire, pk=pk)
    versions = list(queries.versions_of(one))
    latest = versions[0]
    context = {
        "questionnaire": one,
        "versions": versions,
        "latest": latest,
        "items": list(latest.content.placed.values()),
        "definition": latest.content,
        "problems": problems(latest.content) if latest.published_at is None else [],
        "breadcrumbs": _way_up(one)[:-1],
        "may_make": can_make_questionnaires(acting(request)),
        "may_read": can_read_answers(acting(request)),
    }
    return render(request, "questionnaires/questionnaire.html", context)


@allowed(can_make_questionnaires)
def questionnaire_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another title or use."""
    one = get_object_or_404(Questionnaire, pk=pk)
    form = HeadForm(request.POST or None, initial={"title": one.title, "use": one.use, "token": uuid4()})
    if form.is_valid():
        actions.rename(one, title=form.cleaned_data["title"], use=form.cleaned_data["use"], by=acting(request))
        return redirect(one)
    return _form(request, form, _("Title and use"), _("Save"), _way_up(one, _("Title and use")))


@allowed(can_make_questionnaires)
@require_POST
def questionnaire_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a questionnaire away, or offer it again; undo is the same button."""
    one = get_object_or_404(Questionnaire, pk=pk)
    actions.archive(one, archived="przywroc" not in request.POST, by=acting(request))
    return redirect(one)


@allowed(can_make_questionnaires)
@require_POST
def draft_begin(request: HttpRequest, pk: int) -> HttpResponse:
    """A new draft from the last version."""
    one = get_object_or_404(Questionnaire, pk=pk)
    return redirect("questionnaires:version_build", actions.draft_of(one, by=acting(request)).pk)


def _draft_or_404(pk: int) -> Version:
    version = get_object_or_404(Version.objects.select_related("questionnaire"), pk=pk)
    if version.published_at:
        raise Http404
    return version


@allowed(can_make_questionnaires)
def version_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a spreadsheet over a draft."""
    draft = _draft_or_404(pk)
    one = draft.questionnaire
    initial = {"title": one.title, "use": one.use, "token": uuid4()}
    form = SpreadsheetForm(request.POST or None, request.FILES or None, initial=initial)
    if form.is_valid():
        saved = actions.save_draft(draft, form.imported.definition, changed=draft.changed, by=acting(request))
        undo = reverse("questionnaires:version_take_back", args=[draft.pk, saved.changed - 1])
        messages.success(request, _("The file took the place of the draft."), extra_tags=f"undo:{undo}")
        return _read(request, one, form.imported)
    note = _("The file takes the place of the whole draft.")
    return _form(request, form, _("Read an XLSForm"), _("Read the file"), _way_up(one, _("Read an XLSForm")), note)


@allowed(can_make_questionnaires)
@require_POST
def version_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a draft; what keeps it from that is on its page."""
    version = get_object_or_404(Version.objects.select_related("questionnaire"), pk=pk)
    try:
        actions.publish(version, by=acting(request))
    except NotReadyError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Version %(number)s is published.") % {"number": version.number})
    return redirect(version.questionnaire)


@allowed(can_see_questionnaires)
def version_export(request: HttpRequest, pk: int) -> HttpResponse:
    """A version as an XLSForm."""
    version = get_object_or_404(Version.objects.select_related("questionnaire"), pk=pk)
    form_id = slugify(polish.fold(version.questionnaire.title)) or f"questionnaire-{version.questionnaire_id}"
    content = write_form(version.content, form_id=form_id, version=str(version.number))
    name = f"{form_id}-{version.number}.xlsx"
    return attachment(content, name, XLSX)


@allowed(can_make_questionnaires)
@require_POST
def version_try(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a trial: it is answered like any other and counts nowhere."""
    version = get_object_or_404(Version.objects.select_related("questionnaire"), pk=pk)
    if problems(version.content):
        messages.error(request, _("The questionnaire is not ready."))
        return redirect(version.questionnaire)
    return redirect(actions.start_sheet(version, owner=acting(request), is_trial=True))
