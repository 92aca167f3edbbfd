"""Django's settings: one file for every place, driven by the environment (environment.py has the table).

Decisions:
- Polish is what everyone sees first, whatever their browser asks for: centres work in Poland, and a browser in English
  on a desk in Łódź is no wish for English pages. English is a click away and is remembered in a cookie
  (middleware.PolishFirst).
- No transaction around a whole request: each action has its own, so that what a page shows has been committed.
- Static files carry a fingerprint in their names in a demo as well as in production, so that both behave alike.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pghistory
from django.utils.csp import CSP

from ognisko import __version__
from ognisko.config import environment as env
from ognisko.config import postgres

env.refuse_unless_ready()

PRODUCTION = env.production()
DEBUG = env.flag("OGNISKO_DEBUG")
DATA = env.data_folder()
ADDRESS = env.address()
VERSION = __version__

SECRET_KEY = env.secret_key()
SECRET_KEY_FALLBACKS = env.words("OGNISKO_SECRET_KEY_FALLBACKS")
PROTECTION_KEYS = env.protection_keys()
PROTECTION_SEARCH_KEY = env.protection_search_key()
ALLOWED_HOSTS = [
    *env.words("OGNISKO_ALLOWED_HOSTS"),
    urlsplit(ADDRESS).hostname or "localhost",
    *([] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"]),
]

# Ours, top floor first: a template or a translation of a higher floor wins over one below.
APPS = (
    "ognisko.config",
    "ognisko.desk",
    "ognisko.portal",
    "ognisko.reports",
    "ognisko.privacy",
    "ognisko.advice",
    "ognisko.grants",
    "ognisko.bookings",
    "ognisko.questionnaires",
    "ognisko.projects",
    "ognisko.people",
    "ognisko.places",
    "ognisko.ledger",
    "ognisko.files",
    "ognisko.accounts",
    "ognisko.ui",
    "ognisko.core",
)
INSTALLED_APPS = [
    *(app for app in APPS if (env.PACKAGE / app.removeprefix("ognisko.") / "__init__.py").exists()),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "pghistory",
    "pgtrigger",
    "procrastinate.contrib.django",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ognisko.config.middleware.PolishFirst",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ognisko.config.middleware.SecondFactor",
    "pghistory.middleware.HistoryMiddleware",
    "ognisko.config.middleware.MergedParties",
]

ROOT_URLCONF = "ognisko.config.urls"
WSGI_APPLICATION = "ognisko.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ognisko.config.navigation.navigation",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database. Connections stay open between requests and are checked before use, so that the first request after the
# database's restart is answered. No server-side pool: a thread of the web server holds at most one connection.
if env.embedded():
    _database = postgres.connection_settings(postgres.APPLICATION)
    OWNER_DATABASE: dict[str, object] | None = postgres.connection_settings(postgres.OWNER)
else:
    _database = env.database(env.text("DATABASE_URL"), name="DATABASE_URL")
    _owner_url = env.text("DATABASE_OWNER_URL")
    OWNER_DATABASE = env.database(_owner_url, name="DATABASE_OWNER_URL") if _owner_url else None
DATABASES = {"default": {**_database, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}}
ATOMIC_REQUESTS = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Language, numbers, time
LANGUAGE_CODE = "pl"
LANGUAGES = [("pl", "polski"), ("en", "English")]
LOCALE_PATHS: list[str] = []
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Warsaw"
USE_THOUSAND_SEPARATOR = False

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
MEDIA_ROOT = DATA / "files"
ERASURES = Path(env.text("OGNISKO_ERASURES") or DATA / "erasures.jsonl")
UPLOAD_MEGABYTES = env.number("OGNISKO_UPLOAD_MEGABYTES", 20, most=100)
UPLOAD_RESERVE_MEGABYTES = env.number("OGNISKO_UPLOAD_RESERVE_MEGABYTES", 500, least=0, most=1_000_000)
# Who reads the files of which holders: `app.model` and a function (user, key) -> bool. What is not here nobody reads.
# Sheets that these models hold are answered on the pages of their domain alone, with its rights.
SHEETS_OF = ("grants.Application",)
FILE_READERS = {
    "grants.application": "ognisko.grants.permissions.may_read_documents",
    "files.example": "ognisko.files.permissions.may_read_own_example",
}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "ognisko.ui.actions.FontFinder",
]
UI_FONTS = DATA / "fonts"
if DEBUG:
    _STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"
elif PRODUCTION:
    _STATIC = "whitenoise.storage.CompressedManifestStaticFilesStorage"
else:  # the same names, not compressed: that takes ten seconds of the first start
    _STATIC = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "ognisko.files.actions.Shelf"},
    "staticfiles": {"BACKEND": _STATIC},
}
WHITENOISE_USE_FINDERS = DEBUG
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# History: what is removed is told too.
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())

# Letters
MAILERS = {"default": env.mailer(env.text("OGNISKO_MAIL_URL", "console:"))}
REMINDER_HOUR = env.number("OGNISKO_REMINDER_HOUR", 7, least=0, most=23)
DEFAULT_FROM_EMAIL = env.text("OGNISKO_MAIL_FROM", "Ognisko <ognisko@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Accounts: by e-mail, made by an administrator; nobody signs up alone.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ENTERED_URL = "/moje/"  # where a mailed link leads whoever came by themselves
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "ognisko.accounts.permissions.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Ognisko: "
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key",
                       "entry": "30/h/ip,5/h/key"}  # fmt: skip
# Second factors: required of everybody with a role (middleware.SecondFactor); recovery codes are shown once.
WITHOUT_MFA = env.flag("OGNISKO_WITHOUT_MFA")
MFA_ADAPTER = "ognisko.accounts.permissions.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "ognisko.accounts.forms.ActivateAppForm",
    "authenticate": "ognisko.accounts.forms.CodeForm",
    "reauthenticate": "ognisko.accounts.forms.CodeAgainForm",
    "add_webauthn": "ognisko.accounts.forms.AddKeyForm",
    "edit_webauthn": "ognisko.accounts.forms.RenameKeyForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator has given it
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Ognisko"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

# Security. No inline script or style anywhere; nothing is loaded from elsewhere.
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "object-src": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^zdrowie/?$"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if PRODUCTION else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("OGNISKO_BEHIND_PROXY") else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("OGNISKO_BEHIND_PROXY") else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_NAME = "ognisko_language"
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())
CSRF_TRUSTED_ORIGINS = [ADDRESS]
CSRF_FAILURE_VIEW = "ognisko.config.pages.csrf_failure"

# Background work
PROCRASTINATE_READONLY_MODELS = True

# Everything goes to stderr, where the system's own journal takes it; an ERROR always wants a person.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("OGNISKO_LOG_LEVEL", "INFO").upper()},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},
        "procrastinate": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}
