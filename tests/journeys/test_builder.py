"""A questionnaire is built by the keyboard: three questions, one of them on a condition, looked at, and published."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE
from tests.journeys.steps import toast


def begin(page: Page, title: str) -> None:
    """An empty questionnaire, on the desk."""
    page.goto("/kwestionariusze/nowy/")
    page.get_by_label("Tytuł", exact=True).fill(title)
    page.get_by_label("Zastosowanie", exact=True).select_option(label="ankieta")
    page.get_by_role("button", name="Zacznij od pustego").press("Enter")
    page.wait_for_url("**/uloz/*")


def add(page: Page, kind: str, label: str) -> None:
    """A question of a kind after the open one; its text is typed where the keyboard is."""
    page.locator("#rodzaj").select_option(kind)
    page.get_by_role("button", name="Dodaj", exact=True).press("Enter")
    page.wait_for_url("**nowe=**")
    expect(page.get_by_label("Pytanie", exact=True).first).to_be_focused()
    page.keyboard.type(label)


def lines(page: Page) -> list[str]:
    """The questions in their order."""
    return page.locator(".build-line:not(:first-child) .build-name > span:first-child").all_inner_texts()


def test_three_questions_are_built_by_the_keyboard_and_published(
    visit: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = visit("dyrektorka")
    begin(page, "Kury w gminie")
    axe(page)
    add(page, "text", "Jak mają na imię?")
    page.keyboard.press("Enter")
    add(page, "one", "Czy masz kury?")
    page.get_by_label("Odpowiedzi do wyboru").fill("mam\nnie mam\nchcę mieć")
    page.get_by_label("Odpowiedź jest konieczna", exact=True).press("Space")
    page.get_by_role("button", name="Zapisz", exact=True).last.press("Enter")
    add(page, "integer", "Ile ich masz?")
    page.locator("#id_1-when_question").select_option(label="Czy masz kury?")
    page.locator("#id_1-when_value").fill("mam")
    page.locator("#id_1-when_value").press("Enter")
    expect(page.locator(".build-open")).to_contain_text("Ile ich masz?")
    assert lines(page) == ["Jak mają na imię?", "Czy masz kury?", "Ile ich masz?"]

    page.locator("#wiersz-jak_maja_na_imie").focus()
    for _twice in range(2):
        with page.expect_navigation():
            page.keyboard.press("Alt+ArrowDown")
        expect(page.locator("#wiersz-jak_maja_na_imie")).to_be_focused()
    assert lines(page) == ["Czy masz kury?", "Ile ich masz?", "Jak mają na imię?"]

    preview = page.locator("#preview")
    expect(preview.get_by_label("Ile ich masz?")).to_be_hidden()
    preview.get_by_label("mam", exact=True).press("Space")
    expect(preview.get_by_label("Ile ich masz?")).to_be_visible()
    axe(page)

    with page.expect_navigation():
        page.get_by_role("button", name="Usuń: Ile ich masz?").press("Enter")
    assert lines(page) == ["Czy masz kury?", "Jak mają na imię?"]
    with page.expect_navigation():
        toast(page).get_by_role("button", name="Cofnij").press("Enter")
    assert lines(page) == ["Czy masz kury?", "Ile ich masz?", "Jak mają na imię?"]

    page.get_by_role("button", name="Opublikuj").press("Enter")
    expect(page.get_by_text("opublikowano").first).to_be_visible()


def test_a_question_is_built_without_scripts_on_a_phone(visit: Callable[..., Page]) -> None:
    page = visit("dyrektorka", width=PHONE, java_script_enabled=False)
    page.goto("/kwestionariusze/nowy/")
    page.get_by_role("button", name="Weź ten Ankieta po wydarzeniu").click()
    page.get_by_role("button", name="W dół: Co było najlepsze?").click()
    assert lines(page)[-3:] == ["Co zrobić lepiej?", "Co było najlepsze?", "O czym chcesz spotkania następnym razem?"]
    page.get_by_role("button", name="Co było najlepsze?").first.click()
    page.get_by_label("Najwyżej", exact=False).first.fill("dużo")
    page.get_by_role("button", name="Zapisz", exact=True).last.click()
    expect(page.get_by_text("„dużo” nie jest liczbą.").first).to_be_visible()
