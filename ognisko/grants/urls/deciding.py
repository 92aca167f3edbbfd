"""Addresses of decisions, agreements and payments."""

from django.urls import path

from ognisko.grants.views import deciding as views

urlpatterns = [
    path("granty/nabory/<int:call>/ranking/", views.ranking, name="ranking"),
    path("granty/nabory/<int:call>/umowy/", views.agreements, name="agreements"),
    path("granty/nabory/<int:call>/wyplaty/", views.payments, name="payments"),
    path("granty/nabory/<int:call>/pieniadze/", views.money, name="money"),
    path("granty/wnioski/<int:application>/grant/", views.grant, name="grant"),
]
