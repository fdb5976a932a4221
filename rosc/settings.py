"""Settings, all from the environment; `.env.example` names each of them.

A missing secret stops start-up in production. On a developer's machine the portal
starts its own PostgreSQL and Redis and needs no settings at all.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from rosc import embedded, helplines, sign_in_forms, sweeps
from rosc.logs import configure_logging
from rosc.refusals import directions_url, one_of, refuse, tile_source

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# --- Where we run -----------------------------------------------------------------------------
PRODUCTION = env.bool("PRODUCTION", default=False)
DEMO = env.bool("DEMO", default=False)  # example data, no second factor, messages shown on a page
DEBUG = env.bool("DEBUG", default=False)
if PRODUCTION and (DEBUG or DEMO):
    raise ImproperlyConfigured("PRODUCTION cannot be combined with DEBUG or DEMO.")


def required_in_production(name: str, otherwise: str) -> str:
    """The value of an environment variable that production cannot do without.

    What everybody can read here is no secret, so it counts as not set.
    """
    value = env.str(name, default="")
    if PRODUCTION and value in ("", otherwise):
        raise ImproperlyConfigured(f"{name} is not set. Production does not start without it.")
    return value or otherwise


SECRET_KEY = required_in_production("SECRET_KEY", "only-for-development-" + "x" * 40)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
if PRODUCTION and len(SECRET_KEY) < 50:
    refuse("SECRET_KEY", "is shorter than 50 characters.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["*"])
if PRODUCTION and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    refuse("ALLOWED_HOSTS", "must name the hosts that the portal is reached by.")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CSRF_FAILURE_VIEW = "rosc.accounts.views.own.stale_form"
PORTAL_URL = required_in_production("PORTAL_URL", "http://localhost:8000").rstrip("/")
if PRODUCTION and not PORTAL_URL.startswith("https://"):
    refuse("PORTAL_URL", "must begin with https://: links that are sent open accounts.")
PORTAL_NAME = env.str("PORTAL_NAME", default="Alongside")
# Who answers for what is kept here, by name; stands on the page that says what is kept.
OPERATOR = env.str("OPERATOR", default="")
# Where "Leave this site quickly" goes: a page anybody might have open.
EXIT_URL = env.str("EXIT_URL", default="https://www.bbc.co.uk/weather")
# Who answers when it cannot wait, with their hours; read now, so that no page can fail over it.
HELPLINES = helplines.read(Path(env.str("HELPLINES_FILE", "") or helplines.FILE))
# Where "How to get there" leads: a map that takes a place as {latitude} and {longitude}.
OPEN_STREET_MAP = "https://www.openstreetmap.org/directions?to={latitude},{longitude}"
DIRECTIONS_URL = directions_url(env.str("DIRECTIONS_URL", default=OPEN_STREET_MAP))

# Text at rest: "id:base64 of 32 bytes", the first one encrypts, all of them decrypt.
ENCRYPTION_KEYS = required_in_production(
    "ENCRYPTION_KEYS", "dev:ZGV2ZWxvcG1lbnQta2V5LW5vdC1hLXNlY3JldC0wMDA="
).split(",")

# --- Applications -----------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_forms_gds",
    "django_filters",
    "csp",
    "rosc.ui",
    "rosc.figures",
    "rosc.audit",
    "rosc.outbox",
    "rosc.accounts",
    "rosc.people",
    "directory",
    "referrals",
    "checkups",
    "lero_standards",
    "rosc.gaps",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "rosc.middleware.RequestLogMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "rosc.accounts.middleware.SessionLifeMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "rosc.accounts.middleware.SecondFactorMiddleware",
    "rosc.accounts.middleware.DraftMiddleware",
    "rosc.accounts.middleware.OwnFormsMiddleware",
    "rosc.accounts.middleware.ConflictMiddleware",
    "rosc.middleware.PrivatePagesMiddleware",
    "rosc.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "rosc.urls"
WSGI_APPLICATION = "rosc.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
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
                "rosc.ui.context_processors.portal",
                "directory.context_processors.shortlist",
            ],
            "builtins": ["rosc.ui.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["gds"]
CRISPY_TEMPLATE_PACK = "gds"

# --- Data -------------------------------------------------------------------------------------
DATABASE_URL = required_in_production("DATABASE_URL", "")
REDIS_URL = required_in_production("REDIS_URL", "")
if not (DATABASE_URL and REDIS_URL):
    local = embedded.urls()
    INSTALLED_APPS.append("rosc.drill")  # nothing on these servers is real
    DATABASE_URL = DATABASE_URL or local.database_url
    REDIS_URL = REDIS_URL or local.redis_url
DATABASES = {
    "default": {
        **env.db_url_config(DATABASE_URL),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"TEMPLATE": "template0"},
    }
}
DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
    f"-c statement_timeout={env.int('STATEMENT_TIMEOUT_MS', default=5000)}"
    # What is near is read in order from an index that fits in memory; the default for spinning
    # discs makes PostgreSQL sort everything in the box instead.
    " -c random_page_cost=1.1"
    # A page asks for little; starting parallel workers takes longer than they save.
    " -c max_parallel_workers_per_gather=0"
)
# In PostgreSQL, so that sessions, rate limits and lockouts outlive a lost Redis.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Far above what a busy day needs: a full cache drops entries, lockouts among them.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000  # bytes
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_HANDLERS = ["rosc.ui.uploads.InMemoryHandler"]  # a caseload never touches a disk

# --- Language and time ------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

# --- Signing in -------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:desk"
LOGOUT_REDIRECT_URL = "home"
# Whoever opens people's records proves it is them by a second factor.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=PRODUCTION)
if PRODUCTION and not SECOND_FACTOR_REQUIRED:
    raise ImproperlyConfigured("PRODUCTION cannot do without SECOND_FACTOR_REQUIRED.")
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
ACCOUNT_ADAPTER = "rosc.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "rosc.accounts.adapter.display_name"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True  # a code cannot be followed by a link scanner
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 30 * 60  # seconds
# How often, in how long, for whom: kept in PostgreSQL by the cache below. A council's offices
# often share one address, so an address may try more often than a person.
SIGN_INS_PER_ADDRESS = env.str("SIGN_INS_PER_ADDRESS", default="120/m/ip")
ACCOUNT_RATE_LIMITS = {
    "login": SIGN_INS_PER_ADDRESS,
    "login_failed": "5/15m/key",  # second factor; passwords are counted by the adapter
    "reset_password": "20/m/ip,3/h/key",
    "reauthenticate": "10/5m/user",
    "invitation": "30/m/ip",
}
# Guesses at a password: from one place, and at one account from everywhere but its own devices.
GUESSES_HERE = "10/5m/key"
GUESSES_IN_ALL = "30/30m/key"
# What people send without an account: from one place, which a library may share, and from all.
REPORTS_PER_ADDRESS = env.str("REPORTS_PER_ADDRESS", default="10/h/key")
REPORTS_IN_ALL = "300/h/key"
ACCOUNT_FORMS = sign_in_forms.ACCOUNT
MFA_FORMS = sign_in_forms.SECOND_FACTOR
MFA_ADAPTER = "rosc.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = PORTAL_NAME
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a passkey alone signs in, so it asks who holds it
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=15)
SESSION_MAX_HOURS = env.int("SESSION_MAX_HOURS", default=12)
# Longer than a session is valid, so that a form sent the morning after still has an owner.
SESSION_COOKIE_AGE = 3 * 24 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# On the server: what a page says once may name somebody, and a cookie would keep it in the browser.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Headers ----------------------------------------------------------------------------------
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None  # ends with the browser session: on a shared phone it would be a trace
SESSION_COOKIE_SECURE = PRODUCTION
VISIT_COOKIE_NAME = "__Host-visit" if PRODUCTION else "visit"
SHORTLIST_COOKIE_NAME = "__Host-shortlist" if PRODUCTION else "shortlist"
if PRODUCTION:
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **{part: [SELF] for part in ("script-src", "style-src", "font-src", "connect-src")},
        **{part: [SELF] for part in ("manifest-src", "form-action")},
        **{part: [NONE] for part in ("default-src", "base-uri", "frame-ancestors", "object-src")},
        "img-src": [SELF, "data:"],
    }
}
# A map's pictures come from a tile server the operator chooses; without one no map is drawn.
TILE_URL = env.str("TILE_URL", default="")
TILE_ATTRIBUTION = env.str("TILE_ATTRIBUTION", default="")
if TILE_URL:
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"].append(tile_source(TILE_URL))
PERMISSIONS_POLICY: dict[str, list[str]] = {
    **{what: [] for what in ("camera", "display-capture", "geolocation", "microphone")},
    **{what: [] for what in ("payment", "usb")},
    "publickey-credentials-get": ["self"],
    "publickey-credentials-create": ["self"],
}

# --- Static files -----------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static" / "build"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}

# --- Messages ---------------------------------------------------------------------------------
EMAIL_BACKEND = "rosc.outbox.backend.OutboxBackend"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"{PORTAL_NAME} <hello@portal.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# smtp: mail to staff; notify: e-mail and text by GOV.UK Notify; page: kept to be read on a page
OUTBOX_EMAIL_PROVIDER = env.str("OUTBOX_EMAIL_PROVIDER", default="smtp" if PRODUCTION else "page")
OUTBOX_TEXT_PROVIDER = env.str("OUTBOX_TEXT_PROVIDER", default="notify" if PRODUCTION else "page")
OUTBOX_LEASE_SECONDS = env.int("OUTBOX_LEASE_SECONDS", default=600)  # longer than any send takes
OUTBOX_MAX_TRIES = env.int("OUTBOX_MAX_TRIES", default=8)
SMTP_URL = env.str("SMTP_URL", default="smtp://localhost:25")  # or smtp+tls:// or smtps://
NOTIFY_URL = env.str("NOTIFY_URL", default="https://api.notifications.service.gov.uk")
NOTIFY_TIMEOUT_SECONDS = env.int("NOTIFY_TIMEOUT_SECONDS", default=20)
NOTIFY_API_KEY = env.str("NOTIFY_API_KEY", default="")
NOTIFY_EMAIL_TEMPLATE_ID = env.str("NOTIFY_EMAIL_TEMPLATE_ID", default="")
NOTIFY_TEXT_TEMPLATE_ID = env.str("NOTIFY_TEXT_TEMPLATE_ID", default="")
one_of("OUTBOX_EMAIL_PROVIDER", OUTBOX_EMAIL_PROVIDER, "smtp", "notify", "page")
one_of("OUTBOX_TEXT_PROVIDER", OUTBOX_TEXT_PROVIDER, "notify", "page")
if PRODUCTION and "page" in (OUTBOX_EMAIL_PROVIDER, OUTBOX_TEXT_PROVIDER):
    raise ImproperlyConfigured("The page provider keeps messages readable: not in PRODUCTION.")
if OUTBOX_EMAIL_PROVIDER == "notify" and not (NOTIFY_API_KEY and NOTIFY_EMAIL_TEMPLATE_ID):
    raise ImproperlyConfigured("NOTIFY_API_KEY and NOTIFY_EMAIL_TEMPLATE_ID are not set.")

# --- Short lists ------------------------------------------------------------------------------
# Sent to oneself: from one place, and to one address; an office may share the place.
SHORTLIST_MAILS = env.str("SHORTLIST_MAILS", default="20/h/ip,3/h/key")
SHORTLIST_LINKS = env.str("SHORTLIST_LINKS", default="30/h/ip")
SHORTLIST_SHARED_DAYS = env.int("SHORTLIST_SHARED_DAYS", default=14)

# --- Background work --------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for Redis for as long as it takes
_ONE_TRY = {"socket_timeout": 1, "socket_connect_timeout": 1, "max_retries": 0}
CELERY_BROKER_TRANSPORT_OPTIONS = _ONE_TRY
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # in memory: it writes no file
CELERY_BEAT_MAX_LOOP_INTERVAL = 30
CELERY_BEAT_SCHEDULE = sweeps.SCHEDULE

# --- For those who look for weaknesses --------------------------------------------------------
# mailto: or https: address; without one there is no /.well-known/security.txt
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")

# --- Keeping entries true ---------------------------------------------------------------------
# For organisations and services that have chosen no period of their own.
CHECK_EVERY_MONTHS = env.int("CHECK_EVERY_MONTHS", default=6)
CHECK_REMINDER_DAYS = env.int("CHECK_REMINDER_DAYS", default=14)
CAPACITY_LASTS_WEEKS = env.int("CAPACITY_LASTS_WEEKS", default=4)

# --- Introductions ----------------------------------------------------------------------------
# Days until each side should have moved; working days where a name says so (issue and domain 5.2).
REFERRAL_ACKNOWLEDGE_WORKING_DAYS = env.int("REFERRAL_ACKNOWLEDGE_WORKING_DAYS", default=2)
REFERRAL_SOON_WORKING_DAYS = env.int("REFERRAL_SOON_WORKING_DAYS", default=1)
REFERRAL_CONTACT_WORKING_DAYS = env.int("REFERRAL_CONTACT_WORKING_DAYS", default=5)
REFERRAL_INTERVENTION_DAYS = env.int("REFERRAL_INTERVENTION_DAYS", default=21)
REFERRAL_EXPIRY_DAYS = env.int("REFERRAL_EXPIRY_DAYS", default=30)
REFERRAL_FALLBACK_WORKING_DAYS = env.int("REFERRAL_FALLBACK_WORKING_DAYS", default=3)
REFERRAL_REVIEW_DAYS = env.int("REFERRAL_REVIEW_DAYS", default=28)
REFERRAL_ASKS = env.str("REFERRAL_ASKS", default="10/h/ip")
REFERRAL_RELATIVE_ASKS = env.str("REFERRAL_RELATIVE_ASKS", default="5/h/ip")
CHECK_UP_TRIES = env.int("CHECK_UP_TRIES", default=3)
CHECK_UP_TRY_DAYS = env.int("CHECK_UP_TRY_DAYS", default=14)
URGENT_OPEN_MINUTES = env.int("URGENT_OPEN_MINUTES", default=15)  # then the next person is told

# --- Figures ----------------------------------------------------------------------------------
# So many people are too few to be shown: 7 as in hospital statistics, 4 as in treatment statistics.
FIGURES_HIDDEN_UP_TO = env.int("FIGURES_HIDDEN_UP_TO", default=7)
if FIGURES_HIDDEN_UP_TO < 4:
    refuse("FIGURES_HIDDEN_UP_TO", "must be at least 4: fewer would tell who somebody is.")

# --- Logs -------------------------------------------------------------------------------------
LOGGING = configure_logging(production=PRODUCTION)
