"""`make bench SIZE=small|town|england`: generate, measure, print one JSON object.

Works on a database of its own, named after the size, beside the portal's; it is dropped at the
end. Ratios and medians count: the machine may be shared.
"""

import argparse
import json
import logging
import os
import sys
from pathlib import Path

from tests.benchmarks.sizes import SIZES

REPORT = Path("var") / "bench.json"


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("size", choices=SIZES)
    size = parser.parse_args().size
    os.environ["DJANGO_SETTINGS_MODULE"] = "rosc.settings"  # the tests' own serve no static files
    os.environ["STATEMENT_TIMEOUT_MS"] = "0"

    import django

    django.setup()
    logging.disable(logging.INFO)
    from tests.benchmarks.report import run
    from tests.benchmarks.stage import database

    with database(f"bench_{size}_{os.getpid()}"):
        result = run(size, SIZES[size])
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result), file=sys.stdout)


if __name__ == "__main__":
    main()
