"""Budgets and groups of companies on the page of a decision."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import msgspec
import pytest

from features.history.artifacts import store_artifact
from models.decision.conclusion import Conclusion
from models.decision.inputs import NO_STANDING, Standing
from models.policy.codec import write
from models.policy.default import DEFAULT_POLICY
from models.policy.rules import BudgetUse
from riskdesk.core.database.tables import decisions
from riskdesk.core.database.unit import write_unit
from serving.desk.store import MOST_SPENDERS
from serving.ledger.store import Entry

BUDGET = "B-1"
TAGS = re.compile(r"<[^>]+>")


def card(company: Any, entry: Entry, name: str, language: str = "en") -> str:
    """Return the words of one box of a decision's page, or nothing where it has none."""
    page = company.signed_in(language).get(f"/desk/decisions/{entry.decision_id}").text
    found = re.search(rf'<section[^>]*aria-labelledby="{name}">(.*?)</section>', page, re.DOTALL)
    return " ".join(unescape(TAGS.sub(" ", found[1])).split()) if found else ""


def pay(company: Any, conclusion: Conclusion, amount: int | None, used: int, **fields: Any) -> Entry:
    """Keep a decision about a payment of 49,800.00 from a budget that stood so; in whole units."""
    minor = None if amount is None else amount * 100
    standing = replace(NO_STANDING, budget_id=BUDGET, budget_amount_minor=minor, budget_used_minor=used * 100)
    entry: Entry = company.decide("payment", conclusion, standing=standing, budget_id=BUDGET, **fields)
    return entry


LEVELS = [
    (100_000, 25_199, "Below the line of 75%", "74.99% used", "未到提示线 75%"),
    (100_000, 25_200, "Told from 75% on", "75% used", "已到提示线 75%"),
    (100_000, 40_199, "Told from 75% on", "89.99% used", "已到提示线 75%"),
    (100_000, 40_200, "Warned from 90% on", "90% used", "已到预警线 90%"),
    (100_000, 50_200, "Warned from 90% on", "100% used", "已到预警线 90%"),
    (100_000, 50_201, "Beyond 100% of the budget", "100.01% used", "超出预算的 100%"),
]


@pytest.mark.parametrize(("amount", "used", "label", "share", "zh"), LEVELS)
def test_a_budget_shows_the_level_it_stands_at(
    company: Any, payment_conclusion: Conclusion, amount: int, used: int, label: str, share: str, zh: str
) -> None:
    """A payment of 49,800.00 meets a line to the last unit, as it does in the rule; both languages say so."""
    company.take("budget_set", budget_id=BUDGET, amount=f"{amount}.00", currency="CNY")
    entry = pay(company, payment_conclusion, amount, used)
    words = card(company, entry, "budget")
    assert label in words
    assert share in words
    assert zh in card(company, entry, "budget", "zh")


def test_a_budget_shows_what_is_left_and_who_took_it(company: Any, budget_payment: Entry) -> None:
    """Amounts of the moment of the decision, what is used now, and each payment with its requester and its page."""
    words = card(company, budget_payment, "budget")
    for word in (
        "Budget B-2026-MKT",
        "Used before CN¥132,000.00",
        "This payment CN¥49,800.00",
        "Left with this payment CN¥18,200.00",
        "CN¥181,800.00 of CN¥200,000.00 used",
        "Payments that have taken from it: 3",
        "Payment P-2 CN¥42,000.00 by E42",
        "Payment P-1 CN¥90,000.00 by E41",
    ):
        assert word in words
    company.take("payment_returned", payment_id="P-1")
    later = card(company, budget_payment, "budget", "zh")
    assert "含本笔后剩余 ¥18,200.00" in later
    assert "目前 已用 ¥91,800.00，共 ¥200,000.00" in later
    assert "P-1" not in later
    page = company.signed_in().get(f"/desk/decisions/{budget_payment.decision_id}").text
    (link,) = set(re.findall(r'href="(/desk/decisions/[^"#]+)"', page))
    assert "P-2" in company.signed_in().get(link).text


