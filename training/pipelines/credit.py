"""The customer's probability of default within a horizon."""

from dataclasses import asdict, dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from features.catalogue.sets import FeatureSet, columns, feature_set
from features.history.labels import Engine
from features.kernel import layout as L
from features.kernel.layout import DAY
from models.bundle.format import Definition
from models.credit.grades import GradeBands
from riskdesk.core.settings import Settings
from training.evaluate.context import context_of_customers
from training.evaluate.grades import Lateness, lateness_after
from training.evaluate.report import Evaluation, evaluate_binary, evaluate_grades
from training.export import Parts, make_bundle
from training.fit.trees import Rows, TreeParameters
from training.gates import golden_gate
from training.gates.later import Later
from training.labels.default import DefaultDefinition, DefaultRows, default_rows, month_ends
from training.labels.lateness import lateness_rows
from training.labels.weeks import week_ends
from training.pipelines.aspects import Measured, evaluate_aspects
from training.pipelines.binary import BinaryFit, binary_gates, fit_figures
from training.pipelines.credit_fit import Every, fit_default
from training.pipelines.result import TrainResult
from training.pipelines.snapshot import Progress, Snapshot, read_snapshot, silent
from training.splits import final_split, time_split

PD_FLOOR: Final = 0.0005
"""Source: Basel Committee, CRE32.4, the floor for corporate exposures."""

LEAST_AUC: Final = 0.6


def train_credit(engine: Engine, settings: Settings, *, progress: Progress = silent) -> TrainResult:
    """Read the log and train with the defaults; see `train_credit_on`."""
    return train_credit_on(read_snapshot(engine, settings), progress=progress)


def train_credit_on(
    snapshot: Snapshot,
    *,
    definition: DefaultDefinition | None = None,
    parameters: TreeParameters | None = None,
    bands: GradeBands | None = None,
    every: Every = "month",
    progress: Progress = silent,
) -> TrainResult:
    """Train the customer's probability of default.

    Parameters
    ----------
    snapshot
        The log, see `read_snapshot`.
    definition, parameters, bands
        What a default is, how trees are grown, where grades are cut; each has its default.
    every
        How often customers are looked at; see `labelled_customers`.
    progress
        Is told each stage.

    Raises
    ------
    HistoryTooThin
        Too few customers or defaults.
    """
    definition = definition or DefaultDefinition()
    parameters = parameters or TreeParameters()
    features = feature_set("credit", snapshot.history.parameters)
    progress("measure", 0.0)
    recipe = _Recipe(features, definition, parameters, every)
    measured, early = _measure(snapshot, recipe, bands or GradeBands())
    progress("fit", 0.5)
    labelled, rows = recipe.labelled(snapshot, snapshot.known_by_us)
    split = final_split(rows.moments_us, label_delay_us=definition.horizon_us, cut_us=snapshot.known_by_us)
    fitted = recipe.fit(rows.where(split.fit), rows.where(split.later))
    progress("export", 0.7)
    parts = _parts(features, fitted, definition)
    content, loaded = make_bundle(parts, rows, seq=snapshot.history.horizon, metrics=measured.metrics)
    gates = binary_gates(fitted, loaded, rows, measured.metrics, least_auc=LEAST_AUC)
    progress("draw", 0.8)
    figures = measured.figures | fit_figures(fitted.grown, rows, features.names)
    progress("done", 1.0)
    return TrainResult(
        role="credit",
        version=loaded.bundle.version,
        bundle=content,
        metrics=measured.metrics,
        figures=figures,
        gates=(*gates, golden_gate(content, snapshot.history.parameters)),
        report=measured.report | {"left_out": labelled.left_out},
        params={
            "definition": asdict(definition),
            "every": every,
            "trees": parameters.to_json(),
            "trees_grown": {"measured": early.grown.trees, "bundle": fitted.grown.trees},
            "rows": {"fit": int(split.fit.sum()), "later": int(split.later.sum())},
        },
        curve=fitted.grown.curve,
        data=data_of(snapshot, features, loaded.bundle.trained.data_fingerprint),
        later=measured.later,
    )


@dataclass(frozen=True, slots=True)
class _Recipe:
    """What a fit is made of, at whatever cut."""

    features: FeatureSet
    definition: DefaultDefinition
    parameters: TreeParameters
    every: Every

    def labelled(self, snapshot: Snapshot, known_by_us: int) -> tuple[DefaultRows, Rows]:
        return labelled_customers(
            snapshot, self.features, self.definition, known_by_us=known_by_us, every=self.every
        )

    def fit(self, fit: Rows, later: Rows) -> BinaryFit:
        return fit_default(fit, later, self.features, self.parameters, every=self.every)


