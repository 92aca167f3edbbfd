"""People without a role enter by a mailed link: once, within a day, and nobody learns who is here."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from ognisko.accounts.actions import LinkDeadError, enter, mail_entry_link
from ognisko.accounts.models import Role, User
from ognisko.accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_has_asked_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def link(letter: int = -1) -> str:
    found = re.search(r"/wejdz/\S+", str(mail.outbox[letter].body))
    assert found is not None
    return found[0]


def ask(email: str, **more: str) -> str:
    answer = Client().post("/wejdz/", {"email": email, **more})
    assert answer.status_code == 200
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def test_a_new_person_is_added_when_the_link_is_used_and_goes_on_where_they_were(
    django_capture_on_commit_callbacks: object,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        ask("Zofia@dom.example", name="Zofia Malina", onward="/konkursy/mikrogranty/zloz/")
    assert not User.objects.filter(email="zofia@dom.example").exists()
    client, address = Client(), link()
    assert client.get(address).status_code == 200
    assert not User.objects.filter(email="zofia@dom.example").exists()
    answer = client.post(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/konkursy/mikrogranty/zloz/")
    user = User.objects.get(email="zofia@dom.example")
    assert (user.name, user.roles, client.session["_auth_user_id"]) == ("Zofia Malina", [], str(user.pk))


def test_a_link_works_once_and_for_a_day(
    django_capture_on_commit_callbacks: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        mail_entry_link("jan@dom.example")
        mail_entry_link("ewa@dom.example")
    assert Client().post(link(0)).status_code == 302
    again = Client().post(link(0))
    assert (again.status_code, "_auth_user_id" in again.wsgi_request.session) == (410, False)
    monkeypatch.setattr("ognisko.accounts.actions.LINK_LASTS", timedelta(seconds=-1))
    assert Client().post(link(1)).status_code == 410
    with pytest.raises(LinkDeadError):
        enter("zmyślony")


def test_whoever_has_a_role_is_told_to_sign_in_and_no_link_lets_them_in(
    django_capture_on_commit_callbacks: object,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        mail_entry_link("nowa@dom.example")
        mail_entry_link(UserFactory(roles=[Role.ASSESSOR], email="asesor@dom.example").email)
        mail_entry_link(UserFactory(roles=[], email="dawna@dom.example", is_active=False).email)
    assert [("/wejdz/" in str(one.body), "/konto/login/" in str(one.body)) for one in mail.outbox] == [
        (True, False), (False, True),
    ]  # fmt: skip
    UserFactory(roles=[Role.ADVISOR], email="nowa@dom.example")
    assert Client().post(link(0)).status_code == 410


def test_the_answer_is_the_same_whoever_is_here() -> None:
    UserFactory(roles=[Role.ADVISOR], email="ktos@dom.example")
    known, unknown = ask("ktos@dom.example"), ask("nikt0@dom.example")
    assert known.replace("ktos@", "") == unknown.replace("nikt0@", "")


def test_many_links_are_not_sent_to_one_address() -> None:
    answers = [Client().post("/wejdz/", {"email": "jan@dom.example"}).status_code for _time in range(6)]
    assert answers == [200, 200, 200, 200, 200, 422]


def test_the_link_leads_to_no_other_site(django_capture_on_commit_callbacks: object) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        ask("jan@dom.example", onward="https://zly.example/")
    assert Client().post(link()).headers["Location"] == "/moje/"
