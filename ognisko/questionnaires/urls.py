"""Addresses of questionnaires for staff, and of the pages on which they are answered."""

from django.urls import path

from ognisko.questionnaires.views import answering, building, export, staff

app_name = "questionnaires"
urlpatterns = [
    path("kwestionariusze/", staff.questionnaires, name="questionnaires"),
    path("kwestionariusze/dodaj/", staff.questionnaire_add, name="questionnaire_add"),
    path("kwestionariusze/nowy/", building.questionnaire_begin, name="questionnaire_begin"),
    path("kwestionariusze/<int:pk>/", staff.questionnaire, name="questionnaire"),
    path("kwestionariusze/<int:pk>/zmien/", staff.questionnaire_edit, name="questionnaire_edit"),
    path("kwestionariusze/<int:pk>/odloz/", staff.questionnaire_archive, name="questionnaire_archive"),
    path("kwestionariusze/<int:pk>/szkic/", staff.draft_begin, name="draft_begin"),
    path("kwestionariusze/<int:pk>/odpowiedzi/", export.answers, name="answers"),
    path("kwestionariusze/wersje/<int:pk>/uloz/", building.version_build, name="version_build"),
    path("kwestionariusze/wersje/<int:pk>/podglad/", building.version_preview, name="version_preview"),
    path("kwestionariusze/wersje/<int:pk>/cofnij/<int:to>/", building.version_take_back, name="version_take_back"),
    path("kwestionariusze/wersje/<int:pk>/opublikuj/", staff.version_publish, name="version_publish"),
    path("kwestionariusze/wersje/<int:pk>/wczytaj/", staff.version_read, name="version_read"),
    path("kwestionariusze/wersje/<int:pk>/xlsform", staff.version_export, name="version_export"),
    path("kwestionariusze/wersje/<int:pk>/wyprobuj/", staff.version_try, name="version_try"),
    path("odpowiedzi/miejsca", answering.places, name="places"),
    path("odpowiedzi/<uuid:address>/", answering.answer, name="answer"),
    path("odpowiedzi/<uuid:address>/<int:number>/", answering.answer, name="answer_page"),
    path("odpowiedzi/<uuid:address>/zapisz", answering.autosave, name="autosave"),
    path("odpowiedzi/<uuid:address>/sprawdz/", answering.check, name="check"),
]
