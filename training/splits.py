"""Splits by time: what is learnt from always lies before what is measured on, with a gap for the labels.

train / gap / test, the gap as long as labels take to arrive. Source: Fraud Detection Handbook, chapter 5,
"Validation strategies".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from training.labels.default import month_ends

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class TimeSplit:
    """Three parts of n rows, bool of shape (n,), none of them in two.

    Parameters
    ----------
    fit
        What trees are grown on.
    later
        What stops their growth and calibrates them: later than `fit`, its labels known before `cut_us`.
    test
        What they are measured on; empty for a model that is to be shipped.
    cut_us
        The moment at which the model could have been made: labels of `fit` and `later` may use
        nothing that was known later.
    """

    fit: Mask
    later: Mask
    test: Mask
    cut_us: int


def time_split(
    moments_us: Ints, *, label_delay_us: int, test_share: float = 0.25, later_share: float = 0.25
) -> TimeSplit:
    """Cut rows by time for evaluation.

    Parameters
    ----------
    moments_us
        int64 of shape (n,), the moment of each row; in any order.
    label_delay_us
        How long after its moment a row's label is known.
    test_share, later_share
        Share of the rows in the test part, and of the rest in the later part.
    """
    cut_us = int(np.quantile(moments_us, 1 - test_share, method="higher")) if len(moments_us) else 0
    known = moments_us + label_delay_us <= cut_us
    fit, later = _fit_and_later(moments_us, known, later_share)
    return TimeSplit(fit, later, moments_us >= cut_us, cut_us)


def final_split(
    moments_us: Ints, *, label_delay_us: int, cut_us: int, later_share: float = 0.25
) -> TimeSplit:
    """Cut rows for the model to be shipped: no test part, everything known by `cut_us` is learnt from."""
    known = moments_us + label_delay_us <= cut_us
    fit, later = _fit_and_later(moments_us, known, later_share)
    return TimeSplit(fit, later, np.zeros(len(moments_us), bool), cut_us)


def prequential(
    moments_us: Ints, zone: ZoneInfo, *, label_delay_us: int, least_rows: int = 200, later_share: float = 0.25
) -> Iterator[TimeSplit]:
    """Yield a split for each calendar month with rows: learnt from what was known when it began.

    Months before which fewer than `least_rows` rows had labels are passed over.
    """
    if len(moments_us) == 0:
        return
    first, last = int(moments_us.min()), int(moments_us.max())
    begins = month_ends(first, last, zone)
    for begin, end in zip(begins, [*begins[1:], last + 1], strict=True):
        known = moments_us + label_delay_us <= begin
        test = (moments_us >= begin) & (moments_us < end)
        if known.sum() >= least_rows and test.any():
            fit, later = _fit_and_later(moments_us, known, later_share)
            yield TimeSplit(fit, later, test, begin)


def _fit_and_later(moments_us: Ints, known: Mask, later_share: float) -> tuple[Mask, Mask]:
    if not known.any():
        return known, known
    begin = int(np.quantile(moments_us[known], 1 - later_share, method="higher"))
    return known & (moments_us < begin), known & (moments_us >= begin)
