"""Ognisko is configured by the environment alone; this is the whole table.

Reading the environment needs no Django, so the command can name what is wrong before anything is started.
`ognisko settings` prints the table; `ognisko settings --markdown` writes docs/settings.md.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

PACKAGE = Path(__file__).resolve().parent.parent
REPOSITORY = PACKAGE.parent

EMBEDDED_DATABASE = "ognisko"
EMBEDDED_APPLICATION_ROLE = "ognisko_app"
EMBEDDED_OWNER_ROLE = "ognisko_owner"


@dataclass(frozen=True)
class Setting:
    """One variable of the environment: its name, its value when unset, what it means, what production asks of it."""

    name: str
    default: str
    meaning: str
    production: str = ""


SETTINGS = (
    Setting(
        "OGNISKO_PRODUCTION",
        "0",
        "1 where people's data are kept: nothing is assumed any more, and whatever is missing or insecure is refused.",
    ),
    Setting(
        "OGNISKO_DATA",
        "var/ in a source tree, /var/lib/ognisko for root, ~/.local/share/ognisko otherwise",
        "The data folder: the embedded database, uploaded files, collected static files and, in a demo, the secret "
        "key. Run as root, the embedded database runs as the folder's owner or as the system user `ognisko`, and the "
        "folders above are opened for searching (not for reading); give it a place of its own.",
        "must be set",
    ),
    Setting(
        "DATABASE_URL",
        "the embedded PostgreSQL 18 in the data folder",
        "PostgreSQL 17 or newer, as postgresql://role:password@host:port/database. The role is the application's: it "
        "does not own the tables, since an owner could disable the guards of the ledger.",
        "must be set, or OGNISKO_EMBEDDED=1",
    ),
    Setting(
        "DATABASE_OWNER_URL",
        "the embedded database's owner",
        "The role that owns the tables; only `ognisko migrate` uses it, so it need not stand where the web runs.",
        "`ognisko migrate` asks for it beside DATABASE_URL; its role must be another one",
    ),
    Setting(
        "OGNISKO_EMBEDDED",
        "0",
        "1 says that production really means the embedded database, and that someone backs up the data folder.",
    ),
    Setting(
        "OGNISKO_SECRET_KEY",
        "generated once, kept in the data folder",
        "Signs sessions and links; at least 50 characters. Whoever knows it can sign in as anyone.",
        "must be set",
    ),
    Setting(
        "OGNISKO_SECRET_KEY_FALLBACKS",
        "",
        "Earlier secret keys, separated by commas, still accepted while the key is being changed.",
    ),
    Setting(
        "OGNISKO_PROTECTION_KEYS",
        "generated once, kept in the data folder",
        "Encrypt PESEL numbers, disability and labour status: name:key, the key being 32 bytes in base64, several "
        "separated by commas. The first encrypts, all decrypt; `ognisko protect rotate` brings every record to the "
        "first. Keep them apart from the database and its backups: whoever has both reads everything, and without "
        "them nobody does.",
        "must be set",
    ),
    Setting(
        "OGNISKO_PROTECTION_SEARCH_KEY",
        "generated once, kept in the data folder",
        "Hashes PESEL numbers, so that one is found without being kept: 32 bytes in base64. It stays the same for as "
        "long as there are hashes.",
        "must be set, and be no encryption key",
    ),
    Setting(
        "OGNISKO_ADDRESS",
        "http://HOST:PORT",
        "The address that people type in, as https://ognisko.example.org; links in letters begin with it.",
        "must be set and begin with https://",
    ),
    Setting(
        "OGNISKO_ALLOWED_HOSTS",
        "the host of OGNISKO_ADDRESS; localhost in a demo",
        "Further host names under which the pages may be asked for, separated by commas. Never *.",
        "no *",
    ),
    Setting(
        "OGNISKO_MAIL_URL",
        "console: (letters are printed)",
        "How letters leave: smtp://user:password@host:587 (STARTTLS), smtps://… (TLS from the start), "
        "smtp+plain://localhost:25 (a relay on the same machine), console: or file:/folder.",
        "must be set to smtp://, smtps:// or smtp+plain://localhost",
    ),
    Setting(
        "OGNISKO_MAIL_FROM",
        "Ognisko <ognisko@localhost>",
        "The sender of letters.",
        "must be set",
    ),
    Setting(
        "OGNISKO_REMINDER_HOUR",
        "7",
        "The hour from which on staff get their letter about tasks due and overdue, on working days.",
    ),
    Setting(
        "OGNISKO_WITHOUT_MFA",
        "0; 1 in a demo",
        "1 lets staff in with a password alone. Without it everybody who has a role sets up a second factor (an app "
        "on their phone or a passkey) before they see anything.",
        "must not be 1",
    ),
    Setting(
        "OGNISKO_ERASURES",
        "erasures.jsonl in the data folder",
        "The file that remembers who was erased, by number and without names, so that a restored older backup is "
        "cleared of them again. Keep it apart from the backups of the database; several web hosts share one.",
    ),
    Setting(
        "OGNISKO_UPLOAD_MEGABYTES",
        "20",
        "The largest file that is taken, in MB of 1024 × 1024 bytes, at most 100; a form may ask for less. Files "
        "lie in `files/` of the data folder, which belongs into the backup. Storage elsewhere (S3) is not supported.",
    ),
    Setting(
        "OGNISKO_UPLOAD_RESERVE_MEGABYTES",
        "500",
        "So much of the disk stays free: below it no upload is taken and people are told so, since an embedded "
        "database lives on the same disk and must not stop.",
    ),
    Setting("HOST", "127.0.0.1", "The address on which the web server listens. Put a proxy with TLS in front of it."),
    Setting("PORT", "8000", "The port on which the web server listens."),
    Setting(
        "OGNISKO_BEHIND_PROXY",
        "0",
        "1 when a proxy in front sets X-Forwarded-Proto and X-Forwarded-For and lets nobody else set them.",
        "must be 1, since TLS ends at the proxy",
    ),
    Setting("OGNISKO_WEB_PROCESSES", "2", "Web processes."),
    Setting("OGNISKO_WEB_THREADS", "4", "Threads of each web process; each may hold one database connection."),
    Setting("OGNISKO_LOG_LEVEL", "INFO", "What is written to stderr: DEBUG, INFO, WARNING or ERROR."),
    Setting("OGNISKO_DEBUG", "0", "1 shows developers Django's pages about errors.", "must not be 1"),
)

_DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


class InvalidEnvironment(Exception):
    """The environment does not allow a start; the message names each setting and what to do."""


def text(name: str, default: str = "") -> str:
    """The variable's value without surrounding blanks; an empty one counts as unset."""
    if name not in _DEFAULTS:
        raise KeyError(f"{name} is not in the table of settings")
    return os.environ.get(name, "").strip() or default


