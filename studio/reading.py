"""A repository as it is read: the draft, what is published, and how both came to be."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pygit2

from studio import layout
from studio.errors import NoRepository
from studio.files import Files
from studio.versions import CommitTree, FileDiff, Version, commit_of, file_diff, first_parents, touches, version_of

DRAFT = "refs/aisle/draft"


class Reader:
    """A new pygit2.Repository for each call: one of them is not to be shared between threads."""

    def __init__(self, folder: Path, branch: str = "") -> None:
        """`branch` is what is published; empty is the one that is checked out. Raises NoRepository."""
        try:
            repo = pygit2.Repository(str(folder))
            self._published = f"refs/heads/{branch}" if branch else str(repo.references["HEAD"].target)
            if not self._published.startswith("refs/heads/") or self._published not in repo.references:
                raise NoRepository(
                    f"{folder}: no branch with a commit is checked out. Check one out, or name it with AISLE_BRANCH."
                )
        except (pygit2.GitError, KeyError) as error:
            raise NoRepository(
                f"{folder} cannot be used as a git repository ({error}). The studio keeps every change as a commit: "
                "run `git init`, commit and start again, or name another folder with AISLE_REPOSITORY."
            ) from None
        self.folder = folder
        self._git = Path(repo.path)

    @property
    def branch(self) -> str:
        return self._published.removeprefix("refs/heads/")

    def draft(self) -> Files:
        """What is being edited; what is published where nothing is."""
        repo = self._open()
        return Files(CommitTree(repo, self._draft_of(repo)))

    def published(self) -> Files:
        repo = self._open()
        return Files(CommitTree(repo, self._published_of(repo)))

    def at(self, version: str) -> Files:
        """Raises NotThere."""
        repo = self._open()
        return Files(CommitTree(repo, commit_of(repo, version)))

    def version(self, version: str) -> Version:
        """Raises NotThere."""
        return version_of(commit_of(self._open(), version))

    def parents(self, version: str) -> list[str]:
        """What a version was made of: one, or of a merge the draft's first. Raises NotThere."""
        return [str(parent) for parent in commit_of(self._open(), version).parent_ids]

    def history(self, path: str = "", *, limit: int = 50, published: bool = False, after: str = "") -> list[Version]:
        """Newest first: edits of the draft with what was published before, or only what was published.

        Of all content, or only versions that changed `path`, a file or a folder. `after`: older than this one."""
        repo = self._open()
        found: list[Version] = []
        start = self._published_of(repo) if published else self._draft_of(repo)
        seen = not after
        for commit in first_parents(repo, start):
            if seen and touches(commit, (path,) if path else layout.CONTENT):
                found.append(version_of(commit))
                if len(found) == limit:
                    break
            seen = seen or str(commit.id) == after
        return found

    def diff(self, old: str, new: str, *paths: str) -> list[FileDiff]:
        """What `new` changes of `old`; of `paths` and below them only, where any are given. Raises NotThere."""
        repo = self._open()
        found = commit_of(repo, old).tree.diff_to_tree(commit_of(repo, new).tree, context_lines=2)
        found.find_similar()
        return [each for patch in found if (each := file_diff(patch)) and _in(each.path, paths)]

    def export(self, version: str, folder: Path, *paths: str) -> None:
        """Writes a version's files below `folder`: those of `paths` (files or folders), or all."""
        repo = self._open()
        tree = CommitTree(repo, commit_of(repo, version))
        for path in tree.paths(""):
            if _in(path, paths):
                file = folder / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(tree.blob(path) or b"")

    def _open(self) -> pygit2.Repository:
        return pygit2.Repository(str(self._git))

    def _published_of(self, repo: pygit2.Repository) -> pygit2.Commit:
        return repo.references[self._published].peel(pygit2.Commit)

    def _draft_of(self, repo: pygit2.Repository) -> pygit2.Commit:
        reference = repo.references.get(DRAFT)
        return self._published_of(repo) if reference is None else reference.peel(pygit2.Commit)


def _in(path: str, folders: Sequence[str]) -> bool:
    return not folders or layout.is_below(path, folders)
