"""Blocks of a chapter: written in a form of their kind, moved, taken out, brought back."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ognisko.accounts.models import User
from ognisko.accounts.permissions import acting, allowed
from ognisko.core.bounds import whole_number
from ognisko.reports import actions, queries
from ognisko.reports.actions import EditedMeanwhileError, UnknownFigureError
from ognisko.reports.forms import BLOCK_FORMS, BlockForm
from ognisko.reports.models import BlockDraft, Section
from ognisko.reports.permissions import can_write_reports
from ognisko.reports.rules import BLOCK_NAMES, BlockError, blocks_from, figures_of
from ognisko.reports.views.writing import crumbs_of, in_order, section_of


@allowed(can_write_reports)
def block_add(request: HttpRequest, slug: str, section: str, kind: str) -> HttpResponse:
    """A new block behind the others."""
    row = section_of(slug, section)
    if kind not in BLOCK_FORMS:
        raise Http404
    return _written(request, row, kind, {}, None)


@allowed(can_write_reports)
def block_edit(request: HttpRequest, slug: str, section: str, at: int) -> HttpResponse:
    """A block that stands."""
    row = section_of(slug, section)
    if at >= len(row.blocks):
        raise Http404
    kept = row.blocks[at]
    return _written(request, row, kept["type"], kept, at)


def _written(request: HttpRequest, row: Section, kind: str, kept: Mapping[str, Any], at: int | None) -> HttpResponse:
    """The form of a block; while it is typed a script sends it to be kept as a draft, with which the form begins."""
    user, kind_of_form = acting(request), BLOCK_FORMS[kind]
    draft = BlockDraft.objects.filter(author=user, section=row, kind=kind, at=at).first()
    initial = {**kept, "version": row.version}
    if request.method == "POST":
        form = kind_of_form(request.POST, initial=initial)
        if request.headers.get("X-Requested-With") == "fetch":
            return _kept(row, kind, at, form, user)
        if request.POST.get("do") == "forget":
            return _forgotten(request, row, kind, at)
        return _put(request, row, kind, at, form)
    if draft:
        initial |= {**kind_of_form.initial_of(draft.data), "version": draft.version}
    return _form(request, row, kind, kind_of_form(initial=initial), draft=draft)


def _form(request: HttpRequest, row: Section, kind: str, form: BlockForm, **more: Any) -> HttpResponse:
    """The page of the form; one with errors is answered as such."""
    draft = more.setdefault("draft", None)
    context = {
        "form": form, "section": row, "report": row.report, "kind": kind, "heading": BLOCK_NAMES[kind],
        "action": request.get_full_path(), "breadcrumbs": crumbs_of(row.report, row), "back": _chapter(row),
        "catalogue": queries.catalogue() if kind == "text" else (),
        "is_behind": draft is not None and draft.version != row.version, **more,
    }  # fmt: skip
    return render(request, "reports/block_edit.html", context, status=422 if form.is_bound else 200)


def _put(request: HttpRequest, row: Section, kind: str, at: int | None, form: BlockForm) -> HttpResponse:
    """Save the block; after somebody else's change the text stays in the form, to be added as a block of its own."""
    if not form.is_valid():
        return _form(request, row, kind, form)
    try:
        actions.put_block(row, form.block(), at=at, version=form.cleaned_data["version"], by=acting(request))
    except EditedMeanwhileError:
        anew = form.anew(row.version, _(
            "Somebody else has changed this chapter since you opened it. Nothing was overwritten. Look at what "
            "stands there now; saved again, your block is added at the end of the chapter."
        ))  # fmt: skip
        action = reverse("reports:block_add", args=[row.report.slug, row.slug, kind])
        return _form(request, row, kind, anew, action=action, stands=_stands(row, at), conflict=True)
    except (BlockError, UnknownFigureError) as refused:
        form.add_error(None, str(refused))
        return _form(request, row, kind, form)
    return redirect(_chapter(row) + f"#blok-{(len(row.blocks) if at is None else at) + 1}")


def _forgotten(request: HttpRequest, row: Section, kind: str, at: int | None) -> HttpResponse:
    actions.forget_block_draft(row, kind, at, by=acting(request))
    messages.success(request, _("The draft is thrown away."))
    return redirect(request.get_full_path())


def _kept(row: Section, kind: str, at: int | None, form: BlockForm, user: User) -> HttpResponse:
    """Keep the draft and say so; whether somebody has saved the chapter since, and what nothing may keep."""
    version = whole_number(form.data.get("version")) or 0
    draft = actions.keep_block_draft(row, kind, at, form.typed(), version=version, by=user)
    told = [*form.withheld(), _behind()] if version != row.version else form.withheld()
    at_clock = timezone.localtime(draft.saved_at)
    said = _("Draft kept at %(time)s. Only you see it.") % {"time": f"{at_clock.hour}:{at_clock:%M}"}
    return JsonResponse({"said": said, "told": " ".join(told)})


def _behind() -> str:
    return _(
        "Somebody else has saved this chapter since you began. Your draft is kept and nothing is overwritten: when "
        "you save, you see what stands there now."
    )


def _stands(row: Section, at: int | None) -> Any:
    """What stands in the place of the block now."""
    if at is None or at >= len(row.blocks):
        return None
    block = blocks_from([row.blocks[at]])[0]
    return queries.block_view(block, queries.made_for(row.report, figures_of([block])))


def _chapter(row: Section) -> str:
    return reverse("reports:chapter_edit", args=[row.report.slug, row.slug])


@allowed(can_write_reports)
@require_POST
def block_move(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    """Put a block at another place."""
    row = section_of(slug, section)
    in_order(request, lambda data: actions.move_block(
        row, data["at"], data["to"], version=data["version"], by=acting(request)
    ))  # fmt: skip
    return redirect(_chapter(row))


@allowed(can_write_reports)
@require_POST
def block_remove(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    """Take a block out; undo brings it back."""
    row = section_of(slug, section)
    if in_order(
        request, lambda data: actions.remove_block(row, data["at"], version=data["version"], by=acting(request))
    ):
        undo = reverse("reports:blocks_restore", args=[slug, section, row.version])
        messages.success(request, _("The block was taken out."), extra_tags=f"undo:{undo}")
    return redirect(_chapter(row))


@allowed(can_write_reports)
@require_POST
def blocks_restore(request: HttpRequest, slug: str, section: str, version: int) -> HttpResponse:
    """Take back the change that was made to this version of the chapter."""
    row = section_of(slug, section)
    try:
        actions.restore_blocks(row, version, by=acting(request))
    except EditedMeanwhileError:
        messages.error(request, _("The chapter was changed again since, so that change can no longer be taken back."))
    else:
        messages.success(request, _("The change was taken back."))
    return redirect(_chapter(row))