def flag(name: str) -> bool:
    """Whether the variable is switched on; anything but a clear yes or no is refused."""
    value = text(name, "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise InvalidEnvironment(f"{name} is “{value}”; it takes 1 or 0.")


def number(name: str, default: int, *, least: int = 1, most: int = 65535) -> int:
    """The variable as a whole number between `least` and `most`."""
    value = text(name, str(default))
    if not value.isdigit() or not least <= int(value) <= most:
        raise InvalidEnvironment(f"{name} is “{value}”; it takes a whole number from {least} to {most}.")
    return int(value)


def words(name: str) -> list[str]:
    """The variable's parts, separated by commas."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def production() -> bool:
    """Whether people's data are at stake."""
    return flag("OGNISKO_PRODUCTION")


def data_folder() -> Path:
    """The folder that holds everything which must outlive a restart."""
    if named := text("OGNISKO_DATA"):
        return Path(named).expanduser().resolve()
    if (REPOSITORY / "pyproject.toml").exists():
        return REPOSITORY / "var"
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/ognisko")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "ognisko"


def make_data_folder() -> Path:
    """The data folder, made when missing and then closed to others: it holds uploaded files and people's data."""
    folder = data_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=stat.S_IRWXU, exist_ok=True)
    return folder


def embedded() -> bool:
    """Whether the database is the embedded one."""
    return not text("DATABASE_URL")


def address() -> str:
    """The address that people type in, without a slash at the end."""
    return text("OGNISKO_ADDRESS", f"http://{text('HOST', '127.0.0.1')}:{number('PORT', 8000)}").rstrip("/")


def secret_key() -> str:
    """The key that signs; outside production it is generated once and kept in the data folder."""
    return text("OGNISKO_SECRET_KEY") or _kept("secret_key", secrets.token_urlsafe(64))


