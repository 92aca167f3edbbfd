"""A person gets a copy of their data; who made it and when stays on record."""

from django.db import transaction
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.desk.queries.archive import archive
from ognisko.people.models import DataCopy, Party


class NobodyError(Exception):
    """A copy is made for a person; organisations and erased persons have none."""


@transaction.atomic
def make_copy(party: Party, centre: str, *, by: User) -> bytes:
    """Make the archive and keep on record that it was made. Raises NobodyError."""
    if not party.is_person or hasattr(party, "erasure"):
        raise NobodyError
    content = archive(party, centre, by, timezone.localtime())
    DataCopy.objects.create(party=party, by=by)
    return content
