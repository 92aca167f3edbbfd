"""Settings come from the environment, and production names what is missing or insecure."""

import base64
import stat
from pathlib import Path

import pytest

from ognisko.config import environment as env

SOUND = {
    "OGNISKO_PRODUCTION": "1",
    "OGNISKO_DATA": "/srv/ognisko",
    "DATABASE_URL": "postgresql://app:secret@db.example.org/ognisko",
    "DATABASE_OWNER_URL": "postgresql://owner:secret@db.example.org/ognisko",
    "OGNISKO_SECRET_KEY": "kF3vN8qLw2Zx7YbT5mRc9JdH4sGpAe6UoViXtKnQWyBMrEzD",
    "OGNISKO_ADDRESS": "https://ognisko.example.org",
    "OGNISKO_MAIL_URL": "smtp://user:secret@mail.example.org",
    "OGNISKO_MAIL_FROM": "Ognisko <ognisko@example.org>",
    "OGNISKO_BEHIND_PROXY": "1",
}
SOUND["OGNISKO_SECRET_KEY"] += "1aB"
ONE, TWO, THREE = (base64.b64encode(bytes(range(start, start + 32))).decode() for start in (0, 50, 100))
SOUND |= {"OGNISKO_PROTECTION_KEYS": f"2026:{ONE}, 2025:{TWO}", "OGNISKO_PROTECTION_SEARCH_KEY": THREE}


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in SOUND.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_production_starts_with_sound_settings(sound: pytest.MonkeyPatch) -> None:
    assert env.problems() == []
    env.refuse_unless_ready()


@pytest.mark.parametrize(
    ("name", "value", "blamed"),
    [
        ("OGNISKO_DATA", "", "OGNISKO_DATA"),
        ("DATABASE_URL", "", "DATABASE_URL"),
        ("OGNISKO_EMBEDDED", "1", "OGNISKO_EMBEDDED=1"),
        ("DATABASE_OWNER_URL", "postgresql://app:other@db.example.org/ognisko", "DATABASE_OWNER_URL"),
        ("OGNISKO_SECRET_KEY", "", "OGNISKO_SECRET_KEY"),
        ("OGNISKO_SECRET_KEY", "short", "OGNISKO_SECRET_KEY"),
        ("OGNISKO_SECRET_KEY", "ab" * 40, "OGNISKO_SECRET_KEY"),
        ("OGNISKO_PROTECTION_KEYS", "", "OGNISKO_PROTECTION_KEYS"),
        ("OGNISKO_PROTECTION_KEYS", ONE, "OGNISKO_PROTECTION_KEYS"),
        ("OGNISKO_PROTECTION_KEYS", "a:c2hvcnQ=", "OGNISKO_PROTECTION_KEYS"),
        ("OGNISKO_PROTECTION_KEYS", f"a:{'A' * 43}=", "OGNISKO_PROTECTION_KEYS"),
        ("OGNISKO_PROTECTION_KEYS", f"a:{ONE},a:{TWO}", "OGNISKO_PROTECTION_KEYS"),
        ("OGNISKO_PROTECTION_KEYS", f"a:{ONE},b:{ONE}", "OGNISKO_PROTECTION_KEYS"),
        ("OGNISKO_PROTECTION_SEARCH_KEY", "", "OGNISKO_PROTECTION_SEARCH_KEY"),
        ("OGNISKO_PROTECTION_SEARCH_KEY", TWO, "OGNISKO_PROTECTION_SEARCH_KEY"),
        ("OGNISKO_ADDRESS", "", "OGNISKO_ADDRESS"),
        ("OGNISKO_ADDRESS", "http://ognisko.example.org", "OGNISKO_ADDRESS"),
        ("OGNISKO_ADDRESS", "https://", "OGNISKO_ADDRESS"),
        ("OGNISKO_ALLOWED_HOSTS", "a.example.org,*", "OGNISKO_ALLOWED_HOSTS"),
        ("OGNISKO_MAIL_URL", "", "OGNISKO_MAIL_URL"),
        ("OGNISKO_MAIL_URL", "console:", "OGNISKO_MAIL_URL"),
        ("OGNISKO_MAIL_URL", "smtp+plain://mail.example.org", "OGNISKO_MAIL_URL"),
        ("OGNISKO_MAIL_FROM", "", "OGNISKO_MAIL_FROM"),
        ("OGNISKO_BEHIND_PROXY", "0", "OGNISKO_BEHIND_PROXY"),
        ("OGNISKO_DEBUG", "1", "OGNISKO_DEBUG"),
        ("OGNISKO_WITHOUT_MFA", "1", "OGNISKO_WITHOUT_MFA"),
    ],
)
def test_production_names_the_setting_that_is_missing_or_insecure(
    sound: pytest.MonkeyPatch, name: str, value: str, blamed: str
) -> None:
    sound.setenv(name, value)
    assert [sentence.split()[0] for sentence in env.problems()] == [blamed]
    with pytest.raises(env.InvalidEnvironment, match=f"  - {blamed}"):
        env.refuse_unless_ready()


