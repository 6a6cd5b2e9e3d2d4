"""Customers graded as of a day in the past, and what became of them afterwards."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from features.kernel import layout as L
from models.bundle.codec import hash_of, read
from models.credit.grades import GRADES, GradeBands, grade_of
from models.scoring.loaded import prepare
from models.scoring.score import score_many
from riskdesk.core.database.handles import Engine
from riskdesk.core.settings import Settings
from training.evaluate.bins import wilson
from training.evaluate.outcomes import Realised, realised_lateness
from training.labels.default import DefaultDefinition, default_rows
from training.pipelines.credit import train_credit_on
from training.pipelines.snapshot import Snapshot, read_snapshot

BACK_DAYS: Final = 120
"""How long before the books' end customers are graded: long enough for a default to show."""


def grades_then_and_outcome(engine: Engine, settings: Settings, now: Snapshot) -> list[dict[str, Any]]:
    """Grade every active customer as of 120 days before the end, by a model that knew no more.

    Returns
    -------
    list of dict
        A row a grade: count, expected and realised share of defaults with its interval, invoices
        billed later, their mean days late.
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
    pd = score_many(loaded, then.history.vectors(queries)).probability
    grades = [grade_of(float(p), loaded.bundle.pd_floor, GradeBands()) for p in pd]
    later = realised_lateness(events, after_us=cut_us, until_us=now.known_by_us)
    outcomes = [later.get(int(code)) for code in labelled.customers]
    return [
        _row(grade, [i for i, g in enumerate(grades) if g == grade], pd, labelled.labels, outcomes)
        for grade in GRADES
    ]


def _row(
    grade: str,
    rows: list[int],
    pd: np.ndarray[Any, Any],
    labels: np.ndarray[Any, Any],
    outcomes: Sequence[Realised | None],
) -> dict[str, Any]:
    defaulted = int(labels[rows].sum()) if rows else 0
    low, high = wilson(defaulted, len(rows)) if rows else (None, None)
    billed = [found for i in rows if (found := outcomes[i]) is not None]
    return {
        "grade": grade,
        "count": len(rows),
        "expected": float(pd[rows].mean()) if rows else None,
        "realised": defaulted / len(rows) if rows else None,
        "low": low,
        "high": high,
        "customers_billed": len(billed),
        "invoices": sum(found.invoices for found in billed),
        "mean_days_late": float(np.mean([found.days_late for found in billed])) if billed else None,
    }
