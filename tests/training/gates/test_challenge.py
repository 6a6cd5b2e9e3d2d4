"""What is asked of a challenger, on runs of the small company."""

from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest

from models.bundle.codec import read as read_bundle
from models.bundle.codec import write as write_bundle
from models.scoring.loaded import LoadedBundle, load
from riskdesk.core.errors import ModelRefused
from training.gates.challenge import Champion, challenge
from training.gates.gate import Gate
from training.gates.later import Later, answers_of
from training.gates.report import GateReport, read, write
from training.pipelines.result import TrainResult
from training.watch.psi import freeze


def asked(run: TrainResult, champion: LoadedBundle | None = None, **changes: Any) -> GateReport:
    """Return the report of a run, its later rows changed as named, set against a champion."""
    assert run.later is not None
    known = Champion() if champion is None else Champion(champion.hash, champion)
    return challenge(load(run.bundle), run.gates, replace(run.later, **changes), known, made_at_us=7)


def gate_of(report: GateReport, name: str) -> Any:
    """Return what one gate said."""
    return next(gate for gate in report.gates if gate.name == name)


def old(loaded: LoadedBundle) -> LoadedBundle:
    """Return a bundle that learned before all later rows."""
    trained = msgspec.structs.replace(loaded.bundle.trained, as_of_us=0)
    return load(write_bundle(msgspec.structs.replace(loaded.bundle, trained=trained)))


@pytest.mark.parametrize("role", ["credit", "lateness", "orders", "payments"])
def test_a_first_model_is_asked_without_a_champion(request: pytest.FixtureRequest, role: str) -> None:
    """Own gates, drift and calibration on later rows; what cannot be compared is not claimed."""
    run = request.getfixturevalue(role)
    report = asked(run)
    own = [gate.name for gate in run.gates]
    assert [*own, "later_calibration", "feature_drift", "score_drift"] == [gate.name for gate in report.gates]
    assert report.passed
    assert (None, (), ()) == (report.champion, report.compared, report.flips)
    assert report == read(write(report))


def test_without_later_rows_nothing_is_shown(credit: TrainResult) -> None:
    """A run that left no rows to measure on does not pass."""
    report = challenge(load(credit.bundle), credit.gates, None, made_at_us=7)
    assert not report.passed
    with pytest.raises(ModelRefused) as refused:
        report.require()
    assert "gates.later_rows" == refused.value.field


def test_the_same_answers_are_equal(orders: TrainResult) -> None:
    """A challenger that says what the champion says gains nothing and passes; no decision flips."""
    assert orders.later is not None
    champion = old(load(orders.bundle))
    report = asked(orders, champion, scores=answers_of(champion, orders.later.X))
    assert [(0.0, 0.0, 0.0)] * 2 == [(one.gain, one.low, one.high) for one in report.compared]
    assert gate_of(report, "better").passed
    assert gate_of(report, "flips").passed
    assert all(cell.champion == cell.challenger for cell in report.flips)
    assert len(orders.later.y) == sum(cell.rows for cell in report.flips)


def test_a_worse_challenger_is_refused(orders: TrainResult) -> None:
    """Answers in the wrong order lose against the champion, with an interval below nothing."""
    assert orders.later is not None
    champion = old(load(orders.bundle))
    report = asked(orders, champion, scores=1.0 - answers_of(champion, orders.later.X))
    ap = report.compared[0]
    assert ("ap", True) == (ap.metric, ap.high < 0.0)
    assert not gate_of(report, "better").passed
    with pytest.raises(ModelRefused, match="later rows"):
        report.require()


def test_rows_new_to_both_decide(orders: TrainResult) -> None:
    """Rows that the champion learned from are left out where enough others are there, and else named."""
    assert orders.later is not None
    bundle = load(orders.bundle).bundle
    half = int(np.median(orders.later.moments_us))
    trained = msgspec.structs.replace(bundle.trained, as_of_us=half)
    champion = load(write_bundle(msgspec.structs.replace(bundle, trained=trained)))
    rows = int((orders.later.moments_us > half).sum())
    assert gate_of(asked(orders, champion), "better").detail.endswith(f"{rows} rows new to both")
    seen = f"the champion may have learned from {len(orders.later.y)}"
    assert gate_of(asked(orders, load(orders.bundle)), "better").detail.endswith(seen)


