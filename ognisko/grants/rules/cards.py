"""The cards of a call follow from its criteria: a question for the points of each and one for the reasons, and a total.

A card is a questionnaire like any other, so drafts save by themselves and survive a lost connection. A call may have a
card of its own; it serves where it asks for the points of every criterion by its code.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ognisko.grants.rules.scoring import Criterion
from ognisko.questionnaires.rules.answers import Sheet
from ognisko.questionnaires.rules.definition import NUMBERS, Definition, Item, Type, Words
from ognisko.questionnaires.rules.expressions import NAME

ALWAYS = "true()"
TOTAL, RECOMMENDED, REMARKS = "points_in_all", "recommended", "remarks"
"""Names of the card's other questions; a card of the call's own may have a question for the recommended amount too."""

WORDS: Mapping[str, Words] = {
    "card": {"pl": "Karta oceny", "en": "Evaluation card"},
    "points": {"pl": "Punkty", "en": "Points"},
    "range": {"pl": "od %s do %s", "en": "from %s to %s"},
    "why": {"pl": "Uzasadnienie", "en": "Reasons"},
    "why_hint": {
        "pl": "Dwa, trzy zdania. Przeczyta je także ten, kto składał wniosek.",
        "en": "Two or three sentences. Whoever applied will read them too.",
    },
    "step": {"pl": "Daj punkty co %s.", "en": "Give points in steps of %s."},
    "total": {"pl": "Razem punktów", "en": "Points in all"},
    "recommended": {"pl": "Kwota, którą proponujesz", "en": "The amount that you recommend"},
    "remarks": {"pl": "Uwagi dla komisji", "en": "Remarks for the panel"},
    "formal": {"pl": "Karta oceny formalnej", "en": "Formal check"},
    "right": {"pl": "Składa ten, kto może, i na czas", "en": "Whoever applies may apply, and did so in time"},
    "complete": {"pl": "Są wszystkie odpowiedzi i załączniki", "en": "All answers and documents are there"},
    "limits": {"pl": "Budżet i terminy mieszczą się w regulaminie", "en": "Budget and dates keep to the rules"},
    "notes": {"pl": "Co trzeba poprawić albo zapamiętać", "en": "What has to be corrected or remembered"},
}
"""What the cards say, in both languages: a definition carries its own words."""


def name_of(code: str) -> str:
    """The question of a criterion: its code, unless no question may be called so."""
    return code if NAME.match(code) else f"k-{code}"


def card(criteria: Sequence[Criterion], hints: Mapping[str, str], title: str, most: Decimal | None) -> Definition:
    """The evaluation card of these criteria; ``most`` is the most that a grant may be."""
    items = [_criterion(one, hints.get(one.code, "")) for one in criteria]
    total = " + ".join(f"coalesce(${{{name_of(one.code)}}}, 0) * {plain(one.weight)}" for one in criteria)
    return Definition(
        title={language: f"{word}: {title}" for language, word in WORDS["card"].items()},
        languages=("pl", "en"),
        items=(
            *items,
            Item(TOTAL, Type.CALCULATION, WORDS["total"], calculation=total or "0"),
            Item(RECOMMENDED, Type.MONEY, WORDS["recommended"], least="0", most=plain(most) if most else ""),
            Item(REMARKS, Type.LONG_TEXT, WORDS["remarks"]),
        ),
    )


def _criterion(one: Criterion, hint: str) -> Item:
    name = name_of(one.code)
    bounds = (plain(one.least), plain(one.most))
    said = {language: f"{hint} ({word % bounds})".strip() for language, word in WORDS["range"].items()}
    step = f"(. - {bounds[0]}) mod {plain(one.step)} = 0" if one.step else ""
    return Item(
        f"g-{name}", Type.GROUP, {"pl": one.name}, said,
        items=(
            Item(
                name, Type.NUMBER, WORDS["points"], required=ALWAYS, least=bounds[0], most=bounds[1], constraint=step,
                message={language: word % plain(one.step or Decimal(1)) for language, word in WORDS["step"].items()},
            ),
            Item(f"why-{name}", Type.LONG_TEXT, WORDS["why"], WORDS["why_hint"], required=ALWAYS, most="2000"),
        ),
    )  # fmt: skip


def formal_card() -> Definition:
    """The formal check of a call that has no card of its own: three things to say yes or no to, and a note."""
    return Definition(
        title=WORDS["formal"],
        languages=("pl", "en"),
        items=(
            *(Item(name, Type.YES_NO, WORDS[name], required=ALWAYS) for name in ("right", "complete", "limits")),
            Item("notes", Type.LONG_TEXT, WORDS["notes"]),
        ),
    )


def serves(definition: Definition, criteria: Sequence[Criterion]) -> bool:
    """Whether a card of the call's own asks for the points of every criterion."""
    placed = definition.placed
    return bool(criteria) and all(
        name_of(one.code) in placed
        and placed[name_of(one.code)].item.type in NUMBERS
        and not placed[name_of(one.code)].repeats
        for one in criteria
    )


def points_on(sheet: Sheet, criteria: Sequence[Criterion]) -> dict[str, Decimal]:
    """The points that a card gives so far, by criterion's code."""
    found = {one.code: sheet.values.get((name_of(one.code), ())) for one in criteria}
    return {code: value for code, value in found.items() if isinstance(value, Decimal)}


def recommended_on(sheet: Sheet) -> Decimal | None:
    """The amount that the assessor recommends, if the card says one."""
    value = sheet.values.get((RECOMMENDED, ()))
    return value if isinstance(value, Decimal) else None


def reason_on(sheet: Sheet, code: str) -> str:
    """The reasons for the points of a criterion; a card of the call's own may have none."""
    value = sheet.values.get((f"why-{name_of(code)}", ()))
    return value if isinstance(value, str) else ""


def plain(value: Decimal) -> str:
    """A number as expressions write it: no exponent, no noughts at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
