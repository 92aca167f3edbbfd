"""Changes of a definition: nothing is lost on the way, what moves up moves down again, names take their users along."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ognisko.questionnaires.formats.xlsform import read_form, write_form
from ognisko.questionnaires.rules.conditions import Sign, Simple, expression_of, simple_of, value_of
from ognisko.questionnaires.rules.definition import STRUCTURES, Choice, Definition, Item, Type, problems, read, to_json
from ognisko.questionnaires.rules.editing import (
    choices_of_lines,
    copied,
    drawable,
    free_name,
    lines_of,
    moved,
    replaced,
    with_item,
    without,
)
from ognisko.questionnaires.rules.library import LIBRARY
from ognisko.questionnaires.tests.forms import APPLICATION

KINDS = [Type.TEXT, Type.INTEGER, Type.GROUP, Type.REPEAT]


def item(name: str, kind: Type, inner: tuple[Item, ...]) -> Item:
    """An item that speaks of itself in its condition and its label."""
    return Item(name, kind, {"pl": f"Pytanie ${{{name}}}"}, relevant=f"${{{name}}} = 1", items=inner)


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """Trees of up to three levels, with pages above or without."""
    count = 0

    def items(depth: int) -> tuple[Item, ...]:
        nonlocal count
        made = []
        for kind in draw(st.lists(st.sampled_from(KINDS), max_size=3)):
            count += 1
            name = f"q{count}"
            inner = items(depth + 1) if kind in STRUCTURES and depth < 3 else ()
            made.append(item(name, kind, inner))
        return tuple(made)

    top = items(0)
    if draw(st.booleans()):
        top = tuple(item(f"page{number}", Type.PAGE, items(1)) for number in range(3))
    return Definition({"pl": "Próba"}, ("pl",), top)


def contents(definition: Definition) -> dict[str, Item]:
    return {name: replace(one.item, items=()) for name, one in definition.placed.items()}


@given(definitions(), st.data())
def test_moving_loses_nothing_and_the_other_way_leads_back(definition: Definition, data: st.DataObject) -> None:
    if not definition.placed:
        return
    name = data.draw(st.sampled_from(list(definition.placed)))
    for step in (-1, 1):
        there = moved(definition, name, step)
        assert contents(there) == contents(definition)
        if there != definition:
            assert moved(there, name, -step) == definition


@given(definitions(), st.data())
def test_an_item_that_came_goes_again_and_a_copy_has_names_of_its_own(
    definition: Definition, data: st.DataObject
) -> None:
    after = data.draw(st.sampled_from([*definition.placed, ""]))
    more = with_item(definition, Item("nowe", Type.TEXT), after=after)
    assert without(more, "nowe") == definition
    assert [*more.placed] != [*definition.placed]
    if after:
        twice, name = copied(definition, after)
        assert without(twice, name) == definition
        assert all(f"${{{one}}}" in item.relevant for one, item in contents(twice).items())


@given(definitions(), st.data())
def test_whatever_speaks_of_a_question_follows_its_new_name(definition: Definition, data: st.DataObject) -> None:
    if not definition.placed:
        return
    name = data.draw(st.sampled_from(list(definition.placed)))
    there = replaced(definition, name, replace(definition.placed[name].item, name="inaczej"))
    assert (there.placed["inaczej"].item.relevant, there.placed["inaczej"].item.label) == (
        "${inaczej} = 1",
        {"pl": "Pytanie ${inaczej}"},
    )
    assert replaced(there, "inaczej", replace(there.placed["inaczej"].item, name=name)) == definition


def test_a_definition_full_of_problems_can_be_drawn_all_the_same() -> None:
    broken = replaced(APPLICATION, "grant", replace(APPLICATION.placed["grant"].item, calculation="${nie_ma} +"))
    broken = replaced(broken, "ask", replace(broken.placed["ask"].item, most="dużo", relevant="${ask} = 1"))
    broken = replaced(broken, "kind", replace(broken.placed["kind"].item, choices="nie_ma", relevant="${email} != ''"))
    broken = replaced(broken, "email", replace(broken.placed["email"].item, relevant="${kind} = 'ngo'"))
    assert {one.name for one in problems(broken)} == {"kind", "grant", "ask"}
    assert len(drawable(broken).order) == len(APPLICATION.placed)


def test_choices_are_lines_and_lines_are_choices() -> None:
    area = APPLICATION.choices["theme"]
    assert choices_of_lines(lines_of(area, ("pl", "en")), ("pl", "en"), area) == area
    pasted = choices_of_lines("Łąka przy szkole\tMeadow\n\nŁąka przy szkole\n  Las | Wood | las 1\n", ("pl", "en"))
    assert pasted == (
        Choice("laka_przy_szkole", {"pl": "Łąka przy szkole", "en": "Meadow"}),
        Choice("laka_przy_szkole_2", {"pl": "Łąka przy szkole"}),
        Choice("las_1", {"pl": "Las", "en": "Wood"}),
    )


def test_names_are_made_of_words_and_are_free() -> None:
    assert [free_name({"ile", "ile_2"}, wanted) for wanted in ("ile", "Ile osób?", "2 dni", "", "line_price")] == [
        "ile_3", "ile_osob", "p_2_dni", "p", "line_price",
    ]  # fmt: skip


def test_a_condition_in_plain_words_is_an_expression_and_back() -> None:
    said = {
        "${kind} = 'ngo'": Simple("kind", Sign.IS, "ngo"),
        "selected(${area}, 'other')": Simple("area", Sign.IS, "other"),
        "not(selected(${area}, 'other'))": Simple("area", Sign.IS_NOT, "other"),
        "${ask} > 100": Simple("ask", Sign.MORE, "100"),
        "${title} != ''": Simple("title", Sign.ANSWERED),
    }
    for text, simple in said.items():
        assert (expression_of(APPLICATION, simple), simple_of(APPLICATION, text)) == (text, simple)
    assert [simple_of(APPLICATION, text) for text in ("${a} = 1 and ${b} = 2", "${nie_ma} = 1", "(", "")] == [None] * 4
    assert [value_of(APPLICATION, "kind", typed) for typed in (" organizacja", "group", "inne")] == [
        "ngo", "group", None,
    ]  # fmt: skip


def test_the_library_is_ready_and_survives_a_spreadsheet() -> None:
    for ready in LIBRARY.values():
        assert problems(ready.definition) == []
        assert read(to_json(ready.definition)) == ready.definition
        made = read_form(write_form(ready.definition, form_id="x", version="1"))
        assert (made.definition, made.remarks) == (ready.definition, ())
    assert read_form(write_form(APPLICATION, form_id="x", version="1")).definition == APPLICATION
