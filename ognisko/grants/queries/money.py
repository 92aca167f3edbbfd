"""How the accounts of calls and grants stand."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Q

from ognisko.grants.models import Application, Balance, Call
from ognisko.grants.rules.money import Account, Money, Place, money_on


def balances(call: Call, grants: Sequence[int]) -> dict[Place, Decimal]:
    """How the accounts of the call and of these grants stand; one query."""
    rows = Balance.objects.filter(Q(application=None) | Q(application__in=grants), call=call)
    return {
        (str(application or ""), Account(account)): amount
        for application, account, amount in rows.values_list("application_id", "account", "amount")
    }


def money_of(application: Application) -> Money:
    """The money of one grant; one query."""
    return money_on(balances(application.call, [application.pk]), str(application.pk))
