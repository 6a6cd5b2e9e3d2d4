"""What is planted: every typology and twin, at the rates asked for, true to its definition."""

import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Any

import pytest

from training.synth.amounts import APPROVAL_LIMITS
from training.synth.company import Company, CompanySpec, Truth, make_company
from training.synth.plan import TYPOLOGIES

DOCUMENTS = {
    "order": ("order_placed", "order_id"),
    "payment": ("payment_executed", "payment_id"),
    "claim": ("expense_claimed", "claim_id"),
}


def documents(company: Company) -> dict[str, dict[str, Any]]:
    """Return every order, payment and claim by its subject."""
    return {
        f"{subject}:{row[field]}": row
        for subject, (kind, field) in DOCUMENTS.items()
        for row in company.rows
        if row["kind"] == kind
    }


def episodes(
    company: Company, subject: str, typology: str, *, is_anomaly: bool = True
) -> list[list[dict[str, Any]]]:
    """Return the stories of a typology, each with its documents."""
    rows = documents(company)
    stories: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in company.truth:
        if one.typology == typology and one.is_anomaly is is_anomaly and one.subject.startswith(subject):
            stories[one.episode].append(rows[one.subject])
    assert stories
    return list(stories.values())


def minor(row: dict[str, Any]) -> int:
    """Return a row's amount in minor units."""
    return int(row["amount"].replace(".", ""))


def moment(row: dict[str, Any]) -> datetime:
    """Return when a row happened."""
    return datetime.fromisoformat(row["occurred_at"])


@pytest.mark.parametrize("is_anomaly", [True, False])
def test_every_typology_and_every_twin_occurs(large: Company, is_anomaly: bool) -> None:  # noqa: FBT001
    """Each typology stands in the truth for its kind of document, and so does its twin."""
    found = {(one.subject.split(":")[0], one.typology) for one in large.truth if one.is_anomaly is is_anomaly}
    assert found == {(one.subject, one.name) for one in TYPOLOGIES}


def test_truth_speaks_of_documents_in_the_stream(company: Company) -> None:
    """Every subject exists, and a twin names what it resembles."""
    rows = documents(company)
    assert [one for one in company.truth if one.subject not in rows] == []
    assert [one for one in company.truth if (one.twin_of is None) is not one.is_anomaly] == []


@pytest.mark.parametrize("subject", ["order", "payment", "claim"])
def test_anomalies_are_as_frequent_as_asked(large: Company, subject: str) -> None:
    """About one per cent of the orders, the payments and the claims is anomalous; twins are as frequent."""
    total = sum(row["kind"] == DOCUMENTS[subject][0] for row in large.rows)
    counts = {
        flag: len(
            {one.subject for one in large.truth if one.is_anomaly is flag and one.subject.startswith(subject)}
        )
        for flag in (True, False)
    }
    assert 0.005 < counts[True] / total < 0.02
    assert counts[False] >= 0.9 * counts[True]


def test_no_anomalies_and_no_planted_twins_at_rate_zero() -> None:
    """Rates of zero leave a company in which nothing is wrong."""
    spec = CompanySpec(seed=2, events=20_000, anomaly_rate=0, twin_rate=0)
    left = {one.typology for one in make_company(spec).truth}
    assert left <= {"duplicate_payment"}  # recurring contracts and returned payments are ordinary business


def test_more_are_planted_at_higher_rates() -> None:
    """The rates are obeyed."""
    counts = [
        sum(one.is_anomaly for one in make_company(CompanySpec(seed=2, anomaly_rate=rate)).truth)
        for rate in (0.01, 0.05)
    ]
    assert counts[1] > 3 * counts[0]


@pytest.mark.parametrize(
    ("subject", "typology", "party"),
    [("order", "split_order", "salesperson_id"), ("payment", "split_payment", "requester_id")],
)
def test_parts_of_a_split_stay_below_a_limit_and_sum_above_it(
    large: Company, subject: str, typology: str, party: str
) -> None:
    """Same people, within 36 hours, each part below the limit, the sum above."""
    whole = [story for story in episodes(large, subject, typology) if len(story) >= 3]
    for story in whole:
        limit = min(one for one in APPROVAL_LIMITS if one > max(map(minor, story)))
        assert sum(map(minor, story)) > limit
        assert max(map(moment, story)) - min(map(moment, story)) < timedelta(hours=36)
        assert len({row[party] for row in story}) == 1
    assert whole


def normal_number(row: dict[str, Any]) -> tuple[str, str]:
    """Return a payment's payee and invoice number without case, signs and leading zeros."""
    return row["payee_id"], re.sub(r"[^A-Z0-9]", "", row["invoice_no"].upper()).lstrip("0")


def test_duplicates_pay_a_number_that_was_paid_before(large: Company) -> None:
    """The same payee and number, but for its spelling, was paid earlier, and never less than again now."""
    paid: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in documents(large).values():
        if row.get("kind_of_payment") == "supplier":
            paid[normal_number(row)].append(row)
    for story in episodes(large, "payment", "duplicate_payment"):
        known = [row for row in paid[normal_number(story[0])] if moment(row) < moment(story[0])]
        assert max(map(minor, known)) >= sum(map(minor, story))


def test_some_duplicates_are_spelt_otherwise(large: Company) -> None:
    """A share of the duplicates carries a number that was never billed in that spelling before."""
    counts = Counter(
        (row["payee_id"], row.get("invoice_no")) for row in documents(large).values() if "voucher_no" in row
    )
    stories = episodes(large, "payment", "duplicate_payment")
    alone = [story for story in stories if counts[story[0]["payee_id"], story[0]["invoice_no"]] == 1]
    assert 0 < len(alone) < len(stories)


