from __future__ import annotations

import pytest

from actions.references import LAST, read


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("the second one please", (1,)),
        ("what about the 3rd", (2,)),
        ("is number 4 waterproof?", (3,)),
        ("How heavy is the last one", (LAST,)),
        ("compare the first and the third one", (0, 2)),
        ("the first two, side by side", (0, 1)),
        ("第二个防水吗", (1,)),
        ("第一款和第三款对比一下", (0, 2)),
        ("最后一个多少钱", (LAST,)),
        ("前两款哪个好", (0, 1)),
        ("第3双还有货吗", (2,)),
        ("is this my first tent", ()),
        ("the first time I bought here it broke", ()),
        ("第一次露营需要买什么", ()),
        ("for the last week I have waited", ()),
        ("order number 1042", ()),
    ],
)
def test_places_in_the_list(text: str, positions: tuple[int, ...]) -> None:
    assert read(text).positions == positions


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("show me cheaper ones", "cheaper"),
        ("got anything less expensive?", "cheaper"),
        ("something a bit more expensive", "dearer"),
        ("have you got something better", "better"),
        ("便宜点的", "cheaper"),
        ("有没有更便宜的", "cheaper"),
        ("贵一点的也行", "dearer"),
        ("有更好的吗", "better"),
        ("sleeping mats cheaper than 50", None),
        ("are earbuds going to be cheaper on Black Friday", None),
        ("are the kids' ones cheaper than the adults'", None),
        ("以后会便宜吗", None),
        ("the cheapest one", None),
    ],
)
def test_steps_up_and_down(text: str, step: str | None) -> None:
    assert read(text).step == step


@pytest.mark.parametrize(
    ("text", "extreme"),
    [("how much is the cheapest one", "cheapest"), ("最贵的那个呢", "dearest"), ("the top rated", "best")],
)
def test_the_ends_of_the_list(text: str, extreme: str) -> None:
    assert read(text).extreme == extreme


@pytest.mark.parametrize(
    "text",
    [
        "more",
        "Show me more please",
        "any others?",
        "what else do you have",
        "next page",
        "再来几个",
        "还有别的吗",
        "换一批",
        "更多",
    ],
)
def test_the_next_ones(text: str) -> None:
    assert read(text).more


@pytest.mark.parametrize(
    "text",
    ["tell me more about it", "more expensive", "还有货吗", "还有蓝色的吗", "more red shoes", "how many more days"],
)
def test_what_only_sounds_like_the_next_ones(text: str) -> None:
    assert not read(text).more


@pytest.mark.parametrize(
    "text",
    [
        "more like that",
        "something similar to this",
        "similar ones please",
        "anything like the second one",
        "有没有类似的",
        "和这个差不多的",
    ],
)
def test_others_alike(text: str) -> None:
    assert read(text).alike


@pytest.mark.parametrize("text", ["", "   ", "?!", "the second one " * 100, "第二个" * 200])
def test_nothing_and_stories_refer_to_nothing(text: str) -> None:
    reference = read(text)
    assert not (reference.positions or reference.step or reference.more or reference.alike)
