"""The trained anomaly models on companies that they have never seen."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.detection.companies import KnownCompany
from benchmarks.detection.measuring import Measured, measure
from features.kernel import layout as L
from models.policy.default import DEFAULT_POLICY
from models.role import ANOMALY_ROLE, PLACES, Place
from models.scoring.loaded import LoadedBundle, load
from models.scoring.score import score_many
from training.evaluate.intervals import wilson
from training.evaluate.metrics import binary_metrics
from training.pipelines.anomaly import WARM_UP_DAYS, train_anomaly_on
from training.pipelines.snapshot import Snapshot

Models = dict[Place, LoadedBundle]

ALERTS_A_DAY: Final = (1, 2, 5)
"""Documents of one place that reviewers look at in a day; a company of 100,000 events has some 25 of each."""


@dataclass(frozen=True, slots=True)
class ModelScores:
    """One model on one company.

    Attributes
    ----------
    place, seed
        Of what.
    rows, positives
        Documents after the warm-up, and those of a planted anomaly of any typology.
    auc, ap
        Against the truth, not the verdicts.
    cut, flags, precision, recall
        At the default policy's cut for review, with the interval of both shares.
    recall_by_typology
        Alerts a day -> typology -> share of its documents among each day's highest.
    precision_by_alerts
        Alerts a day -> share of anomalies among them.
    """

    place: str
    seed: int
    rows: int
    positives: int
    auc: float
    ap: float
    cut: float
    flags: int
    precision: float | None
    precision_interval: tuple[float, float]
    recall: float
    recall_interval: tuple[float, float]
    recall_by_typology: dict[int, dict[str, float]]
    precision_by_alerts: dict[int, float]


def train_models(snapshot: Snapshot) -> Models:
    """Train the models of orders and payments as `riskdesk train anomaly` does.

    A place is left out where a small company has too few verdicts: a cold start gives no probability.
    """
    loaded: Models = {place: load(train_anomaly_on(snapshot, place).export()) for place in PLACES}
    return {place: bundle for place, bundle in loaded.items() if bundle.ensemble is not None}


def score_company(
    models: Mapping[Place, LoadedBundle], company: KnownCompany, seed: int
) -> list[ModelScores]:
    """Score all orders and payments after the warm-up and compare with the truth."""
    return [_score(loaded, place, company, seed) for place, loaded in models.items()]


def _score(loaded: LoadedBundle, place: Place, company: KnownCompany, seed: int) -> ModelScores:
    measured = measure(company.snapshot.history, place)
    measured = measured.where(measured.moments_us >= company.snapshot.first_us + WARM_UP_DAYS * L.DAY)
    typologies = [_typologies(company, document) for document in measured.documents.tolist()]
    labels = np.array([int(bool(one)) for one in typologies], np.int64)
    scores = score_many(loaded, measured.vectors).probability
    cut = DEFAULT_POLICY.models[ANOMALY_ROLE[place]].review_at
    flagged = scores >= cut
    right = int((flagged & (labels == 1)).sum())
    metrics = binary_metrics(labels, scores)
    tops = {k: _highest_a_day(measured, scores, k) for k in ALERTS_A_DAY}
    return ModelScores(
        place=place,
        seed=seed,
        rows=len(labels),
        positives=int(labels.sum()),
        auc=metrics["auc"],
        ap=metrics["ap"],
        cut=cut,
        flags=int(flagged.sum()),
        precision=right / int(flagged.sum()) if flagged.any() else None,
        precision_interval=wilson(right, int(flagged.sum())),
        recall=right / max(1, int(labels.sum())),
        recall_interval=wilson(right, int(labels.sum())),
        recall_by_typology={k: _recall(typologies, top) for k, top in tops.items()},
        precision_by_alerts={k: float(labels[top].mean()) for k, top in tops.items()},
    )


def _typologies(company: KnownCompany, document: int) -> frozenset[str]:
    return frozenset(one.typology for one in company.truth.get(document, ()) if one.is_anomaly)


def _highest_a_day(measured: Measured, scores: npt.NDArray[np.float64], alerts: int) -> npt.NDArray[np.bool_]:
    """Mark the highest scores of each day of 24 hours since the epoch (UTC)."""
    marked = np.zeros(len(scores), bool)
    days = measured.moments_us // L.DAY
    for day in np.unique(days):
        rows = np.flatnonzero(days == day)
        marked[rows[np.argsort(-scores[rows], kind="stable")[:alerts]]] = True
    return marked


def _recall(typologies: list[frozenset[str]], marked: npt.NDArray[np.bool_]) -> dict[str, float]:
    found: dict[str, list[bool]] = defaultdict(list)
    for names, hit in zip(typologies, marked.tolist(), strict=True):
        for name in names:
            found[name].append(hit)
    return {name: sum(hits) / len(hits) for name, hits in sorted(found.items())}
