"""One settings file wherever the project runs; the environment makes the difference.

With `DATABASE_URL` set the process is *served*: every secret must come from the environment.
Without it, it is *embedded*: `config.embedded` names servers inside the project's var folder.
Nothing else in the code asks which of the two it is.
"""

import os
from pathlib import Path

import environ
from kombu import Queue

from config.content_policy import POLICY
from config.embedded.addresses import embedded_environment
from config.logs import logging_configuration
from config.schedule import SCHEDULE
from config.secret_strength import refuse_weak_secret

BASE_DIR = Path(__file__).resolve().parent.parent

# The process's environment alone: a .env that is filled in for compose.yml says nothing about a
# site that `make demo` starts in the same folder.
env = environ.Env()

VAR_DIR = Path(os.environ.get("MOVIECLIP_VAR") or BASE_DIR / "var").absolute()
EMBEDDED = "DATABASE_URL" not in os.environ
if EMBEDDED:
    # For this process alone: os.environ would hand them on to its children.
    env.ENVIRON = embedded_environment(VAR_DIR) | dict(os.environ)

# Core -------------------------------------------------------------------------------------------

SECRET_KEY = env("SECRET_KEY")
if not EMBEDDED:
    refuse_weak_secret("SECRET_KEY", SECRET_KEY, shortest=50)
# Earlier ones: they sign nothing new, but what they signed or encrypted holds.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_HTTPS = env.bool("SITE_HTTPS", default=True)

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "accounts",
    "catalog",
    "recommendations",
    "config",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "ninja",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "config.access_log.log_requests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # A page of results is 70 kB, and 12 compressed. What BREACH guesses from the length of answers
    # is hidden here: Django adds random bytes, and each page masks its CSRF token anew.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.explain_method_not_allowed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.limits.refuse_large_bodies",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.require_second_factor",
    "accounts.middleware.keep_account_pages_private",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "config.appearance.theme",
            ],
        },
    },
]

# Data -------------------------------------------------------------------------------------------

# What DATABASE_URL says after its question mark (sslmode, sslrootcert …) holds.
_database = env.db("DATABASE_URL")
_database_options = _database.get("OPTIONS", {})
# A filtered HNSW scan stops after ef_search rows unless it may go on (DESIGN.md).
_database_session = ["-c hnsw.iterative_scan=relaxed_order", "-c hnsw.ef_search=100"]
if _statement_timeout := env("DATABASE_STATEMENT_TIMEOUT", default=""):
    _database_session.append(f"-c statement_timeout={_statement_timeout}")
DATABASES = {
    "default": {
        # A pool would outlive the fork of gunicorn and Celery; persistent connections do not.
        "CONN_MAX_AGE": 60,
        **_database,
        "ATOMIC_REQUESTS": False,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 3,
            "application_name": "movieclip",
            **_database_options,
            "options": " ".join([*_database_session, _database_options.get("options", "")]).strip(),
        },
    }
}

REDIS_URL = env("REDIS_URL")
CACHE_URL = env("CACHE_URL")
CACHES = {
    "default": {
        "BACKEND": "config.cache.Cache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": "movieclip",
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    }
}

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Longer than any task takes: tasks are chunks of seconds.
    "visibility_timeout": 900,
    # Look for the tasks of a killed worker every five seconds, not every hundred.
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 0.5,
    "socket_timeout": 10,
    "health_check_interval": 10,
}
# A publisher that meets a dead broker gives up at once: the sweep will queue what it could not.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"catalog.tasks.embed_titles": {"queue": "embedding"}}
# The sweep must not wait behind the titles that it would count.
CELERY_TASK_QUEUES = [Queue("default"), Queue("embedding")]
CELERY_BEAT_SCHEDULE = SCHEDULE
CELERY_TIMEZONE = "UTC"

# Embeddings -------------------------------------------------------------------------------------

# A folder, or the name of a model on the Hugging Face hub that `download_model` has fetched.
CLIP_MODEL = env("CLIP_MODEL", default=str(BASE_DIR / "catalog/embeddings/movieclip-mini"))

# Of the code of an image, which has no history with it: figures and trainings name it.
SOURCE_COMMIT = env("SOURCE_COMMIT", default="")

# Recommendations --------------------------------------------------------------------------------

# Where trainings leave what the site serves: the same folder for web and worker.
RECOMMENDER_FOLDER = Path(env("RECOMMENDER_FOLDER", default=str(VAR_DIR / "recommenders")))
# Where each training is logged besides; "" for nowhere.
MLFLOW_TRACKING_URI = env("MLFLOW_TRACKING_URI", default="")

