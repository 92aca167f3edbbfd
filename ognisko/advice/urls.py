"""Addresses of sessions."""

from django.urls import path

from ognisko.advice.views import appointments, editing, hours, kinds, public, session, sessions, week

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
    path("doradztwo/tydzien/<uuid:token>/przywroc/", week.week_bring_back, name="week_bring_back"),
    path("doradztwo/tydzien/wklej/", week.week_paste, name="week_paste"),
    path("doradztwo/tydzien/powtorz/", week.week_repeat, name="week_repeat"),
    path("doradztwo/<int:pk>/", session.session, name="session"),
    path("doradztwo/<int:pk>/zmien/", editing.session_edit, name="session_edit"),
    path("doradztwo/<int:pk>/anuluj/", session.session_cancel, name="session_cancel"),
    path("doradztwo/<int:pk>/przywroc/", session.session_restore, name="session_restore"),
    path("doradztwo/wizyty/", appointments.appointments, name="appointments"),
    path("doradztwo/wizyty/wolne/", appointments.free, name="free"),
    path("doradztwo/wizyty/dodaj/", appointments.appointment_add, name="appointment_add"),
    path("doradztwo/wizyty/<int:pk>/", appointments.appointment, name="appointment"),
    path("doradztwo/wizyty/<int:pk>/przenies/", appointments.appointment_move, name="appointment_move"),
    path("doradztwo/wizyty/<int:pk>/odwolaj/", appointments.appointment_cancel, name="appointment_cancel"),
    path("doradztwo/wizyty/<int:pk>/nieobecnosc/", appointments.appointment_missed, name="appointment_missed"),
    path("doradztwo/wizyty/<int:pk>/obecnosc/", appointments.appointment_not_missed, name="appointment_not_missed"),
    path("doradztwo/dyzury/", hours.hours, name="hours"),
    path("doradztwo/dyzury/dodaj/", hours.hours_add, name="hours_add"),
    path("doradztwo/dyzury/<int:pk>/", hours.hours_edit, name="hours_edit"),
    path("doradztwo/dyzury/<int:pk>/zakoncz/", hours.hours_end, name="hours_end"),
    path("doradztwo/dyzury/<int:pk>/wznow/", hours.hours_resume, name="hours_resume"),
    path("doradztwo/dyzury/kalendarz/", hours.calendar, name="calendar"),
    path("doradztwo/dyzury/kalendarz/odnow/", hours.calendar_renew, name="calendar_renew"),
    path("doradztwo/dyzury/kalendarz/<int:pk>/zwolnij/", hours.calendar_free, name="calendar_free"),
    # For the public, without an account.
    path("dyzury/", public.open_hours, name="open_hours"),
    path("dyzury/wyslano/<uuid:token>/", public.sent, name="sent"),
    path("dyzury/wizyta/<uuid:secret>/", public.visit, name="visit"),
    path("dyzury/wizyta/<uuid:secret>/potwierdz/", public.visit_confirm, name="visit_confirm"),
    path("dyzury/wizyta/<uuid:secret>/odwolaj/", public.visit_cancel, name="visit_cancel"),
    path("dyzury/wizyta/<uuid:secret>/przenies/", public.visit_move, name="visit_move"),
    path("dyzury/wizyta/<uuid:secret>/ognisko.ics", public.visit_calendar, name="visit_calendar"),
    path("dyzury/kalendarz/<uuid:secret>.ics", public.feed, name="feed"),
    path("dyzury/<slug:kind>/<int:office>/", public.offer, name="offer"),
    path("dyzury/<slug:kind>/<int:office>/rezerwacja/", public.book, name="book"),
]
