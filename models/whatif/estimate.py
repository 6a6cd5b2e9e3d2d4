"""Sums over documents of which only a part was looked at: what is known, what is likely, within which interval.

What was held then is judged by reviewers; of what passed only those that the lot drew are. The judged speak for
the rest of their own stratum (held or not, then and under the policy) by the share of their amounts that was
confirmed: a ratio estimator, judged rows weighed by one over their propensity (Horvitz and Thompson, 1952). The
interval of that share is told in `interval`: the lot draws each document by itself, and of what was held the
documents of one party hang together. Strata are joined by the distances of their ends (MOVER: Zou and Donner,
2008).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.whatif.cases import Case
from models.whatif.interval import Rows, share_of_rest
from models.whatif.past import Verdict


@dataclass(frozen=True, slots=True)
class Estimate:
    """A sum over documents.

    Attributes
    ----------
    known
        Over those with a verdict alone: never less than this.
    value
        Likely; None where nobody looked at any document that could tell.
    low, high
        95 % interval; from what is known to all that is possible where `value` is None.
    """

    known: float
    value: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Share:
    """A share, 0 to 1, with its 95 % interval; `value` is None where nobody looked."""

    value: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Line:
    """One document of a sum.

    Attributes
    ----------
    weight
        0 or more: 1 counts documents, an amount sums money.
    counted
        Whether it belongs to the sum; if not, it only speaks for its stratum.
    """

    case: Case
    weight: float
    counted: bool


def estimate(lines: Sequence[Line], *, confirmed: bool) -> Estimate:
    """Estimate the weight of the counted documents that are confirmed, or of those that are not.

    Parameters
    ----------
    lines
        All documents that can speak, counted or not.
    confirmed
        True sums what a reviewer would confirm, False what a reviewer would clear.
    """
    wanted: Verdict = "confirmed" if confirmed else "cleared"
    known = sum(line.weight for line in lines if line.counted and line.case.verdict == wanted)
    strata: dict[tuple[bool, bool], list[Line]] = {}
    for line in lines:
        strata.setdefault((line.case.held_then, line.case.held), []).append(line)
    parts = [_part(of, wanted) for of in strata.values()]
    low, high = _joined(parts)
    values = [part.value for part in parts if part.value is not None]
    value = max(known, sum(values)) if len(values) == len(parts) else None
    return Estimate(known, value, max(low, known), max(high, known))


def share_of(part: Estimate, rest: Estimate) -> Share:
    """Return part / (part + rest) of two sums over different documents, estimated from different ones.

    What is one estimate seen from both sides, as confirmed and cleared of what was held, is `share_among`. The
    ends put one sum at its end and the other at its likely value, joined as strata are; where a sum is
    unknown, the share lies between its extremes.
    """
    if part.value is None or rest.value is None or part.value + rest.value <= 0.0:
        return Share(None, _of(part.low, rest.high), _of(part.high, rest.low) if part.high > 0.0 else 1.0)
    value = _of(part.value, rest.value)
    down = math.hypot(value - _of(part.low, rest.value), value - _of(part.value, rest.high))
    up = math.hypot(_of(part.high, rest.value) - value, _of(part.value, rest.low) - value)
    return Share(value, max(0.0, value - down), min(1.0, value + up))


def share_among(part: Estimate, whole: float) -> Share:
    """Return part / whole, where the whole is known: documents that were held, of which some are confirmed."""
    if whole <= 0.0:
        return Share(None, 0.0, 1.0)
    value = None if part.value is None else min(1.0, part.value / whole)
    return Share(value, max(0.0, part.low / whole), min(1.0, part.high / whole))


def _of(part: float, rest: float) -> float:
    return part / (part + rest) if part + rest > 0.0 else 0.0


def _part(lines: Sequence[Line], wanted: Verdict) -> Estimate:
    """Estimate over the documents of one stratum."""
    judged = [line for line in lines if _is_judged(line.case)]
    known = sum(line.weight for line in judged if line.counted and line.case.verdict == wanted)
    others = [line for line in lines if line.counted and line.weight > 0.0 and not _is_judged(line.case)]
    rest = sum(line.weight for line in others)
    told = [line for line in judged if line.case.propensity > 0.0 and line.weight > 0.0]
    if not others:
        return Estimate(known, known, known, known)
    if not told:
        return Estimate(known, None, known, known + rest)
    hits = np.array([line.case.verdict == wanted for line in told])
    drawn = Rows(np.array([line.weight / line.case.propensity for line in told]), _parties(told))
    of_rest = Rows(np.array([line.weight for line in others]), _parties(others))
    share, low, high = share_of_rest(hits, drawn, of_rest)
    return Estimate(known, known + share * rest, known + low * rest, known + high * rest)


def _is_judged(case: Case) -> bool:
    return case.seen and case.verdict is not None


def _parties(lines: Sequence[Line]) -> NDArray[np.str_]:
    """Return whose each document is; of what the lot draws each is its own."""
    return np.array([line.case.party if line.case.held_then else line.case.document for line in lines])


def _joined(parts: Sequence[Estimate]) -> tuple[float, float]:
    sure = [(part.value, part) for part in parts if part.value is not None]
    value = sum(value for value, _ in sure)
    down = math.hypot(*(value - part.low for value, part in sure))
    up = math.hypot(*(part.high - value for value, part in sure))
    unsure = [part for part in parts if part.value is None]
    return value - down + sum(p.low for p in unsure), value + up + sum(p.high for p in unsure)
