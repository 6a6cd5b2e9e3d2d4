"""Customers graded as of a day in the past, and what became of them afterwards."""

from typing import Any, Final

from features.kernel import layout as L
from models.bundle.codec import hash_of, read
from models.credit.grades import GradeBands
from models.scoring.loaded import prepare
from models.scoring.score import score_many
from riskdesk.core.database.handles import Engine
from riskdesk.core.settings import Settings
from training.evaluate.grades import GradeOutcome, realised_per_grade
from training.labels.default import DefaultDefinition, default_rows
from training.pipelines.credit import lateness_of, train_credit_on
from training.pipelines.snapshot import Snapshot, read_snapshot

BACK_DAYS: Final = 120
"""How long before the books' end customers are graded: long enough for a default to show."""


def grades_then_and_outcome(engine: Engine, settings: Settings, now: Snapshot) -> list[dict[str, Any]]:
    """Grade every active customer as of 120 days before the end, by a model that knew no more.

    Returns
    -------
    list of dict
        A row a grade: count, expected and realised share of defaults with its interval; customers of
        whom invoices fell due afterwards, and the mean days late of those invoices.
    """
    cut_us = now.known_by_us - BACK_DAYS * L.DAY
    events = now.history.events
    upto = int(events[L.E_SEQ, events[L.E_KNOWN] <= cut_us].max())
    then = read_snapshot(engine, settings, upto=upto)
    result = train_credit_on(then)
    loaded = prepare(read(result.bundle), hash_of(result.bundle))
    definition = DefaultDefinition()
    labelled = default_rows(events, [cut_us], definition, known_by_us=now.known_by_us)
    queries = then.history.customer_queries(labelled.customers, labelled.moments_us.tolist(), then.reader)
    outcomes = realised_per_grade(
        labelled.labels,
        score_many(loaded, then.history.vectors(queries)).probability,
        pd_floor=loaded.bundle.pd_floor,
        bands=GradeBands(),
        lateness=lateness_of(now, labelled.customers, labelled.moments_us, definition),
    )
    return [_row(outcome) for outcome in outcomes]


def _row(outcome: GradeOutcome) -> dict[str, Any]:
    return {
        "grade": outcome.grade,
        "count": outcome.rows,
        "expected": outcome.expected,
        "realised": outcome.realised,
        "low": outcome.low,
        "high": outcome.high,
        "customers_billed": outcome.customers,
        "mean_days_late": outcome.mean_days_late,
    }
