"""The recipe of an anomaly model, fitted at an earlier moment and measured on what came after it."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from features.catalogue.sets import FeatureSet
from features.kernel import layout as L
from models.policy.default import DEFAULT_POLICY
from models.policy.outcome import Outcome
from models.role import ANOMALY_ROLE, Place
from models.scoring.isolation import isolation_many, load_forest
from training.evaluate.context import context_of_documents
from training.evaluate.intervals import Interval
from training.evaluate.population import population
from training.evaluate.population_texts import recall_words
from training.evaluate.report import Evaluation, evaluate_alerts, evaluate_binary, evaluate_entities
from training.fit.isolation import grow_forest
from training.fit.trees import Rows, TreeParameters
from training.gates.later import Later
from training.labels.review_source import Sent, population_weights
from training.labels.verdicts import ReviewPractice, VerdictLabels
from training.pipelines.aspects import Measured, evaluate_aspects
from training.pipelines.binary import BinaryFit, enough, fit_binary
from training.pipelines.scored import Scored
from training.pipelines.snapshot import Snapshot
from training.pipelines.stage import Stage, Standing, first_try, gain_over, parameters_of, settle
from training.splits import final_split, time_split

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

ALERTS_A_DAY: Final = (1, 5, 20)


@dataclass(frozen=True, slots=True, eq=False)
class Recipe:
    """How an anomaly model is made.

    Parameters
    ----------
    snapshot, place, features
        From what, of what, on which columns.
    practice, parameters
        How verdicts come about, and how trees are grown where there are many.
    """

    snapshot: Snapshot
    place: Place
    features: FeatureSet
    practice: ReviewPractice = field(default_factory=ReviewPractice)
    parameters: TreeParameters = field(default_factory=TreeParameters)

    def fit(self, stage: Stage, fit: Rows, later: Rows, speaks: Floats | None = None) -> BinaryFit:
        """Return trees as a stage grows them; `speaks` weighs the later rows in calibration."""
        parameters = parameters_of(stage, self.parameters)
        return fit_binary(fit, later, self.features, parameters, calibrate=speaks)


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """One fit as of an earlier moment.

    Parameters
    ----------
    fit, stop, test
        Rows that trees grew on, that stopped and calibrated them, and that came later.
    rows, labels
        int64 of shape (len(test),), rows of `Scored` in the test part; what is known of them.
    forest, forest_percentiles
        float64 of shape (len(test),): the forest's score, and its place among what it was grown on.
    fitted
        None at a cold start.
    """

    fit: Rows
    stop: Rows
    test: Rows
    rows: npt.NDArray[np.intp]
    labels: VerdictLabels
    forest: Floats
    forest_percentiles: Floats
    fitted: BinaryFit | None

    @property
    def past(self) -> Rows:
        """All that was known when the fit was made, in order of time."""
        both = (self.fit, self.stop)
        return Rows(
            np.concatenate([one.X for one in both]),
            np.concatenate([one.y for one in both]),
            np.concatenate([one.weights for one in both]),
            np.concatenate([one.moments_us for one in both]),
        )

    def gain(self) -> Interval | None:
        """Return what the trees have over the forest on the later rows; see `gain_over`."""
        if self.fitted is None or not len(self.test):
            return None
        speaks = population_weights(Sent(self.labels.source, self.labels.propensity), self.labels.judged)
        trees = self.fitted.probabilities(self.test.X)
        return gain_over(self.forest, trees, self.test.y, self.test.moments_us // L.DAY, speaks)


def stand(recipe: Recipe, scored: Scored) -> tuple[Standing, Evaluation]:
    """Measure at the latest stage that the counts allow, and at an earlier one where the gain asks for it."""
    snapshot = recipe.snapshot
    rows, labels = scored.labelled(snapshot, recipe.practice, known_by_us=snapshot.known_by_us)
    judged = labels.judged & labels.mature
    confirmed = int((judged & (labels.labels == 1)).sum())
    cleared = int(judged.sum()) - confirmed
    split = final_split(rows.moments_us, label_delay_us=recipe.practice.delay_us, cut_us=snapshot.known_by_us)
    tried = first_try(confirmed, cleared)
    if not enough(rows.where(split.fit), rows.where(split.later)):
        tried = "cold"
    while True:
        trial = _try(recipe, scored, tried)
        standing = settle(tried, confirmed, cleared, trial.gain())
        if standing.stage in (tried, "cold"):
            return standing, _evaluate(recipe, scored, trial, standing)
        tried = standing.stage


def spoken_for(labels: VerdictLabels) -> Floats | None:
    """Return for how many documents each row speaks, float64 of shape (n,); None without enough judged draws."""
    mature = labels.where(labels.mature)
    speaks = population_weights(Sent(mature.source, mature.propensity), mature.judged)
    if speaks is None:
        return None
    found = np.zeros(len(labels.labels))
    found[labels.mature] = speaks
    return found


def _try(recipe: Recipe, scored: Scored, stage: Stage) -> Trial:
    """Fit on the verdicts known at an earlier moment, with the documents after it as test."""
    snapshot, practice = recipe.snapshot, recipe.practice
    rows, labels = scored.labelled(snapshot, practice, known_by_us=snapshot.known_by_us)
    cut_us = time_split(rows.moments_us[labels.mature], label_delay_us=practice.delay_us).cut_us
    known, known_labels = scored.labelled(snapshot, practice, known_by_us=cut_us)
    split = final_split(known.moments_us, label_delay_us=practice.delay_us, cut_us=cut_us)
    later = labels.mature & (rows.moments_us >= cut_us)
    test, fit, stop = rows.where(later), known.where(split.fit), known.where(split.later)
    speaks = spoken_for(known_labels)
    fitted = None
    if stage != "cold" and enough(fit, stop):
        fitted = recipe.fit(stage, fit, stop, None if speaks is None else speaks[split.later])
    scores, percentiles = _forest(recipe, known.where(split.fit | split.later), test)
    told = labels.where(later)
    return Trial(fit, stop, test, np.flatnonzero(later), told, scores, percentiles, fitted)


def _forest(recipe: Recipe, past: Rows, test: Rows) -> tuple[Floats, Floats]:
    """Return score and percentile of the forest of an earlier moment; zeros where there was too little for one."""
    if len(past) < 2 or not len(test):
        return np.zeros(len(test)), np.zeros(len(test))
    names = recipe.features.names
    forest = load_forest(grow_forest(past.X, names, seed=recipe.parameters.seed), names)
    found = isolation_many(forest, test.X)
    return np.array([one.score for one in found]), np.array([one.percentile for one in found])


def _evaluate(recipe: Recipe, scored: Scored, trial: Trial, standing: Standing) -> Evaluation:
    fitted = None if standing.stage == "cold" else trial.fitted
    test, past = trial.test, trial.past
    truth = test.y.astype(np.int64)
    later = Later(
        learnt=past.X,
        learnt_scores=None if fitted is None else fitted.probabilities(past.X),
        X=test.X,
        y=test.y,
        moments_us=test.moments_us,
        groups=test.moments_us // L.DAY,
        scores=None if fitted is None else fitted.probabilities(test.X),
    )
    found = _evaluate_forest(trial, truth).join(Evaluation(later=later))
    found = found.join(_evaluate_population(recipe, scored, trial, later))
    if fitted is None or later.scores is None:
        return found
    found = found.join(evaluate_binary(truth, later.scores))
    found = found.join(evaluate_alerts(truth, later.scores, test.moments_us, alerts=ALERTS_A_DAY))
    context = context_of_documents(recipe.snapshot.history, scored.documents[trial.rows], recipe.place)
    found = found.join(
        evaluate_entities(truth, later.scores, test.moments_us, context.parties, alerts=ALERTS_A_DAY)
    )
    aspects = Measured(
        role=ANOMALY_ROLE[recipe.place],
        names=recipe.features.names,
        fitted=fitted,
        refit=lambda fit, stop: recipe.fit(standing.stage, fit, stop),
        fit=trial.fit,
        later_fit=trial.stop,
        fit_units=trial.fit.moments_us // L.DAY,
        test=later,
        context=context,
        industries=recipe.snapshot.industries,
    )
    return found.join(evaluate_aspects(aspects, alerts=ALERTS_A_DAY))


def _evaluate_forest(trial: Trial, truth: npt.NDArray[np.int64]) -> Evaluation:
    """Measure the isolation forest alone, whose names begin with `isolation_`."""
    if not trial.forest.any():
        return Evaluation()
    metrics = evaluate_binary(truth, trial.forest).metrics
    return Evaluation({f"isolation_{name}": metrics[name] for name in ("auc", "ap") if name in metrics})


def _evaluate_population(recipe: Recipe, scored: Scored, trial: Trial, later: Later) -> Evaluation:
    """Measure over judged rows as seen, and weighed to all that was decided.

    What is held: by the model from the default policy's cut on; at a cold start by forest and typologies.
    """
    if not len(trial.test):
        return Evaluation()
    role = ANOMALY_ROLE[recipe.place]
    if later.scores is None:
        scores = trial.forest
        held = trial.forest_percentiles >= DEFAULT_POLICY.isolation.review_at_percentile
        held = held | _held_by_typologies(scored, trial.rows)
    else:
        scores = later.scores
        held = scores >= DEFAULT_POLICY.models[role].review_at
    told = population(trial.labels, held, scores, later.groups, probability=later.scores is not None)
    return Evaluation(told.metrics(), {"population": told.to_json() | {"words": recall_words(told)}})


def _held_by_typologies(scored: Scored, rows: npt.NDArray[np.intp]) -> Mask:
    held = np.zeros(len(rows), np.bool_)
    for code, strengths in scored.typologies.items():
        rule = DEFAULT_POLICY.typologies[code]
        if rule.minimum is not Outcome.APPROVE:
            held |= strengths[rows] >= rule.from_strength
    return held
