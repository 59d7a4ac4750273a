"""One settings file for every setting the project runs in; the environment makes the difference.

With `DATABASE_URL` set the process is *served*: every secret must come from the environment.
Without it, it is *embedded*: `config.embedded` names servers inside the project's var folder.
Nothing else in the code asks which of the two it is.
"""

import os
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from config.embedded.addresses import embedded_environment

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
    "django_htmx",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.explain_method_not_allowed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
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
CELERY_BEAT_SCHEDULE = {
    "sweep-titles-without-embedding": {
        "task": "catalog.tasks.sweep_embeddings",
        "schedule": 30.0,
        # A sweep that waited longer than this is one of many; only the last is wanted.
        "options": {"expires": 25},
    },
    "close-interrupted-imports": {
        "task": "catalog.tasks.close_interrupted_imports",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "delete-expired-sessions": {
        "task": "accounts.tasks.delete_expired_sessions",
        "schedule": crontab(hour="4", minute="30"),
    },
}
CELERY_TIMEZONE = "UTC"

# Embeddings -------------------------------------------------------------------------------------

# A folder, or the name of a model on the Hugging Face hub that `download_model` has fetched.
CLIP_MODEL = env("CLIP_MODEL", default=str(BASE_DIR / "catalog/embeddings/movieclip-mini"))

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
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USERNAME_BLACKLIST = ["admin", "administrator", "root", "staff"]
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
vars().update(env.email("EMAIL_URL", default="consolemail://"))

# Texts and files --------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
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

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],  # Pico draws its icons from data: addresses
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SITE_HTTPS
# Health checks come from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if ALLAUTH_TRUSTED_PROXY_COUNT:
    # Believed only where the operator says that a proxy of theirs sets it.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Browsers remember this: it cannot be taken back before the time is over.
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if SITE_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SITE_HTTPS and env.bool("HSTS_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = SITE_HTTPS and env.bool("HSTS_PRELOAD", default=True)
SESSION_COOKIE_SECURE = SITE_HTTPS
CSRF_COOKIE_SECURE = SITE_HTTPS
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

# Logging ----------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "config.logs.line_formatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
        # Scanners send any host name at all; each would leave a trace.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "httpx2": {"level": "WARNING"},  # huggingface_hub's client
        "torch": {"level": "WARNING"},  # cache statistics at the end of each process
    },
}
