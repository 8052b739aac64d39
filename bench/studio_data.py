"""A shop's language data as it is after years: this repository's, and as much more as is asked for."""

from __future__ import annotations

import random
import subprocess
import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.nlu.examples import sentence_key
from bot.nlu.nlu_files import read
from service.clock import now
from service.models import BOT, DONE, EVERYONE, Conversation, Message, Turn
from service.staff import accounts, sessions
from shop.store import Store

ROOT = Path(__file__).parents[1]
Row = dict[str, Any]


def _table(written: str) -> list[tuple[str, str, str]]:
    """`name|English|Chinese` each."""
    return [(name, english, chinese) for name, english, chinese in (each.split("|") for each in written.split(", "))]


_VERBS = _table(
    "borrow|borrow|借, repair|repair|修, engrave|engrave|刻字, insure|insure|投保, "
    "wrap|gift-wrap|包装, assemble|assemble|组装, recycle|recycle|回收, reserve|reserve|预留, "
    "measure|measure|量, clean|clean|清洗"
)
_THINGS = _table(
    "tent|tent|帐篷, stove|camping stove|炉子, kayak|kayak|皮划艇, "
    "lamp|lamp|台灯, rug|rug|地毯, desk|writing desk|书桌, "
    "boots|pair of boots|靴子, watch|watch|手表, bike|bike|自行车, "
    "coat|winter coat|大衣, mirror|mirror|镜子, kettle|kettle|水壶, "
    "sofa|sofa|沙发, piano|piano|钢琴, camera|camera|相机, "
    "guitar|guitar|吉他, skis|pair of skis|滑雪板, clock|wall clock|挂钟, "
    "vase|vase|花瓶, bag|travel bag|旅行包, chair|garden chair|椅子, "
    "pan|frying pan|平底锅, scarf|scarf|围巾, drone|drone|无人机, "
    "grill|grill|烤架"
)
_EN = (
    "can you {verb} my {thing}{tail}",
    "I want to {verb} a {thing}{tail}",
    "is it possible to {verb} the {thing}{tail}",
    "who would {verb} this {thing}{tail}",
    "{verb} a {thing}{tail}",
    "how much is it to {verb} one {thing}{tail}",
    "please {verb} the {thing}{tail}",
    "do you {verb} a {thing}{tail}",
    "{thing}: could you {verb} it{tail}",
    "my wife asks whether you {verb} a {thing}{tail}",
)
_EN_TAILS = (
    "",
    " please",
    " today",
    " before Friday",
    " for my mother",
    " at the weekend",
    " in your shop",
    " again",
    " for less than 40 euros",
    " while I wait",
    " near Leeds",
)
_ZH = (
    "能帮我{verb}{thing}吗{tail}",
    "我想{verb}一下{thing}{tail}",
    "{thing}可以{verb}吗{tail}",
    "请问{verb}{thing}多少钱{tail}",
    "你们{verb}{thing}吗{tail}",
    "帮忙{verb}这个{thing}{tail}",
    "家里的{thing}要{verb}{tail}",
)
_ZH_TAILS = ("", "，谢谢", "，今天", "，周五之前", "，给我妈妈的", "，在店里", "，要快")
_HEAD = 'version: "3.1"\n'


