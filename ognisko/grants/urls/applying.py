"""Addresses of applicants."""

from django.urls import path

from ognisko.grants.views import applying as views

_ONE = "moje/<uuid:application>"

urlpatterns = [
    path("konkursy/<slug:address>/zloz/", views.apply, name="apply"),
    path("moje/", views.my, name="my"),
    path(f"{_ONE}/", views.mine, name="mine"),
    path(f"{_ONE}/wnioskodawca/", views.applicant, name="mine_applicant"),
    path(f"{_ONE}/czesc/<int:number>/", views.page, name="mine_page"),
    path(f"{_ONE}/czesc/<int:number>/zapisz", views.autosave, name="mine_autosave"),
    path(f"{_ONE}/zalaczniki/", views.documents, name="mine_documents"),
    path(f"{_ONE}/oswiadczenia/", views.declarations, name="mine_declarations"),
    path(f"{_ONE}/sprawdz/", views.check, name="mine_check"),
    path(f"{_ONE}/potwierdzenie/", views.receipt, name="mine_receipt"),
    path(f"{_ONE}/wniosek-<int:number>.pdf", views.paper, name="mine_paper"),
    path(f"{_ONE}/wycofaj/", views.withdraw, name="mine_withdraw"),
    path(f"{_ONE}/wiadomosci/", views.messages, name="mine_messages"),
    path(f"{_ONE}/osoby/", views.authors, name="mine_authors"),
    path(f"{_ONE}/osoby/<int:author>/usun/", views.author_remove, name="mine_author_remove"),
    path(f"{_ONE}/link/", views.send_link, name="mine_send_link"),
]
