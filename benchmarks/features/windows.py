"""Twenty window features over a million orders: riskdesk, pandas, Polars, DuckDB, in turns."""

import os
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from benchmarks.features.own_windows import compute_generally, compute_windows, warm_up
from benchmarks.features.peer import Peer, PeerMissing
from benchmarks.features.peer_duckdb import duckdb_peer
from benchmarks.features.peer_pandas import pandas_peer
from benchmarks.features.peer_polars import polars_peer
from benchmarks.features.stopwatch import Stopwatch
from benchmarks.features.window_features import NAMES
from benchmarks.features.window_orders import events_of, make_orders
from features.kernel.arrays import Floats

Say = Callable[[str], None]
PEERS: Final = (pandas_peer, polars_peer, duckdb_peer)


def run_windows(count: int = 1_000_000, *, rounds: int = 3, say: Say = print) -> dict[str, Any]:
    """Return the times of all contenders over the same orders, and whether their columns agree."""
    orders = make_orders(count)
    events = events_of(orders)
    warm_up()
    peers, missing = installed_peers()
    runs = [(peer, peer.prepare(orders), Stopwatch()) for peer in peers]
    own = Stopwatch()
    alone = Stopwatch()
    agreement: dict[str, dict[str, Any]] = {}
    columns = compute_windows(events)
    for at in range(rounds):
        columns = own.time(lambda: compute_windows(events))
        alone.time(lambda: compute_windows(events, threads=1))
        for peer, run, watch in runs:
            made = watch.time(run)
            if at == 0:
                agreement[peer.name] = compare(columns, peer.columns(made, orders))
            del made
        say(f"windows: round {at + 1} of {rounds}, load {os.getloadavg()[0]:.1f}")
    generally, steps = compute_generally(events)
    customers = np.unique(orders.customer, return_counts=True)[1]
    return {
        "orders": count,
        "customers": len(customers),
        "largest_customer": int(customers.max()),
        "features": list(NAMES),
        "rounds": rounds,
        "riskdesk": own.told() | {"threads": os.cpu_count() or 1},
        "one_thread": alone.told(),
        "generally": {"steps": steps, "equal": compare(columns, generally)["equal"]},
        "peers": [_told(peer, watch, own, agreement[peer.name]) for peer, _, watch in runs],
        "missing": missing,
        "load": os.getloadavg()[0],
    }


def installed_peers() -> tuple[list[Peer], list[str]]:
    """Return the peers that are installed, and of each that is not, why it is left out."""
    peers, missing = [], []
    for make in PEERS:
        try:
            peers.append(make())
        except PeerMissing as error:
            missing.append(str(error))
    return peers, missing


def compare(ours: Floats, theirs: Floats) -> dict[str, Any]:
    """Return whether two sets of columns are equal to the bit, and how far apart they are at most."""
    neither = np.isnan(ours) & np.isnan(theirs)
    apart = np.where(neither, 0.0, np.abs(ours - theirs) / np.maximum(np.abs(ours), 1.0))
    told = np.isnan(ours) == np.isnan(theirs)
    return {
        "equal": bool(((ours == theirs) | neither).all()),
        "same_nan": bool(told.all()),
        "largest_relative_difference": float(np.nanmax(apart)),
    }


def _told(peer: Peer, watch: Stopwatch, own: Stopwatch, agreement: dict[str, Any]) -> dict[str, Any]:
    theirs, ours = watch.told(), own.told()
    ratio = theirs["best_s"] / ours["best_s"]
    of_processor = theirs["processor_s"] / ours["processor_s"]
    return theirs | {
        "name": peer.name,
        "version": peer.version,
        "how": peer.how,
        "goal": peer.goal,
        "ratio": ratio,
        "ratio_median": theirs["median_s"] / ours["median_s"],
        "ratio_processor": of_processor,
        "agreement": agreement,
    }
