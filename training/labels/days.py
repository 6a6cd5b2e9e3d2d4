"""Days late as known at a moment: final for what is paid, so far for what is not."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from features.kernel import layout as L

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class DaysKnown:
    """Days late of n invoices as known at one moment.

    Attributes
    ----------
    days
        int64 of shape (n,): of an unpaid invoice the days that it is late so far.
    unpaid
        bool of shape (n,): at that moment not yet paid, so that the days are the least there will be.
    """

    days: Ints
    unpaid: Mask


def days_known_at(moment_us: int, due_us: Ints, cleared_us: Ints, *, cap_days: int) -> DaysKnown:
    """Return days late as known at a moment, within +- `cap_days`.

    Parameters
    ----------
    due_us
        int64 of shape (n,), the midnight after the due date.
    cleared_us
        int64 of shape (n,), when an invoice was paid; `NEVER` where it was not.
    """
    unpaid = cleared_us > moment_us
    ended = np.where(unpaid, moment_us, cleared_us)
    # Paid on the due date is 0 days late; a day begun without payment counts as late.
    days = (ended - due_us) // L.DAY + 1
    return DaysKnown(np.clip(days, -cap_days, cap_days), unpaid)
