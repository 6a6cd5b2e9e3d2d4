from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from features.kernel.layout import DAY
from riskdesk.core.clock import to_us
from training.labels.default import DefaultDefinition, DefaultRows, default_rows, month_ends

ISSUED, VOIDED, WRITTEN_OFF, MATCHED = 20, 21, 24, 31
PLAIN = DefaultDefinition(past_due_days=30, horizon_days=90, materiality_minor=100, materiality_share=0.0)

Facts = Callable[..., Any]


def label(
    events: Any, *, day: int = 20, known_by: int = 1_000, definition: DefaultDefinition = PLAIN
) -> DefaultRows:
    """Label the customers of these events on one day."""
    return default_rows(events, [day * DAY], definition, known_by_us=known_by * DAY)


def issued(**more: int) -> dict[str, int]:
    """An invoice of day 10, due on day 40."""
    return {"kind": ISSUED, "day": 10, "due": 40, "amount": 500, **more}


def paid(day: int, amount: int = 500, **more: int) -> dict[str, int]:
    """A payment of that invoice."""
    return {"kind": MATCHED, "day": day, "due": 40, "amount": -amount, **more}


@pytest.mark.parametrize(
    ("payments", "expected"),
    [
        ([], 1),
        ([paid(69)], 0),
        ([paid(70)], 0),
        ([paid(71)], 1),
        ([paid(60, 401)], 0),
        ([paid(60, 400)], 1),
    ],
)
def test_debt_counts_once_it_is_past_due_for_too_long(
    facts: Facts, payments: list[dict[str, int]], expected: int
) -> None:
    """Paid by the moment it would count is no default, and neither is a rest below materiality."""
    assert [expected] == label(facts(issued(), *payments)).labels.tolist()


def test_horizon_ends(facts: Facts) -> None:
    """What becomes past due for too long only after the horizon is not this snapshot's default."""
    late = facts(issued(), {"kind": ISSUED, "day": 30, "due": 81, "amount": 500, "invoice": 2}, paid(60))
    assert [0] == label(late).labels.tolist()
    assert [1] == label(late, day=21).labels.tolist()


def test_issued_within_the_horizon_counts(facts: Facts) -> None:
    """A debt that did not exist at the snapshot can be its default."""
    first = facts(issued(), paid(15), {"kind": ISSUED, "day": 30, "due": 35, "amount": 500, "invoice": 2})
    assert [1] == label(first).labels.tolist()


def test_share_of_what_is_owed(facts: Facts) -> None:
    """A rest that is small against all that the customer owes is no default."""
    owed = facts(issued(), {"kind": ISSUED, "day": 11, "due": 300, "amount": 99_500, "invoice": 2})
    relative = DefaultDefinition(past_due_days=30, materiality_minor=100, materiality_share=0.01)
    assert [0] == label(owed, definition=relative).labels.tolist()
    assert [1] == label(owed).labels.tolist()


def test_write_off_is_a_default(facts: Facts) -> None:
    """What was given up is lost even if it was not past due for long."""
    lost = facts(issued(), {"kind": WRITTEN_OFF, "day": 50, "due": 40, "amount": -500, "closed": 1})
    taken_back = facts(issued(), {"kind": VOIDED, "day": 50, "due": 40, "amount": -500, "closed": 1})
    assert [1] == label(lost).labels.tolist()
    assert [0] == label(taken_back).labels.tolist()


def test_already_in_default_is_left_out_and_counted(facts: Facts) -> None:
    """Who is in default cannot become so."""
    rows = label(facts(issued()), day=75)
    assert (0, 1, 0) == (len(rows.labels), rows.in_default, rows.immature)


def test_unfinished_horizon_is_left_out_and_counted(facts: Facts) -> None:
    """Good so far is not good."""
    rows = label(facts(issued(), paid(30)), known_by=109)
    assert (0, 0, 1) == (len(rows.labels), rows.in_default, rows.immature)
    assert 1 == len(label(facts(issued(), paid(30)), known_by=110).labels)


