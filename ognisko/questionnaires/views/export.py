"""Answers for staff who may read them: how many there are for each version, and files to take away."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ognisko.accounts.permissions import allowed
from ognisko.core import polish
from ognisko.core.spreadsheets import CSV, XLSX
from ognisko.questionnaires import queries
from ognisko.questionnaires.formats.answers import MAIN, Given, as_csv, spss, tables, workbook
from ognisko.questionnaires.models import Questionnaire
from ognisko.questionnaires.permissions import can_read_answers
from ognisko.ui.rules import attachment

ZIP = "application/zip"


@allowed(can_read_answers)
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """The page, or with ``format`` one of the files; ``tabela`` names the repeat whose rows a CSV holds."""
    one = get_object_or_404(Questionnaire, pk=pk)
    versions = [version for version in queries.versions_of(one) if version.published_at]
    definitions = {version.number: version.content for version in versions}
    found = tables(definitions)
    if wanted := request.GET.get("format", ""):
        table = request.GET.get("tabela", MAIN)
        if wanted not in {"csv", "xlsx", "spss"} or table not in found:
            raise Http404
        given = [Given(*row) for row in queries.answers_given(one)]
        stem = slugify(polish.fold(one.title)) or f"questionnaire-{one.pk}"
        match wanted:
            case "csv":
                name = f"{stem}-{slugify(table)}.csv" if table else f"{stem}.csv"
                return attachment(as_csv(definitions, given, table), name, CSV)
            case "xlsx":
                return attachment(workbook(definitions, given), f"{stem}.xlsx", XLSX)
        return attachment(spss(definitions, given), f"{stem}-spss.zip", ZIP)
    crumbs = [(_("Questionnaires"), reverse("questionnaires:questionnaires")), (str(one), one.get_absolute_url())]
    context = {
        "questionnaire": one,
        "versions": versions,
        "total": sum(version.answered for version in versions),  # type: ignore[attr-defined]  # annotated
        "tables": [table for table in found.values() if table.name],
        "breadcrumbs": [*crumbs, (_("Answers"), "")],
    }
    return render(request, "questionnaires/answers.html", context)
