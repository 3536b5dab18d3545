"""Makes docs/cost.md."""

import argparse
import sys

from scripts.cost import page


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.cost", description="Make the tables of docs/cost.md.")
    parser.add_argument("--measure", action="store_true", help="first measure each route anew, on the local cloud")
    arguments = parser.parse_args()
    if arguments.measure:
        from scripts.cost.measurement import measure

        page.write_measured(measure())
    text = page.with_tables(page.PAGE.read_text(encoding="utf-8"), page.read_measured())
    page.PAGE.write_text(text, encoding="utf-8")
    print(f"{page.PAGE.name} is made from {page.MEASURED.name}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
