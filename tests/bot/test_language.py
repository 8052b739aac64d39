import pytest

from bot.nlu.language import identify, is_latin

LANGUAGES = ["en", "zh"]


@pytest.mark.parametrize(
    ("text", "prior", "expected"),
    [
        ("where is my parcel", "zh", "en"),
        ("我的包裹在哪里", "en", "zh"),
        ("订单 1042 tracking", "en", "zh"),
        ("I want a human", "zh", "en"),
        ("ok", "zh", "zh"),
        ("ok thx", "zh", "zh"),
        ("ok", "en", "en"),
        ("M", "zh", "zh"),
        ("Tarnbrook jacket", "zh", "zh"),
        ("mia.keller@example.com", "zh", "zh"),
        ("1042", "zh", "zh"),
        ("Où est mon colis s'il vous plaît", "en", "en"),
        ("荷物はどこですか", "en", "en"),
        ("", "zh", "zh"),
        ("😀😀😀", "en", "en"),
    ],
)
def test_language_changes_on_clear_evidence_only(text: str, prior: str, expected: str) -> None:
    assert identify(text, LANGUAGES, prior) == expected


def test_a_shop_without_chinese_never_answers_in_it() -> None:
    assert identify("我的包裹在哪里", ["en"], "en") == "en"


@pytest.mark.parametrize(
    ("text", "latin"), [("hello", True), ("你好", False), ("привет", False), ("1042", True), ("T恤", True)]
)
def test_script_decides_which_model_reads(text: str, latin: bool) -> None:
    assert is_latin(text) is latin
