"""The page of importing registers: a file is handed in, checked, and imported after a look at what it would do.

One address: `/wczytaj/` is the form and the past imports, `?plik=` one file; `&format=csv` the list of its errors.
"""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ognisko.accounts.models import User
from ognisko.accounts.permissions import allowed
from ognisko.core.spreadsheets import XLSX
from ognisko.desk import tasks
from ognisko.desk.actions import workbook
from ognisko.desk.forms import ReasonForm, WorkbookForm
from ognisko.desk.models import ImportedWorkbook
from ognisko.desk.permissions import can_import
from ognisko.desk.queries.workbook import (
    first_import,
    guide,
    import_template,
    imports_for_lists,
    outcome_lines,
    sheets,
)
from ognisko.desk.rules import Cause, causes_of
from ognisko.ui.rules import Column, page_of, table_file

LARGE = 300_000
"""Bytes of a file, some 3,000 rows: a larger one is worked on in the background."""

SHOWN_CAUSES = 200
"""So many causes of errors stand on the page; the lists have all."""


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_import)
def import_page(request: HttpRequest) -> HttpResponse:
    """The form with the past imports, or one file."""
    if request.method == "POST":
        return _go_on(request) if request.POST.get("step") else _hand_in(request)
    if "plik" not in request.GET:
        return _overview(request, WorkbookForm())
    run = _run_or_404(request.GET["plik"])
    if request.GET.get("format") == "csv":
        return _causes_as_csv(run) if request.GET.get("co") == "przyczyny" else _errors_as_csv(run)
    return _one(request, run, ReasonForm(initial={"reason": run.reason}))


@require_GET
@allowed(can_import)
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook, with lists, notes and examples."""
    headers = {"Content-Disposition": 'attachment; filename="ognisko-rejestry.xlsx"'}
    return HttpResponse(import_template(), content_type=XLSX, headers=headers)


def _overview(request: HttpRequest, form: WorkbookForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "page": page_of(imports_for_lists(), request),
        "columns": [
            Column("file", _("File")), Column("at", _("Imported")), Column("by", _("By")),
            Column("created", _("Added"), numeric=True), Column("changed", _("Changed"), numeric=True),
            Column("hash", _("Hash")),
        ],
        "guide": guide(),
        "sheets": sheets(),
        "breadcrumbs": _breadcrumbs(),
    }  # fmt: skip
    return render(request, "desk/import.html", context, status=status)


def _breadcrumbs() -> list[tuple[str, str]]:
    return [(_("Settings"), reverse("projects:settings"))]


def _hand_in(request: HttpRequest) -> HttpResponse:
    """Keep the file and check it: at once, or in the background where that takes long."""
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _overview(request, form, status=422)
    name, content = form.cleaned_data["file"]
    run = workbook.hand_in(content, name, by=cast("User", request.user))
    _check(run)
    return redirect(run)


def _check(run: ImportedWorkbook) -> None:
    if run.size > LARGE:
        tasks.check_workbook.defer(run=run.pk, language=get_language() or "pl")
    else:
        workbook.check(run)


def _go_on(request: HttpRequest) -> HttpResponse:
    """What the person decided about a checked file."""
    run = _run_or_404(request.POST.get("plik", ""))
    match request.POST["step"]:
        case "import":
            if workbook.begin(run):
                _carry_out(run)
        case "reason":
            form = ReasonForm(request.POST)
            if not form.is_valid():
                return _one(request, run, form, status=422)
            if workbook.check_again(run, reason=form.cleaned_data["reason"]):
                _check(run)
        case "discard":
            if workbook.discard(run):
                messages.success(request, _("The file is forgotten. Nothing was written."))
                return redirect("desk:import")
            messages.warning(request, _("The file stays: its rows are in, or are being worked on just now."))
        case _:
            raise Http404
    return redirect(run)


def _carry_out(run: ImportedWorkbook) -> None:
    if run.size > LARGE:
        tasks.import_workbook.defer(run=run.pk, language=get_language() or "pl")
    else:
        workbook.carry_out(run)


def _run_or_404(token: str) -> ImportedWorkbook:
    try:
        return ImportedWorkbook.objects.select_related("by").get(token=UUID(token))
    except (ValueError, ImportedWorkbook.DoesNotExist) as error:
        raise Http404 from error


def _one(request: HttpRequest, run: ImportedWorkbook, form: ReasonForm, status: int = 200) -> HttpResponse:
    """One file: how far the work is, what the check found, or what came in."""
    causes = _causes(run)
    context = {
        "run": run,
        "form": form,
        "file_form": WorkbookForm(),
        "before": first_import(run),
        "lines": outcome_lines(run),
        "causes": causes[:SHOWN_CAUSES],
        "number_of_causes": len(causes),
        "number_of_errors": run.result.get("number_of_errors", 0),
        "shows_lines": run.is_done or run.says_something_new or run.result.get("number_of_errors"),
        "previews": run.result.get("previews", []),
        **_heads(),
        "breadcrumbs": [*_breadcrumbs(), (_("Registers from a spreadsheet"), reverse("desk:import"))],
    }  # fmt: skip
    return render(request, "desk/import_run.html", context, status=status)


def _heads() -> dict[str, list[Column]]:
    """The heads of the tables of one file."""
    sheet, column = Column("sheet", _("Sheet")), Column("column", _("Column"))
    return {
        "lines_columns": [
            sheet, Column("created", _("Added"), numeric=True), Column("changed", _("Changed"), numeric=True),
            Column("skipped", _("Recorded already"), numeric=True),
        ],
        "errors_columns": [
            sheet, Column("row", _("Rows"), numeric=True), column, Column("message", _("What is wrong")),
            Column("advice", _("What to do")),
        ],
        "previews_columns": [sheet, Column("row", _("Row"), numeric=True), column, Column("changed", _("Changed"))],
    }  # fmt: skip


def _causes(run: ImportedWorkbook) -> list[Cause]:
    """What is wrong, told once each; of a file that was checked before causes were kept, from its errors."""
    if (kept := run.result.get("causes")) is None:
        return causes_of(run.result.get("errors", []))
    return [Cause(**{**cause, "rows": tuple(cause["rows"])}) for cause in kept]


def _causes_as_csv(run: ImportedWorkbook) -> HttpResponse:
    """Each cause once, with its rows."""
    columns = [_("Sheet"), _("Rows"), _("Number of rows"), _("Column"), _("What is wrong"), _("What to do")]
    rows = [
        (cause.sheet, cause.rows_text, len(cause.rows) or None, cause.column, cause.message, cause.advice)
        for cause in _causes(run)
    ]
    return table_file("csv", "ognisko-przyczyny", _("What is wrong"), columns, rows)


def _errors_as_csv(run: ImportedWorkbook) -> HttpResponse:
    columns = [_("Sheet"), _("Row"), _("Column"), _("What is wrong"), _("What to do")]
    rows = [
        (error["sheet"], error["row"] or None, error["column"], error["message"], error["advice"])
        for error in run.result.get("errors", [])
    ]
    return table_file("csv", "ognisko-bledy", _("What is wrong"), columns, rows)
