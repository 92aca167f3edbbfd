"""An XLSForm becomes a definition; whatever has no counterpart here is said with its sheet, row and column.

Writers of the last fifteen years spelled the columns and types in many ways; ``COLUMNS`` and ``TYPES`` hold those that
are found in the wild. Where something is left out the questionnaire asks rather too much than too little: a condition
that cannot be read shows its question always, and the remark says so.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from ognisko.core.spreadsheets import SheetRows, SpreadsheetError, read_workbook
from ognisko.questionnaires.rules.definition import MATRIX, NUMBERS, Choice, Definition, Item, Type
from ognisko.questionnaires.rules.expressions import NAME, ExpressionError, parse, written

COLUMNS = {
    "list name": "list_name", "readonly": "read_only", "relevance": "relevant", "bind:relevant": "relevant",
    "bind:constraint": "constraint", "bind:required": "required", "bind:calculate": "calculation",
    "calculate": "calculation", "bind:readonly": "read_only", "constraint_msg": "constraint_message",
    "bind:jr:constraintmsg": "constraint_message", "constraint message": "constraint_message",
    "repeat count": "repeat_count", "jr:count": "repeat_count", "bind:jr:count": "repeat_count", "caption": "label",
    "choice filter": "choice_filter", "control:appearance": "appearance", "required message": "required_message",
    "command": "type", "tag": "name", "value": "name",
}  # fmt: skip
"""Other spellings of columns, in lower case."""

TYPES = {
    "text": Type.TEXT, "string": Type.TEXT, "barcode": Type.TEXT, "int": Type.INTEGER, "integer": Type.INTEGER,
    "decimal": Type.NUMBER, "number": Type.NUMBER, "percentage": Type.NUMBER, "date": Type.DATE, "note": Type.NOTE,
    "calculate": Type.CALCULATION, "hidden": Type.CALCULATION, "file": Type.FILE, "audio": Type.FILE,
    "video": Type.FILE, "image": Type.PHOTO, "photo": Type.PHOTO, "email": Type.EMAIL, "phone number": Type.PHONE,
    "phonenumber": Type.PHONE, "acknowledge": Type.ONE, "trigger": Type.ONE, "range": Type.SCALE,
    "select_one": Type.ONE, "select_multiple": Type.MANY,
}  # fmt: skip
NEAREST = {
    "time": Type.TEXT, "datetime": Type.TEXT, "geopoint": Type.TEXT, "geotrace": Type.TEXT, "geoshape": Type.TEXT,
    "rank": Type.MANY, "select_one_from_file": Type.TEXT, "select_multiple_from_file": Type.TEXT,
    "select_one_external": Type.TEXT, "xml-external": Type.NOTE, "csv-external": Type.NOTE,
    "background-audio": Type.NOTE,
}  # fmt: skip
"""Types without a counterpart, and what is asked instead."""

METADATA = frozenset(
    "start end today deviceid subscriberid simserial phonenumber_meta username email_meta audit imei start-geopoint"
    " background-geopoint get_today get_start get_end".split()
)
LANGUAGES = {"polski": "pl", "polish": "pl", "english": "en", "french": "fr", "français": "fr", "ukrainian": "uk",
             "українська": "uk", "german": "de", "deutsch": "de", "spanish": "es"}  # fmt: skip
YES_NO_LIST = "ognisko_yes_no"
"""The list of choices that our own export writes for questions that need none here."""

OUR_TITLE = "ognisko_title_"
"""Columns of the settings in which our own export keeps the title in further languages."""

PLAIN_NUMBER = re.compile(r"\d+(\.\d+)?\Z")

TEXTS = ("label", "hint", "constraint_message")
KNOWN = frozenset(
    "type name label hint constraint constraint_message required relevant calculation default read_only appearance"
    " choice_filter repeat_count parameters list_name ognisko least most".split()
)
SILENT = frozenset({"required_message", "guidance_hint", "note", "notes", "comment", "comments", "disabled", "order"})
"""Columns that change no answer: nobody need be told."""

_SELECT = re.compile(
    r"(?:select[ _]one|select[ _]multiple|select[ _]all[ _]that[ _]apply|add select one prompt using|"
    r"add select multiple prompt using)(?: from)?\s+(?P<list>\S+)(?P<other>\s+or[ _](?:specify[ _])?other)?$",
    re.IGNORECASE,
)
_STRUCTURE = re.compile(r"(begin|end)[ _](group|repeat|loop)(?:\s+over\s+(\S+))?$", re.IGNORECASE)
_LANGUAGE = re.compile(r"\(([A-Za-z]{2,3})(?:-\w+)?\)\s*$")


@dataclass(frozen=True)
class Remark:
    """Something of the spreadsheet that is not here as it was there."""

    sheet: str
    row: int
    column: str
    sentence: str


@dataclass(frozen=True)
class Imported:
    """The definition, and what was left out or changed."""

    definition: Definition
    remarks: tuple[Remark, ...]
    form_id: str = ""
    version: str = ""


@dataclass(frozen=True)
class Line:
    """A row of a sheet by the names of its columns; texts by column and language."""

    sheet: str
    row: int
    cells: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass
class _Open:
    """A group or repeat that is not closed yet."""

    line: Line
    kind: str
    item: Item
    items: list[Item] = field(default_factory=list)
    over: str = ""


def read_form(content: bytes) -> Imported:
    """Read a workbook. Raises SpreadsheetError for what is no XLSForm at all."""
    sheets = {sheet.name.strip().lower(): sheet for sheet in read_workbook(content)}
    if "survey" not in sheets:
        raise SpreadsheetError(_("This workbook has no sheet called “survey”, so it is no XLSForm."))
    return _Reader(sheets).read()


class _Reader:
    """Reads one workbook, row by row; collects remarks."""

    def __init__(self, sheets: Mapping[str, SheetRows]) -> None:
        self.remarks: list[Remark] = []
        self.settings = next(iter(self._lines(sheets.get("settings"), "pl")), Line("settings", 1, {}, {}))
        self.first = _language(self.settings["default_language"]) or _first_language(sheets["survey"]) or "pl"
        self.choices = self._read_choices(self._lines(sheets.get("choices"), self.first))
        self.survey = list(self._lines(sheets["survey"], self.first))
        self.choices.pop(YES_NO_LIST, None)
        self.taken: set[str] = set()
        self.told: set[str] = set()
        for name in sorted(sheets.keys() & {"external_choices", "osm", "entities", "cascades"}):
            self._remark(Line(name, 1, {}, {}), "", _("This sheet has no counterpart here and is left out."))

    def read(self) -> Imported:
        """Everything at once."""
        items = self._items()
        used = [language for line in self.survey for words in line.words.values() for language in words]
        languages = tuple(dict.fromkeys([self.first, *used])) if self.first in used else tuple(dict.fromkeys(used))
        title = self.settings["form_title"] or self.settings["form_id"] or _("Questionnaire")
        languages = languages or (self.first,)
        titles = {code: self.settings[f"{OUR_TITLE}{code}"] for code in languages[1:]}
        words = {languages[0]: title} | {code: text for code, text in titles.items() if text}
        definition = Definition(words, languages, items, self.choices)
        return Imported(definition, tuple(self.remarks), self.settings["form_id"], self.settings["version"])

    def _remark(self, line: Line, column: str, sentence: str) -> None:
        self.remarks.append(Remark(line.sheet, line.row, column, sentence))

    # Cells

    def _lines(self, sheet: SheetRows | None, first: str) -> Iterator[Line]:
        if sheet is None or not sheet.rows:
            return
        head, *rows = sheet.rows
        columns = [_column(_cell(cell), first) for cell in head.cells]
        for row in rows:
            cells: dict[str, str] = {}
            words: dict[str, dict[str, str]] = {}
            for (column, language), cell in zip(columns, row.cells, strict=False):
                value = _cell(cell)
                if not column or not value:
                    continue
                if column in TEXTS:
                    words.setdefault(column, {})[language] = value
                else:
                    cells[column] = value
            if cells or words:
                yield Line(sheet.name, row.number, cells, words)

    def _read_choices(self, lines: Iterator[Line]) -> dict[str, tuple[Choice, ...]]:
        lists: dict[str, list[Choice]] = {}
        for line in lines:
            name = line["name"]
            if not line["list_name"] or not name:
                if line["list_name"] or name:
                    self._remark(line, "name", _("A choice needs a list and a name; this row is left out."))
                continue
            if " " in name:
                self._remark(line, "name", _("A name of a choice has no blanks; they became _."))
                name = name.replace(" ", "_")
            columns = {key: value for key, value in line.cells.items() if key not in {"list_name", "name", "ognisko"}}
            media = columns.keys() & {"image", "audio", "video"} | {
                key for key in columns if key.startswith(("media:", "image:", "audio:", "video:"))
            }
            if media:
                self._remark(line, ", ".join(sorted(media)), _("Pictures and sounds of choices are left out."))
            label = line.words.get("label") or {self.first: name}
            kept = {key: value for key, value in columns.items() if key not in media}
            lists.setdefault(line["list_name"], []).append(Choice(name, label, kept))
        return {name: tuple(choices) for name, choices in lists.items()}

    # Rows of the survey

    def _items(self) -> tuple[Item, ...]:
        top = _Open(Line("survey", 1, {}, {}), "", Item("", Type.GROUP))
        stack = [top]
        for line in self.survey:
            kind = " ".join(line["type"].split())
            if not kind or kind.startswith("#"):
                continue
            if found := _STRUCTURE.match(kind):
                self._open_or_close(stack, line, found[1].lower(), found[2].lower(), found[3] or "")
            else:
                stack[-1].items.extend(self._question(line, kind, stack))
        for left in stack[1:]:
            self._remark(left.line, "type", _("This is never closed; it ends with the questionnaire."))
        while len(stack) > 1:
            self._close(stack)
        return tuple(top.items)

    def _open_or_close(self, stack: list[_Open], line: Line, what: str, kind: str, over: str) -> None:
        if what == "begin":
            stack.append(_Open(line, kind, self._structure(line, kind, stack), over=over))
        elif len(stack) == 1 or stack[-1].kind != kind:
            self._remark(line, "type", _("Nothing of this kind is open here; the row is left out."))
        else:
            self._close(stack)

    def _structure(self, line: Line, kind: str, stack: list[_Open]) -> Item:
        table = "table-list" in line["appearance"].split()
        if kind == "repeat":
            type_ = Type.REPEAT
        else:
            type_ = _ours(line) or (Type.GROUP if len(stack) > 1 or table else Type.PAGE)
        item = self._item(line, type_, stack)
        return replace(item, appearance=MATRIX) if table else item

    def _close(self, stack: list[_Open]) -> None:
        done = stack.pop()
        if not done.items:
            self._remark(done.line, "type", _("There is nothing in it, so it is left out."))
        elif done.kind == "loop":
            stack[-1].items.append(replace(done.item, items=tuple(self._repeated(done))))
        else:
            stack[-1].items.append(replace(done.item, items=tuple(done.items)))

    def _repeated(self, loop: _Open) -> Iterator[Item]:
        """A loop over a list asks the same of each of its choices: a group for each."""
        choices = self.choices.get(loop.over, ())
        if not choices:
            self._remark(loop.line, "type", _("There is no list of choices “%(name)s”.") % {"name": loop.over})
        for choice in choices:
            items = tuple(
                replace(item, name=self._free(f"{choice.name}_{item.name}", loop.line)) for item in loop.items
            )
            yield Item(self._free(f"{loop.item.name}_{choice.name}", loop.line), Type.GROUP, choice.label, items=items)

    def _question(self, line: Line, kind: str, stack: list[_Open]) -> Iterator[Item]:
        found = _SELECT.match(kind)
        if found and _ours(line) == Type.YES_NO:
            yield self._item(line, Type.YES_NO, stack)
            return
        if found:
            many = "multiple" in kind.lower() or "all" in kind.lower().split() or "all_that" in kind.lower()
            item = self._item(line, Type.MANY if many else Type.ONE, stack)
            yield replace(item, choices=self._list(line, found["list"], other=bool(found["other"])))
            if found["other"]:
                yield self._other(line, item)
            return
        word = kind.lower().split()[0] if kind.lower() not in TYPES else kind.lower()
        if word in METADATA:
            if word == "today":
                yield replace(self._item(line, Type.CALCULATION, stack), calculation="today()")
                return
            self._remark(line, "type", _("“%(type)s” is recorded by telephones; it is left out.") % {"type": kind})
            return
        if word in NEAREST:
            self._remark(
                line, "type",
                _("“%(type)s” has no counterpart; %(instead)s is asked instead.")
                % {"type": kind, "instead": NEAREST[word].label},
            )  # fmt: skip
        elif word not in TYPES:
            self._remark(line, "type", _("The type “%(type)s” is not known; the row is left out.") % {"type": kind})
            return
        yield self._asked(line, word, NEAREST.get(word) or TYPES[word], stack)

    def _asked(self, line: Line, word: str, type_: Type, stack: list[_Open]) -> Item:
        type_ = _ours(line) or type_
        if type_ == Type.TEXT and "multiline" in line["appearance"]:
            type_ = Type.LONG_TEXT
        item = self._item(line, type_, stack)
        if word in {"acknowledge", "trigger"}:
            self.choices.setdefault("acknowledge", (Choice("OK", {self.first: "OK"}),))
            return replace(item, choices="acknowledge")
        if word == "range":
            given = dict(part.split("=", 1) for part in line["parameters"].replace(";", " ").split() if "=" in part)
            if given.get("step", "1") != "1":
                item = replace(item, type=Type.NUMBER)
            return replace(item, least=given.get("start", "1"), most=given.get("end", "10"))
        if word == "calculate" and not item.calculation and item.default:
            return replace(item, calculation=item.default, default="")
        if word == "hidden" and not item.calculation:
            return replace(item, calculation=item.default or "''", default="")
        return item

    def _item(self, line: Line, type_: Type, stack: list[_Open]) -> Item:
        for column in line.cells.keys() - KNOWN - SILENT - self.told:
            self.told.add(column)
            self._remark(line, column, _("This column has no counterpart here; it is told once."))
        return Item(
            self._name(line, type_, stack),
            type_,
            line.words.get("label", {}),
            line.words.get("hint", {}),
            required=self._required(line),
            relevant=self._expression(line, "relevant"),
            constraint=self._expression(line, "constraint"),
            message=line.words.get("constraint_message", {}),
            calculation=self._expression(line, "calculation"),
            default=self._default(line, type_),
            choice_filter=self._expression(line, "choice_filter"),
            count=self._expression(line, "repeat_count"),
            least=line["least"],
            most=line["most"],
            appearance=_without_multiline(line["appearance"]) if type_ == Type.LONG_TEXT else line["appearance"],
        )

    def _name(self, line: Line, type_: Type, stack: list[_Open]) -> str:
        name = line["name"] or f"{type_}_{line.row}"
        if not NAME.match(name):
            cleaned = re.sub(r"[^\w.-]", "_", name)
            cleaned = cleaned if NAME.match(cleaned) else f"_{cleaned}"
            self._remark(line, "name", _("“%(old)s” became “%(new)s”.") % {"old": name, "new": cleaned})
            name = cleaned
        if name in self.taken:
            inside = stack[-1].item.name
            free = self._free(f"{inside}_{name}" if inside else name, line)
            self._remark(
                line, "name", _("There are two items called “%(old)s”; this one became “%(new)s”.")
                % {"old": name, "new": free},
            )  # fmt: skip
            return free
        self.taken.add(name)
        return name

    def _free(self, wanted: str, line: Line) -> str:
        name, number = wanted, 2
        while name in self.taken:
            name, number = f"{wanted}_{number}", number + 1
        self.taken.add(name)
        return name

    def _list(self, line: Line, name: str, *, other: bool) -> str:
        if name not in self.choices:
            self._remark(line, "type", _("There is no list of choices “%(name)s”.") % {"name": name})
            return name
        if not other:
            return name
        made = f"{name}_or_other"
        choice = Choice("other", {"pl": "Inne", "en": "Other"})
        self.choices[made] = (*(one for one in self.choices[name] if one.name != "other"), choice)
        return made

    def _other(self, line: Line, item: Item) -> Item:
        return Item(
            self._free(f"{item.name}_other", line),
            Type.TEXT,
            {"pl": "Jakie inne?", "en": "Which other?"},
            required="true()",
            relevant=f"selected(${{{item.name}}}, 'other')",
        )

    # Expressions

    def _expression(self, line: Line, column: str) -> str:
        text = line[column]
        if text.lower() in {"true", "yes", "false", "no"}:
            text = "true()" if text.lower() in {"true", "yes"} else "false()"
        if not text:
            return ""
        try:
            return written(parse(text, columns=column == "choice_filter"))
        except ExpressionError as error:
            self._remark(line, column, _("“%(text)s” is left out: %(why)s") % {"text": text, "why": error.args[0]})
            return ""

    def _required(self, line: Line) -> str:
        plain = line["required"].strip().lower()
        if plain in {"", "no", "false", "false()", "0", "nie"}:
            return ""
        return "true()" if plain in {"yes", "true", "true()", "1", "tak"} else self._expression(line, "required")

    def _default(self, line: Line, type_: Type) -> str:
        """A default is an expression where it calls a function or names an answer, otherwise the answer itself."""
        text = line["default"]
        if not text:
            return ""
        if "${" in text or re.search(r"[a-z-]+\(.*\)", text):
            return self._expression(line, "default")
        return text if type_ in NUMBERS and PLAIN_NUMBER.match(text) else written(["'", text])


def _ours(line: Line) -> Type | None:
    """The type that our own export has written beside the nearest one."""
    return Type(line["ognisko"]) if line["ognisko"] in Type.values else None


def _without_multiline(appearance: str) -> str:
    """A long text says by its type that it has many lines."""
    return " ".join(word for word in appearance.split() if word != "multiline")


def _cell(value: Any) -> str:
    """A cell as text; whole numbers without the .0 that spreadsheets add."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\u00a0", " ").strip()


