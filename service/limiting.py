"""How often one conversation, address, account or API key may ask for something. Counted in this process's memory."""

from __future__ import annotations

import ipaddress

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter

from service.errors import RateLimited
from service.settings import ServiceSettings


class Limiter:
    """Every method raises RateLimited, and counts nothing against anybody else."""

    def __init__(self, settings: ServiceSettings) -> None:
        # the strategy keeps only a weak reference to it
        self._storage = MemoryStorage()
        self._limiter = FixedWindowRateLimiter(self._storage)
        self._say = parse(settings.say_rate)
        self._address = parse(settings.address_rate)
        self._open = parse(settings.open_rate)
        self._photo = parse(settings.photo_rate)
        self._key = parse(settings.key_rate)
        self._login = parse(settings.login_rate)
        self._logins = parse(settings.address_login_rate)

    async def say(self, conversation_id: str, address: str | None) -> None:
        """`address` is None for a shop's own server, which its key counts."""
        if address is not None:
            await self.ask(address)
        await self._hit(self._say, "conversation", conversation_id)

    async def ask(self, address: str) -> None:
        if not _is_local(address):
            await self._hit(self._address, "address", address)

    async def open(self, address: str) -> None:
        """A new conversation costs rows and a turn, so an address may have fewer of them."""
        if not _is_local(address):
            await self._hit(self._open, "open", address)

    async def photo(self, conversation_id: str, address: str) -> None:
        """A photograph costs memory and disk, so a conversation may have fewer of them than messages."""
        await self.ask(address)
        await self._hit(self._photo, "photo", conversation_id)

    async def login(self, who: str, address: str) -> None:
        """Passwords and invitations are not to be tried out: per name, and per address."""
        await self.ask(address)
        await self._hit(self._login, "login", who)
        if not _is_local(address):
            await self._hit(self._logins, "logins of", address)

    async def key(self, name: str) -> None:
        await self._hit(self._key, "key", name)

    async def hit(self, rate: RateLimitItem, kind: str, who: str) -> None:
        """For what has a rate of its own."""
        await self._hit(rate, kind, who)

    async def _hit(self, rate: RateLimitItem, kind: str, who: str) -> None:
        if not await self._limiter.hit(rate, kind, who):
            raise RateLimited()


def _is_local(address: str) -> bool:
    # a reverse proxy on this machine, or a developer: counting it would count all shoppers as one
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
