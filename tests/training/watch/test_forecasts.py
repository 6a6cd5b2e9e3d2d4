"""Forecasts of days late held against what was paid."""

from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest

from features.kernel import layout as L
from features.query import queries_of_events
from models.bundle.format import DaysDistribution
from models.policy.default import DEFAULT_POLICY
from models.scoring.days import answer_days
from models.scoring.loaded import LoadedBundle, load
from training.evaluate.intervals import Interval
from training.labels.lateness import lateness_rows
from training.pipelines.lateness import train_lateness_on
from training.pipelines.snapshot import Snapshot
from training.watch.forecasts import CAP_DAYS, forecasts_of
from training.watch.report import Ground, watch


@pytest.fixture(scope="session")
def early(snapshot: Snapshot) -> LoadedBundle:
    """A bundle that learned from the first two thirds of the log alone."""
    events = snapshot.history.events
    cut_us = snapshot.first_us + (snapshot.known_by_us - snapshot.first_us) * 2 // 3
    known = np.ascontiguousarray(events[:, events[L.E_KNOWN] <= cut_us])
    then = replace(snapshot, history=replace(snapshot.history, events=known))
    return load(train_lateness_on(then, cap_days=60).bundle)


def test_later_invoices_are_asked_as_of_their_posting(snapshot: Snapshot, early: LoadedBundle) -> None:
    """Only those new to the bundle that had a month to be paid; error and coverage as counted by hand."""
    history = snapshot.history
    found = forecasts_of(history, early, known_by_us=snapshot.known_by_us)
    labelled = lateness_rows(history.events, cap_days=CAP_DAYS, known_by_us=snapshot.known_by_us)
    fresh = labelled.moments_us > early.bundle.trained.as_of_us
    queries = queries_of_events(history.events, labelled.rows[fresh], "order", horizon=history.horizon)
    assert early.days is not None
    said = answer_days(early.days, history.vectors(queries)[:, early.columns])
    paid = labelled.days[fresh]
    inside = (np.clip(said.low, -30, 30) <= paid) & (paid <= np.clip(said.high, -30, 30))
    assert int(fresh.sum()) == found.invoices > 100
    assert found.mae is not None
    assert found.coverage is not None
    assert pytest.approx(np.abs(np.clip(said.median, -30, 30) - paid).mean()) == found.mae.value
    assert pytest.approx(inside.mean()) == found.coverage.value
    assert found.mae.low < found.mae.value < found.mae.high
    assert found.invoices >= sum(one.invoices for one in found.months) > 0
    assert early.bundle.trained.metrics["mae"] == found.expected_mae


def test_nothing_is_said_of_what_was_learnt_from(snapshot: Snapshot, lateness: Any) -> None:
    """A bundle of the whole log has no invoice that is new to it and had its time."""
    found = forecasts_of(snapshot.history, load(lateness.bundle), known_by_us=snapshot.known_by_us)
    assert found.invoices < 30
    assert (None, None, ()) == (found.mae, found.coverage, found.months)
    assert found.covers
    assert found.as_good_as_measured


def test_what_is_off_asks_for_a_challenger(snapshot: Snapshot, early: LoadedBundle) -> None:
    """A bundle that claims a tenth of its error, and an interval of a tenth of its share, are found out."""
    bundle = early.bundle
    assert isinstance(bundle.distribution, DaysDistribution)
    boast = msgspec.structs.replace(bundle.trained, metrics={"mae": bundle.trained.metrics["mae"] / 10})
    narrow = msgspec.structs.replace(bundle.distribution, interval_share=0.1)
    assert early.days is not None
    loaded = replace(
        early,
        bundle=msgspec.structs.replace(bundle, trained=boast, distribution=narrow),
        days=replace(early.days, interval_share=0.1),
    )
    ground = Ground(
        past=[],
        champions={"lateness": loaded},
        references={},
        policy=DEFAULT_POLICY,
        history=snapshot.history,
        known_by_us=snapshot.known_by_us,
    )
    found = watch(ground, since_us=0)
    codes = {one.code: one.retrains for one in found.findings}
    assert {"coverage_off": True, "forecast_off": True} == codes
    assert found.forecasts is not None
    assert not found.forecasts.covers


@pytest.mark.parametrize(
    ("value", "low", "high", "covers"),
    [(0.8, 0.7, 0.9, True), (0.76, 0.75, 0.77, True), (0.7, 0.65, 0.81, True), (0.7, 0.65, 0.75, False)],
)
def test_coverage_is_off_beyond_chance_and_beyond_five_points(
    snapshot: Snapshot,
    early: LoadedBundle,
    value: float,
    low: float,
    high: float,
    covers: bool,  # noqa: FBT001
) -> None:
    """Either alone does not count."""
    found = forecasts_of(snapshot.history, early, known_by_us=snapshot.known_by_us)
    assert covers == replace(found, coverage=Interval(value, low, high)).covers