def _kept(name: str, new: str) -> str:
    """What the data folder keeps under this name, readable by us alone; ``new`` where there is nothing yet.

    Two commands that start at once agree, because the file appears whole under its name or not at all.
    """
    file = data_folder() / name
    if not file.exists():
        make_data_folder()
        draft = file.with_name(f"{name}.{os.getpid()}.{secrets.token_hex(4)}")
        draft.touch(mode=stat.S_IRUSR | stat.S_IWUSR)
        draft.write_text(new, encoding="ascii")
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text(encoding="ascii").strip()


_KEY_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,19}")


def protection_keys() -> dict[str, bytes]:
    """The keys of protected data by name, the one that encrypts first; raises InvalidEnvironment."""
    written = text("OGNISKO_PROTECTION_KEYS") or _kept("protection_keys", f"demo:{_new_key()}")
    found: dict[str, bytes] = {}
    for part in filter(None, (part.strip() for part in written.split(","))):
        name, _sign, key = part.partition(":")
        if not _KEY_NAME.fullmatch(name) or name in found:
            raise InvalidEnvironment(
                "OGNISKO_PROTECTION_KEYS must read name:key,name:key; a name is small letters and digits, each once."
            )
        found[name] = _key(key, "OGNISKO_PROTECTION_KEYS", f"its key {name}")
    if len(set(found.values())) < len(found):
        raise InvalidEnvironment("OGNISKO_PROTECTION_KEYS has one key under two names.")
    return found


def protection_search_key() -> bytes:
    """The key of the search hash; raises InvalidEnvironment, also where it is one of those that encrypt."""
    written = text("OGNISKO_PROTECTION_SEARCH_KEY") or _kept("protection_search_key", _new_key())
    found = _key(written, "OGNISKO_PROTECTION_SEARCH_KEY", "the key")
    if found in protection_keys().values():
        raise InvalidEnvironment("OGNISKO_PROTECTION_SEARCH_KEY encrypts as well. It must be a key of its own.")
    return found


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _key(written: str, blamed: str, named: str) -> bytes:
    """A key of 32 bytes from base64, also from the kind for addresses; a repeated byte is no key."""
    try:
        found = base64.b64decode(written.translate(str.maketrans("-_", "+/")), validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if len(found) != 32 or len(set(found)) < 12:
        raise InvalidEnvironment(
            f"{blamed} is wrong: {named} takes 32 random bytes in base64. Make one: "
            "python3 -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())'"
        )
    return found


def _problems_of_protection() -> Iterator[str]:
    """What is wrong with the keys of protected data."""
    missing = [name for name in ("OGNISKO_PROTECTION_KEYS", "OGNISKO_PROTECTION_SEARCH_KEY") if not text(name)]
    for name in missing:
        yield f"{name} is not set. Without it nobody can keep or read PESEL numbers; `ognisko settings` explains it."
    if not missing:
        try:
            protection_keys()
            protection_search_key()
        except InvalidEnvironment as wrong:
            yield str(wrong)


def database(url: str, *, name: str) -> dict[str, object]:
    """A PostgreSQL address as Django's database settings; `name` is the setting to blame when it makes no sense."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/") or not parts.username or port == -1:
        raise InvalidEnvironment(f"{name} must read postgresql://role:password@host:port/database.")
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(options.pop("port", "") or port or ""),
        "OPTIONS": options,
    }


def mailer(url: str) -> dict[str, object]:
    """A mail address as an entry of Django's MAILERS."""
    parts = urlsplit(url)
    if parts.scheme == "console":
        return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme == "file" and parts.path:
        return {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": parts.path},
        }
    standard_ports = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
    if parts.scheme not in standard_ports or not parts.hostname:
        raise InvalidEnvironment(
            "OGNISKO_MAIL_URL must read smtp://user:password@host:587, smtps://…, smtp+plain://localhost:25, "
            "console: or file:/folder."
        )
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or standard_ports[parts.scheme],
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp",
            "use_ssl": parts.scheme == "smtps",
            "timeout": 20,
        },
    }