# Accounts ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# Mail goes out where EMAIL_URL names a server; else it is printed on the console.
vars().update(env.email("EMAIL_URL", default="consolemail://"))
SENDS_MAIL = EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[name-defined]  # noqa: F821
EMAIL_TIMEOUT = 10
_site_name = ALLOWED_HOSTS[0].lstrip(".") if ALLOWED_HOSTS else "localhost"
DEFAULT_FROM_EMAIL = env("EMAIL_FROM", default="") or f"movieclip@{_site_name}"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# A site that sends mail asks for an address and confirms it: only then can it hide who has an
# account from who signs up with a stranger's address. One that does not takes accounts without.
_verification = env("EMAIL_VERIFICATION", default="auto")
if _verification == "auto":
    _verification = "mandatory" if SENDS_MAIL else "none"
ACCOUNT_EMAIL_VERIFICATION = _verification
_email_field = "email*" if _verification == "mandatory" else "email"
ACCOUNT_SIGNUP_FIELDS = ["username*", _email_field, "password1*", "password2*"]
ACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL = "/account/"
ACCOUNT_EMAIL_NOTIFICATIONS = SENDS_MAIL
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[MovieCLIP] "

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_LOGOUT_ON_GET = False
# Addresses too: who sits down at somebody's open session could else have a new password mailed.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USERNAME_BLACKLIST = ["admin", "administrator", "root", "staff"]
SIGNUP_OPEN = env.bool("SIGNUP_OPEN", default=True)
# Limits on tries are allauth's own: 5 failures of one name in five minutes, 10 of one address a
# minute, 30 log-ins of one address a minute. Behind a proxy the address is the one it saw. Those
# below come with them (recommendations/importers/history/views.py).
ACCOUNT_RATE_LIMITS = {"import_history": "20/10m/user", "keep_history": "20/10m/user"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

MFA_ADAPTER = "accounts.second_factor.EncryptingAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "MovieCLIP"
# An address that nobody can confirm must not stand in the way of a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = ACCOUNT_EMAIL_VERIFICATION == "none"
REQUIRE_STAFF_MFA = env.bool("REQUIRE_STAFF_MFA", default=not EMBEDDED)

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# Texts and files --------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
# Each by its own name, as the switch shows it to those who cannot read the page.
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
# Dates as they are written in Britain: Django's English is American.
FORMAT_MODULE_PATH = ["config.formats"]
# Of descriptions and genres, as they were imported; pages in another language say so (`lang`).
CATALOGUE_LANGUAGE = env("CATALOGUE_LANGUAGE", default="en")
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(VAR_DIR / "staticfiles")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Safety -----------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = POLICY
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SITE_HTTPS
# Health checks come from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
if ALLAUTH_TRUSTED_PROXY_COUNT:
    # Believed only where the operator says that a proxy of theirs sets it.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Browsers remember this: it cannot be taken back before the time is over.
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if SITE_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SITE_HTTPS and env.bool("HSTS_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = SITE_HTTPS and env.bool("HSTS_PRELOAD", default=True)
SESSION_COOKIE_SECURE = SITE_HTTPS
CSRF_COOKIE_SECURE = SITE_HTTPS
# Of a whole request, whatever its page; files for import alone may be larger (config/limits.py).
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
HISTORY_MAX_MB = 4  # 30,000 rows of anybody's history
UPLOAD_MAX_MB = env.int("UPLOAD_MAX_MB", default=64)
# Of web and worker alike: one stores, the other imports.
UPLOAD_FOLDER = Path(env("UPLOAD_FOLDER", default=str(VAR_DIR / "uploads")))

# API --------------------------------------------------------------------------------------------

# Of one address, and of one account that sends a token; 0 is no limit.
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", default=60)
API_TOKEN_REQUESTS_PER_MINUTE = env.int("API_TOKEN_REQUESTS_PER_MINUTE", default=600)

# Operators --------------------------------------------------------------------------------------

# Who sends it sees /metrics and what /readyz complains of; without one, staff alone do.
METRICS_TOKEN = env("METRICS_TOKEN", default="")
if METRICS_TOKEN:
    refuse_weak_secret("METRICS_TOKEN", METRICS_TOKEN, shortest=32)

LOGGING = logging_configuration(os.environ)
