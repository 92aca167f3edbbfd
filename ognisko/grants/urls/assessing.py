"""Addresses of officers and assessors."""

from django.urls import path

from ognisko.grants.views import assessing as views

urlpatterns = [
    path("granty/nabory/<int:call>/wnioski/", views.applications, name="applications"),
    path("granty/wnioski/<int:application>/", views.application, name="application"),
    path("granty/nabory/<int:call>/ocena/", views.reviews, name="reviews"),
    path("do-oceny/", views.to_assess, name="to_assess"),
]
