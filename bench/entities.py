"""`python -m bench.entities`: what rules, the shop's words, typos and the tagger each add to finding entities.

Trains on `nlu_data` here (seconds) and reports exact matches of type and place on the held-out messages of `tests/nlu`;
with `--folds N` on folds of `nlu_data` instead, which is what choices are made on."""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import yaml
from tqdm import tqdm

from bot.nlu import entity_training, nlu_files
from bot.nlu.entities import Entity, extract
from bot.nlu.entity_training import FROM_LEXICON, Annotated, EntityModel
from bot.nlu.lexicon import Vocabulary
from bot.nlu.typos import TOKENIZER, english_words
from bot.nlu.vocabulary import read_if_there
from knowledge.encoders import minilm_source
from shop.settings import ShopSettings
from shop.vocabulary import vocabulary_file

ROOT = Path(__file__).parents[1]
LANGUAGES = ("en", "zh")
Extractor = Callable[[str], list[Entity]]


@dataclass
class Score:
    """Exact matches of type and place, by entity, and milliseconds a message."""

    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)

    def add(self, example: Annotated, extractor: Extractor, kinds: frozenset[str] | None = None) -> None:
        began = time.perf_counter()
        entities = extractor(example.text)
        self.milliseconds.append((time.perf_counter() - began) * 1000)
        extracted = {(e.type, e.start, e.end) for e in entities if kinds is None or e.type in kinds}
        given = {(kind, start, end) for kind, _, start, end in example.entities if kinds is None or kind in kinds}
        self.found.update(kind for kind, _, _ in extracted)
        self.gold.update(kind for kind, _, _ in given)
        self.right.update(kind for kind, _, _ in given & extracted)

    def of(self, kind: str | None = None) -> tuple[float, float, float]:
        """Precision, recall and F1 of one entity, or of all together."""
        found, right, gold = (
            sum(each.values()) if kind is None else each[kind] for each in (self.found, self.right, self.gold)
        )
        f1 = 2 * right / (found + gold) if found + gold else 1.0
        return right / found if found else 1.0, right / gold if gold else 1.0, f1


def configurations(model: EntityModel, vocabulary: Vocabulary | None) -> dict[str, Extractor]:
    """What is compared, by name, the last of them being what ships."""
    bare = model.lexicon(None, fuzzy=False)
    words = model.lexicon(vocabulary, fuzzy=False)
    typos = model.lexicon(vocabulary)
    return {
        "rules, annotated words": lambda text: extract(text, bare),
        "+ the shop's words": lambda text: extract(text, words),
        "+ typos": lambda text: extract(text, typos),
        "+ tagger, no typos": lambda text: extract(text, words, model.tagger),
        "all (ships)": lambda text: extract(text, typos, model.tagger),
    }


def learn(examples: Sequence[Annotated], synonyms: Mapping[str, str], vocabulary: Vocabulary | None) -> EntityModel:
    with tempfile.TemporaryDirectory() as folder:
        words = english_words(minilm_source() / TOKENIZER)
        return entity_training.train(examples, synonyms, Path(folder), vocabulary, words)


def with_typo(example: Annotated, order: random.Random) -> Annotated | None:
    """One slip in each Latin name of goods, brand or colour of four letters or more; None where there is none."""
    text, entities = example.text, list(example.entities)
    slips = 0
    for kind, _, start, end in example.entities:
        shift = len(text) - len(example.text)
        inner = [at for at in range(start + shift, end + shift - 1) if text[at : at + 2].isascii()]
        inner = [at for at in inner if text[at : at + 2].isalpha() and len(set(text[at : at + 2])) == 2]
        if kind not in FROM_LEXICON or end - start < 4 or not inner:
            continue
        at = order.choice(inner)
        pair = text[at : at + 2]
        slip = order.choice([pair[::-1], pair[0], pair[0] * 2 + pair[1], order.choice("aeiourstln") + pair[1]])
        text = text[:at] + slip + text[at + 2 :]
        moved = len(slip) - 2
        entities = [(k, v, s + moved * (s > at), e + moved * (e > at)) for k, v, s, e in entities]
        slips += 1
    return Annotated(text, entities) if slips else None


def score_all(
    examples: Iterable[Annotated], extractors: Mapping[str, Extractor], clean: dict[str, Score], typos: dict[str, Score]
) -> None:
    order = random.Random(5)
    for example in examples:
        misspelt = with_typo(example, order)
        for name, extractor in extractors.items():
            clean.setdefault(name, Score()).add(example, extractor)
            if misspelt is not None:
                typos.setdefault(name, Score()).add(misspelt, extractor, FROM_LEXICON)


