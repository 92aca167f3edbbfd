"""`python -m benchmarks --scale 6`: everything, on an embedded PostgreSQL of its own with full durability."""

import argparse
import os
import shutil
import sys
from pathlib import Path

PARTS = ["bookings", "ledger", "pages", "search", "evening", "calls", "awards", "faults"]


def main() -> int:
    """Run the parts asked for; the exit code is 1 where a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=6, help="powers of ten of entries, from 4 up to this")
    parser.add_argument("--only", choices=PARTS, action="append", help="these parts alone")
    parser.add_argument("--times", type=int, default=100, help="how many times the demo's data the large pages have")
    parser.add_argument("--write", type=Path, help="write the results as a Markdown table to this file")
    chosen = parser.parse_args()

    folder = Path("var/bench").resolve()
    os.environ["OGNISKO_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "ognisko.config.settings"
    os.environ["OGNISKO_WITHOUT_MFA"] = "1"  # as in a demo: staff are asked for no second factor
    shutil.rmtree(folder, ignore_errors=True)

    import django
    import psycopg
    from django.core.management import call_command

    django.setup()
    from benchmarks import awards, bookings, calls, evening, faults, ledger, pages, search
    from benchmarks.harness import Results
    from ognisko.config import database, postgres
    from ognisko.desk.actions import load_demo

    results = Results()
    cluster = postgres.default_cluster()
    with cluster.running(), psycopg.connect(cluster.conninfo(postgres.SUPERUSER), autocommit=True) as superuser:
        call_command("collectstatic", interactive=False, verbosity=0)
        database.migrate(verbosity=0)
        load_demo()
        asked = chosen.only or PARTS
        if "bookings" in asked:
            bookings.measure(superuser, results)
        if "ledger" in asked:
            ledger.verification(results)
        if "pages" in asked:
            superuser.execute("vacuum analyze")
            small = pages.measure("1×", results)
            pages.multiply(superuser, chosen.times)
            large = pages.measure(f"{chosen.times}×", results)
            same = small == large
            results.add("the number of queries does not grow with the data", "yes" if same else "no", "yes", same)
        if "search" in asked:
            search.measure(superuser, results)
        if "ledger" in asked:
            for power in range(4, chosen.scale + 1):
                ledger.figures(superuser, 10**power, results)
            ledger.posting(results)
            ledger.bulk(superuser, results)
        for part in (evening, calls, awards, faults):  # the last one kills the database
            if part.__name__.rpartition(".")[2] in asked:
                part.measure(superuser, results)
    if chosen.write:
        chosen.write.write_text(results.markdown())
    return 1 if results.missed else 0


sys.exit(main())
