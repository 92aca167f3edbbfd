"""Every address begins here; an app's own addresses are in its urls.py."""

from __future__ import annotations

from importlib.util import find_spec

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from ognisko.accounts import views as accounts
from ognisko.config import pages
from ognisko.desk.views.history import history

# Prefix and app. Domains share the root, since each has Polish words of its own (/podmioty/, /doradztwo/, …); desk
# comes last, because its `today` is what remains of the empty path.
APPS = (
    ("ui/", "ui"),
    ("", "files"),
    ("", "accounts"),
    ("", "people"),
    ("", "places"),
    ("", "projects"),
    ("", "questionnaires"),
    ("", "grants"),
    ("", "advice"),
    ("", "reports"),
    ("", "privacy"),
    ("", "portal"),
    ("", "desk"),
)

# The support pages have no login of their own: it would know nothing of second factors and rate limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# Nor do they show the secrets of second factors, or addresses beside the one that the user's page has.
for _model in (Authenticator, EmailAddress, EmailConfirmation):
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)

# Pages of allauth that a centre has no use for: accounts and their addresses are an administrator's. They keep their
# names, which allauth looks up.
CLOSED = (
    ("signup/", "account_signup"),
    ("email/", "account_email"),
    ("confirm-email/", "account_email_verification_sent"),
    ("confirm-email/<str:key>/", "account_confirm_email"),
    ("login/code/confirm/", "account_confirm_login_code"),
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("zdrowie", pages.health, name="health"),
    path("jezyk/", set_language, name="set_language"),
    *(path(f"konto/{address}", pages.closed, name=name) for address, name in CLOSED),
    path("konto/2fa/totp/deactivate/", accounts.deactivate_app, name="mfa_deactivate_totp"),
    path("konto/2fa/webauthn/keys/<int:pk>/remove/", accounts.remove_key, name="mfa_remove_webauthn"),
    path("konto/", include("allauth.urls")),
    path("zaplecze/", admin.site.urls),
    path("historia/<slug:what>/<int:number>/", history, name="history"),
    *(
        path(prefix, include(f"ognisko.{app}.urls"))
        for prefix, app in APPS
        if apps.is_installed(f"ognisko.{app}") and find_spec(f"ognisko.{app}.urls")
    ),
]

handler400 = pages.bad_request
handler403 = pages.forbidden
handler404 = pages.not_found
handler500 = pages.failed
