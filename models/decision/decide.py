"""The whole way from a vector to a decision."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.decision import missing, rules
from models.decision.anomaly import examine
from models.decision.conclusion import Conclusion, CreditAnswer, ModelScore
from models.decision.credit import Ask, assess
from models.decision.finding import Finding
from models.decision.inputs import Standing, Subject
from models.decision.model import model_finding, record, record_card
from models.decision.reasons import explain
from models.decision.relief import lot, outcome_of, relieve
from models.decision.scores import Scores
from models.decision.voice import Voice, card_voice, voice
from models.policy.outcome import Outcome
from models.policy.policy import Policy
from models.role import ANOMALY_ROLE, Role, Speaker
from models.scoring.application import CardScore
from models.scoring.isolation import IsolationScore
from models.scoring.loaded import LoadedBundle
from models.scoring.score import Score
from models.typologies.detect import PRESENT, Detector

Loaded = Mapping[Role, LoadedBundle | None]
"""The active bundles; a role that is absent or None has none."""

_ORDER: Final = attrgetter("order")


def decide(
    subject: Subject,
    vector: NDArray[np.float64],
    standing: Standing,
    loaded: Loaded,
    policy: Policy,
    detector: Detector = PRESENT,
    scores: Scores | None = None,
) -> Conclusion:
    """Decide about one order or payment; the same arguments give the same conclusion.

    Parameters
    ----------
    vector
        float64[n_catalogue]; NaN is unknown, and any pattern of NaN is decided.
    standing
        Of the customer, or of a payment's budget; `NO_STANDING` for a payment without one.
    detector
        Of typologies: those of this program, or where a decision is taken again those of then.
    scores
        What `scores_of` says of this vector with these models; taken here where they were not before.

    Raises
    ------
    ExplanationBroken
        Contributions of a model do not sum to its score.
    """
    of_place = loaded.get(ANOMALY_ROLE[subject.place])
    unusual = examine(vector, subject.place, of_place, policy, detector, scores)
    absent = {**missing.named(subject, policy), **unusual.missing}
    findings = [*rules.find(subject, vector, standing, policy), *unusual.findings]
    credit: CreditAnswer | None = None
    score: Score | CardScore | None = None
    if subject.place == "order":
        ask = Ask(subject.amount_minor, subject.terms_days)
        credit, score = assess(vector, standing, loaded.get("credit"), policy, ask, scores)
        if subject.checkpoint in policy.credit_checkpoints:
            absent.update(missing.of_credit(vector, standing, loaded.get("credit"), policy))
            findings += rules.find_credit(subject, vector, standing, credit, policy)
            judged = model_finding("credit", score, policy) if isinstance(score, Score) else None
            findings += [] if judged is None else [judged]
    findings += missing.findings(absent)
    relieved = relieve(findings, subject, standing, credit, policy)
    findings, outcome, propensity = _with_lot(relieved.findings, subject, policy)
    isolated = unusual.isolation if any(one.kind == "isolation" for one in findings) else None
    voices, spoken = _heard(subject, loaded, score, unusual.score, isolated)
    forced = sorted([one for one in findings if one.outcome is not Outcome.APPROVE], key=_ORDER)
    return Conclusion(
        outcome=outcome,
        reasons=explain(outcome, findings, voices, vector),
        credit=credit,
        anomaly=unusual.answer,
        degraded=tuple(sorted(absent)),
        forced=tuple([one.code for one in forced]),
        lifted=relieved.lifted,
        sampled=any(one.kind == "sample" for one in findings),
        propensity=propensity,
        scores=spoken,
    )


def _with_lot(
    findings: list[Finding], subject: Subject, policy: Policy
) -> tuple[list[Finding], Outcome, float]:
    """Return the findings with the lot's, what they demand, and the chance that a document like this is reviewed."""
    outcome = outcome_of(findings)
    if outcome is not Outcome.APPROVE:
        return findings, outcome, 1.0
    drawn, chance = lot(subject, policy), policy.sampling.rate_ppm / 1_000_000
    return (findings, outcome, chance) if drawn is None else ([*findings, drawn], drawn.outcome, chance)


def _heard(
    subject: Subject,
    loaded: Loaded,
    credit: Score | CardScore | None,
    anomaly: Score | None,
    isolated: IsolationScore | None,
) -> tuple[list[Voice], dict[Speaker, ModelScore]]:
    voices: list[Voice] = []
    scores: dict[Speaker, ModelScore] = {}
    role = ANOMALY_ROLE[subject.place]
    asked_of: list[tuple[Role, Score | IsolationScore | CardScore | None]] = [
        (role, anomaly),
        (role, isolated),
        ("credit", credit),
    ]
    for asked, score in asked_of:
        bundle = loaded.get(asked)
        if score is None or bundle is None:
            continue
        if isinstance(score, CardScore):
            assert bundle.application is not None
            voices.append(card_voice(bundle.application, score))
            scores["application"] = record_card(bundle, bundle.application, score)
            continue
        voices.append(voice(bundle, score))
        if isinstance(score, Score):
            scores[asked] = record(bundle, score)
    return voices, scores
