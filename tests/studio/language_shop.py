"""A small shop's language data, in memory."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from studio.files import Files, TextTree
from studio.language import ExampleRef

EN, ZH = "nlu_data/en/orders.yml", "nlu_data/zh/orders.yml"
TRACK = "has [LF-20418](order_number) shipped"
SHOP = {
    EN: f"""version: "3.1"

nlu:
# what becomes of an order
- intent: track_order
  examples: |
    - where is my parcel
    # with a number
    - {TRACK}
    - any news of my box

# before it is packed
- intent: cancel_order
  examples: |
    - cancel it please
    - I want to call off my order
    - stop that order
""",
    ZH: """version: "3.1"
nlu:
- intent: track_order
  examples: |
    - 我的包裹到哪了
    - 快递呢
""",
    "bot/domain/orders.yml": """version: "3.1"
intents:
  - track_order  # the one asked most
  - cancel_order

entities:
  - order_number: {influence_conversation: false}
  - category

responses:
  utter_greet:
    - text: "Hello"
      buttons:
        - {title: "Where is it?", payload: '/track_order{"task": "track_order"}'}
""",
    "stories/orders.yml": """version: "3.1"
rules:
  - rule: orders
    steps:
      - or:
          - intent: track_order
          - intent: cancel_order
      - action: action_do_task
""",
    "knowledge/intents.yml": """# names
track_order: {en: Where my order is, zh: 查订单}
cancel_order: {en: "Cancel it", zh: 取消}
""",
    "knowledge/faq/en/delivery.yml": "- id: late\n  intents: [cancel_order, track_order]\n",
    "service/escalation.yml": """topics:
  orders: [track_order, cancel_order,
           place_order]
""",
    "tests/nlu/en.yml": 'version: "3.1"\nnlu:\n- intent: track_order\n  examples: |\n    - box where\n',
    "tests/dialogue/test_stories.yml": """version: "3.1"
stories:
  - story: one
    steps:
      - intent: "track_order"
        entities:
          - order_number: "1042"
      - action: action_do_task
""",
}


def shop(**changed: str) -> Files:
    return Files(TextTree(SHOP | changed))


def lines_changed(files: Files, before: Mapping[str, str] = SHOP) -> list[str]:
    """As `diff` says it: every line taken out or put in, by file."""
    found = []
    for path in sorted(files.changed):
        old, new = before.get(path, ""), files.changed[path] or ""
        for line in difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm=""):
            if not line.startswith(("+++", "---", "@@")):
                found.append(f"{path} {line}")
    return found


def ref(written: str, line: int = 1, path: str = EN) -> ExampleRef:
    return ExampleRef(path, line, written)
