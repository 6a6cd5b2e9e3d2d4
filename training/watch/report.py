"""All that is watched, and what follows from it: nothing, a look, or a challenger to be trained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from msgspec import UNSET

from features.offline import History
from models.policy.policy import Policy
from models.role import PLACES, Role
from models.scoring.loaded import LoadedBundle
from models.whatif.past import PastDecision
from training.labels.default import DefaultDefinition
from training.watch.estimated import Estimated, estimate
from training.watch.forecasts import Forecasts, forecasts_of
from training.watch.matured import Matured, matured
from training.watch.observed import Observed, decided_by, observed_of
from training.watch.psi import Bins, Drift, count, drift, drift_of_counts
from training.watch.reference import Reference
from training.watch.told import Told, told
from training.watch.vintages import Vintage, default_labels, vintages


@dataclass(frozen=True, slots=True)
class RoleWatch:
    """One bundle in production.

    Attributes
    ----------
    role, bundle_hash
        Which.
    decisions
        Its decisions in the span that is watched.
    scores
        Drift of its probabilities (PSI); None without decisions.
    features
        Drift of its features (CSI), those that are not stable, the largest first; all others are stable.
    watched
        How many features were compared; 0 where no gate report froze what it learned from.
    estimated
        What is expected of it in the span, before labels are there; None of too few decisions.
    matured
        The same expectation against what happened, over all its decisions.
    """

    role: Role
    bundle_hash: str
    decisions: int
    scores: Drift | None
    features: dict[str, Drift]
    watched: int
    estimated: Estimated | None
    matured: Matured


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that asks for attention: a code of `training.watch.texts`, and the values its text names.

    `retrains` says that a challenger should be trained; watching trains and activates nothing.
    """

    code: str
    params: dict[str, str]
    retrains: bool


@dataclass(frozen=True, slots=True)
class Watch:
    """What was seen.

    Attributes
    ----------
    roles, places
        Each bundle in production, and each place.
    vintages
        Each grade and month whose horizon is over.
    forecasts
        How days late turned out; None without a bundle of that role.
    findings
        What asks for attention; empty is well.
    """

    roles: tuple[RoleWatch, ...]
    places: tuple[Told, ...]
    vintages: tuple[Vintage, ...]
    forecasts: Forecasts | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What watching stands on.

    Parameters
    ----------
    past
        Decisions of the ledger, all of them: those since `since_us` are watched, those before compared with.
    champions
        Role -> bundle in production.
    references
        Hash of a bundle -> what it learned from, out of its gate report.
    policy
        In force.
    history, known_by_us
        The log, and the moment up to which its facts are known.
    """

    past: Sequence[PastDecision]
    champions: Mapping[Role, LoadedBundle]
    references: Mapping[str, Reference]
    policy: Policy
    history: History
    known_by_us: int


def watch(ground: Ground, *, since_us: int) -> Watch:
    """Look at the decisions taken since a moment."""
    roles, graded, forecasts = [], tuple[Vintage, ...](), None
    for role, loaded in sorted(ground.champions.items()):
        if role == "lateness":  # a forecast is shown beside decisions and is not kept with them
            forecasts = forecasts_of(ground.history, loaded, known_by_us=ground.known_by_us)
            continue
        mine = decided_by(ground.past, role, loaded.hash)
        labels = None
        if role == "credit":
            labels = default_labels(
                mine, ground.history.events, definition_of(loaded), known_by_us=ground.known_by_us
            )
            graded = vintages(mine, labels)
        roles.append(_role(role, loaded, observed_of(mine, role, labels), ground, since_us))
    before = [one for one in ground.past if one.at_us < since_us]
    now = [one for one in ground.past if one.at_us >= since_us]
    places = tuple(told(before, now, place) for place in PLACES)
    findings = (*_findings(roles, places, graded), *_of_forecasts(forecasts))
    return Watch(tuple(roles), places, graded, forecasts, findings)


def definition_of(loaded: LoadedBundle) -> DefaultDefinition:
    """Return what a default is to a bundle."""
    asked = loaded.bundle.definition
    return DefaultDefinition(
        past_due_days=asked.past_due_days,
        horizon_days=asked.horizon_days,
        materiality_minor=asked.materiality_minor,
        materiality_share=0.01 if asked.materiality_share is UNSET else asked.materiality_share,
        counted="owed" if asked.counted is UNSET else asked.counted,
    )


def _role(role: Role, loaded: LoadedBundle, all_of: Observed, ground: Ground, since_us: int) -> RoleWatch:
    now = all_of.where(all_of.at_us >= since_us)
    reference = ground.references.get(loaded.hash)
    return RoleWatch(
        role=role,
        bundle_hash=loaded.hash,
        decisions=len(now),
        scores=_scores(loaded, reference, now) if len(now) else None,
        features=_features(loaded, reference, now),
        watched=0 if reference is None or not len(now) else len(reference.features),
        estimated=estimate(now.probabilities, cut=ground.policy.models[role].review_at),
        matured=matured(all_of),
    )


def _features(loaded: LoadedBundle, reference: Reference | None, now: Observed) -> dict[str, Drift]:
    if reference is None or not len(now):
        return {}
    found = {
        name: drift(reference.features[name], now.X[:, k])
        for k, name in enumerate(loaded.bundle.names)
        if name in reference.features
    }
    moved = {name: one for name, one in found.items() if one.level != "stable"}
    return dict(sorted(moved.items(), key=lambda pair: -pair[1].psi))


def _scores(loaded: LoadedBundle, reference: Reference | None, now: Observed) -> Drift:
    """Return the drift from what the bundle answered when it was measured, else from its frozen quantiles."""
    if reference is not None and reference.scores is not None:
        return drift(reference.scores, now.probabilities)
    frozen = _frozen(loaded)
    return drift_of_counts(np.array(frozen.counts), count(now.probabilities, frozen.edges))


def _frozen(loaded: LoadedBundle) -> Bins:
    """Return the bundle's quantiles as ten bins of probability; they stand for at least as many rows as steps."""
    log_odds = loaded.quantiles
    probabilities = 1.0 / (1.0 + np.exp(-log_odds))
    edges = np.unique(probabilities[100:-1:100])
    edges = edges[edges < probabilities[-1]]
    return Bins(
        edges=tuple(edges.tolist()), counts=tuple(count(probabilities, tuple(edges.tolist())).tolist())
    )


