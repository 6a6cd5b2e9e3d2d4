"""Days late of an invoice, known only once it had the time to be late."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from features.kernel import layout as L
from training.labels.default import ISSUED, VOIDED, WRITTEN_OFF

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class LatenessRows:
    """Invoices with their days late; every array has shape (n,), in order of `seq`.

    Parameters
    ----------
    rows
        intp, the event of the event array that issued the invoice.
    moments_us
        int64, moment of issue.
    days
        int64, days past due when settled, negative when early, within +- `cap_days`.
    unpaid
        bool, not settled at the cut: the days are those so far.
    immature, voided
        Invoices left out: due less than the given days before the cut; taken back.
    """

    rows: npt.NDArray[np.intp]
    moments_us: Ints
    days: Ints
    unpaid: npt.NDArray[np.bool_]
    immature: int
    voided: int


def lateness_rows(
    events: Ints, *, cap_days: int, known_by_us: int, given_days: int | None = None
) -> LatenessRows:
    """Label every invoice that fell due at least `given_days` before the cut; without, `cap_days`.

    Unpaid invoices are as informative as paid ones: days late are capped at `cap_days`, and whoever has
    not paid after that long is at the cap, now and for ever. So there is no censoring left, and the
    median of the capped days is the capped median. What was written off is at the cap.

    Given less time than the cap, an unpaid invoice is only known to be at least as late as it is so far.

    Parameters
    ----------
    events
        Event array, int64 of shape (E_WIDTH, n).
    cap_days
        The cap.
    known_by_us
        The cut: facts known later are not used.
    given_days
        The time an invoice is given to be paid.
    """
    seen = events[L.E_KNOWN] <= known_by_us
    issued = np.flatnonzero(seen & (events[L.E_KIND] == ISSUED))
    closed = np.flatnonzero(seen & ((events[L.E_FLAGS] & L.FLAG_CLOSED) != 0))
    last = _last_of(events[L.E_DOCUMENT, closed], closed, events[L.E_DOCUMENT, issued])
    is_closed = last >= 0
    due = events[L.E_DUE, issued]
    days = np.minimum((known_by_us - due) // L.DAY + 1, cap_days)
    # The due moment is the midnight after the due date: paid on that day is 0 days late.
    days[is_closed] = (events[L.E_OCCURRED, last[is_closed]] - due[is_closed]) // L.DAY + 1
    ended = np.where(is_closed, events[L.E_KIND, last], 0)
    days[ended == WRITTEN_OFF] = cap_days
    mature = due + (cap_days if given_days is None else given_days) * L.DAY <= known_by_us
    kept = mature & (ended != VOIDED)
    return LatenessRows(
        rows=issued[kept],
        moments_us=events[L.E_OCCURRED, issued[kept]],
        days=np.clip(days[kept], -cap_days, cap_days),
        unpaid=~is_closed[kept] & (days[kept] < cap_days),
        immature=int((~mature).sum()),
        voided=int((mature & (ended == VOIDED)).sum()),
    )


def _last_of(keys: Ints, values: npt.NDArray[np.intp], wanted: Ints) -> npt.NDArray[np.intp]:
    """Return for each wanted key the last value that has it, or -1."""
    order = np.argsort(keys, kind="stable")
    keys, values = keys[order], values[order]
    after = np.searchsorted(keys, wanted, side="right")
    found = np.maximum(after - 1, 0)
    hit = (after > 0) & (keys[found] == wanted) if len(keys) else np.zeros(len(wanted), bool)
    return np.where(hit, values[found] if len(values) else -1, -1)