def test_nothing_known_later_is_used(facts: Facts) -> None:
    """A payment that was booked in time and known after the cut does not mend the label."""
    late_news = facts(issued(), paid(60, known=200))
    assert [1] == label(late_news, known_by=150).labels.tolist()
    assert [0] == label(late_news, known_by=200).labels.tolist()


def test_only_active_customers(facts: Facts) -> None:
    """No invoice yet, or none for a year and nothing owed: no row."""
    one = facts(issued(), paid(30))
    assert 0 == len(label(one, day=9).labels)
    assert 1 == len(label(one, day=374).labels)
    assert 0 == len(label(one, day=375).labels)


def test_month_ends_follow_the_zone() -> None:
    """A month ends at the company's midnight."""
    zone = ZoneInfo("Asia/Shanghai")
    first, last = to_us(datetime(2025, 12, 31, 23, 59, tzinfo=zone)), to_us(datetime(2026, 2, 1, tzinfo=zone))
    expected = [to_us(datetime(2026, month, 1, tzinfo=zone)) for month in (1, 2)]
    assert expected == month_ends(first, last, zone)


DUE = DefaultDefinition(
    past_due_days=30, horizon_days=90, materiality_minor=100, materiality_share=0.5, counted="due"
)


@pytest.mark.parametrize(
    ("payments", "expected"),
    [
        ([], 1),
        ([paid(70)], 0),
        ([paid(71)], 1),
        ([paid(60, 251)], 0),
        ([paid(60, 250)], 1),
    ],
)
def test_share_of_what_falls_due_that_is_paid_late(
    facts: Facts, payments: list[dict[str, int]], expected: int
) -> None:
    """Half of it or more, unpaid for longer than the days allowed."""
    assert [expected] == label(facts(issued(), *payments), definition=DUE).labels.tolist()


def test_old_debt_is_no_part_of_what_falls_due(facts: Facts) -> None:
    """Who owes from before is graded, too, and judged by what comes."""
    old = facts(issued(), {"kind": ISSUED, "day": 60, "due": 80, "amount": 300, "invoice": 2}, paid(200))
    rows = label(old, day=75, definition=DUE)
    assert ([1], 0) == (rows.labels.tolist(), rows.in_default)
    settled = {"kind": MATCHED, "day": 90, "due": 80, "amount": -300, "invoice": 2}
    later = facts(issued(), {"kind": ISSUED, "day": 60, "due": 80, "amount": 300, "invoice": 2}, settled)
    assert [0] == label(later, day=75, definition=DUE).labels.tolist()


def test_nothing_due_tells_nothing_and_is_counted(facts: Facts) -> None:
    """Neither before the snapshot nor so late that the horizon cannot tell; what was taken back is nothing."""
    rows = label(facts(issued()), day=41, definition=DUE)
    assert (0, 1, {"immature": 0, "in_default": 0, "nothing_due": 1}) == (
        len(rows.labels),
        rows.nothing_due,
        rows.left_out,
    )
    far = {"kind": ISSUED, "day": 15, "due": 81, "amount": 500}
    assert 1 == label(facts(far), definition=DUE).nothing_due
    assert [1] == label(facts(far), day=21, definition=DUE).labels.tolist()
    back = {"kind": VOIDED, "day": 50, "due": 40, "amount": -500, "closed": 1}
    assert 1 == label(facts(issued(), back), definition=DUE).nothing_due


def test_what_is_written_off_was_not_paid(facts: Facts) -> None:
    """Also before the days allowed are over."""
    lost = facts(issued(), {"kind": WRITTEN_OFF, "day": 50, "due": 40, "amount": -500, "closed": 1})
    assert [1] == label(lost, definition=DUE).labels.tolist()


def test_small_debts_are_not_material(facts: Facts) -> None:
    """However large a share of what falls due they are."""
    small = facts(issued(amount=99))
    assert [0] == label(small, definition=DUE).labels.tolist()
