"""Building a draft: its items as a list, one of them open to edit, and beside it the page as people would see it.

One form holds everything: whichever button is pressed, what was typed is saved with it or stays with its problem.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ognisko.accounts.permissions import acting, allowed
from ognisko.questionnaires import actions
from ognisko.questionnaires.actions import EditedMeanwhileError
from ognisko.questionnaires.forms import BeginForm, ItemForm, TitleForm
from ognisko.questionnaires.models import Use, Version
from ognisko.questionnaires.permissions import can_make_questionnaires
from ognisko.questionnaires.queries import place_meant
from ognisko.questionnaires.queries.building import answers_typed, kind_of, lines_of, preview_of
from ognisko.questionnaires.rules.changes import RowChange
from ognisko.questionnaires.rules.definition import Definition, Type, problems
from ognisko.questionnaires.rules.editing import blank, copied, drawable, moved, without
from ognisko.questionnaires.rules.library import LIBRARY
from ognisko.questionnaires.rules.posted import typed_in


@allowed(can_make_questionnaires)
def questionnaire_begin(request: HttpRequest) -> HttpResponse:
    """Begin with a copy from the library, or with an empty questionnaire; a spreadsheet has a page of its own."""
    form = BeginForm(request.POST or None, initial={"token": uuid4(), "use": request.GET.get("use", "")})
    if form.is_valid():
        ready = LIBRARY.get(form.cleaned_data["ready"])
        title = form.cleaned_data["title"]
        definition = ready.definition if ready else Definition({"pl": title}, ("pl",))
        made = actions.add_questionnaire(
            title, form.cleaned_data["use"], definition, by=acting(request), token=form.cleaned_data["token"]
        )
        return redirect("questionnaires:version_build", made.versions.order_by("number")[0].pk)
    context = {
        "form": form,
        "library": [(key, one, Use(one.use).label, len(one.definition.placed)) for key, one in LIBRARY.items()],
        "breadcrumbs": [(_("Questionnaires"), reverse("questionnaires:questionnaires")), (_("New questionnaire"), "")],
    }
    return render(request, "questionnaires/begin.html", context, status=422 if form.is_bound else 200)


@dataclass(frozen=True)
class Desk:
    """What lies on the desk: the draft, the item that is open, and its form."""

    version: Version
    definition: Definition
    opened: str
    kind: str
    after: str
    form: ItemForm | TitleForm


FORM = "1"
"""Begins what the desk's own fields are called: no question is called so, and the preview's come with them."""


def _desk(request: HttpRequest, version: Version) -> Desk:
    """The draft with what the request has open: a new item, one that there is, or the title of everything."""
    is_post = request.method == "POST"
    asked = {name: (request.POST.get(f"{FORM}-{name}") if is_post else request.GET.get(name)) or "" for name in OPEN}
    data = request.POST if f"{FORM}-typed" in request.POST else None
    definition = version.content
    placed, new = definition.placed.get(asked["pytanie"]), blank(definition, asked["nowe"])
    form: ItemForm | TitleForm
    if new is not None:
        form = ItemForm(definition, new, data, prefix=FORM, new_after=asked["po"])
    elif placed is not None:
        form = ItemForm(definition, placed.item, data, prefix=FORM)
    else:
        form = TitleForm(definition, data, prefix=FORM)
    return Desk(
        version, definition, asked["pytanie"] if placed else "", asked["nowe"] if new else "", asked["po"], form
    )


OPEN = ("pytanie", "nowe", "po")


@allowed(can_make_questionnaires)
def version_build(request: HttpRequest, pk: int) -> HttpResponse:
    """The desk of whoever builds a draft; a published version opens its own page."""
    version = get_object_or_404(Version.objects.select_related("questionnaire"), pk=pk)
    desk = _desk(request, version)
    if request.method != "POST":
        return redirect(version.questionnaire) if version.published_at else _page(request, desk)
    typed = desk.form.is_bound and desk.form.has_changed()
    what, _colon, name = request.POST.get("go", "save").partition(":")
    if (typed or (what == "save" and desk.kind and desk.form.is_bound)) and not desk.form.is_valid():
        return _page(request, desk, 422)
    definition, opened = _typed(desk) if typed and desk.form.is_valid() else (desk.definition, desk.opened)
    definition, then, where = _after(definition, opened, what, name, request)
    try:
        if definition != desk.definition:
            version = actions.save_draft(version, definition, changed=_number(request), by=acting(request))
    except EditedMeanwhileError as refused:
        messages.error(request, _("%(why)s Yours is below: look at the list and save again.") % {"why": refused})
        return _page(request, desk, 409)
    if what == "remove":
        undo = reverse("questionnaires:version_take_back", args=[version.pk, version.changed - 1])
        messages.success(request, _("Taken out."), extra_tags=f"undo:{undo}")
    return redirect(f"{reverse('questionnaires:version_build', args=[version.pk])}?{urlencode(then)}{where}")


def _number(request: HttpRequest) -> int:
    changed = request.POST.get(f"{FORM}-changed", "")
    return int(changed) if changed.isascii() and changed.isdigit() and len(changed) < 9 else -1


def _typed(desk: Desk) -> tuple[Definition, str]:
    if isinstance(desk.form, TitleForm):
        return desk.form.changed(), ""
    return desk.form.changed()


def _after(
    definition: Definition, opened: str, what: str, name: str, request: HttpRequest
) -> tuple[Definition, dict[str, str], str]:
    """What the pressed button does beside saving: the definition, what is open then, and the place on the page."""
    match what:
        case "up" | "down":
            return moved(definition, name, -1 if what == "up" else 1), {"pytanie": opened}, f"#wiersz-{name}"
        case "copy":
            definition, name = copied(definition, name)
            return definition, {"pytanie": name}, f"#wiersz-{name}"
        case "remove":
            return without(definition, name), {"pytanie": "" if name == opened else opened}, "#pytania"
        case "open":
            return definition, {"pytanie": name}, "#pytanie"
        case "add":
            return definition, {"nowe": request.POST.get(f"{FORM}-rodzaj", "text"), "po": opened}, "#pytanie"
    return definition, {"pytanie": opened}, f"#wiersz-{opened}" if opened else "#pytania"


def _page(request: HttpRequest, desk: Desk, status: int = 200) -> HttpResponse:
    one = desk.version.questionnaire
    found = problems(desk.definition)
    fresh = Version.objects.filter(pk=desk.version.pk).values_list("changed", flat=True)
    context = {
        "desk": desk,
        "version": desk.version,
        "changed": fresh[0],
        "questionnaire": one,
        "lines": lines_of(desk.definition, found),
        "problems": found,
        "kinds": [(value, _kind(desk.definition, value)) for value in KINDS],
        "preview": _drawn(request, desk),
        "kind": _kind_now(desk),
        "shown": desk.opened,
        "breadcrumbs": [
            (_("Questionnaires"), reverse("questionnaires:questionnaires")),
            (str(one), one.get_absolute_url()),
            (_("Building"), ""),
        ],
    }
    return render(request, "questionnaires/build.html", context, status=status)


KINDS = (
    "text", "long_text", "one", "many", "yes_no", "number", "integer", "money", "date", "period", "scale", "matrix",
    "place", "email", "phone", "nip", "regon", "krs", "account", "calculation", "note",
    "group", "page", "repeat",
)  # fmt: skip
"""What can be added, the most wanted first. Not those whose answers nobody can give yet: a party, files, photos."""


def _kind(definition: Definition, value: str) -> str:
    item = blank(definition, value)
    return kind_of(item) if item else str(Type(value).label)


def _kind_now(desk: Desk) -> str:
    """What kind of item is open."""
    if desk.kind:
        return _kind(desk.definition, desk.kind)
    return kind_of(desk.definition.placed[desk.opened].item) if desk.opened else ""


def _drawn(request: HttpRequest, desk: Desk) -> Any:
    """The page of the open item as people would see it; with what was typed beside it, where it can be understood."""
    definition, shown = desk.definition, desk.opened or desk.after
    if desk.form.is_bound and desk.form.has_changed() and desk.form.is_valid():
        definition, shown = _typed(desk)
    definition = drawable(definition)
    asked = typed_in(request.POST, definition, meant=place_meant)
    answers = answers_typed(definition, asked, _row(request)) if asked else None
    if answers is None:
        answers = actions.first_answers(definition, timezone.localdate())
    number = request.POST.get(f"{FORM}-strona", "")
    return preview_of(
        definition,
        answers,
        shown=shown,
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0,
        language=request.POST.get(f"{FORM}-jezyk", ""),
    )


def _row(request: HttpRequest) -> RowChange | None:
    what, _colon, where = request.POST.get("go", "").partition(":")
    *marks, name = where.split("/")
    if what == "add":
        return RowChange(name, (*marks, f"r{uuid4().hex[:8]}"), added=True)
    return RowChange(name, tuple(marks), added=False) if what == "remove" else None


@allowed(can_make_questionnaires)
@require_POST
def version_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as people would see it, with what is typed and not saved yet; answers in it go nowhere."""
    version = get_object_or_404(Version.objects.select_related("questionnaire"), pk=pk)
    desk = _desk(request, version)
    context = {"preview": _drawn(request, desk), "version": version, "shown": desk.opened, "desk": desk}
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, f"questionnaires/{'preview' if is_part else 'preview_page'}.html", context)


@allowed(can_make_questionnaires)
@require_POST
def version_take_back(request: HttpRequest, pk: int, to: int) -> HttpResponse:
    """Undo the last change of a draft, unless somebody has gone on since."""
    version = get_object_or_404(Version.objects.filter(published_at=None), pk=pk)
    try:
        actions.take_back(version, to=to, by=acting(request))
    except EditedMeanwhileError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It is as it was before."))
    return redirect("questionnaires:version_build", version.pk)
