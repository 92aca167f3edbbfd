"""The dictionary of interest rates on the support pages; everything else of grants has its own pages."""

from django.contrib import admin

from ognisko.grants.models import InterestRate


@admin.register(InterestRate)
class InterestRateAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic only for the type checker
    """Rates of interest on money returned late, as the law announces them."""

    list_display = ["since", "percent"]
