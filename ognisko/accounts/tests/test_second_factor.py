"""The second step of logging in: who needs it, what is closed without it, and how it is lost and won back."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from ognisko.accounts.actions import NoReasonError, OwnFactorError, change_user, reset_second_factor
from ognisko.accounts.models import Role, User
from ognisko.accounts.queries import factors_in_words, has_second_factor
from ognisko.accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "ognisko-na-polanie"
SETUP = "/konto/2fa/"


@pytest.fixture(autouse=True)
def _required(settings: Settings) -> None:
    settings.WITHOUT_MFA = False


def somebody(*roles: str) -> User:
    return UserFactory(roles=list(roles), password=make_password(PASSWORD))


def code_of(secret: str, later: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def log_in(user: User) -> Client:
    client = Client()
    client.post("/konto/login/", {"login": user.email, "password": PASSWORD})
    return client


def with_app(user: User) -> str:
    """Give the user an app; its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("held", ["no factor", "an app"])
def test_a_role_without_a_second_factor_sees_only_the_pages_that_set_one_up(role: Role, held: str) -> None:
    user = somebody(role.value)
    if held == "an app":
        with_app(user)
    client = Client()
    client.force_login(user)
    closed = [
        client.get(address).headers.get("Location") == SETUP
        for address in (
            "/",
            "/podmioty/",
            "/raporty/",
            "/zaplecze/",
            reverse("advice:open_hours"),
            "/konto/password/change/",
        )
    ]
    open_ = [client.get(address).status_code for address in (SETUP, "/konto/logout/", "/zdrowie")]
    assert (closed, open_) == ([held == "no factor"] * 6, [200, 200, 200])


def test_whoever_has_no_role_needs_no_second_factor() -> None:
    client = Client()
    client.force_login(somebody())
    assert client.get("/").status_code == 200


