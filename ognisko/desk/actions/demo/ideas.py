"""What people apply for in the living calls of the demo: who they are, their idea and its costs, the call's rules."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ognisko.people.rules import Kind
from ognisko.questionnaires.rules.changes import MARK

GROUP, ASSOCIATION, FOUNDATION = Kind.INFORMAL_GROUP, Kind.ASSOCIATION, Kind.FOUNDATION


@dataclass(frozen=True)
class Idea:
    """Who applies and for what; prices of materials, a service and equipment, which the grant pays together."""

    login: str
    contact: str
    name: str
    title: str
    summary: str
    costs: tuple[str, str, str]
    prices: tuple[int, int, int]
    kind: Kind = GROUP
    place: int = 0
    patron: str = ""
    area: str = "neighbours"


BEGUN = (
    Idea("grupa", "Zofia Malina", "Podwórko przy Rybnej", "Ławki na Rybnej",
         "Zbijemy cztery ławki i dwie skrzynie na zioła. Staną na podwórku, na którym dziś nie ma gdzie usiąść.",
         ("Deski i śruby", "Stolarz, który nauczy nas ciąć", "Wkrętarka"), (2100, 900, 600), place=101401),
    Idea("mlodzi", "Kacper Jodła", "Ekipa z Przystanku", "Kino pod chmurką",
         "Cztery wieczory z filmem na ścianie remizy, z kocami i herbatą.",
         ("Koce i herbata", "Licencje na filmy", "Ekran"), (900, 2400, 700), place=100201, area="culture"),
)  # fmt: skip
"""Drafts: the first is written whole, the second half way."""

HANDED_IN = (
    Idea("sasiedzi", "Halina Kalina", "Sąsiedzi znad Pilicy", "Zielony przystanek przy Pilicy",
         "Obsadzimy zaniedbany skwer bylinami i postawimy tablicę o ptakach, które tu gniazdują.",
         ("Byliny, ziemia, kora", "Projekt tablicy i druk", "Narzędzia ogrodowe"), (3100, 1400, 900),
         place=101601, area="nature"),
    Idea("kolo", "Wanda Dereń", "Stowarzyszenie „Wieczorna Zmiana”", "Naprawiamy razem",
         "W każdą środę otworzymy warsztat, w którym naprawimy z sąsiadami rowery, lampy i krzesła.",
         ("Części i kleje", "Prowadzący warsztaty", "Zestaw kluczy"), (1800, 2900, 1100), ASSOCIATION, 100101),
    Idea("teatr", "Marta Tarnina", "Grupa „Próba Generalna”", "Teatr na schodach",
         "Przygotujemy z seniorami sztukę o dawnym miasteczku i zagramy ją na schodach biblioteki.",
         ("Stroje i dekoracje", "Reżyserka, 30 godzin", "Głośnik"), (1200, 3000, 800), place=101901,
         patron="Stowarzyszenie „Biblioteka Sąsiedzka”", area="culture"),
)  # fmt: skip

ASSESSED = (
    Idea("grupa", "Zofia Malina", "Podwórko przy Rybnej", "Ogród deszczowy na Rybnej",
         "Zrobimy ogród, który zbierze deszczówkę z dachu, i pokażemy sąsiadom, jak założyć taki u siebie.",
         ("Rośliny i żwir", "Ogrodniczka, 10 godzin", "Beczka na deszczówkę"), (2600, 1200, 900), area="nature"),
    Idea("rowery", "Jan Jeżyna", "Rowerowa Sobota", "Rajd do źródeł",
         "Sześć wycieczek rowerowych z mapą, którą narysują dzieci.",
         ("Druk map i odblaski", "Przewodnik", "Pompka serwisowa"), (1700, 1900, 700), area="sport"),
    Idea("kuchnia", "Ewa Porzeczka", "Kuchnia przy Zamkowej", "Smaki trzech pokoleń",
         "Babcie i wnuki ugotują razem dwanaście potraw i wydadzą książeczkę z przepisami.",
         ("Produkty i druk książeczki", "Fotograf", "Garnki"), (3200, 1500, 900), area="seniors"),
    Idea("szachy", "Adam Głóg", "Fundacja „Gambit”", "Szachy pod kasztanem",
         "Ustawimy dwa stoliki do szachów i zaprosimy na turniej całe osiedle.",
         ("Beton i płytki", "Murarz", "Zestawy szachów"), (2400, 1600, 1000), FOUNDATION, area="sport"),
    Idea("orkiestra", "Lena Trzmielina", "Orkiestra z Odzysku", "Instrumenty z pudełek",
         "Zbudujemy instrumenty z rzeczy, które ktoś wyrzucił, i zagramy na rynku.",
         ("Narzędzia i sznurki", "Muzyk, 20 godzin", "Mikrofon"), (1300, 2600, 900), area="young"),
    Idea("historia", "Piotr Rokitnik", "Klub Starej Fotografii", "Sieradz z pudełka po butach",
         "Zeskanujemy zdjęcia z rodzinnych albumów i pokażemy je na wystawie w oknach kamienic.",
         ("Wydruki wielkoformatowe", "Skanowanie", "Antyramy"), (2900, 1700, 1200), area="culture",
         patron="Stowarzyszenie „Album Miasta”"),
    Idea("pszczoly", "Iga Wiązowska", "Stowarzyszenie „Trzy Ule”", "Dzień pszczoły",
         "Posiejemy łąkę kwietną, zbudujemy hotele dla owadów i zrobimy święto dla szkół.",
         ("Nasiona i drewno", "Pszczelarz z ulem pokazowym", "Kombinezony dla dzieci"), (2200, 1900, 1100),
         ASSOCIATION, area="nature"),
    Idea("mural", "Olga Berberys", "Kolorowa Brama", "Mural w przejściu",
         "Pomalujemy z młodzieżą ciemne przejście, którego wszyscy się boją.",
         ("Farby i grunt", "Artysta, 25 godzin", "Rusztowanie"), (2000, 2900, 1000), area="young"),
    Idea("spacer", "Daniel Szakłak", "Spacerowicze", "Spacer po Warcie",
         "Spacery z opowieściami wzdłuż rzeki, także poza miastem.",
         ("Ulotki", "Przewodnik", "Megafon"), (700, 1900, 400), area="sport"),
)  # fmt: skip
"""Under review; the last one was rejected formally."""

SETTLED = (
    Idea("grupa", "Zofia Malina", "Grupa „Brzeg Ochni”", "Biblioteczka na przystanku",
         "Na pięciu przystankach stanęły budki z książkami, o które dbają sąsiedzi.",
         ("Drewno i farby", "Stolarz", "Książki na początek"), (2300, 1100, 700), area="culture"),
    Idea("babcie", "Krystyna Ożyna", "Koło „Druga Młodość”", "Telefon do babci",
         "Młodzi nauczyli seniorów rozmawiać z wnukami przez telefon z kamerą.",
         ("Poczęstunek i zeszyty", "Prowadzący zajęcia", "Uchwyty do telefonów"), (1400, 2800, 500), area="seniors"),
    Idea("boisko", "Bartek Jałowiec", "Drużyna z Łąkoszyna", "Turniej sąsiedzki",
         "Osiem drużyn z ośmiu ulic, jeden puchar i wspólny grill.",
         ("Puchary, bramki, farba", "Sędziowie", "Siatki"), (2700, 900, 800), area="sport"),
    Idea("rozki", "Natalia Mirt", "Fundacja „Rożek”", "Bajki o naszej ulicy",
         "Dzieci napisały i narysowały bajki, które czytają teraz dorośli w świetlicy.",
         ("Papier, farby, druk", "Ilustratorka", "Lampy do czytania"), (2600, 1900, 600), FOUNDATION, area="young"),
    Idea("lipy", "Tadeusz Cis", "Pod Siedmioma Lipami", "Aleja lip",
         "Posadziliśmy siedem lip tam, gdzie rosły przed wojną.",
         ("Sadzonki i paliki", "Nadzór ogrodnika", "Konewki i szpadle"), (2900, 700, 700), area="nature",
         patron="Stowarzyszenie „Zielone Kutno”"),
    Idea("grill", "Robert Bukszpan", "Ekipa Grillowa", "Festyn osiedlowy",
         "Festyn z muzyką i jedzeniem.",
         ("Jedzenie", "Zespół muzyczny", "Namiot"), (1500, 3000, 900)),
)  # fmt: skip
"""Carried out; the last one got no grant."""

RULES = """# Cel

