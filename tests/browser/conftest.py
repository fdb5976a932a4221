"""A real browser against the real pages, with the styles and scripts that `npm run build` made.

Started by a call of pytest of its own: Playwright's loop makes other tests' queries raise.
"""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles import finders

from tests.directory.conftest import postcodes  # noqa: F401  a fixture of theirs

BUILT = Path(django_settings.BASE_DIR) / "static" / "build"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The system's browser if there is one, else Playwright's own."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return {**browser_type_launch_args, "executable_path": found, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def base_url():
    """None: the tests say whole addresses, and the plugin's own fixture raises a warning."""


@pytest.fixture(autouse=True)
def built(settings):
    if not (BUILT / "app.css").exists():
        pytest.fail("static/build is empty: run `npm run build` first.")
    settings.STATICFILES_DIRS = [BUILT]
    finders.get_finder.cache_clear()
    yield
    finders.get_finder.cache_clear()
