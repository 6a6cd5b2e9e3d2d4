"""Days late of one invoice, as of its issue: the median, and the ends of an 80 % interval."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from features.catalogue.sets import FeatureSet, columns, feature_set
from features.history.labels import Engine
from features.kernel.layout import DAY
from features.query import queries_of_events
from models.bundle.format import Calibration, QuantileHead
from models.trees import text
from models.trees.predict import raw_scores
from riskdesk.core.errors import HistoryTooThin
from riskdesk.core.settings import Settings
from training.evaluate.report import Evaluation, evaluate_forecast
from training.export import Parts, make_bundle
from training.fit.trees import Grown, Rows, TreeParameters, grow
from training.gates import Gate, better_than_median_gate, explanation_gate, golden_gate
from training.labels.lateness import LatenessRows, lateness_rows
from training.pipelines.binary import fit_figures
from training.pipelines.credit import data_of
from training.pipelines.result import TrainResult
from training.pipelines.snapshot import Progress, Snapshot, read_snapshot, silent
from training.splits import final_split, time_split

Floats = npt.NDArray[np.float64]

CAP_DAYS: Final = 90
"""Later than this is late beyond all interest of a forecast; default is another model's matter."""

LEVELS: Final = (0.1, 0.9)
LEAST_ROWS: Final = 100


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    median: Grown
    heads: tuple[Grown, ...]
    shift_days: float

    def forecast(self, X: Floats) -> Floats:
        return raw_scores(text.parse(self.median.text), X) + self.shift_days

    def quantiles(self, X: Floats) -> Floats:
        ends = np.stack([raw_scores(text.parse(head.text), X) for head in self.heads], axis=1)
        return np.maximum.accumulate(ends, axis=1)


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

    No monotone constraints: the leaves of an absolute loss are set anew after they are grown, which
    does not keep them.

    Parameters
    ----------
    snapshot
        The log, see `read_snapshot`.
    cap_days
        Days late are capped there, and an invoice counts once it had that long to be paid.
    parameters
        How trees are grown.
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
    progress("measure", 0.0)
    measured = _measure(snapshot, features, cap_days, parameters, unused)
    progress("fit", 0.5)
    labelled, rows = _labelled(snapshot, features, cap_days, unused, known_by_us=snapshot.known_by_us)
    fitted = _fit(rows, snapshot.known_by_us, features, parameters)
    progress("export", 0.7)
    content, loaded = make_bundle(
        _parts(features, fitted), rows, seq=snapshot.history.horizon, metrics=measured.metrics
    )
    gates: tuple[Gate, ...] = (
        better_than_median_gate(measured.metrics),
        explanation_gate(loaded, fitted.median.booster, rows.X),
        golden_gate(content, snapshot.history.parameters),
    )
    progress("draw", 0.8)
    figures = measured.figures | fit_figures(fitted.median, rows, features.names)
    left_out = {"immature": labelled.immature, "voided": labelled.voided}
    progress("done", 1.0)
    return TrainResult(
        role="lateness",
        version=loaded.bundle.version,
        bundle=content,
        metrics=measured.metrics,
        figures=figures,
        gates=gates,
        report=measured.report | {"left_out": left_out},
        params={"cap_days": cap_days, "levels": list(LEVELS), "trees": parameters.to_json()},
        curve=fitted.median.curve,
        data=data_of(snapshot, features, loaded.bundle.trained.data_fingerprint),
    )


def hide(X: Floats, features: FeatureSet, unused: frozenset[str]) -> Floats:
    """Return the rows with these features unknown: no tree asks for what is never known."""
    X = X.copy()
    X[:, [i for i, name in enumerate(features.names) if name in unused]] = np.nan
    return X


def _labelled(
    snapshot: Snapshot, features: FeatureSet, cap_days: int, unused: frozenset[str], *, known_by_us: int
) -> tuple[LatenessRows, Rows]:
    """Return invoices as an order of that moment would be asked about, with their days late."""
    history = snapshot.history
    labelled = lateness_rows(history.events, cap_days=cap_days, known_by_us=known_by_us)
    queries = queries_of_events(history.events, labelled.rows, "order", horizon=history.horizon)
    X = hide(history.vectors(queries)[:, columns(features)], features, unused)
    y = labelled.days.astype(np.float64)
    return labelled, Rows(X, y, np.ones(len(y)), labelled.moments_us)


def _measure(
    snapshot: Snapshot,
    features: FeatureSet,
    cap_days: int,
    parameters: TreeParameters,
    unused: frozenset[str],
) -> Evaluation:
    """Fit on the invoices whose days late were known at an earlier moment, measure on those after it."""
    _, all_rows = _labelled(snapshot, features, cap_days, unused, known_by_us=snapshot.known_by_us)
    cut_us = time_split(all_rows.moments_us, label_delay_us=cap_days * DAY).cut_us
    _, known = _labelled(snapshot, features, cap_days, unused, known_by_us=cut_us)
    fitted = _fit(known, cut_us, features, parameters)
    test = all_rows.where(all_rows.moments_us >= cut_us)
    naive = float(np.median(known.y))
    return evaluate_forecast(test.y, fitted.forecast(test.X), fitted.quantiles(test.X), naive=naive)


def _fit(rows: Rows, cut_us: int, features: FeatureSet, parameters: TreeParameters) -> _Fit:
    """Fit on labelled rows alone; that their labels were known by the cut is what made them rows."""
    split = final_split(rows.moments_us, label_delay_us=0, cut_us=cut_us)
    fit, later = rows.where(split.fit), rows.where(split.later)
    if len(fit) < LEAST_ROWS or len(later) < LEAST_ROWS // 5:
        raise HistoryTooThin(f"expected at least {LEAST_ROWS} invoices that fell due, found {len(rows)}")
    free = (0,) * len(features.names)
    median = grow(fit, later, features.names, free, parameters, loss="regression_l1")
    heads = tuple(
        grow(fit, later, features.names, free, parameters, loss="quantile", level=level) for level in LEVELS
    )
    shift = float(np.median(later.y - raw_scores(text.parse(median.text), later.X)))
    return _Fit(median, heads, shift)


def _parts(features: FeatureSet, fitted: _Fit) -> Parts:
    return Parts(
        role="lateness",
        features=features,
        model=fitted.median.text,
        directions=(0,) * len(features.names),
        calibration=Calibration(slope=1.0, intercept=fitted.shift_days),
        heads=tuple(
            QuantileHead(level=level, model=head.text)
            for level, head in zip(LEVELS, fitted.heads, strict=True)
        ),
    )
