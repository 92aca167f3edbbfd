"""What a PESEL fills in counts in the ledger: a closed period asks for a reason."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from ognisko.accounts.models import Role
from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice.tests.factories import session
from ognisko.ledger.actions import close
from ognisko.people.models import Party
from ognisko.people.queries import protected
from ognisko.people.rules import Kind
from ognisko.people.tests.factories import PartyFactory, pesel

pytestmark = pytest.mark.django_db


def test_filling_the_year_of_birth_into_a_closed_period_asks_for_a_reason() -> None:
    ewa: Party = PartyFactory(name="Ewa Lis", kind=Kind.PERSON)
    session(party=ewa, minutes=60, day=date(2024, 3, 1))
    close(date(2024, 1, 1), date(2025, 1, 1), by=UserFactory())
    browser = Client()
    browser.force_login(UserFactory(roles=[Role.ADVISOR]))
    address = reverse("people:protected_edit", args=[ewa.pk])
    refused = browser.post(address, {"fills": "on", "pesel": pesel(1)})
    assert "reason" in refused.context["form"].errors
    assert browser.post(address, {"fills": "", "pesel": pesel(1)}).status_code == 302
    assert browser.post(address, {"fills": "on", "pesel": pesel(2), "reason": "z formularza"}).status_code == 302
    assert (protected.holder(pesel(1)), protected.holder(pesel(2))) == (None, ewa)
