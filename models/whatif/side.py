"""What one policy brought, or would have."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.policy.outcome import Outcome
from models.whatif.approvals import Approvals, approvals_of
from models.whatif.cases import Case, cases_of
from models.whatif.estimate import Estimate, Line, Share, estimate, share_among, share_of
from models.whatif.past import PastDecision
from models.whatif.replay import Decided

_RESAMPLES: Final = 2_000
_SEED: Final = 20_261_122


@dataclass(frozen=True, slots=True)
class Side:
    """One policy over the past; money in base currency, minor units.

    Attributes
    ----------
    approved, reviewed, blocked
        Decisions by outcome.
    alerts_a_day, alerts_low, alerts_high, alerts_busiest
        What reviewers get a calendar day: the mean, its 95 % interval by resampling days, the busiest day.
    stopped_minor, blocked_minor
        What was not approved, or was blocked, and a reviewer confirms.
    missed_minor
        What was approved and a reviewer would confirm.
    false_alarms
        Documents that were not approved and a reviewer clears.
    sales_delayed_minor
        Amounts of orders among them.
    precision
        Share of documents not approved that a reviewer confirms.
    recall
        Share of what a reviewer would confirm, by documents, that was not approved.
    approvals
        Orders and payments that special approvals carried.
    """

    approved: int
    reviewed: int
    blocked: int
    alerts_a_day: float
    alerts_low: float
    alerts_high: float
    alerts_busiest: int
    stopped_minor: Estimate
    blocked_minor: Estimate
    missed_minor: Estimate
    false_alarms: Estimate
    sales_delayed_minor: Estimate
    precision: Share
    recall: Share
    approvals: Approvals


def side_of(past: Sequence[PastDecision], said: Sequence[Decided]) -> Side:
    """Measure what is said of the past: decisions, at least one, and what a policy says of each."""
    cases = cases_of(past, said)
    daily = _alerts(past, said)
    alerts_low, alerts_high = _mean_interval(daily)
    hits = estimate(_lines(cases, _is_held, _one), confirmed=True)
    alarms = estimate(_lines(cases, _is_held, _one), confirmed=False)
    misses = estimate(_lines(cases, _is_passed, _one), confirmed=True)
    return Side(
        approved=_count(said, Outcome.APPROVE),
        reviewed=_count(said, Outcome.REVIEW),
        blocked=_count(said, Outcome.BLOCK),
        alerts_a_day=float(daily.mean()),
        alerts_low=alerts_low,
        alerts_high=alerts_high,
        alerts_busiest=int(daily.max()),
        stopped_minor=estimate(_lines(cases, _is_held, _amount), confirmed=True),
        blocked_minor=estimate(_lines(cases, _is_blocked, _amount), confirmed=True),
        missed_minor=estimate(_lines(cases, _is_passed, _amount), confirmed=True),
        false_alarms=alarms,
        sales_delayed_minor=estimate(_lines(cases, _is_held_order, _amount), confirmed=False),
        precision=share_among(hits, float(sum(_is_held(case) for case in cases))),
        recall=share_of(hits, misses),
        approvals=approvals_of(past, said),
    )


def _count(said: Sequence[Decided], outcome: Outcome) -> int:
    return sum(one.outcome is outcome for one in said)


def _lines(
    cases: Sequence[Case], counted: Callable[[Case], bool], weight: Callable[[Case], float]
) -> list[Line]:
    return [Line(case, weight(case), counted(case)) for case in cases]


def _is_held(case: Case) -> bool:
    return case.outcome is not Outcome.APPROVE


def _is_passed(case: Case) -> bool:
    return case.outcome is Outcome.APPROVE


def _is_blocked(case: Case) -> bool:
    return case.outcome is Outcome.BLOCK


def _is_held_order(case: Case) -> bool:
    return case.place == "order" and _is_held(case)


def _one(_case: Case) -> float:
    return 1.0


def _amount(case: Case) -> float:
    return float(case.amount_minor)


def _alerts(past: Sequence[PastDecision], said: Sequence[Decided]) -> NDArray[np.int64]:
    """Return alerts of each calendar day from the first decision to the last, int64[days]."""
    days = np.array([one.day for one in past], np.int64)
    held = np.array([one.outcome is not Outcome.APPROVE for one in said], np.bool_)
    return np.bincount(days[held] - days.min(), minlength=int(days.max() - days.min()) + 1).astype(np.int64)


def _mean_interval(daily: NDArray[np.int64]) -> tuple[float, float]:
    """Return the 95 % interval of the mean of days, by percentiles of resampled days."""
    random = np.random.default_rng(_SEED)
    # As many draws of each day as a resample holds: no array of resamples by days.
    drawn = random.multinomial(len(daily), np.full(len(daily), 1.0 / len(daily)), size=_RESAMPLES)
    low, high = np.quantile(drawn @ daily / len(daily), [0.025, 0.975])
    return float(low), float(high)
