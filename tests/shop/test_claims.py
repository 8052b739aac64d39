from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from shop import claims, returns
from shop.case_models import Claim, Refund
from shop.errors import NotProven, UnknownClaim
from shop.models import Variant
from shop.store import Store
from tests.shop.small_shop import (
    AGENT_7,
    ANN,
    LAMP,
    LI,
    NOBODY,
    NOW,
    STOCK,
    TODAY,
    at_once,
    count,
    mails,
    ordered,
    read,
    refused,
    run,
    stock,
)  # fmt: skip


def had(shop: Store, days: int = 3, **facts: Any) -> list[int]:
    return ordered(shop, status="delivered", delivered=TODAY - timedelta(days=days), **facts)


def report(shop: Store, key: str, item_id: int, kind: str = "damaged", **more: Any) -> Claim:
    made: Claim = run(
        shop, claims.report, ANN, key, "1042", item_id, kind, "a hole\nin it", **({"photo_id": "abc"} | more)
    )
    return made


def amounts(shop: Store) -> list[tuple[str, int, str]]:
    return [(each.reason, each.amount_cents, each.status) for each in read(shop).refunds]


def test_a_replacement_is_held_until_a_colleague_has_looked(shop: Store) -> None:
    jacket, _ = had(shop)
    made = report(shop, "k", jacket)
    assert (made.kind, made.wish, made.status, made.photo_id, made.words) == (
        "damaged", "replacement", "received", "abc", "a hole in it",
    )  # fmt: skip
    order = read(shop)
    assert order.events[-1].code == "claim_received" and order.status == "delivered" and amounts(shop) == []
    with shop.transaction(reading=True) as session:
        assert stock(session, "jacket", "M", "navy") == STOCK - 1
        assert mails(session)[0].kind == "claim_received" and "Jacket, navy, M" in mails(session)[0].text
    run(shop, claims.decide, AGENT_7, "d", made.id, False)
    with shop.transaction(reading=True) as session:
        assert stock(session, "jacket", "M", "navy") == STOCK
    assert read(shop).claims[0].status == "refused"


def test_a_refund_waits_for_a_colleague(shop: Store) -> None:
    jacket, _ = had(shop)
    made = report(shop, "k", jacket, "wrong", wish="refund")
    assert amounts(shop) == [("claim", 12000, "requested")]
    run(shop, claims.decide, AGENT_7, "d", made.id, True)
    assert amounts(shop) == [("claim", 12000, "approved")]
    assert refused(shop, claims.decide, AGENT_7, "d2", made.id, False) == "claim_settled"


def test_all_damaged_is_refunded_with_express_and_all(shop: Store) -> None:
    jacket, lamp = had(shop, delivery="express", shipping_cents=995)
    report(shop, "k1", jacket, wish="refund")
    second = report(shop, "k2", lamp, wish="refund")
    assert sum(cents for _, cents, _ in amounts(shop)) == 12000 + 3550 + 995
    run(shop, claims.decide, AGENT_7, "d", second.id, False)
    assert amounts(shop)[1:] == [("claim", 3550, "refused"), ("delivery", 995, "refused")]


@pytest.mark.parametrize("kind", ["damaged", "wrong"])
def test_damage_needs_a_photo(shop: Store, kind: str) -> None:
    jacket, _ = had(shop)
    assert refused(shop, claims.report, ANN, "k", "1042", jacket, kind) == "claim_photo"
    assert run(shop, claims.report, AGENT_7, "k", "1042", jacket, kind, override="seen by e-mail").status == "received"


def test_what_is_missing_needs_none(shop: Store) -> None:
    jacket, _ = had(shop)
    assert report(shop, "k", jacket, "missing", photo_id=None).photo_id is None


@pytest.mark.parametrize(("days", "code"), [(14, ""), (15, "claim_late")])
def test_fourteen_days_are_the_limit(shop: Store, days: int, code: str) -> None:
    jacket, _ = had(shop, days=days)
    if code:
        assert refused(shop, claims.report, ANN, "k", "1042", jacket, "damaged", photo_id="abc") == code
    else:
        assert report(shop, "k", jacket).status == "received"


def test_what_was_refunded_is_not_returned_too(shop: Store) -> None:
    jacket, _ = had(shop)
    report(shop, "k", jacket, wish="refund")
    assert refused(shop, returns.register, ANN, "r", "1042", {jacket: 1}, "other") == "item_gone"
    assert refused(shop, claims.report, ANN, "k2", "1042", jacket, "damaged", photo_id="abc") == "claim_open"


def test_what_is_sold_out_is_refunded_instead(shop: Store) -> None:
    jacket, _ = had(shop)
    with shop.transaction() as session:
        session.execute(update(Variant).values(stock=0))
    assert refused(shop, claims.report, ANN, "k", "1042", jacket, "damaged", photo_id="abc") == "claim_sold_out"
    assert report(shop, "k", jacket, wish="refund").status == "received"


def test_pieces_are_counted(shop: Store) -> None:
    jackets, _ = had(shop, lines=[("jacket", "M", "navy", 2), LAMP])
    assert refused(shop, claims.report, ANN, "k", "1042", jackets, "wrong", photo_id="a", quantity=3) == "fewer_left"
    report(shop, "k", jackets, wish="refund", quantity=2)
    assert amounts(shop) == [("claim", 24000, "requested")]


@pytest.mark.parametrize("actor", [LI, NOBODY])
def test_who_has_proven_nothing_reports_nothing(shop: Store, actor: Any) -> None:
    jacket, _ = had(shop)
    with pytest.raises(NotProven):
        run(shop, claims.report, actor, "k", "1042", jacket, "missing")
    made = report(shop, "k", jacket)
    for who in (actor, ANN):
        with pytest.raises(NotProven):
            run(shop, claims.decide, who, "d", made.id, True)
    with pytest.raises(UnknownClaim):
        run(shop, claims.decide, AGENT_7, "d", made.id + 1, True)


def test_nonsense_is_refused(shop: Store) -> None:
    jacket, _ = had(shop)
    for kind, wish, photo in (("ugly", "refund", "a"), ("wrong", "cash", "a"), ("wrong", "refund", "a" * 65)):
        with pytest.raises(ValueError, match=r"a claim has|no photo"):
            run(shop, claims.report, ANN, "k", "1042", jacket, kind, wish=wish, photo_id=photo)


def test_one_report_sent_at_once_is_one(shop: Store) -> None:
    jacket, _ = had(shop)
    act = lambda: report(shop, "the key", jacket, wish="refund", now=NOW)  # noqa: E731
    assert len({made.id for made in at_once(shop, *[act] * 5)}) == 1
    assert count(shop, Claim) == count(shop, Refund) == 1
