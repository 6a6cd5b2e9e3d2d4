"""Better than the champion, or equal, on the metrics agreed for its role, with the paired interval.

Both answer the same rows; rows that hang together are drawn together, see `paired_difference`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from models.role import Role
from training.evaluate.intervals import paired_difference
from training.evaluate.ranked import HIGHER_IS_BETTER, Floats, Metric, Ranked
from training.gates.gate import Gate

_DRAWS: Final = 400
LEAST_POSITIVES: Final = 5


@dataclass(frozen=True, slots=True)
class Agreed:
    """One metric that was agreed: how much worse still counts as equal, in its own unit or as a share of it."""

    metric: Metric
    margin: float
    is_share: bool = False


AGREED: Final[dict[Role, tuple[Agreed, ...]]] = {
    "credit": (Agreed("auc", 0.01), Agreed("brier", 0.03, is_share=True)),
    "order_anomaly": (Agreed("ap", 0.02), Agreed("brier", 0.03, is_share=True)),
    "payment_anomaly": (Agreed("ap", 0.02), Agreed("brier", 0.03, is_share=True)),
    "lateness": (Agreed("mae", 0.01, is_share=True),),
}


class Compared(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One metric of both on the same rows.

    Attributes
    ----------
    champion, challenger
        The figure of each.
    gain, low, high
        What the challenger gains, more than 0 is better, with its 95 % interval.
    margin
        What still counts as equal.
    """

    metric: str
    champion: float
    challenger: float
    gain: float
    low: float
    high: float
    margin: float

    @property
    def holds(self) -> bool:
        """Whether it is no worse: as good at least, or shown to be worse by no more than the margin."""
        return self.gain >= 0.0 or self.low >= -self.margin

    @property
    def detail(self) -> str:
        """The comparison in words."""
        return (
            f"{self.metric} {self.challenger:.4f} against {self.champion:.4f}, "
            f"gain {self.gain:+.4f} [{self.low:+.4f}, {self.high:+.4f}]"
        )


def compare(
    role: Role,
    y: Floats,
    champion: Floats,
    challenger: Floats,
    groups: npt.NDArray[np.int64],
    *,
    ranks_only: bool,
) -> tuple[Compared, ...]:
    """Compare two answers to the same rows, all float64 of shape (n,); nothing where a metric is not defined.

    Nor where too few groups hold outcomes for an interval.

    Parameters
    ----------
    ranks_only
        One of them is no probability: only metrics of rank are compared.
    """
    wanted = [one for one in AGREED[role] if not ranks_only or one.metric in {"auc", "ap"}]
    if not wanted or not len(y) or (role != "lateness" and not _both(y)):
        return ()
    try:
        return tuple(_compared(one, y, champion, challenger, groups) for one in wanted)
    except ValueError:
        return ()


def better_gate(compared: Sequence[Compared], *, positives: int, note: str) -> Gate:
    """The challenger must be as good as the champion on every agreed metric.

    Parameters
    ----------
    positives
        Outcomes on which the comparison stands.
    note
        What has to be known of the rows.
    """
    if not compared or positives < LEAST_POSITIVES:
        detail = f"{positives} outcomes on later rows: too few to say which of the two is better"
        return Gate("better", passed=False, detail=detail)
    said = "; ".join(one.detail for one in compared)
    return Gate("better", all(one.holds for one in compared), f"{said}; {note}")


def _both(y: Floats) -> bool:
    return bool(0 < y.sum() < len(y))


def _compared(
    agreed: Agreed, y: Floats, champion: Floats, challenger: Floats, groups: npt.NDArray[np.int64]
) -> Compared:
    """Compare on one metric.

    Raises
    ------
    ValueError
        It is not defined, on these rows or on too many draws of their groups.
    """
    found = paired_difference(agreed.metric, y, champion, challenger, groups, draws=_DRAWS)
    # Of an error, less is a gain: the interval turns round.
    low, high = (found.low, found.high) if HIGHER_IS_BETTER[agreed.metric] else (-found.high, -found.low)
    before, after = (
        Ranked(y, scores).figure(agreed.metric, np.ones(len(y))) for scores in (champion, challenger)
    )
    return Compared(
        metric=agreed.metric,
        champion=before,
        challenger=after,
        gain=after - before if HIGHER_IS_BETTER[agreed.metric] else before - after,
        low=low,
        high=high,
        margin=agreed.margin * (abs(before) if agreed.is_share else 1.0),
    )
