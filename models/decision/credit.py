"""What a customer is granted: from the model where history suffices, by the application route else."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.credit.approval import approval_level
from models.credit.grades import GRADES, Grade, grade_of
from models.credit.limits import limit_minor, starting_limit_minor
from models.credit.points import points_of_log_odds
from models.credit.shipping import Shipping, shipping_of, stricter_shipping
from models.credit.terms import granted_terms_days, longest_terms_days
from models.decision import facts
from models.decision.conclusion import CreditAnswer, Route
from models.decision.inputs import Standing
from models.decision.rules import past_due
from models.decision.scores import Scores, credit_score, enough_history
from models.policy.credit_tables import CreditTables
from models.policy.outcome import Outcome
from models.policy.policy import Policy
from models.scoring.application import CardScore
from models.scoring.loaded import LoadedBundle
from models.scoring.score import Score


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for, base currency and minor units; nothing at all when only standing is of interest."""

    amount_minor: int = 0
    terms_days: int | None = None


@dataclass(frozen=True, slots=True)
class _Granted:
    route: Route
    grade: Grade | None
    limit_minor: int
    longest_days: int
    shipping: Shipping


def assess(
    vector: NDArray[np.float64],
    standing: Standing,
    loaded: LoadedBundle | None,
    policy: Policy,
    ask: Ask | None = None,
    scores: Scores | None = None,
) -> tuple[CreditAnswer, Score | CardScore | None]:
    """Return what a customer is granted, and the score of the model, or of the scorecard, that was asked.

    Parameters
    ----------
    vector
        float64[n_catalogue]; NaN is unknown.
    loaded
        The credit bundle, or None.
    scores
        Of this vector, where they were taken before.

    Raises
    ------
    ExplanationBroken
        The model's contributions do not add up.
    """
    ask, tables = ask or Ask(), policy.credit
    score = credit_score(vector, loaded, tables) if scores is None else scores.credit
    granted = _grant(vector, standing, score, loaded, tables)
    limit = granted.limit_minor if standing.override_limit_minor is None else standing.override_limit_minor
    exposure = standing.exposure_minor
    answer = CreditAnswer(
        route=granted.route,
        grade=granted.grade,
        pd=None if score is None else score.probability,
        points=None if score is None else round(points_of_log_odds(score.log_odds)),
        limit_minor=limit,
        exposure_minor=exposure,
        headroom_minor=None if exposure is None else limit - exposure,
        terms_days=granted_terms_days(granted.longest_days, ask.terms_days),
        shipping=stricter_shipping(granted.shipping, _hold(vector, policy)),
        approval_level=approval_level(tables.approval, ask.amount_minor, granted.grade),
        pd_low=score.interval.low if isinstance(score, CardScore) else None,
        pd_high=score.interval.high if isinstance(score, CardScore) else None,
    )
    return answer, score


def _hold(vector: NDArray[np.float64], policy: Policy) -> Shipping:
    """Return that goods stay here while too much is past due for too long."""
    late = past_due(vector, policy)
    return "normal" if late is None or late.outcome is Outcome.APPROVE else "hold"


def _grant(
    vector: NDArray[np.float64],
    standing: Standing,
    score: Score | CardScore | None,
    loaded: LoadedBundle | None,
    tables: CreditTables,
) -> _Granted:
    if score is None or loaded is None:
        return _by_application(tables, unavailable=enough_history(vector, tables))
    if isinstance(score, CardScore):
        return _by_card(tables, score, loaded)
    grade = grade_of(score.probability, loaded.bundle.pd_floor, tables.bands)
    longest = longest_terms_days(tables.terms, grade)
    sales = int(facts.known(vector, facts.MONTHLY_SALES) or 0.0)
    limit = limit_minor(tables.limits, grade, sales, longest, strategic=standing.strategic)
    return _Granted("model", grade, limit, longest, _shipping(tables, grade, longest))


def _by_application(tables: CreditTables, *, unavailable: bool) -> _Granted:
    """Grant what a new customer is granted; without a grade where a model should have been asked."""
    route = tables.application
    shipping = _shipping(tables, route.grade, route.terms_days)
    if unavailable:
        return _Granted("unavailable", None, route.limit_minor, route.terms_days, shipping)
    return _Granted("application", route.grade, route.limit_minor, route.terms_days, shipping)


def _by_card(tables: CreditTables, score: CardScore, loaded: LoadedBundle) -> _Granted:
    """Grant what the scorecard's grade is worth, never more than a new customer is granted without one."""
    route = tables.application
    pd = score.interval.high if route.grade_by == "upper" else score.probability
    found = grade_of(pd, loaded.bundle.pd_floor, tables.bands)
    grade = GRADES[max(GRADES.index(found), GRADES.index(route.grade))]
    longest = min(route.terms_days, longest_terms_days(tables.terms, grade))
    limit = starting_limit_minor(tables.limits, route.limit_minor, route.grade, grade)
    return _Granted("application", grade, limit, longest, _shipping(tables, grade, longest))


def _shipping(tables: CreditTables, grade: Grade, longest_days: int) -> Shipping:
    return stricter_shipping(shipping_of(tables.shipping, grade), "normal" if longest_days > 0 else "prepay")
