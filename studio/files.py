"""The text files of one version, and what an edit changes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from studio.errors import BadEdit, BrokenFile, NotThere

T = TypeVar("T")
_LARGEST = 8_000_000  # bytes of one file


class Tree(Protocol):
    """A version's files: `blob` is None where there is none. `version` names it."""

    version: str

    def blob(self, path: str) -> bytes | None: ...

    def blob_id(self, path: str) -> str | None: ...

    def paths(self, folder: str) -> list[str]: ...


class Files:
    """Texts by path, such as `nlu_data/en/orders.yml`: read from a version, with an edit's changes on top.

    Line ends are kept as they are: nothing but what an edit means to change may change."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.changed: dict[str, str | None] = {}

    @property
    def version(self) -> str:
        return self._tree.version

    def read(self, path: str) -> str:
        """Raises NotThere, and BrokenFile for what is no text in UTF-8."""
        if path in self.changed:
            text = self.changed[path]
            if text is None:
                raise NotThere(f"{path} is not there any more")
            return text
        content = self._tree.blob(path)
        if content is None:
            raise NotThere(f"there is no {path}")
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise BrokenFile(f"{path}:{line}: is not written in UTF-8", place=f"{path}:{line}") from None

    def exists(self, path: str) -> bool:
        if path in self.changed:
            return self.changed[path] is not None
        return self._tree.blob_id(path) is not None

    def under(self, folder: str, *endings: str) -> list[str]:
        """Paths below `folder`, sorted; only those with one of `endings` (`.yml`) where any is given."""
        paths = {path for path in self._tree.paths(folder) if self.changed.get(path, "") is not None}
        paths |= {path for path, text in self.changed.items() if text is not None and path.startswith(f"{folder}/")}
        return sorted(path for path in paths if not endings or path.endswith(endings))

    def blob_id(self, path: str) -> str | None:
        """Names the content as committed: the same text has the same id. None for what this edit has changed."""
        return None if path in self.changed else self._tree.blob_id(path)

    def write(self, path: str, text: str) -> None:
        """Raises BadEdit for a path that leads anywhere else, and for what no file of ours is as large as."""
        parts = path.split("/")
        if not all(parts) or any(part.startswith(".") for part in parts) or "\\" in path or "\0" in path:
            raise BadEdit(f"{path!r} is no name of a file")
        if len(text.encode("utf-8", "surrogatepass")) > _LARGEST:
            raise BadEdit(f"{path} would be larger than {_LARGEST // 1_000_000} MB: split it by topic")
        self.changed[path] = text

    def remove(self, path: str) -> None:
        self.read(path)
        self.changed[path] = None


Edit = Callable[[Files], T]


class TextTree:
    """Files that lie in memory: an import's, or a test's."""

    def __init__(self, texts: Mapping[str, str], version: str = "") -> None:
        self._texts = dict(texts)
        self.version = version

    def blob(self, path: str) -> bytes | None:
        text = self._texts.get(path)
        return None if text is None else text.encode()

    def blob_id(self, path: str) -> str | None:
        return f"{hash(self._texts[path])}" if path in self._texts else None

    def paths(self, folder: str) -> list[str]:
        return [path for path in self._texts if path.startswith(f"{folder}/")]
