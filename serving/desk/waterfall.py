"""From a model's base rate to its answer, bar by bar; pure geometry, no words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from riskdesk.core.errors import ExplanationBroken

MOST: Final = 10
"""Features that get a bar of their own; the others share one."""

_TOLERANCE: Final = 1e-6
# The plainest first: where two stand too close, the plainer one is drawn.
_TICKS: Final = (
    *(0.5, 0.1, 0.01, 0.9, 0.001, 0.99, 0.0001, 0.999, 0.05, 0.2, 0.02, 0.8, 0.95),
    *(0.3, 0.7, 0.005, 0.03, 0.4, 0.6, 0.002, 0.15, 0.25, 0.0005),
)
_LEAST_GAP: Final = 17.0
_EDGE: Final = 6.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One step.

    Attributes
    ----------
    column
        Which of the contributions it is; None for the others together.
    count
        How many features it stands for.
    start, end
        Log-odds before and after it; the next bar starts where it ends.
    """

    column: int | None
    count: int
    start: float
    end: float

    @property
    def contribution(self) -> float:
        """Log-odds that it adds."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Tick:
    """A probability on the axis, and its place, 0 to 100 from the left."""

    probability: float
    percent: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """All steps from `bias` to `log_odds`, and the stretch of log-odds that they are drawn on."""

    bias: float
    log_odds: float
    bars: tuple[Bar, ...]
    least: float
    most: float

    def percent(self, log_odds: float) -> float:
        """Return the place of a value on the axis, 0 to 100 from the left."""
        return (log_odds - self.least) / (self.most - self.least) * 100.0

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """Probabilities to write on the axis, from the left, far enough apart to be read on a phone."""
        taken: list[Tick] = []
        for probability in _TICKS:
            percent = self.percent(math.log(probability / (1.0 - probability)))
            clear = all(abs(percent - one.percent) >= _LEAST_GAP for one in taken)
            if _EDGE <= percent <= 100.0 - _EDGE and clear:
                taken.append(Tick(probability, percent))
        return tuple(sorted(taken, key=lambda tick: tick.percent))


def probability_of(log_odds: float) -> float:
    """Return the probability of log-odds, 0 to 1.

    >>> probability_of(0.0)
    0.5
    """
    if log_odds >= 0.0:
        return 1.0 / (1.0 + math.exp(-log_odds))
    odds = math.exp(log_odds)
    return odds / (1.0 + odds)


def build(bias: float, contributions: Sequence[float], log_odds: float, *, most: int = MOST) -> Waterfall:
    """Return the waterfall of a score.

    The loudest features come first; the last bar ends at `log_odds` itself, so that what is drawn sums
    to what was answered however the floats were rounded.

    Parameters
    ----------
    bias, contributions, log_odds
        As the decision keeps them: log-odds, positive raises the risk.
    most
        Features with a bar of their own.

    Raises
    ------
    ExplanationBroken
        They do not sum to `log_odds`.
    """
    total = math.fsum([bias, *contributions])
    if not abs(total - log_odds) <= _TOLERANCE * max(1.0, abs(log_odds)):
        raise ExplanationBroken(f"contributions sum to {total!r}, the score is {log_odds!r}")
    said = [k for k, value in enumerate(contributions) if value != 0.0]
    loudest = sorted(said, key=lambda k: (-abs(contributions[k]), k))
    shown, rest = loudest[:most], loudest[most:]
    bars: list[Bar] = []
    at = bias
    for n, column in enumerate(shown):
        is_last = n == len(shown) - 1 and not rest
        end = log_odds if is_last else at + contributions[column]
        bars.append(Bar(column, 1, at, end))
        at = end
    if rest:
        bars.append(Bar(None, len(rest), at, log_odds))
    points = [bias, log_odds, *(bar.end for bar in bars)]
    least, highest = min(points), max(points)
    margin = max((highest - least) * 0.06, (1.0 - (highest - least)) / 2.0)
    return Waterfall(bias, log_odds, tuple(bars), least - margin, highest + margin)
