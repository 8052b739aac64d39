"""Rows as Rasa's own channels send them, so that clients written for Rasa work."""

from __future__ import annotations

from typing import Any

from service.conversations import Row


def as_bot_uttered(row: Row) -> list[dict[str, Any]]:
    """A row as Rasa's Socket.IO channel emits it under `bot_uttered`; what the shopper said is not repeated."""
    if row.author == "shopper":
        return []
    if row.kind == "image":
        return [{"attachment": {"type": "image", "payload": {"src": row.body["url"]}}}]
    uttered: list[dict[str, Any]] = [{"text": text} for text in _texts(row)]
    if row.kind == "choices" and _buttons(row.body):
        uttered = uttered or [{"text": ""}]
        uttered[-1]["quick_replies"] = [{"content_type": "text", **choice} for choice in _buttons(row.body)]
    if row.kind == "products":
        elements = [_element(product) for product in row.body["products"]]
        payload = {"template_type": "generic", "elements": elements}
        uttered.append({"attachment": {"type": "template", "payload": payload}})
    return uttered


def as_rest_answers(row: Row, recipient: str) -> list[dict[str, Any]]:
    """A row as Rasa's REST channel answers it."""
    to: dict[str, Any] = {"recipient_id": recipient}
    if row.author == "shopper":
        return []
    if row.kind == "image":
        return [to | {"image": row.body["url"]}]
    answers = [to | {"text": text} for text in _texts(row)]
    if row.kind == "choices" and _buttons(row.body):
        answers = answers or [to | {"text": ""}]
        answers[-1]["buttons"] = _buttons(row.body)
    if row.kind in ("products", "order"):
        answers.append(to | {"custom": {"kind": row.kind, **row.body}})
    return answers


def _texts(row: Row) -> list[str]:
    if row.kind == "order":
        return [f"{row.body['number']}: {row.body['status_text']}"]
    return [row.body["text"]] if row.body.get("text") else []


def _buttons(body: dict[str, Any]) -> list[dict[str, str]]:
    return [{"title": choice["title"], "payload": choice["payload"]} for choice in body.get("choices", ())]


def _element(product: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": product["name"],
        "subtitle": f"{product['price_cents'] / 100:.2f} {product['currency']}",
        "image_url": product["image"],
        "buttons": [{"type": "postback", **choice} for choice in _buttons(product)],
    }
