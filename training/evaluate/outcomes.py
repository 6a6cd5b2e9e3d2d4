"""What customers did after a moment: how late they paid what was billed later."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from features.kernel import layout as L

_ISSUED = 20
_SETTLING = (23, 31)


@dataclass(frozen=True, slots=True)
class Realised:
    """Lateness of one customer's invoices issued in a span.

    Parameters
    ----------
    invoices
        How many.
    days_late
        Mean over invoices of days past due when settled, or at the span's end where still open;
        early payment counts as 0.
    """

    invoices: int
    days_late: float


def realised_lateness(events: npt.NDArray[np.int64], *, after_us: int, until_us: int) -> dict[int, Realised]:
    """Return customer code -> lateness of invoices issued in (after, until] that fell due by `until`.

    Parameters
    ----------
    events
        Event array, int64 of shape (E_WIDTH, n).
    """
    kind = events[L.E_KIND]
    due = events[L.E_DUE]
    at = events[L.E_OCCURRED]
    issued = np.flatnonzero((kind == _ISSUED) & (at > after_us) & (at <= until_us) & (due <= until_us))
    closed = np.isin(kind, _SETTLING) & ((events[L.E_FLAGS] & L.FLAG_CLOSED) != 0) & (at <= until_us)
    settled = dict(zip(events[L.E_DOCUMENT, closed].tolist(), at[closed].tolist(), strict=True))
    days: dict[int, list[int]] = {}
    for i in issued.tolist():
        end = settled.get(int(events[L.E_DOCUMENT, i]), until_us)
        late = max((end - int(due[i])) // L.DAY + 1, 0)
        days.setdefault(int(events[L.E_CUSTOMER, i]), []).append(late)
    return {customer: Realised(len(late), float(np.mean(late))) for customer, late in days.items()}
