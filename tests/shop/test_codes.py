from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.codes import read_code

DIGITS = st.text("0123456789", min_size=6, max_size=6)
SEPARATORS = st.sampled_from(["", " ", "-", ".", "·", "–", "\u3000", "\u00a0"])
# digits of other scripts: full width, Arabic-Indic, Devanagari
SCRIPTS = st.sampled_from(["０", "٠", "०", "0"])
NO_DIGIT = st.characters(blacklist_categories=("Nd", "No", "Nl", "Cs"))
AROUND = st.text(NO_DIGIT, max_size=40)


def in_script(code: str, zero: str) -> str:
    return "".join(chr(ord(zero) + int(digit)) for digit in code)


@given(DIGITS, st.lists(SEPARATORS, min_size=5, max_size=5), SCRIPTS, AROUND, AROUND)
def test_six_digits_are_read_however_they_are_written(
    code: str, separators: list[str], zero: str, before: str, after: str
) -> None:
    digits = [in_script(digit, zero) for digit in code]
    written = digits[0] + "".join(separator + digit for separator, digit in zip(separators, digits[1:], strict=True))
    assert read_code(f"{before} {written} {after}") == code


@given(st.text(max_size=300))
def test_whatever_is_written_gives_six_ascii_digits_or_nothing(written: str) -> None:
    code = read_code(written)
    assert code is None or (len(code) == 6 and code.isascii() and code.isdigit())


@given(DIGITS, AROUND)
def test_a_code_that_is_written_twice_is_the_same_code(code: str, between: str) -> None:
    assert read_code(f"{code} x{between}x {code}") == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("123456", "123456"),
        ("the code is 123 456, thanks", "123456"),
        ("验证码是１２３４５６。", "123456"),
        ("验证码：012345", "012345"),
        ("1 2 3 4 5 6", "123456"),
        ("for order 1042: 123456", "123456"),
    ],
)
def test_codes_as_people_write_them(written: str, code: str) -> None:
    assert read_code(written) == code


@pytest.mark.parametrize(
    "written", ["", "12345", "1234567", "123 4567", "no code came", "123456 or 654321", "１２３４５", "²³⁴⁵⁶⁷ x"]
)
def test_what_is_no_code_or_could_be_several(written: str) -> None:
    assert read_code(written) in (None, "234567")
