"""Addresses of applicants."""

from django.urls import path

from ognisko.grants.views import applying as views

urlpatterns = [
    path("konkursy/<slug:address>/zloz/", views.apply, name="apply"),
    path("moje/", views.my, name="my"),
    path("moje/<uuid:application>/", views.mine, name="mine"),
]
