"""What a decision says. Codes and parameters only; texts are rendered on reading."""

from typing import Literal

import msgspec

from models.credit.grades import Grade
from models.credit.shipping import Shipping
from models.policy.outcome import Outcome
from models.role import Speaker

Scalar = str | int | float | bool | None
Route = Literal["model", "application", "unavailable"]


class Reason(msgspec.Struct, frozen=True):
    """One reason that raised the risk.

    Attributes
    ----------
    code
        Of `features.catalogue.reasons`.
    params
        Values that the reason's texts name; None where unknown.
    contribution
        Log-odds that its features added; 0 for what no model said.
    features
        The features that speak for it, the loudest first.
    """

    code: str
    params: dict[str, Scalar]
    contribution: float
    features: tuple[str, ...]


class CreditAnswer(msgspec.Struct, frozen=True):
    """What a customer is granted; base currency, minor units.

    Attributes
    ----------
    route
        `model`; `application`, too little history for it; `unavailable`, no model to ask.
    grade, pd, points
        None where no grade, and no probability, can be had. `pd` is calibrated, without floor; `points`
        are those of `pd`.
    pd_low, pd_high
        Ends of the 90 % interval of an application's `pd`; None on other routes.
    exposure_minor, headroom_minor
        Exposure before this order, and limit less exposure (negative when over); None if unknown.
    """

    route: Route
    grade: Grade | None
    pd: float | None
    points: int | None
    limit_minor: int
    exposure_minor: int | None
    headroom_minor: int | None
    terms_days: int
    shipping: Shipping
    approval_level: int
    pd_low: float | None = None
    pd_high: float | None = None


class AnomalyAnswer(msgspec.Struct, frozen=True):
    """How unusual the document is.

    Attributes
    ----------
    probability, percentile
        That a reviewer would confirm, 0 to 1, and its place among the bundle's quantiles, 0 to 100;
        None without a model.
    isolation_percentile
        The forest's, 0 to 100; None without a forest.
    typologies
        Codes of the patterns that are there.
    """

    probability: float | None
    percentile: float | None
    isolation_percentile: float | None
    typologies: tuple[str, ...]


class ModelScore(msgspec.Struct, frozen=True):
    """One model's word, for the record: `bias` and `contributions` sum to `log_odds`.

    Attributes
    ----------
    bundle_hash
        Which bundle spoke.
    names
        Features, in the order of `contributions`.
    """

    bundle_hash: str
    names: tuple[str, ...]
    log_odds: float
    probability: float
    percentile: float
    bias: float
    contributions: tuple[float, ...]


class Conclusion(msgspec.Struct, frozen=True):
    """The decision.

    Attributes
    ----------
    outcome
        Never approve by silence.
    reasons
        At most four, what forced the outcome first; at least one unless the outcome is approve.
    credit
        None for payments.
    degraded
        Names of inputs that were missing, and `typology:<code>` where a pattern could not be ruled out.
    forced
        Codes of all that demanded more than approve, the strictest first, then rules before typologies before
        missing inputs before models; a model stands by its role.
    lifted
        Codes that would have held it, had green channel or special approval not lifted them.
    sampled
        Whether only the lot sent it to review.
    propensity
        Chance, 0 to 1, that a document like this is reviewed: 1 unless it would have been approved.
    scores
        By role, of each model that was asked; `application` is the credit bundle's scorecard.
    """

    outcome: Outcome
    reasons: tuple[Reason, ...]
    credit: CreditAnswer | None
    anomaly: AnomalyAnswer
    degraded: tuple[str, ...]
    forced: tuple[str, ...]
    lifted: tuple[str, ...]
    sampled: bool
    propensity: float
    scores: dict[Speaker, ModelScore]
