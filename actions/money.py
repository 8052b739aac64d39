"""Amounts as shoppers read them."""

from shop.money import money

__all__ = ["money"]
