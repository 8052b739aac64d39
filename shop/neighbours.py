"""`python -m shop.neighbours`: what people go on to after a product, for `shop.recommendation` to serve.

Item-based nearest neighbours on sequences: two products count as near when the same people came to both, more when few
steps lay between them, and more in the direction in which they came (the idea of S-KNN and STAN, Garg et al. 2019, on
pairs of items so that serving only reads rows). Counts are weighed against how often each product occurs at all. Chosen
on the validation split of `bench.recommendation`; bench/README.md has what was tried."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix, csr_matrix, diags
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from shop.behaviour import Action, weight
from shop.errors import ShopError
from shop.models import Behaviour, Neighbour, NeighbourBuild, Product
from shop.settings import ShopSettings
from shop.store import Store, reads

# latest actions that are read: bounds time and memory, and what is older says little
MOST_ACTIONS = 2_000_000
_ROWS_AT_ONCE = 5_000
Row = tuple[str, str, float]


@dataclass(frozen=True)
class Method:
    """`window`: how many products apart two may be in a history. `distance`: a pair n apart counts n^-distance.
    `back`: what a pair counts from the later product to the earlier. `here`, `there`: exponents on how often the first
    and the second product occur, with `shrinkage` added. `chance`: which share of what two would have in common by
    chance is taken off: nothing where data is sparse, and much where everybody has seen everything. `neighbours`: how
    many each product keeps."""

    window: int = 50
    distance: float = 0.3
    back: float = 0.4
    here: float = 0.6
    there: float = 0.2
    shrinkage: float = 20.0
    chance: float = 1.0
    neighbours: int = 100


METHOD = Method()


@dataclass(frozen=True)
class Growth:
    """Of behaviour, since neighbours were last computed; `actions`: all that there are."""

    actions: int
    new: int

    @property
    def is_worth_a_rebuild(self) -> bool:
        return self.new >= max(_LEAST_NEW, _LEAST_SHARE * self.actions)


_LEAST_NEW, _LEAST_SHARE = 100, 0.02


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m shop.neighbours", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--if-grown", action="store_true", help="only where behaviour has grown since the last time")
    options = parser.parse_args(arguments)
    store = Store(ShopSettings.from_environ().database_url)
    try:
        rows = renew(store, if_grown=options.if_grown)
    except (ShopError, DatabaseError):
        print("shop.neighbours: no shop of this version here; run python -m shop.seed", file=sys.stderr)
        return 1
    finally:
        store.close()
    print("behaviour has not grown enough" if rows is None else f"{rows} neighbours")
    return 0


def renew(store: Store, *, if_grown: bool = False) -> int | None:
    """Computes between two transactions, so that nobody waits; the number of rows, or None where nothing was to do."""
    with store.transaction(reading=True) as session:
        grown = growth(session)
        if if_grown and not grown.is_worth_a_rebuild:
            return None
        actions, product_ids, last = _read(session)
    rows = compute(actions, product_ids)
    with store.transaction() as session:
        _write(session, rows, last)
    return len(rows)


def rebuild(session: Session) -> int:
    """Replaces every neighbour and counts popularity up, in this transaction; returns the number of neighbour rows."""
    actions, product_ids, last = _read(session)
    rows = compute(actions, product_ids)
    _write(session, rows, last)
    return len(rows)


@reads
def growth(session: Session) -> Growth:
    actions = int(session.execute(select(func.count()).select_from(Behaviour)).scalar_one())
    built = session.execute(select(NeighbourBuild.built)).scalar_one_or_none()
    query = select(func.count()).select_from(Behaviour).where(Behaviour.id > (built or 0))
    return Growth(actions, int(session.execute(query).scalar_one()))


def count_popularity(session: Session) -> int:
    """Adds the actions that no product's popularity has counted yet; returns how many those are."""
    stamp = _stamp(session)
    query = select(Behaviour.product_id, Behaviour.kind, func.count(), func.max(Behaviour.id))
    fresh = session.execute(
        query.where(Behaviour.id > stamp.counted).group_by(Behaviour.product_id, Behaviour.kind)
    ).all()
    more: Counter[str] = Counter()
    for product_id, kind, count, last in fresh:
        more[product_id] += weight(kind) * count
        stamp.counted = max(stamp.counted, last)
    for product_id, count in more.items():
        change = update(Product).where(Product.id == product_id).values(popularity=Product.popularity + count)
        session.execute(change.execution_options(synchronize_session=False))
    session.flush()
    return sum(count for _, _, count, _ in fresh)


def compute(actions: Sequence[Action], product_ids: Sequence[str], method: Method = METHOD) -> list[dict[str, object]]:
    """Rows of the neighbour table: of each product its best, scores from 0 to 1 (1: the best pair of all)."""
    return [
        {"product_id": product_id, "neighbour_id": neighbour_id, "score": round(score, 6)}
        for product_id, neighbour_id, score in near(actions, product_ids, method)
    ]


