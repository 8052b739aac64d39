"""Sixty dialogues that do something, through the service, each held against the shop's database afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bench.stack import Stack
from tests.e2e.acting import Shop, Shopper, dialogues, identity, values_of
from tests.service.harness import Tab

pytestmark = [pytest.mark.slow]
ALL = list(dialogues())


@pytest.fixture(scope="module")
def shop(stack: Stack) -> Iterator[Shop]:
    shop = Shop(stack)
    yield shop
    shop.store.close()


def test_there_are_sixty_and_a_quarter_of_them_in_chinese() -> None:
    assert len(ALL) >= 60 and sum(dialogue.get("language") == "zh" for dialogue in ALL) >= 15
    assert len({dialogue["name"] for dialogue in ALL}) == len(ALL)
    assert all(dialogue["then"] for dialogue in ALL)


@pytest.mark.parametrize("dialogue", ALL, ids=lambda dialogue: dialogue["name"].replace(" ", "_"))
async def test_the_shop_says_so_afterwards(dialogue: dict[str, Any], shop: Shop, new_tab: Callable[[], Tab]) -> None:
    order = shop.order(dialogue["order"])
    known = {"identity": identity(shop.stack, order.customer_id)} if dialogue.get("known") else {}
    tab = await new_tab().joined(language=dialogue.get("language", "en"), **known)
    shopper = Shopper(shop, tab, order, values_of(shop, order))
    before = shop.state(order.number)
    for turn in dialogue["turns"]:
        await shopper.play(turn)
    shop.check(order, before, dialogue["then"])
