"""Who acts on the shop's data: every verb that changes an order is told, and every audit row says."""

from __future__ import annotations

from dataclasses import dataclass

CUSTOMER, SHOPPER, AGENT, SYSTEM = "customer", "shopper", "agent", "system"


@dataclass(frozen=True)
class Actor:
    """`kind` is CUSTOMER (identity proven, `id` is the customer's), SHOPPER (nobody knows who, `id` is empty), AGENT
    (`id` is the account's) or SYSTEM. `conversation` is where it was asked for; what a SHOPPER proves holds only
    there."""

    kind: str
    id: str
    conversation: str

    @classmethod
    def of_conversation(cls, conversation: str, customer_id: str | None) -> Actor:
        """The person at the other end of a conversation."""
        return cls(CUSTOMER, customer_id, conversation) if customer_id else cls(SHOPPER, "", conversation)
