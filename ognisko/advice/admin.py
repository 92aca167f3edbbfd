"""Support pages: the kinds of session; sessions themselves are changed through actions only."""

from django.contrib import admin

from ognisko.advice.models import Kind


@admin.register(Kind)
class KindAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # no generic class at run time
    """Order and English names; a kind that was used stays for good, therefore nothing is deleted here."""

    list_display = ("name", "name_en", "category", "is_active", "position")
    list_editable = ("position", "is_active")
    fields = ("name", "name_en", "position", "is_active")

    def has_add_permission(self, request: object) -> bool:
        """Kinds are added on their own page, which makes the key."""
        return False

    def has_delete_permission(self, request: object, obj: Kind | None = None) -> bool:
        """Sessions and entries know a kind by its number."""
        return False