def problems() -> list[str]:
    """Why production must not start with this environment: one sentence for each setting, none when all is well."""
    found: list[str] = []
    url, owner_url = text("DATABASE_URL"), text("DATABASE_OWNER_URL")
    if not text("OGNISKO_DATA"):
        found.append("OGNISKO_DATA is not set. Name the folder for uploaded files; it must outlive a restart.")
    if not url and not flag("OGNISKO_EMBEDDED"):
        found.append("DATABASE_URL is not set. Name a PostgreSQL, or set OGNISKO_EMBEDDED=1 to mean the embedded one.")
    if url and flag("OGNISKO_EMBEDDED"):
        found.append("OGNISKO_EMBEDDED=1 and DATABASE_URL exclude each other. Unset one of them.")
    if url and owner_url and urlsplit(url).username == urlsplit(owner_url).username:
        found.append(
            "DATABASE_OWNER_URL has the role of DATABASE_URL. The application must not own its tables: an owner can "
            "disable the guards of the ledger. Give it a role of its own."
        )
    key = text("OGNISKO_SECRET_KEY")
    if not key:
        found.append(
            "OGNISKO_SECRET_KEY is not set. Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"
        )
    elif len(key) < 50 or len(set(key)) < 10:
        found.append("OGNISKO_SECRET_KEY is easy to guess. It takes at least 50 characters, at random.")
    found += _problems_of_protection()
    if not text("OGNISKO_ADDRESS"):
        found.append("OGNISKO_ADDRESS is not set. Say under which address people open Ognisko, as https://….")
    elif not (text("OGNISKO_ADDRESS").startswith("https://") and urlsplit(text("OGNISKO_ADDRESS")).hostname):
        found.append("OGNISKO_ADDRESS must begin with https://, because passwords and people's data travel there.")
    if any("*" in host for host in words("OGNISKO_ALLOWED_HOSTS")):
        found.append("OGNISKO_ALLOWED_HOSTS contains *. Name each host.")
    mail = text("OGNISKO_MAIL_URL")
    if not mail:
        found.append("OGNISKO_MAIL_URL is not set. Without letters nobody can reset a password.")
    elif not mail.startswith(("smtp://", "smtps://", "smtp+plain://localhost", "smtp+plain://127.0.0.1")):
        found.append("OGNISKO_MAIL_URL must be smtp:// or smtps://, or smtp+plain:// on this machine.")
    if not text("OGNISKO_MAIL_FROM"):
        found.append("OGNISKO_MAIL_FROM is not set. Letters need a sender.")
    if not flag("OGNISKO_BEHIND_PROXY"):
        found.append("OGNISKO_BEHIND_PROXY is not 1. The web server speaks no TLS itself: put a proxy in front of it.")
    if flag("OGNISKO_WITHOUT_MFA"):
        found.append("OGNISKO_WITHOUT_MFA is 1. A password that leaks would open people's data; unset it.")
    if flag("OGNISKO_DEBUG"):
        found.append("OGNISKO_DEBUG is 1. It shows strangers the inside of the programme; unset it.")
    return found


def refuse_unless_ready() -> None:
    """Stop with one clear message if production lacks a setting or has an insecure one."""
    if production() and (found := problems()):
        raise InvalidEnvironment(
            "Ognisko does not start in production with these settings:\n"
            + "\n".join(f"  - {sentence}" for sentence in found)
            + "\n`ognisko settings` explains each of them."
        )


def as_text() -> str:
    """The table of settings for a terminal, with what each is set to now; secrets are not shown."""
    lines = []
    for setting in SETTINGS:
        secret = any(part in setting.name for part in ("KEY", "URL"))
        value = text(setting.name)
        lines.append(f"{setting.name} = {('(set)' if secret else value) if value else '(not set)'}")
        lines.append(f"    {setting.meaning}")
        lines.append(
            f"    Default: {setting.default or 'none'}."
            + (f" Production: {setting.production}." if setting.production else "")
        )
    return "\n".join(lines) + "\n"


def as_markdown() -> str:
    """The table of settings as docs/settings.md."""
    rows = "".join(
        f"| `{setting.name}` | {setting.default} | {setting.meaning} | {setting.production} |\n" for setting in SETTINGS
    )
    return (
        "# Settings\n\n"
        "All settings come from the environment; nothing is read from a file. With `OGNISKO_PRODUCTION=1` Ognisko does "
        "not start until everything in the last column is in order, and says what is not. This page is written by "
        "`ognisko settings --markdown`.\n\n"
        "| Variable | Default | Meaning | Production |\n| --- | --- | --- | --- |\n" + rows
    )
