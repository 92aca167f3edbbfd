"""Addresses of files."""

from django.urls import path

from ognisko.files import views

app_name = "files"
urlpatterns = [
    path("pliki/", views.begin, name="begin"),
    path("pliki/<uuid:key>/", views.file, name="file"),
    path("pliki/<uuid:key>/podglad/", views.thumbnail, name="thumbnail"),
    path("pliki/<uuid:key>/odbior/", views.arrival, name="arrival"),
    path("ui/pliki/", views.example, name="example"),
]
