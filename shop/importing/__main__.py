"""`python -m shop.importing FILE`: a catalogue into the shop, the whole file or nothing of it.

JSON Lines, CSV or TSV, with Aisle's own columns, those of a Google Merchant feed or of Shopify's product export.
Any bad row stops the import before anything is changed. Importing a file again changes nothing."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from environs import EnvError
from rich.console import Console
from sqlalchemy.exc import DatabaseError
from tqdm import tqdm

from shop import vocabulary
from shop.errors import ShopError
from shop.importing import reporting
from shop.importing.catalogue_file import RowsRefused, check_file, import_drafts
from shop.importing.faults import Fault
from shop.importing.fields import Terms
from shop.importing.writing import Outcome
from shop.settings import ShopSettings
from shop.store import Store


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    console = Console(highlight=False, emoji=False, markup=False)
    try:
        settings = ShopSettings.from_environ()
        report = options.report or settings.var / "import-report.csv"
        outcome, faults = _import(options, settings)
    except RowsRefused as refused:
        _tell(refused.faults, report, console)
        print(f"{options.file}: {refused}; nothing has been imported. --skip-bad imports the rest.", file=sys.stderr)
        return 1
    except (ShopError, EnvError) as error:
        print(f"shop.importing: {error}", file=sys.stderr)
        return 1
    except DatabaseError as error:
        print(f"shop.importing: nothing imported: the database refused ({error.orig}).", file=sys.stderr)
        print("Tables of an older version of Aisle are made anew by `python -m shop.seed --force`.", file=sys.stderr)
        return 1
    if faults:
        _tell(faults, report, console)
    print(_summary(outcome, faults))
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    head, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(prog="python -m shop.importing", description=head, epilog=rest)
    parser.add_argument("file", type=Path)
    parser.add_argument("--skip-bad", action="store_true", help="import the good rows, and list the others")
    parser.add_argument("--replace", action="store_true", help="products that the file lacks are no longer sold")
    parser.add_argument("--language", type=_language, default="en", help="of texts that do not say (default: en)")
    parser.add_argument("--encoding", help="such as cp1252; by default UTF-8, or what a byte-order mark says")
    parser.add_argument(
        "--stock", type=int, default=20, help="pieces to assume where the file only says in stock (default: 20)"
    )
    parser.add_argument(
        "--report", type=Path, help="where bad rows are listed (default: import-report.csv in AISLE_VAR)"
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    return parser.parse_args(arguments)


def _import(options: argparse.Namespace, settings: ShopSettings) -> tuple[Outcome, list[Fault]]:
    terms = Terms(options.language, settings.currency)
    hidden = True if options.quiet else None
    checked = check_file(
        options.file, terms, options.encoding, lambda rows: tqdm(rows, "reading", unit=" rows", disable=hidden)
    )
    print(f"{checked.shape}: {len(checked.drafts):,} products")
    store = Store(settings.database_url)
    try:
        with tqdm(total=len(checked.drafts), desc="comparing", unit=" products", disable=hidden) as bar:
            outcome, faults = import_drafts(
                store,
                checked,
                terms=terms,
                stock=options.stock,
                replace=options.replace,
                skip_bad=options.skip_bad,
                file=options.file.name,
                progress=bar.update,
            )
        words = vocabulary.vocabulary_file(settings)
        if not (outcome.nothing_changed and words.exists()):
            with store.transaction(reading=True) as session:
                vocabulary.write(vocabulary.vocabulary(session), words)
        return outcome, faults
    finally:
        store.close()


def _tell(faults: Sequence[Fault], report: Path, console: Console) -> None:
    reporting.show(faults, console)
    reporting.write_report(faults, report)
    print(f"All of them: {report}")


def _summary(outcome: Outcome, faults: list[Fault]) -> str:
    if outcome.nothing_changed:
        done = f"nothing has changed: all {outcome.unchanged:,} products were there as they are"
    else:
        done = f"{outcome.added:,} added, {outcome.changed:,} changed, {outcome.unchanged:,} as before"
    if outcome.removed or outcome.withdrawn:
        done += f", {outcome.removed:,} removed, {outcome.withdrawn:,} no longer sold but in orders"
    return done + (f"; {len({fault.line for fault in faults}):,} rows left out" if faults else "")


def _language(code: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}", code):
        raise argparse.ArgumentTypeError(f"{code!r} is no language code, such as en or zh")
    return code


if __name__ == "__main__":
    sys.exit(main())