def test_no_more_spenders_than_a_page_bears(company: Any, payment_conclusion: Conclusion) -> None:
    """Of many payments the latest are listed, and the box says that there are more."""
    company.take("budget_set", budget_id=BUDGET, amount="9000000.00", currency="CNY")
    *_, latest = [
        pay(company, payment_conclusion, 9_000_000, 0, payment_id=f"P-{number:02d}")
        for number in range(MOST_SPENDERS + 2)
    ]
    words = card(company, latest, "budget")
    assert f"Only the latest {MOST_SPENDERS} are listed." in words
    assert ("P-21" in words, "P-02" in words, "P-01" in words) == (True, True, False)


def test_a_budget_that_nobody_set_says_so(company: Any, payment_conclusion: Conclusion) -> None:
    """There is no bar and no level, and nothing is left of what is unknown."""
    words = card(company, pay(company, payment_conclusion, None, 100), "budget")
    assert "Nobody has set this budget." in words
    assert "Budget Unknown Left with this payment Unknown" in words
    assert "%" not in words


def test_lines_are_those_of_the_policy_that_decided(company: Any, payment_conclusion: Conclusion) -> None:
    """A published policy's own lines are shown; where it cannot be read there is no level, and the rest stands."""
    near = BudgetUse(tell_at_percent=50, hold_at_percent=60)
    rules = msgspec.structs.replace(DEFAULT_POLICY.rules, budget_use=near)
    content = write(msgspec.structs.replace(DEFAULT_POLICY, version="ours-1", rules=rules))
    with write_unit(company.runtime.engine) as connection:
        published = store_artifact(connection, "policy", content, stored_at_us=company.clock.now_us())
    company.take("budget_set", budget_id=BUDGET, amount="100000.00", currency="CNY")
    entry = pay(company, payment_conclusion, 100_000, 0)
    for name, label in ((published, "Below the line of 50%"), ("0" * 64, "")):
        with write_unit(company.runtime.engine) as connection:
            versions = msgspec.json.encode({"policy": name}).decode()
            connection.execute(decisions.update().values(versions=versions))
        words = card(company, entry, "budget")
        assert "Left with this payment CN¥50,200.00" in words
        assert label in words
        assert bool(label) == ("%" in words)


def test_an_order_shows_its_customers_group(company: Any, grouped_order: Entry) -> None:
    """Limit, exposure and what is left or over of the group of then, in both languages."""
    words = card(company, grouped_order, "credit")
    for word in (
        "Group of companies G-恒达集团",
        "Exposure of the group CN¥950,000.00",
        "Limit of the group CN¥1,000,000.00",
        "Over with this order CN¥35,000.00",
    ):
        assert word in words
    company.take("group_membership_set", customer_id="C1042", group_id="G-2")
    assert "所属集团 G-恒达集团" in card(company, grouped_order, "credit", "zh")


def test_a_group_without_a_limit_of_its_own_has_a_share_of_the_customers(
    company: Any, order_conclusion: Conclusion
) -> None:
    """Where no person set one, it is what policy grants; what was billed of the order is not added again."""
    company.take("group_membership_set", customer_id="C1042", group_id="G-2")
    standing = Standing(exposure_minor=43_200_000, group_exposure_minor=44_000_000, billed_minor=2_500_000)
    words = card(company, company.decide("order", order_conclusion, standing=standing), "credit")
    for word in (
        "Limit of the group CN¥500,000.00",
        "This order CN¥60,000.00",
        "Left with this order CN¥0.00",
    ):
        assert word in words


def test_a_customer_of_no_group_has_no_such_box(company: Any, held_order: Entry, held_payment: Entry) -> None:
    """Neither has a payment without a budget."""
    assert "Group of companies" not in card(company, held_order, "credit")
    assert ("", "") == (card(company, held_order, "budget"), card(company, held_payment, "budget"))
