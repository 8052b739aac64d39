"""`python -m bench.sentiment --messages F.csv`: how well the trained model tells who minds, beside VADER alone.

CSV with a header `text,sentiment`; sentiment is negative, neutral or positive. Reads the trained archive, so that what
is measured is what ships; nothing is learnt here. Without `--messages`: our own held-out messages, `tests/nlu`."""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from bench.sentiment_report import Report, Row, plot, table
from bot.nlu.sentiment import MANIFEST, Feeling, SentimentModelError, SentimentReader
from bot.nlu.sentiment_examples import FEELINGS

ROOT = Path(__file__).parents[1]
OWN = tuple(ROOT / "tests" / "nlu" / f"sentiment_{language}.csv" for language in ("en", "zh"))
# where VADER's authors draw the lines: https://github.com/cjhutto/vaderSentiment#about-the-scoring
_VADER_LINE = 0.05


def read(file: Path) -> list[tuple[str, str]]:
    """(text, sentiment) rows. Raises ValueError, naming file and line, and OSError."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        if not {"text", "sentiment"} <= set(reader.fieldnames or ()):
            raise ValueError(f"{file}, line 1: expected the columns text,sentiment")
        rows = []
        for row in reader:
            text, sentiment = (row["text"] or "").strip(), (row["sentiment"] or "").strip().lower()
            if not text or sentiment not in FEELINGS:
                raise ValueError(f"{file}, line {reader.line_num}: needs a text and one of {', '.join(FEELINGS)}")
            rows.append((text, sentiment))
    if {sentiment for _, sentiment in rows} != set(FEELINGS):
        raise ValueError(f"{file}: needs messages that are {', '.join(FEELINGS)}")
    return rows


def loaded(archive: Path) -> SentimentReader:
    """The sentiment model of a Rasa model archive that was trained here. Raises OSError, ValueError,
    tarfile.TarError and SentimentModelError."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(archive) as model:
            model.extractall(folder, filter="data")
        manifest = next(Path(folder).rglob(MANIFEST), None)
        if manifest is None:
            raise ValueError(f"{archive} holds no sentiment model: run `make train`")
        return SentimentReader.load(manifest.parent)


def shipped(reader: SentimentReader, labelled: Sequence[tuple[str, str]]) -> list[Row]:
    rows = []
    for text, gold in tqdm(labelled, desc="Reading", unit="message", disable=None):
        feeling: Feeling = reader.read(text)
        rows.append(Row(gold, FEELINGS[max(range(3), key=feeling.__getitem__)], feeling.negative, feeling.score))
    return rows


def by_vader(labelled: Sequence[tuple[str, str]]) -> list[Row]:
    rows = []
    analyzer = SentimentIntensityAnalyzer()  # as it comes: our own reading of it leaves some words out
    for text, gold in labelled:
        compound = float(analyzer.polarity_scores(text)["compound"])
        heard = "negative" if compound <= -_VADER_LINE else "positive" if compound >= _VADER_LINE else "neutral"
        rows.append(Row(gold, heard, -compound, compound))
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.sentiment", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--messages", type=Path, nargs="+", default=list(OWN))
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "aisle.tar.gz")
    parser.add_argument("--plot", type=Path, help="precision against recall of negative, and the scores by feeling")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON for what ships, last file")
    options = parser.parse_args(arguments)
    try:
        files = {file: read(file) for file in options.messages}
        reader = loaded(options.model)
    except (OSError, ValueError, tarfile.TarError, SentimentModelError, csv.Error) as error:
        print(f"bench.sentiment: {error}", file=sys.stderr)
        return 2
    for file, labelled in files.items():
        reports = [Report("aisle", shipped(reader, labelled)), Report("VADER", by_vader(labelled))]
        print(f"\n{file.name}: {len(labelled)} messages\n\n{table(reports)}")
        if options.plot:
            plot(
                reports, options.plot.with_stem(f"{options.plot.stem}-{file.stem}") if len(files) > 1 else options.plot
            )
    if options.json:
        print(json.dumps(reports[0].figures()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
