"""Users for tests."""

import factory

from ognisko.accounts.models import Role, User


class UserFactory(factory.django.DjangoModelFactory[User]):
    """An advisor without a password: tests log in by ``client.force_login``."""

    class Meta:
        model = User

    email = factory.Sequence(lambda number: f"pracownik{number}@osrodek.example")
    name = factory.Sequence(lambda number: f"Hanna Wrzosek {number}")
    password = "!"
    roles = factory.LazyFunction(lambda: [Role.ADVISOR.value])
