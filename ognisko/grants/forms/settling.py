"""Forms of a settlement: documents, files, requests, what officers decide."""

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ognisko.accounts.models import User
from ognisko.core.identifiers import IdentifierError, clean_nip
from ognisko.core.money import money_text
from ognisko.files.forms import FilesField
from ognisko.files.rules import PICTURES, Kind
from ognisko.grants.actions.settling.reporting import DocumentDraft, bill_holder, report_holder
from ognisko.grants.models import Application, ChangeRequest, Document
from ognisko.grants.queries.settling import BillRow
from ognisko.ui.forms import DateField, DurationField, MoneyField

_TEXT = {"rows": 3}


class BillForm(forms.Form):
    """One accounting document."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    line: Any = forms.ModelChoiceField(None, label=_("Which line of the budget it belongs to"), empty_label=None)
    number = forms.CharField(label=_("Number of the document"), max_length=80)
    issuer = forms.CharField(label=_("Who issued it"), max_length=200)
    issuer_nip = forms.CharField(label=_("NIP of who issued it"), max_length=20, required=False)
    what = forms.CharField(label=_("What was bought"), max_length=300)
    issued_on = DateField(label=_("Issued on"))
    paid_on = DateField(label=_("Paid on"))
    amount = MoneyField(label=_("Amount of the document"), min_value=Decimal("0.01"))
    grant = MoneyField(label=_("Of which from the grant"), min_value=Decimal(0))
    own = MoneyField(label=_("Of which own money"), min_value=Decimal(0), required=False)
    scans = FilesField(
        label=_("Scan or photograph"), most=5, kinds=frozenset({Kind.PDF, *PICTURES}), required=False,
        help_text=_("A clear photograph from a telephone is enough. You can also add it later."),
    )  # fmt: skip

    def __init__(self, sent: Any, row: Application, user: User, bill: Document | None = None) -> None:
        names = ("line", "number", "issuer", "issuer_nip", "what", "issued_on", "paid_on", "amount", "grant", "own")
        initial = {name: getattr(bill, name) for name in names} if bill else {}
        data, files = sent
        token = bill.token if bill else _token(data)
        super().__init__(data, files, initial=initial | {"token": token})
        self.row = row
        self.fields["line"].queryset = row.lines.filter(is_removed=False)  # type: ignore[attr-defined]  # a choice
        self.fields["scans"].belongs_to(bill_holder(row.pk, token), user=user)  # type: ignore[attr-defined]  # FilesField

    def clean_issuer_nip(self) -> str:
        """Ten digits whose last one fits, or nothing."""
        given = self.cleaned_data["issuer_nip"].strip()
        try:
            return clean_nip(given) if given else ""
        except IdentifierError as wrong:
            raise ValidationError(str(wrong)) from wrong

    def clean(self) -> dict[str, Any]:
        """The parts fit into the amount."""
        data = super().clean() or self.cleaned_data
        amount, grant, own = data.get("amount"), data.get("grant"), data.get("own") or Decimal(0)
        if amount is not None and grant is not None and grant + own > amount:
            words = {"sum": money_text(grant + own, self.row.call.currency)}
            self.add_error("grant", gettext("The grant and own money come to %(sum)s, more than the document.") % words)
        return data

    def draft(self) -> DocumentDraft:
        """The document as it was typed."""
        data = dict(self.cleaned_data)
        scans = data.pop("scans")
        data["own"] = data["own"] or Decimal(0)
        return DocumentDraft(**data, keep=scans.keep, remove=scans.remove)


def _token(data: Any) -> uuid.UUID:
    try:
        return uuid.UUID(data["token"])
    except (TypeError, KeyError, ValueError):
        return uuid.uuid4()


class PicturesForm(forms.Form):
    """Photographs and other files of the report."""

    photos = FilesField(label=_("Photographs and files"), most=30, required=False)

    def __init__(self, sent: Any, row: Application, user: User) -> None:
        super().__init__(*sent)
        self.fields["photos"].belongs_to(report_holder(row.pk), user=user)  # type: ignore[attr-defined]  # FilesField


class ChangeForm(forms.Form):
    """What the holder asks to change; a field for each line of the budget."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    what = forms.CharField(label=_("What should change"), max_length=2000, widget=forms.Textarea(_TEXT))
    why = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(_TEXT))
    until = DateField(label=_("New last day of the activities"), required=False)

    def __init__(self, data: Any, row: Application) -> None:
        super().__init__(data, initial={"token": uuid.uuid4()})
        self.row = row
        self.lines = list(row.lines.filter(is_removed=False))
        for line in self.lines:
            self.fields[f"line_{line.pk}"] = MoneyField(
                label=gettext("From the grant: %(name)s") % {"name": line.name},
                min_value=Decimal(0),
                initial=line.grant,
            )

    def rows(self) -> list[tuple[Any, Any]]:
        """Lines with their fields."""
        return [(line, self[f"line_{line.pk}"]) for line in self.lines]

    def clean(self) -> dict[str, Any]:
        """The sum stays; another one is an annex."""
        data = super().clean() or self.cleaned_data
        wanted = [data[name] for line in self.lines if (name := f"line_{line.pk}") in data]
        before = sum((line.grant for line in self.lines), Decimal(0))
        if len(wanted) == len(self.lines) and (after := sum(wanted, Decimal(0))) != before:
            words = {name: money_text(value, self.row.call.currency) for name, value in
                     (("after", after), ("before", before))}  # fmt: skip
            text = gettext("The lines come to %(after)s; the grant is %(before)s. Move money between lines only.")
            self.add_error(f"line_{self.lines[-1].pk}", text % words)
        until = data.get("until")
        if until and self.row.since and until < self.row.since:
            self.add_error("until", gettext("This is before the activities begin."))
        return data

    @property
    def values(self) -> dict[str, Any]:
        """The request as the action takes it."""
        data = self.cleaned_data
        return {
            "what": data["what"], "why": data["why"], "token": data["token"], "until": data["until"],
            "lines": {line.pk: data[f"line_{line.pk}"] for line in self.lines},
        }  # fmt: skip


