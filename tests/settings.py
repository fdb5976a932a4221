"""The portal's settings, as the tests run them: on PostgreSQL and Redis of their own."""

import os

from rosc import embedded

if not os.environ.get("DATABASE_URL"):
    servers = embedded.start(embedded.FOLDER / "test", durable=False)
    os.environ |= {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}

os.environ.setdefault("STATEMENT_TIMEOUT_MS", "60000")  # a busy machine is no failure

from rosc.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATICFILES_DIRS: list[str] = []
WHITENOISE_AUTOREFRESH = True  # there is no folder of collected files to read
INSTALLED_APPS = [*dict.fromkeys([*INSTALLED_APPS, "rosc.drill", "tests.workflow_example"])]
