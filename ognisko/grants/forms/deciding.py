"""Forms of decisions, agreements and payments; nothing is saved here."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.core.identifiers import IdentifierError
from ognisko.grants.actions.agreements import Part
from ognisko.grants.models import Agreement, Application, Instalment
from ognisko.grants.rules.accounts import account_text, clean_account
from ognisko.ui.forms import DateField, MoneyField

MEGABYTE = 1024 * 1024
LARGEST = 5


def _text(label: Any, *, rows: int = 3, longest: int = 1000, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea({"rows": rows}), max_length=longest, **options)


class NoteForm(forms.Form):
    """A note of the second person."""

    note = _text(gettext_lazy("Note on the decision"), required=False)


class ProposeForm(NoteForm):
    """A list to propose."""

    close_reserve = forms.BooleanField(label=gettext_lazy("Close the reserve list"), required=False)


class ReasonForm(forms.Form):
    """A reason."""

    reason = _text(gettext_lazy("Reason"), error_messages={"required": gettext_lazy("Give a reason.")})


class GiveUpForm(forms.Form):
    """Why a grant is given up; the applicant reads it."""

    reason = _text(
        gettext_lazy("Reason"), help_text=gettext_lazy("The applicant will read it."),
        error_messages={"required": gettext_lazy("Give a reason.")},
    )  # fmt: skip


class AppealForm(forms.Form):
    """What an applicant does not agree with."""

    text = _text(
        gettext_lazy("What was wrong"), rows=8, longest=10_000,
        help_text=gettext_lazy("Write which part of the assessment you do not agree with, and why."),
        error_messages={"required": gettext_lazy("Write what was wrong.")},
    )  # fmt: skip


class AnswerForm(forms.Form):
    """The answer to an appeal."""

    is_upheld = forms.TypedChoiceField(
        label=gettext_lazy("The appeal is"), widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("upheld: the application goes on")), ("no", gettext_lazy("dismissed"))],
        coerce=lambda value: value == "yes",
        error_messages={"required": gettext_lazy("Say whether it is upheld.")},
    )  # fmt: skip
    answer = _text(
        gettext_lazy("Reasons"), rows=6, longest=10_000, help_text=gettext_lazy("The applicant will read them."),
        error_messages={"required": gettext_lazy("Give the reasons.")},
    )  # fmt: skip


class AccountField(forms.CharField):
    """A bank account, kept as an IBAN."""

    def prepare_value(self, value: Any) -> Any:
        """One that is right is shown in groups; typed text stays."""
        return account_text(value) if isinstance(value, str) and value[:2].isalpha() and " " not in value else value

    def clean(self, value: Any) -> str:
        """What is wrong with it is said by the rules."""
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            return clean_account(typed)
        except IdentifierError as wrong:
            raise ValidationError(str(wrong), code=wrong.reason) from wrong


class AgreementForm(forms.Form):
    """Who signs, the account, the instalments: two more rows than there are."""

    signatories = _text(gettext_lazy("Who signs"), help_text=gettext_lazy("Each person on a line of their own."))
    account = AccountField(label=gettext_lazy("Bank account"), required=False, max_length=60)
    account_holder = forms.CharField(label=gettext_lazy("Holder of the account"), max_length=150)
    terms = _text(gettext_lazy("Special terms"), required=False, longest=5000)

    def __init__(self, data: Any = None, *, agreement: Agreement, **options: Any) -> None:
        super().__init__(data, **options)
        rows = list(agreement.instalments.all())
        self.rows = len(rows) + 2
        for name in ("signatories", "account", "account_holder", "terms"):
            self.fields[name].initial = getattr(agreement, name)
        for at in range(self.rows):
            row = rows[at] if at < len(rows) else Instalment()
            self.fields[f"amount_{at}"] = MoneyField(
                label=_("Amount"), required=False, min_value=Decimal("0.01"), initial=row.amount
            )
            self.fields[f"due_on_{at}"] = DateField(label=_("Due on"), required=False, initial=row.due_on)
            self.fields[f"condition_{at}"] = forms.CharField(
                label=_("Condition"), required=False, max_length=300, initial=row.condition
            )

    @property
    def instalments(self) -> list[tuple[int, Any, Any, Any]]:
        """The fields of each instalment, for the page."""
        return [
            (at + 1, self[f"amount_{at}"], self[f"due_on_{at}"], self[f"condition_{at}"]) for at in range(self.rows)
        ]

    @property
    def parts(self) -> list[Part]:
        """The instalments as they were typed; rows without an amount are none."""
        found = self.cleaned_data
        return [
            Part(found[f"amount_{at}"], found[f"due_on_{at}"], found[f"condition_{at}"])
            for at in range(self.rows)
            if found.get(f"amount_{at}")
        ]

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes."""
        names = ("signatories", "account", "account_holder", "terms")
        return {name: self.cleaned_data[name] for name in names} | {"parts": self.parts}


