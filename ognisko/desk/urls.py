"""Addresses of the staff pages that mix domains."""

from django.urls import path

from ognisko.desk.views import care, importing, merging, party, personal, project, search, today

app_name = "desk"
urlpatterns = [
    path("", today.today, name="today"),
    path("szukaj/", search.search, name="search"),
    path("opieka/", care.care, name="care"),
    path("opieka/przekaz/", care.hand_over, name="care_hand_over"),
    path("opieka/cofnij/", care.undo, name="care_undo"),
    path("podmioty/<int:pk>/", party.party, name="party"),
    path("podmioty/<int:pk>/polacz/", merging.merge, name="merge"),
    path("podmioty/duplikaty/", merging.doubles, name="doubles"),
    path("podmioty/duplikaty/osobno/", merging.apart, name="apart"),
    path("podmioty/duplikaty/moze-jednak/", merging.apart_undo, name="apart_undo"),
    path("podmioty/polaczone/", merging.merges, name="merges"),
    path("podmioty/polaczone/<int:pk>/cofnij/", merging.undo, name="merge_undo"),
    path("podmioty/<int:pk>/dane/", personal.data, name="personal_data"),
    path("podmioty/<int:pk>/usun/", personal.erase, name="erase"),
    path("rodo/usuniecia/", personal.erasures, name="erasures"),
    path("projekty/<int:pk>/", project.project, name="project"),
    path("wczytaj/", importing.import_page, name="import"),
    path("wczytaj/wzor.xlsx", importing.template, name="import_template"),
]
