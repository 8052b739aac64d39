"""Uploads between their report and what the editor makes of it: files below `studio/imports`, under names that nobody
guesses, each for the editor who brought it, and gone after two hours."""

from __future__ import annotations

import json
import os
import re
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from studio.errors import NotThere

KEPT_S = 2 * 3600
_MOST = 4  # of one editor
_TOKEN = re.compile(r"[0-9a-f]{32}")
_PARTS = ("upload", "found", "report", "progress", "refused")


class Shelf:
    def __init__(self, folder: Path) -> None:
        """`folder` is made when something is put there; nobody else may read what is in it."""
        self._folder = folder

    def begin(self, editor: str, meta: Mapping[str, str]) -> str:
        """A place for an upload. The editor's oldest make room, and so does what has expired."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._sweep()
        for old in self._of(editor)[_MOST - 1 :]:
            self.drop(old)
        token = secrets.token_hex(16)
        self.put(token, "meta", {**meta, "editor": editor, "at": time.time()})
        return token

    def meta(self, token: str, editor: str | None = None) -> dict[str, Any]:
        """Raises NotThere for what has expired, and for what is not this editor's: the answer is the same."""
        found: dict[str, Any] | None = self.get(token, "meta") if _TOKEN.fullmatch(token) else None
        is_mine = found is not None and (editor is None or found["editor"] == editor)
        if found is None or not is_mine or time.time() - found["at"] > KEPT_S:
            raise NotThere("the import is not there any more: upload the file again")
        return found

    def latest(self, editor: str) -> str | None:
        return next(iter(self._of(editor)), None)

    def file(self, token: str, part: str) -> Path:
        if not _TOKEN.fullmatch(token):
            raise NotThere("there is no such import")
        return self._folder / f"{token}.{part}"

    def put(self, token: str, part: str, content: Any) -> None:
        """Whole or not at all, for who reads it at the same time."""
        file = self.file(token, part)
        partly = file.with_suffix(f".{secrets.token_hex(4)}.part")
        with os.fdopen(os.open(partly, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump(content, out, ensure_ascii=False)
        partly.replace(file)

    def get(self, token: str, part: str) -> Any:
        """None where there is none."""
        try:
            return json.loads(self.file(token, part).read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return None

    def drop(self, token: str) -> None:
        for part in ("meta", *_PARTS):
            self.file(token, part).unlink(missing_ok=True)

    def _of(self, editor: str) -> list[str]:
        """The newest first."""
        found = []
        for file in self._folder.glob("*.meta"):
            with suppress(NotThere):
                found.append((self.meta(file.stem, editor)["at"], file.stem))
        return [token for _, token in sorted(found, reverse=True)]

    def _sweep(self) -> None:
        oldest = time.time() - KEPT_S
        for file in self._folder.iterdir():
            with suppress(FileNotFoundError):
                if file.stat().st_mtime < oldest:
                    file.unlink()