def near(actions: Sequence[Action], product_ids: Sequence[str], method: Method = METHOD) -> Iterator[Row]:
    """Product, neighbour and score, product by product. `actions` in the order in which they happened."""
    if not actions:
        return
    place = {product_id: number for number, product_id in enumerate(product_ids)}
    people, products, strengths = _histories(actions, place)
    counts = _together(people, products, strengths, len(product_ids), method)
    similarity = _weighed(counts, np.bincount(products, minlength=len(product_ids)), method)
    top = float(similarity.max()) if similarity.nnz else 1.0
    for number, product_id in enumerate(product_ids):
        row = slice(similarity.indptr[number], similarity.indptr[number + 1])
        scores, others = similarity.data[row], similarity.indices[row]
        for at in np.argsort(-scores, kind="stable")[: method.neighbours]:
            if scores[at] > 0:
                yield product_id, product_ids[others[at]], float(scores[at]) / top


def _histories(
    actions: Sequence[Action], place: Mapping[str, int]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Customer, product and strength of every history, one after the other; a product stands once in each, where it
    came first, at the strength of the strongest action."""
    strongest: dict[str, dict[int, int]] = {}
    for customer_id, product_id, kind in actions:
        if (number := place.get(product_id)) is not None:
            history = strongest.setdefault(customer_id, {})
            history[number] = max(history.get(number, 0), weight(kind))
    people = np.repeat(np.arange(len(strongest)), [len(history) for history in strongest.values()])
    products = np.fromiter((number for history in strongest.values() for number in history), np.int64, len(people))
    strengths = (strength for history in strongest.values() for strength in history.values())
    return people, products, np.sqrt(np.fromiter(strengths, np.float64, len(people)))


def _together(
    people: npt.NDArray[np.int64],
    products: npt.NDArray[np.int64],
    strengths: npt.NDArray[np.float64],
    size: int,
    method: Method,
) -> csr_matrix:
    """float64 [products, products]: from the row's product on to the column's."""
    forward = csr_matrix((size, size))
    for apart in range(1, min(method.window, len(people) - 1) + 1):
        same = people[:-apart] == people[apart:]
        if not same.any():
            break
        values = (strengths[:-apart] * strengths[apart:])[same] * apart**-method.distance
        forward = (
            forward + coo_matrix((values, (products[:-apart][same], products[apart:][same])), (size, size)).tocsr()
        )
    return csr_matrix(forward + method.back * forward.T)


def _weighed(counts: csr_matrix, occurring: npt.NDArray[np.int64], method: Method) -> csr_matrix:
    pairs = counts.tocoo()
    rows, columns = (np.asarray(counts.sum(axis)).ravel() for axis in (1, 0))
    chance = rows[pairs.row] * columns[pairs.col] / max(counts.sum(), 1.0)
    values = np.maximum(pairs.data - method.chance * chance, 0.0)
    often = occurring + method.shrinkage
    weighed = coo_matrix((values, (pairs.row, pairs.col)), counts.shape).tocsr()
    return csr_matrix(diags(often**-method.here) @ weighed @ diags(often**-method.there))


def _read(session: Session) -> tuple[list[Action], list[str], int]:
    """The latest actions in their order, all products, and the number of the last action."""
    columns = (Behaviour.customer_id, Behaviour.product_id, Behaviour.kind)
    newest = session.execute(select(*columns).order_by(Behaviour.time.desc(), Behaviour.id.desc()).limit(MOST_ACTIONS))
    actions = [Action(*row) for row in newest]
    last = session.execute(select(func.max(Behaviour.id))).scalar_one() or 0
    return actions[::-1], list(session.execute(select(Product.id).order_by(Product.id)).scalars()), int(last)


def _write(session: Session, rows: Sequence[Mapping[str, object]], last: int) -> None:
    there = set(session.execute(select(Product.id)).scalars())  # an import may have come between
    rows = [row for row in rows if row["product_id"] in there and row["neighbour_id"] in there]
    session.execute(delete(Neighbour))
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        session.execute(insert(Neighbour), rows[start : start + _ROWS_AT_ONCE])
    count_popularity(session)
    stamp = _stamp(session)
    stamp.built = last
    session.flush()


def _stamp(session: Session) -> NeighbourBuild:
    stamp: NeighbourBuild | None = session.get(NeighbourBuild, 1)
    if stamp is None:
        stamp = NeighbourBuild(id=1, built=0, counted=0)
        session.add(stamp)
    return stamp


if __name__ == "__main__":
    sys.exit(main())