def test_too_few_outcomes_promote_nothing(orders: TrainResult) -> None:
    """Four confirmed documents cannot say which of two is better."""
    assert orders.later is not None
    y = orders.later.y.copy()
    y[np.flatnonzero(y)[4:]] = 0.0
    gate = gate_of(asked(orders, old(load(orders.bundle)), y=y), "better")
    assert (False, True) == (gate.passed, gate.detail.startswith("4 outcomes"))


def test_a_model_is_not_followed_by_none(orders: TrainResult) -> None:
    """A cold start does not replace a model, and may replace a cold start."""
    report = asked(orders, load(orders.bundle), scores=None, learnt_scores=None)
    assert "the champion has a model and the challenger has none" == gate_of(report, "better").detail
    cold = replace(load(orders.bundle), ensemble=None)
    assert asked(orders, cold, scores=None, learnt_scores=None).passed


def test_a_model_follows_a_cold_start_by_rank(orders: TrainResult) -> None:
    """The forest's score is no probability: only ranks are compared."""
    report = asked(orders, old_cold(load(orders.bundle)))
    assert ["ap"] == [one.metric for one in report.compared]
    assert {"flips", "latency"}.isdisjoint({gate.name for gate in report.gates})


def old_cold(loaded: LoadedBundle) -> LoadedBundle:
    """Return the forest alone, learned before all later rows."""
    return replace(old(loaded), ensemble=None)


def test_a_champion_of_other_features_cannot_stand_in_the_way(credit: TrainResult) -> None:
    """What this program cannot use cannot be compared with; the report says so."""
    later = credit.later
    report = challenge(load(credit.bundle), credit.gates, later, Champion("f" * 64), made_at_us=7)
    assert report.passed
    assert "cannot be used" in gate_of(report, "better").detail
    assert "f" * 64 == report.champion


def test_shifted_answers_that_outcomes_do_not_bear_out_are_refused(credit: TrainResult) -> None:
    """Probabilities tripled on later rows: calibration and both drifts refuse."""
    assert credit.later is not None
    assert credit.later.scores is not None
    report = asked(credit, scores=np.minimum(credit.later.scores * 3.0 + 0.2, 1.0))
    assert {"later_calibration", "feature_drift", "score_drift"} == {
        gate.name for gate in report.gates if not gate.passed
    }


def test_own_gates_stand_in_the_report(credit: TrainResult) -> None:
    """What the fit's own gates said is kept and required too."""
    run = replace(credit, gates=(*credit.gates, Gate("rank", passed=False, detail="too weak")))
    with pytest.raises(ModelRefused, match="too weak"):
        asked(run).require()


def test_a_report_of_another_program_is_refused() -> None:
    """Bytes that are no report let nothing pass."""
    with pytest.raises(ModelRefused):
        read(b'{"passed": true}')


def test_the_reference_is_what_was_learned_from(credit: TrainResult) -> None:
    """Every feature's frozen counts hold all rows of the measured fit and after."""
    assert credit.later is not None
    reference = asked(credit).reference
    assert read_bundle(credit.bundle).names == tuple(reference.features)
    rows = len(credit.later.learnt) + len(credit.later.X)
    assert {rows} == {bins.rows for bins in reference.features.values()}
    assert reference.scores is not None
    own = answers_of(load(credit.bundle), credit.later.X)
    assert freeze(own) == reference.scores


def test_rows_are_kept_together(credit: TrainResult) -> None:
    """Choosing later rows chooses all that hangs on them."""
    later = credit.later
    assert later is not None
    chosen: Later = later.where(later.y == 1.0)
    assert (
        len(chosen.y) == len(chosen.X) == len(chosen.groups) == len(chosen.moments_us) == int(later.y.sum())
    )
    assert chosen.scores is not None
    assert len(chosen.y) == len(chosen.scores)
    assert later.learnt is chosen.learnt
