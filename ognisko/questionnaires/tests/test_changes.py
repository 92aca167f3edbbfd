"""Two people in one draft: what each changed is kept, what both changed is told."""

from ognisko.questionnaires.rules.changes import Applied, Change, RowChange, apply, keys, marks_in, with_row
from ognisko.questionnaires.tests.forms import APPLICATION

ANSWERS = {"title": "Ogród", "cost": [{"_row": "r1", "item": "Deski"}, {"_row": "r2", "item": "Farba"}]}


def test_changes_of_different_answers_are_both_taken() -> None:
    first = apply(APPLICATION, ANSWERS, [Change("title", "Ogród", "Sad")])
    second = apply(APPLICATION, first.answers, [Change("r2/item", "Farba", "Lakier")])
    assert second == Applied(
        {"title": "Sad", "cost": [{"_row": "r1", "item": "Deski"}, {"_row": "r2", "item": "Lakier"}]},
        (Change("r2/item", "Farba", "Lakier"),),
        (),
    )
    assert ANSWERS["title"] == "Ogród"


def test_what_somebody_else_changed_meanwhile_stays_and_both_texts_come_back() -> None:
    meanwhile = apply(APPLICATION, ANSWERS, [Change("title", "Ogród", "Sad")]).answers
    late = apply(APPLICATION, meanwhile, [Change("title", "Ogród", "Park")])
    assert (late.answers["title"], late.taken, late.conflicts) == ("Sad", (), (Change("title", "Sad", "Park"),))


def test_a_row_keeps_its_answers_when_another_is_taken_out() -> None:
    without = with_row(APPLICATION, ANSWERS, RowChange("cost", ("r1",), added=False))
    done = apply(APPLICATION, without, [Change("r2/item", "Farba", "Lakier"), Change("r1/item", "Deski", "Kantówki")])
    assert done.answers["cost"] == [{"_row": "r2", "item": "Lakier"}]
    assert done.conflicts == ()


def test_a_row_is_added_once_however_often_it_is_asked_for() -> None:
    once = with_row(APPLICATION, ANSWERS, RowChange("cost", ("r3",), added=True))
    assert with_row(APPLICATION, once, RowChange("cost", ("r3",), added=True)) == once
    inside = with_row(APPLICATION, once, RowChange("invoice", ("r3", "i1"), added=True))
    assert inside["cost"][2] == {"_row": "r3", "invoice": [{"_row": "i1"}]}
    assert marks_in(inside, ("cost", "invoice"), (2, 0)) == ("r3", "i1")


def test_every_answer_has_a_key() -> None:
    assert dict(keys(APPLICATION, ANSWERS)) == {"title": "Ogród", "r1/item": "Deski", "r2/item": "Farba"}
