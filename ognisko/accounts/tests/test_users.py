"""People and roles: who may add them, and what never happens."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from ognisko.accounts.actions import LastAdministratorError, add_user, change_user
from ognisko.accounts.models import Role, User
from ognisko.accounts.queries import staff, users
from ognisko.accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return UserFactory(roles=[Role.ADMINISTRATOR.value], name="Zofia Lis")


@pytest.fixture
def page(administrator: User) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


def test_an_e_mail_belongs_to_one_user_in_any_letter_case() -> None:
    UserFactory(email="anna@osrodek.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="Anna@osrodek.example")


def test_an_unknown_role_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(roles=["king"])


def test_the_last_administrator_stays_one(administrator: User) -> None:
    with pytest.raises(LastAdministratorError):
        change_user(
            administrator, email="z@osrodek.example", name="Z", roles=["advisor"], is_active=True, by=administrator
        )
    other = add_user(email="inna@osrodek.example", name="Inna", roles=["administrator"], by=administrator)
    change_user(administrator, email="z@osrodek.example", name="Z", roles=["advisor"], is_active=True, by=other)
    assert User.objects.get(pk=administrator.pk).roles == ["advisor"]


def test_adding_a_person_mails_a_link_to_set_a_password(page: Client) -> None:
    answer = page.post(
        "/ustawienia/ludzie/dodaj/",
        {"name": "Ewa Nowa", "email": "Ewa@osrodek.example", "roles": ["advisor"], "is_active": "on"},
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/ustawienia/ludzie/")
    user = User.objects.get(email="ewa@osrodek.example")
    assert (user.name, user.roles, user.has_usable_password()) == ("Ewa Nowa", ["advisor"], False)
    assert [letter.to for letter in mail.outbox] == [["ewa@osrodek.example"]]
    assert "/konto/password/reset/key/" in mail.outbox[0].body


def test_an_e_mail_that_is_here_already_is_said_beside_the_field_and_nothing_is_lost(page: Client) -> None:
    UserFactory(email="jest@osrodek.example")
    answer = page.post(
        "/ustawienia/ludzie/dodaj/", {"name": "Druga", "email": "JEST@osrodek.example", "roles": ["advisor"]}
    )
    assert answer.status_code == 200
    assert answer.context["form"].errors == {"email": ["Osoba z tym adresem e-mail już tu jest."]}
    assert 'value="Druga"' in answer.content.decode()


def test_somebody_who_left_may_not_log_in_but_their_work_stays(page: Client, administrator: User) -> None:
    user = UserFactory(name="Jan Były")
    page.post(f"/ustawienia/ludzie/{user.pk}/", {"name": "Jan Były", "email": user.email, "roles": ["advisor"]})
    user.refresh_from_db()
    assert user.is_active is False
    assert list(staff()) == [administrator]
    assert list(users()) == [administrator, user]


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.DIRECTOR, Role.ADMINISTRATOR)])
def test_only_director_and_administrator_see_people_and_roles(role: Role) -> None:
    client = Client()
    client.force_login(UserFactory(roles=[role.value]))
    assert client.get("/ustawienia/ludzie/").status_code == 404


def test_nobody_signs_up_alone(client: Client) -> None:
    before = User.objects.count()
    client.post(
        "/konto/signup/", {"email": "obcy@poczta.example", "password1": "dlugie-haslo-1", "password2": "dlugie-haslo-1"}
    )
    assert User.objects.count() == before


def test_what_a_role_means() -> None:
    auditor, assessor, advisor = (User(roles=[role]) for role in (Role.AUDITOR, Role.ASSESSOR, Role.ADVISOR))
    assert [user.works_here for user in (auditor, assessor, advisor)] == [True, False, True]
    assert [user.writes for user in (auditor, assessor, advisor)] == [False, False, True]
    assert User(roles=[Role.ADVISOR], is_active=False).works_here is False
