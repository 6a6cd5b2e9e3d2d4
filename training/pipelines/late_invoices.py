"""How late invoices are paid, learnt before a cut and measured on what falls due after it.

Beside the days late, of which `lateness.py` makes the bundle, the probability that an invoice is more
than so many days late: the question of collections. All of it is as of the moment of issue.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from features.catalogue.sets import FeatureSet, columns, feature_set
from features.kernel import layout as L
from features.query import queries_of_events
from models.trees import text
from models.trees.predict import raw_scores
from training.evaluate.peer_lateness import RawInvoices
from training.fit.trees import Loss, Rows, TreeParameters, grow
from training.pipelines.binary import fit_binary
from training.pipelines.lateness import LEVELS
from training.pipelines.snapshot import Snapshot
from training.splits import final_split

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

SETTLE_DAYS: Final = 10
"""Paid invoices alone are known: of those due in the last days only the early payers are among them."""
LATER_SHARE: Final = 0.1
"""Of what was known, the part that stops and calibrates: small, for habits of payment change within months."""
_ISSUED, _MATCHED = 20, 31
_CAP_DAYS: Final = 90
PARAMETERS: Final = TreeParameters(depth=6, leaves=15, learning_rate=0.04, least_rows=40, ridge=10.0, feature_share=0.4)


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
    X = hide(snapshot.history.vectors(queries)[:, columns(features)], features, unused)
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


def hide(X: Floats, features: FeatureSet, unused: frozenset[str]) -> Floats:
    """Return the rows with these features unknown: no tree asks for what is never known."""
    X = X.copy()
    X[:, [i for i, name in enumerate(features.names) if name in unused]] = np.nan
    return X


def late_probabilities(
    invoices: PaidInvoices, late_days: int, *, cut_us: int, test: Mask, parameters: TreeParameters = PARAMETERS
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
    return fitted.probabilities(invoices.X[test])


def days_learnt(invoices: PaidInvoices, cut_us: int) -> Mask:
    """Tell from which invoices days late are learnt: due ten days and more before the cut."""
    return invoices.raw.due_us + SETTLE_DAYS * L.DAY <= cut_us


def forecast_days(
    invoices: PaidInvoices,
    *,
    cut_us: int,
    test: Mask,
    loss: Loss,
    level: float = 0.5,
    parameters: TreeParameters = PARAMETERS,
) -> Floats:
    """Return days late of each invoice of `test`: the median, a quantile, or the mean, by `loss`."""
    learnt = days_learnt(invoices, cut_us)
    rows = Rows(
        invoices.X, invoices.days_known_at(cut_us), np.ones(len(learnt)), invoices.raw.issued_us
    ).where(learnt)
    split = final_split(rows.moments_us, label_delay_us=0, cut_us=cut_us, later_share=LATER_SHARE)
    names = invoices.features.names
    free = (0,) * len(names)
    grown = grow(rows.where(split.fit), rows.where(split.later), names, free, parameters, loss=loss, level=level)
    return raw_scores(text.parse(grown.text), invoices.X[test])


def interval_80(invoices: PaidInvoices, *, cut_us: int, test: Mask) -> Floats:
    """Return the ends of the 80 % interval, float64 of shape (n, 2)."""
    ends = [forecast_days(invoices, cut_us=cut_us, test=test, loss="quantile", level=level) for level in LEVELS]
    return np.maximum.accumulate(np.stack(ends, axis=1), axis=1)
