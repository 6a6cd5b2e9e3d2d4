"""The scorecard of default beside the trees: the same customers, the same cut, the same evaluation."""

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

import numpy as np

from features.catalogue.program import FEATURES
from features.catalogue.sets import feature_set
from models.credit.grades import GradeBands
from models.credit.scorecard import Scorecard
from models.credit.scorecard_score import score_many
from riskdesk.core.errors import HistoryTooThin
from training.evaluate.report import Evaluation, evaluate_binary, evaluate_grades
from training.fit.calibration import fit_calibration
from training.fit.scorecard import Input, fit_scorecard, recalibrated
from training.fit.trees import Rows
from training.gates import Gate, better_than_chance_gate, calibration_gate
from training.labels.default import DefaultDefinition
from training.pipelines.binary import LEAST_POSITIVES, Floats
from training.pipelines.credit import LEAST_AUC, PD_FLOOR, labelled_customers
from training.pipelines.snapshot import Progress, Snapshot, silent
from training.splits import TimeSplit, final_split, time_split

ScorecardRoute = Literal["behaviour", "application"]

BEHAVIOUR: Final = (
    "customer_past_due_share",
    "customer_past_due_31_to_60_share",
    "customer_balance_dbt_days",
    "customer_paid_delay_days_mean_365d",
    "customer_paid_late_15_share_365d",
    "customer_paid_latest_20_above_15_share",
    "customer_paid_habit_break_days",
    "customer_invoice_age_days",
    "customer_monthly_sales_amount",
    "customer_receivable_months",
    "customer_credit_note_share_365d",
    "customer_limit_used_share",
)
"""What a customer of some standing is scored by."""

APPLICATION: Final = (
    "customer_registered_age_days",
    "customer_registered_capital_amount_max",
    "customer_order_count_90d",
    "customer_order_amount_mean_365d",
    "customer_invoice_age_days",
    "industry_paid_delay_days",
    "industry_paid_late_15_share",
    "group_past_due_share",
    "group_paid_delay_days_mean_365d",
)
"""What is known of a customer that has hardly paid yet: registry, industry, group, first orders."""

ROUTES: Final[dict[ScorecardRoute, tuple[str, ...]]] = {"behaviour": BEHAVIOUR, "application": APPLICATION}


@dataclass(frozen=True, slots=True)
class ScorecardResult:
    """One run.

    Parameters
    ----------
    route, card
        For whom, and the scorecard.
    metrics, report, figures
        As measured on later customers by the same recipe; `interval_sigma` is the mean standard
        deviation of the log-odds, `to_review_share` the share whose 80 % interval is too wide to grade by.
    gates
        What was asked of it.
    params
        How it was made.
    """

    route: ScorecardRoute
    card: Scorecard
    metrics: dict[str, float]
    report: dict[str, Any]
    figures: dict[str, bytes]
    gates: tuple[Gate, ...]
    params: dict[str, Any]

    @property
    def passed(self) -> bool:
        """Whether all gates were passed."""
        return all(gate.passed for gate in self.gates)


@dataclass(frozen=True, slots=True)
class _Fitted:
    card: Scorecard
    strength: float
    gate: Gate


def inputs_of(route: ScorecardRoute) -> tuple[Input, ...]:
    """Return the inputs of a route: the catalogue's features with their texts and directions."""
    return tuple(Input(name, FEATURES[name].text, FEATURES[name].direction) for name in ROUTES[route])


