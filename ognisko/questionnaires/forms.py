"""Clean input for questionnaires: their head, a spreadsheet to read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ognisko.core.spreadsheets import SpreadsheetError
from ognisko.people.rules import objection
from ognisko.questionnaires.formats.xlsform import Imported, read_form
from ognisko.questionnaires.models import Use
from ognisko.ui.forms import WatchedForm

MOST_BYTES = 5 * 1024 * 1024


class FilterForm(forms.Form):
    """What the list of questionnaires is narrowed by."""

    q = forms.CharField(label=_("Title"), required=False)
    use = forms.ChoiceField(label=_("Use"), required=False, choices=[("", _("all")), *Use.choices])


class HeadForm(WatchedForm):
    """What a questionnaire is called and for what it is."""

    title = forms.CharField(label=_("Title"), max_length=200)
    use = forms.ChoiceField(label=_("Use"), choices=Use)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def objection(self, text: str) -> str:
        """The rule of parties: a title names nobody's PESEL."""
        return objection(text, about_person=False)


class SpreadsheetForm(HeadForm):
    """An XLSForm to read; the title may come from the workbook."""

    title = forms.CharField(label=_("Title"), max_length=200, required=False, help_text=_("Empty: from the file."))
    file = forms.FileField(label=_("XLSForm file (.xlsx or .xls)"))
    imported: Imported

    def clean_file(self) -> Any:
        """The file as it was read; a refusal says why."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB."))
        try:
            self.imported = read_form(file.read())
        except SpreadsheetError as error:
            raise forms.ValidationError(str(error)) from error
        if not self.imported.definition.items:
            raise forms.ValidationError(_("The sheet “survey” asks nothing."))
        return file