def _findings(
    roles: Sequence[RoleWatch], places: Sequence[Told], graded: Sequence[Vintage]
) -> tuple[Finding, ...]:
    found = []
    for one in roles:
        found += _of_role(one)
    for place in places:
        if place.reasons is not None and place.reasons.level != "stable":
            params = {"place": place.place, "psi": f"{place.reasons.psi:.2f}"}
            found.append(Finding("reasons_moved", params, retrains=False))
        if place.alerts is not None and place.alerts.moved:
            params = {
                "place": place.place,
                "now": f"{place.alerts.now:.1f}",
                "then": f"{place.alerts.before:.1f}",
            }
            found.append(Finding("volume_moved", params, retrains=False))
    for cell in graded:
        if not cell.agrees:
            params = {"grade": cell.grade, "month": cell.month, "expected": f"{cell.expected:.1%}"}
            params |= {"low": f"{cell.low:.1%}", "high": f"{cell.high:.1%}"}
            found.append(Finding("grade_off", params, retrains=cell.realised > cell.expected))
    return tuple(found)


def _of_forecasts(one: Forecasts | None) -> list[Finding]:
    found = []
    if one is not None and one.coverage is not None and not one.covers:
        params = {name: f"{getattr(one.coverage, name):.1%}" for name in ("value", "low", "high")}
        found.append(Finding("coverage_off", params, retrains=True))
    if one is not None and one.mae is not None and not one.as_good_as_measured:
        params = {name: f"{getattr(one.mae, name):.1f}" for name in ("value", "low", "high")}
        found.append(Finding("forecast_off", params | {"expected": f"{one.expected_mae:.1f}"}, retrains=True))
    return found


def _of_role(one: RoleWatch) -> list[Finding]:
    found = []
    shifted = [name for name, drifted in one.features.items() if drifted.level == "shifted"]
    if one.scores is not None and one.scores.level != "stable":
        params = {"role": one.role, "psi": f"{one.scores.psi:.2f}"}
        found.append(Finding("scores_moved", params, retrains=one.scores.level == "shifted"))
    if shifted:
        params = {"role": one.role, "count": str(len(shifted)), "features": ", ".join(shifted[:3])}
        found.append(Finding("features_moved", params, retrains=False))
    for period in one.matured.periods[-1:]:
        off = period.realised_rate > 2.0 * period.expected_rate and period.hits >= 5
        if off:
            params = {"role": one.role, "month": period.month}
            params |= {"expected": f"{period.expected_rate:.1%}", "realised": f"{period.realised_rate:.1%}"}
            found.append(Finding("rate_off", params, retrains=True))
    return found
