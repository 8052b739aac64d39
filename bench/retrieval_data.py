"""Other people's retrieval data as passages, queries and judgements; the shapes are known by their fields."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from knowledge.errors import PassageError
from knowledge.passages import Passage, from_mapping

Judgements = dict[str, dict[str, int]]  # query → id of a passage → rating, 0 where it is of no use


def read_passages(file: Path, language: str) -> list[Passage]:
    """Products (`id, title, description, brand, price_cents, attributes`), questions and answers (`id, question,
    answers`), or Aisle's own passages. Raises ValueError, naming file and line."""
    passages = []
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                passages.append(from_mapping(_as_passage(json.loads(line), language)))
            except (ValueError, KeyError, TypeError, AttributeError, PassageError) as error:
                raise ValueError(f"{file}, line {number}: no passage of a known shape: {error!r}") from error
    if not passages:
        raise ValueError(f"{file}: is empty")
    return passages


def _as_passage(row: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    if "kind" in row:
        return row
    passage = {"id": str(row["id"]), "language": language}
    if "question" in row:
        answers = [" ".join(answer.split()) for answer in row["answers"]]
        return {**passage, "kind": "faq", "title": row["question"], "text": "\n".join(answers)}
    facts = {name: row.get(name) for name in ("brand", "price_cents")}
    facts |= {"product_id": passage["id"], "in_stock": True, "attributes": row.get("attributes") or {}}
    return {**passage, "kind": "product", "title": row["title"], "text": row.get("description") or "", "facts": facts}


def read_judgements(file: Path) -> Judgements:
    """CSV of `query,docid,rating`, or of `query,faq_id`, which is a rating of 1. Raises ValueError, naming file and
    line."""
    judgements: Judgements = {}
    for number, row in enumerate(_rows(file), 2):
        try:
            passage = row["docid"] if "docid" in row else row["faq_id"]
            judgements.setdefault(row["query"], {})[passage] = int(row.get("rating", "1"))
        except (KeyError, ValueError, TypeError) as error:
            raise ValueError(f"{file}, line {number}: needs query, docid and rating, or query and faq_id") from error
    return judgements


def read_queries(file: Path) -> list[str]:
    """The different texts under `query`, in their order. Raises ValueError."""
    queries = [row.get("query") or "" for row in _rows(file)]
    if not all(queries):
        raise ValueError(f"{file}, line {queries.index('') + 2}: has no query")
    return list(dict.fromkeys(queries))


def answerable(queries: list[str], judgements: Judgements, file: Path) -> Judgements:
    """Of these queries those with at least one rating above 0. Raises ValueError if there is none."""
    kept = {query: judgements[query] for query in queries if any(judgements.get(query, {}).values())}
    if not kept:
        raise ValueError(f"{file}: none of its queries has a judgement above 0")
    return kept


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
