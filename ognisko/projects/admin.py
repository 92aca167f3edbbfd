"""Dictionaries on the support pages: funders and operators. Everything else goes through the app's own pages."""

from django.contrib import admin

from ognisko.projects.models import Funder, Operator


@admin.register(Funder)
class FunderAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic only for the type checker
    """Who pays for projects."""

    list_display = ["name"]
    search_fields = ["name"]


@admin.register(Operator)
class OperatorAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic only for the type checker
    """Organisations that run the centre or a part of a project."""

    list_display = ["party", "is_centre"]
    list_select_related = ["party"]
    raw_id_fields = ["party"]
    search_fields = ["party__name"]
