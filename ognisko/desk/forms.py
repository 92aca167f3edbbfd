"""Clean input of the pages of desk."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from ognisko.core.spreadsheets import SpreadsheetError
from ognisko.desk.actions.workbook import LARGEST, refuse_no_xlsx


class WorkbookForm(forms.Form):
    """A workbook as .xlsx, of a size that can be read; its bytes are the cleaned file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("An Excel workbook (.xlsx), at most %(size)s MB.") % {"size": LARGEST // 1024**2},
        max_length=255,
        widget=forms.FileInput(
            attrs={"accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        ),
    )

    def clean_file(self) -> tuple[str, bytes]:
        """The file's name and bytes; what is no workbook is refused before anything is kept."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        name = file.name or ""
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(
                _("The file is larger than %(size)s MB. Split it into smaller ones."),
                params={"size": LARGEST // 1024**2},
            )
        if not name.lower().endswith(".xlsx"):
            raise forms.ValidationError(
                _("Only .xlsx is read here. Open the file in your spreadsheet and save it as a workbook (.xlsx).")
            )
        content = file.read()
        try:
            refuse_no_xlsx(content)
        except SpreadsheetError as error:
            raise forms.ValidationError(str(error)) from error
        return name, content


class ReasonForm(forms.Form):
    """Why rows go into a closed period."""

    reason = forms.CharField(
        label=_("Reason of the correction"),
        help_text=_("It stays with every entry that the file adds to the closed period."),
        max_length=300,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].widget.attrs["autocomplete"] = "off"
