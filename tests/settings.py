"""The portal's settings, as the tests run them."""

from rosc.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATICFILES_DIRS: list[str] = []
WHITENOISE_AUTOREFRESH = True  # there is no folder of collected files to read
INSTALLED_APPS = [*INSTALLED_APPS, "tests.workflow_example"]  # noqa: F405
