"""The columns of the sheets of grants, and the words that their cells may hold."""

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.core import cells
from ognisko.core.cells import CellError, as_text
from ognisko.core.identifiers import IdentifierError
from ognisko.core.sheets import Column, Options
from ognisko.grants.models import Family, Scope
from ognisko.grants.rules.accounts import clean_account
from ognisko.grants.rules.life import Stage
from ognisko.projects.sheets.projects.columns import CURRENCIES

FAMILIES = Options(
    "Rodzaje programów",
    lambda: {
        "lokalne mikrogranty": Family.LOCAL,
        "miejskie mikrogranty": Family.CITY,
        "granty dla seniorów": Family.SENIORS,
        "granty dla młodych": Family.YOUTH,
        "granty akademickie": Family.ACADEMIC,
        "fundusz sąsiedzki": Family.NEIGHBOURHOOD,
        "Mała Inicjatywa": Family.SMALL_INITIATIVE,
        "pakiety rozwojowe": Family.DEVELOPMENT,
        "mikrozakupy": Family.MICRO_PURCHASES,
        "regranting w większym projekcie": Family.SUBGRANTS,
    },
    {
        "lokalne": "lokalne mikrogranty",
        "miejskie": "miejskie mikrogranty",
        "senioralne": "granty dla seniorów",
        "młodzieżowe": "granty dla młodych",
        "akademickie": "granty akademickie",
        "regranting": "regranting w większym projekcie",
    },
)
SCOPES = Options(
    "Zasięg naborów",
    lambda: {
        "gmina": Scope.MUNICIPALITY,
        "powiat": Scope.COUNTY,
        "województwo": Scope.VOIVODESHIP,
        "cały kraj": Scope.COUNTRY,
    },
    {"kraj": "cały kraj", "ogólnopolski": "cały kraj", "wojewódzki": "województwo", "gminny": "gmina"},
)
DECISIONS = Options(
    "Rodzaje decyzji",
    lambda: {
        "przyznano": Stage.AWARDED,
        "lista rezerwowa": Stage.RESERVE,
        "nie przyznano": Stage.NOT_FUNDED,
        "odrzucono formalnie": Stage.REJECTED,
        "wycofano": Stage.WITHDRAWN,
    },
    {
        "przyznana": "przyznano",
        "dofinansowano": "przyznano",
        "rezerwa": "lista rezerwowa",
        "nieprzyznano": "nie przyznano",
        "odrzucono": "odrzucono formalnie",
        "wycofany": "wycofano",
    },
)


def word(options: Options, value: Any) -> str:
    """The word of a list that stands for a value."""
    return next(text for text, stands_for in options.load().items() if stands_for == value)


def address(value: Any) -> str:
    """The last part of a page's address: small letters, digits and dashes."""
    written = as_text(value).lower().strip("/").rsplit("/", 1)[-1]
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", written) or len(written) > 50:
        raise CellError(
            _("“%(text)s” cannot be an address.") % {"text": as_text(value)},
            _("Use small letters without accents, digits and dashes, at most 50 of them."),
        )
    return written


def sum_of_money(value: Any) -> Decimal:
    """An amount above 0."""
    found = cells.amount(value)
    if not found:
        raise CellError(_("The amount is 0."), _("Type an amount above 0, or empty the cell."))
    return found


def account(value: Any) -> str:
    """A bank account with right check digits."""
    try:
        return clean_account(as_text(value))
    except IdentifierError as error:
        raise CellError(_("This is not a bank account."), str(error)) from error


def application(note: Any) -> tuple[Column, Column]:
    """The two columns by which later sheets name an application."""
    return (
        Column(
            "application", "Wniosek", cells.text(60), note, required=True, refers=("Wnioski", "number"), width=22,
            also=("Numer wniosku", "Nr wniosku"),
        ),
        Column(
            "call", "Nabór", cells.text(150),
            gettext_lazy("Needed only where applications of two calls have the same number."),
            refers=("Nabory", "name"), width=28,
        ),
    )  # fmt: skip


