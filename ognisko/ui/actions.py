"""The fonts of the pages, made small: subset to Latin with Polish, as woff2, once per version of the packages.

A finder offers them to `collectstatic` and to the development server as ui/fonts/*.woff2, so no build step and no
binary file in the repository. Without the packages pages fall back to system fonts.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

# Name, package, file, and the range kept of each axis. The optical size is kept from text to display; a pinned axis
# halves a file.
FONTS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("literata", "fontpkg_literata", "Literata[opsz,wght].ttf", {"wght": (400, 700), "opsz": (18, 60)}),
    ("literata-italic", "fontpkg_literata", "Literata-Italic[opsz,wght].ttf", {"wght": (400, 700), "opsz": 20}),
    ("figtree", "fontpkg_figtree", "Figtree[wght].ttf", {"wght": (400, 700)}),
    ("figtree-italic", "fontpkg_figtree", "Figtree-Italic[wght].ttf", {"wght": (400, 700)}),
)
CHARACTERS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x2010, 0x2016),
    *range(0x2018, 0x2023),
    *(0x218, 0x219, 0x21A, 0x21B, 0x2026, 0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x20AC, 0x2116),
    *(0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265),
)
FEATURES = ("kern", "mark", "mkmk", "ccmp", "locl", "liga", "calt", "lnum", "tnum", "pnum", "rvrn", "rclt")


def build_fonts(target_dir: Path | str) -> list[Path]:
    """Each font that is not there yet is made; the second run only looks. The version is part of the stamp."""
    target = Path(target_dir)
    target.mkdir(parents=True, exist_ok=True)
    made = []
    for name, package, file, axes in FONTS:
        source = _source(package, file)
        if source is None:
            continue
        destination = target / f"{name}.woff2"
        stamp = target / f"{name}.version"
        wanted = f"{version(package.replace('_', '-'))} {sorted(axes.items())} {len(CHARACTERS)}"
        if not destination.exists() or not stamp.exists() or stamp.read_text() != wanted:
            _subset(source, axes, destination)
            stamp.write_text(wanted)
        made.append(destination)
    return made


def _source(package: str, file: str) -> Path | None:
    """Where a package keeps a font, or None where the package is missing."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "files" / file


def _subset(source: Path, axes: dict[str, Any], destination: Path) -> None:
    """Written beside its place and then moved: two processes that start together never read half a font."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = TTFont(source)
    options = Options(layout_features=list(FEATURES), hinting=False, notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    font = instantiateVariableFont(font, axes)
    font.flavor = "woff2"
    handle, draft = tempfile.mkstemp(dir=destination.parent, suffix=".woff2")
    os.close(handle)
    font.save(draft)
    Path(draft).chmod(0o644)
    Path(draft).replace(destination)


class FontFinder(BaseFinder):
    """Finds ui/fonts/*.woff2 in settings.UI_FONTS and makes them at the first question."""

    prefix = "ui/fonts"

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any):
        self.folder = Path(getattr(settings, "UI_FONTS", Path(tempfile.gettempdir()) / "ognisko-fonts"))
        self.storage = FileSystemStorage(location=str(self.folder))
        self.storage.prefix = self.prefix  # type: ignore[attr-defined]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file of a font, or nothing: an empty list is how a finder says no."""
        if not path.replace(os.sep, "/").startswith(f"{self.prefix}/"):
            return []
        name = Path(path).name
        found = next((font for font in build_fonts(self.folder) if font.name == name), None)
        if found is None:
            return []
        return [str(found)] if find_all else str(found)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """What `collectstatic` copies."""
        for font in build_fonts(self.folder):
            yield font.name, self.storage

    def check(self, **kwargs: Any) -> Any:
        """A missing setting only means a temporary folder."""
        return []
