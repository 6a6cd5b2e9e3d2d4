from collections.abc import Callable
from typing import Any

import pytest

from features.kernel.layout import DAY
from training.labels.lateness import lateness_rows

Facts = Callable[..., Any]

ISSUE = {"kind": 20, "day": 10, "due": 41, "amount": 500}
"""Due on day 40: past due from midnight, the beginning of day 41."""


def settled(kind: int, day: int, **more: int) -> dict[str, int]:
    """What closed the invoice."""
    return {"kind": kind, "day": day, "due": 41, "amount": -500, "closed": 1, **more}


@pytest.mark.parametrize(("day", "expected"), [(40, 0), (41, 1), (45, 5), (30, -10), (200, 60), (11, -29)])
def test_days_late_as_the_kernel_counts_them(facts: Facts, day: int, expected: int) -> None:
    """On the due day is 0, the day after is 1; capped on the late side."""
    rows = lateness_rows(facts(ISSUE, settled(31, day)), cap_days=60, known_by_us=1_000 * DAY)
    assert [expected] == rows.days.tolist()


def test_unpaid_is_at_the_cap(facts: Facts) -> None:
    """Who has not paid for so long will not have paid earlier; a part payment changes nothing."""
    part = {"kind": 31, "day": 42, "due": 41, "amount": -100}
    rows = lateness_rows(facts(ISSUE, part), cap_days=60, known_by_us=101 * DAY)
    assert [60] == rows.days.tolist()


def test_young_invoices_are_left_out_even_if_paid(facts: Facts) -> None:
    """To keep the paid ones of them would be to keep the prompt ones."""
    rows = lateness_rows(facts(ISSUE, settled(31, 42)), cap_days=60, known_by_us=100 * DAY)
    assert (0, 1) == (len(rows.days), rows.immature)


def test_voided_left_out_written_off_late(facts: Facts) -> None:
    """What was taken back was never late; what was given up is as late as can be."""
    voided = lateness_rows(facts(ISSUE, settled(21, 45)), cap_days=60, known_by_us=200 * DAY)
    lost = lateness_rows(facts(ISSUE, settled(24, 45)), cap_days=60, known_by_us=200 * DAY)
    assert (0, 1) == (len(voided.days), voided.voided)
    assert [60] == lost.days.tolist()


def test_payment_known_after_the_cut_is_not_seen(facts: Facts) -> None:
    """At the cut this invoice was unpaid."""
    events = facts(ISSUE, settled(31, 45, known=150))
    assert [60] == lateness_rows(events, cap_days=60, known_by_us=149 * DAY).days.tolist()
    assert [5] == lateness_rows(events, cap_days=60, known_by_us=150 * DAY).days.tolist()


def test_each_invoice_has_its_own_end(facts: Facts) -> None:
    """Invoices are told apart by their documents."""
    second = {**ISSUE, "invoice": 2}
    events = facts(ISSUE, second, settled(31, 43, invoice=2), settled(31, 50))
    assert [10, 3] == lateness_rows(events, cap_days=60, known_by_us=200 * DAY).days.tolist()


def test_no_invoice_no_row(facts: Facts) -> None:
    """An empty log has no labels."""
    assert 0 == len(lateness_rows(facts(), cap_days=60, known_by_us=0).days)
