"""Fictional names, numbers and addresses of the demo centre, deterministic; every number has a valid checksum."""

from collections.abc import Iterator
from random import Random

from stdnum.pl import nip, regon

from ognisko.people.rules import Kind

WOMEN = (
    "Anna", "Barbara", "Dorota", "Elżbieta", "Grażyna", "Halina", "Iwona", "Jolanta", "Kinga", "Łucja", "Magdalena",
    "Natalia", "Oliwia", "Patrycja", "Renata", "Stanisława", "Teresa", "Urszula", "Wiktoria", "Zuzanna", "Żaneta",
)  # fmt: skip
MEN = (
    "Adam", "Bogdan", "Cezary", "Damian", "Emil", "Filip", "Grzegorz", "Henryk", "Igor", "Jan", "Krzysztof", "Łukasz",
    "Mirosław", "Norbert", "Olgierd", "Piotr", "Robert", "Sławomir", "Tadeusz", "Wojciech", "Zbigniew",
)  # fmt: skip
SURNAMES = (
    "Bielik", "Brzoza", "Czapla", "Dąb", "Dudek", "Fiołek", "Gajda", "Gąska", "Jagoda", "Jawor", "Jeleń", "Kalina",
    "Kmieć", "Konopka", "Kos", "Kruk", "Leszczyna", "Lipiec", "Łąk", "Malina", "Mazur", "Mech", "Modrzew", "Mróz",
    "Niedźwiedź", "Olcha", "Olczak", "Orzech", "Piasek", "Pokrzywa", "Potok", "Rogala", "Rosa", "Rybak", "Sikora",
    "Skiba", "Słonka", "Szewc", "Szpak", "Świerk", "Topola", "Tulipan", "Wąs", "Wiatr", "Wierzba", "Wróbel", "Zając",
    "Zięba", "Źrebiec", "Żuraw",
)  # fmt: skip
CAUSES = (
    "Razem nad Wartą", "Kuźnia Pomysłów", "Ciepły Kąt", "Złota Nić", "Ogrody Warty", "Pełna Chata", "Dobra Misa",
    "Otwarta Brama", "Wspólna Ławka", "Jasna Strona", "Zielona Miedza", "Mosty i Kładki", "Czysta Rzeka", "Nasz Dom",
    "Siedem Lip", "Dobry Początek", "Stary Młyn", "Nowa Droga", "Sąsiedzi", "Skrzydła", "Latarnia", "Przystań",
    "Iskra", "Źródło", "Korzenie", "Widnokrąg", "Mała Scena", "Barwy Wsi", "Aktywni Razem", "Krok po Kroku",
    "Dzień Dobry", "Podaj Dłoń", "Wiklina", "Modra", "Sad Pamięci", "Pod Kasztanem", "Cztery Strony", "Złoty Kłos",
    "Bliżej Siebie", "Pracownia Marzeń", "Kamienica", "Okno na Świat", "Lokalna Fala", "Dobre Słowo", "Przy Stole",
    "Zakole", "Nitka", "Echo Lasu", "Pogodna Jesień", "Młodzi w Działaniu", "Plac Zabaw", "Teatr na Płocie",
    "Orzechowa", "Warsztat u Zośki", "Kropla", "Biały Żagiel", "Wolna Sobota", "Niebieski Rower", "Poranek",
    "Ścieżka", "Żywa Tradycja", "Lipowy Zakątek", "Gościniec", "Spiżarnia", "Dzwonek", "Szuwary", "Polana",
)  # fmt: skip
STREETS = ("Lipowa", "Szkolna", "Ogrodowa", "Polna", "Rynek", "Kościelna", "Parkowa", "Młyńska", "Łąkowa", "Krótka")
SUBJECTS = {
    "general": ("Pierwsza rozmowa o pomyśle", "Kto może złożyć wniosek", "Plan pracy na rok", "Gdzie szukać pieniędzy",
                "Podział ról w zarządzie", "Jak założyć fundację krok po kroku", "Przygotowanie do walnego zebrania"),
    "key": ("Droga do statusu PS, lista dokumentów", "Plan działalności odpłatnej", "Model przychodów na pierwszy rok"),
    "legal": ("Zmiany w statucie", "Uchwała walnego zebrania", "Umowa użyczenia lokalu",
              "Standardy ochrony małoletnich", "Wpis do KRS", "Regulamin odpłatnych zajęć", "Wzór kontraktu"),
    "finance": ("Ewidencja kosztów odpłatnych", "Uproszczona ewidencja przychodów", "Sprawozdanie finansowe",
                "Zamknięcie roku", "Rozliczenie dotacji"),
    "business": ("Kalkulacja posiłku", "Umowa z dostawcą", "Cennik zajęć", "Biznesplan"),
    "marketing": ("Profil w mediach społecznościowych", "Ulotka o usługach"),
    "it": ("Strona internetowa organizacji", "Wspólny kalendarz zespołu"),
    "reintegration": ("Indywidualne plany reintegracji", "Rozmowa o pierwszym miesiącu pracy", "Plan wsparcia zespołu"),
    "specialist": ("Prowadzenie ksiąg w maju", "Obsługa kadrowa"),
    "education": ("Jak napisać kosztorys", "Generator wniosków, ćwiczenia", "Sprawozdanie bez tajemnic"),
    "animation": ("Spotkanie sąsiedzkie o skwerze", "Mapa potrzeb wsi"),
    "animation_group": ("Diagnoza potrzeb w sołectwie", "Planowanie lokalnego święta"),
}  # fmt: skip

