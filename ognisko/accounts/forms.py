"""Clean input for users; nothing is saved here."""

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from ognisko.accounts.models import Role, User


class RemindersForm(forms.Form):
    """Which letters a person wants."""

    wants_reminders = forms.BooleanField(
        label=_("Mail me my tasks on days on which something is due or overdue"),
        required=False,
        help_text=_("One letter in the morning of a working day, none where nothing waits."),
    )


class EntryForm(forms.Form):
    """Who wants to come in without a password."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    name = forms.CharField(
        label=_("First and last name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("We need it only when you come for the first time."),
    )
    onward = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)


class UserForm(forms.ModelForm[User]):
    """Name, e-mail, roles; whether they may log in is asked only for somebody who is there already."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Roles hold for the whole centre. Work for single projects and offices is given on their pages."),
    )

    class Meta:
        model = User
        fields = ["name", "email", "roles", "is_active"]
        labels = {"name": _("First and last name"), "email": _("E-mail"), "is_active": _("May log in")}

    def clean_email(self) -> str:
        """An e-mail in any letter case belongs to one user."""
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Somebody with this e-mail is here already."))
        return email


class ResetFactorForm(forms.Form):
    """Why somebody's second factor is reset."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("For example: lost the phone, called on the 12th. The person reads it in the letter."),
    )


# allauth's forms in our words -----------------------------------------------------------------------------------------


def _code(label: object, help_text: object) -> forms.CharField:
    """A code that phones offer from their app, and a keyboard of digits."""
    box = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True})
    return forms.CharField(label=label, help_text=help_text, widget=box)  # type: ignore[arg-type]  # lazy texts


class ActivateAppForm(ActivateTOTPForm):
    """The first code of an app that was just set up."""

    code = _code(_("Code from the app"), _("Six digits; they change every half a minute."))


class CodeForm(AuthenticateForm):
    """The code after the password."""

    code = _code(_("Code"), _("Six digits from the app, or one of your recovery codes."))


class CodeAgainForm(ReauthenticateForm):
    """A code before something that matters."""

    code = _code(_("Code"), _("Six digits from the app, or one of your recovery codes."))


class AddKeyForm(AddWebAuthnForm):
    """A passkey, or a key that only follows the password."""

    name = forms.CharField(
        label=_("Name of the key"), required=False, help_text=_("For example the device: office laptop, my phone.")
    )
    passwordless = forms.BooleanField(
        label=_("Sign in with this key alone, without the password"),
        required=False,
        initial=True,
        help_text=_("The device then asks for your finger, face or PIN. An older USB key may not be able to."),
    )


class RenameKeyForm(EditWebAuthnForm):
    """Another name for a key."""

    name = forms.CharField(label=_("Name of the key"))
