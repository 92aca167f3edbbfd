"""Addresses of programmes, calls and what the public sees."""

from django.urls import path, re_path

from ognisko.grants.views.calls import public, running, staff

CALL = "granty/nabory/<int:call>/"
PUBLIC = "konkursy/<slug:address>/"

urlpatterns = [
    path("granty/", staff.calls, name="calls"),
    path("granty/programy/", staff.programmes, name="programmes"),
    path("granty/programy/nowy/", staff.programme_add, name="programme_add"),
    path("granty/programy/<int:programme>/", staff.programme, name="programme"),
    path("granty/programy/<int:programme>/zmien/", staff.programme_edit, name="programme_edit"),
    path("granty/programy/<int:programme>/trwa/", staff.programme_run, name="programme_run"),
    path("granty/odsetki/", running.rates, name="rates"),
    path("granty/odsetki/nowe/", running.rate_add, name="rate_add"),
    path("granty/odsetki/<int:rate>/", running.rate_edit, name="rate_edit"),
    path("granty/nabory/nowy/", staff.call_add, name="call_add"),
    path(CALL, staff.call, name="call"),
    path(f"{CALL}zmien/<slug:section>/", staff.call_edit, name="call_edit"),
    path(f"{CALL}lista/<slug:what>/", staff.call_rows, name="call_rows"),
    path(f"{CALL}kopiuj/", staff.call_copy, name="call_copy"),
    path(f"{CALL}oglos/", running.call_announce, name="call_announce"),
    path(f"{CALL}odwolaj/", running.call_cancel, name="call_cancel"),
    path(f"{CALL}przedluz/", running.call_extend, name="call_extend"),
    path(f"{CALL}pula/", running.call_fund, name="call_fund"),
    path(f"{CALL}regulamin/", running.call_rules, name="call_rules"),
    path(f"{CALL}pytania/", running.call_questions, name="call_questions"),
    path(f"{CALL}pytania/nowe/", running.question_add, name="question_add"),
    path(f"{CALL}pytania/<int:question>/", running.question_edit, name="question_edit"),
    path(f"{CALL}pytania/<int:question>/ukryj/", running.question_hide, name="question_hide"),
    path("granty/wnioski/<int:application>/publicznie/", running.story, name="story"),
    path("konkursy/", public.open_calls, name="open_calls"),
    path("konkursy/inicjatywy/", public.initiatives, name="initiatives"),
    path("konkursy/otwarte-dane/", public.open_data, name="open_data"),
    re_path(r"^konkursy/otwarte-dane/granty\.(?P<kind>json|csv)$", public.open_data_file, name="open_data_file"),
    path(PUBLIC, public.public_call, name="public_call"),
    path(f"{PUBLIC}zapytaj/", public.ask, name="ask"),
    path(f"{PUBLIC}regulamin/", public.rules, name="rules"),
    path(f"{PUBLIC}wyniki/", public.results, name="results"),
    path(f"{PUBLIC}inicjatywa/<int:serial>/", public.initiative, name="initiative"),
]