class SignedForm(forms.Form):
    """Which agreements came back signed, and when."""

    agreements = forms.ModelMultipleChoiceField(
        Agreement.objects.none(), error_messages={"required": gettext_lazy("Choose at least one agreement.")}
    )
    signed_on = DateField(label=gettext_lazy("Signed on"))

    def __init__(self, data: Any = None, *, rows: QuerySet[Agreement], **options: Any) -> None:
        super().__init__(data, initial={"signed_on": timezone.localdate()}, **options)
        self.fields["agreements"].queryset = rows  # type: ignore[attr-defined]  # a choice of models


class AnnexForm(forms.Form):
    """What an annex changes; a field for each line of the budget, as it stands."""

    what = _text(gettext_lazy("What changes, and why"))
    direction = forms.ChoiceField(
        label=gettext_lazy("Amount of the grant"), widget=forms.RadioSelect, initial="same",
        choices=[
            ("same", gettext_lazy("stays")), ("more", gettext_lazy("more, by")), ("less", gettext_lazy("less, by")),
        ],
    )  # fmt: skip
    amount = MoneyField(label=gettext_lazy("By how much"), required=False, min_value=Decimal("0.01"))
    until = DateField(label=gettext_lazy("Activities until"), required=False)
    signed_on = DateField(label=gettext_lazy("Signed on"), required=False)

    def __init__(self, data: Any = None, *, row: Application, **options: Any) -> None:
        super().__init__(data, **options)
        self.row = row
        self.of_lines = {f"line_{one.pk}": one for one in row.lines.filter(is_removed=False)}
        for name, one in self.of_lines.items():
            self.fields[name] = MoneyField(label=one.name, required=False, min_value=Decimal(0), initial=one.grant)

    @property
    def budget(self) -> list[Any]:
        """The fields of the lines, for the page."""
        return [self[name] for name in self.of_lines]

    def clean(self) -> dict[str, Any]:
        """A change of the amount says by how much."""
        found = super().clean() or {}
        if found.get("direction") in {"more", "less"} and not found.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("Say by how much."))
        return found

    @property
    def lines(self) -> dict[int, Decimal]:
        """New parts of the grant by line; an empty field leaves its line as it is."""
        found = self.cleaned_data
        return {one.pk: found[name] for name, one in self.of_lines.items() if found.get(name) is not None}

    @property
    def change(self) -> Decimal:
        """The change with its sign."""
        sign = {"more": 1, "less": -1}.get(self.cleaned_data["direction"], 0)
        return (self.cleaned_data["amount"] or Decimal(0)) * sign


class _OfInstalments(forms.Form):
    """Instalments that were ticked."""

    instalments = forms.ModelMultipleChoiceField(
        Instalment.objects.none(), error_messages={"required": gettext_lazy("Choose at least one instalment.")}
    )

    def __init__(self, data: Any = None, *, rows: QuerySet[Instalment], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["instalments"].queryset = rows  # type: ignore[attr-defined]  # a choice of models

    @property
    def numbers(self) -> Sequence[int]:
        """Which were ticked."""
        return [row.pk for row in self.cleaned_data["instalments"]]


class BatchForm(_OfInstalments):
    """A batch to propose."""

    pays_on = DateField(label=gettext_lazy("Day of payment"), initial=timezone.localdate)

    def clean_pays_on(self) -> Any:
        """A bank pays today or later."""
        day = self.cleaned_data["pays_on"]
        if day < timezone.localdate():
            raise ValidationError(_("The day of payment is past."))
        return day


class PaidForm(_OfInstalments):
    """What the bank paid, and when."""

    paid_on = DateField(label=gettext_lazy("Paid on"), initial=timezone.localdate)

    def clean_paid_on(self) -> Any:
        """What is paid was paid by today."""
        day = self.cleaned_data["paid_on"]
        if day > timezone.localdate():
            raise ValidationError(_("The day of payment is in the future."))
        return day


class StatementForm(forms.Form):
    """A file of the bank with what it carried out."""

    file = forms.FileField(
        label=gettext_lazy("File from the bank"), help_text=gettext_lazy("CSV or XLSX, with a day, an amount, a title.")
    )

    def clean_file(self) -> Any:
        """A history of an account is no larger than a few megabytes."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST * MEGABYTE:
            raise ValidationError(_("The file is larger than %(size)s MB.") % {"size": LARGEST})
        return file


class FundForm(forms.Form):
    """Money put into the budget of a call."""

    amount = MoneyField(label=gettext_lazy("Amount"), min_value=Decimal("0.01"), max_digits=12)
    on = DateField(label=gettext_lazy("Day"), initial=timezone.localdate)
    reason = forms.CharField(label=gettext_lazy("Where it comes from"), max_length=500)


class TakeBackForm(forms.Form):
    """Why a posting is taken back."""

    on = DateField(label=gettext_lazy("Day"), initial=timezone.localdate)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, error_messages={"required": gettext_lazy("Give a reason.")}
    )


class MetForm(forms.Form):
    """The day on which a condition was met."""

    on = DateField(label=gettext_lazy("Met on"), initial=timezone.localdate)
