"""Addresses of the look itself: the page of all components, and the choice of light or dark."""

from django.urls import path

from ognisko.ui import views

app_name = "ui"

urlpatterns = [
    path("", views.elements, name="elements"),
    path("motyw/", views.theme, name="theme"),
    path("przyklad/podmioty/", views.example_options, name="example_options"),
    path("przyklad/liczba/", views.example_figure, name="example_figure"),
]
