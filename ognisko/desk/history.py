"""What the history of the registers that came in from spreadsheets tells."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ognisko.core.history import Record, Table
from ognisko.desk.models import ImportedWorkbook
from ognisko.desk.permissions import can_import

IMPORTS = (
    Table(
        model=ImportedWorkbook,
        of=(),
        titled="file_name",
        began=_("handed in"),
        quiet=frozenset({"token", "sha256", "size", "by_id", "handed_in_at"}),
    ),
)

RECORDS = (
    Record(
        what="wczytane",
        model=None,
        may=lambda user, record: can_import(user),
        tables=IMPORTS,
        title=_("Registers from a spreadsheet"),
        back=lambda record: reverse("desk:import"),
    ),
)
