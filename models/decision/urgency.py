"""In which order a reviewer's day is filled."""

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
    return 0.0 if unusual.isolation is None else unusual.isolation.percentile / 100.0
