"""Ready questionnaires that a centre begins with: copied into its own, then changed as it likes.

The names of an application's questions are those that a call looks for (grants.rules.parts), so it fits as it is.
"""

from typing import Any, NamedTuple

from ognisko.questionnaires.rules.definition import Definition, read


def _words(pl: str, en: str) -> dict[str, str]:
    return {"pl": pl, "en": en}


def _item(name: str, type_: str, pl: str, en: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": type_, "label": _words(pl, en)} | more


ALWAYS = "true()"

APPLICATION: Definition = read(
    {
        "title": _words("Wniosek o mikrogrant", "Application for a micro-grant"),
        "languages": ["pl", "en"],
        "choices": {
            "area": [
                {"name": "neighbours", "label": _words("sąsiedztwo i wspólne miejsca", "shared places")},
                {"name": "culture", "label": _words("kultura i tradycja", "culture and tradition")},
                {"name": "seniors", "label": _words("seniorzy", "older people")},
                {"name": "young", "label": _words("dzieci i młodzież", "children and young people")},
                {"name": "nature", "label": _words("przyroda", "nature")},
                {"name": "sport", "label": _words("sport i zdrowie", "sport and health")},
                {"name": "other", "label": _words("coś innego", "something else")},
            ],
            "cost": [
                {"name": "materials", "label": _words("materiały", "materials")},
                {"name": "services", "label": _words("usługi", "services")},
                {"name": "equipment", "label": _words("sprzęt", "equipment")},
                {"name": "volunteers", "label": _words("praca wolontariuszy", "volunteers' work")},
            ],
        },
        "items": [
            _item(
                "idea", "page", "Pomysł i mieszkańcy", "The idea and the people",
                items=[
                    _item("title", "text", "Jak nazwiecie swoje działanie?", "What will you call it?", most="120",
                          required=ALWAYS),
                    _item("summary", "long_text", "Co zrobicie?", "What will you do?", most="1500", required=ALWAYS,
                          hint=_words("Kilka zdań wystarczy. Ten opis pokażemy na stronie, gdy dostaniecie grant.",
                                      "A few sentences. We show them on the page if you get a grant.")),
                    _item("need", "long_text", "Dlaczego to jest potrzebne?", "Why is it needed?", most="1500",
                          required=ALWAYS),
                    _item("area", "many", "Czego dotyczy?", "What is it about?", choices="area", most="3",
                          required=ALWAYS),
                    _item("area_other", "text", "Czego innego?", "What else?", relevant="selected(${area}, 'other')",
                          required=ALWAYS),
                    _item("who", "long_text", "Kto weźmie udział?", "Who will take part?", most="800",
                          required=ALWAYS),
                    _item("people", "integer", "Ile osób, mniej więcej?", "About how many people?", least="1",
                          required=ALWAYS),
                ],
            ),
            _item(
                "plan", "page", "Harmonogram", "Plan",
                items=[
                    _item("when", "group", "Kiedy?", "When?", appearance="period", items=[
                        _item("since", "date", "Od", "From", required=ALWAYS),
                        _item("until", "date", "Do", "To", required=ALWAYS, constraint=". >= ${since}",
                              message=_words("Koniec jest przed początkiem.", "The end comes before the start.")),
                    ]),
                    _item("where", "place", "W której gminie?", "In which municipality?"),
                    _item("step", "repeat", "Krok po kroku", "Step by step", least="1", most="20", items=[
                        _item("what", "text", "Co się wydarzy", "What happens", required=ALWAYS, most="200"),
                        _item("by", "text", "Kto się tym zajmie", "Who does it", most="100"),
                        _item("day", "date", "Kiedy", "When"),
                    ]),
                ],
            ),
            _item(
                "costs", "page", "Budżet", "Budget",
                items=[
                    _item("budget", "repeat", "Wydatki", "Costs", least="1", most="60", hint=_words(
                        "Wypisz wszystko, za co trzeba zapłacić, i to, co wniesiecie sami. Sumy liczą się same.",
                        "List all that has to be paid, and what you bring yourselves. Sums add up by themselves.",
                    ), items=[
                        _item("line_name", "text", "Wydatek", "Cost", required=ALWAYS, most="200"),
                        _item("line_category", "one", "Rodzaj", "Kind", choices="cost", required=ALWAYS),
                        _item("line_quantity", "number", "Ile", "How many", required=ALWAYS, least="0", default="1"),
                        _item("line_unit", "text", "Jedn.", "Unit", most="20"),
                        _item("line_price", "money", "Cena jedn.", "Price", required=ALWAYS, least="0"),
                        _item("line_total", "calculation", "Razem", "Total",
                              calculation="round(${line_quantity} * ${line_price}, 2)"),
                        _item("line_financial", "money", "Wkład finansowy", "Own, financial", least="0"),
                        _item("line_volunteers", "money", "Wkład osobowy", "Own, work", least="0",
                              constraint=". + coalesce(${line_financial}, 0) <= ${line_total}",
                              message=_words("Wkład jest większy niż koszt.", "More than the cost.")),
                    ]),
                    _item("costs_total", "calculation", "Wszystkie koszty", "All costs",
                          calculation="sum(${line_total})"),
                    _item("costs_own", "calculation", "W tym wkład własny", "Of which own",
                          calculation="sum(${line_financial}) + sum(${line_volunteers})"),
                    _item("costs_grant", "calculation", "Z grantu", "From the grant",
                          calculation="${costs_total} - ${costs_own}"),
                    _item("prices", "long_text", "Skąd wiecie, ile to kosztuje?", "How do you know the prices?",
                          most="600", hint=_words("Wystarczy jedno, dwa zdania.", "One or two sentences.")),
                ],
            ),
        ],
    }
)  # fmt: skip
"""An application for a micro-grant: the idea, the plan, the budget."""

REPORT: Definition = read(
    {
        "title": _words("Sprawozdanie z mikrograntu", "Report on a micro-grant"),
        "languages": ["pl", "en"],
        "items": [
            _item(
                "story", "page", "Co się wydarzyło", "What happened",
                items=[
                    _item("done", "long_text", "Co zrobiliście?", "What did you do?", most="3000", required=ALWAYS),
                    _item("changed", "long_text", "Co się dzięki temu zmieniło?", "What changed because of it?",
                          most="2000", required=ALWAYS),
                    _item("different", "long_text", "Co poszło inaczej, niż planowaliście?", "What went otherwise?",
                          most="2000"),
                    _item("publicity", "long_text", "Gdzie mówiliście o grancie?", "Where did you speak of the grant?",
                          most="1000"),
                ],
            ),
            _item(
                "people", "page", "Ludzie", "People",
                items=[
                    _item("engaged", "integer", "Ile osób pracowało przy działaniu?", "How many people worked on it?",
                          least="0", required=ALWAYS),
                    _item("reached", "integer", "Ile osób wzięło udział?", "How many people took part?", least="0",
                          required=ALWAYS),
                    _item("volunteer_hours", "number", "Ile godzin pracy wolontariuszy?", "How many volunteers' hours?",
                          least="0"),
                ],
            ),
        ],
    }
)  # fmt: skip
"""A report on a micro-grant: what happened, and to how many."""

EVALUATION: Definition = read(
    {
        "title": _words("Karta oceny merytorycznej", "Evaluation card"),
        "languages": ["pl", "en"],
        "items": [
            _item("declared", "note", "Oceniaj tylko to, co jest we wniosku. Przy każdym kryterium napisz dlaczego.",
                  "Judge only what the application says. Give one or two sentences for each criterion."),
            *(
                _item(f"c_{name}", "group", pl, en, items=[
                    _item(name, "scale", f"Punkty: 0–{most}", f"Points: 0–{most}", least="0", most=most,
                          required=ALWAYS),
                    _item(f"{name}_why", "long_text", "Dlaczego tyle?", "Why so many?", most="1500", required=ALWAYS),
                ])
                for name, pl, en, most in (
                    ("needed", "Potrzeba: czy to jest tu potrzebne?", "Is it needed here?", "10"),
                    ("activity", "Pomysł: czy działania do niej pasują?", "Do the activities fit?", "10"),
                    ("together", "Ludzie: czy mieszkańcy robią to razem?", "Do people do it together?", "10"),
                    ("budget_fit", "Budżet: czy koszty są potrzebne i rozsądne?", "Are the costs reasonable?", "10"),
                )
            ),
            _item("points", "calculation", "Razem punktów", "Points in all",
                  calculation="${needed} + ${activity} + ${together} + ${budget_fit}"),
            _item("recommended", "yes_no", "Czy polecasz dofinansowanie?", "Do you recommend a grant?",
                  required=ALWAYS),
            _item("amount", "money", "Ile proponujesz?", "What amount?", least="0", required=ALWAYS,
                  relevant="${recommended} = 'yes'"),
            _item("remarks", "long_text", "Uwagi dla wnioskodawców", "Remarks for the applicants", most="2000"),
        ],
    }
)  # fmt: skip
"""Four criteria of ten points, a reason for each, a recommendation."""

FORMAL_CHECK: Definition = read(
    {
        "title": _words("Karta oceny formalnej", "Formal check"),
        "languages": ["pl", "en"],
        "items": [
            *(
                item
                for name, pl, en in (
                    ("may_apply", "Wnioskodawca może złożyć wniosek w tym naborze", "The applicant may apply"),
                    ("in_area", "Działanie odbędzie się na obszarze naboru", "It takes place in the area of the call"),
                    ("in_time", "Działanie mieści się w terminach naboru", "It fits the dates of the call"),
                    ("in_limit", "Kwota mieści się w limicie", "The amount is within the limit"),
                    ("own_share", "Wkład własny jest wystarczający", "The own contribution suffices"),
                    ("documents", "Są wszystkie dokumenty i zgody", "All documents and consents are there"),
                )
                for item in (
                    _item(name, "yes_no", pl, en, required=ALWAYS),
                    _item(f"{name}_why", "text", "Co trzeba poprawić?", "What has to be mended?", most="500",
                          required=ALWAYS, relevant=f"${{{name}}} = 'no'"),
                )
            ),
            _item("passed", "calculation", "Ile razy „tak” (z 6)", "How many yes (of 6)", calculation=" + ".join(
                f"if(${{{name}}} = 'yes', 1, 0)"
                for name in ("may_apply", "in_area", "in_time", "in_limit", "own_share", "documents"))),
            _item("remarks", "long_text", "Uwagi", "Remarks", most="2000"),
        ],
    }
)  # fmt: skip
"""Yes or no, and where it is no: what to mend."""

REGISTRATION: Definition = read(
    {
        "title": _words("Zapis na wydarzenie", "Registration for an event"),
        "languages": ["pl", "en"],
        "choices": {
            "needs": [
                {"name": "wheelchair", "label": _words("miejsce na wózek", "room for a wheelchair")},
                {"name": "loop", "label": _words("pętla indukcyjna", "induction loop")},
                {"name": "sign", "label": _words("tłumaczenie na język migowy", "sign language")},
                {"name": "large", "label": _words("materiały dużym drukiem", "large print")},
                {"name": "child", "label": _words("przyjdę z dzieckiem", "I bring a child")},
                {"name": "other", "label": _words("coś innego", "something else")},
            ],
            "food": [
                {"name": "any", "label": _words("jem wszystko", "I eat everything")},
                {"name": "vegetarian", "label": _words("wegetariańskie", "vegetarian")},
                {"name": "vegan", "label": _words("wegańskie", "vegan")},
                {"name": "other", "label": _words("inne", "other")},
            ],
        },
        "items": [
            _item("first_name", "text", "Imię", "First name", most="80", required=ALWAYS),
            _item("last_name", "text", "Nazwisko", "Last name", most="80", required=ALWAYS),
            _item("email", "email", "E-mail", "E-mail", required=ALWAYS,
                  hint=_words("Tu wyślemy potwierdzenie i przypomnienie.", "We confirm and remind you there.")),
            _item("phone", "phone", "Telefon", "Phone"),
            _item("organisation", "text", "Skąd jesteś? (organizacja, grupa)", "Where are you from?", most="200"),
            _item("place", "place", "W jakiej gminie mieszkasz?", "In which municipality do you live?"),
            _item("needs", "many", "Co ułatwi Ci udział?", "What helps you to take part?", choices="needs"),
            _item("needs_other", "text", "Co takiego?", "What is it?", relevant="selected(${needs}, 'other')",
                  required=ALWAYS, most="300"),
            _item("food", "one", "Jedzenie", "Food", choices="food"),
            _item("food_other", "text", "Jakie?", "Which?", relevant="${food} = 'other'", required=ALWAYS, most="200"),
            _item("expect", "long_text", "Co chcesz z tego wynieść?", "What do you hope for?", most="1000"),
        ],
    }
)  # fmt: skip
"""Who comes, and what they need to take part."""

EVENT: Definition = read(
    {
        "title": _words("Ankieta po wydarzeniu", "Evaluation of an event"),
        "languages": ["pl", "en"],
        "choices": {
            "agree": [
                {"name": "1", "label": _words("wcale nie", "not at all")},
                {"name": "2", "label": _words("raczej nie", "rather not")},
                {"name": "3", "label": _words("trochę", "somewhat")},
                {"name": "4", "label": _words("raczej tak", "rather yes")},
                {"name": "5", "label": _words("tak", "yes")},
            ],
        },
        "items": [
            _item("opinions", "group", "Jak było?", "How was it?", appearance="matrix", items=[
                _item("useful", "one", "Przyda mi się w działaniu", "I can use it", choices="agree", required=ALWAYS),
                _item("clear", "one", "Było zrozumiałe", "It was clear", choices="agree", required=ALWAYS),
                _item("leader", "one", "Prowadzący byli przygotowani", "The leaders were prepared", choices="agree",
                      required=ALWAYS),
                _item("setting", "one", "Miejsce i godziny były dobre", "Place and time were good", choices="agree",
                      required=ALWAYS),
            ]),
            _item("recommend", "scale", "Jak bardzo poleciłbyś to innym? (0: wcale, 10: bardzo)",
                  "How much would you recommend it? (0 to 10)", least="0", most="10", required=ALWAYS),
            _item("best", "long_text", "Co było najlepsze?", "What was best?", most="1000"),
            _item("better", "long_text", "Co zrobić lepiej?", "What should be better?", most="1000"),
            _item("next", "long_text", "O czym chcesz spotkania następnym razem?", "What should come next?",
                  most="1000"),
        ],
    }
)  # fmt: skip
"""What people thought of an event."""

SELF_ASSESSMENT: Definition = read(
    {
        "title": _words("Samoocena organizacji", "Self-assessment of an organisation"),
        "languages": ["pl", "en"],
        "choices": {
            "level": [
                {"name": "1", "label": _words("jeszcze nie", "not yet")},
                {"name": "2", "label": _words("zaczynamy", "we begin")},
                {"name": "3", "label": _words("w dużej części", "mostly")},
                {"name": "4", "label": _words("tak, na stałe", "yes, always")},
            ],
        },
        "items": [
            _item("about", "note", "Nie ma złych odpowiedzi. Wypełnijcie razem, zajmie to kwadrans.",
                  "There are no wrong answers. Fill it in together; it takes a quarter of an hour."),
            _item("today", "group", "Jak jest u nas dziś?", "How are we today?", appearance="matrix", items=[
                _item(name, "one", pl, en, choices="level", required=ALWAYS)
                for name, pl, en in (
                    ("mission", "Wiemy, po co działamy, i mamy to zapisane", "We know why we exist"),
                    ("plan", "Mamy plan na najbliższy rok", "We have a plan for the year"),
                    ("board", "Zarząd spotyka się i podejmuje decyzje", "The board meets and decides"),
                    ("people", "Mamy ludzi, na których możemy liczyć", "We have people to rely on"),
                    ("money", "Mamy pieniądze z więcej niż jednego źródła", "Money comes from several sources"),
                    ("books", "Księgowość i sprawozdania są na czas", "Accounts and reports are in time"),
                    ("partners", "Współpracujemy z gminą i z innymi", "We work with others"),
                    ("visible", "Ludzie wiedzą, co robimy", "People know what we do"),
                )
            ]),
            _item("total", "calculation", "Suma (od 8 do 32)", "Sum (8 to 32)", calculation=" + ".join(
                f"number(${{{name}}})"
                for name in ("mission", "plan", "board", "people", "money", "books", "partners", "visible"))),
            _item("proud", "long_text", "Z czego jesteśmy dumni?", "What are we proud of?", most="1000"),
            _item("first", "long_text", "Nad czym chcemy popracować najpierw?", "What do we work on first?",
                  most="1000", required=ALWAYS),
        ],
    }
)  # fmt: skip
"""Eight sentences about an organisation, and what to begin with."""


class Ready(NamedTuple):
    """One of the library: for what it is (models.Use), and a sentence about it in Polish."""

    use: str
    definition: Definition
    about: str


LIBRARY: dict[str, Ready] = {
    "application": Ready(
        "application", APPLICATION, "Pomysł, harmonogram krok po kroku i budżet, który sam się liczy."
    ),
    "formal_check": Ready("formal_check", FORMAL_CHECK, "Sześć pytań „tak” lub „nie”, a przy każdym „nie” powód."),
    "evaluation": Ready("evaluation", EVALUATION, "Cztery kryteria po 10 punktów z uzasadnieniem i propozycja kwoty."),
    "report": Ready("report", REPORT, "Co się wydarzyło, co się zmieniło i ilu ludzi wzięło udział."),
    "registration": Ready("registration", REGISTRATION, "Dane do kontaktu, dostępność, jedzenie i oczekiwania."),
    "event": Ready("survey", EVENT, "Krótka tabela opinii, skala polecenia i trzy pytania otwarte."),
    "self_assessment": Ready("survey", SELF_ASSESSMENT, "Osiem zdań o organizacji, suma punktów i pierwszy krok."),
}
"""By its name."""
