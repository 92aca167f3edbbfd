"""The Polish catalogues are complete: each message of the sources has a translation, and each translation a message.

`python -m tests.messages` says what is missing and ends with 1; `--write` collects new messages into the catalogues,
where a person then translates them. Both use Django's makemessages, hence gettext.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parent.parent / "ognisko"
CATALOGUE = Path("locale/pl/LC_MESSAGES/django.po")
HEADER = """msgid ""
msgstr ""
"Language: pl\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"
"""


def collect(package: Path) -> None:
    """Bring the catalogues of all apps below `package` up to date with their sources."""
    for app in sorted(path.parent for path in package.glob("*/__init__.py")):
        catalogue = app / CATALOGUE
        fresh = not catalogue.exists()
        if fresh:
            catalogue.parent.mkdir(parents=True, exist_ok=True)
            catalogue.write_text(HEADER, encoding="utf-8")
        subprocess.run(
            [
                sys.executable, "-P", "-m", "django", "makemessages", "--locale=pl", "--no-location", "--no-obsolete",
                "--no-wrap", "--ignore=tests", "--verbosity=0",
            ],
            cwd=app, check=True,
        )  # fmt: skip
        if fresh and not messages(catalogue):
            shutil.rmtree(app / "locale")


def messages(catalogue: Path) -> dict[tuple[object, str | None], Message]:
    """The messages of a catalogue by what they translate."""
    if not catalogue.exists():
        return {}
    with catalogue.open("rb") as file:
        found: Catalog = read_po(file, locale="pl", abort_invalid=True)
    return {(_key(message), message.context): message for message in found if message.id}


def _key(message: Message) -> object:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def problems() -> Iterator[str]:
    """One line for each message that has no complete translation, and for each translation that nobody uses."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "ognisko"
        shutil.copytree(
            PACKAGE, copy, ignore=shutil.ignore_patterns("static", "tests", "migrations", "*.mo", "__pycache__")
        )
        collect(copy)
        for app in sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py")):
            wanted, written = messages(copy / app / CATALOGUE), messages(PACKAGE / app / CATALOGUE)
            for key, message in wanted.items():
                name = f"ognisko/{app}: {str(message.id)[:90]!r}"
                forms = [message.string] if isinstance(message.string, str) else list(message.string)
                if key not in written:
                    yield f"{name} is not in the catalogue"
                elif message.fuzzy or not all(forms) or (not isinstance(message.id, str) and len(forms) != 3):
                    yield f"{name} is not translated"
            for key in written.keys() - wanted.keys():
                yield f"ognisko/{app}: {str(key[0])[:90]!r} is translated, but nothing says it any more"


def main() -> None:
    """Check, or collect."""
    if "--write" in sys.argv:
        collect(PACKAGE)
        return
    found = list(problems())
    print("\n".join(found) or "The Polish catalogues are complete.")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
