"""Addresses of what the RODO asks of a centre."""

from django.urls import path

from ognisko.privacy.views import activities, breaches, home, projects

app_name = "privacy"
urlpatterns = [
    path("rodo/", home.home, name="home"),
    path("rodo/administrator/", home.controller, name="controller"),
    path("rodo/przechowywanie/", home.retention, name="retention"),
    path("rodo/rejestr/", activities.activities, name="activities"),
    path("rodo/rejestr/gotowe/", activities.ready, name="ready"),
    path("rodo/rejestr/dodaj/", activities.activity_add, name="activity_add"),
    path("rodo/rejestr/<int:pk>/", activities.activity, name="activity"),
    path("rodo/rejestr/<int:pk>/zmien/", activities.activity_edit, name="activity_edit"),
    path("rodo/rejestr/<int:pk>/zakoncz/", activities.activity_end, name="activity_end"),
    path("rodo/rejestr/<int:pk>/wznow/", activities.activity_resume, name="activity_resume"),
    path("rodo/naruszenia/", breaches.breaches, name="breaches"),
    path("rodo/naruszenia/zglos/", breaches.report, name="breach_report"),
    path("rodo/naruszenia/<int:pk>/", breaches.breach, name="breach"),
    path("rodo/naruszenia/<int:pk>/zmien/", breaches.edit, name="breach_edit"),
    path("rodo/naruszenia/<int:pk>/zamknij/", breaches.close, name="breach_close"),
    path("rodo/naruszenia/<int:pk>/otworz/", breaches.reopen, name="breach_reopen"),
    path("projekty/<int:pk>/dane-osobowe/", projects.project, name="project"),
    path("projekty/<int:pk>/dane-osobowe/zmien/", projects.project_edit, name="project_edit"),
    path("projekty/<int:pk>/dane-osobowe/klauzula.pdf", projects.clause, name="clause"),
    path("zgody/formularz.pdf", home.consent_form, name="consent_form"),
    path("podmioty/<int:pk>/zgody/formularz.pdf", home.consent_form, name="consent_form_of"),
]