Wspieramy małe działania, które mieszkańcy robią razem dla swojej okolicy.

# Kto może złożyć wniosek

1. Grupa nieformalna: co najmniej trzy osoby dorosłe, z patronem albo bez niego.
2. Młoda organizacja pozarządowa: zarejestrowana nie dawniej niż 36 miesięcy temu.

Jedna osoba może być w jednej grupie.

# Ile i na co

1. Grant to od 500 zł do 6 000 zł.
2. Płacimy za materiały, usługi i sprzęt. Sprzęt to najwyżej 25% grantu.
3. Wkład własny nie jest wymagany. Godzina pracy wolontariusza liczy się najwyżej jako 35 zł.

# Jak oceniamy

Wniosek czytają dwie osoby. Za pomysł można dostać 40 punktów, za udział mieszkańców 30, za budżet 30. Grant może
dostać wniosek, który ma co najmniej połowę punktów. Gdy oceny różnią się o 25 punktów albo więcej, czyta go trzecia
osoba.

# Co potem

Podpisujemy umowę, wypłacamy grant z góry, a po działaniu czekamy 14 dni na sprawozdanie.
"""

QUESTIONS = (
    ("Czy musimy mieć patrona?",
     "Nie. Grupa może złożyć wniosek sama. Z patronem łatwiej o fakturę, ale oceniamy tak samo."),
    ("Czy można kupić namiot?",
     "Tak, jeśli bez niego działanie się nie uda. Wszystkie sprzęty razem to najwyżej jedna czwarta grantu."),
    ("Czy jedna osoba może być w dwóch grupach?", "Nie. W tym naborze jedna osoba może być w jednej grupie."),
    ("Kiedy dostaniemy pieniądze?", "Zwykle dwa tygodnie po podpisaniu umowy, całą kwotę z góry."),
)  # fmt: skip

FIRST = ("Anna", "Barbara", "Celina", "Dorota", "Edward", "Filip", "Grażyna", "Henryk")
LAST = ("Agrest", "Bez", "Chaber", "Dzwonek", "Fiołek", "Goździk", "Irys", "Jaśmin", "Konwalia", "Lilia", "Mak")


def people_of(idea: Idea) -> list[tuple[str, str]]:
    """Three people of a group with their e-mails, nobody in two groups; whoever writes is the first."""
    mark = sum(idea.name.encode())
    others = [f"{FIRST[(mark + step) % len(FIRST)]} {LAST[(mark + step) % len(LAST)]}" for step in (0, 3)]
    return [(idea.contact, f"{idea.login}@ognisko.example")] + [
        (name, f"{number}.{idea.login}@ognisko.example") for number, name in enumerate(others, 2)
    ]


def answers(idea: Idea, where: str, first: date, last: date, share: float) -> dict[str, Any]:
    """The answers to the demo's questionnaire, whole or the first page of it."""
    idea_page = {
        "title": idea.title, "summary": idea.summary, "area": [idea.area], "people": str(sum(idea.prices) // 60),
        "need": "Rozmawialiśmy z sąsiadami: brakuje nam miejsca i okazji, żeby zrobić coś razem.",
        "who": "Sąsiedzi w każdym wieku: dzieci, dorośli i seniorzy z okolicy.",
    }  # fmt: skip
    if share < 1:
        return idea_page
    names = ("materials", "services", "equipment")
    lines = [
        {MARK: f"r{row}", "line_name": name, "line_category": category, "line_quantity": "1", "line_unit": "kpl.",
         "line_price": f"{price}.00"}
        for row, (name, category, price) in enumerate(zip(idea.costs, names, idea.prices, strict=True), 1)
    ]  # fmt: skip
    work = {MARK: "r4", "line_name": "Nasza praca", "line_category": "volunteers", "line_quantity": "20",
            "line_unit": "godz.", "line_price": "35.00", "line_volunteers": "700.00"}  # fmt: skip
    middle = first + (last - first) / 2
    steps = (("Spotkanie i plan", first), ("Przygotowania i zakupy", middle), ("Wspólny dzień", last - timedelta(7)))
    return idea_page | {
        "since": first.isoformat(), "until": last.isoformat(), "where": where,
        "step": [
            {MARK: f"k{number}", "what": what, "by": idea.contact, "day": day.isoformat()}
            for number, (what, day) in enumerate(steps)
        ],
        "budget": [*lines, work], "prices": "Sprawdziliśmy ceny w trzech sklepach i zapytaliśmy wykonawców.",
    }  # fmt: skip