def _column(head: str, first: str) -> tuple[str, str]:
    """A column's name and language: ``label::Polski (pl)`` is ("label", "pl")."""
    plain = re.sub(r"\s+", " ", head).strip()
    name, mark, language = plain.partition("::") if "::" in plain else plain.partition(":")
    known = COLUMNS.get(plain.lower())
    if known:
        return known, first
    name = COLUMNS.get(name.strip().lower(), name.strip().lower())
    if mark and name in TEXTS:
        return name, _language(language) or first
    if mark:
        plain = plain.lower()
        return COLUMNS.get(plain, plain), first
    return name if name in KNOWN or name in TEXTS or name in SILENT else plain, first


def _first_language(sheet: SheetRows) -> str:
    """The language of the first column of texts that names one."""
    heads = [_column(_cell(cell), "") for cell in sheet.rows[0].cells] if sheet.rows else []
    return next((language for column, language in heads if column in TEXTS and language), "")


def _language(text: str) -> str:
    """The code of a language: ``Polski (pl)`` and ``Polish`` are pl."""
    plain = text.strip()
    if found := _LANGUAGE.search(plain):
        return found[1].lower()
    if plain.lower() in LANGUAGES:
        return LANGUAGES[plain.lower()]
    return re.sub(r"\W+", "_", plain.lower()) if plain else ""
