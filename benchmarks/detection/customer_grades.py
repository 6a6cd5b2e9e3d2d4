"""Customers of real receivables graded A to D as of a day, and how they paid what fell due after it.

The product's own import, features and training path. At each day only what was known by then is learnt from; what a
bad payer is, and where grades are cut, stands in `training.pipelines.graded` and was chosen on days whose outcome was
known before the last quarter of the file began; other definitions are shown beside it. Days late are those of customers, each counted once: a few of them
hold most of the invoices, and stand beside them.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.detection.imported import imported_log
from benchmarks.detection.receivables_files import FILE
from features.kernel import layout as L
from models.credit.grades import GRADES
from riskdesk.core.clock import to_us
from riskdesk.core.database.handles import Engine
from riskdesk.core.errors import HistoryTooThin
from riskdesk.core.settings import Settings
from training.evaluate.intervals import ranked_interval, wilson
from training.labels.default import ISSUED, DefaultDefinition
from training.pipelines.graded import (
    PAYS_LATE,
    PAYS_LATE_BANDS,
    Followed,
    GradedThen,
    follow,
    learn_grades,
)
from training.pipelines.snapshot import Snapshot, read_snapshot

Bools = npt.NDArray[np.bool_]
Say = Callable[[str], None]

LAST_SHARE: Final = 0.25
"""Customers are graded as of the day that leaves this share of the invoices to fall due."""
FOLLOWED_DAYS: Final = 90
"""Days late are those of the invoices of the quarter that follows."""
OTHER_DAYS: Final = (-112, -98, -84, -70, -56, -42, -28, -14, 14)
"""Other days that are shown, from that day."""

OTHERS: Final = ((5, 30), (7, 30), (10, 30), (15, 30), (10, 45), (15, 45), (7, 85), (10, 85))
"""Other definitions that are shown: days past due, and days within which invoices fall due."""

LEAST_AUC: Final = 0.85
LEAST_TIMES: Final = 10.0
LEAST_BILLED: Final = 10


def run_customer_grades(
    folder: Path,
    days: Sequence[date] = (),
    *,
    definition: DefaultDefinition = PAYS_LATE,
    home: Path | None = None,
    say: Say,
) -> dict[str, Any]:
    """Grade as of each day and follow; see the module.

    Parameters
    ----------
    folder
        Holds `closed_invoices.parquet`.
    days
        On which customers are graded; the first one is the headline. Without: the day that leaves the last quarter of
        the invoices to fall due, and others around it.
    definition
        What a bad payer is.
    home
        Keeps the imported log for the next time.

    Returns
    -------
    dict
        The figures of the headline at the top, those of every day under `days`; a day with too little to learn from
        stands under `skipped`.

    Raises
    ------
    SystemExit
        The file is missing, or the headline cannot be measured.
    """
    began = time.perf_counter()
    with TemporaryDirectory() as work:
        engine, settings = imported_log(
            [folder / FILE], "receivables", home or Path(work) / "home", base_currency="USD", say=say
        )
        now = read_snapshot(engine, settings)
        asked = days or _days_of(now)
        log = _Log(engine, settings, now)
        found, skipped = _all_days(log, asked, definition, say)
        if str(asked[0]) in skipped:
            raise SystemExit(f"skipped: too little is known by {asked[0]}: {skipped[str(asked[0])]}")
        others = _others(log, asked[0], definition)
        engine.dispose()
    return {
        "benchmark": "customer_grades",
        "definition": asdict(definition),
        "bands": {name: getattr(PAYS_LATE_BANDS, name) for name in PAYS_LATE_BANDS.__struct_fields__},
        "followed_days": FOLLOWED_DAYS,
        **found[0],
        "days": sorted(found, key=lambda one: str(one["graded_as_of"])),
        "other_definitions": others,
        "skipped": skipped,
        "seconds": round(time.perf_counter() - began, 1),
    }


@dataclass(frozen=True, slots=True, eq=False)
class _Log:
    """A log on disk, and all of it read."""

    engine: Engine
    settings: Settings
    now: Snapshot

    def figures(self, day: date, definition: DefaultDefinition) -> dict[str, Any]:
        """Return the figures of one day, learnt from what was known by then."""
        cut_us = to_us(datetime(day.year, day.month, day.day, tzinfo=self.now.zone))
        events = self.now.history.events
        upto = int(events[L.E_SEQ, events[L.E_KNOWN] <= cut_us].max(initial=0))
        then = read_snapshot(self.engine, self.settings, upto=upto)
        return figures(learn_grades(then, definition=definition), self.now, cut_us)


def _all_days(
    log: _Log, days: Sequence[date], definition: DefaultDefinition, say: Say
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    found: list[dict[str, Any]] = []
    skipped: dict[str, str] = {}
    for day in days:
        try:
            one = log.figures(day, definition)
        except HistoryTooThin as thin:
            skipped[str(day)] = str(thin)
            continue
        found.append({"graded_as_of": str(day), **one})
        say(f"{day}: AUC {one['auc']:.3f}, bad {[_shown(row['bad_rate']) for row in one['grades']]}")
    return found, skipped


def _others(log: _Log, day: date, definition: DefaultDefinition) -> list[dict[str, Any]]:
    """Return the headline's figures under other definitions of a bad payer."""
    found: list[dict[str, Any]] = []
    for past_due, within in OTHERS:
        other = replace(definition, past_due_days=past_due, horizon_days=past_due + within)
        asked = {"past_due_days": past_due, "within_days": within}
        try:
            one = log.figures(day, other)
        except HistoryTooThin as thin:
            found.append(asked | {"skipped": str(thin)})
            continue
        found.append(asked | {name: one[name] for name in ("auc", "graded", "bad", "bad_rate", "customers")})
    return found


