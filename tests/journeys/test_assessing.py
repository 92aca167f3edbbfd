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

Visit = Callable[..., Page]
Axe = Callable[[Page], None]

PREPARE = """
import json, sys
from decimal import Decimal
from ognisko.accounts.models import User
from ognisko.grants.tests.factories import open_call
from ognisko.grants.tests.reviewing import submitted
width = sys.argv[1]
by = User.objects.get(email="koordynator@ognisko.example")
call = open_call(by, name=f"Na próbę {width}", address=f"na-probe-{width}", discrepancy_points=Decimal(20),
                 is_anonymised=True)
row = submitted(call, applicant_name="Grupa Wierzba nad Nerem")
print(json.dumps({"call": call.pk, "application": row.pk, "number": row.number}))
"""

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
    made = json.loads(run(demo, PREPARE, width).splitlines()[-1])
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

    cards = {"koordynator": None, "asesor": ("60", "35")}
    officer.get_by_role("link", name="Daj do oceny").click()
    axe(officer)
    officer.get_by_label("Osoba oceniająca").select_option(index=1)
    officer.get_by_role("button", name="Daj", exact=True).click()
    assert cards
    officer.goto(f"/granty/nabory/{made['call']}/ocena/")
    axe(officer)
    officer.goto(f"/granty/nabory/{made['call']}/ocena/przydziel/")
    axe(officer)
    officer.goto(f"/granty/nabory/{made['call']}/panel/")
    axe(officer)

    assessor = visit("asesor", width=width)
    assessor.goto("/do-oceny/")
    axe(assessor)
    assessor.get_by_role("link", name="Ławki pod wierzbą").click()
    axe(assessor)
    expect(assessor.locator("body")).not_to_contain_text("Wierzba nad Nerem")
    assessor.get_by_label("Jestem bezstronna").check()
    assessor.get_by_role("button", name="Złóż oświadczenie").click()
    expect(assessor.locator("body")).not_to_contain_text("Wierzba nad Nerem")
    axe(assessor)
    fill_card(assessor, "60", "35")
    assessor.get_by_role("button", name="Oddaj kartę").click()
    expect(toast(assessor)).to_contain_text("Karta oddana.")
    axe(assessor)
