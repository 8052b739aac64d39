"""The service's settings, read once from the environment."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from environs import Env
from limits import parse

from knowledge.faq import FAQ_FOLDER
from service import escalation_policy
from service.errors import BadSettings
from service.opening_hours import OpeningHours

SHORTEST_SECRET = 32


@dataclass(frozen=True)
class ServiceSettings:
    """`api_keys` maps a key's name to the key. Rates are written as `limits` reads them: `30/10 seconds`."""

    secret: str = field(repr=False)
    identity_secret: str | None = field(default=None, repr=False)
    rasa_token: str = field(default="", repr=False)
    api_keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    database_url: str = field(default="sqlite:///var/aisle.db", repr=False)
    var: Path = Path("var")
    web: Path = Path("web/dist")
    faq: Path = FAQ_FOLDER
    host: str = "127.0.0.1"
    port: int = 8080
    # where the desk asks for answers that are known
    actions_url: str = "http://127.0.0.1:5055"
    actions_token: str = field(default="", repr=False)
    rasa_url: str = "http://127.0.0.1:5005"
    languages: tuple[str, ...] = ("en", "zh")
    slow_after_s: float = 10.0
    queue_after_s: float = 30.0
    allowed_origins: tuple[str, ...] = ()
    proxies: int = 0
    # whether the demo shop shows every mail and signs for every customer: never where others are served
    demo: bool = False
    say_rate: str = "40/10 seconds"
    address_rate: str = "300/10 seconds"
    open_rate: str = "60/minute"
    photo_rate: str = "12/minute"
    key_rate: str = "600/10 seconds"
    # passwords tried for one account, and by one address
    login_rate: str = "20/15 minutes"
    address_login_rate: str = "60/15 minutes"
    # an agent's desk that has been closed so long, or a message that an agent has not answered so long: others get it
    away_after_s: float = 20.0
    answer_within_s: float = 120.0
    # nobody who waits has to wait longer than this for somebody of the right skill; twice as long for the language
    widen_after_s: float = 90.0
    # nobody has said anything for so long: the bot is back
    quiet_s: float = 1800.0
    # when people are there: service.opening_hours says how it is written; empty is always
    opening_hours: str = ""
    escalation: Path = escalation_policy.SHIPPED
    # what the studio edits: a git repository, and the branch of it that is published (empty: what is checked out)
    repository: Path = Path()
    branch: str = ""
    # the model that Rasa serves, and whether a release needs a second publisher's yes
    model: Path = Path("models/aisle.tar.gz")
    second_approval: bool = False

    @classmethod
    def from_environ(cls) -> ServiceSettings:
        """Raises BadSettings with a sentence that names the variable."""
        env = Env()
        with env.prefixed("AISLE_"):
            var = Path(env.str("VAR", "var"))
            return cls(
                secret=_secret(env.str("SECRET", "")),
                identity_secret=_identity_secret(env),
                rasa_token=env.str("RASA_TOKEN", ""),
                api_keys=_api_keys(env.list("API_KEYS", [])),
                database_url=env.str("DATABASE_URL", f"sqlite:///{var / 'aisle.db'}"),
                var=var,
                web=Path(env.str("WEB", "web/dist")),
                faq=env.path("FAQ", cls.faq),
                host=env.str("HOST", cls.host),
                port=env.int("PORT", cls.port),
                rasa_url=env.str("RASA_URL", cls.rasa_url).rstrip("/"),
                actions_url=env.str("ACTIONS_URL", cls.actions_url).removesuffix("/webhook").rstrip("/"),
                actions_token=env.str("ACTIONS_TOKEN", ""),
                languages=tuple(env.list("LANGUAGES", list(cls.languages))),
                slow_after_s=env.float("SLOW_AFTER_S", cls.slow_after_s),
                queue_after_s=env.float("QUEUE_AFTER_S", cls.queue_after_s),
                allowed_origins=tuple(env.list("ALLOWED_ORIGINS", [])),
                proxies=env.int("PROXIES", cls.proxies),
                demo=_demo(env),
                say_rate=_rate("SAY_RATE", env.str("SAY_RATE", cls.say_rate)),
                address_rate=_rate("ADDRESS_RATE", env.str("ADDRESS_RATE", cls.address_rate)),
                open_rate=_rate("OPEN_RATE", env.str("OPEN_RATE", cls.open_rate)),
                photo_rate=_rate("PHOTO_RATE", env.str("PHOTO_RATE", cls.photo_rate)),
                key_rate=_rate("KEY_RATE", env.str("KEY_RATE", cls.key_rate)),
                login_rate=_rate("LOGIN_RATE", env.str("LOGIN_RATE", cls.login_rate)),
                address_login_rate=_rate("ADDRESS_LOGIN_RATE", env.str("ADDRESS_LOGIN_RATE", cls.address_login_rate)),
                away_after_s=env.float("AWAY_AFTER_S", cls.away_after_s),
                answer_within_s=env.float("ANSWER_WITHIN_S", cls.answer_within_s),
                widen_after_s=env.float("WIDEN_AFTER_S", cls.widen_after_s),
                quiet_s=env.float("QUIET_S", cls.quiet_s),
                opening_hours=_hours(env.str("OPENING_HOURS", "")),
                escalation=_policy(Path(env.str("ESCALATION", str(escalation_policy.SHIPPED)))),
                repository=env.path("REPOSITORY", cls.repository),
                branch=env.str("BRANCH", cls.branch),
                model=env.path("MODEL", cls.model),
                second_approval=env.bool("SECOND_APPROVAL", cls.second_approval),
            )


