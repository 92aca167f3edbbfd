"""Addresses of the staff pages that mix domains."""

from django.urls import path

from ognisko.desk.views import importing, party, project, today

app_name = "desk"
urlpatterns = [
    path("", today.today, name="today"),
    path("podmioty/<int:pk>/", party.party, name="party"),
    path("projekty/<int:pk>/", project.project, name="project"),
    path("wczytaj/", importing.import_page, name="import"),
    path("wczytaj/wzor.xlsx", importing.template, name="import_template"),
]
