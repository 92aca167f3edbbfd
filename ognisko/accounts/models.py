"""Users and their global roles.

A user acts as themselves; what they may do follows from their roles (here, for the whole centre) and their assignments
(projects.Assignment, for single projects and offices).
"""

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """What a user does in the centre; a user may have several."""

    DIRECTOR = "director", pgettext_lazy("role", "director")
    COORDINATOR = "coordinator", pgettext_lazy("role", "coordinator")
    ADVISOR = "advisor", pgettext_lazy("role", "advisor")
    ANIMATOR = "animator", pgettext_lazy("role", "animator")
    GRANTS_OFFICER = "grants_officer", pgettext_lazy("role", "grants officer")
    ACCOUNTANT = "accountant", pgettext_lazy("role", "accountant")
    EDITOR = "editor", pgettext_lazy("role", "editor")
    ASSESSOR = "assessor", pgettext_lazy("role", "assessor")
    AUDITOR = "auditor", pgettext_lazy("role", "auditor")
    ADMINISTRATOR = "administrator", pgettext_lazy("role", "administrator")


STAFF_ROLES = frozenset(Role) - {Role.ASSESSOR}
"""Roles that see the basic data of every party. Assessors come from outside and see what they assess."""


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail; Django's auth commands need it."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Create a user; without a password they log in by a mailed link that sets one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Create an administrator who may also use the support pages."""
        return self.create_user(email, password, is_superuser=True, roles=[Role.ADMINISTRATOR], **fields)


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can log in, known by their e-mail."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("first and last name"), max_length=150)
    roles = ArrayField(models.CharField(max_length=20, choices=Role), verbose_name=_("roles"), default=list, blank=True)
    is_active = models.BooleanField(_("may log in"), default=True)
    wants_reminders = models.BooleanField(_("a letter with the tasks of the day"), default=True)
    second_factor_reset_at = models.DateTimeField(_("second factor reset"), null=True, blank=True, editable=False)
    second_factor_reset_reason = models.CharField(
        _("why the second factor was reset"), max_length=300, blank=True, editable=False
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_unique_in_any_case"),
            models.CheckConstraint(
                condition=models.Q(roles__contained_by=[role.value for role in Role]), name="accounts_user_roles_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def has_role(self, *roles: Role) -> bool:
        """Say whether the user has at least one of the roles."""
        return self.is_active and not set(self.roles).isdisjoint(roles)

    @property
    def is_staff(self) -> bool:
        """Only administrators enter the support pages; Django's admin asks for this name."""
        return self.has_role(Role.ADMINISTRATOR)

    @property
    def works_here(self) -> bool:
        """Say whether this is a member of the centre's staff."""
        return self.has_role(*STAFF_ROLES)

    @property
    def writes(self) -> bool:
        """Say whether the user records work; an auditor who has no other role only reads."""
        return self.has_role(*(STAFF_ROLES - {Role.AUDITOR}))

    @property
    def needs_second_factor(self) -> bool:
        """Say whether a password alone is not enough.

        It is for everybody with a role: an assessor from outside reads applications with people's data too. Whoever
        has no role sees nothing but their own.
        """
        return self.is_active and (bool(self.roles) or self.is_superuser)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A new password ends all sessions, and so does a reset of the second factor: the phone may be in any hands."""
        known: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]  # the stubs leave it out
        if self.second_factor_reset_at is None:
            return known
        moment = self.second_factor_reset_at.timestamp()
        return salted_hmac("accounts.User.session", f"{known}{moment}", secret=secret, algorithm="sha256").hexdigest()

    @property
    def role_label(self) -> str:
        """The roles in words, as the menu shows them."""
        return ", ".join(str(Role(role).label) for role in self.roles)

    def get_full_name(self) -> str:
        """Django's mails and admin ask for this name."""
        return self.name
