"""Parties in the support pages: tags to keep tidy, and parties to be looked at; changes go through their own pages."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from ognisko.accounts.models import User
from ognisko.people.models import Address, Contact, Identifier, Membership, Party, PartyKind, PartyStatus, Tag
from ognisko.people.permissions import can_keep_tags


class ReadOnly:
    """Nothing can be added, changed or deleted: an action also keeps the ledger right, this page would not."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Parties are added on their own page."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Parties are changed on their own pages."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The ledger refers to every party for ever."""
        return False


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Tags: rename them, remove those that nobody needs."""

    list_display = ["name"]
    search_fields = ["name"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Those who keep the tags."""
        return isinstance(request.user, User) and can_keep_tags(request.user)

    has_add_permission = has_delete_permission = has_change_permission


class _Rows(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    extra = 0


def _rows_of(of: type[Any], key: str = "") -> type[_Rows]:
    return type(f"{of.__name__}Rows", (_Rows,), {"model": of, "fk_name": key or "party"})


@admin.register(Party)
class PartyAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """A party with all its rows, as the database has them."""

    list_display = ["pk", "name", "kind_now", "seat_now", "caretaker"]
    list_filter = ["kind_now", "is_demo"]
    search_fields = ["search"]
    inlines = [_rows_of(model) for model in (PartyKind, PartyStatus, Address, Identifier, Contact, Membership)]
