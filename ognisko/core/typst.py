"""Documents: a Typst template and values become a PDF that screen readers can read (PDF/UA-1).

Values travel as JSON beside the template and are never spliced into markup, so nothing that a person typed can be read
as Typst. Compiling takes some milliseconds and touches no disk but for the template.

A template begins like this:

    #import "/core/base.typ": *
    #let data = json(bytes(sys.inputs.data))
    #show: document.with(title: data.title)

It finds the files beside it by their names, what core/documents holds under /core/, and the assets of the call under
/assets/: `image("/assets/chart.svg", alt: data.chart_text)`. PDF/UA wants a title, a language and a text for every
image, and the compiler refuses a document that lacks one.
"""

import datetime
import functools
import json
import logging
import os
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst
from django.core.serializers.json import DjangoJSONEncoder

SHARED = Path(__file__).with_name("documents")
FONT_PACKAGES = ("fontpkg_figtree", "fontpkg_literata")

log = logging.getLogger(__name__)


class DocumentError(RuntimeError):
    """A template does not compile with its values; the message is the compiler's, with the place in the template."""


def font_folders() -> list[str]:
    """The folders of the fonts that Ognisko brings, as TrueType files."""
    return [str(files(package) / "files") for package in FONT_PACKAGES]


@functools.cache
def _fonts() -> typst.Fonts:
    # Only our own fonts: a document looks the same on every machine.
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=font_folders())


def pdf(
    template: str | os.PathLike[str],
    data: Mapping[str, Any],
    assets: Mapping[str, bytes] | None = None,
    *,
    created: datetime.datetime | None = None,
) -> bytes:
    """The template with its values as a PDF/UA-1 file.

    `data` holds texts, numbers, lists and dicts; a Decimal arrives as text, a date as 2025-03-13: format them before.
    `assets` are images by name. With `created` the same values give the same bytes, for documents that are frozen.
    Raises DocumentError.
    """
    path = Path(template)
    sources = {f"/{file.name}": file.read_bytes() for file in path.parent.glob("*.typ")}
    sources |= {f"/core/{file.name}": file.read_bytes() for file in SHARED.glob("*.typ")}
    sources |= {f"/assets/{name}": content for name, content in (assets or {}).items()}
    try:
        content, warnings = typst.compile_with_warnings(  # type: ignore[call-overload]  # it takes sources by name too
            {"main": path.read_bytes(), **sources},
            sys_inputs={"data": json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)},
            font_paths=_fonts(),
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=created,
        )
    except typst.TypstError as error:
        raise DocumentError(f"{path.name}: {error.diagnostic or error}") from error
    for warning in warnings:
        log.warning("%s: %s", path.name, warning.message)
    return content