NUMBER = gettext_lazy("Its number, as in the sheet Wnioski.")

PROGRAMME_COLUMNS = (
    Column(
        "name", "Nazwa", cells.text(150), gettext_lazy("By which the sheet Nabory names the programme."), required=True,
        width=36, also=("Program", "Nazwa programu"),
    ),
    Column(
        "address", "Adres strony", address,
        gettext_lazy("The end of the page's address, for example mikrogranty-seniorow; empty: made of the name."),
        width=24,
    ),
    Column(
        "family", "Rodzaj", None, gettext_lazy("From the list. Needed for a new programme."), options=FAMILIES,
        width=26, also=("Rodzaj programu",),
    ),
    Column("about", "Opis", cells.long_text, gettext_lazy("In a few sentences, for the public page."), width=40),
)  # fmt: skip

CALL_COLUMNS = (
    Column(
        "programme", "Program", cells.text(150), gettext_lazy("As in the sheet Programy."), required=True,
        refers=("Programy", "name"), width=30,
    ),
    Column(
        "name", "Nazwa", cells.text(150), gettext_lazy("By which the sheet Wnioski names the call."), required=True,
        width=36, also=("Nabór", "Nazwa naboru"),
    ),
    Column(
        "address", "Adres strony", address, gettext_lazy("The end of the page's address; empty: made of the name."),
        width=24,
    ),
    Column("opens_on", "Otwarcie", cells.day, gettext_lazy("The first day."), required=True, also=("Od",)),
    Column("deadline_on", "Termin", cells.day, gettext_lazy("The last day."), required=True, also=("Do",)),
    Column("results_on", "Wyniki", cells.day, gettext_lazy("The day on which the results were published.")),
    Column("since", "Działania od", cells.day, gettext_lazy("The first day of the activities."), required=True),
    Column("until", "Działania do", cells.day, gettext_lazy("The last day of the activities."), required=True),
    Column("currency", "Waluta", None, gettext_lazy("PLN or EUR; empty: PLN."), options=CURRENCIES, width=9),
    Column(
        "budget", "Budżet", sum_of_money,
        gettext_lazy("In the call's currency. Where more was awarded, it is raised to that."), width=14,
    ),
    Column("least", "Najmniej", sum_of_money, gettext_lazy("Least per grant."), width=13),
    Column("most", "Najwięcej", sum_of_money, gettext_lazy("Most per grant."), width=13),
    Column("scope", "Zasięg", None, gettext_lazy("How far the call reaches, from the list."), options=SCOPES),
    Column(
        "place", "Obszar", cells.text(120), gettext_lazy("The municipality, county or voivodeship that it is for."),
        width=22,
    ),
    Column(
        "project", "Projekt", cells.text(200), gettext_lazy("The project that pays for it, as in the sheet Projekty."),
        refers=("Projekty", "short_name"), width=24, also=("Projekt finansujący",),
    ),
)  # fmt: skip

