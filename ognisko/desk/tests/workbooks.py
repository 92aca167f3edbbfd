"""Registers of a fictional centre as workbooks of any size, the same for the same seed; for tests and benchmarks.

Numbers have right check digits and belong to nobody: no tax office gives NIPs that begin with 999.
"""

import io
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import xlsxwriter

from ognisko.accounts.models import Role, User
from ognisko.advice.models import Kind
from ognisko.advice.rules import SHIPPED_KINDS

type Cells = dict[str, Any]

ADVISORS = tuple(f"doradca{number}@osrodek.example" for number in range(1, 9))
"""Who held the sessions; `make_staff` adds them."""

SEATS = (
    "Łódź", "106101", "Zgierz, miasto", "gm. Zgierz", "Kutno, miasto", "Sieradz, miasto", "Sieradz, gmina wiejska",
    "Wieluń", "Bełchatów, miasto", "Radomsko, miasto", "Piotrków Trybunalski", "Tomaszów Mazowiecki, miasto",
    "Skierniewice, miasto", "Pabianice, miasto", "Wieruszów", "Opoczno",
)  # fmt: skip
FORMS = (
    ("Stowarzyszenie", "stowarzyszenie"),
    ("Fundacja", "fundacja"),
    ("Koło Gospodyń Wiejskich", "koło gospodyń wiejskich"),
    ("Klub Sportowy", "klub sportowy"),
    ("Grupa", "grupa nieformalna"),
    ("Spółdzielnia", "spółdzielnia socjalna"),
)
ADJECTIVES = (
    "Lipowy", "Zielony", "Jasny", "Cichy", "Wspólny", "Nowy", "Stary", "Dobry", "Ciepły", "Barwny", "Leśny", "Polny",
    "Wesoły", "Otwarty", "Słoneczny", "Nadrzeczny", "Miejski", "Wiejski", "Złoty", "Srebrny",
)  # fmt: skip
NOUNS = (
    "Zakątek", "Most", "Dom", "Ogród", "Krąg", "Szlak", "Warsztat", "Port", "Młyn", "Dwór", "Staw", "Gościniec", "Sad",
    "Brzeg", "Widok", "Próg", "Klucz", "Kamień", "Dzwon", "Wiatr",
)  # fmt: skip
SUBJECTS = (
    "statut",
    "wniosek o dotację",
    "księgowość uproszczona",
    "rejestracja w KRS",
    "plan promocji",
    "sprawozdanie roczne",
    "umowa użyczenia",
    "zatrudnienie pierwszej osoby",
)
MONTHS = "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia".split()
KINDS = [kind.name for kind in SHIPPED_KINDS]


def make_staff() -> list[User]:
    """The advisors of these workbooks, and the kinds of sessions if the database has none."""
    if not Kind.objects.exists():
        Kind.objects.bulk_create(
            Kind(key=kind.key, name=kind.name, name_en=kind.name_en, category=kind.category, position=position)
            for position, kind in enumerate(SHIPPED_KINDS)
        )
    return [
        User.objects.filter(email=email).first()
        or User.objects.create(email=email, name=f"Doradca {email[7]}", roles=[Role.ADVISOR])
        for email in ADVISORS
    ]


