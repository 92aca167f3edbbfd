"""Publishing: a report is frozen as it is in one moment of the ledger, and never changes again."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from ognisko.accounts.models import User
from ognisko.ledger import queries as ledger
from ognisko.ledger.actions import held, trying
from ognisko.ledger.rules import Frozen, Question
from ognisko.reports.models import Publication, PublishedFigure, Report
from ognisko.reports.queries.chapters import ReportView
from ognisko.reports.queries.documents import report as current
from ognisko.reports.queries.figures import figures_for_values
from ognisko.reports.queries.publications import content_of, document, kept_figure
from ognisko.reports.rules import blocks_from, figures_of, fingerprint


class CannotPublishError(ValueError):
    """The report cannot be published as it is; the message says why."""


def objections(report: Report) -> list[str]:
    """What keeps a report from being published: a period that goes on, no chapters, figures that are gone."""
    found = []
    if report.period.upper > timezone.localdate():
        found.append(_("The period of this report is not over yet."))
    sections = list(report.sections.all())
    if not sections:
        found.append(_("The report has no chapter yet."))
    named = dict.fromkeys(key for section in sections for key in figures_of(blocks_from(section.blocks)))
    known = set(figures_for_values().filter(key__in=named).values_list("key", flat=True))
    if missing := [key for key in named if key not in known]:
        found.append(_("These figures are not defined: %(keys)s.") % {"keys": ", ".join(missing)})
    return found


def publish(report: Report, *, by: User, reason: str = "") -> Publication:
    """Freeze a report: values, definitions, the entries behind each figure, and a fingerprint over all of it.

    All is read while nobody posts, so that values, parts and entries are of one moment; the charts are drawn and the
    rows written afterwards, so that others wait for milliseconds. Published anew it takes a reason, and the earlier
    one stays as it is. Raises CannotPublishError, and CannotCloseError where the ledger was busy all the time.
    """
    if found := objections(report):
        raise CannotPublishError(" ".join(found))
    with translation.override(settings.LANGUAGE_CODE):
        last, view, asked, frozen = trying(lambda: _frozen(report))
        kept = [kept_figure(key, question, each) for (key, question), each in zip(asked, frozen, strict=True)]
        content = document(view)
    with transaction.atomic():
        now = Report.objects.select_for_update().get(pk=report.pk)
        number = now.publications.count() + 1
        if number > 1 and not reason:
            raise CannotPublishError(_("Say why the report is published anew."))
        made = Publication.objects.create(
            report=now,
            number=number,
            published_at=timezone.now(),
            published_by=by,
            reason=reason if number > 1 else "",
            period=DateRange(view.period.start, view.period.end),
            last_entry=last,
            document=content,
            sha256=fingerprint(content_of(content, kept, last, number)),
        )
        PublishedFigure.objects.bulk_create([PublishedFigure(publication=made, **each) for each in kept])
    return made


def _frozen(report: Report) -> tuple[int, ReportView, list[tuple[str, Question]], list[Frozen]]:
    with held() as last:
        view = current(report.slug)
        figures = list(figures_for_values().filter(key__in=view.figures))
        asked = [(figure.key, figure.question) for figure in figures]
        frozen = ledger.frozen([question for _key, question in asked], view.period.start, view.period.end)
        return last, view, asked, frozen
