"""Days late of one invoice, as of its issue: a median that is explained, and the whole distribution."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from features.catalogue.sets import FeatureSet, columns, feature_set
from features.history.labels import Engine
from features.kernel import layout as L
from features.kernel.layout import DAY
from features.query import queries_of_events
from models.bundle.format import Calibration, DaysDistribution
from models.scoring.days import answer_days, load_days
from models.trees import text
from models.trees.predict import raw_scores
from riskdesk.core.errors import HistoryTooThin
from riskdesk.core.settings import Settings
from training.evaluate.figures import forecast_figure
from training.evaluate.lateness import days_metrics
from training.evaluate.report import Evaluation
from training.export import Parts, make_bundle
from training.fit.trees import Grown, Rows, TreeParameters, grow
from training.gates import Gate, better_than_median_gate, explanation_gate, golden_gate
from training.gates.later import Later
from training.labels.lateness import LatenessRows, lateness_rows
from training.pipelines.binary import fit_figures
from training.pipelines.credit import data_of
from training.pipelines.days_aspects import MeasuredDays, drawn_rows, evaluate_days_aspects
from training.pipelines.late_invoices import (
    CAP_DAYS,
    LATER_SHARE,
    LEAST_ROWS,
    SETTLE_DAYS,
    growing,
    habits,
    hide,
    learn,
)
from training.pipelines.result import TrainResult
from training.pipelines.snapshot import Progress, Snapshot, read_snapshot, silent
from training.splits import final_split, time_split

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    median: Grown
    shift_days: float
    distribution: DaysDistribution

    def forecast(self, X: Floats) -> Floats:
        return raw_scores(text.parse(self.median.text), X) + self.shift_days


@dataclass(frozen=True, slots=True, eq=False)
class _Labelled:
    """Invoices as an order of their moment would be asked about, with their labels."""

    rows: Rows
    labelled: LatenessRows


def train_lateness(engine: Engine, settings: Settings, *, progress: Progress = silent) -> TrainResult:
    """Read the log and train with the defaults; see `train_lateness_on`."""
    return train_lateness_on(read_snapshot(engine, settings), progress=progress)


def train_lateness_on(
    snapshot: Snapshot,
    *,
    cap_days: int = CAP_DAYS,
    parameters: TreeParameters | None = None,
    unused: frozenset[str] = frozenset(),
    progress: Progress = silent,
) -> TrainResult:
    """Train the days late of an invoice.

    The median that is explained answers for the reasons; distribution, interval and probabilities come from
    the model of `training.fit.days`, which errs less. Both learn from every invoice due ten days and more
    before the cut, paid or not, and are measured on later ones that had `cap_days` to be paid.

    No monotone constraints: the leaves of an absolute loss are set anew after they are grown, which
    does not keep them.

    Parameters
    ----------
    snapshot
        The log, see `read_snapshot`.
    cap_days
        Days late are capped there.
    parameters
        How the trees of the explained median are grown.
    unused
        Features that must not be learnt from, such as terms that were estimated later.
    progress
        Is told each stage.

    Raises
    ------
    HistoryTooThin
        Too few invoices.
    """
    parameters = parameters or TreeParameters(depth=6, leaves=24)
    features = feature_set("lateness", snapshot.history.parameters)
    unused |= growing(features)
    progress("measure", 0.0)
    measured = _measure(snapshot, features, cap_days, parameters, unused)
    progress("fit", 0.5)
    known = _labelled(snapshot, features, cap_days, unused, known_by_us=snapshot.known_by_us)
    fitted = _fit(known, features, parameters)
    progress("export", 0.7)
    content, loaded = make_bundle(
        _parts(features, fitted), known.rows, seq=snapshot.history.horizon, metrics=measured.metrics
    )
    gates: tuple[Gate, ...] = (
        better_than_median_gate(measured.metrics),
        explanation_gate(loaded, fitted.median.booster, known.rows.X),
        golden_gate(content, snapshot.history.parameters),
    )
    progress("draw", 0.8)
    figures = measured.figures | fit_figures(fitted.median, known.rows, features.names)
    left_out = {"immature": known.labelled.immature, "voided": known.labelled.voided}
    progress("done", 1.0)
    return TrainResult(
        role="lateness",
        version=loaded.bundle.version,
        bundle=content,
        metrics=measured.metrics,
        figures=figures,
        gates=gates,
        report=measured.report | {"left_out": left_out},
        params={"cap_days": cap_days, "settle_days": SETTLE_DAYS, "trees": parameters.to_json()},
        curve=fitted.median.curve,
        data=data_of(snapshot, features, loaded.bundle.trained.data_fingerprint),
        later=measured.later,
    )


def _labelled(
    snapshot: Snapshot,
    features: FeatureSet,
    cap_days: int,
    unused: frozenset[str],
    *,
    known_by_us: int,
    given_days: int = SETTLE_DAYS,
) -> _Labelled:
    history = snapshot.history
    labelled = lateness_rows(
        history.events, cap_days=cap_days, known_by_us=known_by_us, given_days=given_days
    )
    queries = queries_of_events(history.events, labelled.rows, "order", horizon=history.horizon)
    X = hide(history.vectors(queries)[:, columns(features)], features, unused)
    y = labelled.days.astype(np.float64)
    return _Labelled(Rows(X, y, np.ones(len(y)), labelled.moments_us), labelled)


def _measure(
    snapshot: Snapshot,
    features: FeatureSet,
    cap_days: int,
    parameters: TreeParameters,
    unused: frozenset[str],
) -> Evaluation:
    """Fit on the invoices whose days late were known at an earlier moment, measure on those after it."""
    settled = _labelled(
        snapshot, features, cap_days, unused, known_by_us=snapshot.known_by_us, given_days=cap_days
    )
    cut_us = time_split(settled.rows.moments_us, label_delay_us=cap_days * DAY).cut_us
    known = _labelled(snapshot, features, cap_days, unused, known_by_us=cut_us)
    fitted = _fit(known, features, parameters)
    is_test = settled.rows.moments_us >= cut_us
    test = settled.rows.where(is_test)
    if not len(test):
        return Evaluation()
    explained = fitted.forecast(test.X)
    answers = answer_days(load_days(fitted.distribution), test.X)
    metrics = days_metrics(test.y.astype(np.int64), answers)
    metrics |= {
        "mae_explained": float(np.abs(explained - test.y).mean()),
        "mae_naive": float(np.abs(np.median(known.rows.y) - test.y).mean()),
    }
    later = Later(
        learnt=known.rows.X,
        learnt_scores=fitted.forecast(known.rows.X),
        X=test.X,
        y=test.y,
        moments_us=test.moments_us,
        groups=test.moments_us // DAY,
        scores=explained,
    )
    found = Evaluation(metrics, {}, {"forecast": forecast_figure(test.y, explained)}, later)
    measured = MeasuredDays(
        names=features.names,
        rows=settled.labelled.rows[is_test],
        X=test.X,
        days=test.y,
        answers=answers,
        median=fitted.median,
        refit=lambda drawn: _median(drawn_rows(known.rows, drawn), features, parameters)[0],
        units=snapshot.history.events[L.E_CUSTOMER, known.labelled.rows],
    )
    return found.join(evaluate_days_aspects(snapshot, measured))


def _fit(known: _Labelled, features: FeatureSet, parameters: TreeParameters) -> _Fit:
    median, shift = _median(known.rows, features, parameters)
    return _Fit(median, shift, learn(known.rows, known.labelled.unpaid, features))


def _median(rows: Rows, features: FeatureSet, parameters: TreeParameters) -> tuple[Grown, float]:
    """Return the explained median, and what its forecasts are short of on the later part, days."""
    last_us = int(rows.moments_us.max(initial=0))
    split = final_split(rows.moments_us, label_delay_us=0, cut_us=last_us, later_share=LATER_SHARE)
    narrow = Rows(np.where(habits(features), rows.X, np.nan), rows.y, rows.weights, rows.moments_us)
    fit, later = narrow.where(split.fit), narrow.where(split.later)
    if len(fit) < LEAST_ROWS or len(later) < LEAST_ROWS // 5:
        raise HistoryTooThin(f"expected at least {LEAST_ROWS} invoices that fell due, found {len(rows)}")
    free = (0,) * len(features.names)
    median = grow(fit, later, features.names, free, parameters, loss="regression_l1")
    return median, float(np.median(later.y - raw_scores(text.parse(median.text), later.X)))


def _parts(features: FeatureSet, fitted: _Fit) -> Parts:
    return Parts(
        role="lateness",
        features=features,
        model=fitted.median.text,
        directions=(0,) * len(features.names),
        calibration=Calibration(slope=1.0, intercept=fitted.shift_days),
        distribution=fitted.distribution,
    )