def workbook(sheets: Mapping[str, Iterable[Cells]], headings: Mapping[str, Sequence[str]] = {}) -> bytes:
    """A workbook with these sheets, each row as heading and cell; headings are those that occur, unless given."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "dd.mm.yyyy"}) as book:
        clock = book.add_format({"num_format": "hh:mm"})
        for name, cells in sheets.items():
            rows = list(cells)
            page = book.add_worksheet(name)
            columns = list(headings.get(name) or dict.fromkeys(heading for row in rows for heading in row))
            page.write_row(0, 0, columns)
            places = {heading: index for index, heading in enumerate(columns)}
            for number, row in enumerate(rows, start=1):
                for heading, value in row.items():
                    match value:
                        case None:
                            continue
                        case str():
                            page.write_string(number, places[heading], value)
                        case bool():
                            page.write_boolean(number, places[heading], value)
                        case int() | float() | Decimal():
                            page.write_number(number, places[heading], value)
                        case time():
                            page.write_datetime(number, places[heading], value, clock)
                        case date() | datetime():
                            page.write_datetime(number, places[heading], value)
    return buffer.getvalue()


def nip(number: int) -> str:
    """The fictional NIP of this number, with its check digit; numbers whose check would be ten go on to the next."""
    weights = (6, 5, 7, 2, 3, 4, 5, 6, 7)
    while True:
        digits = f"999{number:06d}"
        check = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True)) % 11
        if check < 10:
            return f"{digits}{check}"
        number += 500_000


def regon(number: int) -> str:
    """The fictional REGON of this number, with its check digit."""
    digits = f"99{number:06d}"
    weights = (8, 9, 2, 3, 4, 5, 6, 7)
    check = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True)) % 11 % 10
    return f"{digits}{check}"


def krs(number: int) -> str:
    """The fictional KRS number; it has no check digit."""
    return f"0009{number:06d}"


# The registers --------------------------------------------------------------------------------------------------------


def registers(parties: int = 2_000, sessions: int = 50_000, seed: int = 1) -> dict[str, list[Cells]]:
    """The rows of a centre's registers; half of its parties have joined the project that requires it."""
    chance = random.Random(seed)  # fictional data
    organisations = [_party(number, chance) for number in range(parties)]
    persons = [_person(number, chance) for number in range(max(1, parties // 20))]
    joined = max(1, parties // 2)
    return {
        "Podmioty": organisations,
        "Osoby": persons,
        "Członkostwa": [
            {
                "Osoba": person["Imię i nazwisko"],
                "Podmiot": organisations[number % parties]["Nazwa"],
                "Rola": "prezeska" if number % 2 else "prezes",
                "Od": date(2023, 1, 1) + timedelta(days=number % 300),
            }
            for number, person in enumerate(persons)
        ],
        "Biura": [
            {
                "Nazwa": f"Biuro {town}",
                "Operator": organisations[0]["NIP"],
                "Gmina": f"{town}, miasto",
                "Adres": "ul. Polna 1",
            }
            for town in OFFICES
        ],
        "Godziny biur": [
            {
                "Biuro": f"Biuro {town}",
                "Obowiązuje od": date(2024, 1, 1),
                "Dzień tygodnia": day,
                "Otwarte od": time(9),
                "Otwarte do": "17:00",
            }
            for town in OFFICES
            for day in ("poniedziałek", "wtorek", "środa", "czwartek", "piątek")
        ],
        "Projekty": [
            {
                "Nazwa skrócona": "Sąsiedzi",
                "Nazwa": "Sąsiedzi działają",
                "Od": date(2024, 1, 1),
                "Do": "31.12.2024",
                "Wymaga przystąpienia": "tak",
                "Lider": organisations[0]["Nazwa"],
                "Obszar": "powiat kutnowski; Łódź",
                "Wartość": "1 250 000,00",
            },
            {"Nazwa skrócona": "Otwarte drzwi", "Nazwa": "Doradztwo dla każdego", "Od": "1 stycznia 2024"},
        ],
        "Przystąpienia": [
            {"Projekt": "Sąsiedzi", "Podmiot": party["Nazwa"], "Data przystąpienia": date(2024, 1, 1 + number % 20)}
            for number, party in enumerate(organisations[:joined])
        ],
        "Sesje": [_session(number, organisations, joined, chance) for number in range(sessions)],
    }


OFFICES = ("Kutno", "Sieradz", "Bełchatów")


def _party(number: int, chance: random.Random) -> Cells:
    form, kind = FORMS[number % len(FORMS)]
    words = f"{ADJECTIVES[number // 6 % 20]} {NOUNS[number // 120 % 20]}"
    digits = nip(number)
    return {
        "Nazwa": f"{form} „{words} {number}”",
        "Rodzaj": kind,
        "Rodzaj od": date(2005, 1, 1) + timedelta(days=chance.randrange(6_000)),
        "PES od": date(2023, 1, 1) if number % 7 == 5 else None,
        "NIP": f"{digits[:3]}-{digits[3:6]}-{digits[6:8]}-{digits[8:]}" if number % 3 else float(digits),
        "REGON": regon(number) if number % 4 else None,
        "KRS": krs(number) if number % 5 else None,
        "Gmina": SEATS[number % len(SEATS)],
        "Ulica i numer": f"ul. Ogrodowa {number % 90 + 1}",
        "E-mail": f"kontakt{number}@podmiot.example",
        "Telefon": f"600 {number // 1000 % 1000:03d} {number % 1000:03d}",
        "Tagi": "seniorzy; kultura" if number % 10 == 0 else None,
        "Opiekun": ADVISORS[number % len(ADVISORS)],
    }


def _person(number: int, chance: random.Random) -> Cells:
    return {
        "Imię i nazwisko": f"{'Maria' if number % 2 else 'Jan'} Przykładowa {number}",
        "Płeć": "kobieta" if number % 2 else "mężczyzna",
        "Rok urodzenia": 1950 + chance.randrange(50),
        "Gmina": SEATS[number % len(SEATS)],
        "E-mail": f"osoba{number}@podmiot.example",
    }


def _session(number: int, parties: Sequence[Cells], joined: int, chance: random.Random) -> Cells:
    party = parties[chance.randrange(len(parties))]
    has_joined = parties.index(party) < joined if len(parties) < 50 else _number_of(party) < joined
    day = date(2024, 2, 1) + timedelta(days=number * 333 // 50_000 if number < 50_000 else number % 333)
    minutes = chance.choice((30, 45, 60, 90, 120))
    return {
        "Numer": f"{number + 1}/2024" if number % 2 else None,
        "Data": (day, f"{day:%d.%m.%Y}", f"{day.day} {MONTHS[day.month - 1]} {day.year}")[number % 3],
        "Godzina": (time(8 + number % 9, 30), f"{8 + number % 9}:30", None)[number % 3],
        "Czas trwania": _duration(minutes, number % 4),
        "Rodzaj": KINDS[chance.randrange(len(KINDS))],
        "Forma": ("osobiście", "telefonicznie", "online", None)[number % 4],
        "Doradca": ADVISORS[number % len(ADVISORS)],
        "Podmiot": party["NIP"] if number % 5 == 0 else party["Nazwa"],
        "Liczba osób": 1 + number % 3,
        "Projekt": "Sąsiedzi" if has_joined else "Otwarte drzwi",
        "Biuro": f"Biuro {OFFICES[number % 3]}",
        "Temat": f"{SUBJECTS[number % len(SUBJECTS)]} ({number})",
    }


def _number_of(party: Cells) -> int:
    return int(str(party["Nazwa"]).rstrip("”").rsplit(" ", 1)[1])


def _duration(minutes: int, form: int) -> Any:
    """The same length as people write it: 1,5, 1:30, an Excel time, 90 min."""
    hours = f"{minutes / 60:g}".replace(".", ",")
    return (hours, f"{minutes // 60}:{minutes % 60:02}", time(minutes // 60, minutes % 60), f"{minutes} min")[form]


# Planted errors -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Planted:
    """A mistake of one sort: in which sheet and column it will be named, and what makes it of a row."""

    sheet: str
    column: str
    spoil: Callable[[Cells, dict[str, list[Cells]]], Mapping[str, Any]]


def _to(**cells: Any) -> Callable[[Cells, dict[str, list[Cells]]], Mapping[str, Any]]:
    return lambda row, registers: {heading.replace("_", " "): value for heading, value in cells.items()}


PLANTED = (
    Planted("Podmioty", "NIP", _to(NIP="999-123-45-67")),
    Planted("Podmioty", "KRS", _to(KRS="KRS brak")),
    Planted("Podmioty", "REGON", _to(REGON="1234")),
    Planted("Podmioty", "Rodzaj", _to(Rodzaj="stowarzyszenie handlowe")),
    Planted("Podmioty", "Gmina", _to(Gmina="Zgieszz")),
    Planted("Podmioty", "E-mail", lambda row, registers: {"E-mail": "kontakt@@podmiot"}),
    Planted("Podmioty", "Nazwa", _to(Nazwa=None)),
    Planted("Podmioty", "PES do", _to(PES_od="1.02.2024", PES_do="31.01.2024")),
    Planted("Podmioty", "Opiekun", _to(Opiekun="nikt@osrodek.example")),
    Planted("Podmioty", "Nazwa", lambda row, registers: {"NIP": registers["Podmioty"][0]["NIP"]}),
    Planted("Podmioty", "Opis", _to(Opis="prezes, PESEL 44051401359")),
    Planted("Przystąpienia", "Data przystąpienia", _to(Data_przystąpienia=date(2025, 1, 1))),
    Planted("Przystąpienia", "Podmiot", _to(Podmiot="Fundacja, której nie ma")),
    Planted("Sesje", "Data", _to(Data="31.02.2024")),
    Planted("Sesje", "Czas trwania", _to(Czas_trwania="półtorej")),
    Planted("Sesje", "Rodzaj", _to(Rodzaj="doradztwo międzyplanetarne")),
    Planted("Sesje", "Doradca", _to(Doradca="nikt@osrodek.example")),
    Planted(
        "Sesje",
        "Podmiot",
        lambda row, registers: {"Projekt": "Sąsiedzi", "Podmiot": registers["Podmioty"][-20]["Nazwa"]},
    ),
    Planted("Sesje", "Czas trwania", _to(Czas_trwania=90)),
    Planted("Sesje", "Projekt", _to(Projekt="Sąsiady 1999")),
    Planted("Sesje", "Godzina", _to(Godzina="25:00")),
    Planted("Sesje", "Liczba osób", _to(Liczba_osób=0)),
    Planted("Sesje", "Data", _to(Data=date(2099, 1, 1))),
    Planted("Sesje", "Data", _to(Data=None)),
)
"""Mistakes of different sorts, in the order in which they are planted."""


def big_workbook(parties: int = 2_000, sessions: int = 50_000, errors: int = 0, seed: int = 1) -> bytes:
    """Registers as a file, with so many planted errors, each of another sort (at most as many as PLANTED).

    Needs the users of `make_staff`. Small ones need at least 60 parties and 60 sessions to hold all errors.
    """
    return workbook(_with_errors(parties, sessions, errors, seed)[0])


def planted_errors(
    parties: int = 2_000, sessions: int = 50_000, errors: int = 0, seed: int = 1
) -> list[tuple[str, int, str]]:
    """Where `big_workbook` of the same arguments has its errors: sheet, row, column."""
    return _with_errors(parties, sessions, errors, seed)[1]


def _with_errors(
    parties: int, sessions: int, errors: int, seed: int
) -> tuple[dict[str, list[Cells]], list[tuple[str, int, str]]]:
    rows = registers(parties, sessions, seed)
    if errors > len(PLANTED):
        raise ValueError(f"there are {len(PLANTED)} sorts of errors")
    # Nobody else names the last parties of the list, so that one mistake is one error.
    spoilt = [{**party} for party in registers(parties + 20, 0, seed)["Podmioty"][parties:]]
    if errors:
        rows["Podmioty"] += spoilt
        rows["Przystąpienia"] += [{**rows["Przystąpienia"][0], "Podmiot": party["Nazwa"]} for party in spoilt[-2:]]
    places = []
    first = {"Podmioty": parties, "Przystąpienia": len(rows["Przystąpienia"]) - 2 - 11, "Sesje": 0}
    for number, planted in enumerate(PLANTED[:errors]):
        sheet = rows[planted.sheet]
        index = first[planted.sheet] + number
        sheet[index] |= planted.spoil(sheet[index], rows)
        places.append((planted.sheet, index + 2, planted.column))
    return rows, places
