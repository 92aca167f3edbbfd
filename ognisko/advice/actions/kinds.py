"""Writes of the kinds of session: shipped, added, renamed, retired."""

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.advice.models import Kind
from ognisko.advice.rules import SHIPPED_KINDS


class KindExistsError(Exception):
    """Another kind of session has this name already."""

    def __str__(self) -> str:
        return _("There is a kind of this name already.")


def ensure_kinds(kinds: type[Kind] = Kind) -> None:
    """Add the kinds that come with the program where they are missing; renamed and retired ones stay as they are.

    Takes the model, so that a migration can pass the model of its time.
    """
    kinds.objects.bulk_create(
        [
            kinds(key=row.key, name=row.name, name_en=row.name_en, category=row.category, position=10 * number)
            for number, row in enumerate(SHIPPED_KINDS, start=1)
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def add_kind(*, name: str, name_en: str = "", category: int, by: User) -> Kind:
    """Add a kind of session after those that stand; its key is made of the name. Raises KindExistsError."""
    last = Kind.objects.order_by("-position").values_list("position", flat=True).first() or 0
    base = slugify(name.replace("ł", "l").replace("Ł", "L")) or "kind"
    taken = set(Kind.objects.filter(key__startswith=base).values_list("key", flat=True))
    key = next(key for key in (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))) if key not in taken)
    try:
        with transaction.atomic():
            return Kind.objects.create(key=key, name=name, name_en=name_en, category=category, position=last + 10)
    except IntegrityError as error:
        raise KindExistsError from error


@transaction.atomic
def change_kind(kind: Kind, *, name: str, name_en: str, is_active: bool, by: User) -> Kind:
    """Rename a kind or retire it: sessions keep it, forms offer it no more. What it counts as never changes.

    A kind that counted as advice and then as education would rewrite closed periods; a new kind serves instead. Raises
    KindExistsError.
    """
    kind = Kind.objects.select_for_update().get(pk=kind.pk)
    kind.name, kind.name_en, kind.is_active = name, name_en, is_active
    try:
        with transaction.atomic():
            kind.save(update_fields=["name", "name_en", "is_active"])
    except IntegrityError as error:
        raise KindExistsError from error
    return kind