def test_a_part_of_a_page_sends_the_whole_page_to_the_setting_up() -> None:
    client = Client()
    client.force_login(somebody("advisor"))
    answer = client.get("/podmioty/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, SETUP)


def test_a_change_is_not_made_without_a_second_factor() -> None:
    user = somebody("advisor")
    client = Client()
    client.force_login(user)
    answer = client.post("/konto/powiadomienia/", {})
    assert answer.headers["Location"] == SETUP
    assert User.objects.get(pk=user.pk).wants_reminders is True


def test_the_setting_of_a_demo_lets_in_without(settings: Settings) -> None:
    settings.WITHOUT_MFA = True
    client = Client()
    client.force_login(somebody("advisor"))
    assert client.get("/").status_code == 200
    assert "wystarczy hasło" in Client().get("/konto/login/").content.decode()


@pytest.mark.django_db(transaction=True)  # the letter leaves when the factor is committed
def test_the_first_login_leads_through_the_app_and_the_codes_into_the_centre() -> None:
    user = somebody("advisor")
    client = log_in(user)
    assert client.get("/").headers["Location"] == SETUP
    secret = client.get("/konto/2fa/totp/activate/").context["form"].secret
    wrong = client.post("/konto/2fa/totp/activate/", {"code": "000000"})
    assert "Ten kod nie pasuje." in wrong.content.decode()
    answer = client.post("/konto/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer.headers["Location"] == "/konto/2fa/recovery-codes/"
    codes = client.get("/konto/2fa/recovery-codes/")
    assert len(set(re.findall(r"<li><code>(\d{8})</code>", codes.content.decode()))) == 10
    assert client.get("/").status_code == 200
    assert [letter.to for letter in mail.outbox] == [[user.email]]
    assert mail.outbox[0].subject == "Ognisko: ustawiono aplikację z kodami"


def test_recovery_codes_are_shown_once_and_cannot_be_fetched_again() -> None:
    user = somebody("advisor")
    client = log_in(user)
    with_app(user)
    RecoveryCodes.activate(user)
    codes = RecoveryCodes(Authenticator.objects.get(user=user, type="recovery_codes")).get_unused_codes()
    client.post("/konto/2fa/reauthenticate/", {"code": codes.pop()})
    first, second = (client.get("/konto/2fa/recovery-codes/").content.decode() for _ in range(2))
    assert [any(code in page for code in codes) for page in (first, second)] == [True, False]
    assert client.get("/konto/2fa/recovery-codes/download/").status_code == 403


def test_after_the_password_comes_the_code_and_the_session_gets_a_new_key() -> None:
    user = somebody("advisor")
    secret = with_app(user)
    client = Client()
    client.get("/konto/login/")
    client.session["planted"] = True
    client.session.save()
    planted = client.session.session_key
    answer = client.post("/konto/login/", {"login": user.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/konto/2fa/authenticate/"
    assert client.get("/podmioty/").headers["Location"].startswith("/konto/login/")
    answer = client.post("/konto/2fa/authenticate/", {"code": code_of(secret)})
    assert answer.headers["Location"] == "/"
    assert client.get("/podmioty/").status_code == 200
    assert client.session.session_key != planted


def test_a_recovery_code_lets_in_once() -> None:
    user = somebody("advisor")
    with_app(user)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    for expected in (200, 302):  # the second page is the login
        client = log_in(user)
        client.post("/konto/2fa/authenticate/", {"code": code})
        assert client.get("/podmioty/").status_code == expected


def test_whoever_guesses_codes_is_stopped() -> None:
    user = somebody("advisor")
    secret = with_app(user)
    client = log_in(user)
    said = [client.post("/konto/2fa/authenticate/", {"code": "123"}).content.decode() for _ in range(6)]
    assert "Ten kod nie pasuje." in said[4]
    assert "Zbyt wiele prób." in said[5]
    client.post("/konto/2fa/authenticate/", {"code": code_of(secret)})
    assert client.get("/podmioty/").status_code == 302


def test_the_last_second_factor_stays_while_one_is_required(settings: Settings) -> None:
    user = somebody("advisor")
    with_app(user)
    key = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Klucz", "credential": {}})
    codes = RecoveryCodes.activate(user).get_unused_codes()
    client = log_in(user)
    client.post("/konto/2fa/authenticate/", {"code": codes[0]})
    client.post("/konto/2fa/reauthenticate/", {"code": codes[1]})
    client.post("/konto/2fa/totp/deactivate/")
    assert factors_in_words() == {user.pk: "1 klucz"}
    answer = client.post(f"/konto/2fa/webauthn/keys/{key.pk}/remove/")
    assert "ostatni drugi krok" in answer.content.decode()
    assert has_second_factor(user)
    settings.WITHOUT_MFA = True
    client.post(f"/konto/2fa/webauthn/keys/{key.pk}/remove/")
    assert factors_in_words() == {}


def test_secrets_are_not_readable_in_the_database(settings: Settings) -> None:
    user = somebody("advisor")
    secret = with_app(user)
    stored = Authenticator.objects.get(user=user)
    assert secret not in str(stored.data)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 10, [settings.SECRET_KEY]
    assert stored.wrap().validate_code(code_of(secret)) is True
    settings.SECRET_KEY_FALLBACKS = []
    assert stored.wrap().validate_code(code_of(secret, later=1)) is False


def test_a_reset_ends_all_sessions_tells_the_person_and_keeps_the_reason() -> None:
    administrator, user = somebody("administrator"), somebody("advisor")
    with_app(administrator)
    with_app(user)
    theirs, page = Client(), Client()
    theirs.force_login(user)
    page.force_login(administrator)
    assert theirs.get("/podmioty/").status_code == 200
    empty = page.post(f"/ustawienia/ludzie/{user.pk}/drugi-krok/", {"reason": ""})
    assert "reason" in empty.context["form"].errors
    answer = page.post(f"/ustawienia/ludzie/{user.pk}/drugi-krok/", {"reason": "zgubiony telefon"})
    assert answer.headers["Location"] == f"/ustawienia/ludzie/{user.pk}/"
    assert theirs.get("/podmioty/").headers["Location"].startswith("/konto/login/")
    assert not has_second_factor(user)
    assert User.objects.get(pk=user.pk).second_factor_reset_reason == "zgubiony telefon"
    event = User.pgh_event_model.objects.filter(pgh_obj=user.pk).latest("pgh_id")  # type: ignore[attr-defined]
    assert event.second_factor_reset_reason == "zgubiony telefon"


@pytest.mark.django_db(transaction=True)
def test_the_letter_about_a_reset_says_who_and_why() -> None:
    administrator, user = somebody("administrator"), somebody("advisor")
    reset_second_factor(user, reason="zgubiony telefon", by=administrator)
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        ([user.email], "Cofnięto drugi krok Twojego logowania")
    ]
    assert "Powód: zgubiony telefon" in mail.outbox[0].body


def test_a_reset_wants_a_reason_and_another_person() -> None:
    administrator, user = somebody("administrator"), somebody("advisor")
    with pytest.raises(NoReasonError):
        reset_second_factor(user, reason=" ", by=administrator)
    with pytest.raises(OwnFactorError):
        reset_second_factor(administrator, reason="telefon", by=administrator)


def test_an_earlier_address_no_longer_lets_in() -> None:
    administrator, user = somebody("administrator"), somebody("advisor")
    earlier = user.email
    EmailAddress.objects.create(user=user, email=earlier, verified=True, primary=True)
    change_user(user, email="nowy@osrodek.example", name=user.name, roles=user.roles, is_active=True, by=administrator)
    client = Client()
    client.post("/konto/login/", {"login": earlier, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    client.post("/konto/password/reset/", {"email": earlier})
    assert mail.outbox == []


@pytest.mark.parametrize(
    "address", ["signup/", "email/", "confirm-email/", "confirm-email/abc/", "login/code/confirm/"]
)
def test_pages_of_the_library_that_nobody_needs_are_closed(client: Client, address: str) -> None:
    assert client.get(f"/konto/{address}").status_code == 404
