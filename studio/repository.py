"""The git repository as the studio uses it: what is published is a branch, what is being edited is a ref beside it.

Every edit is a commit of its own on `refs/aisle/draft`, made in git's object store without a working tree: an edit of
many files is there whole or not at all, also when the process is killed half-way. A release is one commit on the
published branch; the draft then has it as a second parent, so each edit's author and reason stay readable."""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import pygit2

from studio import layout
from studio.checkout import Checkout, remove_if_stale
from studio.errors import BadEdit, Conflict
from studio.files import Edit, Files
from studio.merging import Clash, Merged, merge
from studio.reading import DRAFT, Reader
from studio.versions import (
    Author,
    CommitTree,
    FileDiff,
    Version,
    commit_of,
    create,
    point,
    tree_with,
    version_of,
)

__all__ = ["Author", "Edited", "FileDiff", "Repository", "Version"]

T = TypeVar("T")
_CANDIDATES = "refs/aisle/candidates/"


@dataclass(frozen=True)
class Edited(Generic[T]):
    """`version` is None where the edit changed nothing."""

    version: Version | None
    result: T


class Repository(Reader):
    """Safe to use from several threads and processes: writers queue on a lock file in the repository."""

    def __init__(self, folder: Path, branch: str = "") -> None:
        """As Reader."""
        super().__init__(folder, branch)
        self._checkout = Checkout(folder, self._published)
        self._threads = threading.RLock()

    def edit(self, edit: Edit[T], author: Author, message: str) -> Edited[T]:
        """Runs `edit` on the draft and commits what it changed. Raises what `edit` raises, with nothing changed."""
        with self._writing() as repo:
            draft = self._draft_of(repo)
            return self._commit_edit(repo, DRAFT, draft, [draft], edit, author, message)

    def edit_live(self, edit: Edit[T], author: Author, message: str) -> Edited[T]:
        """Runs `edit` on what is published, in the working tree too, and on the draft: for what needs no training.

        Raises what `edit` raises on what is published, and Conflict where the checkout has changes of its own."""
        with self._writing() as repo:
            published = self._published_of(repo)
            files = Files(CommitTree(repo, published))
            result = edit(files)
            _refuse_elsewhere(files.changed)
            tree = tree_with(repo, published, files.changed)
            if tree == published.tree.id:
                return Edited(None, result)
            made = create(repo, tree, [published], author, message)
            draft = self._draft_of(repo)
            on_draft = Files(CommitTree(repo, draft))
            edit(on_draft)
            self._checkout.move(repo, published, made)
            tree = tree_with(repo, draft, on_draft.changed)
            point(repo, DRAFT, create(repo, tree, [draft, made], author, message))
            return Edited(version_of(made), result)

    def undo(self, version: str, author: Author) -> Version:
        """Takes one edit of the draft back, whatever came after it. Raises Conflict where later edits changed the same
        lines, and NotThere."""
        with self._writing() as repo:
            undone, draft = commit_of(repo, version), self._draft_of(repo)
            if len(undone.parents) != 1:
                raise BadEdit("only an edit can be undone")
            merged = _merged(repo, undone, draft, undone.parents[0])
            _refuse_clashes(merged, "later changes touch the same lines")
            _refuse_elsewhere(merged.changed)
            message = f"Undo: {undone.message.splitlines()[0]}"
            made = create(repo, tree_with(repo, draft, merged.changed), [draft], author, message)
            point(repo, DRAFT, made)
            return version_of(made)

    def sync(self, author: Author, choices: Mapping[str, Sequence[str]] | None = None) -> list[Clash]:
        """Takes what was committed to the published branch from elsewhere into the draft.

        What cannot be merged is returned, and the draft is as it was; `choices` says what to do with a path's clashes,
        in their order: `ours`, `theirs` or `both`."""
        with self._writing() as repo:
            draft, published = self._draft_of(repo), self._published_of(repo)
            base = repo.merge_base(draft.id, published.id)
            if base == published.id:
                return []
            if base is None:
                raise Conflict("the published branch was written anew: it has no version in common with the draft")
            merged = _merged(repo, repo[base].peel(pygit2.Commit), draft, published, choices or {})
            if merged.clashes:
                return list(merged.clashes)
            if base == draft.id:
                point(repo, DRAFT, published)
            else:
                tree = tree_with(repo, draft, merged.changed)
                message = f"Take in {version_of(published).title}"
                point(repo, DRAFT, create(repo, tree, [draft, published], author, message))
            return []

    def candidate(self, author: Author, message: str) -> Version:
        """A commit of the draft's files on top of what is published, which is not published yet.

        Raises Conflict where the draft lacks what was published from elsewhere, BadEdit where nothing would change."""
        with self._writing() as repo:
            draft, published = self._draft_of(repo), self._published_of(repo)
            if repo.merge_base(draft.id, published.id) != published.id:
                raise Conflict("the repository has changed meanwhile: take its changes in first")
            if draft.tree.id == published.tree.id:
                raise BadEdit("nothing has changed since the last release")
            return self._keep_candidate(repo, create(repo, draft.tree.id, [published], author, message))

    def back_to(self, version: str, author: Author, message: str) -> Version:
        """As `candidate`, but with the content that was published as `version`; other files stay as they are."""
        with self._writing() as repo:
            published, earlier = self._published_of(repo), commit_of(repo, version)
            now, then = Files(CommitTree(repo, published)), Files(CommitTree(repo, earlier))
            changed: dict[str, str | None] = {}
            for folder in layout.CONTENT:
                for path in {*now.under(folder), *then.under(folder)}:
                    if now.blob_id(path) != then.blob_id(path):
                        changed[path] = then.read(path) if then.exists(path) else None
            if not changed:
                raise BadEdit("that is what is published now")
            return self._keep_candidate(
                repo, create(repo, tree_with(repo, published, changed), [published], author, message)
            )

    def publish(self, candidate: str) -> Version:
        """Makes a candidate what is published, and brings the checkout to it. A second time changes nothing.

        Raises Conflict where something else was published since it was made, or the checkout has changes of its own."""
        with self._writing() as repo:
            made, published = commit_of(repo, candidate), self._published_of(repo)
            if made.id != published.id:
                if made.parent_ids[0] != published.id:
                    raise Conflict("something else was published meanwhile: make the release anew")
                draft = self._draft_of(repo)
                self._checkout.move(repo, published, made)
                if repo.merge_base(draft.id, made.id) != made.id:
                    # the draft keeps its files: after going back they are what is being edited
                    author = Author(made.author.name, made.author.email)
                    point(repo, DRAFT, create(repo, draft.tree.id, [draft, made], author, made.message))
            self._drop_candidate(repo, candidate)
            return version_of(made)

    def renew(self, candidate: str) -> Version:
        """The same change on top of what is published by now, in place of the candidate.

        Raises Conflict where both changed the same lines."""
        with self._writing() as repo:
            made, published = commit_of(repo, candidate), self._published_of(repo)
            merged = _merged(repo, made.parents[0], published, made)
            if merged.clashes:
                places = sorted({clash.place for clash in merged.clashes})
                raise Conflict(
                    f"what was published meanwhile touches the same lines: {', '.join(places)}", places=places
                )
            author = Author(made.author.name, made.author.email)
            renewed = create(repo, tree_with(repo, published, merged.changed), [published], author, made.message)
            self._drop_candidate(repo, candidate)
            return self._keep_candidate(repo, renewed)

    def discard_candidate(self, candidate: str) -> None:
        with self._writing() as repo:
            self._drop_candidate(repo, candidate)

    def repair(self) -> list[str]:
        """Finishes what a killed process began: brings the checkout to what is published. The paths that it wrote."""
        with self._writing() as repo:
            for lock in (*self._git.glob("refs/aisle/**/*.lock"), self._git / f"{self._published}.lock"):
                remove_if_stale(lock)
            return self._checkout.repair(repo, self._published_of(repo))

    def _commit_edit(
        self,
        repo: pygit2.Repository,
        ref: str,
        base: pygit2.Commit,
        parents: list[pygit2.Commit],
        edit: Callable[[Files], T],
        author: Author,
        message: str,
    ) -> Edited[T]:
        files = Files(CommitTree(repo, base))
        result = edit(files)
        _refuse_elsewhere(files.changed)
        tree = tree_with(repo, base, files.changed)
        if tree == base.tree.id:
            return Edited(None, result)
        made = create(repo, tree, parents, author, message)
        point(repo, ref, made)
        return Edited(version_of(made), result)

    def _keep_candidate(self, repo: pygit2.Repository, made: pygit2.Commit) -> Version:
        point(repo, _CANDIDATES + str(made.id), made)  # or git might sweep it away
        return version_of(made)

    def _drop_candidate(self, repo: pygit2.Repository, candidate: str) -> None:
        if _CANDIDATES + candidate in repo.references:
            repo.references.delete(_CANDIDATES + candidate)

    @contextmanager
    def _writing(self) -> Iterator[pygit2.Repository]:
        with self._threads, (self._git / "aisle-studio.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self._open()


def _merged(
    repo: pygit2.Repository,
    base: pygit2.Commit,
    ours: pygit2.Commit,
    theirs: pygit2.Commit,
    choices: Mapping[str, Sequence[str]] | None = None,
) -> Merged:
    """What has to be changed of `ours` to have in it what `theirs` changed of `base`."""
    trees = [Files(CommitTree(repo, commit)) for commit in (base, ours, theirs)]
    paths = {
        name
        for delta in base.tree.diff_to_tree(theirs.tree).deltas
        for name in (delta.old_file.path, delta.new_file.path)
    }
    return merge(sorted(paths), *trees, choices=choices or {})


def _refuse_clashes(merged: Merged, why: str) -> None:
    if merged.clashes:
        places = sorted({clash.place for clash in merged.clashes})
        raise Conflict(f"{why}: {', '.join(places)}", places=places)


def _refuse_elsewhere(changed: Iterable[str]) -> None:
    for path in changed:
        if not layout.is_content(path):
            raise BadEdit(f"{path} is not the studio's to change")
