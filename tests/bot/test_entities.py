import pytest

from bot.nlu.entities import Lexicon, extract

LEXICON = Lexicon.of(
    [
        ("rain jacket", "product", "rain jacket"),
        ("shoes", "category", "shoes"),
        ("navy", "color", "navy"),
        ("外套", "category", "jackets"),
        ("藏青色", "color", "navy"),
        ("light", "category", "lighting"),
        ("light", "product", "light"),
        ("light", "category", "lighting"),
    ]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("where is order 1042, mail ana@mail.com", [("order_number", "1042"), ("email", "ana@mail.com")]),
        ("#2291??", [("order_number", "2291")]),
        ("订单1042到哪了", [("order_number", "1042")]),
        ("1042号订单 邮箱ana.li@example.com", [("order_number", "1042"), ("email", "ana.li@example.com")]),
        ("a navy rain jacket under 80", [("color", "navy"), ("product", "rain jacket"), ("price_max", "80")]),
        ("shoes size 42 over €50", [("category", "shoes"), ("size", "42"), ("price_min", "50")]),
        ("800以内的藏青色外套", [("price_max", "800"), ("color", "navy"), ("category", "jackets")]),
        ("Navy SHOES", [("color", "navy"), ("category", "shoes")]),
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
    assert [(entity.type, entity.value) for entity in extract(text, LEXICON)] == expected


def test_offsets_point_at_the_words() -> None:
    text = "is the rain jacket 1042 navy?"
    for entity in extract(text, LEXICON):
        assert text[entity.start : entity.end] == entity.value


def test_a_long_hostile_text_takes_no_time_to_speak_of() -> None:
    assert extract("a@" * 1000 + "1" * 2000, LEXICON) == []
