"""Addresses of programmes, calls and what the public sees."""

from django.urls import path

from ognisko.grants.views import calls as views

urlpatterns = [
    path("granty/", views.calls, name="calls"),
    path("granty/nabory/<int:call>/", views.call, name="call"),
    path("konkursy/", views.open_calls, name="open_calls"),
    path("konkursy/<slug:address>/", views.public_call, name="public_call"),
    path("konkursy/<slug:address>/wyniki/", views.results, name="results"),
]
