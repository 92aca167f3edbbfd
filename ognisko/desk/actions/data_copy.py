"""A person gets a copy of their data; who made it and when stays on record."""

from django.db import transaction
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.desk.queries.archive import archive
from ognisko.people.actions import show
from ognisko.people.models import DataCopy, Party, Viewing
from ognisko.people.permissions import can_see_protected


class NobodyError(Exception):
    """A copy is made for a person; organisations and erased persons have none."""


def make_copy(party: Party, centre: str, *, by: User) -> bytes:
    """Make the archive and keep on record that it was made. Raises NobodyError.

    What is protected is opened for those who may see it, and that viewing is on record before anything is made.
    """
    if not party.is_person or hasattr(party, "erasure"):
        raise NobodyError
    opened = show(party, by=by, purpose=Viewing.Purpose.EXPORT) if can_see_protected(by) else None
    with transaction.atomic():
        content = archive(party, centre, by, timezone.localtime(), opened)
        DataCopy.objects.create(party=party, by=by)
    return content