def _secret(secret: str) -> str:
    if not secret:
        raise BadSettings(
            "AISLE_SECRET is not set. It signs the shoppers' session tokens: set it to a random text of 32 characters "
            'or more, for example the output of: python -c "import secrets; print(secrets.token_hex(32))"'
        )
    if len(secret) < SHORTEST_SECRET:
        raise BadSettings(
            f"AISLE_SECRET has {len(secret)} characters; a signing secret needs {SHORTEST_SECRET} or more."
        )
    return secret


def _identity_secret(env: Env) -> str | None:
    secret: str | None = env.str("IDENTITY_SECRET", None) or None
    if secret is not None and len(secret) < SHORTEST_SECRET:
        raise BadSettings(f"AISLE_IDENTITY_SECRET has {len(secret)} characters; it needs {SHORTEST_SECRET} or more.")
    return secret


def _api_keys(pairs: list[str]) -> dict[str, str]:
    keys: dict[str, str] = {}
    for pair in pairs:
        name, colon, key = pair.strip().partition(":")
        if not (name and colon and key) or name in keys:
            raise BadSettings("AISLE_API_KEYS is not of the form name:key,name:key with each name once.")
        keys[name] = key
    return keys


def _hours(written: str) -> str:
    OpeningHours.parse(written)
    return written


def _policy(file: Path) -> Path:
    escalation_policy.read(file)
    return file


def _demo(env: Env) -> bool:
    """On by itself where only this machine is served and no mail is really sent. Raises BadSettings where it is asked
    for anywhere else."""
    others = {
        "AISLE_SMTP_URL is set": bool(env.str("SMTP_URL", "")),
        "AISLE_HOST is not a loopback address": not is_loopback(env.str("HOST", ServiceSettings.host)),
        "AISLE_PROXIES says that there is a proxy": env.int("PROXIES", 0) > 0,
        "AISLE_ALLOWED_ORIGINS names shops": bool(env.list("ALLOWED_ORIGINS", [])),
    }
    reasons = [reason for reason, holds in others.items() if holds]
    asked = env.bool("DEMO", None)
    if asked and reasons:
        raise BadSettings(
            f"AISLE_DEMO is on, but {reasons[0]}: the demo shows every mail and signs for every customer, so it runs "
            "only where nobody but this machine is served. Set AISLE_DEMO=off, or change the other."
        )
    return not reasons if asked is None else bool(asked)


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _rate(name: str, rate: str) -> str:
    try:
        parse(rate)
    except ValueError:
        raise BadSettings(f"AISLE_{name} is not a rate such as 40/10 seconds.") from None
    return rate
