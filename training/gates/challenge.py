"""The challenger against the champion, and the report that is kept beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.policy.default import DEFAULT_POLICY
from models.policy.policy import Policy
from models.scoring.loaded import LoadedBundle
from training.gates.better import LEAST_POSITIVES, Compared, better_gate, compare
from training.gates.drift import feature_drifts, feature_gate, score_gate, weights_of
from training.gates.flips import FlipCell, by_grade, by_outcome, flip_cells, flip_gate
from training.gates.gate import Gate
from training.gates.latency import latency_gate
from training.gates.later import Floats, Later, answers_of
from training.gates.later_calibration import later_calibration_gate, later_median_gate
from training.gates.report import GateReport, said
from training.watch.reference import reference_of


@dataclass(frozen=True, slots=True, eq=False)
class Champion:
    """The bundle in production.

    Parameters
    ----------
    hash
        None where none is.
    loaded
        The bundle; None where none is, or where this program defines its features otherwise and cannot use it.
    """

    hash: str | None = None
    loaded: LoadedBundle | None = None


NO_CHAMPION = Champion()


def challenge(
    challenger: LoadedBundle,
    own: Sequence[Gate],
    later: Later | None,
    champion: Champion = NO_CHAMPION,
    *,
    policy: Policy = DEFAULT_POLICY,
    made_at_us: int,
) -> GateReport:
    """Ask all gates and return what they said.

    Parameters
    ----------
    challenger, own
        The bundle, and what its fit's own gates said.
    later
        The rows on which both meet; without them nothing can be shown, and the report says so.
    policy
        In force: its bands and cuts tell which decisions would flip.
    """
    gates, compared, flips = list(own), tuple[Compared, ...](), tuple[FlipCell, ...]()
    rows = np.empty((0, len(challenger.bundle.names)))
    if later is None or not len(later.y):
        gates.append(Gate("later_rows", passed=False, detail="the run left no rows later than its fit"))
    else:
        gates += _alone(challenger, later, champion)
        rows = np.vstack([later.learnt, later.X])
        if champion.hash is not None:
            met, compared, flips = _meet(challenger, later, champion, policy)
            gates += met
    return GateReport(
        bundle_hash=challenger.hash,
        role=challenger.role,
        version=challenger.bundle.version,
        champion=champion.hash,
        gates=said(tuple(gates)),
        compared=compared,
        flips=flips,
        reference=reference_of(challenger.bundle.names, rows, _own_answers(challenger, later)),
        made_at_us=made_at_us,
    )


def _own_answers(challenger: LoadedBundle, later: Later | None) -> Floats | None:
    """Return what the bundle itself says of the later rows: the fit that was measured on them is another model."""
    if later is None or not len(later.y) or challenger.ensemble is None or challenger.role == "lateness":
        return None if later is None else later.scores
    return answers_of(challenger, later.X)


def _alone(challenger: LoadedBundle, later: Later, champion: Champion) -> list[Gate]:
    """Return what is asked of every model, whether there is a champion or not."""
    drifts = feature_drifts(challenger.bundle.names, later.learnt, later.X)
    weights = weights_of(challenger, later.X)
    if later.scores is None or later.learnt_scores is None:
        return [feature_gate(drifts, weights, borne_out=None)]
    if challenger.role == "lateness":
        met = later_median_gate(later.y, later.scores)
    else:
        known = champion.loaded
        other = None if known is None or known.ensemble is None else answers_of(known, later.X)
        met = later_calibration_gate(later.y, later.scores, later.groups, other)
    return [
        met,
        feature_gate(drifts, weights, borne_out=met.passed),
        score_gate(later.learnt_scores, later.scores, borne_out=met.passed),
    ]


def _meet(
    challenger: LoadedBundle, later: Later, champion: Champion, policy: Policy
) -> tuple[list[Gate], tuple[Compared, ...], tuple[FlipCell, ...]]:
    """Return what is asked of a challenger: as good, no slower, and which decisions flip."""
    before = champion.loaded
    if before is None:
        detail = "this program defines the champion's features otherwise: it cannot be used, nor compared"
        return [Gate("better", passed=True, detail=detail)], (), ()
    if later.scores is None:
        cold = before.ensemble is None
        detail = "both are cold starts" if cold else "the champion has a model and the challenger has none"
        return [Gate("better", cold, detail)], (), ()
    fresh, note = _fresh(later, before)
    assert fresh.scores is not None
    answers = answers_of(before, fresh.X)
    ranks_only = before.ensemble is None
    role = challenger.role
    compared = compare(role, fresh.y, answers, fresh.scores, fresh.groups, ranks_only=ranks_only)
    outcomes = len(fresh.y) if role == "lateness" else int(fresh.y.sum())
    gates = [better_gate(compared, positives=outcomes, note=note)]
    if ranks_only:
        return gates, compared, ()
    gates.append(latency_gate(before, challenger, fresh.X))
    if role == "lateness":
        return gates, compared, ()
    flips = flip_cells(_steps(before, answers, policy), _steps(challenger, fresh.scores, policy), fresh.y)
    return [*gates, flip_gate(flips)], compared, flips


def _steps(loaded: LoadedBundle, scores: Floats, policy: Policy) -> tuple[str, ...]:
    if loaded.role == "credit":
        return by_grade(scores, loaded.bundle.pd_floor, policy.credit.bands)
    return by_outcome(scores, policy.models[loaded.role])


def _fresh(later: Later, champion: LoadedBundle) -> tuple[Later, str]:
    """Return the rows that the champion did not learn from, or all of them where those are too few."""
    fresh = later.moments_us > champion.bundle.trained.as_of_us
    enough = fresh.sum() if champion.role == "lateness" else later.y[fresh].sum()
    if enough >= LEAST_POSITIVES:
        return later.where(fresh), f"{int(fresh.sum())} rows new to both"
    seen = int((~fresh).sum())
    return later, f"{len(fresh)} rows, of which the champion may have learned from {seen}"
