"""The table of readers names functions that exist: otherwise a typing error would show when somebody wants a file."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register
from django.utils.module_loading import import_string


@register()
def readers_exist(app_configs: Any, **options: Any) -> list[Error]:
    """One error for each reader that can't be imported."""
    found = []
    for kind, path in settings.FILE_READERS.items():
        try:
            import_string(path)
        except ImportError as error:
            found.append(Error(f"FILE_READERS[{kind!r}] names {path}: {error}", id="files.E001"))
    return found
