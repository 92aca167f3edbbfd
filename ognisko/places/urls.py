"""Addresses of places."""

from django.urls import path

from ognisko.places import views

app_name = "places"
urlpatterns = [
    path("miejsca/", views.overview, name="overview"),
    path("miejsca/szukaj", views.lookup, name="lookup"),
    path("miejsca/<int:code>/", views.place, name="place"),
]
