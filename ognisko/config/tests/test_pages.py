"""Pages about errors, the outage and health; and what every request passes through."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.utils.translation import gettext

from ognisko.config import urls


def _database_page(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return HttpResponse(gettext("Go to the first page"))


def _broken_page(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def _deadlocked_page(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("do $$ begin raise sqlstate '40P01'; end $$")
    return HttpResponse()


urlpatterns = [
    path("zakleszczenie", _deadlocked_page),
    path("baza", _database_page),
    path("zepsuta", _broken_page),
    *urls.urlpatterns,
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def away(transactional_db: None) -> Iterator[None]:
    """The database is away: its address leads nowhere."""
    host = connection.settings_dict["HOST"]
    connection.close()
    connection.settings_dict["HOST"] = "/nowhere"
    yield
    connection.close()
    connection.settings_dict["HOST"] = host


@pytest.mark.django_db
def test_health_says_that_the_database_answers(client: Client) -> None:
    response = client.get("/zdrowie")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "database": "ok"})


def test_health_says_that_the_database_is_away(client: Client, away: None) -> None:
    response = client.get("/zdrowie")
    assert (response.status_code, response.json()) == (503, {"status": "unavailable", "database": "unavailable"})


def test_while_the_database_is_away_people_read_a_calm_page_that_tries_again(away: None) -> None:
    response = Client(raise_request_exception=False).get("/baza")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "<h1>Zaraz wracamy</h1>" in response.text
    assert 'http-equiv="refresh"' in response.text


def test_a_form_sent_during_an_outage_is_not_sent_again_by_itself(away: None) -> None:
    response = Client(raise_request_exception=False).post("/baza")
    assert response.status_code == 503
    assert "refresh" not in response.text
    assert "Za chwilę wróć i wyślij ponownie." in response.text


def test_an_outage_noticed_by_the_session_is_as_calm(away: None) -> None:
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    assert client.get("/").status_code == 503


def test_a_page_that_is_not_there_says_so_in_polish(client: Client) -> None:
    response = client.get("/nie-ma-takiej")
    assert response.status_code == 404
    assert "<h1>Tu nic nie ma</h1>" in response.text


@pytest.mark.django_db
@pytest.mark.expects_error_log
def test_an_error_inside_the_database_is_no_outage() -> None:
    assert Client(raise_request_exception=False).get("/zakleszczenie").status_code == 500


@pytest.mark.expects_error_log
def test_a_mistake_of_ours_is_logged_and_met_with_a_calm_page() -> None:
    response = Client(raise_request_exception=False).get("/zepsuta")
    assert response.status_code == 500
    assert "<h1>Coś się zepsuło po naszej stronie</h1>" in response.text


@pytest.mark.django_db
@pytest.mark.parametrize(("cookie", "language"), [("", "pl"), ("en", "en"), ("pl", "pl"), ("de", "pl")])
def test_pages_are_polish_unless_the_cookie_says_otherwise(client: Client, cookie: str, language: str) -> None:
    if cookie:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie
    response = client.get("/baza", headers={"accept-language": "en"})
    expected = {"pl": "Przejdź na pierwszą stronę", "en": "Go to the first page"}[language]
    assert (response.text, response.headers["Content-Language"]) == (expected, language)


@pytest.mark.django_db
def test_the_language_is_a_click_away(client: Client) -> None:
    client.post("/jezyk/", {"language": "en", "next": "/baza"})
    assert client.get("/baza").text == "Go to the first page"


def test_nothing_inline_and_nothing_from_elsewhere_is_allowed(client: Client) -> None:
    policy = client.get("/nie-ma-takiej").headers["Content-Security-Policy"]
    assert policy == (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
    )


@pytest.mark.django_db
def test_production_sends_everything_but_health_to_https(client: Client) -> None:
    with override_settings(SECURE_SSL_REDIRECT=True):
        redirected = Client().get("/baza")
        assert (redirected.status_code, redirected.headers["Location"]) == (301, "https://testserver/baza")
        assert Client().get("/zdrowie").status_code == 200
