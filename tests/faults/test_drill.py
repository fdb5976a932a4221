"""The drill itself, small: nobody is missed and nobody hears twice, unless a safeguard is left out.

What is counted is what the stand-in for the provider stored, by telephone number.
"""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings


def drill(*options):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "drill", "reminders", "--json", *options],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr[-3000:]
    return done.returncode, json.loads(done.stdout)


def test_each_of_200_hears_once_through_ten_kills():
    code, found = drill("--count", "200", "--kills", "10")
    assert code == 0
    counted = {name: found[name] for name in ("due", "sent", "missed", "duplicates", "kills")}
    assert counted == {"due": 200, "sent": 200, "missed": 0, "duplicates": 0, "kills": 10}
    assert found["not_known_as_sent"] == 0
    for trouble in ("stops", "flushes", "redis_restarts", "postgres_restarts", "unanswered"):
        assert found[trouble] > 0, trouble


def test_without_asking_before_a_second_try_some_hear_twice():
    code, found = drill("--count", "100", "--kills", "2", "--break", "lookup")
    assert code == 1
    assert (found["missed"], found["left_out"]) == (0, "lookup")
    assert found["duplicates"] > 0


@pytest.mark.parametrize("options", [("--count", "0"), ("--count", "100000"), ("--kills", "-1")])
def test_not_with_figures_that_make_no_sense(options):
    with pytest.raises(AssertionError, match="--count is 1 to 99999"):
        drill(*options)
