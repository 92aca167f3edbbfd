"""Addresses of officers and assessors."""

from django.urls import path

from ognisko.grants.views import assessing as views
from ognisko.grants.views import cards, reviews

urlpatterns = [
    path("granty/nabory/<int:call>/wnioski/", views.applications, name="applications"),
    path("granty/nabory/<int:call>/wnioski/zaznaczone/", views.applications_bulk, name="applications_bulk"),
    path("granty/nabory/<int:call>/wnioski/termin/", views.extension, name="extension"),
    path("granty/wnioski/<int:application>/", views.application, name="application"),
    path("granty/wnioski/<int:application>/formalna/", views.check, name="application_check"),
    path("granty/wnioski/<int:application>/poprawki/", views.corrections, name="application_corrections"),
    path("granty/wnioski/<int:application>/odrzuc/", views.reject, name="application_reject"),
    path("granty/wnioski/<int:application>/przyjmij/", views.admit, name="application_admit"),
    path("granty/wnioski/<int:application>/wiadomosc/", views.message, name="application_message"),
    path("granty/wnioski/<int:application>/priorytety/", views.priorities, name="application_priorities"),
    path("granty/wnioski/<int:application>/daj/", reviews.give, name="application_give"),
    path("granty/wnioski/<int:application>/konflikt/", reviews.conflict, name="application_conflict"),
    path("granty/wnioski/<int:application>/panel/", reviews.panel_save, name="panel_save"),
    path("granty/oceny/<int:assessment>/odbierz/", reviews.take_off, name="assessment_take_off"),
    path("granty/oceny/<int:assessment>/oddaj/", reviews.hand_back, name="assessment_hand_back"),
    path("granty/nabory/<int:call>/ocena/", reviews.reviews, name="reviews"),
    path("granty/nabory/<int:call>/ocena/przydziel/", reviews.plan, name="reviews_plan"),
    path("granty/nabory/<int:call>/ocena/przypomnij/", reviews.remind, name="reviews_remind"),
    path("granty/nabory/<int:call>/ocena/na-liste/", reviews.rank, name="reviews_rank"),
    path("granty/nabory/<int:call>/panel/", reviews.panel, name="panel"),
    path("do-oceny/", cards.to_assess, name="to_assess"),
    path("do-oceny/<int:assessment>/", cards.card, name="card"),
]
