"""What the histories of registers, breaches and of a project's personal data tell."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ognisko.core.history import Record, Table
from ognisko.privacy.models import Activity, Basis, Breach, Controller, Terms
from ognisko.privacy.permissions import can_read_registers, can_see_breach, can_see_privacy
from ognisko.projects.models import Project

OF_PROJECT = ("project_id",)

RECORDS = (
    Record(
        what="czynnosc",
        model=Activity,
        may=lambda user, record: can_read_registers(user),
        tables=(Table(model=Activity, quiet=frozenset({"ready"})),),
    ),
    Record(
        what="naruszenie",
        model=Breach,
        may=can_see_breach,
        tables=(Table(model=Breach, quiet=frozenset({"token"})),),
    ),
    Record(
        what="dane-projektu",
        model=Project,
        may=lambda user, record: can_see_privacy(user),
        tables=(
            Table(model=Terms, of=OF_PROJECT, quiet=frozenset({"project_id"})),
            Table(model=Basis, of=OF_PROJECT, called=_("legal basis"), whole=("purpose", "article6", "article9")),
        ),
        back=lambda record: reverse("privacy:project", args=[record.pk]),
    ),
    Record(
        what="administrator-danych",
        model=None,
        may=lambda user, record: can_read_registers(user),
        tables=(Table(model=Controller, of=(), quiet=frozenset({"only"})),),
        title=_("Controller"),
        back=lambda record: reverse("privacy:controller"),
    ),
)
