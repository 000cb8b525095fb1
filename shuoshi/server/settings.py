"""Settings: read from the environment and from the installation's folder, with safe defaults.

The database is the embedded one unless DATABASE_URL (the app's login) and SHUOSHI_OWNER_URL (the
owner's) name a server.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from shuoshi.server.home import find_home

HOME = find_home()
_SECRETS: dict[str, str]
HOME.make()
_SECRETS = HOME.secrets()
_RUNS = HOME.remembered()

SECRET_KEY = os.environ.get("SHUOSHI_SECRET_KEY", _SECRETS["pages"])
RECEIPT_KEY = _SECRETS["receipts"]
KEYS_FOLDER = Path(os.environ.get("SHUOSHI_KEYS", HOME.keys))
SEAL_KEY_FILE = KEYS_FOLDER / "seal.key"  # the one key of the first form, where there is one
SEAL_CIPHER = os.environ.get("SHUOSHI_CIPHER", "aes-256-gcm")
DEBUG = False
DEMO = os.environ.get("SHUOSHI_DEMO", "") == "1"
ALLOWED_HOSTS = os.environ.get("SHUOSHI_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in [os.environ.get("SHUOSHI_ORIGIN", "").rstrip("/")] if o]
ORIGIN = os.environ.get("SHUOSHI_ORIGIN", "").rstrip("/")
SAY_PROGRAMME = os.environ.get("SHUOSHI_SAY_PROGRAMME", "shuoshi_yishi")
DISTRICT_CODE = os.environ.get("SHUOSHI_DISTRICT", "141102")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "ninja",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "shuoshi.ui",
    "shuoshi.reach",
    "shuoshi.journal",
    "shuoshi.sealing",
    "shuoshi.places",
    "shuoshi.units",
    "shuoshi.accounts",
    "shuoshi.people",
    "shuoshi.privacy",
    "shuoshi.notices",
    "shuoshi.programmes",
    "shuoshi.matters",
    "shuoshi.meetings",
    "shuoshi.resources",
    "shuoshi.care",
    "shuoshi.rounds",
    "shuoshi.rosters",
    "shuoshi.events",
    "shuoshi.posts",
    "shuoshi.counts",
    "shuoshi.warnings",
    "shuoshi.channels",
    "shuoshi.knowledge",
    "shuoshi.helpers",
    "shuoshi.devices",
    "shuoshi.training",
    "shuoshi.web",
    *(["shuoshi.scenarios.lishi"] if DEMO else []),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "shuoshi.ui.middleware.language",
    "shuoshi.ui.middleware.bounded",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "shuoshi.accounts.middleware.who",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "shuoshi.ui.middleware.worded_errors",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "shuoshi.web.guarding.renewed",
    "shuoshi.web.guarding.told_as_problems",
    "shuoshi.web.guarding.own_password",
    "shuoshi.web.guarding.second_factor",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "shuoshi.server.urls"
WSGI_APPLICATION = "shuoshi.server.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "shuoshi.ui.environment.environment"},
    },
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True},
]


_OWN_PLACE = ("dbname", "user", "password", "host", "port", "options")


_APP_OPTIONS = {  # docs/adr/0013
    "server_side_binding": True,
    "prepare_threshold": 2,
    "options": "-c statement_timeout=30s -c idle_in_transaction_session_timeout=60s"
    " -c random_page_cost=1.1",
}
_OWNER_OPTIONS = {"options": "-c lock_timeout=10s"}


def _database(url: str | None, role: str, password: str, options: dict[str, Any]) -> dict[str, Any]:
    found = conninfo_to_dict(url) if url else {}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": found.get("dbname", _RUNS.get("database", "shuoshi")),
        "USER": found.get("user", role),
        "PASSWORD": found.get("password", password),
        "HOST": found.get("host", _RUNS.get("sockets", "")),
        "PORT": str(found.get("port", "5432")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": {k: v for k, v in found.items() if k not in _OWN_PLACE} | options,
    }


DATABASES = {
    "default": _database(
        os.environ.get("DATABASE_URL"), "shuoshi_app", _SECRETS["app"], _APP_OPTIONS
    ),
    "owner": _database(
        os.environ.get("SHUOSHI_OWNER_URL"), "shuoshi_owner", _SECRETS["owner"], _OWNER_OPTIONS
    ),
}

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "shuoshi.accounts.backends.DutyBackend",
]
CACHES = {  # what allauth counts, and which codes were used: one place for all processes
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "KEY_FUNCTION": "shuoshi.accounts.caching.keyed",
        "OPTIONS": {"MAX_ENTRIES": 200_000},  # a full one would forget what still counts
    }
}
SESSION_ENGINE = "shuoshi.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_S = int(os.environ.get("SHUOSHI_IDLE_MINUTES", "120")) * 60
SESSION_COOKIE_HTTPONLY = True
JOURNAL_MONTHS = int(os.environ.get("SHUOSHI_JOURNAL_MONTHS", "0"))
if 0 < JOURNAL_MONTHS < 6:
    raise ImproperlyConfigured("SHUOSHI_JOURNAL_MONTHS: logs are kept six months at least")
SESSION_COOKIE_SAMESITE = "Lax"
LOGIN_URL = "/login"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",  # from before; changed at the next login
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "shuoshi.accounts.passwords.OwnWords"},
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ACCOUNT_ADAPTER = "shuoshi.accounts.entering.Entry"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 300
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_RATE_LIMITS = {
    "login": None,  # axes counts by name and address
    "login_failed": "10/900s/key",  # by account, whatever the address; second factors too
    "request_login_code": "20/m/ip,1/m/key,10/d/key",  # three guesses each: thirty a day of a phone
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("SHUOSHI_PROXIES", "0"))
MFA_ADAPTER = "shuoshi.accounts.entering.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "shuoshi.accounts.passkeys.AddPasskey",
    "login_webauthn": "shuoshi.accounts.passkeys.ComeIn",
    "authenticate_webauthn": "shuoshi.accounts.passkeys.SecondAfterPassword",
    "reauthenticate_webauthn": "shuoshi.accounts.passkeys.ProveAgain",
}
MFA_TOTP_ISSUER = "Shuoshi"
MFA_TOTP_TOLERANCE = 0
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = os.environ.get("SHUOSHI_HTTPS", "") != "1"
SECOND_FACTOR = os.environ.get("SHUOSHI_SECOND_FACTOR", "0" if DEMO else "1") == "1"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "shuoshi.web.guarding.locked_out"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = HOME.static
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MIMETYPES = {".svg": "image/svg+xml; charset=utf-8"}
MEDIA_FOLDER = HOME.media
LEARNT_FOLDER = HOME.path / "learnt"
UPLOAD_MOST_BYTES = 10 * 1024 * 1024
UPLOAD_MOST_FILES = 6
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_MOST_BYTES * UPLOAD_MOST_FILES
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 5 * UPLOAD_MOST_FILES  # more than that is no slip of a hand
FILE_UPLOAD_PERMISSIONS = 0o600

POSTS_MOST = int(os.environ.get("SHUOSHI_POSTS_MOST", "60"))
LOOKS_MOST = int(os.environ.get("SHUOSHI_LOOKS_MOST", "300"))
PROXIES = int(os.environ.get("SHUOSHI_PROXIES", "0"))
AXES_CLIENT_IP_CALLABLE = "shuoshi.web.limiting.address_of"
SMS_URL = os.environ.get("SHUOSHI_SMS_URL", "")
SMS_SECRET = os.environ.get("SHUOSHI_SMS_SECRET", "")
SMS_OK = os.environ.get("SHUOSHI_SMS_OK", "")
SMS_LATER = os.environ.get("SHUOSHI_SMS_LATER", "")
SMS_REPEATS = os.environ.get("SHUOSHI_SMS_REPEATS", "1") == "1"
CITY_URL = os.environ.get("SHUOSHI_CITY_URL", "")
CITY_SECRET = os.environ.get("SHUOSHI_CITY_SECRET", "")
CITY_OK = os.environ.get("SHUOSHI_CITY_OK", "")
MAIL_SERVER = os.environ.get("SHUOSHI_MAIL_SERVER", "")
MAIL_FROM = os.environ.get("SHUOSHI_MAIL_FROM", "")
MAIL_USER = os.environ.get("SHUOSHI_MAIL_USER", "")
MAIL_PASSWORD = os.environ.get("SHUOSHI_MAIL_PASSWORD", "")
MAIL_SECURITY = os.environ.get("SHUOSHI_MAIL_SECURITY", "starttls")
ROBOTS = os.environ.get("SHUOSHI_ROBOTS", "")
PUSH_CONTACT = os.environ.get("SHUOSHI_PUSH_CONTACT", "")
PUSH_KEY_FILE = HOME.path / "push.pem"
CHAT_TOKEN = os.environ.get("SHUOSHI_CHAT_TOKEN", "")
CHAT_KEY = os.environ.get("SHUOSHI_CHAT_KEY", "")
INSIDE_HOSTS = frozenset(filter(None, os.environ.get("SHUOSHI_INSIDE_HOSTS", "").split(",")))
CSRF_FAILURE_VIEW = "shuoshi.ui.errors.forged"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_COOKIES = os.environ.get("SHUOSHI_HTTPS", "") == "1"
SESSION_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SECURE = SECURE_COOKIES
if SECURE_COOKIES:  # cookies that no other host of the domain can set
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_COOKIES else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_COOKIES else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
    }
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "shuoshi.server.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("SHUOSHI_LOG", "WARNING")},
    "loggers": {"shuoshi.security": {"level": "INFO"}},
}
