"""The probability that a reviewer would confirm: of an order, of a payment."""

from dataclasses import asdict, dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from features.catalogue.sets import FeatureSet, columns, feature_set
from features.history.labels import Engine
from features.kernel import layout as L
from models.bundle.forest import IsolationForestArrays
from models.role import ANOMALY_ROLE, PLACES, Place
from models.scoring.isolation import isolation_many, load_forest
from riskdesk.core.errors import HistoryTooThin
from riskdesk.core.settings import Settings
from training.evaluate.report import Evaluation, evaluate_alerts, evaluate_binary
from training.export import Parts, make_bundle
from training.fit.isolation import grow_forest
from training.fit.trees import Rows, TreeParameters
from training.gates import (
    Gate,
    golden_gate,
)
from training.labels.verdicts import ReviewPractice, VerdictLabels, verdict_labels
from training.pipelines.binary import BinaryFit, binary_gates, enough, fit_binary, fit_figures
from training.pipelines.credit import data_of
from training.pipelines.result import TrainResult
from training.pipelines.snapshot import Progress, Snapshot, read_snapshot, silent
from training.splits import final_split, time_split

ALERTS_A_DAY: Final = (1, 5, 20)
WARM_UP_DAYS: Final = 60
"""The first days of a log have no past that anything could be compared with."""

