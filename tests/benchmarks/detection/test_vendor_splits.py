from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from benchmarks.detection.companies import import_rows
from benchmarks.detection.measuring import measure
from benchmarks.detection.vendor_carriers import Paid, account_of
from benchmarks.detection.vendor_split_cases import (
    HOURS,
    MANNERS,
    PARTS,
    TWINS,
    TWINS_EACH,
    Story,
    halves,
    inject_splits,
)
from benchmarks.detection.vendor_split_tests import plain_hits, split_hits
from benchmarks.detection.vendor_splits import measure_carrier, run_splits, without
from benchmarks.detection.vendor_splits_text import splits_picture, splits_text
from features.catalogue.parameters import DEFAULT_PARAMETERS, FeatureParameters
from features.history.encode import code_of
from features.kernel import layout as L
from features.offline import History

BEGIN = date(2025, 1, 1)
LIMITS = (300_000, 2_000_000)
SETS = {"3,000 / 20,000": LIMITS}


def payments(payees: int = 240) -> list[Paid]:
    """Payees that are each paid 400.00 and more four times in ten months."""
    found = [
        Paid(f"P{payee}-{k}", f"V{payee}", day, 40_000 + 700 * k, "AP", f"N{payee}{k:02}", f"{payee}-{k}")
        for payee in range(payees)
        for k in range(4)
        for day in [BEGIN + timedelta(days=(payee * 7 + k * 71) % 300)]
    ]
    return sorted(found, key=lambda one: one.day)


def made_history(count: int, seed: int) -> History:
    """Payments to three payees, some at one moment, of amounts around the limits."""
    dice = np.random.default_rng(seed)
    events = np.zeros((L.E_WIDTH, count), np.int64)
    events[L.E_KIND] = 44
    events[L.E_FLAGS] = L.FLAG_FIRST
    events[L.E_DOCUMENT] = np.arange(1, count + 1)
    events[L.E_SEQ] = np.arange(1, count + 1)
    events[L.E_PAYEE] = dice.integers(1, 4, count)
    events[L.E_OCCURRED] = np.cumsum(dice.choice([0, L.HOUR, L.DAY, 3 * L.DAY], count))
    events[L.E_BASE] = dice.choice([100_000, 200_000, 300_000, 300_001, 1_900_000, 3_000_000], count)
    return History(events, count, DEFAULT_PARAMETERS)


def test_the_same_seed_injects_the_same() -> None:
    """Rows and truth follow from the seed, and another seed gives others."""
    first, again, other = (inject_splits(payments(), seed, SETS)["3,000 / 20,000"] for seed in (1, 1, 2))
    assert (first.rows, first.truth) == (again.rows, again.truth)
    assert first.rows != other.rows


def test_every_part_stays_below_a_limit_that_the_sum_passes() -> None:
    """Each combination stands once in each half, and its last part at the latest can be recognised."""
    cases = inject_splits(payments(), 1, SETS)["3,000 / 20,000"]
    stories: dict[Story, list[int]] = {}
    last: dict[Story, int] = {}
    for row in cases.rows:
        if "payment_id" not in row:
            continue
        (one,) = cases.truth[code_of(f"payment:{row['payment_id']}")]
        if one.is_anomaly:
            stories.setdefault(one.episode, []).append(round(float(row["amount"]) * 100))
            last[one.episode] = one.position
    assert 2 * len(MANNERS) * len(HOURS) * len(PARTS) == len(stories)
    assert all(2 == position for position in last.values())
    for story, parts in stories.items():
        assert story.parts == len(parts)
        assert any(max(parts) <= limit < sum(parts) for limit in LIMITS)


def test_payees_take_one_story_at_most() -> None:
    """Two stories of one payee would explain each other's flags, of whatever set of limits."""
    sets = {"a": LIMITS, "b": (500_000,)}
    cases = inject_splits(payments(480), 1, sets)
    payee_of = {
        (name, one.episode): row["payee_id"]
        for name, case in cases.items()
        for row in case.rows
        if "payment_id" in row
        for one in case.truth[code_of(f"payment:{row['payment_id']}")]
    }
    assert len(payee_of) == len(set(payee_of.values()))
    assert 4 * (len(MANNERS) * len(HOURS) * len(PARTS) + len(TWINS) * TWINS_EACH) == len(payee_of)


