"""Addresses of carrying out and settling a grant."""

from django.urls import path

from ognisko.grants.views.settling import holder, officer

_MINE, _ROW = "moje/<uuid:application>/sprawozdanie/", "granty/wnioski/<int:application>/rozliczenie/"

urlpatterns = [
    path(_MINE, holder.report, name="report"),
    path(f"{_MINE}odpowiedzi/", holder.answers, name="report_answers"),
    path(f"{_MINE}odpowiedzi/<int:number>/", holder.answers, name="report_answers_page"),
    path(f"{_MINE}dokument/", holder.bill, name="bill_add"),
    path(f"{_MINE}dokument/<uuid:token>/", holder.bill, name="bill"),
    path(f"{_MINE}dokument/<uuid:token>/usun/", holder.bill_remove, name="bill_remove"),
    path(f"{_MINE}pliki/", holder.pictures, name="report_files"),
    path(f"{_MINE}zloz/", holder.submit, name="report_submit"),
    path(f"{_MINE}zmiana/", holder.change, name="change_ask"),
    path(f"{_MINE}zaswiadczenie/", holder.certificate, name="certificate"),
    path(_ROW, officer.settlement, name="settlement"),
    path(f"{_ROW}pieniadze/<slug:what>/", officer.act_on_money, name="settlement_money"),
    path(f"{_ROW}<slug:what>/", officer.act, name="settlement_act"),
    path(f"{_ROW}zmiana/<int:request_id>/", officer.answer, name="change_answer"),
    path(f"{_ROW}decyzja/<int:decision>/<slug:what>/", officer.decide, name="settlement_decide"),
    path("granty/nabory/<int:call>/sprawozdania/", officer.reports, name="reports"),
    path("granty/wnioski/<int:application>/przypomnij/", officer.remind, name="report_remind"),
]
