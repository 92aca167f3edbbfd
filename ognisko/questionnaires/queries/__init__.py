"""Reads of questionnaires: lists, versions, the page on which a sheet is answered."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ognisko.questionnaires.models import AnswerSheet, Edit, Questionnaire, Version
from ognisko.questionnaires.queries.page import (
    Node,
    Page,
    fix_others,
    for_script,
    may_answer,
    page_of,
    pages_of,
    sentences,
)
from ognisko.questionnaires.queries.places import place_meant, place_options

__all__ = [
    "Node",
    "Page",
    "answered",
    "answers_given",
    "edits_of",
    "fix_others",
    "for_script",
    "is_held",
    "may_answer",
    "page_of",
    "pages_of",
    "place_meant",
    "place_options",
    "questionnaires_for_lists",
    "sentences",
    "told",
    "versions_of",
]


def questionnaires_for_lists(text: str = "", use: str = "", *, archived: bool = False) -> QuerySet[Questionnaire]:
    """Questionnaires with their last version, whether there is a draft, and how often they were answered."""
    found = Questionnaire.objects.filter(is_archived=archived)
    if text:
        found = found.filter(title__icontains=text)
    if use:
        found = found.filter(use=use)
    return found.annotate(
        last_version=Max("versions__number", filter=Q(versions__published_at__isnull=False)),
        drafts=Count("versions", filter=Q(versions__published_at=None), distinct=True),
        answered=Count("versions__sheets", filter=answered("versions__sheets__"), distinct=True),
    ).order_by("title", "id")


def answered(prefix: str = "") -> Q:
    """Sheets that were submitted and are no trial."""
    return Q(**{f"{prefix}submitted_at__isnull": False, f"{prefix}is_trial": False})


def versions_of(questionnaire: Questionnaire) -> QuerySet[Version]:
    """The versions, the latest first, with how often each was answered."""
    return questionnaire.versions.select_related("published_by").annotate(
        answered=Count("sheets", filter=answered("sheets__"))
    )


def answers_given(questionnaire: Questionnaire) -> Iterator[tuple[int, int, dict[str, Any], str, datetime]]:
    """Everything that was sent, in its order: the sheet's number, its version, the answers, the language, when."""
    found = AnswerSheet.objects.filter(answered(), version__questionnaire=questionnaire).order_by("submitted_at", "id")
    return (
        (number, version, answers, language, localtime(at))
        for number, version, answers, language, at in found.values_list(
            "pk", "version__number", "answers", "language", "submitted_at"
        ).iterator(500)
    )


def edits_of(sheet: AnswerSheet, limit: int = 50) -> QuerySet[Edit]:
    """The latest changes of a draft, with who made them."""
    return sheet.edits.select_related("by").order_by("-id")[:limit]


def is_held(sheet: AnswerSheet) -> bool:
    """Say whether the sheet belongs to a record of a domain, which has rights of its own (settings.SHEETS_OF)."""
    return any(apps.get_model(model)._default_manager.filter(sheet=sheet).exists() for model in settings.SHEETS_OF)


def told(sheet: AnswerSheet, conflicts: Sequence[Any]) -> dict[str, Any]:
    """What the page's script is told of a save: when it was, and where somebody else wrote meanwhile."""
    return {
        "revision": sheet.revision,
        "said": _("Saved at %(time)s") % {"time": f"{timezone.localtime(sheet.saved_at):%H:%M:%S}"},
        "conflicts": [
            {
                "key": one.key,
                "stands": one.stands,
                "said": _("%(who)s wrote here meanwhile: “%(text)s”. Yours is not saved until you decide.")
                % {"who": one.who or _("Somebody"), "text": _shown(one.stands)},
            }
            for one in conflicts
        ],
    }


def _shown(given: Any) -> str:
    return ", ".join(given) if isinstance(given, list) else str(given or "")
