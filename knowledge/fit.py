"""`python -m knowledge.fit QUESTIONS…`: fit how meaning and words weigh for FAQ answers, and where the threshold lies.

A file of questions is YAML: an entry's id → questions that it answers; under `none`, questions that nothing answers.
Its name ends in its language: `fit_en.yml`. Then the same questions are put to the other languages' entries alone, as
if nothing were answered in their own. The figures printed go into `knowledge.fusion` and `knowledge.settings` by
hand."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML

from knowledge.encoders import Encoders
from knowledge.errors import KnowledgeError
from knowledge.fusion import Fusion, fusion
from knowledge.generation import Generation
from knowledge.partition import Partition
from knowledge.settings import ANY_LANGUAGE, KnowledgeSettings
from knowledge.synonyms import read_synonyms
from knowledge.writing import write_across

CANDIDATES = 20


@dataclass(frozen=True)
class Asked:
    """A question's candidates: a row of (cosine, words) each, and the row of the right one, if there is one."""

    question: str
    evidence: NDArray[np.float64]
    names: Sequence[str]
    right: int | None

    def best(self, weights: Fusion) -> tuple[int, float]:
        scores = [weights.score(*row) for row in self.evidence]
        at = int(np.argmax(scores))
        return at, scores[at]


def read_questions(file: Path) -> list[tuple[str, str | None]]:
    """(question, id of the entry that answers it, or None)."""
    content = YAML(typ="safe").load(file)
    return [(text, None if name == "none" else name) for name, texts in content.items() for text in texts]


def ask(partition: Partition, encoders: Encoders, questions: Sequence[tuple[str, str | None]]) -> list[Asked]:
    """Raises KnowledgeError for an id that the index does not hold, or for synonyms that cannot be read."""
    synonyms = read_synonyms(encoders.settings.synonyms)
    encoder = encoders.serving(ANY_LANGUAGE if partition.across else partition.language)
    asked = []
    for question, name in questions:
        if name is not None and not partition.get(name):
            raise KnowledgeError(f"no entry has the id {name!r}")
        found = partition.evidence(question, encoder.encode([question])[0], CANDIDATES, synonyms)
        evidence = {passage.id: (near, words) for passage, near, words in found}
        if name is not None:
            evidence.setdefault(name, (0.0, 0.0))
        names = list(evidence)
        right = None if name is None else names.index(name)
        asked.append(Asked(question, np.array(list(evidence.values())), names, right))
    return asked


def fit(asked: Sequence[Asked]) -> Fusion:
    """Is this candidate the right one? A logistic regression over all questions' candidates."""
    from sklearn.linear_model import LogisticRegression

    evidence = np.concatenate([one.evidence for one in asked])
    right = np.concatenate([np.arange(len(one.evidence)) == one.right for one in asked])
    weight = np.concatenate([_say(one) for one in asked])
    model = LogisticRegression(C=100.0).fit(evidence, right, sample_weight=weight)
    cosine, words = model.coef_[0]
    return Fusion(round(float(cosine), 1), round(float(max(words, 0)), 1), round(float(model.intercept_[0]), 1))


def _say(asked: Asked) -> NDArray[np.float64]:
    """The three strongest wrong candidates count for all the wrong ones: they are what an answer might be."""
    say = np.zeros(len(asked.evidence))
    wrong = [row for row in np.argsort(-asked.evidence.sum(1)) if row != asked.right]
    say[wrong[:3]] = 1 / 3
    if asked.right is not None:
        say[asked.right] = 1
    return say


def report(asked: Sequence[Asked], weights: Fusion) -> None:
    """Prints what is found first, what is missed, and what each threshold would do."""
    best = [one.best(weights) for one in asked]
    hits = [at == one.right for one, (at, _) in zip(asked, best, strict=True)]
    answerable = [one.right is not None for one in asked]
    by_meaning = [one.best(Fusion(1, 0, 0))[0] == one.right for one in asked]
    count = sum(answerable)
    print(f"  {weights}")
    print(f"  right at rank 1: {sum(hits) / count:.3f} of {count} (by meaning alone {sum(by_meaning) / count:.3f})")
    for one, (at, score), hit in zip(asked, best, hits, strict=True):
        if one.right is not None and not hit:
            print(f"    missed: {one.question!r} is {one.names[one.right]}, found {one.names[at]} ({score:.2f})")
    scores = np.array([score for _, score in best])
    yes, no = scores[np.array(answerable)], scores[~np.array(answerable)]
    print(f"  answerable against not, AUROC {(yes[:, None] > no[None]).mean():.3f}")
    print("  threshold  answered rightly  answered wrongly  unanswerable refused  rightly - wrongly, of all")
    for threshold in np.arange(0.1, 0.9, 0.05):
        given = scores >= threshold
        right = (given & hits).sum()
        wrong = (given & answerable).sum() - right
        refused = (no < threshold).mean()
        gain = (right - wrong - (no >= threshold).sum()) / len(asked)
        print(f"  {threshold:9.2f}  {right / count:16.3f}  {wrong / count:16.3f}  {refused:20.3f}  {gain:24.3f}")


def _other_languages(asked: Partition, generation: Generation, encoders: Encoders) -> Iterator[Partition]:
    """The FAQ of each other language, as it would be searched if the language of `asked` lacked it all."""
    encoder = encoders.across()
    for partition in generation.partitions.values():
        if encoder and partition.kind == "faq" and partition.language != asked.language:
            with tempfile.TemporaryDirectory(prefix="fit-") as scratch:
                folder = Path(scratch, "across")
                write_across(folder, list(partition.current()), encoders, partition.known())
                yield Partition.open(folder, encoder.identity, across=True)


def main(arguments: list[str] | None = None) -> int:
    settings = KnowledgeSettings.from_environ()
    parser = argparse.ArgumentParser(prog="python -m knowledge.fit", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--index", type=Path, default=settings.index_folder)
    parser.add_argument("--as-set", action="store_true", help="fit nothing: report on the weights that serve")
    chosen = parser.parse_args(arguments)
    try:
        generation, encoders = Generation.open(chosen.index), Encoders(settings)
        for file in chosen.questions:
            partition = generation.partitions[f"{file.stem.rpartition('_')[2]}-faq"]
            asked = ask(partition, encoders, read_questions(file))
            print(f"{file}: {partition.encoder}")
            report(asked, fusion(partition.encoder, "faq") if chosen.as_set else fit(asked))
            for other in _other_languages(partition, generation, encoders):
                print(f"{file}: answered in {other.language!r} only, {other.encoder}")
                asked = ask(other, encoders, read_questions(file))
                report(asked, fusion(other.encoder, "across") if chosen.as_set else fit(asked))
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
