"""Places in the support pages, to be looked at: the register changes them, nobody else."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from ognisko.places.models import Place, PlaceName


class ReadOnly:
    """Nothing can be added, changed or deleted."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only the register adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only the register changes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The ledger refers to every place for ever."""
        return False


class PlaceNameInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    """The names of a unit over time."""

    model = PlaceName
    extra = 0


@admin.register(Place)
class PlaceAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Units by level."""

    list_display = ["code", "__str__", "level", "as_of", "ended_on"]
    list_filter = ["level", "kind"]
    search_fields = ["search"]
    inlines = [PlaceNameInline]
