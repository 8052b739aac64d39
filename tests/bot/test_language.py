from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from bench.language import FILES, cases, fasttext, wrong
from bot.components.language import LanguageIdentifier
from bot.nlu.language import foreign, identify
from bot.nlu.script import is_latin

SHOP = ["en", "zh"]


@pytest.mark.parametrize(
    ("text", "prior", "expected"),
    [
        ("where is my parcel", "zh", "en"),
        ("我的包裹在哪里", "en", "zh"),
        ("包裹到哪裡了", "en", "zh"),
        ("订单 1042 tracking", "en", "zh"),
        ("I want a human", "zh", "en"),
        ("WHERE IS MY PACKAGE", "zh", "en"),
        ("ok", "zh", "zh"),
        ("ok thx", "zh", "zh"),
        ("ok", "en", "en"),
        ("M", "zh", "zh"),
        ("Tarnbrook jacket", "zh", "zh"),
        ("Kestrel Peak Trail Runner", "zh", "zh"),
        ("Kestrel Peak那件冲锋衣帽子可以拆么", "en", "zh"),
        ("我用wang.lei@example.com注册一下吧", "en", "zh"),
        ("can I pay with 支付宝", "en", "en"),
        ("mia.keller@example.com", "zh", "zh"),
        ("1042", "zh", "zh"),
        ("Où est mon colis s'il vous plaît", "en", "en"),
        ("Où est mon colis s'il vous plaît", "zh", "zh"),
        ("荷物はどこですか", "en", "en"),
        ("", "zh", "zh"),
        ("😀😀😀", "en", "en"),
    ],
)
def test_language_changes_on_clear_evidence_only(text: str, prior: str, expected: str) -> None:
    assert identify(text, SHOP, prior) == expected


def test_at_least_28_of_30_held_out_short_messages_are_right() -> None:
    held_out = cases(FILES["held out"])
    assert len(held_out) == 30 and all(len(case.text.split()) <= 6 for case in held_out)
    assert len(wrong(held_out, fasttext)) <= 2


def test_the_messages_it_was_chosen_on_stay_right() -> None:
    tried = cases(FILES["chosen on"])
    assert len(wrong(tried, fasttext)) <= 0.04 * len(tried)


@pytest.mark.parametrize(
    ("text", "languages", "prior", "expected"),
    [
        ("我的包裹在哪里", ["en"], "en", "en"),
        ("我的包裹在哪里", ["en", "ja"], "en", "en"),
        ("荷物はどこですか", ["en", "zh", "ja"], "zh", "ja"),
        ("注文番号", ["en", "zh", "ja"], "ja", "ja"),
        ("반품하고 싶어요", ["en", "ko"], "en", "ko"),
        ("où est ma commande ?", ["en", "zh", "de", "es", "fr", "ja", "ko"], "zh", "fr"),
        ("quiero devolver esto", ["en", "zh", "de", "es", "fr", "ja", "ko"], "en", "es"),
        ("where is my parcel", ["en", "a-language-fasttext-never-heard-of"], "en", "en"),
    ],
)
def test_a_shop_speaks_any_of_fasttexts_languages(text: str, languages: list[str], prior: str, expected: str) -> None:
    assert identify(text, languages, prior) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wo ist mein Paket, bitte?", "de"),
        ("où est mon colis s'il vous plaît", "fr"),
        ("quiero devolver estos zapatos", "es"),
        ("荷物はどこですか", "ja"),
        ("где моя посылка, заказ 1042?", "ru"),
        ("danke", None),
        ("Wo ist", None),
        ("where is my parcel", None),
        ("我的包裹在哪里啊", None),
        ("Wo ist mein Paket 我的包裹", None),
        ("wo.ist.mein.paket@beispiel.de", None),
        ("1042", None),
        ("", None),
    ],
)
def test_another_language_is_named_on_clear_evidence_only(text: str, expected: str | None) -> None:
    assert foreign(text, SHOP) == expected


def test_a_language_of_the_shop_is_never_foreign() -> None:
    assert foreign("Wo ist mein Paket, bitte?", ["en", "de"]) is None
    assert foreign("我的包裹在哪里啊", ["en"]) == "zh"


@pytest.mark.parametrize(
    "text",
    [
        "where is " * 2500,
        "我的" * 20_000,
        "a@" * 20_000,
        "\ud800 where is my \udfff parcel",
        "\x00\x00where\x00is\x00my\x00parcel\n\r\u2028",
        "ﷺ" * 5000,  # one letter that normalises to eighteen
        "e" + "\u0301" * 5000,
        "\u202eparcel my is where\u202c",
        "' ' ''''' '",
        "\U0010ffff\ufffe\ufeff",
    ],
)
def test_hostile_text_gets_a_language_too(text: str) -> None:
    assert identify(text, SHOP, "zh") in SHOP
    assert foreign(text, SHOP) not in SHOP


def identified(text: str, **metadata: Any) -> dict[str, Any]:
    config = {**LanguageIdentifier.get_default_config()}
    component = LanguageIdentifier.create(config, None, None, None)  # type: ignore[arg-type]
    [message] = component.process([Message({"text": text, "metadata": metadata})])
    [entity] = message.get("entities")
    return dict(entity)


def test_the_component_goes_on_in_the_conversations_language() -> None:
    assert identified("ok", language="zh")["value"] == "zh"
    assert identified("ok")["value"] == "en"
    assert identified("where is my parcel", language="zh")["value"] == "en"


def test_the_component_tells_the_actions_of_another_language() -> None:
    german = identified("Wo ist mein Paket, bitte?", language="zh")
    assert german["value"] == "zh" and german["foreign"] == "de"
    assert identified("where is my parcel")["foreign"] is None


@pytest.mark.parametrize(
    ("text", "latin"), [("hello", True), ("你好", False), ("привет", False), ("1042", True), ("T恤", True)]
)
def test_script_decides_which_model_reads(text: str, latin: bool) -> None:
    assert is_latin(text) is latin
