"""An officer asks for a correction and accepts; two assessors disagree and a third decides."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import DESK, PHONE
from tests.journeys.centre import Centre
from tests.journeys.steps import toast

ASSESSOR = "Leon Bąk"
"""The assessor of the demo."""

Visit = Callable[..., Page]
Axe = Callable[[Page], None]

FRESH = """
import json, sys, time
from decimal import Decimal
from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.grants.models import Application
from ognisko.grants.tests.factories import CallFactory, ProgrammeFactory, open_call
from ognisko.grants.tests.reviewing import scored, submitted
for one in (UserFactory, CallFactory, ProgrammeFactory):
    one.reset_sequence(time.time_ns() // 1000)
officer = User.objects.get(email="koordynator@ognisko.example")
"""
"""What the scripts share; sequences begin where no earlier run was."""

PREPARE = (
    FRESH
    + """
call = open_call(officer, discrepancy_points=Decimal(20), is_anonymised=True)
row = submitted(call, applicant_name="Grupa Wierzba nad Nerem")
third = UserFactory(roles=["assessor"], name=f"Celina Rzeka {row.pk}")
print(json.dumps({"call": call.pk, "application": row.pk, "third": third.name}))
"""
)

SCORE = (
    FRESH
    + """
number, name, idea, costs, third = sys.argv[1:]
who = User.objects.filter(name=name).first() or UserFactory(roles=["assessor"], name=name)
scored(Application.objects.get(pk=int(number)), who, officer, int(idea), int(costs), is_third=third == "third")
"""
)

ANSWER = """
import sys
from ognisko.grants.actions.submitting import correct
from ognisko.grants.models import Application
from ognisko.questionnaires.models import AnswerSheet
row = Application.objects.get(pk=int(sys.argv[1]))
AnswerSheet.objects.filter(pk=row.sheet_id).update(answers=row.sheet.answers | {"title": "Ławki pod wierzbą"})
row.refresh_from_db()
correct(row, by=None)
"""


def run(demo: Centre, script: str, *arguments: object) -> str:
    """A script on the data of the centre: what applicants do, whose pages have journeys of their own."""
    setup = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'ognisko.config.settings'; django.setup()\n"
    done = subprocess.run(  # our own interpreter and script
        [sys.executable, "-c", setup + script, *map(str, arguments)],
        env=demo.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def fill_card(page: Page, idea: str, costs: str) -> None:
    for field, text in zip(page.get_by_label("Punkty").all(), (idea, costs), strict=True):
        field.fill(text)
    for field in page.get_by_label("Uzasadnienie").all():
        field.fill("Potrzebne miejsce, uczciwe ceny.")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_correction_is_asked_for_and_two_who_disagree_get_a_third(
    visit: Visit, axe: Axe, demo: Centre, width: int
) -> None:
    made = json.loads(run(demo, PREPARE).splitlines()[-1])
    officer = visit("koordynator", width=width)
    officer.goto(f"/granty/nabory/{made['call']}/wnioski/")
    axe(officer)
    officer.get_by_role("link", name="Ławki na Rybnej").click()
    axe(officer)
    officer.get_by_role("link", name="Sprawdź formalnie").click()
    axe(officer)
    officer.get_by_role("button", name="Wezwij do poprawy").click()
    axe(officer)
    officer.get_by_label("Tytuł").check()
    officer.get_by_label("Co trzeba poprawić").fill("Napisz, gdzie staną ławki.")
    officer.get_by_role("button", name="Wyślij do poprawy").click()
    expect(toast(officer)).to_contain_text("Wysłane.")
    run(demo, ANSWER, made["application"])
    officer.goto(f"/granty/wnioski/{made['application']}/")
    expect(officer.locator(".changed ins")).to_have_text("Ławki pod wierzbą")
    axe(officer)
    officer.get_by_role("link", name="Sprawdź formalnie").click()
    for answer in officer.get_by_label("Tak", exact=True).all():
        answer.check()
    officer.get_by_role("button", name="Przyjmij formalnie").click()
    expect(toast(officer)).to_contain_text("Formalnie poprawny.")

    officer.get_by_role("link", name="Daj do oceny").click()
    axe(officer)
    officer.get_by_label("Osoba oceniająca").select_option(label=ASSESSOR)
    officer.get_by_role("button", name="Daj", exact=True).click()
    assess(visit("asesor", width=width), axe)

    run(demo, SCORE, made["application"], f"Borys Las {width}", 20, 10, "second")
    officer.goto(f"/granty/nabory/{made['call']}/ocena/")
    axe(officer)
    officer.get_by_label("Trzecia osoba dla wniosku").select_option(label=made["third"])
    officer.get_by_role("button", name="Daj trzeciej osobie").click()
    expect(toast(officer)).to_contain_text("Wniosek dostaje")
    run(demo, SCORE, made["application"], made["third"], 55, 35, "third")
    officer.goto(f"/granty/nabory/{made['call']}/panel/")
    axe(officer)
    officer.get_by_label("Proponowana kwota").fill("400,00")
    officer.get_by_label("Notatka komisji").fill("Bez jednej ławki.")
    officer.get_by_role("button", name="Zapisz", exact=True).click()
    expect(officer.get_by_text("Zapisano.").first).to_be_visible()
    officer.goto(f"/granty/nabory/{made['call']}/ocena/")
    officer.get_by_role("button", name="Przenieś na listę rankingową").click()
    expect(toast(officer)).to_contain_text("Na liście rankingowej: 1.")
    officer.goto(f"/granty/nabory/{made['call']}/ocena/przydziel/")
    axe(officer)


def assess(assessor: Page, axe: Axe) -> None:
    """The declaration, then the card; nothing on the way says who applies."""
    assessor.goto("/do-oceny/")
    axe(assessor)
    assessor.get_by_role("link", name="Ławki pod wierzbą").first.click()
    axe(assessor)
    expect(assessor.locator("body")).not_to_contain_text("Wierzba nad Nerem")
    assessor.get_by_label("Jestem bezstronna").check()
    assessor.get_by_role("button", name="Złóż oświadczenie").click()
    expect(assessor.get_by_role("button", name="Oddaj kartę")).to_be_visible()
    expect(assessor.locator("body")).not_to_contain_text("Wierzba nad Nerem")
    axe(assessor)
    fill_card(assessor, "60", "35")
    assessor.get_by_role("button", name="Oddaj kartę").click()
    expect(toast(assessor)).to_contain_text("Karta oddana.")
    axe(assessor)