def _shown(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}"


def _days_of(now: Snapshot) -> list[date]:
    """Return the day that leaves the last quarter, then those around it."""
    events = now.history.events
    due = events[L.E_DUE, events[L.E_KIND] == ISSUED]
    # The due moment is the midnight after the due date.
    last = datetime.fromtimestamp(np.quantile(due, 1 - LAST_SHARE, method="lower") / 1e6, now.zone).date()
    return [last, *(last + timedelta(days=by) for by in OTHER_DAYS)]


def figures(graded: GradedThen, now: Snapshot, cut_us: int) -> dict[str, Any]:
    """Return what became of the customers that the model grades, by grade and together.

    Raises
    ------
    HistoryTooThin
        Of those graded, none or all turned out bad.
    """
    followed = follow(now, graded, cut_us, days=FOLLOWED_DAYS)
    enough, labels = followed.enough, followed.labels
    if not 0 < labels[enough].sum() < enough.sum():
        raise HistoryTooThin("expected customers of both kinds after the day")
    auc = ranked_interval("auc", labels[enough], followed.probabilities[enough])
    grades = graded.grades(followed.probabilities)
    rows = [_row(grade, followed, enough & (grades == grade)) for grade in GRADES]
    return {
        "auc": auc.value,
        "auc_interval": [auc.low, auc.high],
        "graded": int(enough.sum()),
        "bad": int(labels[enough].sum()),
        "bad_rate": {row["grade"]: row["bad_rate"] for row in rows},
        "mean_days_late": {row["grade"]: row["mean_days_late"] for row in rows},
        "customers": {row["grade"]: row["customers"] for row in rows},
        "d_over_a": _times(rows),
        "holds": holds(auc.value, rows),
        "grades": rows,
        "by_application": _row("by application", followed, ~enough),
        "left_out": followed.left_out,
        "learnt_until": str(datetime.fromtimestamp(graded.snapshot.known_by_us / 1e6, UTC).date()),
        "trees": graded.fit.grown.trees,
    }


def _row(grade: str, followed: Followed, mask: Bools) -> dict[str, Any]:
    """Return one grade: expected and realised share of bad payers, and days late of what fell due."""
    bad, of, billed = int(followed.labels[mask].sum()), int(mask.sum()), followed.lateness.invoices[mask]
    days = followed.lateness.days[mask]
    low, high = wilson(bad, of)
    return {
        "grade": grade,
        "customers": of,
        "bad": bad,
        "expected": float(followed.probabilities[mask].mean()) if of else None,
        "bad_rate": bad / of if of else None,
        "bad_rate_interval": [low, high],
        "billed": int((billed > 0).sum()),
        "invoices": int(billed.sum()),
        "mean_days_late": float((days[billed > 0] / billed[billed > 0]).mean()) if billed.any() else None,
        "mean_days_late_of_invoices": float(days.sum() / billed.sum()) if billed.any() else None,
    }


def _times(rows: Sequence[dict[str, Any]]) -> float | None:
    """Return how many times as often D turned out bad as A; None where no A did, or a grade is empty."""
    first, last = rows[0]["bad_rate"], rows[-1]["bad_rate"]
    return last / first if first and last is not None else None


def holds(auc: float, rows: Sequence[dict[str, Any]]) -> dict[str, bool]:
    """Return what is asked of grades, and whether these do it."""
    first, last = rows[0]["bad_rate"], rows[-1]["bad_rate"]
    return {
        "auc": auc >= LEAST_AUC,
        "bad_rate_rises": _rises([row["bad_rate"] for row in rows]),
        "mean_days_late_rises": _rises([row["mean_days_late"] for row in rows]),
        "d_ten_times_a": bool(last) and last >= LEAST_TIMES * (first if first is not None else math.inf),
        "ten_customers_billed_each": min(row["billed"] for row in rows) >= LEAST_BILLED,
    }


def _rises(values: Sequence[float | None]) -> bool:
    return all(a is not None and b is not None and a < b for a, b in pairwise(values))
