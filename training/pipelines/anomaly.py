"""The probability that a reviewer would confirm: of an order, of a payment."""

from dataclasses import asdict, replace
from typing import Final

from features.catalogue.sets import FeatureSet, feature_set
from features.history.labels import Engine
from models.bundle.forest import IsolationForestArrays
from models.role import ANOMALY_ROLE, PLACES, Place
from riskdesk.core.settings import Settings
from training.evaluate.typologies import typology_precisions
from training.export import Parts, make_bundle
from training.fit.isolation import grow_forest
from training.fit.trees import TreeParameters
from training.gates import (
    Gate,
    golden_gate,
)
from training.labels.verdicts import ReviewPractice
from training.pipelines.anomaly_measured import Recipe, spoken_for, stand
from training.pipelines.binary import BinaryFit, binary_gates, fit_figures
from training.pipelines.credit import data_of
from training.pipelines.result import TrainResult
from training.pipelines.scored import WARM_UP_DAYS as WARM_UP_DAYS  # noqa: PLC0414 - part of this pipeline
from training.pipelines.scored import Scored as Scored  # noqa: PLC0414
from training.pipelines.scored import scored_documents as scored_documents  # noqa: PLC0414
from training.pipelines.snapshot import Progress, Snapshot, read_snapshot, silent
from training.pipelines.stage import parameters_of
from training.splits import final_split

LEAST_AUC: Final = 0.6


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

    One path from no label to many: `training.pipelines.stage` says by which rule a model stands at `cold` (the
    bundle holds the isolation forest alone), `few` or `many`; metrics, parameters and report say where and why.

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
    recipe = Recipe(snapshot, place, features, practice, parameters)
    standing, measured = stand(recipe, scored)
    progress("fit", 0.5)
    rows, labels = scored.labelled(snapshot, practice, known_by_us=snapshot.known_by_us)
    split = final_split(rows.moments_us, label_delay_us=practice.delay_us, cut_us=snapshot.known_by_us)
    fit, later, learnt = (rows.where(mask) for mask in (split.fit, split.later, labels.mature))
    fitted = None
    if standing.stage != "cold":
        speaks = spoken_for(labels)
        fitted = recipe.fit(standing.stage, fit, later, None if speaks is None else speaks[split.later])
    forest = grow_forest(learnt.X, features.names, seed=parameters.seed)
    progress("export", 0.7)
    parts = _parts(place, features, fitted, forest)
    metrics = measured.metrics | standing.metrics()
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
        report=measured.report
        | {
            "left_out": {"immature": int((~labels.mature).sum())},
            "stage": standing.to_json(),
            "typologies": [one.to_json() for one in typology_precisions(scored.typologies, labels, place)],
        },
        params={
            "stage": standing.stage,
            "practice": asdict(practice),
            "trees": parameters_of(standing.stage, parameters).to_json(),
            "trees_grown": 0 if fitted is None else fitted.grown.trees,
            "rows": {"fit": len(fit), "later": len(later), "judged": int(labels.judged.sum())},
        },
        curve=() if fitted is None else fitted.grown.curve,
        data=data_of(snapshot, features, loaded.bundle.trained.data_fingerprint),
        later=measured.later,
    )


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
