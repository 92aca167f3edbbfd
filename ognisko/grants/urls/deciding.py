"""Addresses of decisions, agreements and payments."""

from django.urls import path

from ognisko.grants.views.deciding import agreements, decisions, payments, ranking

OF_CALL = "granty/nabory/<int:call>/"
OF_GRANT = "granty/wnioski/<int:application>/"

urlpatterns = [
    path(f"{OF_CALL}ranking/", ranking.ranking, name="ranking"),
    path(f"{OF_CALL}ranking/zaproponuj/", ranking.propose, name="ranking_propose"),
    path(f"{OF_CALL}ranking/oglos/", ranking.publish, name="results_publish"),
    path(f"{OF_GRANT}punkty/", ranking.points, name="points"),
    path("granty/odwolania/", ranking.appeals, name="appeals"),
    path("granty/odwolania/<int:appeal>/", ranking.appeal, name="appeal"),
    path("moje/<uuid:application>/odwolanie/", ranking.my_appeal, name="my_appeal"),
    path("granty/decyzje/<int:decision>/", decisions.decision, name="decision"),
    path("granty/decyzje/<int:decision>/zatwierdz/", decisions.approve, name="decision_approve"),
    path("granty/decyzje/<int:decision>/odeslij/", decisions.back, name="decision_back"),
    path(f"{OF_CALL}umowy/", agreements.agreements, name="agreements"),
    path(f"{OF_CALL}umowy/przygotuj/", agreements.prepare, name="agreements_prepare"),
    path(f"{OF_CALL}umowy/podpisane/", agreements.signed, name="agreements_signed"),
    path("granty/umowy/<int:agreement>/", agreements.agreement, name="agreement"),
    path("granty/umowy/<int:agreement>/umowa.<str:ending>", agreements.agreement_file, name="agreement_file"),
    path("granty/umowy/<int:agreement>/wyslana/", agreements.sent, name="agreement_sent"),
    path("granty/umowy/<int:agreement>/aneks/", agreements.annex, name="annex"),
    path("granty/umowy/<int:agreement>/aneks/<int:number>.<str:ending>", agreements.annex_file, name="annex_file"),
    path(f"{OF_GRANT}grant/", agreements.grant, name="grant"),
    path(f"{OF_GRANT}umowa/", agreements.prepare_one, name="agreement_prepare"),
    path(f"{OF_GRANT}poczatek/", agreements.start, name="grant_start"),
    path(f"{OF_GRANT}rezygnacja/", agreements.give_up, name="grant_give_up"),
    path(f"{OF_CALL}wyplaty/", payments.payments, name="payments"),
    path(f"{OF_CALL}wyplaty/zaproponuj/", payments.propose, name="batch_propose"),
    path(f"{OF_CALL}wyplaty/z-banku/", payments.statement, name="statement"),
    path("granty/wyplaty/<int:batch>/", payments.batch, name="batch"),
    path("granty/wyplaty/<int:batch>/plik/<str:kind>/", payments.batch_file, name="batch_file"),
    path("granty/wyplaty/<int:batch>/zaplacone/", payments.paid, name="batch_paid"),
    path("granty/transze/<int:instalment>/warunek/", payments.met, name="condition_met"),
    path(f"{OF_CALL}pieniadze/", payments.money, name="money"),
    path(f"{OF_CALL}pieniadze/pula/", payments.put_in, name="money_fund"),
    path("granty/zapisy/<int:posting>/cofnij/", payments.take_back, name="posting_take_back"),
]