def test_related_parties_share_an_account_with_an_employee(large: Company) -> None:
    """The account paid is one that an employee registered."""
    accounts = {row.get("account") for row in large.rows if row["kind"] == "employee_registered"}
    for is_anomaly in (True, False):
        for story in episodes(large, "payment", "related_party", is_anomaly=is_anomaly):
            assert {row["payee_account"] for row in story} <= accounts


def test_redirected_payments_go_to_the_changed_account(large: Company) -> None:
    """Each was preceded by a change to the account that it was paid to."""
    changed = {
        (row["payee_id"], row["account"]) for row in large.rows if row["kind"] == "payee_account_changed"
    }
    for story in episodes(large, "payment", "account_change"):
        assert {(row["payee_id"], row["payee_account"]) for row in story} <= changed


def test_bursts_come_from_one_address_within_an_hour(large: Company) -> None:
    """Six people or more claim from the same address within an hour."""
    for story in episodes(large, "claim", "address_burst"):
        assert len({row["ip"] for row in story}) == 1
        assert len({row["employee_id"] for row in story}) >= 6
        assert max(map(moment, story)) - min(map(moment, story)) <= timedelta(hours=1)


def test_dormant_parties_were_silent_for_half_a_year(large: Company) -> None:
    """No order of the customer in the 180 days before."""
    orders: dict[str, list[datetime]] = defaultdict(list)
    for row in large.rows:
        if row["kind"] == "order_placed":
            orders[row["customer_id"]].append(moment(row))
    for (row,) in episodes(large, "order", "dormant_active"):
        since = [moment(row) - one for one in orders[row["customer_id"]] if one < moment(row)]
        assert min(since) >= timedelta(days=179)


def test_odd_hours_come_from_people_who_work_by_day(large: Company) -> None:
    """The salesperson of a planted order at night is not one of those who always work late."""
    late = {
        row["salesperson_id"]
        for story in episodes(large, "order", "odd_hours", is_anomaly=False)
        for row in story
    }
    odd = {row["salesperson_id"] for story in episodes(large, "order", "odd_hours") for row in story}
    assert late & odd == set()


def by_subject(company: Company) -> dict[str, dict[str, Any]]:
    """Return the verdicts by their subject."""
    return {row["subject"]: row for row in company.rows if row["kind"] == "verdict_recorded"}


def anomalies(company: Company) -> list[Truth]:
    """Return what is really wrong."""
    return [one for one in company.truth if one.is_anomaly]


def test_reviewers_find_most_anomalies_and_not_all(large: Company) -> None:
    """Between 60 and 90 % of the anomalies get a verdict; the truth knows the day of each."""
    verdicts = by_subject(large)
    seen = [one for one in anomalies(large) if one.subject in verdicts]
    assert 0.6 < len(seen) / len(anomalies(large)) < 0.9
    for one in seen:
        assert str(one.known_day) == verdicts[one.subject]["occurred_at"][:10]


def test_reviewers_look_at_ordinary_items_too(large: Company) -> None:
    """Most verdicts are about what was never planted, and cleared."""
    listed = {one.subject for one in large.truth}
    ordinary = Counter(row["verdict"] for subject, row in by_subject(large).items() if subject not in listed)
    assert ordinary["cleared"] > 300
    assert ordinary["confirmed"] < 0.02 * ordinary["cleared"]


@pytest.mark.parametrize(("noise", "low", "high"), [(0.0, 0.0, 0.0), (0.3, 0.2, 0.4)])
def test_as_many_verdicts_are_wrong_as_asked(noise: float, low: float, high: float) -> None:
    """Noise turns verdicts on planted anomalies over."""
    company = make_company(CompanySpec(seed=4, events=60_000, noise=noise, anomaly_rate=0.03))
    verdicts = by_subject(company)
    given = [
        verdicts[subject]["verdict"]
        for subject in {one.subject for one in anomalies(company)} & verdicts.keys()
    ]
    assert low <= given.count("cleared") / len(given) <= high


@pytest.mark.parametrize("subject", ["order", "payment"])
def test_nothing_but_the_typology_gives_an_anomaly_away(large: Company, subject: str) -> None:
    """Cents, seconds, lateness of entry and kind of address are spread among anomalies as among the rest."""
    rows = documents(large)
    odd = {
        one.subject
        for one in anomalies(large)
        if one.typology not in {"fictitious_supplier", "address_burst"}
    }
    groups = [
        [
            row
            for key, row in rows.items()
            if key.startswith(subject)
            and (key in odd) is flag
            and row.get("kind_of_payment", "supplier") == "supplier"
        ]
        for flag in (True, False)
    ]
    traits = {
        "whole amount": lambda row: row["amount"].endswith(".00"),
        "second below 30": lambda row: moment(row).second < 30,
        "late entry": lambda row: row["known_at"] != row["occurred_at"],
        "office address": lambda row: row["ip"].startswith("10."),
        "odd digit": lambda row: int(row[DOCUMENTS[subject][1]][-1]) % 2 == 1,
    }
    for name, trait in traits.items():
        shares = [sum(map(trait, group)) / len(group) for group in groups]
        deviation = (shares[1] * (1 - shares[1]) / len(groups[0])) ** 0.5
        assert abs(shares[0] - shares[1]) < 4 * deviation, name