class AdmitForm(forms.Form):
    """How much of one document is admitted; its whole part of the grant stands there to begin with."""

    def __init__(self, data: Any, row: BillRow) -> None:
        bill = row.bill
        amount = bill.grant if bill.admitted is None else bill.admitted
        super().__init__(data, prefix=f"d{bill.pk}", initial={"admitted": amount, "reason": bill.reason})
        self.row, self.bill = row, bill
        names = {"number": bill.number}
        self.fields["admitted"] = MoneyField(
            label=gettext("Admitted of %(number)s") % names, min_value=Decimal(0), max_value=bill.grant
        )
        self.fields["reason"] = forms.CharField(
            label=gettext("Why not all of %(number)s") % names, max_length=500, required=False
        )

    def clean(self) -> dict[str, Any]:
        """Less than the part of the grant has a reason."""
        data = super().clean() or self.cleaned_data
        admitted = data.get("admitted")
        if admitted is not None and admitted < self.bill.grant and not data.get("reason", "").strip():
            self.add_error("reason", gettext("Say why: the holder will read it."))
        return data


class CorrectionsForm(forms.Form):
    """What the holder has to correct, and by when."""

    until = DateField(label=_("Corrections until"))
    reason = forms.CharField(label=_("What to correct"), max_length=4000, widget=forms.Textarea(_TEXT))


class AcceptForm(forms.Form):
    """What the grant counts as; it stands as the holder reported it."""

    engaged = forms.IntegerField(label=_("People engaged in the work"), min_value=0, max_value=1_000_000)
    reached = forms.IntegerField(label=_("People who took part"), min_value=0, max_value=10_000_000)
    volunteer_minutes = DurationField(label=_("Hours of volunteers' work"), required=False)


class ReasonForm(forms.Form):
    """A reason that the holder reads."""

    reason = forms.CharField(label=_("Reason"), max_length=4000, widget=forms.Textarea(_TEXT))


class NoteForm(forms.Form):
    """A note beside a proposal or an approval."""

    reason = forms.CharField(label=pgettext_lazy("decision", "Note"), max_length=1000, required=False)


class ReturnForm(forms.Form):
    """Money that came back."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    on = DateField(label=_("Day on which it came"))
    amount = MoneyField(label=_("How much came back, with interest"), min_value=Decimal("0.01"))

    def clean_on(self) -> Any:
        """What came, came by today."""
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError(gettext("This day is in the future."))
        return day


class EarlyForm(ReturnForm):
    """Money that came back before the report was accepted."""

    amount = MoneyField(label=_("How much came back"), min_value=Decimal("0.01"))


class ReliefForm(forms.Form):
    """What is not asked for any more, and why."""

    amount = MoneyField(label=_("Amount"), min_value=Decimal("0.01"))
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(_TEXT), help_text=_("The holder will read it.")
    )


class VisitForm(forms.Form):
    """A visit of the centre's staff."""

    on = DateField(label=_("Day of the visit"))
    found = forms.CharField(label=_("What was seen"), max_length=4000, widget=forms.Textarea(_TEXT))
    publicity_kept = forms.NullBooleanField(
        label=_("Posters and logos as agreed"),
        widget=forms.Select(choices=[("", _("not checked")), ("true", _("yes")), ("false", _("no"))]),
        required=False,
    )


class AnswerForm(forms.Form):
    """The answer to a request for a change."""

    agreed = forms.ChoiceField(
        label=_("Answer"), choices=[("yes", _("We agree")), ("no", _("We do not agree"))], widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label=_("What we write to them"), max_length=4000, required=False, widget=forms.Textarea(_TEXT)
    )

    def __init__(self, data: Any, request: ChangeRequest) -> None:
        super().__init__(data, prefix=f"r{request.pk}")

    def clean(self) -> dict[str, Any]:
        """No without a reason is no answer."""
        data = super().clean() or self.cleaned_data
        if data.get("agreed") == "no" and not data.get("answer", "").strip():
            self.add_error("answer", gettext("Say why: the holder will read it."))
        return data
