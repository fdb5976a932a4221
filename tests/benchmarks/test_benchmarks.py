"""The benchmark runs, at its smallest, and says what it measured. No figure is judged here."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

FIGURES = {
    "search_p50_ms",
    "search_p95_ms",
    "search_sql_p95_ms",
    "meetings_p95_ms",
    "rps_2_workers",
    "growth_10x",
    "postcode_load_ratio_to_copy",
    "first_page_kb",
    "referral_inbox_p95_ms",
    "referral_send_p95_ms",
    "timer_sweep_rows_per_s",
    "assessment_page_p95_ms",
    "assessment_save_p95_ms",
    "checkups_planned_per_s",
    "reminders_per_s",
    "day_view_p95_ms",
    "sweep_p95_ms",
    "sweep_growth_10x",
}


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> dict:
    finished = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "small"],
        env=os.environ
        | {"DATABASE_URL": settings.DATABASE_URL, "REDIS_URL": settings.REDIS_URL, "COLUMNS": "80"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr[-3000:]
    assert len(finished.stdout.splitlines()) == 1
    return json.loads(finished.stdout)


def test_it_prints_one_object_with_every_figure(report):
    assert report.keys() >= FIGURES
    assert all(report[name] > 0 for name in FIGURES - {"postcode_load_ratio_to_copy"})


def test_it_reads_back_how_many_rows_it_made(report):
    assert report["rows"]["services"] == 600
    assert report["rows"]["meetings"] == 300
    assert report["rows"]["people"] == 602
    assert report["rows"]["active_plans"] == 400
    assert report["rows"]["checkups_due"] > 20
    assert report["rows"]["introductions"] > 1_000
    assert report["rows"]["leros"] == 30
    assert report["rows"]["snapshots"] == 150
