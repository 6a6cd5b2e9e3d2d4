"""How unusual a document is: the model of its place, the isolation forest, the typologies."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.decision.conclusion import AnomalyAnswer
from models.decision.finding import Finding
from models.decision.model import model_finding
from models.decision.scores import Scores, anomaly_score
from models.policy.outcome import Outcome
from models.policy.policy import Policy
from models.role import ANOMALY_ROLE, Place
from models.scoring.isolation import IsolationRank, IsolationScore, isolation_one, isolation_rank
from models.scoring.loaded import LoadedBundle
from models.scoring.score import Score
from models.typologies.detect import PRESENT, Detector, Judged


@dataclass(frozen=True, slots=True, eq=False)
class Unusual:
    """What was found, with the scores behind it.

    Attributes
    ----------
    isolation
        Explained; None where the forest found nothing strange.
    missing
        Names of inputs that could not be had, with what each forces.
    """

    answer: AnomalyAnswer
    findings: list[Finding]
    score: Score | None
    isolation: IsolationScore | None
    missing: dict[str, Outcome]


def examine(
    vector: NDArray[np.float64],
    place: Place,
    loaded: LoadedBundle | None,
    policy: Policy,
    detector: Detector = PRESENT,
    scores: Scores | None = None,
) -> Unusual:
    """Look for anomalies in a vector over the whole catalogue; `scores` where they were taken of it before.

    Raises
    ------
    ExplanationBroken
        Contributions of the model or the forest do not add up.
    """
    role = ANOMALY_ROLE[place]
    score = anomaly_score(vector, loaded) if scores is None else scores.anomaly
    isolation = _isolation(vector, loaded, policy)
    findings = [model_finding(role, score, policy)]
    findings.append(_isolated(place, isolation))
    judged = detector.judge(vector, place)
    typologies = _typologies(judged, policy)
    return Unusual(
        answer=AnomalyAnswer(
            probability=None if score is None else score.probability,
            percentile=None if score is None else score.percentile,
            isolation_percentile=None if isolation is None else isolation.percentile,
            typologies=tuple(one.code for one in typologies),
        ),
        findings=[one for one in findings if one is not None] + typologies,
        score=score,
        isolation=isolation if isinstance(isolation, IsolationScore) else None,
        missing=_missing(judged, place, score, isolation, policy),
    )


def _isolation(
    vector: NDArray[np.float64], loaded: LoadedBundle | None, policy: Policy
) -> IsolationScore | IsolationRank | None:
    """Return how strange a row is; explained where it is strange enough to be said."""
    if loaded is None or loaded.forest is None:
        return None
    row = vector[loaded.columns]
    rank = isolation_rank(loaded.forest, row)
    strange = rank.percentile >= policy.isolation.review_at_percentile
    return isolation_one(loaded.forest, row) if strange else rank


def _isolated(place: Place, isolation: IsolationScore | IsolationRank | None) -> Finding | None:
    if not isinstance(isolation, IsolationScore):
        return None
    role = ANOMALY_ROLE[place]
    return Finding("isolation", f"{role}_isolation", Outcome.REVIEW, strength=isolation.score, role=role)


def _typologies(judged: Judged, policy: Policy) -> list[Finding]:
    findings = []
    for hit in judged.hits:
        rule = policy.typologies[hit.code]
        asked = rule.minimum if hit.strength >= rule.from_strength else Outcome.APPROVE
        outcome = rule.severe if hit.severe else asked
        findings.append(Finding("typology", hit.code, outcome, features=hit.features, strength=hit.strength))
    return findings


def _missing(
    judged: Judged,
    place: Place,
    score: Score | None,
    isolation: IsolationScore | IsolationRank | None,
    policy: Policy,
) -> dict[str, Outcome]:
    names = {f"typology:{code}": policy.typologies[code].missing for code in judged.undecided}
    if score is None:
        name = f"{ANOMALY_ROLE[place]}_{'model' if isolation is None else 'labels'}"
        names[name] = policy.on_missing(name)
    return names
