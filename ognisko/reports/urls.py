"""Addresses of figures, reports, indicators and the ledger."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from ognisko.reports.views import blocks, builder, documents, figures, indicators, ledger, publications, writing


class KeyConverter(StringConverter):
    """The key of a figure, written as the table's constraint has it; anything else is no address."""

    regex = r"[a-z0-9][a-z0-9.-]*"


register_converter(KeyConverter, "figure")

EDIT = "raporty/<slug:slug>/edycja/"
CHAPTER = f"{EDIT}<slug:section>/"
VERSION = "raporty/<slug:slug>/wersja/<int:number>/"

app_name = "reports"
urlpatterns = [
    path("liczby/", figures.figures, name="figures"),
    path("liczby/nowa/", builder.figure_add, name="figure_add"),
    path("liczby/<figure:key>/", figures.figure, name="figure"),
    path("liczby/<figure:key>/zmien/", builder.figure_edit, name="figure_edit"),
    path("raporty/", documents.reports, name="reports"),
    path("raporty/nowe/", writing.report_add, name="report_add"),
    path("raporty/szablony/", writing.templates, name="templates"),
    path("raporty/szablony/<int:pk>/usun/", writing.template_remove, name="template_remove"),
    path(EDIT, writing.report_edit, name="report_edit"),
    path(f"{EDIT}usun/", writing.report_remove, name="report_remove"),
    path(f"{EDIT}szablon/", writing.template_save, name="template_save"),
    path(f"{EDIT}rozdzialy/", writing.chapter_add, name="chapter_add"),
    path(f"{EDIT}rozdzialy/<int:pk>/przywroc/", writing.chapter_restore, name="chapter_restore"),
    path(CHAPTER, writing.chapter_edit, name="chapter_edit"),
    path(f"{CHAPTER}przesun/", writing.chapter_move, name="chapter_move"),
    path(f"{CHAPTER}usun/", writing.chapter_remove, name="chapter_remove"),
    path(f"{CHAPTER}blok/<int:at>/", blocks.block_edit, name="block_edit"),
    path(f"{CHAPTER}blok/przesun/", blocks.block_move, name="block_move"),
    path(f"{CHAPTER}blok/usun/", blocks.block_remove, name="block_remove"),
    path(f"{CHAPTER}blok/nowy/<slug:kind>/", blocks.block_add, name="block_add"),
    path(f"{CHAPTER}cofnij/<int:version>/", blocks.blocks_restore, name="blocks_restore"),
    path("raporty/<slug:slug>/publikacja/", publications.publish, name="publish"),
    path(VERSION, publications.published, name="published"),
    path(f"{VERSION}rozdzial/<slug:section>/", publications.published_section, name="published_section"),
    path(f"{VERSION}plik.<str:format>", publications.published_file, name="published_file"),
    path(f"{VERSION}liczba/<figure:key>/", publications.published_figure, name="published_figure"),
    path(f"{VERSION}po-publikacji/", publications.restatement, name="restatement"),
    path("raporty/<slug:slug>/", documents.report, name="report"),
    path("raporty/<slug:slug>/plik.<str:format>", documents.report_file, name="report_file"),
    path("raporty/<slug:slug>/<slug:section>/", documents.section, name="section"),
    path("projekty/<int:pk>/wskazniki/", indicators.indicators, name="indicators"),
    path("projekty/<int:pk>/wskazniki/nowy/", indicators.indicator_add, name="indicator_add"),
    path("wskazniki/<int:pk>/zmien/", indicators.indicator_change, name="indicator_change"),
    path("wskazniki/<int:pk>/usun/", indicators.indicator_remove, name="indicator_remove"),
    path("ksiega/", ledger.ledger, name="ledger"),
    path("ksiega/zapis/<int:pk>/", ledger.entry, name="entry"),
    path("ksiega/zamkniecia/", ledger.closings, name="closings"),
    path("ksiega/zamkniecia/do-poprawy/<slug:check>/", ledger.to_mend, name="to_mend"),
    path("ksiega/zamkniecia/<int:pk>/otworz/", ledger.reopen, name="reopen"),
]
