"""The columns of sessions, and the words that they take from lists."""

from django.utils.translation import gettext_lazy

from ognisko.advice.models import Kind
from ognisko.advice.rules import SHIPPED_KINDS, Category, Form
from ognisko.core import cells
from ognisko.core.sheets import Column, Options

KINDS = Options(
    "Rodzaje sesji",
    lambda: {kind.name: kind for kind in Kind.objects.all()},
    {
        "it": "informatyczne (IT)",
        "informatyczne": "informatyczne (IT)",
        "księgowe": "finansowo-księgowe",
        "finansowe": "finansowo-księgowe",
        "specjalistyczne": "usługa specjalistyczna",
        "edukacja": "edukacja indywidualna",
        "animacja indywidualna": "spotkanie animacyjne indywidualne",
        "animacja grupowa": "spotkanie animacyjne grupowe",
        **{f"doradztwo {kind.name}": kind.name for kind in SHIPPED_KINDS if kind.category == Category.ADVICE},
    },
)
FORMS = Options(
    "Formy",
    lambda: {
        "osobiście": Form.IN_PERSON, "telefonicznie": Form.PHONE, "online": Form.ONLINE, "e-mailem": Form.EMAIL,
    },
    {
        "stacjonarnie": "osobiście", "stacjonarna": "osobiście", "w biurze": "osobiście", "osobista": "osobiście",
        "telefon": "telefonicznie", "telefoniczna": "telefonicznie", "tel": "telefonicznie", "on-line": "online",
        "zdalnie": "online", "zdalna": "online", "zoom": "online", "teams": "online", "e-mail": "e-mailem",
        "mail": "e-mailem", "mailowo": "e-mailem", "mailowa": "e-mailem",
    },
)  # fmt: skip

COLUMNS = (
    Column(
        "number",
        "Numer",
        cells.text(60),
        gettext_lazy(
            "The session's number in your register, if it has one. By it a later file finds the session and changes "
            "it; without one a repeated row is recognised by everything it says, and skipped."
        ),
        also=("Nr", "Lp.", "Numer sesji"),
    ),
    Column("day", "Data", cells.day, gettext_lazy("13.03.2025 or 13 marca 2025."), required=True, also=("Dzień",)),
    Column("starts_at", "Godzina", cells.clock, gettext_lazy("When it began, for example 9:30."), also=("Początek",)),
    Column(
        "minutes",
        "Czas trwania",
        cells.duration,
        gettext_lazy("In hours: 1,5 or 1:30. Minutes with their unit: 90 min."),
        required=True,
        also=("Czas", "Liczba godzin", "Godziny"),
    ),
    Column("kind", "Rodzaj", None, gettext_lazy("From the list."), required=True, options=KINDS, width=24),
    Column("form", "Forma", None, gettext_lazy("Empty: in person."), options=FORMS),
    Column(
        "advisor",
        "Doradca",
        cells.text(150),
        gettext_lazy("E-mail with which they log in, or full name."),
        required=True,
        width=30,
        also=("Doradczyni", "Doradca (e-mail)", "Prowadzący"),
    ),
    Column(
        "party",
        "Podmiot",
        cells.text(320),
        gettext_lazy("The lead party, at which the hours are counted: name, NIP, KRS or REGON; a person by name."),
        required=True,
        refers=("Podmioty", "name"),
        width=40,
    ),
    Column(
        "other_parties",
        "Inne podmioty",
        cells.several,
        gettext_lazy("Parties that took part on their own behalf, parted by semicolons."),
        width=30,
    ),
    Column(
        "people_count", "Liczba osób", cells.whole(1, 2000), gettext_lazy("How many people were present; empty: 1.")
    ),
    Column(
        "project", "Projekt", cells.text(200), gettext_lazy("Short name."), refers=("Projekty", "short_name"), width=22
    ),
    Column("office", "Biuro", cells.text(100), refers=("Biura", "name"), width=22),
    Column(
        "place",
        "Gmina",
        cells.text(120),
        gettext_lazy("Where it took place; empty: where the office is."),
        width=22,
        also=("Miejsce",),
    ),
    Column(
        "subject",
        "Temat",
        cells.text(300),
        gettext_lazy("For all staff to read: nothing confidential."),
        width=50,
        also=("Zakres",),
    ),
)