def table(clean: Mapping[str, Score], typos: Mapping[str, Score]) -> str:
    """Precision / recall / F1 by entity, a column a configuration."""
    names = list(clean)
    lines = ["| | " + " | ".join(names) + " | annotated |", "|---" * (len(names) + 2) + "|"]
    kinds = sorted({kind for score in clean.values() for kind in (*score.gold, *score.found)})
    gold = clean[names[0]].gold
    for kind in kinds:
        cells = ["{:.2f} / {:.2f} / **{:.3f}**".format(*clean[name].of(kind)) for name in names]
        lines.append(f"| {kind} | {' | '.join(cells)} | {gold[kind]} |")
    cells = ["{:.3f} / {:.3f} / **{:.3f}**".format(*clean[name].of()) for name in names]
    lines.append(f"| all | {' | '.join(cells)} | {sum(gold.values())} |")
    if typos:
        cells = ["{:.2f} / {:.2f} / **{:.3f}**".format(*typos[name].of()) for name in names]
        lines.append(
            f"| words of the shop, each with a typo | {' | '.join(cells)} | {sum(typos[names[0]].gold.values())} |"
        )
    cells = [f"{median(clean[name].milliseconds):.2f}" for name in names]
    lines.append(f"| ms a message, median | {' | '.join(cells)} | |")
    return "\n".join(lines)


def plot(scores: Mapping[str, Mapping[str, Score]], file: Path) -> None:
    """F1 by entity, a panel a language, a bar a configuration."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(len(scores), 1, figsize=(12, 3.6 * len(scores)), squeeze=False)
    for panel, (language, of_language) in zip(panels[:, 0], scores.items(), strict=True):
        kinds = [None, *sorted({kind for score in of_language.values() for kind in score.gold})]
        for place, (name, score) in enumerate(of_language.items()):
            width = 0.8 / len(of_language)
            heights = [score.of(kind)[2] for kind in kinds]
            panel.bar([at + place * width for at in range(len(kinds))], heights, width, label=name)
        panel.set_xticks([at + 0.4 - width / 2 for at in range(len(kinds))])
        panel.set_xticklabels(["all" if kind is None else kind for kind in kinds])
        panel.set(title=language, ylabel="F1", ylim=(0, 1.02))
    panels[0, 0].legend(ncol=len(scores[next(iter(scores))]), fontsize=8, loc="lower center")
    figure.tight_layout()
    figure.savefig(file, dpi=110)


def examples_of(files: Iterable[Path]) -> list[Annotated]:
    return [
        Annotated(example.text, [(e.type, e.value, e.start, e.end) for e in example.entities])
        for file in sorted(files)
        for block in nlu_files.parse(file.read_bytes(), file)[0]
        for example in block.examples
    ]


def synonyms_of(files: Iterable[Path], examples: Iterable[Annotated]) -> dict[str, str]:
    """As Rasa collects them: those of the files, and each value that an annotation gives."""
    found = {e.text[start:end]: v for e in examples for _, v, start, end in e.entities if v != e.text[start:end]}
    for file in sorted(files):
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            if "synonym" in block:
                found.update({line[2:].strip(): block["synonym"] for line in block["examples"].splitlines()})
    return found


@dataclass
class Scores:
    """By language, then by configuration; `typos` on copies of the messages with a slip in each name."""

    clean: dict[str, dict[str, Score]] = field(default_factory=lambda: {language: {} for language in LANGUAGES})
    typos: dict[str, dict[str, Score]] = field(default_factory=lambda: {language: {} for language in LANGUAGES})


def held_out(tests: Path, vocabulary: Vocabulary | None) -> Scores:
    files = sorted((ROOT / "nlu_data").glob("*/*.yml"))
    examples = examples_of(files)
    began = time.perf_counter()
    model = learn(examples, synonyms_of(files, examples), vocabulary)
    print(f"learnt {len(examples)} examples in {time.perf_counter() - began:.1f} s")
    extractors = configurations(model, vocabulary)
    scores = Scores()
    for language in LANGUAGES:
        score_all(examples_of([tests / f"{language}.yml"]), extractors, scores.clean[language], scores.typos[language])
    return scores


def on_folds(folds: int, vocabulary: Vocabulary | None) -> Scores:
    """Synonyms that only an example of the held-out fold gives are not used."""
    files = sorted((ROOT / "nlu_data").glob("*/*.yml"))
    examples = {language: examples_of((ROOT / "nlu_data" / language).glob("*.yml")) for language in LANGUAGES}
    for each in examples.values():
        random.Random(7).shuffle(each)
    scores = Scores()
    for fold in tqdm(range(folds), "folds"):
        rest = [e for each in examples.values() for place, e in enumerate(each) if place % folds != fold]
        extractors = configurations(learn(rest, synonyms_of(files, rest), vocabulary), vocabulary)
        for language in LANGUAGES:
            score_all(examples[language][fold::folds], extractors, scores.clean[language], scores.typos[language])
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.entities", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--folds", type=int, help="on so many folds of nlu_data instead of the held-out messages")
    parser.add_argument("--tests", type=Path, default=ROOT / "tests" / "nlu")
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    vocabulary = read_if_there(vocabulary_file(ShopSettings.from_environ()))
    if vocabulary is None:
        print("no vocabulary of the shop here: python -m shop.vocabulary writes it")
    scores = on_folds(options.folds, vocabulary) if options.folds else held_out(options.tests, vocabulary)
    print("precision / recall / **F1**")
    for language in LANGUAGES:
        print(f"\n{language}\n\n{table(scores.clean[language], scores.typos[language])}")
    if options.plot:
        plot(scores.clean, options.plot)


if __name__ == "__main__":
    main()
