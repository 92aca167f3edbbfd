"""What holds for the personal data of one project."""

from ognisko.privacy.models import Basis, Terms
from ognisko.projects.models import Project


def terms_of(project: Project) -> tuple[Terms | None, list[Basis]]:
    """The terms, if somebody has written them, and the bases; two queries."""
    terms = Terms.objects.select_related("project").filter(project=project).first()
    return terms, list(Basis.objects.filter(project=project).order_by("id"))
