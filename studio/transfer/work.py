"""Reading an upload and reporting on it, in a process of its own: it takes seconds, and what it reads is hostile."""

from __future__ import annotations

from pathlib import Path

from studio.errors import StudioError
from studio.language.corpus import corpus
from studio.repository import Repository
from studio.transfer.items import Found
from studio.transfer.reading import read_upload
from studio.transfer.report import sort_out
from studio.transfer.scripts import Guess
from studio.transfer.shelf import Shelf
from studio.transfer.summary import summary


def examine(folder: str, branch: str, imports: str, token: str) -> None:
    """Leaves `found` and `report` on the shelf, or `refused` with what is wrong. Raises NotThere where it has gone."""
    shelf = Shelf(Path(imports))
    meta = shelf.meta(token)

    def told(done: int, of: int, step: str = "reading") -> None:
        shelf.put(token, "progress", {"step": step, "done": done, "of": of})

    try:
        files = Repository(Path(folder), branch).draft()
        told(0, 1)
        guess = Guess(corpus(files).languages, meta["language"])
        content = shelf.file(token, "upload").read_bytes()
        found = read_upload(meta["name"], content, guess, meta["encoding"], told)
        told(0, found.count, "comparing")
        result = sort_out(found, files)
        told(found.count, found.count, "likeness")
        shelf.put(token, "found", found.as_json())
        shelf.put(token, "report", {"name": meta["name"], **summary(found, result, files)})
    except StudioError as error:
        refuse(shelf, token, error)
    finally:
        shelf.file(token, "upload").unlink(missing_ok=True)


def refuse(shelf: Shelf, token: str, error: StudioError) -> None:
    shelf.put(token, "refused", {"code": error.code, "message": error.said, "detail": error.detail})


def found_of(shelf: Shelf, token: str) -> Found:
    """Raises NotThere while there is no report."""
    found = shelf.get(token, "found")
    if found is None:
        shelf.meta("")
    return Found.of_json(found)
