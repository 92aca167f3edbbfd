"""What a sheet amounts to: what concerns it, what follows from it, what is wrong with it."""

from datetime import date
from decimal import Decimal

from ognisko.questionnaires.rules.answers import Fault, faults, work_out
from ognisko.questionnaires.rules.definition import Problem, problems, read, to_json
from ognisko.questionnaires.rules.reading import read_answer, sentence_of, shown_text, typed_text
from ognisko.questionnaires.tests.forms import APPLICATION

TODAY = date(2026, 11, 22)
RIGHT = {
    "kind": "ngo", "krs": "0000123456", "email": "jan@ogrod.example", "title": "Ogród",
    "cost": [{"item": "Deski", "quantity": "3", "price": "12.35"}, {"item": "Farba", "quantity": "1", "price": "0.1"}],
    "ask": "30",
}  # fmt: skip


def test_sums_are_exact_to_the_grosz() -> None:
    sheet = work_out(APPLICATION, RIGHT, TODAY)
    assert sheet.values["total", ()] == Decimal("37.15")
    assert [sheet.values["share", (row,)] for row in (0, 1)] == [Decimal("99.73"), Decimal("0.27")]
    assert sheet.values["first_item", ()] == "Deski 2"
    assert faults(sheet) == []


def test_what_does_not_concern_a_sheet_is_not_asked_and_counts_as_not_answered() -> None:
    sheet = work_out(APPLICATION, RIGHT | {"kind": "group", "krs": "nonsense"}, TODAY)
    assert (sheet.relevant["krs", ()], sheet.values["krs", ()], sheet.given["krs", ()]) == (False, None, "nonsense")
    assert faults(sheet) == []


def test_faults_come_in_the_order_of_the_page_and_say_what_to_do() -> None:
    answers = {
        "kind": "ngo", "krs": "12", "email": "jan", "title": "x" * 31, "start": "2026-05-02", "end": "2026-05-01",
        "area": ["edu", "other"], "theme": "eko1", "wellbeing": "9",
        "cost": [{"quantity": "0.5", "price": "1.005"}, {"item": "a", "quantity": "2", "price": "1", "own": "3"}],
        "ask": "many",
    }  # fmt: skip
    sheet = work_out(APPLICATION, answers, TODAY)
    found = faults(sheet)
    assert found == [
        Fault("krs", (), "constraint"),
        Fault("email", (), "type"),
        Fault("title", (), "most_letters"),
        Fault("end", (), "constraint"),
        Fault("area_other", (), "required"),
        Fault("theme", (), "choice"),
        Fault("wellbeing", (), "most_number"),
        Fault("item", (0,), "required"),
        Fault("quantity", (0,), "integer"),
        Fault("price", (0,), "money"),
        Fault("own", (1,), "constraint"),
        Fault("ask", (), "type"),
    ]
    assert [sentence_of(sheet, fault) for fault in found[:4]] == [
        "Ta odpowiedź nie pasuje do pozostałych.",
        "Wpisz adres e-mail, na przykład jan@ogrod.example.",
        "Najwyżej 30 znaków.",
        "Ta odpowiedź nie pasuje do pozostałych.",
    ]


def test_choices_follow_their_filter() -> None:
    sheet = work_out(APPLICATION, {"area": ["eko", "kul"]}, TODAY)
    assert [choice.name for choice in sheet.choices("theme", ())] == ["eko1", "eko2"]


def test_a_definition_goes_to_json_and_back_unchanged() -> None:
    assert read(to_json(APPLICATION)) == APPLICATION
    assert problems(APPLICATION) == []


def test_everything_wrong_with_a_definition_is_named_where_it_is() -> None:
    broken = read(
        {
            "title": {"pl": "Próba"},
            "items": [
                {"name": "a", "type": "one", "choices": "nothing"},
                {"name": "a", "type": "text", "constraint": ". = ${ghost}"},
                {"name": "2x", "type": "calculation"},
                {"name": "g", "type": "group"},
                {"name": "m", "type": "number", "most": "many", "relevant": "1 +"},
            ],
        }
    )
    assert problems(broken) == [
        Problem("a", "name", "Są dwa elementy o tej nazwie."),
        Problem("2x", "name", "Nazwa zaczyna się od litery i składa z liter, cyfr oraz znaków _, - i ."),
        Problem("a", "constraint", "Nie ma pytania „ghost”."),
        Problem("2x", "calculation", "Napisz, jak to obliczyć."),
        Problem("g", "items", "Nic w tym nie ma."),
        Problem("m", "most", "„many” nie jest liczbą."),
        Problem("m", "relevant", "Wyrażenie kończy się za wcześnie. (znak 4)"),
    ]


def test_questions_that_depend_on_one_another_in_a_circle_are_named() -> None:
    circle = read(
        {
            "title": {"pl": "Koło"},
            "items": [
                {"name": "a", "type": "calculation", "calculation": "${b} + 1"},
                {"name": "b", "type": "calculation", "calculation": "${a} + 1"},
            ],
        }
    )
    assert [problem.sentence.split(":")[0] for problem in problems(circle)] == ["Zależą od siebie nawzajem w kółko"]


def test_what_people_type_is_read_and_shown_in_polish() -> None:
    items = {name: placed.item for name, placed in APPLICATION.placed.items()}
    typed = {
        "price": "1 250,50 zł",
        "quantity": "x",
        "start": "13.03.2026",
        "title": " Dwa\r\nwiersze ",
        "area": ["edu"],
    }
    read_now = {name: read_answer(items[name], value) for name, value in typed.items()}
    assert read_now == {
        "price": "1250.5", "quantity": "x", "start": "2026-03-13", "title": "Dwa wiersze", "area": ["edu"],
    }  # fmt: skip
    assert read_answer(items["price"], "12.480") == "12.480"
    assert typed_text(items["price"], "1250.5") == "1\u00a0250,50"
    assert typed_text(items["price"], "1250.505") == "1250,505"  # a fault is shown as it was typed
    sheet = work_out(APPLICATION, {}, TODAY)
    shown = [
        shown_text(sheet, items["price"], Decimal("1250.5")),
        shown_text(sheet, items["start"], date(2026, 3, 13)),
        shown_text(sheet, items["area"], ("edu", "other")),
        shown_text(sheet, items["kind"], "ngo"),
    ]
    assert shown == ["1\u00a0250,50\u00a0zł", "13 marca 2026", "edu, other", "Organizacja"]
