"""Questionnaires and their versions: one draft at a time, published ones stay as they are."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.people.models import NOW
from ognisko.questionnaires.models import Questionnaire, Version
from ognisko.questionnaires.rules.definition import Definition, Problem, problems, read, to_json


class EditedMeanwhileError(Exception):
    """Somebody else has saved the draft since it was read."""


class NotReadyError(Exception):
    """The draft has problems: ``problems`` names them."""

    def __init__(self, found: list[Problem]) -> None:
        super().__init__(_("The questionnaire is not ready."))
        self.problems = found


@transaction.atomic
def add_questionnaire(
    title: str, use: str, definition: Definition, *, by: User | None, token: UUID | None = None
) -> Questionnaire:
    """A questionnaire with its first draft; a second submit of the same form gives the first one's."""
    made, is_new = Questionnaire.objects.get_or_create(
        token=token, defaults={"title": title, "use": use, "created_by": by}
    ) if token else (Questionnaire.objects.create(title=title, use=use, created_by=by), True)  # fmt: skip
    if is_new:
        Version.objects.create(questionnaire=made, number=1, definition=to_json(definition))
    return made


@transaction.atomic
def rename(questionnaire: Questionnaire, *, title: str, use: str, by: User) -> None:
    """Another title and use; versions keep the title that people saw."""
    Questionnaire.objects.filter(pk=questionnaire.pk).update(title=title, use=use)


@transaction.atomic
def archive(questionnaire: Questionnaire, *, archived: bool, by: User) -> None:
    """Offer a questionnaire no longer, or again."""
    Questionnaire.objects.filter(pk=questionnaire.pk).update(is_archived=archived)


@transaction.atomic
def draft_of(questionnaire: Questionnaire, *, by: User) -> Version:
    """The draft; a copy of the last version where there is none."""
    locked = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    if draft := locked.versions.filter(published_at=None).first():
        return draft
    last = locked.versions.order_by("-number")[0]
    return Version.objects.create(questionnaire=locked, number=last.number + 1, definition=last.definition)


@transaction.atomic
def save_draft(draft: Version, definition: Definition, *, changed: int, by: User) -> Version:
    """Write a draft anew. ``changed`` is what its writer read. Raises EditedMeanwhileError."""
    locked = Version.objects.select_for_update().get(pk=draft.pk)
    if locked.changed != changed or locked.published_at:
        raise EditedMeanwhileError(_("Somebody has changed this draft meanwhile."))
    locked.definition = to_json(definition)
    locked.changed += 1
    locked.save(update_fields=["definition", "changed"])
    return locked


@transaction.atomic
def publish(draft: Version, *, by: User) -> Version:
    """From now on people can answer it, and nobody can change it. Raises NotReadyError."""
    locked = Version.objects.select_for_update().get(pk=draft.pk)
    if locked.published_at:
        return locked
    if found := problems(locked.content):
        raise NotReadyError(found)
    Version.objects.filter(pk=locked.pk).update(published_at=NOW, published_by=by)
    locked.refresh_from_db()
    return locked


@transaction.atomic
def take_back(draft: Version, *, to: int, by: User) -> Version:
    """The draft as it was after its save number ``to``, unless anybody has saved more than the one change since.

    Raises EditedMeanwhileError.
    """
    locked = Version.objects.select_for_update().get(pk=draft.pk)
    before = locked.events.filter(changed=to).order_by("pgh_id").last()  # type: ignore[attr-defined]  # pghistory's
    if locked.changed != to + 1 or before is None:
        raise EditedMeanwhileError(_("Somebody has changed this draft meanwhile."))
    return save_draft(locked, read(before.definition), changed=locked.changed, by=by)
