"""Every address begins here; an app's own addresses are in its urls.py."""

from __future__ import annotations

from importlib.util import find_spec

from allauth.account.decorators import secure_admin_login
from django.apps import apps
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from ognisko.config import pages

# Prefix and app. Domains share the root, since each has Polish words of its own (/podmioty/, /doradztwo/, …); desk
# comes last, because its `today` is what remains of the empty path.
APPS = (
    ("ui/", "ui"),
    ("", "accounts"),
    ("", "people"),
    ("", "places"),
    ("", "projects"),
    ("", "questionnaires"),
    ("", "advice"),
    ("", "reports"),
    ("", "portal"),
    ("", "desk"),
)

# The support pages have no login of their own: it would know nothing of second factors and rate limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns: list[URLPattern | URLResolver] = [
    path("zdrowie", pages.health, name="health"),
    path("jezyk/", set_language, name="set_language"),
    path("konto/", include("allauth.urls")),
    path("zaplecze/", admin.site.urls),
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