def labelled_customers(
    snapshot: Snapshot,
    features: FeatureSet,
    definition: DefaultDefinition,
    *,
    known_by_us: int,
    every: Every = "month",
) -> tuple[DefaultRows, Rows]:
    """Return customers at month-ends with what is known by the cut of how they turned out.

    Vectors hold what was known at the month's end, labels what was known by the cut.

    Parameters
    ----------
    every
        `week` looks at customers at the end of every week instead. In a log of less than a year that is what there
        is to learn from: on real receivables of 2019 the AUC of customers graded in June and July rose by 0.04.
    """
    ends = month_ends if every == "month" else week_ends
    moments = ends(snapshot.first_us, known_by_us, snapshot.zone)
    labelled = default_rows(snapshot.history.events, moments, definition, known_by_us=known_by_us)
    queries = snapshot.history.customer_queries(
        labelled.customers, labelled.moments_us.tolist(), snapshot.reader
    )
    X = snapshot.history.vectors(queries)[:, columns(features)]
    y = labelled.labels.astype(np.float64)
    return labelled, Rows(X, y, np.ones(len(y)), labelled.moments_us)


def data_of(snapshot: Snapshot, features: FeatureSet, data_fingerprint: str) -> dict[str, str | int]:
    """Return what a run was made from."""
    return {
        "data_fingerprint": data_fingerprint,
        "seq": snapshot.history.horizon,
        "chain": snapshot.chain,
        "feature_set": features.name,
        "feature_fingerprint": features.fingerprint,
    }


def _measure(snapshot: Snapshot, recipe: _Recipe, bands: GradeBands) -> tuple[Evaluation, BinaryFit]:
    """Fit on what was known at an earlier moment, measure on the customers after it."""
    features, definition = recipe.features, recipe.definition
    labelled, all_rows = recipe.labelled(snapshot, snapshot.known_by_us)
    cut_us = time_split(all_rows.moments_us, label_delay_us=definition.horizon_us).cut_us
    then, known = recipe.labelled(snapshot, cut_us)
    split = final_split(known.moments_us, label_delay_us=definition.horizon_us, cut_us=cut_us)
    fitted = recipe.fit(known.where(split.fit), known.where(split.later))
    is_test = all_rows.moments_us >= cut_us
    test = all_rows.where(is_test)
    labels, probabilities = test.y.astype(np.int64), fitted.probabilities(test.X)
    lateness = lateness_of(snapshot, labelled.customers[is_test], test.moments_us, definition)
    grades = evaluate_grades(labels, probabilities, pd_floor=PD_FLOOR, bands=bands, lateness=lateness)
    past = known.where(split.fit | split.later)
    later = Later(
        learnt=past.X,
        learnt_scores=fitted.probabilities(past.X),
        X=test.X,
        y=test.y,
        moments_us=test.moments_us,
        groups=labelled.customers[is_test],
        scores=probabilities,
    )
    history, customers = snapshot.history, later.groups
    measured = Measured(
        role="credit",
        names=features.names,
        fitted=fitted,
        refit=recipe.fit,
        fit=known.where(split.fit),
        later_fit=known.where(split.later),
        fit_units=then.customers[split.fit],
        test=later,
        context=context_of_customers(history, customers, test.moments_us, test.X, features, snapshot.reader),
        industries=snapshot.industries,
    )
    found = evaluate_binary(labels, probabilities).join(grades).join(evaluate_aspects(measured))
    return found.join(Evaluation(later=later)), fitted


def lateness_of(
    snapshot: Snapshot,
    customers: npt.NDArray[np.int64],
    moments_us: npt.NDArray[np.int64],
    definition: DefaultDefinition,
) -> Lateness | None:
    """Return how late that was settled which fell due so soon after that it is known within the horizon.

    None where the horizon leaves no time for it.
    """
    window_us = (definition.horizon_days - definition.past_due_days) * DAY
    if window_us <= 0:
        return None
    events = snapshot.history.events
    labelled = lateness_rows(
        events, cap_days=max(definition.past_due_days, 1), known_by_us=snapshot.known_by_us
    )
    invoices = events[L.E_CUSTOMER, labelled.rows], events[L.E_DUE, labelled.rows], labelled.days
    return lateness_after(customers, moments_us, invoices, window_us=window_us)


def _parts(features: FeatureSet, fitted: BinaryFit, definition: DefaultDefinition) -> Parts:
    return Parts(
        role="credit",
        features=features,
        model=fitted.grown.text,
        directions=features.directions,
        calibration=fitted.calibration,
        pd_floor=PD_FLOOR,
        definition=Definition(
            past_due_days=definition.past_due_days,
            horizon_days=definition.horizon_days,
            materiality_minor=definition.materiality_minor,
            materiality_share=definition.materiality_share,
            counted=definition.counted,
        ),
    )
