"""What is said of how values are put together: every aggregate has its sentence, every definition can be told."""

import dataclasses
import re

import pytest

from features.catalogue.aggregate_said import say_aggregate
from features.catalogue.aggregates import AGGREGATES
from features.catalogue.feature import Feature
from features.catalogue.program import CATALOGUE, FEATURES, NAMES
from features.kernel import layout
from riskdesk.core.i18n import Text


@pytest.mark.parametrize("name", AGGREGATES)
def test_a_sentence_stands_in_both_languages(name: str) -> None:
    """Chinese ends with its full stop, English with its own, and both name the same parameters."""
    text = AGGREGATES[name].text
    assert re.search(r"[\u4e00-\u9fff].*。$", text.zh)
    assert re.fullmatch(r"[A-Z0-9{][^\u4e00-\u9fff]*\.", text.en)
    assert re.findall(r"{(\w+)}", text.zh) == re.findall(r"{(\w+)}", text.en)


@pytest.mark.parametrize("feature", CATALOGUE, ids=NAMES)
def test_every_definition_can_be_told(feature: Feature) -> None:
    """No parameter is left open, and no English word stands in the Chinese sentence."""
    said = say_aggregate(feature)
    assert "{" not in said.zh + said.en
    assert not re.search(r"[a-z]{2}", said.zh)


@pytest.mark.parametrize(
    ("name", "en"),
    [
        ("document_terms_days", "Read from the document being scored: its terms of payment in days."),
        (
            "customer_order_amount_trend_30d",
            "The first operand times 3 over the second; unknown unless the second is above 0.",
        ),
        (
            "customer_past_due_share",
            "The first operand over the second; unknown unless the second is above 0.",
        ),
        (
            "customer_paid_latest_20_above_5_share",
            "Share that came more than 5 days late, over the latest 20 payments.",
        ),
        (
            "customer_paid_latest_5_delay_days_median",
            "Median of days late, over the latest 5 payments.",
        ),
        (
            "account_staff_owner_count",
            "How many employees other than this counterparty there are, at most 16.",
        ),
    ],
)
def test_the_integer_of_a_definition_is_said_in_words(name: str, en: str) -> None:
    """A column, a factor, a threshold, a statistic and a kind read as what they are."""
    assert en == say_aggregate(FEATURES[name]).en


@pytest.mark.parametrize(
    ("aggregate", "number", "en"),
    [
        ("linked", 0, "How many parties share anything registered with the payee, at most 16."),
        ("linked", 9, "How many parties share the phone or the registry id with the payee, at most 16."),
        (
            "linked",
            20,
            "How many parties share the legal person (only employees) with the payee, at most 16.",
        ),
        ("judged_amount", 0, "How many documents of the same amount verdicts of the window cleared."),
        ("near_tag", 1, "with the same number whose amount differs by at most 1 minor units"),
        ("company_share", 1, "that fall on the same weekday, by the latest baseline"),
    ],
)
def test_integers_that_hold_more_than_a_number_are_taken_apart(aggregate: str, number: int, en: str) -> None:
    """Bits, kinds and classes are words."""
    like = dataclasses.replace(FEATURES["document_amount"], aggregate=aggregate, number=number)
    assert en in say_aggregate(like).en


def test_a_column_without_words_is_named() -> None:
    """A definition that reads a new column of the document needs words for it."""
    like = dataclasses.replace(FEATURES["document_amount"], number=layout.Q_SLOTS)
    with pytest.raises(KeyError):
        say_aggregate(like)


def test_a_factor_is_said_in_chinese_too() -> None:
    """The factor stands between operand and divisor."""
    said = say_aggregate(FEATURES["customer_order_amount_trend_30d"])
    assert Text(zh="第一个操作数乘以 3 再除以第二个；除数不为正时未知。", en=said.en) == said
