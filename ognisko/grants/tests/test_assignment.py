"""Assessors get an even load, never a conflict of interest, and what was assigned by hand stays."""

from collections import Counter
from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from ognisko.grants.rules.assignment import Assignment, Task, assigned

NAMES = ["Kos", "Lis", "Sowa", "Wilk"]


def loads(found: Assignment) -> list[int]:
    return sorted(found.load.values())


def test_ten_applications_with_two_each_are_five_for_each_of_four() -> None:
    found = assigned(Task([str(number) for number in range(10)], dict.fromkeys(NAMES)))
    assert (loads(found), found.unfilled) == ([5, 5, 5, 5], {})
    assert {len(set(names)) for names in found.by_application.values()} == {2}


def test_conflicts_move_others_so_that_the_load_stays_even() -> None:
    """Kos may read only the last two: a plain order would have given Lis and Sowa all of the rest and one more."""
    applications = ["1", "2", "3", "4"]
    conflicts = [("1", "Kos"), ("2", "Kos"), ("1", "Sowa")]
    found = assigned(Task(applications, dict.fromkeys(["Kos", "Lis", "Sowa"]), each=1, conflicts=conflicts))
    assert (loads(found), found.by_application["1"], found.unfilled) == ([1, 1, 2], ("Lis",), {})


def test_what_a_person_assigned_stays_and_counts_in_the_load() -> None:
    found = assigned(
        Task(["1", "2"], dict.fromkeys(["Kos", "Lis"]), each=1, kept={"1": ["Kos"]}, conflicts=[("1", "Kos")])
    )
    assert found == Assignment({"1": ("Kos",), "2": ("Lis",)}, {"Kos": 1, "Lis": 1}, {})


def test_somebody_assigned_by_hand_who_is_no_assessor_of_the_call_gets_nothing_more() -> None:
    found = assigned(Task(["1", "2"], {"Lis": None}, each=2, kept={"1": ["Gość"]}))
    assert found == Assignment({"1": ("Gość", "Lis"), "2": ("Lis",)}, {"Lis": 2, "Gość": 1}, {"2": 1})


def test_it_says_which_could_not_be_filled() -> None:
    task = Task(["1", "2", "3"], {"Kos": 1, "Lis": None}, conflicts=[("3", "Lis"), ("3", "Kos")])
    found = assigned(task)
    assert found.unfilled["3"] == 2
    assert sum(found.unfilled.values()) == 3
    assert found.load == {"Kos": 1, "Lis": 2}


def test_the_same_seed_gives_the_same_and_another_seed_another() -> None:
    applications = [str(number) for number in range(20)]
    first, again, other = (
        assigned(Task(applications, dict.fromkeys(NAMES), seed=seed)).by_application for seed in ("a", "a", "b")
    )
    assert first == again
    assert first != other


def test_two_thousand_applications_are_assigned_at_once() -> None:
    applications = [f"{number:04}" for number in range(2000)]
    names = [f"Asesor {number}" for number in range(30)]
    conflicts = [(one, names[number % 7]) for number, one in enumerate(applications)]
    found = assigned(Task(applications, dict.fromkeys(names), conflicts=conflicts))
    assert (set(loads(found)), found.unfilled) == ({133, 134}, {})


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    applications = [str(number) for number in range(draw(st.integers(0, 4)))]
    names = NAMES[: draw(st.integers(1, 3))]
    pairs = list(product(applications, names))
    conflicts = draw(st.sets(st.sampled_from(pairs))) if pairs else set()
    limits = {name: draw(st.none() | st.integers(0, 3)) for name in names}
    return Task(applications, limits, draw(st.integers(1, 2)), conflicts, seed=draw(st.text("ab", max_size=2)))


def possible(task: Task) -> list[tuple[int, int]]:
    """How many places each possible assignment fills and how uneven it is, by trying them all."""
    choices = [
        [
            chosen
            for count in range(task.each + 1)
            for chosen in combinations([name for name in task.assessors if (one, name) not in task.conflicts], count)
        ]
        for one in task.applications
    ]
    found = []
    for picked in product(*choices):
        load = Counter(name for names in picked for name in names)
        if all(limit is None or load[name] <= limit for name, limit in task.assessors.items()):
            found.append((sum(load.values()), sum(number * number for number in load.values())))
    return found


@given(tasks())
def test_no_assignment_fills_more_or_is_more_even(task: Task) -> None:
    found = assigned(task)
    filled, uneven = sum(found.load.values()), sum(number * number for number in found.load.values())
    best = max(number for number, _uneven in possible(task))
    assert (filled, uneven) == (best, min(one for number, one in possible(task) if number == best))


@given(tasks())
def test_nobody_gets_what_they_may_not_and_the_numbers_add_up(task: Task) -> None:
    found = assigned(task)
    pairs = [(one, name) for one, names in found.by_application.items() for name in names]
    assert not set(pairs) & set(task.conflicts)
    assert len(pairs) == len(set(pairs))
    assert Counter(name for _one, name in pairs) == Counter(found.load)
    assert {one: task.each - len(names) for one, names in found.by_application.items()} == {
        one: found.unfilled.get(one, 0) for one in task.applications
    }