def train_scorecard_on(
    snapshot: Snapshot,
    *,
    route: ScorecardRoute = "behaviour",
    definition: DefaultDefinition | None = None,
    bands: GradeBands | None = None,
    progress: Progress = silent,
) -> ScorecardResult:
    """Train a scorecard of the customer's probability of default, on the rows that the trees learn from.

    Parameters
    ----------
    snapshot
        The log, see `read_snapshot`.
    route
        `behaviour`, or `application` for customers of whom little is known.
    definition, bands
        What a default is, where grades are cut.

    Raises
    ------
    HistoryTooThin
        Too few customers or defaults.
    """
    definition, bands = definition or DefaultDefinition(), bands or GradeBands()
    progress("measure", 0.0)
    measured, test_rows = _measure(snapshot, route, definition, bands)
    progress("fit", 0.5)
    known_by_us = snapshot.known_by_us
    rows, left_out = _rows(snapshot, route, definition, known_by_us)
    split = final_split(rows.moments_us, label_delay_us=definition.horizon_us, cut_us=known_by_us)
    fitted = _fit(rows, split, route, f"scorecard-{route}-{snapshot.history.horizon}")
    progress("done", 1.0)
    return ScorecardResult(
        route=route,
        card=fitted.card,
        metrics=measured.metrics,
        report=measured.report | {"left_out": left_out},
        figures=measured.figures,
        gates=(better_than_chance_gate(measured.metrics, least_auc=LEAST_AUC), fitted.gate),
        params={
            "definition": asdict(definition),
            "strength": fitted.strength,
            "rows": {"fit": int(split.fit.sum()), "later": int(split.later.sum()), "test": test_rows},
        },
    )


def _rows(
    snapshot: Snapshot, route: ScorecardRoute, definition: DefaultDefinition, known_by_us: int
) -> tuple[Rows, dict[str, int]]:
    """Return the trees' rows with the route's columns, and how many rows were left out, by reason."""
    features = feature_set("credit", snapshot.history.parameters)
    labelled, rows = labelled_customers(snapshot, features, definition, known_by_us=known_by_us)
    columns = [features.names.index(name) for name in ROUTES[route]]
    counts = {"immature": labelled.immature, "in_default": labelled.in_default}
    return Rows(rows.X[:, columns], rows.y, rows.weights, rows.moments_us), counts


def _fit(rows: Rows, split: TimeSplit, route: ScorecardRoute, version: str) -> _Fitted:
    """Fit on the earlier part, calibrate on the later one."""
    fit, later = rows.where(split.fit), rows.where(split.later)
    if not all(LEAST_POSITIVES <= one.y.sum() <= len(one) - LEAST_POSITIVES for one in (fit, later)):
        raise HistoryTooThin(
            f"expected at least {LEAST_POSITIVES} outcomes of each kind in both parts, found "
            f"{int(fit.y.sum())} of {len(fit)} and {int(later.y.sum())} of {len(later)}"
        )
    labels = fit.y.astype(np.int64)
    raw, strength = fit_scorecard(fit.X, labels, inputs_of(route), version=version, pd_floor=PD_FLOOR)
    log_odds = np.array([one.log_odds for one in score_many(raw, later.X.tolist())])
    calibration = fit_calibration(log_odds, later.y)
    card = recalibrated(raw, calibration)
    expected = float(_probabilities(card, later.X).mean())
    return _Fitted(card, strength, calibration_gate(calibration.slope, expected, float(later.y.mean())))


def _probabilities(card: Scorecard, X: Floats) -> Floats:
    return np.array([one.pd for one in score_many(card, X.tolist())])


def _measure(
    snapshot: Snapshot, route: ScorecardRoute, definition: DefaultDefinition, bands: GradeBands
) -> tuple[Evaluation, int]:
    """Fit on what was known at an earlier moment, measure on the customers after it, as the trees are."""
    all_rows, _ = _rows(snapshot, route, definition, snapshot.known_by_us)
    cut_us = time_split(all_rows.moments_us, label_delay_us=definition.horizon_us).cut_us
    known, _ = _rows(snapshot, route, definition, cut_us)
    split = final_split(known.moments_us, label_delay_us=definition.horizon_us, cut_us=cut_us)
    fitted = _fit(known, split, route, "measured")
    test = all_rows.where(all_rows.moments_us >= cut_us)
    labels, scored = test.y.astype(np.int64), score_many(fitted.card, test.X.tolist())
    probabilities = np.array([one.pd for one in scored])
    found = evaluate_binary(labels, probabilities)
    found = found.join(evaluate_grades(labels, probabilities, pd_floor=PD_FLOOR, bands=bands))
    sigmas = np.array([one.interval.sigma for one in scored])
    wide = [one.interval.needs_review(PD_FLOOR, bands) for one in scored]
    widths = {"interval_sigma": float(sigmas.mean()), "to_review_share": float(np.mean(wide))}
    return found.join(Evaluation(metrics=widths)), len(test)
