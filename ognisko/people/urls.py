"""Addresses of parties and tasks; the page of one party is composed in desk."""

from django.urls import path

from ognisko.people.views import consents, dated, lists, party, protected, tasks

app_name = "people"
urlpatterns = [
    path("podmioty/", lists.parties, name="parties"),
    path("podmioty/szukaj", lists.lookup, name="lookup"),
    path("podmioty/podobne", lists.duplicates, name="duplicates"),
    path("podmioty/zmien-wiele/", lists.bulk, name="bulk"),
    path("podmioty/zmien-wiele/cofnij/", lists.bulk_undo, name="bulk_undo"),
    path("podmioty/dodaj/", party.party_add, name="party_add"),
    path("podmioty/<int:pk>/zmien/", party.party_edit, name="party_edit"),
    path("podmioty/<int:pk>/ludzie/", party.members, name="members"),
    path("podmioty/<int:pk>/ludzie/dodaj/", dated.member_add, name="member_add"),
    path("podmioty/ludzie/<int:pk>/zakoncz/", dated.membership_end, name="membership_end"),
    path("podmioty/<int:pk>/rodzaj/", dated.kind_set, name="kind_set"),
    path("podmioty/<int:pk>/status/", dated.status_set, name="status_set"),
    path("podmioty/statusy/<int:pk>/zakoncz/", dated.status_end, name="status_end"),
    path("podmioty/<int:pk>/siedziba/", dated.seat_move, name="seat_move"),
    path("podmioty/<int:pk>/adresy/dodaj/", dated.address_add, name="address_add"),
    path("podmioty/adresy/<int:pk>/zakoncz/", dated.address_end, name="address_end"),
    path("podmioty/<int:pk>/chronione/", protected.protected_edit, name="protected_edit"),
    path("podmioty/<int:pk>/chronione/pokaz/", protected.protected_show, name="protected_show"),
    path("podmioty/chronione/<int:pk>/usun/", protected.protected_remove, name="protected_remove"),
    path("podmioty/pesel/", protected.pesel_find, name="pesel_find"),
    path("rodo/podglady/", protected.viewings, name="viewings"),
    path("podmioty/<int:pk>/notatki/dodaj/", tasks.note_add, name="note_add"),
    path("podmioty/<int:pk>/zgody/", consents.of_party, name="consents_of"),
    path("podmioty/<int:pk>/zgody/zapisz/", consents.record, name="consent_record"),
    path("zgody/", consents.persons, name="consents"),
    path("zgody/zapisz-wiele/<int:pk>/", consents.record_many, name="consent_record_many"),
    path("zgody/cofnij/", consents.record_undo, name="consent_record_undo"),
    path("zgody/<int:pk>/wycofaj/", consents.withdraw, name="consent_withdraw"),
    path("zgody/<int:pk>/pomylka/", consents.cancel, name="consent_cancel"),
    path("zgody/<int:pk>/przywroc/", consents.restore, name="consent_restore"),
    path("zgody/tresci/", consents.purposes, name="consent_purposes"),
    path("zgody/tresci/nowa/", consents.purpose_add, name="consent_purpose_add"),
    path("zgody/tresci/<int:pk>/", consents.purpose, name="consent_purpose"),
    path("zgody/tresci/<int:pk>/zmien/", consents.purpose_edit, name="consent_purpose_edit"),
    path("zgody/tresci/<int:pk>/nowa-wersja/", consents.wording_add, name="consent_wording_add"),
    path("zgody/wersje/<int:pk>/zmien/", consents.wording_edit, name="consent_wording_edit"),
    path("zadania/", tasks.tasks, name="tasks"),
    path("zadania/dodaj/", tasks.task_add, name="task_add"),
    path("zadania/<int:pk>/zrobione/", tasks.task_finish, name="task_finish"),
    path("zadania/<int:pk>/przywroc/", tasks.task_reopen, name="task_reopen"),
]
