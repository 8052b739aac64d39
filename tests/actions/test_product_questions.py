from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from actions.heard import Heard
from actions.product_questions import _FILE as SYNONYMS
from actions.product_questions import ProductQuestions, table
from shop.models import Product
from tests.actions.conftest import tracker


@pytest.fixture(scope="module")
def questions() -> ProductQuestions:
    return ProductQuestions.load()


@pytest.fixture
def parka() -> Product:
    return Product(
        id="p1",
        category="jackets",
        type="parka",
        brand="Tarnbrook",
        names={"en": "Harbour Parka", "zh": "Harbour 派克大衣"},
        descriptions={
            "en": "It keeps a wet Monday out. The zip runs both ways. Made in Porto, 2.5 km from the sea.",
            "zh": "下雨的周一也不怕。拉链可以双向拉开。在波尔图生产，离海 2.5 公里。",
        },
        attributes={
            "en": {
                "Waterproofing": "15,000 mm",
                "Material": "recycled polyester",
                "Weight": "1,150 g",
                "Pockets": "four",
            },
            "zh": {"防水": "15,000 毫米", "材质": "再生聚酯", "重量": "1,150 g", "口袋": "四个"},
        },
        facts={"windproof": True},
        search_text="harbour parka tarnbrook 派克大衣",
    )


def heard(text: str, language: str = "en", **entities: str) -> Heard:
    return Heard.of(tracker(text, "ask_product", entities, {"language": language}))


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        ("is it waterproof", "en", "Waterproofing"),
        ("would it survive a day of heavy rain in Scotland?", "en", "Waterproofing"),
        ("what is it made of", "en", "Material"),
        ("How heavy is it?", "en", "Weight"),
        ("does it have an inside pocket", "en", "Pockets"),
        ("can it stop the wind", "en", "Windproof"),
        ("防水吗", "zh", "防水"),
        ("这个什么材质", "zh", "材质"),
        ("多重啊", "zh", "重量"),
        ("防风不", "zh", "防风"),
    ],
)
def test_the_row_that_is_about_the_question(
    questions: ProductQuestions, parka: Product, text: str, language: str, label: str
) -> None:
    assert label in [row[0] for row in questions.said(parka, heard(text, language)).rows]


def test_a_question_in_one_language_reads_a_page_in_another(questions: ProductQuestions, parka: Product) -> None:
    parka.attributes, parka.descriptions = {"en": parka.attributes["en"]}, {"en": parka.descriptions["en"]}
    assert questions.said(parka, heard("防水吗", "zh")).rows == [("Waterproofing", "15,000 mm")]


@pytest.mark.parametrize(
    ("text", "language", "sentence"),
    [
        ("does the zipper open from below", "en", "The zip runs both ways."),
        ("拉链好用吗", "zh", "拉链可以双向拉开。"),
        ("where was it produced", "en", "Made in Porto, 2.5 km from the sea."),
    ],
)
def test_a_sentence_of_the_description_answers(
    questions: ProductQuestions, parka: Product, text: str, language: str, sentence: str
) -> None:
    assert sentence in questions.said(parka, heard(text, language)).sentences


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("battery life?", "en"),
        ("does it work on an induction hob", "en"),
        ("has it got bluetooth", "en"),
        ("续航多久", "zh"),
        ("能用电磁炉吗", "zh"),
        ("is it", "en"),
        ("???", "en"),
    ],
)
def test_what_the_page_does_not_say_is_not_made_up(
    questions: ProductQuestions, parka: Product, text: str, language: str
) -> None:
    assert not questions.said(parka, heard(text, language))


def test_the_goods_in_the_question_are_not_what_it_asks(questions: ProductQuestions, parka: Product) -> None:
    parka.attributes["en"]["Fill"] = "duck down"
    asked = heard("how do i wash the down jacket", product="down jacket")
    assert not questions.said(parka, asked)
    parka.attributes["en"]["Care"] = "40 degrees"
    assert questions.said(parka, asked).rows == [("Care", "40 degrees")]


def test_a_page_of_a_hundred_rows_is_answered_with_a_few(questions: ProductQuestions, parka: Product) -> None:
    parka.attributes = {"en": {f"Pocket {number}": "yes" for number in range(100)} | {"Weight": "1 kg"}}
    assert len(questions.said(parka, heard("pockets?")).rows) == 4
    assert questions.said(parka, heard("weight?")).rows == [("Weight", "1 kg")]


@pytest.mark.parametrize("text", ["what is it made of", "is it heavy", "这个防水吗"])
def test_who_asks_for_one_thing(questions: ProductQuestions, text: str) -> None:
    assert not questions.asks_for_everything(text)


@pytest.mark.parametrize("text", ["tell me more", "specs please", "介绍一下", "参数发一下", ""])
def test_who_asks_for_everything(questions: ProductQuestions, text: str) -> None:
    assert questions.asks_for_everything(text)


def test_flags_are_rows_unless_an_attribute_says_them(parka: Product) -> None:
    parka.facts = {"windproof": True, "waterproof": True, "warm": False}
    assert ("Windproof", "yes") in table(parka, "en") and ("防风", "是") in table(parka, "zh")
    assert "Warm" not in dict(table(parka, "en"))


def test_a_long_or_hostile_question_is_read_in_time(questions: ProductQuestions, parka: Product) -> None:
    for text in ("how " * 5000, "防水" * 5000, "(((((" * 2000, "made " * 3000):
        questions.said(parka, replace(heard("x"), text=text))


def test_no_term_stands_twice_in_a_group() -> None:
    groups = yaml.safe_load(SYNONYMS.read_text(encoding="utf-8"))["properties"]
    for group in groups:
        assert len({str(term).lower() for term in group}) == len(group), group
