import numpy as np

from features.kernel import layout as L
from training.labels.default import DefaultDefinition, default_rows


def test_history_without_invoices_has_no_rows() -> None:
    """Facts that are no invoices label nobody, and break nothing."""
    events = np.zeros((L.E_WIDTH, 6), np.int64)
    rows = default_rows(events, [L.DAY], DefaultDefinition(), known_by_us=10 * L.DAY)
    assert 0 == len(rows.labels)