APPLICATION_COLUMNS = (
    Column(
        "call", "Nabór", cells.text(150), gettext_lazy("As in the sheet Nabory."), required=True,
        refers=("Nabory", "name"), width=30,
    ),
    Column(
        "number", "Numer", cells.text(60), gettext_lazy("As it was given; it stays as it is."), required=True,
        width=20, also=("Numer wniosku", "Nr wniosku"),
    ),
    Column("submitted_on", "Data złożenia", cells.day, gettext_lazy("Within the call."), required=True),
    Column(
        "party", "Wnioskodawca", cells.text(320),
        gettext_lazy("Name, NIP, KRS or REGON; its kind is that of this day."), required=True,
        refers=("Podmioty", "name"), width=40,
    ),
    Column(
        "patron", "Patron", cells.text(320), gettext_lazy("The organisation with which a group applied."),
        refers=("Podmioty", "name"), width=34,
    ),
    Column("title", "Tytuł", cells.text(300), required=True, width=44),
    Column("summary", "Streszczenie", cells.long_text, gettext_lazy("In a few sentences."), width=40),
    Column(
        "amount", "Kwota", sum_of_money, gettext_lazy("That was asked for."), required=True, width=14,
        also=("Wnioskowana kwota",),
    ),
    Column("own_amount", "Wkład własny", cells.amount, width=14),
    Column("since", "Działania od", cells.day, gettext_lazy("Empty: as in the call.")),
    Column("until", "Działania do", cells.day, gettext_lazy("Empty: as in the call.")),
    Column(
        "seat", "Gmina siedziby", cells.text(120), gettext_lazy("Empty: the seat of the applicant on that day."),
        width=22,
    ),
    Column("where", "Miejsce działań", cells.text(120), gettext_lazy("The municipality; empty: the seat."), width=22),
)  # fmt: skip

DECISION_COLUMNS = (
    *application(NUMBER),
    Column("decision", "Decyzja", None, gettext_lazy("From the list."), required=True, options=DECISIONS, width=20),
    Column("decided_on", "Data decyzji", cells.day, required=True),
    Column("amount", "Kwota", sum_of_money, gettext_lazy("Needed where a grant was awarded."), width=14),
    Column("reason", "Uzasadnienie", cells.long_text, gettext_lazy("Points and reasons, for staff to read."), width=40),
)

AGREEMENT_COLUMNS = (
    *application(NUMBER),
    Column(
        "number", "Numer umowy", cells.text(60), gettext_lazy("As it stands on paper."), required=True, width=20,
        also=("Nr umowy",),
    ),
    Column("signed_on", "Data podpisania", cells.day, required=True),
    Column("account_holder", "Posiadacz rachunku", cells.text(150), gettext_lazy("Empty: who applied."), width=34),
    Column(
        "account", "Rachunek bankowy", account, gettext_lazy("26 digits, or an IBAN; its check digits are looked at."),
        width=34, also=("Nr rachunku", "Konto"),
    ),
)  # fmt: skip

PAYMENT_COLUMNS = (
    Column(
        "agreement", "Umowa", cells.text(60), gettext_lazy("Its number, as in the sheet Umowy; or the application."),
        refers=("Umowy", "number"), width=22, also=("Numer umowy", "Nr umowy"),
    ),
    Column(
        "application", "Wniosek", cells.text(60), gettext_lazy("Its number, where the agreement is not named."),
        refers=("Wnioski", "number"), width=22, also=("Numer wniosku", "Nr wniosku"),
    ),
    application(NUMBER)[1],
    Column("paid_on", "Data wypłaty", cells.day, required=True),
    Column("amount", "Kwota", sum_of_money, gettext_lazy("One row for each instalment."), required=True, width=14),
)  # fmt: skip

REPORT_COLUMNS = (
    *application(NUMBER),
    Column("accepted_on", "Data przyjęcia", cells.day, gettext_lazy("Of the report."), required=True),
    Column("engaged", "Zaangażowani", cells.whole(0, 1_000_000), gettext_lazy("People who did the work.")),
    Column("reached", "Odbiorcy", cells.whole(0, 10_000_000), gettext_lazy("People who took part.")),
    Column("hours", "Godziny wolontariuszy", cells.duration, gettext_lazy("For example 120 or 37,5."), width=18),
    Column(
        "admitted", "Kwota uznana", cells.amount, gettext_lazy("Empty: all that was paid and not returned."), width=14
    ),
    Column(
        "returned", "Kwota zwrócona", sum_of_money,
        gettext_lazy("Without interest. What is neither admitted nor returned is owed."), width=14,
    ),
    Column("returned_on", "Data zwrotu", cells.day),
)  # fmt: skip
