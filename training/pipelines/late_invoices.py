"""How late invoices are paid, learnt before a cut and measured on what falls due after it.

Beside the days late, of which `lateness.py` makes the bundle, the probability that an invoice is more
than so many days late: the question of collections. All of it is as of the moment of issue.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from features.catalogue.feature import window_us
from features.catalogue.program import FEATURES
from features.catalogue.sets import FeatureSet, columns, feature_set
from features.kernel import layout as L
from features.query import queries_of_events
from models.trees import text
from models.trees.predict import raw_scores
from training.evaluate.peer_lateness import RawInvoices
from training.fit.trees import Grown, Loss, Rows, TreeParameters, grow
from training.pipelines.binary import fit_binary
from training.pipelines.lateness import LEVELS, hide
from training.pipelines.snapshot import Snapshot
from training.splits import final_split

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

SETTLE_DAYS: Final = 10
"""Paid invoices alone are known: of those due in the last days only the early payers are among them."""
LATER_SHARE: Final = 0.25
"""Of what was known, the part that stops the growth of trees and calibrates them."""
_ISSUED, _MATCHED = 20, 31
_ADDING: Final = frozenset({"count", "sum", "sum_second", "max", "max_second", "count_above", "distinct"})
_CAP_DAYS: Final = 90
PARAMETERS: Final = TreeParameters(
    depth=6, leaves=15, learning_rate=0.04, least_rows=40, ridge=10.0, feature_share=0.4
)


@dataclass(frozen=True, slots=True, eq=False)
class PaidInvoices:
    """Invoices that were paid, as they looked when they were issued.

    Parameters
    ----------
    X
        float64 of shape (n, f), columns of `features`; what is not to be learnt from is NaN.
    features
        The set `lateness`.
    raw
        The same invoices as raw columns.
    documents
        int64 of shape (n,), codes of the invoices.
    last_us
        When the last of them was paid.
    """

    X: Floats
    features: FeatureSet
    raw: RawInvoices
    documents: npt.NDArray[np.int64]
    last_us: int

    def cut(self, share: float) -> int:
        """Return the due moment after which `share` of the invoices fall due."""
        return int(np.quantile(self.raw.due_us, 1 - share, method="higher"))

    def settled(self) -> Mask:
        """Tell which were due long enough before the last payment to stand for their day."""
        return self.raw.due_us + (SETTLE_DAYS - 1) * L.DAY <= self.last_us

    def after(self, cut_us: int) -> Mask:
        """Tell which may be measured on: due from the cut on, and settled."""
        return (self.raw.due_us >= cut_us) & self.settled()

    def days_known_at(self, cut_us: int) -> Floats:
        """Return days late as known at a cut: what is unpaid is as late as it is by then."""
        so_far = (cut_us - self.raw.due_us) // L.DAY + 1
        days = np.where(self.raw.cleared_us <= cut_us, self.raw.days, so_far)
        return np.clip(days, -_CAP_DAYS, _CAP_DAYS).astype(np.float64)


def paid_invoices(snapshot: Snapshot, *, unused: frozenset[str] = frozenset()) -> PaidInvoices:
    """Return all paid invoices of the log.

    Parameters
    ----------
    snapshot
        The log.
    unused
        Features that must not be learnt from, such as terms that were estimated later.
    """
    events = snapshot.history.events
    issued = np.flatnonzero(events[L.E_KIND] == _ISSUED)
    closing = np.flatnonzero((events[L.E_KIND] == _MATCHED) & ((events[L.E_FLAGS] & L.FLAG_CLOSED) != 0))
    paid_by = dict(zip(events[L.E_DOCUMENT, closing].tolist(), closing.tolist(), strict=True))
    ends = np.array([paid_by.get(code, -1) for code in events[L.E_DOCUMENT, issued].tolist()], np.int64)
    issued, ends = issued[ends >= 0], ends[ends >= 0]
    features = feature_set("lateness", snapshot.history.parameters)
    queries = queries_of_events(events, issued, "order", horizon=snapshot.history.horizon)
    X = hide(snapshot.history.vectors(queries)[:, columns(features)], features, unused | growing(features))
    due, cleared = events[L.E_DUE, issued], events[L.E_OCCURRED, ends]
    raw = RawInvoices(
        customers=events[L.E_CUSTOMER, issued],
        amounts_minor=events[L.E_BASE, issued],
        issued_us=events[L.E_OCCURRED, issued],
        due_us=due,
        cleared_us=cleared,
        days=(cleared - due) // L.DAY + 1,
    )
    return PaidInvoices(X, features, raw, events[L.E_DOCUMENT, issued], int(cleared.max()))


def growing(features: FeatureSet) -> frozenset[str]:
    """Return the features that grow with the record itself: ages, and counts, sums and extremes of 180 days on.

    In a log of less than a year they mean another thing after any cut than before it.
    """
    chosen = (FEATURES[name] for name in features.names)
    return frozenset(
        one.name
        for one in chosen
        if one.aggregate == "age" or (one.aggregate in _ADDING and window_us(one.window) >= 180 * L.DAY)
    )


def late_probabilities(
    invoices: PaidInvoices,
    late_days: int,
    *,
    cut_us: int,
    test: Mask,
    parameters: TreeParameters = PARAMETERS,
) -> Floats:
    """Return the calibrated probability that each invoice of `test` is more than so many days late.

    Learnt from invoices of which that was known at the cut, paid by then or not.

    Raises
    ------
    HistoryTooThin
        Too few were that late.
    """
    raw = invoices.raw
    known = raw.due_us + (late_days + 1) * L.DAY <= cut_us
    rows = Rows(invoices.X, (raw.days > late_days).astype(np.float64), np.ones(len(known)), raw.issued_us)
    rows = rows.where(known)
    split = final_split(rows.moments_us, label_delay_us=0, cut_us=cut_us, later_share=LATER_SHARE)
    fitted = fit_binary(rows.where(split.fit), rows.where(split.later), invoices.features, parameters)
    whole = _regrow(rows, split.later, invoices.features, parameters, fitted.grown.trees)
    return replace(fitted, grown=whole).probabilities(invoices.X[test])


def _regrow(rows: Rows, later: Mask, features: FeatureSet, parameters: TreeParameters, trees: int) -> Grown:
    """Return as many trees grown on all rows: the latest habits count, once they have told when to stop."""
    settled = replace(parameters, most_trees=trees, patience=trees)
    return grow(rows, rows.where(later), features.names, features.directions, settled)


def days_learnt(invoices: PaidInvoices, cut_us: int) -> Mask:
    """Tell from which invoices days late are learnt: due ten days and more before the cut."""
    return invoices.raw.due_us + SETTLE_DAYS * L.DAY <= cut_us


def forecast_days(invoices: PaidInvoices, *, cut_us: int, test: Mask, loss: Loss) -> Floats:
    """Return days late of each invoice of `test`: the median (`regression_l1`) or the mean (`regression`)."""
    return raw_scores(text.parse(_grow_days(invoices, cut_us, loss).whole.text), invoices.X[test])


def interval_80(invoices: PaidInvoices, *, cut_us: int, test: Mask) -> Floats:
    """Return the ends of the 80 % interval, float64 of shape (n, 2).

    Widened by what the later part shows to be missing. Source: Romano, Patterson, Candes, "Conformalized
    quantile regression" (2019).
    """
    heads = [_grow_days(invoices, cut_us, "quantile", level) for level in LEVELS]
    low, high = (raw_scores(text.parse(head.first.text), head.later.X) for head in heads)
    y = heads[0].later.y
    missing = float(np.quantile(np.maximum(low - y, y - high), LEVELS[1] - LEVELS[0]))
    ends = np.stack([raw_scores(text.parse(head.whole.text), invoices.X[test]) for head in heads], axis=1)
    return np.maximum.accumulate(ends + np.array([-missing, missing]), axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class _GrownDays:
    """Trees grown on the earlier rows, on all of them, and the later rows that told when to stop."""

    first: Grown
    whole: Grown
    later: Rows


def _grow_days(invoices: PaidInvoices, cut_us: int, loss: Loss, level: float = 0.5) -> _GrownDays:
    learnt = days_learnt(invoices, cut_us)
    days = invoices.days_known_at(cut_us)
    rows = Rows(invoices.X, days, np.ones(len(days)), invoices.raw.issued_us).where(learnt)
    split = final_split(rows.moments_us, label_delay_us=0, cut_us=cut_us, later_share=LATER_SHARE)
    names, later = invoices.features.names, rows.where(split.later)
    free = (0,) * len(names)
    first = grow(rows.where(split.fit), later, names, free, PARAMETERS, loss=loss, level=level)
    settled = replace(PARAMETERS, most_trees=first.trees, patience=first.trees)
    return _GrownDays(first, grow(rows, later, names, free, settled, loss=loss, level=level), later)
