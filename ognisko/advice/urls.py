"""Addresses of sessions."""

from django.urls import path

from ognisko.advice.views import editing, kinds, session, sessions, week

app_name = "advice"
urlpatterns = [
    path("doradztwo/", sessions.sessions, name="sessions"),
    path("doradztwo/zmien/", sessions.sessions_change, name="sessions_change"),
    path("doradztwo/dodaj/", editing.session_add, name="session_add"),
    path("doradztwo/podmioty", editing.party_lookup, name="party_lookup"),
    path("doradztwo/rodzaje/", kinds.kinds, name="kinds"),
    path("doradztwo/rodzaje/<int:pk>/", kinds.kind_edit, name="kind_edit"),
    path("doradztwo/rodzaje/<int:pk>/w-formularzach/", kinds.kind_set, name="kind_set"),
    path("doradztwo/tydzien/", week.week, name="week"),
    path("doradztwo/tydzien/wiersz/", week.week_row, name="week_row"),
    path("doradztwo/tydzien/wklej/", week.week_paste, name="week_paste"),
    path("doradztwo/tydzien/powtorz/", week.week_repeat, name="week_repeat"),
    path("doradztwo/<int:pk>/", session.session, name="session"),
    path("doradztwo/<int:pk>/zmien/", editing.session_edit, name="session_edit"),
    path("doradztwo/<int:pk>/anuluj/", session.session_cancel, name="session_cancel"),
    path("doradztwo/<int:pk>/przywroc/", session.session_restore, name="session_restore"),
]
