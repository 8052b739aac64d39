"""What can be set from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from environs import Env

from knowledge.faq import FAQ_FOLDER

ANY_LANGUAGE = "*"
SYNONYMS_FILE = Path(__file__).with_name("synonyms.yml")


@dataclass(frozen=True)
class KnowledgeSettings:
    """`encoders` says which encoder serves which language; `*` stands for every other. Besides `minilm` and `use`, the
    folder or the hub name of any sentence-transformers model will do. `reranker` names a CrossEncoder likewise; empty,
    there is none. `python -m knowledge.build` exports what they name.
    `synonyms` is the file of words that mean the same to a search.

    Below `answer_threshold` an FAQ hit is no answer. 0.4 was chosen with `python -m knowledge.fit` on 213 questions,
    72 of which nothing answers: there, in both languages, right answers less wrong ones are most, and 19 of 20 that
    nothing answers are refused."""

    var: Path = Path("var")
    encoders: Mapping[str, str] = field(default_factory=lambda: {"en": "minilm", ANY_LANGUAGE: "use"})
    answer_threshold: float = 0.4
    reranker: str = ""
    # the files that the content team edits
    faq: Path = FAQ_FOLDER
    synonyms: Path = SYNONYMS_FILE

    @classmethod
    def from_environ(cls) -> KnowledgeSettings:
        """AISLE_VAR, AISLE_ENCODERS (as `en=minilm,*=use`), AISLE_ANSWER_THRESHOLD (0 … 1), AISLE_RERANKER,
        AISLE_FAQ (a folder), AISLE_SYNONYMS (a file).

        Raises environs' EnvError where a value cannot be read."""
        env = Env()
        with env.prefixed("AISLE_"):
            threshold = env.float("ANSWER_THRESHOLD", cls.answer_threshold, validate=_share)
            encoders = env.dict("ENCODERS", {"en": "minilm", ANY_LANGUAGE: "use"})
            reranker = env.str("RERANKER", cls.reranker)
            faq = env.path("FAQ", cls.faq)
            synonyms = env.path("SYNONYMS", cls.synonyms)
            return cls(env.path("VAR", cls.var), encoders, threshold, reranker, faq, synonyms)

    @property
    def index_folder(self) -> Path:
        return self.var / "index"

    @property
    def encoders_folder(self) -> Path:
        return self.var / "encoders"


def _share(value: float) -> None:
    from environs import ValidationError

    if not 0 <= value <= 1:
        raise ValidationError("is not between 0 and 1")
