"""The one probability from which on a document is held."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from riskdesk.core.errors import InputInvalid
from training.thresholds.precision import Precision
from training.thresholds.sources import Mask, Sources

Floats = npt.NDArray[np.float64]
Learnt = Mapping[str, Precision | None]


def by_costs(*, missed: float, false_alarm: float) -> float:
    """Return the chance from which on holding costs less than letting pass.

    Holding costs `false_alarm` where a reviewer clears, passing costs `missed` where one would confirm, so it pays
    to hold from false_alarm / (false_alarm + missed) on. Source: Elkan, "The Foundations of Cost-Sensitive
    Learning" (2001), equation 2.

    Raises
    ------
    InputInvalid
        A cost is less than 0, or both are 0.

    >>> by_costs(missed=9.0, false_alarm=1.0)
    0.1
    """
    if missed < 0.0 or false_alarm < 0.0 or not missed + false_alarm > 0.0:
        raise InputInvalid("expected costs of 0 or more, not both 0", field="cost_missed")
    return false_alarm / (false_alarm + missed)


def by_capacity(sources: Sources, learnt: Learnt, *, alerts_a_day: float) -> float:
    """Return the smallest chance at which reviewers get no more than so many alerts a day, on average.

    Where what is held anyway fills their day, nothing more is held: more than 1.

    Raises
    ------
    InputInvalid
        Fewer than 0 alerts a day.
    """
    if not alerts_a_day >= 0.0:
        raise InputInvalid("expected 0 or more alerts a day", field="alerts_a_day")
    said = chances_of(sources, learnt)
    chances = np.maximum.reduce([np.nan_to_num(one, nan=-1.0) for one in said.values()])
    held = sources.held_anyway.copy()
    for code, one in said.items():
        if learnt.get(code, 0) is None:
            held |= np.isfinite(one)
    free = np.sort(chances[~held & (chances >= 0.0)])[::-1]
    room = int(np.floor(alerts_a_day * sources.days + 1e-9)) - int(held.sum())
    if room >= len(free):
        return 0.0
    if room <= 0:
        return float(np.nextafter(1.0, 2.0))
    # Rows of one chance are held together or not at all.
    above = free[free > free[room]]
    return float(above[-1]) if len(above) else float(np.nextafter(free[room], 2.0))


def chances_of(sources: Sources, learnt: Learnt) -> dict[str, Floats]:
    """Return source -> the chance it gives each decision, NaN where it does not speak.

    A pattern of which too few hits were judged is held wherever it shows: what is not known is not let pass.
    """
    found = {"model": sources.model}
    for code, strengths in sources.strengths.items():
        known = learnt[code]
        chance = np.ones(len(strengths)) if known is None else known.at(np.nan_to_num(strengths))
        found[code] = np.where(np.isfinite(strengths), chance, np.nan)
    return found


def held_by(sources: Sources, learnt: Learnt, chance: float) -> dict[str, Mask]:
    """Return source -> which decisions it holds from this chance on."""
    found = chances_of(sources, learnt)
    kept = {
        code: np.isfinite(one) if learnt.get(code, 0) is None else one >= chance
        for code, one in found.items()
    }
    return {name: np.asarray(one, np.bool_) for name, one in kept.items()}
