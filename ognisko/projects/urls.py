"""Addresses of projects, offices and settings."""

from django.urls import path

from ognisko.projects.views import joinings, offices, projects, settings

app_name = "projects"
urlpatterns = [
    path("projekty/", projects.projects, name="projects"),
    path("projekty/nowy/", projects.project_add, name="project_add"),
    path("projekty/<int:pk>/zmien/", projects.project_edit, name="project_edit"),
    path("projekty/<int:pk>/obszar/", projects.area, name="area"),
    path("projekty/<int:pk>/partnerzy/nowy/", projects.partner_add, name="partner_add"),
    path("partnerzy/<int:pk>/koniec/", projects.partner_end, name="partner_end"),
    path("partnerzy/<int:pk>/anuluj/", projects.partner_cancel, name="partner_cancel"),
    path("partnerzy/<int:pk>/przywroc/", projects.partner_restore, name="partner_restore"),
    path("projekty/<int:pk>/przystapienia/", joinings.joinings, name="joinings"),
    path("projekty/<int:pk>/przystapienia/nowe/", joinings.joining_add, name="joining_add"),
    path("przystapienia/<int:pk>/odejscie/", joinings.joining_leave, name="joining_leave"),
    path("przystapienia/<int:pk>/zostaje/", joinings.joining_stay, name="joining_stay"),
    path("przystapienia/<int:pk>/anuluj/", joinings.joining_cancel, name="joining_cancel"),
    path("przystapienia/<int:pk>/przywroc/", joinings.joining_restore, name="joining_restore"),
    path("biura/", offices.offices, name="offices"),
    path("biura/nowe/", offices.office_add, name="office_add"),
    path("biura/<int:pk>/", offices.office, name="office"),
    path("biura/<int:pk>/zmien/", offices.office_edit, name="office_edit"),
    path("biura/<int:pk>/godziny/", offices.hours_edit, name="hours"),
    path("biura/<int:pk>/dni/", offices.days, name="days"),
    path("biura/<int:pk>/wyjatki/nowy/", offices.exception_add, name="exception_add"),
    path("biura/<int:pk>/wyjatki/przywroc/", offices.exception_restore, name="exception_restore"),
    path("wyjatki/<int:pk>/usun/", offices.exception_remove, name="exception_remove"),
    path("przydzialy/nowy/", settings.assignment_add, name="assignment_add"),
    path("przydzialy/<int:pk>/koniec/", settings.assignment_end, name="assignment_end"),
    path("przydzialy/<int:pk>/przywroc/", settings.assignment_resume, name="assignment_resume"),
    path("ustawienia/", settings.settings, name="settings"),
    path("ustawienia/operatorzy/", settings.operators, name="operators"),
    path("ustawienia/operatorzy/nowy/", settings.operator_edit, name="operator_add"),
    path("ustawienia/operatorzy/<int:pk>/", settings.operator_edit, name="operator_edit"),
    path("ustawienia/finansujacy/", settings.funders, name="funders"),
    path("ustawienia/finansujacy/nowy/", settings.funder_edit, name="funder_add"),
    path("ustawienia/finansujacy/<int:pk>/", settings.funder_edit, name="funder_edit"),
]
