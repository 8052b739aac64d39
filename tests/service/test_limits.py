"""How often one address may ask, seen through the proxies that the settings name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.settings import ServiceSettings
from tests.service.fake_rasa import FakeRasa
from tests.service.harness import Tab, serving

pytestmark = pytest.mark.asyncio


async def test_an_address_may_open_only_so_many_conversations(settings: ServiceSettings, rasa: FakeRasa) -> None:
    async with serving(replace(settings, proxies=1, open_rate="2/minute")):
        acks = []
        for address in ("198.51.100.7", "198.51.100.7", "198.51.100.7", "203.0.113.9"):
            tab = await Tab(f"http://127.0.0.1:{settings.port}").connect(headers={"X-Forwarded-For": address})
            acks.append(await tab.call("join", {}))
            await tab.close()
    assert [ack["ok"] for ack in acks] == [True, True, False, True]
    assert acks[2]["error"]["code"] == "rate_limited"


async def test_a_fresh_conversation_counts_once_and_keeps_the_old_one_where_it_is_refused(
    settings: ServiceSettings, rasa: FakeRasa
) -> None:
    async with serving(replace(settings, proxies=1, open_rate="2/minute")):
        tab = Tab(f"http://127.0.0.1:{settings.port}")
        await tab.connect(headers={"X-Forwarded-For": "198.51.100.7"})
        await tab.join()
        acks = [await tab.call("fresh", {}) for _ in range(2)]
        assert [ack["ok"] for ack in acks] == [True, False] and acks[1]["error"]["code"] == "rate_limited"
        assert (await tab.say("still here?"))["ok"]
        await tab.answered("You said: still here?")
        await tab.close()


async def test_an_address_header_counts_for_nothing_without_a_proxy_in_the_settings(
    settings: ServiceSettings, rasa: FakeRasa
) -> None:
    async with serving(replace(settings, open_rate="1/minute")):
        for _ in range(2):
            tab = await Tab(f"http://127.0.0.1:{settings.port}").connect(headers={"X-Forwarded-For": "198.51.100.7"})
            assert (await tab.call("join", {}))["ok"]
            await tab.close()
