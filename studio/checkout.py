"""The working tree of the published branch: what serves reads its files there, so it follows what is published."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

import pygit2

from studio.errors import Conflict

_WRITTEN = "refs/aisle/checkout"
_STALE_S = 20.0


class Checkout:
    """`move` and `repair` are called with the repository's lock held.

    `refs/aisle/checkout` says up to which commit the files were written. The branch moves first, the files follow, one
    rename each: whoever is killed in between leaves the ref behind, and `repair` goes on from there."""

    def __init__(self, folder: Path, branch: str) -> None:
        self._folder = folder
        self._branch = branch

    def move(self, repo: pygit2.Repository, old: pygit2.Commit, new: pygit2.Commit) -> None:
        """The branch from `old` to `new`, and the files with it.

        Raises Conflict, with nothing changed, where a file to be written is not as `old` has it, or the branch has
        moved meanwhile."""
        is_checked_out = self._is_checked_out(repo)
        changed = _changed(old, new) if is_checked_out else []
        own = [path for path in changed if self._content(path) != _content_of(old, path)]
        if own:
            raise Conflict(f"the checkout has changes that are not committed: {', '.join(own)}", places=own)
        if is_checked_out:
            repo.references.create(_WRITTEN, old.id, force=True)
        reference = repo.references[self._branch]
        if reference.target != old.id:
            raise Conflict("something else was published meanwhile")
        try:
            reference.set_target(new.id, f"studio: {new.message.splitlines()[0]}")
        except pygit2.GitError:  # changed since it was read
            raise Conflict("something else was published meanwhile") from None
        if is_checked_out:
            self._write(repo, changed, new)

    def repair(self, repo: pygit2.Repository, published: pygit2.Commit) -> list[str]:
        """Writes what a killed `move` did not get to; files that somebody else has changed are left alone."""
        written = repo.references.get(_WRITTEN)
        if written is None or not self._is_checked_out(repo) or written.target == published.id:
            return []
        old = repo.get(written.target)
        if not isinstance(old, pygit2.Commit):
            return []
        remove_if_stale(Path(repo.path, "index.lock"))
        for path in _changed(old, published):
            _beside(self._folder / path).unlink(missing_ok=True)
        changed = _changed(old, published)
        ours = {path: self._content(path) in (_content_of(old, path), _content_of(published, path)) for path in changed}
        todo = [path for path in changed if self._content(path) != _content_of(published, path) and ours[path]]
        # also those that it got to: git's index may not know of them yet
        self._write(repo, [path for path in changed if ours[path]], published)
        return todo

    def _is_checked_out(self, repo: pygit2.Repository) -> bool:
        return repo.workdir is not None and repo.references["HEAD"].target == self._branch

    def _write(self, repo: pygit2.Repository, paths: list[str], commit: pygit2.Commit) -> None:
        for path in paths:
            content = _content_of(commit, path)
            if content is None:
                (self._folder / path).unlink(missing_ok=True)
            else:
                _replace(self._folder / path, content)
        index = repo.index
        index.read()
        for path in paths:
            if _content_of(commit, path) is None:
                if path in index:
                    index.remove(path)
            else:
                index.add(path)
        index.write()
        repo.references.create(_WRITTEN, commit.id, force=True)

    def _content(self, path: str) -> bytes | None:
        try:
            return (self._folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None


def remove_if_stale(lock: Path) -> None:
    """A lock of git's that a killed process has left: git itself holds one for milliseconds, an open editor excepted,
    and asks its user to remove it."""
    with suppress(FileNotFoundError):
        if time.time() - lock.stat().st_mtime > _STALE_S:
            lock.unlink()


def _changed(old: pygit2.Commit, new: pygit2.Commit) -> list[str]:
    deltas = old.tree.diff_to_tree(new.tree).deltas
    return sorted({name for delta in deltas for name in (delta.old_file.path, delta.new_file.path)})


def _content_of(commit: pygit2.Commit, path: str) -> bytes | None:
    try:
        entry = commit.tree[path]
    except KeyError:
        return None
    return entry.data if isinstance(entry, pygit2.Blob) else None


def _replace(file: Path, content: bytes) -> None:
    """Whole or not at all, also for who reads it at the same time."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = _beside(file)
    with beside.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    if file.exists():
        beside.chmod(file.stat().st_mode & 0o777)
    beside.replace(file)


def _beside(file: Path) -> Path:
    """Where a file's new content is written first; there is one writer at a time."""
    return file.with_name(f".{file.name}.aisle-writing")
