"""Django's settings. Everything an operator may choose is an environment variable named ENCOURS_…; the defaults are strict.

Importing this module starts nothing: the server is started by `boot`.
"""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from encours.adapters.postgres.access import access
from encours.adapters.postgres.home import default_home
from encours.adapters.postgres.url import parameters, role_name
from encours.config.secret import secret_key

HOME = default_home()
ACCESS = access(HOME)
ENCOURS_APP_ROLE = role_name(ACCESS.app_url)
ENCOURS_PUBLIC_URL = os.environ.get("ENCOURS_PUBLIC_URL", "").rstrip("/")

SECRET_KEY = secret_key(HOME)
DEBUG = False
_public = urlsplit(ENCOURS_PUBLIC_URL)
_hosts = os.environ.get("ENCOURS_HOSTS", "")
ALLOWED_HOSTS = [host.strip() for host in _hosts.split(",") if host.strip()] or ["localhost", "127.0.0.1", "[::1]"]
if _public.hostname:
    ALLOWED_HOSTS.append(_public.hostname)
CSRF_TRUSTED_ORIGINS = [ENCOURS_PUBLIC_URL] if ENCOURS_PUBLIC_URL else []

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "encours.store.apps.StoreConfig",
    "encours.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "encours.config.headers.strict_headers",
    "encours.config.compression.CompressText",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "encours.web.shared.messages.word_refusals",
]
ROOT_URLCONF = "encours.config.urls"
WSGI_APPLICATION = "encours.config.wsgi.application"

_CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "encours.config.jinja.environment", "context_processors": _CONTEXT},
    },
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {"context_processors": _CONTEXT}},
]


def _database(url: str) -> dict[str, object]:
    parts = parameters(url)
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    found: dict[str, object] = {named[name]: value for name, value in parts.items() if name in named}
    options = {name: value for name, value in parts.items() if name not in named}
    # A connection is kept as long as its process: opening one costs more than most queries.
    return {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True, "OPTIONS": options} | found


DATABASES = {"default": _database(ACCESS.app_url), "owner": _database(ACCESS.owner_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
USE_I18N = True
TIME_ZONE = "Europe/Paris"
USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # served straight from the packages: no collecting step between a clone and a running office
WHITENOISE_MAX_AGE = 365 * 24 * 3600  # their addresses change with their content (web/shared/assets.py)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Cookies travel over https alone as soon as the installation says that it has an https address.
_https = _public.scheme == "https"
SESSION_COOKIE_NAME = "__Host-encours" if _https else "encours"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
ENCOURS_TRUST_PROXY = os.environ.get("ENCOURS_TRUST_PROXY") == "1"
if ENCOURS_TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# The demonstration signs in by a one-time link, which only a server that listens to its own machine answers. `encours serve` says so.
ENCOURS_LOOPBACK_ONLY = os.environ.get("ENCOURS_LOOPBACK_ONLY") == "1" and not ENCOURS_PUBLIC_URL

LOGIN_URL = "sign-in"
CSRF_FAILURE_VIEW = "encours.web.shared.messages.forbidden"
LANGUAGE_COOKIE_NAME = "encours-language"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

ENCOURS_UPLOAD_MB = int(os.environ.get("ENCOURS_UPLOAD_MB", "500"))
"""How large the files of one import may be, together."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
