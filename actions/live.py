"""Keeping the index at what the shop's tables and the FAQ files say, while it serves.

A thread of the actions process, which has the encoders and the index open already. It reads the shop's log of changes
four times a second and writes what differs; readers of other processes take the new generation up as they search. A
large change, such as a whole catalogue, is built by a process of its own, so that answers do not wait for it."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from knowledge.errors import FaqError, KnowledgeError
from knowledge.faq_folder import FaqFolder
from knowledge.index import KnowledgeIndex
from knowledge.passages import Passage
from shop import changes
from shop.errors import ShopError
from shop.export_passages import passage_id, passages
from shop.store import Store
from shop.words import LANGUAGES

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.25  # one look costs 3 ms
COMPARE_SECONDS = 600.0  # everything, in case a change went unnoticed, or a build that began before it came after it
RETRY_SECONDS = 5.0
MANY = 2_000  # changed products: from here on a comparison of all of them is quicker
LARGE = 200  # passages; 100 take the encoders about two seconds
Rebuild = Callable[[Path], None]


def build_aside(var: Path) -> None:
    """What `make` does after an import, at low priority. Raises CalledProcessError, OSError."""
    passages_file = var / "passages.jsonl"
    for module in (
        ["shop.export_passages", str(passages_file)],
        ["knowledge.build", "--passages", str(passages_file), "--out", str(var / "index")],
    ):
        subprocess.run(  # noqa: S603 - our own modules
            ["nice", "-n", "10", sys.executable, "-m", *module],  # noqa: S607
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )


class LiveKnowledge:
    """`step` does one look and is what the thread repeats; a failure is logged and tried again."""

    def __init__(
        self,
        store: Store,
        index: KnowledgeIndex,
        *,
        var: Path,
        languages: Sequence[str] = LANGUAGES,
        faq: Path,
        rebuild: Rebuild = build_aside,
    ) -> None:
        self._store, self._index = store, index
        self._var, self._languages, self._rebuild = var, languages, rebuild
        self._faq = FaqFolder(faq)
        self._changes = changes.Changes()
        # what has changed and is not written yet
        self._pending: set[str] = set()
        self._entries: list[Passage] | None = None
        self._compared = -COMPARE_SECONDS
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="live-knowledge", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Waits for the write that is going on, but not for a build of another process."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def _run(self) -> None:
        wait = 0.0
        while not self._stopping.wait(wait):
            wait = LOOK_SECONDS
            try:
                self.step()
            except (ShopError, KnowledgeError, SQLAlchemyError, OSError, subprocess.SubprocessError) as error:
                log.error("what has changed in the shop is not served yet, next try in %s s: %s", RETRY_SECONDS, error)
                wait = RETRY_SECONDS

    def step(self) -> bool:
        """Whether anything had to be written."""
        everything = time.monotonic() - self._compared >= COMPARE_SECONDS
        self._look_at_faq(again=everything)
        with self._store.transaction(reading=True) as session:
            self._pending |= self._changes.fresh(session)
        everything = everything or len(self._pending) > MANY
        if not (everything or self._pending or self._entries is not None):
            return False
        difference = _Difference(self._index)
        if self._entries is not None:
            difference.take(self._index.passages("faq"), self._entries)
        if everything or self._pending:
            self._take_products(difference, None if everything else frozenset(self._pending))
        self._write(difference)
        self._pending.clear()
        self._entries = None
        if everything:
            self._compared = time.monotonic()
            self._store_forgets()
        return bool(difference)

    def _look_at_faq(self, *, again: bool) -> None:
        if again:
            self._faq.forget()
        try:
            entries = self._faq.changed()
        except FaqError as error:
            log.error("the FAQ goes on as it was: %s", error)
        else:
            self._entries = self._entries if entries is None else entries

    def _take_products(self, difference: _Difference, product_ids: frozenset[str] | None) -> None:
        """All products, or these."""
        if product_ids is None:
            held: Iterable[Passage] = self._index.passages("product")
        else:
            keys = [(passage_id(each, language), language) for each in product_ids for language in self._languages]
            held = [passage for key in keys if (passage := self._index.get(*key))]
        with self._store.transaction(reading=True) as session:
            rows = passages(session, self._languages, product_ids)
            difference.take(held, (Passage(**row) for row in rows))

    def _write(self, difference: _Difference) -> None:
        if not difference:
            return
        began = time.monotonic()
        if len(difference.fresh) > LARGE or not self._index.has_room(len(difference)):
            self._rebuild(self._var)
            self._index.refresh_if_changed()
        else:
            for language, ids in sorted(difference.gone.items()):
                self._index.delete(ids, language)
            if difference.fresh:
                self._index.upsert(difference.fresh)
        log.info("%s, served after %.1f s", difference, time.monotonic() - began)

    def _store_forgets(self) -> None:
        with self._store.transaction() as session:
            changes.forget(session)


class _Difference:
    """What the index lacks or has otherwise, and the ids of what it should not have; false where nothing differs."""

    def __init__(self, index: KnowledgeIndex) -> None:
        self.fresh: list[Passage] = []
        self.gone: dict[str, set[str]] = {}  # by language
        self._index = index

    def take(self, held: Iterable[Passage], wanted: Iterable[Passage]) -> None:
        """Reads the one after the other, a passage at a time: a million of them would not fit beside the index."""
        seen = set[int]()
        for passage in wanted:
            seen.add(hash((passage.language, passage.id)))
            if self._index.get(passage.id, passage.language) != passage:
                self.fresh.append(passage)
        for passage in held:
            if hash((passage.language, passage.id)) not in seen:
                self.gone.setdefault(passage.language, set()).add(passage.id)

    def __len__(self) -> int:
        return len(self.fresh) + sum(map(len, self.gone.values()))

    def __str__(self) -> str:
        return f"{len(self.fresh)} passages new or changed, {len(self) - len(self.fresh)} removed"
