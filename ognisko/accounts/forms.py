"""Clean input for users; nothing is saved here."""

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
