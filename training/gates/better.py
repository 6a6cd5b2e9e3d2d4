"""Better than the champion, or equal, on the metrics agreed for its role, with the paired interval.

Both answer the same rows; rows that hang together are resampled together, and each resample measures both, so
that what is hard for both does not blur the difference.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from models.role import Role
from training.evaluate.ranked import HIGHER_IS_BETTER, Floats, Metric, Ranked
from training.gates.gate import Gate

_RESAMPLES: Final = 400
_SEED: Final = 20_261
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

    Parameters
    ----------
    ranks_only
        One of them is no probability: only metrics of rank are compared.
    """
    wanted = [one for one in AGREED[role] if not ranks_only or one.metric in {"auc", "ap"}]
    if not wanted or not len(y) or (role != "lateness" and not _both(y)):
        return ()
    weights = _resamples(groups)
    first, second = Ranked(y, champion), Ranked(y, challenger)
    return tuple(_compared(one, first, second, weights) for one in wanted)


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


def _resamples(groups: npt.NDArray[np.int64]) -> Floats:
    """Return weights of rows, float64 of shape (resamples, n): how often each group was drawn."""
    _, codes = np.unique(groups, return_inverse=True)
    count = int(codes.max()) + 1
    random = np.random.default_rng(_SEED)
    drawn = random.multinomial(count, np.full(count, 1.0 / count), size=_RESAMPLES)
    return drawn[:, codes].astype(np.float64)


def _compared(agreed: Agreed, first: Ranked, second: Ranked, weights: Floats) -> Compared:
    sign = 1.0 if HIGHER_IS_BETTER[agreed.metric] else -1.0
    ones = np.ones(weights.shape[1])
    champion, challenger = (ranked.figure(agreed.metric, ones) for ranked in (first, second))
    gains = np.array(
        [sign * (second.figure(agreed.metric, w) - first.figure(agreed.metric, w)) for w in weights]
    )
    low, high = np.nanquantile(gains, [0.025, 0.975])
    return Compared(
        metric=agreed.metric,
        champion=champion,
        challenger=challenger,
        gain=sign * (challenger - champion),
        low=float(low),
        high=float(high),
        margin=agreed.margin * (abs(champion) if agreed.is_share else 1.0),
    )
