"""A field for files: several, with what is kept already, removed by a box that can be unticked again.

It works as a plain form. With scripts (upload.js) files leave as soon as they are chosen, in chunks that go on after a
broken connection, and the form sends their keys. Either way the form does not save: it lays files where they wait for
the owner's action (`files.actions.settle`) for a day, so that an error elsewhere in the form loses none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext, gettext_lazy, ngettext

from ognisko.accounts.models import User
from ognisko.core.polish import number_text
from ognisko.files import actions, permissions, queries
from ognisko.files.models import File, State
from ognisko.files.permissions import Grant
from ognisko.files.rules import EVERYTHING, MEGABYTE, Kind, Limits, Refused, given_name

FULL = gettext_lazy("There is no room for files just now, so this one was not saved. What you saved before is safe.")
TOO_MANY = gettext_lazy("There are too many files here. Remove one and choose again.")


@dataclass(frozen=True)
class Files:
    """What the form asks for: keys to hold and keys to let go, for `files.actions.settle`."""

    keep: tuple[UUID, ...] = ()
    remove: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Posted:
    """What came with the form, as it came."""

    keys: tuple[UUID, ...] = ()
    remove: tuple[UUID, ...] = ()
    new: tuple[UploadedFile[Any], ...] = ()


@dataclass(frozen=True)
class Row:
    """One file in the list: where to read it, and whether it is to go."""

    file: File
    field: str
    url: str
    picture: str
    size: str
    leaving: bool = False

    @property
    def waiting(self) -> bool:
        """Not saved yet: its key goes with the form."""
        return self.file.state == State.READY


def size_text(size: int) -> str:
    """A size as people say it: 12 kB, 1,4 MB."""
    if size < MEGABYTE // 10:
        return f"{max(1, size // 1024)} kB"
    return f"{number_text(Decimal(size) / MEGABYTE, 1)} MB"


def row(file: File, field: str, user: int, *, leaving: bool = False) -> Row:
    """A file as the list shows it, with a pass: the page that shows it has asked."""
    given = permissions.passed(file, user)
    url = f"{file.get_absolute_url()}?pass={given}"
    picture = f"{file.get_absolute_url()}podglad/?pass={given}" if file.is_picture else ""
    return Row(file, field, url, picture, size_text(file.size), leaving)


class FilesInput(forms.Widget):
    """The list of files and the button that chooses more; without a grant it only shows."""

    template_name = "files/files.html"
    needs_multipart_form = True
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.grant: Grant | None = None
        self.received: list[File] = []

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the holder keeps, what was received and not saved yet, what stopped on its way."""
        context = super().get_context(name, value, attrs)
        if self.grant is None:
            return context
        posted = value if isinstance(value, Posted) else Posted()
        grant = self.grant
        keys = {*posted.keys, *(file.key for file in self.received)}
        files = [*queries.files_of(grant.holder), *queries.waiting(grant.holder, keys)]
        context["widget"] |= {
            "rows": [row(file, name, grant.user, leaving=file.key in posted.remove) for file in files],
            "stopped": [(file, 100 * file.received // file.sent_size) for file in queries.on_their_way(grant.holder)],
            "grant": permissions.signed(grant),
            "several": grant.most > 1,
            "accept": ",".join(f".{kind}" for kind in Kind if kind in grant.limits.kinds)
            + (",.jpeg" if Kind.JPEG in grant.limits.kinds else ""),
            "limits": limits_text(grant),
            "chunk": actions.CHUNK,
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Posted:
        """Keys that make no sense are no keys."""
        many = getattr(data, "getlist", lambda key: data.get(key, []))
        sent = getattr(files, "getlist", lambda key: files.get(key, []) if files else [])
        return Posted(tuple(_uuids(many(name))), tuple(_uuids(many(f"{name}_remove"))), tuple(sent(f"{name}_new")))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """An empty list is an answer: what is kept stays unless it is removed."""
        return False


def _uuids(texts: Iterable[str]) -> Iterable[UUID]:
    for text in texts:
        try:
            yield UUID(str(text))
        except ValueError:
            continue


def limits_text(grant: Grant) -> str:
    """What may be sent, below the button."""
    kinds = ", ".join(kind.value.upper() for kind in Kind if kind in grant.limits.kinds)
    number = ngettext("one file", "up to {number} files", grant.most).format(number=grant.most)
    return gettext("{kinds}; {number}, each up to {limit} MB").format(
        kinds=kinds, number=number, limit=grant.limits.megabytes
    )


class FilesField(forms.Field):
    """Files of one holder. `belongs_to` says whose, in the form's __init__; without it nothing is taken.

    The cleaned value is Files. What somebody else added to the same holder meanwhile stays: only what is ticked goes.
    """

    widget: FilesInput
    default_error_messages = {
        "required": gettext_lazy("Choose a file."),
        "swept": gettext_lazy("A file that you chose is no longer there. Choose it again."),
    }

    def __init__(
        self, *, most: int = 10, kinds: frozenset[Kind] = EVERYTHING, megabytes: int | None = None, **options: Any
    ) -> None:
        super().__init__(widget=FilesInput(), **options)
        self.most, self.kinds, self.megabytes = most, kinds, megabytes

    def belongs_to(self, holder: str, *, user: User | None = None) -> None:
        """Whose files these are (`grants.application:1204`), and who alone may send them (None: who has the page)."""
        largest = min(self.megabytes or settings.UPLOAD_MEGABYTES, settings.UPLOAD_MEGABYTES)
        self.widget.grant = Grant(holder, self.most, Limits(largest, self.kinds), user.pk if user else 0)

    def __deepcopy__(self, memo: dict[int, Any]) -> FilesField:
        """Each form has its own received ones."""
        copy: FilesField = super().__deepcopy__(memo)
        copy.widget.received = []
        return copy

    def clean(self, value: Posted) -> Files:
        """Receive what came whole, each with its own reason where it is refused, and count."""
        grant = self.widget.grant
        if grant is None:
            raise ValidationError(self.error_messages["swept"], code="swept")
        problems: list[str] = []
        for upload in value.new:
            try:
                self.widget.received.append(actions.receive(upload, grant, by=grant.user or None))
            except Refused as refused:
                name = given_name(upload.name or "")
                problems.append(gettext("“{name}”: {reason}").format(name=name, reason=refused.sentence(grant.limits)))
            except actions.TooMany:
                problems.append(str(TOO_MANY))
                break
            except actions.DiskFull:
                problems.append(str(FULL))
                break
        kept = {file.key for file in queries.files_of(grant.holder)}
        waiting = {file.key for file in queries.waiting(grant.holder, value.keys)}
        if set(value.keys) - waiting - kept - set(value.remove):
            problems.append(str(self.error_messages["swept"]))
        keep = (kept | waiting | {file.key for file in self.widget.received}) - set(value.remove)
        if len(keep) > grant.most:
            problems.append(
                ngettext("Only one file fits here.", "At most {number} files fit here.", grant.most).format(
                    number=grant.most
                )
            )
        if not keep and self.required and not problems:
            problems.append(str(self.error_messages["required"]))
        if problems:
            raise ValidationError(problems)
        return Files(tuple(sorted(keep)), tuple(key for key in value.remove if key in kept | waiting))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Any new or removed one is a change."""
        return isinstance(data, Posted) and bool(data.keys or data.remove or data.new)


class ExampleForm(forms.Form):
    """The gallery's example."""

    name = forms.CharField(label=gettext_lazy("Title"), max_length=80)
    documents = FilesField(label=gettext_lazy("Documents and photographs"), most=5)
