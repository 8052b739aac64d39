"""Commits as the studio reads and makes them: thin over pygit2."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone

import pygit2
from pygit2.enums import FileMode, SortMode

from studio.errors import NotThere


@dataclass(frozen=True)
class Author:
    name: str
    email: str


@dataclass(frozen=True)
class Version:
    """A commit. `at` is UTC without a zone, as everywhere in the service's database."""

    id: str
    author: str
    email: str
    at: datetime
    message: str

    @property
    def title(self) -> str:
        return self.message.partition("\n")[0]


@dataclass(frozen=True)
class FileDiff:
    """`patch` is a unified diff's text without its head; `status` is added, changed or removed."""

    path: str
    status: str
    added: int
    removed: int
    patch: str


class CommitTree:
    def __init__(self, repo: pygit2.Repository, commit: pygit2.Commit) -> None:
        self._repo = repo
        self._tree = commit.tree
        self.version = str(commit.id)

    def blob(self, path: str) -> bytes | None:
        entry = self._entry(path)
        return entry.data if isinstance(entry, pygit2.Blob) else None

    def blob_id(self, path: str) -> str | None:
        entry = self._entry(path)
        return str(entry.id) if isinstance(entry, pygit2.Blob) else None

    def paths(self, folder: str) -> list[str]:
        tree = self._entry(folder) if folder else self._tree
        return list(_walk(tree, f"{folder}/" if folder else "")) if isinstance(tree, pygit2.Tree) else []

    def _entry(self, path: str) -> pygit2.Object | None:
        try:
            return self._tree[path]
        except (KeyError, ValueError):
            return None


def _walk(tree: pygit2.Tree, prefix: str) -> Iterator[str]:
    for entry in tree:
        if isinstance(entry, pygit2.Tree):
            yield from _walk(entry, f"{prefix}{entry.name}/")
        elif isinstance(entry, pygit2.Blob) and entry.filemode != FileMode.LINK:
            yield f"{prefix}{entry.name}"


def commit_of(repo: pygit2.Repository, version: str) -> pygit2.Commit:
    found = repo.get(version) if len(version) == 40 and version.isalnum() else None
    if not isinstance(found, pygit2.Commit):
        raise NotThere("there is no such version")
    return found


def version_of(commit: pygit2.Commit) -> Version:
    at = datetime.fromtimestamp(commit.author.time, timezone.utc).replace(tzinfo=None)
    return Version(str(commit.id), commit.author.name, commit.author.email, at, commit.message.strip())


def first_parents(repo: pygit2.Repository, start: pygit2.Commit) -> Iterator[pygit2.Commit]:
    walker = repo.walk(start.id, SortMode.TOPOLOGICAL)
    walker.simplify_first_parent()
    yield from walker


def touches(commit: pygit2.Commit, paths: Sequence[str]) -> bool:
    before = commit.parents[0].tree if commit.parents else None
    return any(_id_of(commit.tree, path) != _id_of(before, path) for path in paths)


def _id_of(tree: pygit2.Tree | None, path: str) -> str | None:
    try:
        return str(tree[path].id) if tree is not None else None
    except KeyError:
        return None


def tree_with(repo: pygit2.Repository, base: pygit2.Commit, changed: Mapping[str, str | None]) -> pygit2.Oid:
    """The id of the tree of `base` with the changes."""
    if not changed:
        return base.tree.id
    index = pygit2.Index()
    index.read_tree(base.tree)
    for path, text in changed.items():
        if text is None:
            index.remove(path)
        else:
            mode = index[path].mode if path in index else FileMode.BLOB
            index.add(pygit2.IndexEntry(path, repo.create_blob(text.encode()), mode))
    return index.write_tree(repo)


def create(
    repo: pygit2.Repository, tree: pygit2.Oid, parents: Sequence[pygit2.Commit], author: Author, message: str
) -> pygit2.Commit:
    signature = pygit2.Signature(_plain(author.name) or "studio", _plain(author.email) or "studio@localhost")
    made = repo.create_commit(None, signature, signature, message, tree, [parent.id for parent in parents])
    return repo[made].peel(pygit2.Commit)


def _plain(text: str) -> str:
    """As git's signatures take it."""
    return "".join(c for c in text if c.isprintable() and c not in "<>").strip()


def point(repo: pygit2.Repository, ref: str, commit: pygit2.Commit) -> None:
    repo.references.create(ref, commit.id, force=True)


def file_diff(patch: pygit2.Patch | None) -> FileDiff | None:
    if patch is None:
        return None
    delta = patch.delta
    status = {"A": "added", "D": "removed"}.get(delta.status_char(), "changed")
    text = "" if delta.is_binary else patch.text or ""
    body = text[text.find("@@") :] if "@@" in text else ""
    _, added, removed = patch.line_stats
    return FileDiff(delta.new_file.path if status != "removed" else delta.old_file.path, status, added, removed, body)
