"""The app of users, login and global roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Register the app under its short name."""

    name = "ognisko.accounts"
    label = "accounts"
    verbose_name = _("Accounts")
