"""What holds for the personal data of a project."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from ognisko.accounts.models import User
from ognisko.privacy.models import Basis, Terms
from ognisko.privacy.rules import CountedFrom, Part
from ognisko.projects.models import Project


@dataclass(frozen=True)
class TermsDraft:
    """The terms as they are typed or imported."""

    part: str = Part.CONTROLLER
    controller: str = ""
    keep_until: date | None = None
    keep_years: int | None = None
    counted_from: str = CountedFrom.END_YEAR
    settled_on: date | None = None
    keep_basis: str = ""
    clause: str = ""


@dataclass(frozen=True)
class BasisDraft:
    """A purpose with its basis; ``pk`` where it stands already."""

    purpose: str
    article6: str
    article9: str = ""
    description: str = ""
    pk: int = 0


@transaction.atomic
def save_terms(project: Project, draft: TermsDraft, bases: Sequence[BasisDraft], *, by: User | None) -> Terms:
    """Make the project's terms and bases what the drafts say; a basis that is not among them is removed.

    The project's row is held, so that two who save at once leave one's bases and not a mixture.
    """
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    terms = Terms.objects.filter(project=project).first() or Terms(project=project)
    for name, value in asdict(draft).items():
        setattr(terms, name, value)
    terms.save()
    standing = {basis.pk: basis for basis in Basis.objects.filter(project=project)}
    kept = {one.pk for one in bases}
    for pk, basis in standing.items():
        if pk not in kept:
            basis.delete()
    for one in bases:
        basis = standing.get(one.pk) or Basis(project=project)
        basis.purpose, basis.article6, basis.article9 = one.purpose, one.article6, one.article9
        basis.description = one.description
        basis.save()
    return terms
