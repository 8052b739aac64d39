"""An upload, read: its encoding, an archive's members, and what each file holds. Nothing of it is trusted."""

from __future__ import annotations

import codecs
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from charset_normalizer import from_bytes

from studio.errors import BadEdit, BrokenFile, StudioError, TooLarge
from studio.transfer.items import Fault, Found
from studio.transfer.rasa_files import read_yaml
from studio.transfer.scripts import Guess
from studio.transfer.tables import read_markdown, read_table

LARGEST_MB = 10
MOST = 100_000  # examples, answers and words
_UNPACKED_MB = 40
_MOST_FILES = 500
_LONGEST_NAME = 120
_GUESSED_FROM = 200_000
_READERS = {
    ".csv": read_table,
    ".tsv": read_table,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".yml": read_yaml,
    ".yaml": read_yaml,
}
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ENCODINGS = re.compile(r"(gb18030|gbk|gb2312|big5|shift_jis|euc_\w+|cp\d+|iso8859_\d+|latin_1|koi8_r|utf_(8|16)\w*)")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
# what zipfile raises for bytes that are no archive
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError, ValueError, OSError)
Progress = Callable[[int, int], None]  # files read, of


def read_upload(name: str, content: bytes, guess: Guess, encoding: str = "", told: Progress | None = None) -> Found:
    """Raises BadEdit, BrokenFile and TooLarge, naming file and line, where the upload as a whole cannot be used."""
    if len(content) > LARGEST_MB * 1_000_000:
        raise too_large()
    name = shown_name(name)
    found = Found()
    if content.startswith(b"PK\x03\x04"):
        members = list(_members(name, content, found))
        for at, (path, part) in enumerate(members):
            try:
                _read(path, part, guess.inside(path), encoding, found)
            except (BadEdit, BrokenFile) as error:  # the other files are good
                found.faults.append(_fault(path, error))
            if told:
                told(at + 1, len(members))
    else:
        _read(name, content, guess, encoding, found)
    if not found.count and not found.faults:
        raise BadEdit(f"{name} holds nothing that can be imported")
    return found


def too_large() -> TooLarge:
    return TooLarge(
        f"the file is larger than {LARGEST_MB} MB: split it. Nothing was imported.", most_bytes=LARGEST_MB * 1_000_000
    )


def shown_name(name: str) -> str:
    """What a report calls the file: never a path, nothing that is not seen."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(c for c in last if c.isprintable())[-_LONGEST_NAME:].strip() or "upload"


def _read(name: str, content: bytes, guess: Guess, encoding: str, found: Found) -> None:
    reader = _READERS.get(PurePosixPath(name).suffix.lower())
    if reader is None:
        raise BadEdit(f"{name} is none of {', '.join(_READERS)}, .zip")
    reader(name, _text(name, content, encoding), found, guess)
    if found.count > MOST:
        raise TooLarge(f"{name} brings more than {MOST:,} examples, answers and words: split it")


def _text(name: str, content: bytes, encoding: str) -> str:
    chosen = next((known for mark, known in _BOMS if content.startswith(mark)), encoding or "utf-8")
    if encoding and not _ENCODINGS.fullmatch(encoding.lower().replace("-", "_")):
        raise BadEdit(f"{encoding[:40]!r} is no encoding that can be read")
    try:
        text = content.decode(chosen)
    except (UnicodeDecodeError, LookupError) as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = content.count(b"\n", 0, start) + 1
        best = None if encoding else from_bytes(content[:_GUESSED_FROM]).best()
        hint = f": it looks like {best.encoding}" if best else ""
        place = f"{name}:{line}"
        raise BadEdit(
            f"{place}: is not written in {chosen.upper()}{hint}", place=place, encoding=best.encoding if best else None
        ) from None
    if odd := _CONTROL.search(text):
        place = f"{name}:{text.count(chr(10), 0, odd.start()) + 1}"
        raise BadEdit(f"{place}: has a sign that no text has (U+{ord(odd.group()):04X})", place=place)
    return text


def _members(name: str, content: bytes, found: Found) -> Iterator[tuple[str, bytes]]:
    """The readable files of an archive, unpacked in memory and never on disk."""
    left = _UNPACKED_MB * 1_000_000
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if len(archive.infolist()) > _MOST_FILES:
                raise TooLarge(f"{name} has more than {_MOST_FILES} files")
            for info in archive.infolist():
                path = _checked(name, info.filename)
                if info.is_dir() or path.startswith("__MACOSX/"):
                    continue
                if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise BadEdit(f"{name} is packed in a way that is not read: pack it as an ordinary ZIP")
                if PurePosixPath(path).suffix.lower() not in _READERS:
                    found.notes.append(path)
                    continue
                with archive.open(info) as member:
                    part = member.read(left + 1)  # what the archive says of its sizes may be a lie
                left -= len(part)
                if left < 0:
                    raise TooLarge(f"{name} unpacks to more than {_UNPACKED_MB} MB, at {path}")
                yield path, part
    except _DAMAGED:
        raise BadEdit(f"{name} is a damaged archive") from None
    except RuntimeError:  # as zipfile calls a missing password
        raise BadEdit(f"{name} is locked with a password") from None


def _checked(archive: str, path: str) -> str:
    parts = path.rstrip("/").split("/")
    if ".." in parts or not all(parts) or "\\" in path or ":" in path or not path.isprintable() or len(path) > 300:
        raise BadEdit(f"{archive} has a file with a name that leads elsewhere: {path[:100]!r}")
    return path


def _fault(path: str, error: StudioError) -> Fault:
    place = str(error.detail.get("place") or path)
    return Fault(place, error.said.removeprefix(f"{place}: "))
