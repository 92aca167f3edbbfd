"""A questionnaire and random answers to it, for tests: an application for a micro-grant with a budget."""

import random
from datetime import date, timedelta
from typing import Any

from ognisko.questionnaires.rules.definition import LISTS, NUMBERS, Definition, Item, Type, read


def words(pl: str, en: str = "") -> dict[str, str]:
    return {"pl": pl, "en": en or pl}


APPLICATION: Definition = read(
    {
        "title": words("Wniosek o mikrogrant", "Micro-grant application"),
        "languages": ["pl", "en"],
        "items": [
            {
                "name": "applicant", "type": "page", "label": words("Wnioskodawca", "Applicant"),
                "items": [
                    {"name": "kind", "type": "one", "choices": "kind", "label": words("Rodzaj", "Kind"),
                     "required": "true()"},
                    {"name": "krs", "type": "text", "label": words("KRS"), "required": "true()",
                     "relevant": "${kind} = 'ngo'", "constraint": r"regex(., '[0-9]{10}')"},
                    {"name": "email", "type": "email", "label": words("E-mail"), "required": "true()"},
                    {"name": "phone", "type": "phone", "label": words("Telefon", "Phone")},
                ],
            },
            {
                "name": "project", "type": "page", "label": words("Projekt", "Project"),
                "items": [
                    {"name": "title", "type": "text", "label": words("Tytuł", "Title"), "most": "30",
                     "required": "true()"},
                    {"name": "when", "type": "group", "appearance": "period", "label": words("Kiedy", "When"),
                     "items": [
                         {"name": "start", "type": "date", "label": words("Od", "From")},
                         {"name": "end", "type": "date", "label": words("Do", "To"), "constraint": ". >= ${start}"},
                     ]},
                    {"name": "area", "type": "many", "choices": "area", "label": words("Obszary", "Areas"),
                     "constraint": "count-selected(.) <= 3", "most": "4"},
                    {"name": "area_other", "type": "text", "label": words("Jaki?", "Which?"), "required": "true()",
                     "relevant": "selected(${area}, 'other')"},
                    {"name": "theme", "type": "one", "choices": "theme", "label": words("Temat", "Theme"),
                     "choice_filter": "selected(${area}, in_area)"},
                    {"name": "volunteers", "type": "yes_no", "label": words("Wolontariusze?", "Volunteers?")},
                    {"name": "wellbeing", "type": "scale", "least": "1", "most": "5", "label": words("Ocena", "Score")},
                ],
            },
            {
                "name": "budget", "type": "page", "label": words("Budżet", "Budget"),
                "items": [
                    {
                        "name": "cost", "type": "repeat", "least": "1", "most": "5", "label": words("Koszty", "Costs"),
                        "items": [
                            {"name": "item", "type": "text", "label": words("Pozycja", "Item"), "required": "true()"},
                            {"name": "quantity", "type": "integer", "least": "1", "label": words("Ilość", "Quantity")},
                            {"name": "price", "type": "money", "least": "0", "label": words("Cena", "Price")},
                            {"name": "part", "type": "calculation", "calculation": "${quantity} * ${price}"},
                            {"name": "own", "type": "money", "label": words("Wkład", "Own"),
                             "constraint": ". <= ${part}"},
                            {"name": "share", "type": "calculation",
                             "calculation": "round(${part} div ${total} * 100, 2)"},
                            {"name": "invoice", "type": "repeat", "label": words("Faktury", "Invoices"),
                             "relevant": "position(..) < 3",
                             "items": [{"name": "paid", "type": "money", "label": words("Zapłacono", "Paid")}]},
                        ],
                    },
                    {"name": "total", "type": "calculation", "calculation": "sum(${part})"},
                    {"name": "grant", "type": "calculation", "calculation": "${total} - sum(${own})"},
                    {"name": "paid_all", "type": "calculation", "calculation": "sum(${paid}) + count(${invoice})"},
                    {"name": "first_item", "type": "calculation",
                     "calculation": "concat(indexed-repeat(${item}, ${cost}, 1), ' ', count(${cost}))"},
                    {"name": "ask", "type": "integer", "label": words("Kwota", "Amount"),
                     "constraint": ". <= 10000 and . <= ${grant}", "required": "count(${cost}) > 1"},
                ],
            },
        ],
        "choices": {
            "kind": [{"name": "ngo", "label": words("Organizacja", "NGO")},
                     {"name": "group", "label": words("Grupa", "Group")}],
            "area": [{"name": name, "label": words(name)} for name in ("edu", "eko", "sen", "kul", "other")],
            "theme": [{"name": f"{area}{number}", "label": words(f"{area} {number}"), "columns": {"in_area": area}}
                      for area in ("edu", "eko", "sen") for number in (1, 2)],
        },
    }
)  # fmt: skip

TEXTS = ["", "a", "Ogród przy świetlicy", "  dwa   słowa ", "0000123456", "jan@ogrod.example", "x@", "zażółć 🌱 gęślą"]
NUMBERS_TYPED = [
    "", "0", "1", "3", "-1", "12.5", "0.1", "7.333", "100.005", "99999.99", "x", "1e3", "1,5", " 4 ", "0.000000000001",
    "999999999999999999", "-0", "007",
]  # fmt: skip
DAYS = ["", "2026-01-31", "2026-02-29", "2024-02-29", "2026-13-01", "0000-01-01", "9999-12-31", "wczoraj"]


def random_answers(definition: Definition, chance: random.Random) -> dict[str, Any]:
    """Answers such as people and machines might send: right, wrong, missing, of a wrong shape."""
    return _level(definition, definition.items, chance)


def _level(definition: Definition, items: tuple[Item, ...], chance: random.Random) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for item in items:
        if item.type == Type.REPEAT:
            made[item.name] = [_level(definition, item.items, chance) for _ in range(chance.randint(0, 4))]
        elif item.items:
            made |= _level(definition, item.items, chance)
        else:
            made[item.name] = _answer(definition, item, chance)
    for name in [name for name in made if chance.random() < 0.08]:
        made[name] = chance.choice([None, "", [], "zzz", ["zzz"], {}, "2026-03-01", "17"])
    return made


def _answer(definition: Definition, item: Item, chance: random.Random) -> Any:
    offered = [choice.name for choice in definition.choices_of(item)]
    if item.type in LISTS:
        return chance.sample(offered or ["1", "2"], chance.randint(0, min(len(offered) or 2, 5)))
    if offered:
        return chance.choice([*offered, ""])
    if item.type in NUMBERS:
        return chance.choice(NUMBERS_TYPED)
    if item.type == Type.DATE:
        return chance.choice([*DAYS, str(date(2026, 1, 1) + timedelta(chance.randint(0, 700)))])
    return chance.choice(TEXTS)