def test_production_may_mean_the_embedded_database(sound: pytest.MonkeyPatch) -> None:
    sound.delenv("DATABASE_URL")
    sound.delenv("DATABASE_OWNER_URL")
    sound.setenv("OGNISKO_EMBEDDED", "1")
    assert env.problems() == []


def test_the_secret_key_of_a_demo_is_made_once_and_is_ours_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OGNISKO_DATA", str(tmp_path / "data"))
    key = env.secret_key()
    assert len(key) >= 50
    assert env.secret_key() == key
    assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["secret_key"]


def test_the_keys_of_protected_data_are_made_once_and_are_ours_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OGNISKO_DATA", str(tmp_path / "data"))
    keys, search_key = env.protection_keys(), env.protection_search_key()
    assert (env.protection_keys(), env.protection_search_key()) == (keys, search_key)
    assert [len(key) for key in (*keys.values(), search_key)] == [32, 32]
    kept = {file.name: stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "data").iterdir()}
    assert kept == {"protection_keys": 0o600, "protection_search_key": 0o600}


def test_the_first_key_encrypts_and_the_others_still_decrypt(sound: pytest.MonkeyPatch) -> None:
    assert list(env.protection_keys()) == ["2026", "2025"]


def test_a_database_address_is_taken_apart() -> None:
    assert env.database("postgresql://app:p%40ss@db:5433/centre?sslmode=require", name="X") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "centre",
        "USER": "app",
        "PASSWORD": "p@ss",
        "HOST": "db",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


@pytest.mark.parametrize(
    "url", ["mysql://a@b/c", "postgresql://db/centre", "postgresql://app@db", "postgresql://a@b:x/c"]
)
def test_a_database_address_that_makes_no_sense_is_refused_by_the_name_of_its_setting(url: str) -> None:
    with pytest.raises(env.InvalidEnvironment, match="DATABASE_URL must read"):
        env.database(url, name="DATABASE_URL")


def test_a_mail_address_says_how_letters_are_encrypted() -> None:
    assert env.mailer("smtp://anna:secret@mail.example.org")["OPTIONS"] == {
        "host": "mail.example.org",
        "port": 587,
        "username": "anna",
        "password": "secret",
        "use_tls": True,
        "use_ssl": False,
        "timeout": 20,
    }
    with pytest.raises(env.InvalidEnvironment, match="OGNISKO_MAIL_URL must read"):
        env.mailer("pigeon://loft")


def test_a_number_and_a_switch_out_of_range_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "99999")
    with pytest.raises(env.InvalidEnvironment, match="PORT is “99999”"):
        env.number("PORT", 8000)
    monkeypatch.setenv("OGNISKO_DEBUG", "maybe")
    with pytest.raises(env.InvalidEnvironment, match="OGNISKO_DEBUG is “maybe”"):
        env.flag("OGNISKO_DEBUG")


def test_only_settings_of_the_table_are_read() -> None:
    with pytest.raises(KeyError):
        env.text("OGNISKO_UNKNOWN")


def test_the_page_about_settings_is_up_to_date() -> None:
    assert (env.REPOSITORY / "docs" / "settings.md").read_text(encoding="utf-8") == env.as_markdown()
