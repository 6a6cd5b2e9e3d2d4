"""The peer of the lateness model knows what the product knows, and no more."""

import numpy as np

from features.kernel.layout import DAY
from training.evaluate.peer_lateness import RawInvoices, peer_answers, peer_columns, peer_late


def invoices(n: int = 60) -> RawInvoices:
    """Two customers in turn, one punctual and one ten days late; terms of 15 days."""
    at = np.arange(n, dtype=np.int64) * DAY + 20_000 * DAY
    days = np.where(np.arange(n) % 2 == 0, 0, 10).astype(np.int64)
    due = at + 15 * DAY
    return RawInvoices(
        customers=np.arange(n, dtype=np.int64) % 2 + 1,
        amounts_minor=np.full(n, 10_000, np.int64),
        issued_us=at,
        due_us=due,
        cleared_us=due + (days - 1) * DAY,
        days=days,
    )


def test_running_figures_equal_a_plain_loop() -> None:
    """Mean, deviation, largest and count of what the customer had cleared before the issue."""
    raw = invoices()
    found = peer_columns(raw)
    for i in range(len(raw.days)):
        own = raw.customers == raw.customers[i]
        before = raw.days[own & (raw.cleared_us < raw.issued_us[i])]
        assert len(before) == found[i, 3]
        if len(before):
            expected = [before.mean(), before.std(), before.max()]
            assert np.allclose(expected, found[i, :3])
        else:
            assert np.isnan(found[i, :3]).all()


def test_what_is_cleared_later_changes_nothing() -> None:
    """The peer knows no more than the product does."""
    raw = invoices()
    before = peer_columns(raw)
    i = 30
    unknown = raw.cleared_us >= raw.issued_us[i]
    raw.days[unknown] = 77
    assert np.array_equal(before[i], peer_columns(raw)[i], equal_nan=True)


def test_the_peer_learns_who_pays_late() -> None:
    """It is a peer worth beating: the late customer's later invoices come out riskier."""
    raw = invoices(600)
    cut_us = int(raw.due_us[450])
    test = raw.due_us >= cut_us
    said = peer_late(peer_columns(raw), raw, 5, cut_us=cut_us, test=test)
    assert said[raw.days[test] == 10].min() > said[raw.days[test] == 0].max()


def test_all_its_figures_are_measured_on_the_same_rows() -> None:
    """Two customers of fixed habits: it knows both to the day, and says so of the rows asked for."""
    raw = invoices(600)
    cut_us = int(raw.due_us[450])
    test = raw.due_us >= cut_us
    learnt = raw.due_us + 20 * DAY <= cut_us
    answers = peer_answers(raw, raw.days.astype(np.float64), learnt=learnt, test=test, cut_us=cut_us)
    found = answers.figures(raw.days[test], raw.customers[test] == 1)
    assert int((raw.customers[test] == 1).sum()) == found["rows"]
    assert found["mae"] < 0.5
    assert 1.0 == found["within_3_days"]
    assert {"late_5_auc", "late_15_auc"}.isdisjoint(found)
    assert 1.0 == answers.figures(raw.days[test], np.ones(int(test.sum()), bool))["late_5_auc"]
