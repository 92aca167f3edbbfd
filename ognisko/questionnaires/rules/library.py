"""Ready questionnaires that a centre begins with: copied into its own, then changed as it likes.

The names of an application's questions are those that a call looks for (grants.rules.parts), so it fits as it is.
"""

from typing import Any

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
                        _item("line_price", "money", "Cena jedn. (zł)", "Price", required=ALWAYS, least="0"),
                        _item("line_total", "calculation", "Razem (zł)", "Total",
                              calculation="round(${line_quantity} * ${line_price}, 2)"),
                        _item("line_financial", "money", "Wkład finansowy (zł)", "Own, financial", least="0"),
                        _item("line_volunteers", "money", "Wkład osobowy (zł)", "Own, work", least="0",
                              constraint=". + coalesce(${line_financial}, 0) <= ${line_total}",
                              message=_words("Wkład jest większy niż koszt.", "More than the cost.")),
                    ]),
                    _item("costs_total", "calculation", "Wszystkie koszty (zł)", "All costs",
                          calculation="sum(${line_total})"),
                    _item("costs_own", "calculation", "W tym wkład własny (zł)", "Of which own",
                          calculation="sum(${line_financial}) + sum(${line_volunteers})"),
                    _item("costs_grant", "calculation", "Z grantu (zł)", "From the grant",
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

LIBRARY: dict[str, tuple[str, Definition]] = {
    "application": ("application", APPLICATION),
    "report": ("report", REPORT),
}
"""By its name: what it is for (models.Use), the questionnaire."""
