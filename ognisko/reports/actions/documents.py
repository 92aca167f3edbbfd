"""Report documents: made from nothing, from a template or from the last period's report, and written by staff.

Two people may write one report. Each chapter has a version that grows with every change, and so has the report for its
head and the order of its chapters: who saves an older one is told, and nothing is overwritten. What was removed or
changed comes back from the history.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from ognisko.accounts.models import User
from ognisko.core.polish import fold
from ognisko.projects.models import Funder
from ognisko.reports.actions.base import EditedMeanwhileError, kept, unchanged
from ognisko.reports.actions.drafts import forget_block_draft
from ognisko.reports.models import Figure, Report, Section, Template
from ognisko.reports.queries.chapters import METHOD
from ognisko.reports.rules import BlockError, Period, blocks_from, figures_of, moved

RESERVED = frozenset(
    {METHOD, "edycja", "nowe", "szablony", "publikacja", "wersja", "rozdzial", "rozdzialy", "szablon", "usun"}
)
"""Words that are addresses of their own."""

type Blocks = Sequence[Mapping[str, Any]]


class UnknownFigureError(ValueError):
    """A report names figures that are not defined; the message lists them."""


def check_blocks(blocks: Blocks) -> None:
    """Blocks of a known form that name known figures; raises BlockError and UnknownFigureError."""
    named = dict.fromkeys(figures_of(blocks_from(blocks)))
    known = set(Figure.objects.filter(key__in=named).values_list("key", flat=True))
    if missing := [key for key in named if key not in known]:
        raise UnknownFigureError(_("These figures are not defined: %(keys)s.") % {"keys": ", ".join(missing)})


@dataclass(frozen=True)
class SectionDraft:
    """A chapter as it is written: its blocks are data in the form of reports.rules."""

    slug: str
    title: str
    blocks: Sequence[Mapping[str, Any]]


@transaction.atomic
def define_report(
    slug: str,
    title: str,
    subtitle: str,
    period: Period,
    sections: Sequence[SectionDraft],
    *,
    by: User | None = None,
) -> Report:
    """Make the report of this address what is said here, its chapters in this order; others of its chapters go.

    Raises BlockError and UnknownFigureError; then nothing is kept.
    """
    for section in sections:
        try:
            check_blocks(section.blocks)
        except BlockError as error:
            raise BlockError(f"{section.slug}: {error}") from error
    dates = DateRange(period.start, period.end)
    report = kept(Report, {"slug": slug}, {"title": title, "subtitle": subtitle, "period": dates})
    report.sections.exclude(slug__in=[section.slug for section in sections]).delete()
    for position, section in enumerate(sections, 1):
        blocks = [dict(block) for block in section.blocks]
        kept(
            Section,
            {"report": report, "slug": section.slug},
            {"title": section.title, "position": position, "blocks": blocks},
        )
    return report


@dataclass(frozen=True)
class ReportDraft:
    """The head of a report: its name, its days, whom it is for."""

    title: str
    subtitle: str
    period: Period
    funder: Funder | None = None


@transaction.atomic
def add_report(draft: ReportDraft, *, chapters: Sequence[SectionDraft] = (), by: User) -> Report:
    """A new report with these chapters."""
    taken = set(Report.objects.values_list("slug", flat=True)) | RESERVED
    report = Report.objects.create(
        slug=_address(draft.title, taken),
        title=draft.title,
        subtitle=draft.subtitle,
        period=DateRange(draft.period.start, draft.period.end),
        funder=draft.funder,
    )
    for position, chapter in enumerate(chapters, 1):
        Section.objects.create(
            report=report,
            slug=chapter.slug,
            title=chapter.title,
            position=position,
            blocks=[dict(block) for block in chapter.blocks],
        )
    return report


def chapters_of(source: Report | Template | None) -> list[SectionDraft]:
    """The chapters to begin with: those of a template, those of another report, or none."""
    if isinstance(source, Report):
        return [SectionDraft(one.slug, one.title, one.blocks) for one in source.sections.all()]
    taken = set(RESERVED)
    made = []
    for chapter in source.chapters if source else ():
        slug = _address(chapter["title"], taken)
        taken.add(slug)
        made.append(SectionDraft(slug, chapter["title"], chapter["blocks"]))
    return made


def _address(title: str, taken: set[str] | frozenset[str]) -> str:
    """An address from a title, unlike those taken."""
    base = "-".join(fold(title).split())[:40].strip("-") or "bez-nazwy"
    address, number = base, 1
    while address in taken:
        number += 1
        address = f"{base}-{number}"
    return address


@transaction.atomic
def change_report(report: Report, draft: ReportDraft, *, version: int, by: User) -> Report:
    """Give a report another name, period or funder; raises EditedMeanwhileError."""
    now = unchanged(report, version)
    now.title, now.subtitle, now.funder = draft.title, draft.subtitle, draft.funder
    now.period = DateRange(draft.period.start, draft.period.end)
    now.save()
    return now


class PublishedError(Exception):
    """A report that was published is not removed."""

    def __str__(self) -> str:
        return _("This report was published, so it stays.")


@transaction.atomic
def remove_report(report: Report, *, by: User) -> None:
    """Remove a report that was never published; the history keeps its chapters. Raises PublishedError."""
    now = Report.objects.select_for_update().get(pk=report.pk)
    if now.publications.exists():
        raise PublishedError
    now.delete()


# Chapters -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_chapter(report: Report, title: str, *, version: int, by: User) -> Section:
    """A new empty chapter behind the others; raises EditedMeanwhileError."""
    now = unchanged(report, version)
    now.save(update_fields=["version"])
    slugs = set(now.sections.values_list("slug", flat=True))
    return Section.objects.create(
        report=now, slug=_address(title, slugs | RESERVED), title=title, position=now.sections.count() + 1
    )


@transaction.atomic
def move_chapter(section: Section, to: int, *, version: int, by: User) -> None:
    """Put a chapter at another place, counted from 0; raises EditedMeanwhileError."""
    now = unchanged(section.report, version)
    now.save(update_fields=["version"])
    chapters = list(now.sections.all())
    start = next(place for place, one in enumerate(chapters) if one.pk == section.pk)
    _number(moved(chapters, start, to))


def _number(chapters: Sequence[Section]) -> None:
    for position, chapter in enumerate(chapters, 1):
        if chapter.position != position:
            chapter.position = position
            chapter.save(update_fields=["position"])


@transaction.atomic
def remove_chapter(section: Section, *, version: int, by: User) -> None:
    """Take a chapter out; the history brings it back. Raises EditedMeanwhileError."""
    now = unchanged(section.report, version)
    now.save(update_fields=["version"])
    section.delete()
    _number(list(now.sections.all()))


@transaction.atomic
def restore_chapter(report: Report, number: int, *, by: User) -> Section:
    """Bring back the chapter that had this number, where it stood; raises LookupError where the history has none."""
    now = Report.objects.select_for_update().get(pk=report.pk)
    events = apps.get_model("reports", "SectionEvent").objects
    event = events.filter(pgh_label="delete", report_id=now.pk, id=number).order_by("-pgh_id").first()
    if event is None or Section.objects.filter(pk=number).exists():
        raise LookupError(number)
    now.version += 1
    now.save(update_fields=["version"])
    chapters = list(now.sections.all())
    slugs = {one.slug for one in chapters}
    section = Section.objects.create(
        report=now,
        slug=_address(event.slug, slugs),
        title=event.title,
        position=len(chapters) + 1,
        blocks=event.blocks,
        version=event.version + 1,
    )
    _number(moved([*chapters, section], len(chapters), event.position - 1))
    return section


# Blocks ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def rename_chapter(section: Section, title: str, *, version: int, by: User) -> Section:
    """Give a chapter another title; its address stays. Raises EditedMeanwhileError."""
    now = unchanged(section, version)
    now.title = title
    now.save(update_fields=["title", "version"])
    return now


@transaction.atomic
def put_block(section: Section, block: Mapping[str, Any], *, at: int | None, version: int, by: User) -> Section:
    """Put a block in the place of the one at ``at``, or behind all, counted from 0; its draft is forgotten.

    Raises EditedMeanwhileError, BlockError, UnknownFigureError, and IndexError where there is no such block.
    """
    now = unchanged(section, version)
    check_blocks([block])
    if at is None:
        now.blocks.append(dict(block))
    else:
        now.blocks[at] = dict(block)
    now.save(update_fields=["blocks", "version"])
    forget_block_draft(section, block["type"], at, by=by)
    return now


@transaction.atomic
def move_block(section: Section, start: int, to: int, *, version: int, by: User) -> Section:
    """Put a block at another place; raises EditedMeanwhileError and IndexError."""
    now = unchanged(section, version)
    now.blocks = moved(now.blocks, start, to)
    now.save(update_fields=["blocks", "version"])
    return now


@transaction.atomic
def remove_block(section: Section, at: int, *, version: int, by: User) -> Section:
    """Take a block out; ``restore_blocks`` brings it back. Raises EditedMeanwhileError and IndexError."""
    now = unchanged(section, version)
    del now.blocks[at]
    now.save(update_fields=["blocks", "version"])
    return now


@transaction.atomic
def restore_blocks(section: Section, version: int, *, by: User) -> Section:
    """Take back the change that was made to this version of the chapter, unless another one came after it.

    Raises EditedMeanwhileError.
    """
    now = unchanged(section, version + 1)
    events = apps.get_model("reports", "SectionEvent").objects
    before = events.filter(pgh_obj_id=now.pk, version=version).order_by("-pgh_id").first()
    if before is None:
        raise EditedMeanwhileError
    now.blocks, now.title = before.blocks, before.title
    now.save(update_fields=["blocks", "title", "version"])
    return now


# Templates ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_template(report: Report, *, name: str, funder: Funder | None, by: User) -> Template:
    """Keep the chapters of a report as a template; one of the same name is brought up to date."""
    chapters = [{"title": one.title, "blocks": one.blocks} for one in report.sections.all()]
    return kept(Template, {"name": name}, {"funder": funder, "chapters": chapters})


@transaction.atomic
def remove_template(template: Template, *, by: User) -> None:
    """No new report is made from it; those that were stay."""
    template.delete()
