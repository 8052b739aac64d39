"""Six-digit codes as people write them."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 200
# one sign at most between two digits: "123 456", "123-456", "1 2 3 4 5 6"
_CODE = re.compile(r"(?<!\d)\d(?:[\s.\-·‐-―]?\d){5}(?!\d)")


def read_code(written: str) -> str | None:
    """The six ASCII digits in what a person wrote, in any script's digits; None where there are none, or several."""
    plain = unicodedata.normalize("NFKC", written[:_LONGEST])
    found = {"".join(_ascii(sign) for sign in each if sign.isdecimal()) for each in _CODE.findall(plain)}
    return found.pop() if len(found) == 1 else None


def _ascii(digit: str) -> str:
    return str(unicodedata.decimal(digit))
