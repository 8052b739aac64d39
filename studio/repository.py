"""The git repository as the studio uses it: what is published is a branch, what is being edited is a ref beside it.

Every edit is a commit of its own on `refs/aisle/draft`, made in git's object store without a working tree: an edit of
many files is there whole or not at all, also when the process is killed half-way. A release is one commit on the
published branch; the draft then has it as a second parent, so each edit's author and reason stay readable."""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Generic, TypeVar

import pygit2
from pygit2.enums import FileMode, SortMode

from studio import layout
from studio.checkout import Checkout, remove_if_stale
from studio.errors import BadEdit, Conflict, NoRepository, NotThere
from studio.files import Edit, Files
from studio.merging import Clash, Merged, merge

T = TypeVar("T")
DRAFT = "refs/aisle/draft"
_CANDIDATES = "refs/aisle/candidates/"


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
class Edited(Generic[T]):
    """`version` is None where the edit changed nothing."""

    version: Version | None
    result: T


@dataclass(frozen=True)
class FileDiff:
    """`patch` is a unified diff's text without its head; `status` is added, changed or removed."""

    path: str
    status: str
    added: int
    removed: int
    patch: str


class Repository:
    """Safe to use from several threads and processes: writers queue on a lock file in the repository."""

    def __init__(self, folder: Path, branch: str = "") -> None:
        """`branch` is what is published; empty is the one that is checked out. Raises NoRepository."""
        try:
            repo = pygit2.Repository(str(folder))
            head = repo.references["HEAD"]
            self._published = f"refs/heads/{branch}" if branch else str(head.target)
            if self._published not in repo.references:
                raise NoRepository(f"{folder}: the branch {self._published.removeprefix('refs/heads/')} has no commit")
        except (pygit2.GitError, KeyError):
            raise NoRepository(
                f"{folder} is no git repository: the studio keeps every change as a commit. Run `git init`, commit, "
                "and start again, or name another folder with AISLE_REPOSITORY."
            ) from None
        self.folder = folder
        self._git = Path(repo.path)
        self._checkout = Checkout(folder, self._published)
        self._threads = threading.RLock()

    @property
    def branch(self) -> str:
        return self._published.removeprefix("refs/heads/")

    def draft(self) -> Files:
        """What is being edited; what is published where nothing is."""
        repo = self._open()
        return Files(_CommitTree(repo, self._draft_of(repo)))

    def published(self) -> Files:
        repo = self._open()
        return Files(_CommitTree(repo, self._published_of(repo)))

    def at(self, version: str) -> Files:
        """Raises NotThere."""
        repo = self._open()
        return Files(_CommitTree(repo, _commit(repo, version)))

    def version(self, version: str) -> Version:
        """Raises NotThere."""
        return _version(_commit(self._open(), version))

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
            files = Files(_CommitTree(repo, published))
            result = edit(files)
            if not files.changed:
                return Edited(None, result)
            made = _create(repo, _with(repo, published, files.changed), [published], author, message)
            draft = self._draft_of(repo)
            on_draft = Files(_CommitTree(repo, draft))
            edit(on_draft)
            self._checkout.move(repo, published, made)
            tree = _with(repo, draft, on_draft.changed)
            _point(repo, DRAFT, _create(repo, tree, [draft, made], author, message))
            return Edited(_version(made), result)

    def undo(self, version: str, author: Author) -> Version:
        """Takes one edit of the draft back, whatever came after it. Raises Conflict where later edits changed the same
        lines, and NotThere."""
        with self._writing() as repo:
            undone, draft = _commit(repo, version), self._draft_of(repo)
            if len(undone.parents) != 1:
                raise BadEdit("only an edit can be undone")
            merged = _merged(repo, undone, draft, undone.parents[0])
            if merged.clashes:
                places = sorted({clash.place for clash in merged.clashes})
                raise Conflict(f"later changes touch the same lines: {', '.join(places)}", places=places)
            message = f"Undo: {undone.message.splitlines()[0]}"
            made = _create(repo, _with(repo, draft, merged.changed), [draft], author, message)
            _point(repo, DRAFT, made)
            return _version(made)

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
                _point(repo, DRAFT, published)
            else:
                tree = _with(repo, draft, merged.changed)
                message = f"Take in {_version(published).title}"
                _point(repo, DRAFT, _create(repo, tree, [draft, published], author, message))
            return []

    def history(self, path: str = "", *, limit: int = 50, published: bool = False, after: str = "") -> list[Version]:
        """Newest first: edits of the draft with what was published before, or only what was published.

        `path`: only versions that changed this file or something below this folder. `after`: older than this one."""
        repo = self._open()
        found: list[Version] = []
        start = self._published_of(repo) if published else self._draft_of(repo)
        seen = not after
        for commit in _first_parents(repo, start):
            if seen and (not path or _touches(commit, path)):
                found.append(_version(commit))
                if len(found) == limit:
                    break
            seen = seen or str(commit.id) == after
        return found

    def diff(self, old: str, new: str, *paths: str) -> list[FileDiff]:
        """What `new` changes of `old`; of `paths` and below them only, where any are given. Raises NotThere."""
        repo = self._open()
        found = _commit(repo, old).tree.diff_to_tree(_commit(repo, new).tree, context_lines=2)
        found.find_similar()
        return [each for patch in found if (each := _file_diff(patch)) and _is_below(each.path, paths)]

    def candidate(self, author: Author, message: str) -> Version:
        """A commit of the draft's files on top of what is published, which is not published yet.

        Raises Conflict where the draft lacks what was published from elsewhere, BadEdit where nothing would change."""
        with self._writing() as repo:
            draft, published = self._draft_of(repo), self._published_of(repo)
            if repo.merge_base(draft.id, published.id) != published.id:
                raise Conflict("the repository has changed meanwhile: take its changes in first")
            if draft.tree.id == published.tree.id:
                raise BadEdit("nothing has changed since the last release")
            return self._keep_candidate(repo, _create(repo, draft.tree.id, [published], author, message))

    def back_to(self, version: str, author: Author, message: str) -> Version:
        """As `candidate`, but with the content that was published as `version`; other files stay as they are."""
        with self._writing() as repo:
            published, earlier = self._published_of(repo), _commit(repo, version)
            now, then = Files(_CommitTree(repo, published)), Files(_CommitTree(repo, earlier))
            changed: dict[str, str | None] = {}
            for folder in layout.CONTENT:
                for path in {*now.under(folder), *then.under(folder)}:
                    if now.blob_id(path) != then.blob_id(path):
                        changed[path] = then.read(path) if then.exists(path) else None
            if not changed:
                raise BadEdit("that is what is published now")
            return self._keep_candidate(
                repo, _create(repo, _with(repo, published, changed), [published], author, message)
            )

    def publish(self, candidate: str) -> Version:
        """Makes a candidate what is published, and brings the checkout to it. A second time changes nothing.

        Raises Conflict where something else was published since it was made, or the checkout has changes of its own."""
        with self._writing() as repo:
            made, published = _commit(repo, candidate), self._published_of(repo)
            if made.id != published.id:
                if made.parent_ids[0] != published.id:
                    raise Conflict("something else was published meanwhile: make the release anew")
                draft = self._draft_of(repo)
                self._checkout.move(repo, published, made)
                if repo.merge_base(draft.id, made.id) != made.id:
                    # the draft keeps its files: after going back they are what is being edited
                    author = Author(made.author.name, made.author.email)
                    _point(repo, DRAFT, _create(repo, draft.tree.id, [draft, made], author, made.message))
            self._drop_candidate(repo, candidate)
            return _version(made)

    def discard_candidate(self, candidate: str) -> None:
        with self._writing() as repo:
            self._drop_candidate(repo, candidate)

    def repair(self) -> list[str]:
        """Finishes what a killed process began: brings the checkout to what is published. The paths that it wrote."""
        with self._writing() as repo:
            for lock in (*self._git.glob("refs/aisle/**/*.lock"), self._git / f"{self._published}.lock"):
                remove_if_stale(lock)
            return self._checkout.repair(repo, self._published_of(repo))

    def export(self, version: str, folder: Path, *paths: str) -> None:
        """Writes a version's files below `folder`: those of `paths` (files or folders), or all."""
        repo = self._open()
        tree = _CommitTree(repo, _commit(repo, version))
        for path in tree.paths(""):
            if _is_below(path, paths):
                file = folder / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(tree.blob(path) or b"")

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
        files = Files(_CommitTree(repo, base))
        result = edit(files)
        tree = _with(repo, base, files.changed)
        if tree == base.tree.id:
            return Edited(None, result)
        made = _create(repo, tree, parents, author, message)
        _point(repo, ref, made)
        return Edited(_version(made), result)

    def _keep_candidate(self, repo: pygit2.Repository, made: pygit2.Commit) -> Version:
        _point(repo, _CANDIDATES + str(made.id), made)  # or git might sweep it away
        return _version(made)

    def _drop_candidate(self, repo: pygit2.Repository, candidate: str) -> None:
        if _CANDIDATES + candidate in repo.references:
            repo.references.delete(_CANDIDATES + candidate)

    def _open(self) -> pygit2.Repository:
        return pygit2.Repository(str(self._git))

    def _published_of(self, repo: pygit2.Repository) -> pygit2.Commit:
        return repo.references[self._published].peel(pygit2.Commit)

    def _draft_of(self, repo: pygit2.Repository) -> pygit2.Commit:
        reference = repo.references.get(DRAFT)
        return self._published_of(repo) if reference is None else reference.peel(pygit2.Commit)

    @contextmanager
    def _writing(self) -> Iterator[pygit2.Repository]:
        with self._threads, (self._git / "aisle-studio.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self._open()


class _CommitTree:
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


def _commit(repo: pygit2.Repository, version: str) -> pygit2.Commit:
    found = repo.get(version) if len(version) == 40 and version.isalnum() else None
    if not isinstance(found, pygit2.Commit):
        raise NotThere("there is no such version")
    return found


def _version(commit: pygit2.Commit) -> Version:
    at = datetime.fromtimestamp(commit.author.time, timezone.utc).replace(tzinfo=None)
    return Version(str(commit.id), commit.author.name, commit.author.email, at, commit.message.strip())


def _first_parents(repo: pygit2.Repository, start: pygit2.Commit) -> Iterator[pygit2.Commit]:
    walker = repo.walk(start.id, SortMode.TOPOLOGICAL)
    walker.simplify_first_parent()
    yield from walker


def _touches(commit: pygit2.Commit, path: str) -> bool:
    before = commit.parents[0].tree if commit.parents else None
    return _id_of(commit.tree, path) != _id_of(before, path)


def _id_of(tree: pygit2.Tree | None, path: str) -> str | None:
    try:
        return str(tree[path].id) if tree is not None else None
    except KeyError:
        return None


def _with(repo: pygit2.Repository, base: pygit2.Commit, changed: Mapping[str, str | None]) -> pygit2.Oid:
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


def _create(
    repo: pygit2.Repository, tree: pygit2.Oid, parents: Sequence[pygit2.Commit], author: Author, message: str
) -> pygit2.Commit:
    signature = pygit2.Signature(_plain(author.name) or "studio", _plain(author.email) or "studio@localhost")
    made = repo.create_commit(None, signature, signature, message, tree, [parent.id for parent in parents])
    return repo[made].peel(pygit2.Commit)


def _plain(text: str) -> str:
    """As git's signatures take it."""
    return "".join(c for c in text if c.isprintable() and c not in "<>").strip()


def _point(repo: pygit2.Repository, ref: str, commit: pygit2.Commit) -> None:
    repo.references.create(ref, commit.id, force=True)


def _merged(
    repo: pygit2.Repository,
    base: pygit2.Commit,
    ours: pygit2.Commit,
    theirs: pygit2.Commit,
    choices: Mapping[str, Sequence[str]] | None = None,
) -> Merged:
    """What has to be changed of `ours` to have in it what `theirs` changed of `base`."""
    trees = [Files(_CommitTree(repo, commit)) for commit in (base, ours, theirs)]
    paths = {
        name
        for delta in base.tree.diff_to_tree(theirs.tree).deltas
        for name in (delta.old_file.path, delta.new_file.path)
    }
    return merge(sorted(paths), *trees, choices=choices or {})


def _file_diff(patch: pygit2.Patch | None) -> FileDiff | None:
    if patch is None:
        return None
    delta = patch.delta
    status = {"A": "added", "D": "removed"}.get(delta.status_char(), "changed")
    text = "" if delta.is_binary else patch.text or ""
    body = text[text.find("@@") :] if "@@" in text else ""
    _, added, removed = patch.line_stats
    return FileDiff(delta.new_file.path if status != "removed" else delta.old_file.path, status, added, removed, body)


def _is_below(path: str, folders: Sequence[str]) -> bool:
    return not folders or any(path == folder or path.startswith(f"{folder}/") for folder in folders)
