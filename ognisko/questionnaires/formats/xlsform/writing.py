"""A definition becomes an XLSForm that pyxform accepts, and that reads into the same definition.

Types that XLSForm lacks leave as their nearest, with our own in the column ``ognisko``, which other programs pass over.
"""

from collections.abc import Iterator, Sequence

from ognisko.core.spreadsheets import Sheet, write_workbook
from ognisko.questionnaires.formats.xlsform.reading import OUR_TITLE, YES_NO_LIST
from ognisko.questionnaires.rules.definition import MATRIX, YES_OR_NO, Choice, Definition, Item, Type, Words

NAMES = {"pl": "Polski", "en": "English", "fr": "Français", "uk": "Українська", "de": "Deutsch", "es": "Español"}

LEAVES_AS = {
    Type.TEXT: "text", Type.LONG_TEXT: "text", Type.NUMBER: "decimal", Type.INTEGER: "integer", Type.MONEY: "decimal",
    Type.DATE: "date", Type.SCALE: "range", Type.PLACE: "text", Type.PARTY: "text", Type.FILE: "file",
    Type.PHOTO: "image", Type.EMAIL: "text", Type.PHONE: "text", Type.NIP: "text", Type.REGON: "text",
    Type.KRS: "text", Type.ACCOUNT: "text", Type.CALCULATION: "calculate", Type.NOTE: "note",
}  # fmt: skip

SURVEY = (
    "type", "name", "required", "relevant", "constraint", "calculation", "default", "choice_filter", "repeat_count",
    "appearance", "parameters", "ognisko", "least", "most",
)  # fmt: skip


def write_form(definition: Definition, *, form_id: str, version: str) -> bytes:
    """The workbook. Texts stand in a column for each language."""
    heads = [f"{{}}::{NAMES.get(code, code)} ({code})" for code in definition.languages]
    texts = [head.format(column) for column in ("label", "hint", "constraint_message") for head in heads]
    rows = [row for item in definition.items for row in _rows(definition, item)]
    extra = sorted({key for choices in definition.choices.values() for one in choices for key in one.columns})
    choices = [
        [name, one.name, *_by_language(definition, one.label), *(one.columns.get(key, "") for key in extra)]
        for name, offered in _lists(definition).items()
        for one in offered
    ]
    first = NAMES.get(definition.languages[0], definition.languages[0])
    others = definition.languages[1:]
    settings = [definition.words(definition.title, definition.languages[0]), form_id, version]
    return write_workbook(
        [
            Sheet("survey", [*SURVEY, *texts], rows),
            Sheet("choices", ["list_name", "name", *(head.format("label") for head in heads), *extra], choices),
            Sheet(
                "settings",
                [
                    "form_title",
                    "form_id",
                    "version",
                    "default_language",
                    "allow_choice_duplicates",
                    *(f"{OUR_TITLE}{code}" for code in others),
                ],
                [
                    [
                        *settings,
                        f"{first} ({definition.languages[0]})",
                        "yes" if _has_doubles(definition) else "",
                        *(definition.title.get(code, "") for code in others),
                    ]
                ],
            ),
        ]
    )


def _lists(definition: Definition) -> dict[str, tuple[Choice, ...]]:
    asks = any(one.item.type == Type.YES_NO for one in definition.placed.values())
    return dict(definition.choices) | ({YES_NO_LIST: YES_OR_NO} if asks else {})


def _has_doubles(definition: Definition) -> bool:
    """Filters may offer a choice of one name under several conditions."""
    return any(len({one.name for one in offered}) < len(offered) for offered in definition.choices.values())


def _rows(definition: Definition, item: Item) -> Iterator[Sequence[str]]:
    if item.type in {Type.GROUP, Type.PAGE, Type.REPEAT}:
        kind = "repeat" if item.type == Type.REPEAT else "group"
        yield _row(definition, item, f"begin_{kind}")
        for inner in item.items:
            yield from _rows(definition, inner)
        yield [f"end_{kind}"]
        return
    yield _row(definition, item, _type(item))


def _type(item: Item) -> str:
    match item.type:
        case Type.ONE:
            return f"select_one {item.choices}"
        case Type.MANY:
            return f"select_multiple {item.choices}"
        case Type.YES_NO:
            return f"select_one {YES_NO_LIST}"
    return LEAVES_AS[item.type]


def _row(definition: Definition, item: Item, kind: str) -> list[str]:
    values = {
        "type": kind,
        "name": item.name,
        "required": "yes" if item.required == "true()" else item.required,
        "relevant": item.relevant,
        "constraint": item.constraint,
        "calculation": item.calculation,
        "default": _default(item.default),
        "choice_filter": item.choice_filter,
        "repeat_count": item.count,
        "appearance": _appearance(item),
        "parameters": f"start={item.least or 1} end={item.most or 5} step=1" if item.type == Type.SCALE else "",
        "ognisko": _ours(item),
        "least": "" if item.type == Type.SCALE else item.least,
        "most": "" if item.type == Type.SCALE else item.most,
    }
    texts = [text for words in (item.label, item.hint, item.message) for text in _by_language(definition, words)]
    return [*(values[column] for column in SURVEY), *texts]


def _by_language(definition: Definition, words: Words) -> list[str]:
    return [words.get(code, "") for code in definition.languages]


def _default(default: str) -> str:
    quoted = len(default) > 1 and default[0] == default[-1] and default[0] in "'\""
    return default[1:-1] if quoted and default[0] not in default[1:-1] else default


def _appearance(item: Item) -> str:
    if item.appearance == MATRIX:
        return "table-list"
    if item.type == Type.LONG_TEXT:
        return item.appearance if "multiline" in item.appearance else f"{item.appearance} multiline".strip()
    return item.appearance


def _ours(item: Item) -> str:
    nearest = {Type.TEXT, Type.LONG_TEXT, Type.NUMBER, Type.INTEGER, Type.DATE, Type.SCALE, Type.FILE, Type.PHOTO}
    plain = nearest | {Type.ONE, Type.MANY, Type.CALCULATION, Type.NOTE, Type.REPEAT}
    return "" if item.type in plain else str(item.type)
