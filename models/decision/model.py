"""What a model's probability demands."""

from models.decision.conclusion import ModelScore
from models.decision.finding import Finding
from models.policy.outcome import Outcome
from models.policy.policy import Policy
from models.role import Role
from models.scoring.application import CardScore, LoadedCard
from models.scoring.loaded import LoadedBundle
from models.scoring.score import Score


def model_finding(role: Role, score: Score | None, policy: Policy) -> Finding | None:
    """Return the finding of a model whose probability reaches a threshold of the policy, else None."""
    if score is None:
        return None
    cuts = policy.models[role]
    if cuts.block_at is not None and score.probability >= cuts.block_at:
        outcome = Outcome.BLOCK
    elif score.probability >= cuts.review_at:
        outcome = Outcome.REVIEW
    else:
        return None
    return Finding("model", role, outcome, strength=score.probability, role=role)


def record(loaded: LoadedBundle, score: Score) -> ModelScore:
    """Return a score as a decision keeps it."""
    return ModelScore(
        bundle_hash=loaded.hash,
        names=loaded.bundle.names,
        log_odds=score.log_odds,
        probability=score.probability,
        percentile=score.percentile,
        bias=score.bias,
        contributions=tuple(score.contributions.tolist()),
    )


def record_card(loaded: LoadedBundle, card: LoadedCard, score: CardScore) -> ModelScore:
    """Return the score of a bundle's scorecard as a decision keeps it."""
    return ModelScore(
        bundle_hash=loaded.hash,
        names=card.card.names,
        log_odds=score.log_odds,
        probability=score.probability,
        percentile=score.percentile,
        bias=score.bias,
        contributions=tuple(score.contributions.tolist()),
    )