def test_a_carrier_that_is_too_small_is_refused() -> None:
    """Payees, days and months have to do for every case."""
    with pytest.raises(ValueError, match="too few payees"):
        inject_splits(payments(20), 1, SETS)
    with pytest.raises(ValueError, match="47 days"):
        inject_splits([replace(one, day=BEGIN) for one in payments()], 1, SETS)
    with pytest.raises(ValueError, match="at least 4 months"):
        run_splits(Path(), months=3, seed=1, carriers=())


@pytest.mark.parametrize("days", [1, 3, 7])
def test_the_plain_test_is_what_the_notes_say(days: int) -> None:
    """Same payee, so many days, each at or below a limit, the sum with the one being scored above."""
    history = made_history(200, days)
    payee, at, minor = (history.events[column] for column in (L.E_PAYEE, L.E_OCCURRED, L.E_BASE))
    expected = {
        i + 1
        for i in range(200)
        for limit in LIMITS
        if minor[i]
        <= limit
        < sum(
            minor[j]
            for j in range(i + 1)
            if payee[j] == payee[i] and at[j] >= at[i] - days * L.DAY and minor[j] <= limit
        )
    }
    assert 0 < len(expected) < 200
    assert expected == plain_hits(history, LIMITS, days)


def test_our_test_is_the_typology_as_it_ships() -> None:
    """The few features that are computed flag what whole vectors flag."""
    cases = inject_splits(payments(), 1, SETS)["3,000 / 20,000"]
    history = replace(
        import_rows(_in_order(cases.rows)).history, parameters=FeatureParameters(supplier_limits=LIMITS)
    )
    expected = measure(history, "payment").flagged()["split_payment"]
    assert 50 < len(expected) < len(cases.truth)
    assert expected == split_hits(history, LIMITS, history.payment_queries())


def test_a_small_carrier_is_measured_and_told() -> None:
    """Half of the cases are reported, no twin of ours is flagged, and what is untouched holds no case."""
    told: list[str] = []
    one = measure_carrier("tiny", payments(), 1, SETS, told.append)
    (row,) = one["sets"]
    result = {"months": 10, "seed": 1, "carriers": [one]}
    assert len(MANNERS) * len(HOURS) * len(PARTS) == row["ours"]["episodes"] == row["plain"]["episodes"]
    assert 0 < row["ours"]["episodes_found"] < row["plain"]["episodes_found"]
    assert row["ours"]["twins_flagged"] == 0 < row["plain"]["twins_flagged"]
    assert {"ours": 0.0, "plain": 0.0, "ours_without_vouchers": 0.0} == row["alerts_a_day"]
    assert ["tiny: limits 3,000 / 20,000"] == told[1:]
    assert "| 3,000 / 20,000 | riskdesk |" in splits_text(result)
    assert splits_picture(result).startswith(b"\x89PNG")


def test_what_is_untouched_holds_no_case() -> None:
    """Taking all cases out leaves the carrier's own payments."""
    own, cases = payments(), inject_splits(payments(), 1, SETS)
    rows = [*(paid.row(account_of(paid.payee)) for paid in own), *cases["3,000 / 20,000"].rows]
    left = without(import_rows(_in_order(rows)).history, cases.values()).payment_queries()
    assert {code_of(f"payment:{paid.payment_id}") for paid in own} == set(left[:, L.Q_DOCUMENT].tolist())


def test_halves_share_no_day() -> None:
    """The second begins on the day after the first."""
    (begin, middle), (after, end) = halves(payments())
    assert (BEGIN, middle + timedelta(days=1), BEGIN + timedelta(days=299)) == (begin, after, end)


def _in_order(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return sorted(rows, key=lambda row: str(row["occurred_at"]))
