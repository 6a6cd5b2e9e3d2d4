"""A bundle in production, well and ill."""

from dataclasses import replace

import numpy as np
import pytest

from features.catalogue.parameters import FeatureParameters
from features.catalogue.program import NAMES
from features.kernel import layout as L
from features.offline import History
from models.decision.inputs import NO_STANDING, Subject
from models.policy.default import DEFAULT_POLICY
from models.policy.outcome import Outcome
from models.scoring.loaded import LoadedBundle, load
from models.scoring.score import score_rows
from models.whatif.past import PastDecision
from training.pipelines.result import TrainResult
from training.watch.reference import reference_of
from training.watch.report import Ground, Watch, watch
from training.watch.texts import FINDINGS

DAY_US = 86_400_000_000
SINCE_US = 20_100 * DAY_US
NO_HISTORY = History(np.zeros((L.E_WIDTH, 0), np.int64), 0, FeatureParameters())


@pytest.fixture(scope="session")
def champion(payments: TrainResult) -> LoadedBundle:
    """The payment bundle of the small company."""
    return load(payments.bundle)


@pytest.fixture(scope="session")
def rows(payments: TrainResult) -> np.ndarray:
    """Later rows of its run, each one twice: once before the watch and once within."""
    assert payments.later is not None
    return payments.later.X


def past(champion: LoadedBundle, rows: np.ndarray, first_day: int) -> list[PastDecision]:
    """Return decisions on these rows, ten a day, none judged."""
    probabilities = score_rows(champion, rows).probability
    found = []
    for k, (row, probability) in enumerate(zip(rows, probabilities.tolist(), strict=True)):
        vector = np.full(len(NAMES), np.nan)
        vector[champion.columns] = row
        day = first_day + k // 10
        found.append(
            PastDecision(
                subject=Subject("payment", f"payment:{day}-{k}", 1, "CNY", known_party=True, as_of_us=0),
                standing=NO_STANDING,
                loaded={"payment_anomaly": champion},
                vector=vector,
                outcome=Outcome.APPROVE,
                lifted=(),
                sampled=False,
                propensity=0.01,
                day=day,
                at_us=day * DAY_US,
                probabilities={"payment_anomaly": probability},
                versions={"payment_anomaly": champion.hash},
            )
        )
    return found


def seen(champion: LoadedBundle, rows: np.ndarray, now: list[PastDecision]) -> Watch:
    """Watch decisions of a bundle that learned from these rows, after as many on the same rows."""
    scores = score_rows(champion, rows).probability
    ground = Ground(
        past=[*past(champion, rows, 20_000), *now],
        champions={"payment_anomaly": champion},
        references={champion.hash: reference_of(champion.bundle.names, rows, scores)},
        policy=DEFAULT_POLICY,
        history=NO_HISTORY,
        known_by_us=0,
    )
    return watch(ground, since_us=SINCE_US)


def test_nothing_is_found_where_nothing_moved(champion: LoadedBundle, rows: np.ndarray) -> None:
    """The rows that were learned from, met again, ask for nothing; an expectation is given."""
    found = seen(champion, rows, past(champion, rows, 20_100))
    (role,) = found.roles
    assert () == found.findings
    assert {} == role.features
    assert (len(rows), len(champion.bundle.names)) == (role.decisions, role.watched)
    assert role.scores is not None
    assert 0.0 == role.scores.psi
    assert role.estimated is not None
    assert pytest.approx(score_rows(champion, rows).probability.mean()) == role.estimated.rate.value
    assert 2 * len(rows) == role.matured.unlabelled


def test_scores_that_moved_ask_for_a_challenger(champion: LoadedBundle, rows: np.ndarray) -> None:
    """Only the riskiest quarter still comes: scores and features shifted, and a challenger is proposed."""
    scores = score_rows(champion, rows).probability
    risky = rows[scores >= np.quantile(scores, 0.75)]
    found = seen(champion, rows, past(champion, risky, 20_100))
    said = {one.code: one.retrains for one in found.findings}
    assert said["scores_moved"]
    assert not said["features_moved"]


def test_twice_as_many_hits_ask_for_a_challenger(champion: LoadedBundle, rows: np.ndarray) -> None:
    """Inputs and scores stand still, and reviewers confirm far more than was expected."""
    judged = [
        replace(one, verdict="confirmed" if k % 2 else "cleared", outcome=Outcome.REVIEW, propensity=1.0)
        for k, one in enumerate(past(champion, rows, 20_100))
    ]
    found = seen(champion, rows, judged)
    codes = {one.code: one.retrains for one in found.findings}
    assert codes["rate_off"]
    assert "scores_moved" not in codes
    assert codes["volume_moved"] is False
    (role,) = found.roles
    assert role.matured.rate_error is not None
    assert role.matured.rate_error > 0.3


def test_without_a_report_the_frozen_quantiles_stand_in(champion: LoadedBundle, rows: np.ndarray) -> None:
    """A bundle without its gate report is watched by its scores alone."""
    ground = Ground(
        past=past(champion, rows, 20_100),
        champions={"payment_anomaly": champion},
        references={},
        policy=DEFAULT_POLICY,
        history=NO_HISTORY,
        known_by_us=0,
    )
    (role,) = watch(ground, since_us=SINCE_US).roles
    assert (0, {}) == (role.watched, role.features)
    assert role.scores is not None
    assert len(rows) == role.scores.rows


def test_another_bundles_decisions_are_not_its_own(champion: LoadedBundle, rows: np.ndarray) -> None:
    """What an earlier bundle answered says nothing of this one."""
    others = [replace(one, versions={"payment_anomaly": "f" * 64}) for one in past(champion, rows, 20_100)]
    found = watch(
        Ground(others, {"payment_anomaly": champion}, {}, DEFAULT_POLICY, NO_HISTORY, 0),
        since_us=SINCE_US,
    )
    (role,) = found.roles
    assert (0, None, None) == (role.decisions, role.scores, role.estimated)


@pytest.mark.parametrize("code", FINDINGS)
def test_every_finding_has_its_words(code: str) -> None:
    """Both languages name the same values."""
    text = FINDINGS[code]
    names = [
        "role",
        "psi",
        "count",
        "features",
        "month",
        "realised",
        "expected",
        "place",
        "now",
        "then",
        "grade",
        "low",
        "high",
        "value",
    ]
    params = dict.fromkeys(names, "7")
    assert text.render("zh", params).count("7") == text.render("en", params).count("7")
