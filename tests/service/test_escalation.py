"""The policy that ships, rule by rule; no database, no model: what is known goes in, a decision comes out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from service import escalation_policy
from service.escalation import Earlier, Escalation, Facts, OrderFacts, Said, decide, mood, signs_of_anger

POLICY = escalation_policy.read()


def says(*texts: str, sentiment: float | None = -0.1, intent: str = "track_order", **more: Any) -> Facts:
    return Facts(tuple(Said(text, intent, sentiment) for text in texts), **more)


def judge(facts: Facts) -> Escalation | None:
    return decide(facts, POLICY)


def rules_for(facts: Facts) -> tuple[str, ...]:
    decided = judge(facts)
    return decided.rules if decided else ()


@pytest.mark.parametrize(
    "text",
    ["where is order 1042?", "请问我的订单到哪了", "Hi, my parcel was due on Tuesday. Could you have a look, please?"],
)
def test_a_calm_question_stays_with_the_bot(text: str) -> None:
    assert judge(says(text)) is None


@pytest.mark.parametrize(
    ("text", "sentiment"),
    [
        ("Sorry to bother you, my parcel still hasn't arrived. Could you check?", -0.8),
        ("it was supposed to be here on Monday, any news?", -0.8),
        ("no parcel today, what a pity", -0.9),
        ("您好，包裹还没到，能帮忙看看吗", -0.8),
    ],
)
def test_a_polite_person_with_a_late_parcel_is_not_passed_on_at_once(text: str, sentiment: float) -> None:
    assert rules_for(says(text, sentiment=sentiment)) == ()


def test_who_asked_for_a_person_gets_one() -> None:
    decided = judge(says("a person please", sentiment=0.0, intent="contact_human_agent", bot_asks="asked_for_human"))
    assert decided is not None and (decided.reason, decided.priority) == ("asked_for_human", 3)
    assert not decided.hides_answer


@pytest.mark.parametrize("text", ["let me talk to your supervisor", "I need a real person here", "让你们经理来跟我说"])
def test_asking_for_a_person_is_understood_where_the_model_does_not(text: str) -> None:
    assert rules_for(says(text, sentiment=None, intent="nlu_fallback")) == ("asked_for_human_in_words",)


@pytest.mark.parametrize("text", ["are you a real person?", "你是真人吗", "a present for a manager"])
def test_asking_whether_it_is_one_is_not_asking_for_one(text: str) -> None:
    assert rules_for(says(text, sentiment=None)) == ()


def test_a_person_is_asked_for_with_the_skill_of_what_it_was_about() -> None:
    asked = Said("let me talk to somebody", "contact_human_agent", 0.0)
    facts = Facts((Said("my refund is wrong", "track_refund", -0.2), asked), bot_asks="asked_for_human")
    decided = judge(facts)
    assert decided is not None and decided.skill == "returns"
    nothing_before = judge(Facts((asked,), bot_asks="asked_for_human"))
    assert nothing_before is not None and nothing_before.skill == "general"


@pytest.mark.parametrize(
    "text",
    [
        "This is outrageous, I am furious",
        "WHERE IS MY PARCEL YOU HAVE HAD IT FOR DAYS",
        "answer me!!!",
        "太过分了，你们就是骗子",
        "气死我了！！！",
    ],
)
def test_a_furious_message_goes_to_people_at_once_and_the_bot_says_nothing(text: str) -> None:
    decided = judge(says(text, sentiment=-0.8))
    assert decided is not None and (decided.reason, decided.priority) == ("anger", 2)
    assert decided.hides_answer and decided.lead == "sorry"


@pytest.mark.parametrize(
    ("text", "sentiment"),
    [
        ("I HAVE BEEN LOOKING FOR THIS TENT EVERYWHERE", 0.6),
        ("insane quality, love it!!!", 0.9),
        ("please help!!!", 0.1),
        ("垃圾桶有大一点的吗", 0.0),
        ("my parcel is two days late, could you check?", -0.6),
    ],
)
def test_signs_without_bad_feeling_or_bad_feeling_without_signs_is_no_anger(text: str, sentiment: float) -> None:
    assert rules_for(says(text, sentiment=sentiment)) == ()


def test_irony_that_reads_as_friendly_is_anger_where_it_is_a_complaint() -> None:
    ironic = says("oh brilliant, what a joke you are", sentiment=0.4, intent="complaint")
    assert rules_for(ironic) == ("angry_complaint",)
    assert rules_for(says("no joke, ridiculous quality, I love it", sentiment=0.9, intent="complaint")) == ()


def test_bitterness_without_a_hot_word_calls_a_person() -> None:
    assert "bitter_complaint" in rules_for(says("I expected better.", sentiment=-0.95, intent="complaint"))
    assert rules_for(says("I expected better.", sentiment=-0.5, intent="complaint")) == ()
    assert rules_for(says("half of it missing, the other half wet", sentiment=-0.99)) == ("scathing",)
    assert rules_for(says("half of it missing, the other half wet", sentiment=-0.9)) == ()


def test_who_says_plainly_that_they_are_not_content_is_unhappy_whatever_the_model_hears() -> None:
    dear = (OrderFacts("1042", 80_000, is_open=True),)
    assert rules_for(says("很不高兴，少了轮子", sentiment=0.3, orders=dear)) == ("high_value",)
    assert rules_for(says("少了轮子，能补发吗", sentiment=0.3, orders=dear)) == ()


def test_insults_need_no_known_sentiment() -> None:
    assert "outrage" in rules_for(says("you thieves, this is a complete joke", sentiment=None))
    assert "outrage" in rules_for(says("垃圾公司，黑心骗子", sentiment=None))
    assert rules_for(says("you thieves, best price ever, this is a complete joke haha", sentiment=0.7)) == ()


def test_a_mood_that_sinks_over_several_messages_calls_a_person() -> None:
    sinking = [Said("hm", "track_order", at) for at in (-0.2, -0.5, -0.7, -0.7)]
    assert "sinking_mood" in rules_for(Facts(tuple(sinking)))
    assert rules_for(Facts(tuple(sinking[:2]))) == ()
    lifting = [*sinking, Said("ah, found it", "thank", 0.6)]
    assert rules_for(Facts(tuple(lifting))) == ()


def test_who_is_being_served_tells_of_broken_things_and_is_not_taken_away() -> None:
    dear = (OrderFacts("1042", 90_000, is_open=False),)
    broken = "the lamp came broken and the shade is torn"
    served = Said(broken, "report_damaged_or_wrong_item", -0.99, is_served=True)
    assert rules_for(Facts((served,), orders=dear)) == ()
    assert "high_value" in rules_for(Facts((Said(broken, "complaint", -0.99),), orders=dear))
    furious = Said("you thieves, I am sick of this, my money back right now!!!", "get_refund", -0.99, is_served=True)
    assert "anger" in rules_for(Facts((furious,)))


def test_a_click_has_no_feeling_and_changes_no_mood() -> None:
    assert mood([None, -0.4, None], 0.5) == -0.4
    assert mood([None, None], 0.5) is None
    assert mood([0.0, -1.0], 0.5) == -0.5


def test_three_misunderstandings_in_a_row_call_a_person_and_two_do_not() -> None:
    lost = Said("blarg", "nlu_fallback", 0.0, was_understood=False)
    assert rules_for(Facts((lost, lost, lost))) == ("misunderstood",)
    assert rules_for(Facts((lost, lost))) == ()
    assert rules_for(Facts((lost, lost, Said("where is it", "track_order", 0.0), lost))) == ()


@pytest.mark.parametrize(
    "text",
    [
        "you will hear from my lawyer",
        "I'll report you to Trading Standards",
        "see you in court then",
        "this is fraud",
        "I have asked my bank for a chargeback",
        "我要打12315",
        "消协见",
        "我会找律师",
        "准备起诉你们",
        "我要打１２３１５",
    ],
)
def test_words_of_the_law_are_urgent(text: str) -> None:
    decided = judge(says(text, sentiment=None))
    assert decided is not None and (decided.reason, decided.priority) == ("legal", 1)


@pytest.mark.parametrize(
    "text",
    [
        "my daughter was injured by the handle",
        "the power bank caught fire",
        "the battery is smoking",
        "I had an allergic reaction to the cream",
        "the charger gave me an electric shock",
        "孩子受伤了",
        "充电器起火了",
        "用了以后过敏",
        "电池冒烟",
    ],
)
def test_words_of_danger_are_urgent_and_the_shopper_is_told_to_keep_away(text: str) -> None:
    decided = judge(says(text, sentiment=None))
    assert decided is not None and (decided.reason, decided.priority, decided.lead) == ("safety", 1, "safety")
    assert decided.hides_answer


@pytest.mark.parametrize(
    "text",
    [
        "do you have court shoes in 39",
        "shoes for the tennis court",
        "a basket for firewood",
        "is the apron fire-resistant?",
        "fireproof gloves",
        "a courteous reply at last",
        "for a barbecue, to light a fire",
        "something to prevent injuries when running",
        "I am a lawyer and need a bag",
        "do you sell anti-theft backpacks",
        "防烫手套有吗",
        "打火石有货吗",
        "会不会过敏",
        "我姐姐是律师，想送她一个包",
        "烟雾报警器有吗",
        "does a brace help to avoid injuries?",
        "皮肤容易过敏，床单选什么料子",
    ],
)
def test_words_that_only_look_like_it_are_not(text: str) -> None:
    assert rules_for(says(text, sentiment=None)) == ()


def test_a_complaint_about_dear_orders_goes_to_people_and_the_same_about_cheap_ones_does_not() -> None:
    dear, cheap = OrderFacts("1042", 80_000, is_open=False), OrderFacts("1043", 4_000, is_open=True)
    unhappy = says("the finish is scratched, not what I paid for", sentiment=-0.5)
    assert rules_for(replace(unhappy, orders=(dear,))) == ("high_value",)
    assert rules_for(replace(unhappy, orders=(cheap,))) == ()
    assert rules_for(says("where is it?", sentiment=0.0, orders=(dear,))) == ()
    many = tuple(OrderFacts(str(n), 20_000, is_open=True) for n in range(3))
    assert rules_for(replace(unhappy, orders=many)) == ("high_value",)
    closed = tuple(OrderFacts(str(n), 20_000, is_open=False) for n in range(3))
    assert rules_for(replace(unhappy, orders=closed)) == ()


def test_a_broken_promise_that_is_held_against_us_calls_a_person() -> None:
    assert "promise_broken" in rules_for(says("you promised it would be here on Monday", sentiment=-0.5))
    assert "promise_broken" in rules_for(says("说好的昨天到，人呢", sentiment=-0.5))
    assert rules_for(says("you said it comes in blue as well, which size is that?", sentiment=0.1)) == ()


def test_a_parcel_long_overdue_calls_a_person_when_it_is_asked_about_again_or_minded() -> None:
    late = (OrderFacts("1042", 5_000, is_open=True, days_late=6),)
    assert rules_for(says("where is my order 1042, please?", sentiment=0.0, orders=late)) == ()
    assert "long_overdue" in rules_for(says("where is it?", "and when will it come?", sentiment=0.0, orders=late))
    assert "overdue_and_unhappy" in rules_for(says("so it is lost then", sentiment=-0.5, orders=late))
    hardly = (OrderFacts("1042", 5_000, is_open=True, days_late=1),)
    assert rules_for(says("where is it?", "and when will it come?", sentiment=-0.2, orders=hardly)) == ()


def test_what_people_were_called_for_before_calls_them_again() -> None:
    earlier = (Earlier("returns", ("1042",)),)
    about_it = Said("it is the same again", "inform", -0.5, order_numbers=("1042",))
    assert "asked_again" in rules_for(Facts((about_it,), earlier=earlier))
    same_topic = Said("still no money", "track_refund", -0.5)
    assert "asked_again" in rules_for(Facts((same_topic,), earlier=earlier))
    other = Said("which tent is the lightest?", "search_product", -0.5)
    assert "asked_again" not in rules_for(Facts((other,), earlier=earlier))


def test_the_most_urgent_rule_decides_and_all_that_apply_are_told() -> None:
    decided = judge(says("You thieves, I am furious, my lawyer will write to you!!!", sentiment=-0.9))
    assert decided is not None and decided.reason == "legal"
    assert {"legal", "anger", "outrage"} <= set(decided.rules)


def test_signs_add_up() -> None:
    assert signs_of_anger("fine, thanks", POLICY) == 0
    assert signs_of_anger("ridiculous", POLICY) == 1
    assert signs_of_anger("RIDICULOUS! THIS IS RIDICULOUS!!!", POLICY) == 3
    assert signs_of_anger("you idiots", POLICY) == 2
    assert signs_of_anger("does the USB-C HDMI hub work with a TV?", POLICY) == 0
