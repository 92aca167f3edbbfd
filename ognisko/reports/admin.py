"""Figures and reports behind the scenes, for support; staff use the builder and the pages where reports are written."""

from django.contrib import admin

from ognisko.reports.models import Figure, Indicator, Report, Section


@admin.register(Figure)
class FigureAdmin(admin.ModelAdmin[Figure]):
    """The catalogue; a definition that would say something false is refused when it is saved."""

    list_display = ["key", "section", "name", "unit", "counts", "is_state"]
    list_filter = ["section", "counts"]
    search_fields = ["key", "name", "description"]
    autocomplete_fields = ["place", "seat"]
    filter_horizontal = ["projects", "offices"]


@admin.register(Indicator)
class IndicatorAdmin(admin.ModelAdmin[Indicator]):
    """Targets of projects."""

    list_display = ["project", "figure", "target"]
    list_filter = ["project"]


class SectionInline(admin.StackedInline[Section, Report]):
    """Chapters of a report."""

    model = Section
    extra = 0


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin[Report]):
    """Documents, with their chapters as data."""

    list_display = ["title", "period"]
    inlines = [SectionInline]