def repository(folder: Path, examples: int, intents: int) -> tuple[int, int]:
    """A clone of this repository with the rest made up, committed; how many examples of how many intents there are."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    _git(folder, "checkout", "--quiet", "-B", "main")
    shipped = read(folder / "nlu_data")
    names = {example.intent for example in shipped.examples}
    new = [(f"{verb[0]}_{thing[0]}", verb, thing) for verb, thing in product(_VERBS, _THINGS)][: intents - len(names)]
    each = (examples - len(shipped.examples)) // len(new) + 1
    seen = {sentence_key(example.text) for example in shipped.examples}
    blocks: dict[str, list[str]] = {"en": [], "zh": []}
    for name, verb, thing in new:
        for language, lines in blocks.items():
            wanted = each - each // 3 if language == "en" else each // 3
            made = list(_examples(language, verb, thing, wanted, seen))
            lines.append(f"- intent: {name}\n  examples: |\n" + "".join(f"    - {line}\n" for line in made))
    for language, lines in blocks.items():
        for number in range(0, len(lines), 25):
            file = folder / "nlu_data" / language / f"services_{number // 25}.yml"
            file.write_text(f"{_HEAD}nlu:\n" + "".join(lines[number : number + 25]), encoding="utf-8")
    listed = "".join(f"  - {name}\n" for name, *_ in new)
    said = "responses:\n  utter_services:\n    - text: Ask at the counter.\n"
    (folder / "bot/domain/services.yml").write_text(f"{_HEAD}intents:\n{listed}{said}")
    rules = "".join(
        f"  - rule: {name}\n    steps:\n      - intent: {name}\n      - action: utter_services\n" for name, *_ in new
    )
    (folder / "stories/services.yml").write_text(f"{_HEAD}rules:\n{rules}")
    _git(folder, "add", ".")
    _git(folder, "commit", "--quiet", "-m", "Years of work")
    data = read(folder / "nlu_data")
    return len(data.examples), len({example.intent for example in data.examples})


def messages(store: Store, count: int) -> None:
    """Turns of conversations of the last weeks, each answered just now: the inbox takes in what is new."""
    draw = random.Random(11)
    rows: tuple[list[Row], list[Row], list[Row]] = ([], [], [])
    for _ in range(count):
        verb, thing = draw.choice(_VERBS), draw.choice(_THINGS)
        words = draw.choice(_EN).format(verb=verb[1], thing=thing[1], tail=draw.choice(_EN_TAILS))
        words = f"{words} {draw.choice(('', 'ok?', 'thanks', 'asap', 'number 7 here'))}".strip()
        key, at = uuid.UUID(int=draw.getrandbits(128)).hex, now() - timedelta(minutes=draw.randrange(40_000))
        confidence = round(draw.random(), 3)
        shown = {"channel": "widget", "language": "en", "holder": BOT, "baton_seq": 0, "last_seq": 2}
        rows[0].append({"id": key, "created": at, **shown})
        for seq, author in ((1, "shopper"), (2, BOT)):
            said = {"author": author, "kind": "text", "body": {"text": words}, "audience": EVERYONE, "created": at}
            rows[1].append({"conversation_id": key, "seq": seq, **said})
        understood = {
            "intent": f"{verb[0]}_{thing[0]}", "confidence": confidence, "threshold": 0.4, "entities": [],
            "ranking": [{"intent": f"{verb[0]}_{thing[0]}", "confidence": confidence}], "actions": ["utter_services"],
        }  # fmt: skip
        rows[2].append(
            {
                "id": f"{key}-1", "conversation_id": key, "first_seq": 1, "last_seq": 1, "text": words,
                "is_choice": False, "status": DONE, "holder": BOT, "began_seq": 1, "created": at, "finished": now(),
                "understood": understood,
            }
        )  # fmt: skip
    with store.transaction() as session:
        for table, made in zip((Conversation.__table__, Message.__table__, Turn.__table__), rows, strict=True):
            session.execute(insert(table), made)


def publisher(store: Store) -> str:
    """Somebody who may do everything in the studio: the token of a session."""

    def hire(session: Session) -> str:
        given = {"email": "pia@bench.example", "name": "Pia", "roles": ["publisher", "editor", "admin"]}
        return sessions.begin(session, accounts.create(session, given, None))

    with store.transaction() as session:
        return hire(session)


def _examples(
    language: str, verb: tuple[str, ...], thing: tuple[str, ...], count: int, seen: set[str]
) -> Iterator[str]:
    carriers, tails = (_EN, _EN_TAILS) if language == "en" else (_ZH, _ZH_TAILS)
    word = 1 if language == "en" else 2
    drawn = list(product(carriers, tails))
    random.Random(f"{language}{verb}{thing}").shuffle(drawn)
    made = 0
    for carrier, tail in drawn:
        text = carrier.format(verb=verb[word], thing=thing[word], tail=tail)
        if made < count and sentence_key(text) not in seen:
            seen.add(sentence_key(text))
            made += 1
            yield text


def _git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=Bench", "-c", "user.email=bench@larkfield.example"]
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True)