LEAST_AUC: Final = 0.6
LEAST_ROWS: Final = 100


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Orders or payments of history as they would have been scored.

    Parameters
    ----------
    X
        float64 of shape (n, f), the columns of the role's set.
    documents, moments_us
        int64 of shape (n,).
    """

    X: npt.NDArray[np.float64]
    documents: npt.NDArray[np.int64]
    moments_us: npt.NDArray[np.int64]

    def labelled(
        self, snapshot: Snapshot, practice: ReviewPractice, *, known_by_us: int
    ) -> tuple[Rows, VerdictLabels]:
        """Return all rows with what reviewers had said by the cut; see `VerdictLabels.mature`."""
        labels = verdict_labels(
            snapshot.verdicts, self.documents, self.moments_us, practice, known_by_us=known_by_us
        )
        return Rows(self.X, labels.labels.astype(np.float64), labels.weights, self.moments_us), labels


def train_anomaly(engine: Engine, settings: Settings, *, progress: Progress = silent) -> list[TrainResult]:
    """Read the log and train both anomaly models, orders first; see `train_anomaly_on`."""
    snapshot = read_snapshot(engine, settings)
    return [train_anomaly_on(snapshot, place, progress=progress) for place in PLACES]


def train_anomaly_on(
    snapshot: Snapshot,
    place: Place,
    *,
    practice: ReviewPractice | None = None,
    parameters: TreeParameters | None = None,
    progress: Progress = silent,
) -> TrainResult:
    """Train the anomaly model of orders or of payments.

    With too few verdicts the bundle holds the isolation forest alone, and says so in its metrics
    (`cold_start` 1).

    Parameters
    ----------
    snapshot
        The log, see `read_snapshot`.
    place
        `order` or `payment`.
    practice
        How verdicts come about.
    parameters
        How trees are grown.
    progress
        Is told each stage.

    Raises
    ------
    HistoryTooThin
        Too few orders or payments for a forest.
    """
    practice = practice or ReviewPractice()
    parameters = parameters or TreeParameters()
    features = feature_set(ANOMALY_ROLE[place], snapshot.history.parameters)
    scored = scored_documents(snapshot, features, place)
    progress("measure", 0.0)
    measured = _measure(snapshot, scored, features, practice, parameters)
    progress("fit", 0.5)
    rows, labels = scored.labelled(snapshot, practice, known_by_us=snapshot.known_by_us)
    split = final_split(rows.moments_us, label_delay_us=practice.delay_us, cut_us=snapshot.known_by_us)
    fit, later, learnt = (rows.where(mask) for mask in (split.fit, split.later, labels.mature))
    # What could not be measured is not shipped: with too few verdicts the forest goes alone.
    measurable = "auc" in measured.metrics and enough(fit, later)
    fitted = fit_binary(fit, later, features, parameters) if measurable else None
    forest = grow_forest(learnt.X, features.names, seed=parameters.seed)
    progress("export", 0.7)
    parts = _parts(place, features, fitted, forest)
    metrics = measured.metrics | {"cold_start": float(fitted is None)}
    content, loaded = make_bundle(parts, learnt, seq=snapshot.history.horizon, metrics=metrics)
    gates: tuple[Gate, ...] = (golden_gate(content, snapshot.history.parameters),)
    figures = measured.figures
    if fitted is not None:
        gates += binary_gates(fitted, loaded, learnt, metrics, least_auc=LEAST_AUC)
        progress("draw", 0.8)
        figures = figures | fit_figures(fitted.grown, learnt, features.names)
    progress("done", 1.0)
    return TrainResult(
        role=ANOMALY_ROLE[place],
        version=loaded.bundle.version,
        bundle=content,
        metrics=metrics,
        figures=figures,
        gates=gates,
        report=measured.report | {"left_out": {"immature": int((~labels.mature).sum())}},
        params={
            "practice": asdict(practice),
            "trees": parameters.to_json(),
            "trees_grown": 0 if fitted is None else fitted.grown.trees,
            "rows": {"fit": len(fit), "later": len(later), "judged": int(labels.judged.sum())},
        },
        curve=() if fitted is None else fitted.grown.curve,
        data=data_of(snapshot, features, loaded.bundle.trained.data_fingerprint),
    )


def scored_documents(snapshot: Snapshot, features: FeatureSet, place: Place) -> Scored:
    """Return the vectors of all orders or payments after the warm-up, each as known at its moment.

    Raises
    ------
    HistoryTooThin
        There are too few.
    """
    history = snapshot.history
    queries = history.order_queries() if place == "order" else history.payment_queries()
    warm = queries[:, L.Q_AS_OF] >= snapshot.first_us + WARM_UP_DAYS * L.DAY
    queries = queries[warm]
    if len(queries) < LEAST_ROWS:
        raise HistoryTooThin(
            f"expected at least {LEAST_ROWS} {place}s after the warm-up, found {len(queries)}"
        )
    X = history.vectors(queries)[:, columns(features)]
    return Scored(X, queries[:, L.Q_DOCUMENT].copy(), queries[:, L.Q_AS_OF].copy())


def _measure(
    snapshot: Snapshot,
    scored: Scored,
    features: FeatureSet,
    practice: ReviewPractice,
    parameters: TreeParameters,
) -> Evaluation:
    """Fit on the verdicts known at an earlier moment, measure on the documents after it."""
    rows, labels = scored.labelled(snapshot, practice, known_by_us=snapshot.known_by_us)
    mature = rows.where(labels.mature)
    cut_us = time_split(mature.moments_us, label_delay_us=practice.delay_us).cut_us
    known, _ = scored.labelled(snapshot, practice, known_by_us=cut_us)
    split = final_split(known.moments_us, label_delay_us=practice.delay_us, cut_us=cut_us)
    test = mature.where(mature.moments_us >= cut_us)
    truth = test.y.astype(np.int64)
    past = known.where(split.fit | split.later)
    found = _measure_forest(past, test, features, parameters)
    if enough(known.where(split.fit), known.where(split.later)):
        fitted = fit_binary(known.where(split.fit), known.where(split.later), features, parameters)
        probabilities = fitted.probabilities(test.X)
        found = found.join(evaluate_binary(truth, probabilities))
        found = found.join(evaluate_alerts(truth, probabilities, test.moments_us, alerts=ALERTS_A_DAY))
    return found


def _measure_forest(past: Rows, test: Rows, features: FeatureSet, parameters: TreeParameters) -> Evaluation:
    """Measure the isolation forest alone, whose names begin with `isolation_`."""
    if len(past) < 2 or not len(test):
        return Evaluation()
    forest = load_forest(grow_forest(past.X, features.names, seed=parameters.seed), features.names)
    scores = np.array([one.score for one in isolation_many(forest, test.X)])
    metrics = evaluate_binary(test.y.astype(np.int64), scores).metrics
    return Evaluation({f"isolation_{name}": metrics[name] for name in ("auc", "ap") if name in metrics})


def _parts(
    place: Place, features: FeatureSet, fitted: BinaryFit | None, forest: IsolationForestArrays
) -> Parts:
    parts = Parts(
        role=ANOMALY_ROLE[place],
        features=features,
        model=None,
        directions=features.directions,
        isolation=forest,
    )
    if fitted is None:
        return parts
    return replace(parts, model=fitted.grown.text, calibration=fitted.calibration)
