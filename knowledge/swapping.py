"""Generations on disk: a new one is made beside the live one, and put in its place with one rename.

The live folder is a symbolic link to a generation. A rename replaces the link, so a reader finds the old index or the
new one, whole, and a build that dies leaves only a folder that the next build sweeps away."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from knowledge.errors import KnowledgeError
from knowledge.generation import MANIFEST

NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS)


@contextmanager
def building(folder: Path) -> Iterator[Path]:
    """A folder beside the index, removed again unless it has become the index."""
    target = folder.with_name(f"{folder.name}.build-{secrets.token_hex(6)}")
    target.mkdir()
    try:
        yield target
    finally:
        if folder.resolve() != target.resolve():
            shutil.rmtree(target, ignore_errors=True)


def link(files: Iterable[str], source: Path, target: Path) -> None:
    """Files of one generation in another, without their bytes; with them on a file system that has no hard links."""
    for name in files:
        (target / name).parent.mkdir(exist_ok=True)
        try:
            os.link(source / name, target / name)
        except OSError as error:
            if error.errno not in NO_LINKS:
                raise
            shutil.copyfile(source / name, target / name)


def swap(target: Path, folder: Path) -> None:
    """The generation before is kept until the next swap, for whoever is opening it now."""
    before = folder.resolve() if folder.is_symlink() else None
    if folder.is_dir() and not folder.is_symlink():
        if any(folder.iterdir()) and not (folder / MANIFEST).exists():
            raise KnowledgeError(f"{folder} is not an index, and is not overwritten")
        folder.rename(folder.with_name(f"{folder.name}.build-aside-{secrets.token_hex(6)}"))
    link = folder.with_name(f"{folder.name}.build-link-{secrets.token_hex(6)}")
    link.symlink_to(target.name)
    os.replace(link, folder)  # noqa: PTH105 - Path.replace would read as if it moved the target
    for other in folder.parent.glob(f"{folder.name}.build-*"):
        if other.is_symlink():
            other.unlink()
        elif other.resolve() not in (target.resolve(), before):
            shutil.rmtree(other)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    with folder.with_name(f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
