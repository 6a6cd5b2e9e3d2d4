"""What days late are learnt from, and when."""

import numpy as np
import pytest

from features.catalogue.sets import SETS
from features.kernel.layout import DAY
from riskdesk.core.errors import HistoryTooThin
from training.evaluate.peer_lateness import RawInvoices
from training.labels.days import days_known_at
from training.pipelines.late_invoices import PaidInvoices, growing, habits, learn_days, paid_invoices
from training.pipelines.snapshot import Snapshot


def test_days_as_known_at_a_moment() -> None:
    """Paid is final, unpaid is so far; a payment at a later moment does not exist yet."""
    due = np.array([100, 100, 100], np.int64) * DAY
    noon = DAY // 2
    cleared = np.array([99 * DAY + noon, 103 * DAY + noon, 300 * DAY], np.int64)
    known = days_known_at(103 * DAY, due, cleared, cap_days=90)
    assert [0, 4, 4] == known.days.tolist()
    assert [False, True, True] == known.unpaid.tolist()
    assert [0, 4, 90] == days_known_at(400 * DAY, due, cleared, cap_days=90).days.tolist()


def test_the_distribution_learns_habits_and_nothing_that_grows() -> None:
    """Turnover, age and exposure move with the trade; how like invoices were paid does not."""
    chosen = SETS["lateness"]
    learnt = {name for name, is_habit in zip(chosen.names, habits(chosen), strict=True) if is_habit}
    assert {"document_amount", "customer_paid_idle_days", "customer_past_due_invoice_count"} <= learnt
    assert learnt.isdisjoint(growing(chosen))
    assert learnt.isdisjoint({"customer_receivable_amount", "customer_order_amount_sum_90d"})
    assert {"customer_invoice_age_days", "customer_paid_count_365d"} <= growing(chosen)


def test_asked_before_the_due_date_at_noon(snapshot: Snapshot) -> None:
    """Thirty days before, whenever the invoice was issued, with thirty days to go."""
    invoices = paid_invoices(snapshot, before_due_days=30)
    assert [30 * DAY + DAY // 2] == np.unique(invoices.raw.due_us - invoices.raw.issued_us).tolist()
    assert [30.0] == np.unique(invoices.X[:, invoices.features.names.index("document_terms_days")]).tolist()


def test_its_own_payment_is_never_seen(snapshot: Snapshot) -> None:
    """Asked after it was paid, an invoice knows the customer's other payments and not its own."""
    after = paid_invoices(snapshot, before_due_days=-400)
    assert (after.raw.cleared_us < after.raw.issued_us).all()
    _, whose, count = np.unique(after.raw.customers, return_inverse=True, return_counts=True)
    idle = after.X[:, after.features.names.index("customer_paid_idle_days")]
    own_idle = (after.raw.issued_us - after.raw.cleared_us) / DAY
    alone = count[whose] == 1
    assert alone.any()
    assert not np.isclose(idle[alone], own_idle[alone]).any()


def test_too_few_invoices_are_refused(snapshot: Snapshot) -> None:
    """Nothing fell due before the history began."""
    invoices = paid_invoices(snapshot)
    with pytest.raises(HistoryTooThin):
        learn_days(invoices, int(invoices.raw.due_us.min()))


def test_learning_ignores_what_comes_after_the_cut(snapshot: Snapshot) -> None:
    """Payments after the cut may say anything: the model is the same, byte for byte."""
    invoices = paid_invoices(snapshot)
    cut_us = invoices.cut(0.3)
    raw = invoices.raw
    later = raw.cleared_us > cut_us
    moved = RawInvoices(
        customers=raw.customers,
        amounts_minor=raw.amounts_minor,
        issued_us=raw.issued_us,
        due_us=raw.due_us,
        cleared_us=np.where(later, raw.cleared_us + 55 * DAY, raw.cleared_us),
        days=np.where(later, raw.days + 55, raw.days),
    )
    other = PaidInvoices(invoices.X, invoices.features, moved, invoices.documents, invoices.last_us)
    assert learn_days(invoices, cut_us) == learn_days(other, cut_us)
