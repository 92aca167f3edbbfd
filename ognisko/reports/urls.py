"""Addresses of figures, reports, indicators and the ledger."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from ognisko.reports.views import documents, figures, indicators, ledger


class KeyConverter(StringConverter):
    """The key of a figure, written as the table's constraint has it; anything else is no address."""

    regex = r"[a-z0-9][a-z0-9.-]*"


register_converter(KeyConverter, "figure")

app_name = "reports"
urlpatterns = [
    path("liczby/", figures.figures, name="figures"),
    path("liczby/<figure:key>/", figures.figure, name="figure"),
    path("raporty/", documents.reports, name="reports"),
    path("raporty/<slug:slug>/", documents.report, name="report"),
    path("raporty/<slug:slug>/plik.<str:format>", documents.report_file, name="report_file"),
    path("raporty/<slug:slug>/<slug:section>/", documents.section, name="section"),
    path("projekty/<int:pk>/wskazniki/", indicators.indicators, name="indicators"),
    path("projekty/<int:pk>/wskazniki/nowy/", indicators.indicator_add, name="indicator_add"),
    path("wskazniki/<int:pk>/zmien/", indicators.indicator_change, name="indicator_change"),
    path("wskazniki/<int:pk>/usun/", indicators.indicator_remove, name="indicator_remove"),
    path("ksiega/", ledger.ledger, name="ledger"),
    path("ksiega/zamkniecia/", ledger.closings, name="closings"),
    path("ksiega/zamkniecia/<int:pk>/otworz/", ledger.reopen, name="reopen"),
]