_PATTERNS = {
    Kind.ASSOCIATION: "Stowarzyszenie „{cause}”",
    Kind.SIMPLE_ASSOCIATION: "Stowarzyszenie zwykłe „{cause}”",
    Kind.FOUNDATION: "Fundacja „{cause}”",
    Kind.SPORTS_CLUB: "Uczniowski Klub Sportowy „{cause}” {town}",
    Kind.RURAL_HOUSEWIVES_CIRCLE: "Koło Gospodyń Wiejskich „{cause}”, {town}",
    Kind.VOLUNTEER_FIRE_BRIGADE: "Ochotnicza Straż Pożarna, {town}",
    Kind.SOCIAL_COOPERATIVE: "Spółdzielnia Socjalna „{cause}”",
    Kind.NON_PROFIT_COMPANY: "{cause} sp. z o.o. non profit",
    Kind.CHURCH_BODY: "Parafialne Koło Pomocy „{cause}”",
    Kind.INFORMAL_GROUP: "Grupa nieformalna „{cause}”",
    Kind.INITIATIVE_GROUP: "Grupa inicjatywna „{cause}”",
    Kind.YOUTH_COUNCIL: "Młodzieżowa Rada Gminy, {town}",
    Kind.PUPILS_SELF_GOVERNMENT: "Samorząd Uczniowski Szkoły „{cause}”, {town}",
    Kind.STUDENTS_SELF_GOVERNMENT: "Samorząd Studencki Akademii „{cause}”",
    Kind.PUBLIC_INSTITUTION: "Gminny Ośrodek Kultury, {town}",
    Kind.LOCAL_GOVERNMENT: "Urząd Gminy, {town}",
    Kind.UNIVERSITY: "Akademia „{cause}”",
    Kind.BUSINESS: "{cause} sp. z o.o.",
    Kind.FOREIGN_ORGANISATION: "{cause}",
}
_WITHOUT_KRS = frozenset({Kind.RURAL_HOUSEWIVES_CIRCLE, Kind.SIMPLE_ASSOCIATION, Kind.PUBLIC_INSTITUTION})


class Names:
    """Hands out names and numbers, none of them twice; the same seed gives the same."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._taken: set[str] = set()
        self._count = 0

    def of_party(self, kind: Kind, town: str) -> str:
        """A name that fits the kind, with the town where the kind of name has one."""
        for attempt in range(2_000):
            cause = self._rng.choice(CAUSES) if attempt < 60 else " i ".join(self._rng.sample(CAUSES, 2))
            name = _PATTERNS[kind].format(cause=cause, town=town)
            if attempt >= 60 and "{cause}" not in _PATTERNS[kind]:
                name = f"{name} ({self._rng.choice(STREETS)})"
            if name not in self._taken:
                self._taken.add(name)
                return name
        raise LookupError(f"no name left for {kind}")

    def of_person(self) -> tuple[str, int]:
        """First and last name, and the sex (people.rules.Sex) that goes with it."""
        while True:
            sex = self._rng.choice((1, 1, 2))
            name = f"{self._rng.choice(WOMEN if sex == 1 else MEN)} {self._rng.choice(SURNAMES)}"
            if name in self._taken:
                name = f"{name}-{self._rng.choice(SURNAMES)}"
            if name not in self._taken:
                self._taken.add(name)
                return name, sex

    def identifiers(self, kind: Kind) -> dict[int, str]:
        """NIP, REGON and KRS with valid checksums, of a range that is used for examples."""
        self._count += 1
        numbers = {
            1: _with_check("7", self._count, 9, nip.is_valid),
            2: _with_check("3", self._count, 8, regon.is_valid),
        }
        if kind not in _WITHOUT_KRS:
            numbers[3] = f"{9_000_000 + self._count:010}"
        return numbers

    def phone(self) -> str:
        """A phone number of a form, nobody's."""
        return f"600 000 {self._rng.randrange(1000):03}"

    def street(self) -> str:
        """A street and a number."""
        return f"ul. {self._rng.choice(STREETS)} {self._rng.randrange(1, 60)}"


def _with_check(prefix: str, count: int, length: int, is_valid: object) -> str:
    base = f"{prefix}{count * 7:0{length - 1}}"
    for digit in _digits():
        if is_valid(base + digit):  # type: ignore[operator]
            return base + digit
    return _with_check(prefix, count + 100_003, length, is_valid)  # a checksum of ten fits no digit


def _digits() -> Iterator[str]:
    return iter("0123456789")
