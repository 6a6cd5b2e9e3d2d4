"""In which order a reviewer's day is filled."""

from typing import Final

from models.decision.anomaly import Unusual
from models.policy.outcome import Outcome


def urgency(unusual: Unusual) -> tuple[int, float]:
    """Return a key that is larger for what is to be looked at first.

    What demands the strictest outcome comes first. Within one outcome the strongest pattern and the score count
    half each: the probability where there is a model, else the forest's percentile. At a cold start this is all
    there is, so what no pattern holds is ordered by the forest.

    Parameters
    ----------
    unusual
        What `examine` found.
    """
    worst = max((one.outcome.rank for one in unusual.findings), default=Outcome.APPROVE.rank)
    strengths = [
        one.strength for one in unusual.findings if one.kind == "typology" and one.outcome.rank == worst
    ]
    return worst, (max(strengths, default=0.0) + _score(unusual)) / 2.0


def _score(unusual: Unusual) -> float:
    if unusual.score is not None:
        return unusual.score.probability
    return (unusual.answer.isolation_percentile or 0.0) / 100.0


MOST_MINOR: Final = 100_000_000
"""Base currency, minor units: above it money no longer adds, or a few large documents would fill every day."""


def stake(
    outcome: Outcome,
    *,
    score: float | None,
    is_pattern: bool,
    amount_minor: int,
    most_minor: int = MOST_MINOR,
) -> tuple[int, float]:
    """Return a key that is larger for what is to be looked at first, of a decision as it is kept.

    As `urgency`, with the money that stands behind it: the strictest outcome first, within one outcome the
    money at risk. The strength of a pattern is not kept: one that held the document counts as whole.

    Parameters
    ----------
    outcome
        Of the decision.
    score
        Probability that it is wrong, 0 to 1, or the forest's percentile as a share; None where nothing scored it.
    is_pattern
        Whether a named pattern held it.
    amount_minor, most_minor
        Base currency; the amount counts up to the most.

    >>> stake(Outcome.REVIEW, score=0.5, is_pattern=False, amount_minor=4_000)
    (1, 1000.0)
    """
    chance = (float(is_pattern) + (score or 0.0)) / 2.0
    return outcome.rank, chance * min(max(amount_minor, 0), most_minor)
