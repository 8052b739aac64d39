"""Rules, words and typos; the tagger has tests/bot/test_entity_tagger.py."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.entities import extract
from bot.nlu.entity_rules import is_measure
from bot.nlu.lexicon import Lexicon, Vocabulary, readings

VOCABULARY = Vocabulary(
    (
        ("Kestrel Peak", "brand", "Kestrel Peak"),
        ("Tarnbrook", "brand", "Tarnbrook"),
        ("Next", "brand", "Next"),
        ("trousers", "category", "trousers"),
        ("footwear", "category", "shoes"),
        ("jackets", "category", "jackets"),
        ("lamps", "category", "lighting"),
        ("frying pan", "product", "frying pan"),
        ("shell", "product", "shell"),
        ("藏蓝", "color", "navy"),
    )
)
REAL_WORDS = frozenset(
    {"read", "back", "black", "next", "shell", "red", "pan", "paint", "tennis", "tent", "white", "write"}
)
WORDS = readings(
    [
        ("rain jacket", "product", "rain jacket"),
        ("shoes", "category", "shoes"),
        ("navy", "color", "navy"),
        ("black", "color", "black"),
        ("red", "color", "red"),
        ("外套", "category", "jackets"),
        ("藏青色", "color", "navy"),
        ("头灯", "product", "头灯"),
        ("light", "category", "lighting"),
        ("light", "product", "light"),
        ("light", "category", "lighting"),
    ]
)
LEXICON = Lexicon(WORDS, VOCABULARY, REAL_WORDS, values={"五百": "500"})


def found(text: str) -> list[tuple[str, str]]:
    return [(entity.type, entity.value) for entity in extract(text, LEXICON)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("where is order 1042, mail ana@mail.com", [("order_number", "1042"), ("email", "ana@mail.com")]),
        ("mine is o'neill@irishmail.ie", [("email", "o'neill@irishmail.ie")]),
        ("#2291??", [("order_number", "2291")]),
        ("订单1042到哪了", [("order_number", "1042")]),
        ("订单１０４２到哪了", [("order_number", "1042")]),
        ("1042号订单 邮箱ana.li@example.com", [("order_number", "1042"), ("email", "ana.li@example.com")]),
        ("a navy rain jacket under 80", [("color", "navy"), ("product", "rain jacket"), ("price_max", "80")]),
        ("shoes size 42 over €50", [("category", "shoes"), ("size", "42"), ("price_min", "50")]),
        ("800以内的藏青色外套", [("price_max", "800"), ("color", "navy"), ("category", "jackets")]),
        ("between 40 and 70", [("price_min", "40"), ("price_max", "70")]),
        ("nothing above 45 please", [("price_max", "45")]),
        ("价位60-90", [("price_min", "60"), ("price_max", "90")]),
        ("五百块以内", [("price_max", "500")]),
        ("八百以内", [("price_max", "800")]),
        ("a duvet, 140 x 200", [("size", "140 x 200")]),
        ("还有M码吗", [("size", "M")]),
        ("Navy SHOES", [("color", "navy"), ("category", "shoes")]),
        ("Tarnbrook的藏蓝外套", [("brand", "Tarnbrook"), ("color", "navy"), ("category", "jackets")]),
        ("頭燈", [("product", "頭燈")]),
        ("since last Monday", [("date", "last Monday")]),
        ("上周三买的", [("date", "上周三")]),
        ("I paid 1200 euros", []),
        ("10,000 mm waterproof", []),
        ("I have waited 3 weeks", []),
        ("within 3 days", []),
        ("within 14 days", []),
        ("a tent up to 30 l", []),
        ("my receipt is from 2019, not from 20", [("order_number", "2019")]),
        ("under 1,200 euros", [("price_max", "1,200")]),
        ("at most 79,90", [("price_max", "79,90")]),
        ("under 1.500€", [("price_max", "1.500")]),
        ("unlight", []),
        ("light", [("category", "lighting")]),
        ("2 pairs", [("quantity", "2")]),
    ],
)
def test_finds_what_is_there_and_nothing_else(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tarnbrok jaket", [("brand", "Tarnbrook")]),
        ("a nayv one", [("color", "navy")]),
        ("rain jakcet", [("product", "rain jacket")]),
        ("a kestrelpeak thing", [("brand", "Kestrel Peak")]),
        ("from kestrel", [("brand", "Kestrel Peak")]),
        ("tarn brook", [("brand", "Tarnbrook")]),
        ("fryng pan", [("product", "frying pan")]),
        ("trousrs", [("category", "trousers")]),
        ("trouser", [("category", "trousers")]),
    ],
)
def test_a_slip_of_the_keys_is_read_as_the_shops_word(text: str, expected: list[tuple[str, str]]) -> None:
    assert [each for each in found(text) if each in expected] == expected


@pytest.mark.parametrize(
    "text", ["I read it", "send it back", "next please", "so lane", "paint", "in a nutshell", "shell"]
)
def test_a_common_word_is_no_entity(text: str) -> None:
    assert found(text) == []


def test_offsets_point_at_the_words() -> None:
    text = "İs the rain jacket 1042 navy?"
    assert [text[e.start : e.end] for e in extract(text, LEXICON)] == ["rain jacket", "1042", "navy"]


def test_without_words_only_forms_are_found() -> None:
    assert [e.type for e in extract("navy shoes 1042", Lexicon({}))] == ["order_number"]


@given(
    st.text(alphabet=st.characters(), max_size=80)
    | st.text(alphabet="a1@.,-x €navyshoe五十月号\u202e\ud800’", max_size=80)
)
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_places_never_overlap(text: str) -> None:
    entities = extract(text, LEXICON)
    for entity in entities:
        assert 0 <= entity.start < entity.end <= len(text)
        entity.value.encode()
    assert all(first.end <= second.start for first, second in pairwise(entities))


@pytest.mark.parametrize(
    "unit",
    ["a@", "1", "1,", "not ", " ", "\ud800", "\u202ex", "五", "next ", "in a ", "tarnbrok ", "navy shoes ", "1 - "],
)
def test_twice_the_text_takes_about_twice_the_time(unit: str) -> None:
    """Steps counted by the clock: a quadratic reader would take sixteen times as long for four times the text."""

    def seconds(length: int) -> float:
        best = 9.0
        for _ in range(3):
            began = time.perf_counter()
            extract((unit * length)[:length], LEXICON)
            best = min(best, time.perf_counter() - began)
        return best

    assert seconds(12_000) < 9 * seconds(3_000) + 0.02


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("track order 999999, e-mail ana@mail.example", "999999"),
        ("Order number: 2311 please", "2311"),
        ("my parcel #1042", "1042"),
        ("订单号：3310到哪了", "3310"),
        ("帮我查下订单2208", "2208"),
    ],
)
def test_a_number_that_is_called_an_order_is_one_whatever_the_tagger_thinks(text: str, number: str) -> None:
    class Blind:
        def tag(self, *reading: object) -> list[object]:
            return []

    found = extract(text, Lexicon([]), Blind())  # type: ignore[arg-type]
    assert [(e.value, text[e.start : e.end]) for e in found if e.type == "order_number"] == [(number, number)]


@pytest.mark.parametrize(
    "text",
    [
        "a 42 inch tv",
        '40" screen',
        "a 40 gb hard drive",
        "usb cable 38 cm",
        "40 l backpack",
        "42寸的电视",
        "45 w charger",
    ],
)
def test_inches_gigabytes_and_litres_are_no_size_of_clothes(text: str) -> None:
    assert [entity for entity in extract(text, LEXICON) if entity.type == "size"] == []


@pytest.mark.parametrize("text", ["shoes in size 42", "size 42 in black", "鞋 42码"])
def test_a_size_is_still_a_size(text: str) -> None:
    assert [entity.value for entity in extract(text, LEXICON) if entity.type == "size"] == ["42"]
    assert not is_measure('trainers, size "42"', 16, 18)
