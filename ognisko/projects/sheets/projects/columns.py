"""The columns of the sheet of projects, and the words that their cells may hold."""

from django.utils.translation import gettext_lazy

from ognisko.core import cells
from ognisko.core.sheets import YES_NO, Column, Options
from ognisko.projects.models import Currency, Partner, Project

STATUSES = Options(
    "Stan projektu",
    lambda: {
        "w przygotowaniu": Project.Status.PREPARED,
        "w toku": Project.Status.RUNNING,
        "zakończony": Project.Status.ENDED,
    },
    {"realizowany": "w toku", "trwa": "w toku", "zamknięty": "zakończony", "planowany": "w przygotowaniu"},
)
CURRENCIES = Options(
    "Waluty",
    lambda: {"PLN": Currency.PLN, "EUR": Currency.EUR},
    {"zł": "PLN", "złoty": "PLN", "euro": "EUR", "€": "EUR"},
)
ROLES = Options(
    "Role w projekcie",
    lambda: {"partner": Partner.Role.PARTNER, "lider": Partner.Role.LEADER},
    {"partnerka": "partner"},
)

PROJECT_COLUMNS = (
    Column(
        "short_name",
        "Nazwa skrócona",
        cells.text(60),
        gettext_lazy("By which every other sheet names the project."),
        required=True,
        width=24,
        also=("Skrót", "Projekt"),
    ),
    Column("name", "Nazwa", cells.text(200), required=True, width=44, also=("Nazwa projektu", "Tytuł")),
    Column("number", "Numer umowy", cells.text(100), width=24, also=("Nr umowy",)),
    Column(
        "funder", "Finansujący", cells.text(200), gettext_lazy("A new name is added to the list of funders."), width=30
    ),
    Column("status", "Stan", None, gettext_lazy("Empty: under way."), options=STATUSES, also=("Status",)),
    Column("since", "Od", cells.day, gettext_lazy("The first day."), required=True),
    Column("until", "Do", cells.day, gettext_lazy("The last day.")),
    Column("value", "Wartość", cells.amount, gettext_lazy("The whole budget.")),
    Column("funding", "Dofinansowanie", cells.amount, gettext_lazy("Not more than the value.")),
    Column("currency", "Waluta", None, gettext_lazy("Empty: PLN."), options=CURRENCIES),
    Column(
        "leader",
        "Lider",
        cells.text(320),
        gettext_lazy("The organisation that leads it; partners have a sheet of their own."),
        refers=("Podmioty", "name"),
        width=40,
    ),
    Column(
        "coordinator",
        "Koordynator",
        cells.text(150),
        gettext_lazy("E-mail with which they log in."),
        width=28,
        also=("Koordynator (e-mail)",),
    ),
    Column(
        "requires_joining",
        "Wymaga przystąpienia",
        None,
        gettext_lazy("“tak” where sessions are recorded only for parties that have joined."),
        options=YES_NO,
    ),
    Column(
        "area",
        "Obszar",
        cells.several,
        gettext_lazy(
            "Municipalities, counties or voivodeships, parted by semicolons: “powiat kutnowski; Zgierz, miasto”."
        ),
        width=40,
    ),
    Column("tasks", "Zadania", cells.long_text, width=40),
    Column("public_text", "Tekst publiczny", cells.long_text, gettext_lazy("For the project's public page."), width=40),
)
