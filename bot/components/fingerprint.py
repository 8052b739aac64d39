"""What a trained component depends on besides its class, its configuration and the examples: code of ours."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

_ROOT = Path(__file__).parents[2]


def sources_digest(files: Iterable[str]) -> str:
    """SHA-256 of the files, named from the root of the repository; for `fingerprint_addon`."""
    return hashlib.sha256(b"".join((_ROOT / file).read_bytes() for file in files)).hexdigest()
