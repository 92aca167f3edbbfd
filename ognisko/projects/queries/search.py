"""Projects that a search finds."""

from datetime import timedelta

from ognisko.accounts.models import User
from ognisko.core.polish import fold, range_text
from ognisko.core.search import Asked, Found
from ognisko.projects.models import Project
from ognisko.projects.permissions import can_see_projects

KIND = "projekty"


def found(user: User, asked: Asked, limit: int) -> list[Found]:
    """The first so many projects with these words in name, number or texts, the latest first; one query."""
    if not asked or not can_see_projects(user):
        return []
    rows = Project.objects.filter(words=asked.tsquery).defer("words").order_by("-period", "id")
    lines = [
        Found(
            kind=KIND,
            title=project.short_name,
            url=project.get_absolute_url(),
            rank=3 if asked.is_loose else 1 if fold(project.short_name).startswith(asked.folded) else 2,
            note=", ".join(part for part in (project.name, _when(project)) if part != project.short_name),
            icon="folder-kanban",
        )
        for project in rows[:limit]
    ]
    return sorted(lines, key=lambda line: line.rank)


def _when(project: Project) -> str:
    until = project.period.upper
    return range_text(project.period.lower, until - timedelta(days=1) if until else None)
