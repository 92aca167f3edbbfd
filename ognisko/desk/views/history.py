"""The history of any record: on a page of its own, and its latest part inside the record's page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ognisko.accounts.permissions import acting, allowed, works_here
from ognisko.desk.queries.history import RECORDS, export_columns, export_rows
from ognisko.desk.queries.history import history as changes_of
from ognisko.people.models import Party
from ognisko.people.queries.merges import goes_on_as
from ognisko.ui.rules import page_of, table_file

LATEST, FEW = 3, 6
"""What the folded part shows: so many sets, and of each so many changes."""


@allowed(works_here)
def history(request: HttpRequest, what: str, number: int) -> HttpResponse:
    """Who changed what of this record; whoever may not see the record does not learn that there is one."""
    record = RECORDS.get(what)
    if record is None or (record.model is None and number):
        raise Http404
    of = get_object_or_404(record.model._base_manager, pk=number) if record.model else None
    if not record.may(acting(request), of):
        raise Http404
    sets = changes_of(record, of, acting(request))
    title = str(record.title or of)
    if request.htmx:  # type: ignore[attr-defined]
        latest = sets[:LATEST]
        more = len(sets) > LATEST or any(len(one.changes) > FEW for one in latest)
        context = {"sets": latest, "more": more, "few": f":{FEW}", "limit": FEW}
        return render(request, "desk/history_latest.html", context)
    if requested := request.GET.get("format"):
        return table_file(
            requested, f"historia-{what}-{number}", _("History of changes"), export_columns(), export_rows(sets)
        )
    kept = goes_on_as(of) if isinstance(of, Party) and of.merged_into_id else None
    crumbs = [(capfirst(title), record.back(of)), (_("History of changes"), "")]
    context = {
        "title": title,
        "page": page_of(sets, request, per_page=30),
        "breadcrumbs": crumbs,
        "few": ":",
        "kept": kept,
    }
    return render(request, "desk/history.html", context)
