"""Addresses of users and roles; logging in is django-allauth's."""

from django.urls import path

from ognisko.accounts import views

app_name = "accounts"
urlpatterns = [
    path("wejdz/", views.enter, name="enter"),
    path("wejdz/<str:given>/", views.entry, name="entry"),
    path("konto/powiadomienia/", views.reminders, name="reminders"),
    path("ustawienia/ludzie/", views.users, name="users"),
    path("ustawienia/ludzie/dodaj/", views.user_add, name="user_add"),
    path("ustawienia/ludzie/<int:pk>/", views.user_edit, name="user_edit"),
    path("ustawienia/ludzie/<int:pk>/haslo/", views.password_link, name="password_link"),
    path("ustawienia/ludzie/<int:pk>/drugi-krok/", views.second_factor_reset, name="second_factor_reset"),
]
