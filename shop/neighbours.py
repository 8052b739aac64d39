"""Item-to-item neighbours out of behaviour, for `shop.recommendation` to serve. Run at seeding or at night.

The method is item-based k-nearest-neighbours on BM25-weighted counts, from `implicit`
(https://benfred.github.io/implicit/): views count once, purchases more."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from implicit.nearest_neighbours import ItemItemRecommender, bm25_weight
from scipy.sparse import csr_matrix
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from shop.models import Behaviour, Neighbour, Product

NEIGHBOURS = 30
PURCHASE_WEIGHT = 4.0


class Action(NamedTuple):
    customer_id: str
    product_id: str
    kind: str


def rebuild(session: Session) -> int:
    """Replaces every neighbour and every product's popularity; returns the number of neighbour rows."""
    columns = (Behaviour.customer_id, Behaviour.product_id, Behaviour.kind)
    actions = [Action(*row) for row in session.execute(select(*columns).order_by(Behaviour.id))]
    product_ids = list(session.execute(select(Product.id).order_by(Product.id)).scalars())
    session.execute(delete(Neighbour))
    rows = compute(actions, product_ids)
    if rows:
        session.execute(insert(Neighbour), rows)
    popularity = _popularity(actions)
    for product_id in product_ids:
        session.execute(update(Product).where(Product.id == product_id).values(popularity=popularity[product_id]))
    return len(rows)


def compute(actions: Sequence[Action], product_ids: Sequence[str]) -> list[dict[str, object]]:
    """Rows of the neighbour table: for each product its NEIGHBOURS best, scores from 0 to 1 (1: the best pair)."""
    if not actions:
        return []
    # implicit weighs [items, users]; its BM25Recommender does the same but warns about its own conversion
    weighted = bm25_weight(_counts(actions, product_ids).T, K1=1.2, B=0.4).T.tocsr()
    model = ItemItemRecommender(K=NEIGHBOURS + 1, num_threads=1)
    model.fit(weighted, show_progress=False)
    similarity = csr_matrix(model.similarity)
    similarity.setdiag(0)
    similarity.eliminate_zeros()
    best = float(similarity.max()) or 1.0
    pairs = similarity.tocoo()
    return [
        {"product_id": product_ids[a], "neighbour_id": product_ids[b], "score": round(float(score) / best, 6)}
        for a, b, score in zip(pairs.row, pairs.col, pairs.data, strict=True)
    ]


def _counts(actions: Iterable[Action], product_ids: Sequence[str]) -> csr_matrix:
    """float64 [customers, products]."""
    place = {product_id: number for number, product_id in enumerate(product_ids)}
    weights: defaultdict[tuple[str, int], float] = defaultdict(float)
    for action in actions:
        weights[action.customer_id, place[action.product_id]] += PURCHASE_WEIGHT if action.kind == "purchase" else 1.0
    customers = {customer: number for number, customer in enumerate(sorted({customer for customer, _ in weights}))}
    rows = [customers[customer] for customer, _ in weights]
    columns = [product for _, product in weights]
    values = np.fromiter(weights.values(), float, len(weights))
    return csr_matrix((values, (rows, columns)), shape=(len(customers), len(product_ids)))


def _popularity(actions: Iterable[Action]) -> Counter[str]:
    popularity: Counter[str] = Counter()
    for action in actions:
        popularity[action.product_id] += int(PURCHASE_WEIGHT) if action.kind == "purchase" else 1
    return popularity
