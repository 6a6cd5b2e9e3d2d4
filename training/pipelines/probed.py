"""Promise 2, asked in every training run: vectors recomputed from a history that ends where each row stood."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from features.catalogue.sets import columns, feature_set
from features.history.reader import Reader
from features.kernel import layout as L
from features.offline import History
from features.query import queries_of_events
from models.role import Role
from training.evaluate.leakage.future import Recomputed, recomputed_as_of_then
from training.gates.as_of_then import AS_OF_THEN, as_of_then_gate
from training.labels.default import ISSUED, month_ends
from training.pipelines.result import TrainResult
from training.pipelines.snapshot import Snapshot

Ints = npt.NDArray[np.int64]
Ask = Callable[[History], Ints]
"""A history -> the queries of the same rows as that history would ask them, of shape (n, Q_WIDTH)."""

MOMENTS: Final = 8
ROWS_A_MOMENT: Final = 32
_SEED: Final = 20_261
_EARLIEST: Final = 0.2
"""Where in the order of time the first moment stands: before it there is little to see."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What was found.

    Parameters
    ----------
    moments, rows
        At how many moments history was cut, and how many vectors were recomputed.
    differing
        Features whose values differ by a bit; empty is well.
    """

    moments: int
    rows: int
    differing: tuple[Recomputed, ...]

    def to_json(self) -> dict[str, Any]:
        """Return all of it as JSON holds it."""
        told = [{"name": one.name, "rows": one.rows} for one in self.differing]
        return {"moments": self.moments, "rows": self.rows, "differing": told}


def probed(snapshot: Snapshot, result: TrainResult) -> TrainResult:
    """Return a run with the probe in its report and its gates; a difference refuses the model.

    `training.keep` takes no run without it.
    """
    found = probe(snapshot, result.role)
    leakage = (result.report.get("leakage") or {}) | {AS_OF_THEN: found.to_json()}
    gate = as_of_then_gate(found.differing, moments=found.moments, rows=found.rows)
    return replace(result, gates=(*result.gates, gate), report=result.report | {"leakage": leakage})


def probe(snapshot: Snapshot, role: Role) -> Probe:
    """Recompute a sample of a role's vectors from histories that end where the rows stood.

    At each of eight moments across the log the history is cut: what came later, or was known later, is not in it
    at all. Compared are the 32 vectors that stand last before the cut, so that what looks ahead by more than
    their distance from it shows on all, and what looks ahead by less on the last one.
    """
    features = feature_set(role, snapshot.history.parameters)
    at = columns(features)
    blocks = _blocks(snapshot, role)
    kept, cut = [], []
    for ask in blocks:
        queries = ask(snapshot.history)
        kept.append(snapshot.history.vectors(queries.copy())[:, at])
        before = _cut(snapshot.history, queries[-1])
        cut.append(before.vectors(ask(before))[:, at])
    if not blocks:
        return Probe(0, 0, ())
    X, then = np.vstack(kept), np.vstack(cut)
    found = recomputed_as_of_then(features.names, X, lambda rows: then[rows], most=len(X))
    return Probe(len(blocks), len(X), found)


def _cut(history: History, last: Ints) -> History:
    """Return the history of what comes before a query, int64 of shape (Q_WIDTH,), and was known by then."""
    events = history.events
    occurred, as_of = events[L.E_OCCURRED], last[L.Q_AS_OF]
    before = (occurred < as_of) | ((occurred == as_of) & (events[L.E_SEQ] < last[L.Q_SEQ]))
    seen = before & (events[L.E_KNOWN] <= last[L.Q_KNOWN_BY])
    return replace(history, events=np.ascontiguousarray(events[:, seen]))


def _blocks(snapshot: Snapshot, role: Role) -> list[Ask]:
    """Return for each moment how its rows are asked about, in order of time, the last of them at the cut."""
    if role == "credit":
        return _customers(snapshot)
    history = snapshot.history
    if role == "lateness":
        issued = np.flatnonzero(history.events[L.E_KIND] == ISSUED)
        queries = queries_of_events(history.events, issued, "order", horizon=history.horizon)
    else:
        queries = history.order_queries() if role == "order_anomaly" else history.payment_queries()
    queries = queries[np.lexsort((queries[:, L.Q_SEQ], queries[:, L.Q_AS_OF]))]
    ends = _spread(len(queries))
    return [_asked(queries[max(0, end - ROWS_A_MOMENT + 1) : end + 1]) for end in ends]


def _asked(queries: Ints) -> Ask:
    """A document asks the same whatever comes later: its query is its own event."""
    return lambda _: queries.copy()


def _customers(snapshot: Snapshot) -> list[Ask]:
    """Return customers at month-ends; their group and industry are asked of the history that is cut, too."""
    events = snapshot.history.events
    moments = month_ends(snapshot.first_us, snapshot.known_by_us, snapshot.zone)
    random = np.random.default_rng(_SEED)
    found: list[Ask] = []
    for place in _spread(len(moments)):
        known = events[L.E_KNOWN] <= moments[place]
        customers = np.unique(events[L.E_CUSTOMER, known])
        customers = customers[customers != L.NOBODY]
        if len(customers):
            drawn = random.permutation(customers)[:ROWS_A_MOMENT]
            found.append(_customers_at(drawn, moments[place], snapshot.reader))
    return found


def _customers_at(customers: Ints, moment_us: int, reader: Reader) -> Ask:
    return lambda history: history.customer_queries(customers, [moment_us] * len(customers), reader)


def _spread(count: int) -> list[int]:
    """Return places across a line of so many, from the first fifth on; none of an empty line."""
    if not count:
        return []
    return sorted({int(one) for one in np.linspace(_EARLIEST * (count - 1), count - 1, MOMENTS)})
