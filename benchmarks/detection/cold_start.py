"""What is found before anybody has judged anything: forest and typology tests, as the product ranks them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.detection.companies import KnownCompany
from benchmarks.detection.counting import FIRST_RECOGNISABLE
from benchmarks.detection.measuring import Measured, measure
from features.events.kinds import BY_NAME
from features.kernel import layout as L
from features.offline import History
from models.decision.anomaly import examine
from models.decision.urgency import urgency
from models.policy.default import DEFAULT_POLICY
from models.role import PLACES, Place
from models.scoring.loaded import LoadedBundle, load
from training.evaluate.intervals import wilson
from training.pipelines.anomaly import train_anomaly_on
from training.pipelines.snapshot import Snapshot

ALERTS_A_DAY: Final = (2, 5, 10, 20)
"""Documents of both places together; a company of 100,000 events has some 45 a day."""
LEARNT_SHARE: Final = 0.5
"""Share of the orders that are over when the forests grow; what is later is measured."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cold:
    """One company without a verdict.

    Attributes
    ----------
    seed
        Of the company.
    documents, days
        Orders and payments of the time measured.
    items, episodes
        Anomalous documents that can be recognised, and the stories they belong to.
    items_found, episodes_found
        Alerts a day -> how many are among each day's first.
    alerts
        Alerts a day -> documents that are.
    """

    seed: int
    documents: int
    days: int
    items: int
    episodes: int
    items_found: dict[int, int]
    episodes_found: dict[int, int]
    alerts: dict[int, int]


def cold_company(company: KnownCompany, seed: int) -> Cold:
    """Grow the forests on the first half of a company's time, and rank the rest as the product does."""
    bare = _without_verdicts(company.snapshot)
    cut_us = _cut(bare)
    models = {place: _forest(bare, place, cut_us) for place in PLACES}
    later: list[Measured] = []
    for place in PLACES:
        measured = measure(bare.history, place)
        later.append(measured.where(measured.moments_us >= cut_us))
    keys = [
        urgency(examine(vector, one.place, models[one.place], DEFAULT_POLICY))
        for one in later
        for vector in one.vectors
    ]
    documents = np.concatenate([one.documents for one in later])
    days = np.concatenate([one.moments_us for one in later]) // L.DAY
    return _count(company, seed, documents, days, keys)


def cold_json(found: Sequence[Cold]) -> dict[str, Any]:
    """Return the companies and what they give together, as JSON holds it."""
    return {
        "companies": [asdict(one) for one in found],
        "recall": {
            str(k): {
                "items": _share(sum(one.items_found[k] for one in found), sum(one.items for one in found)),
                "episodes": _share(
                    sum(one.episodes_found[k] for one in found), sum(one.episodes for one in found)
                ),
                "documents": _share(sum(one.alerts[k] for one in found), sum(one.documents for one in found)),
            }
            for k in ALERTS_A_DAY
        },
    }


def cold_lines(cold: Mapping[str, Any]) -> list[str]:
    """Return the table of `cold_json` as Markdown."""
    lines = [
        "",
        f"Without any verdict, {len(cold['companies'])} companies, forests grown on the first half of their time:",
        "",
        "| alerts a day | share of all documents | recall of documents | recall of episodes |",
        "|---|---|---|---|",
    ]
    for k, one in cold["recall"].items():
        cells = [k, f"{one['documents']['share']:.2f}", _told(one["items"]), _told(one["episodes"])]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def _share(found: int, of: int) -> dict[str, Any]:
    low, high = wilson(found, of)
    return {"found": found, "of": of, "share": found / max(of, 1), "interval": [low, high]}


def _told(one: Mapping[str, Any]) -> str:
    low, high = one["interval"]
    return f"{one['share']:.2f} ({low:.2f} to {high:.2f})"


def _without_verdicts(snapshot: Snapshot) -> Snapshot:
    """Return the log of a company in which nobody judges: neither labels nor features know a verdict."""
    events = snapshot.history.events
    kept = events[L.E_KIND] != BY_NAME["verdict_recorded"].code
    none = np.zeros(len(snapshot.verdicts.subjects), np.bool_)
    said = snapshot.verdicts
    verdicts = replace(
        said,
        subjects=said.subjects[none],
        confirmed=said.confirmed[none],
        known_at_us=said.known_at_us[none],
        seqs=said.seqs[none],
    )
    history = replace(snapshot.history, events=np.ascontiguousarray(events[:, kept]))
    return replace(snapshot, history=history, verdicts=verdicts)


def _cut(snapshot: Snapshot) -> int:
    moments = snapshot.history.order_queries()[:, L.Q_AS_OF]
    return int(np.quantile(moments, LEARNT_SHARE))


def _forest(snapshot: Snapshot, place: Place, cut_us: int) -> LoadedBundle:
    """Train as `riskdesk train anomaly` does, on what was known at the cut."""
    history: History = snapshot.history
    known = history.events[L.E_KNOWN] <= cut_us
    early = replace(history, events=np.ascontiguousarray(history.events[:, known]))
    return load(train_anomaly_on(replace(snapshot, history=early), place).export())


def _count(
    company: KnownCompany, seed: int, documents: Ints, days: Ints, keys: Sequence[tuple[int, float]]
) -> Cold:
    order = sorted(range(len(keys)), key=lambda row: keys[row], reverse=True)
    places: dict[int, int] = {}
    rank = np.zeros(len(keys), np.int64)
    for row in order:
        rank[row] = places[int(days[row])] = places.get(int(days[row]), 0) + 1
    truth = [
        {one.episode for one in company.truth.get(code, ()) if one.is_anomaly and _recognisable(one)}
        for code in documents.tolist()
    ]
    items = np.array([bool(one) for one in truth])
    tops = {k: rank <= k for k in ALERTS_A_DAY}
    return Cold(
        seed=seed,
        documents=len(documents),
        days=len(places),
        items=int(items.sum()),
        episodes=len(set().union(*truth)),
        items_found={k: int((items & top).sum()) for k, top in tops.items()},
        episodes_found={
            k: len(set().union(*(truth[row] for row in np.flatnonzero(items & top))))
            for k, top in tops.items()
        },
        alerts={k: int(top.sum()) for k, top in tops.items()},
    )


def _recognisable(one: Any) -> bool:
    return bool(one.position >= FIRST_RECOGNISABLE.get(one.typology, 1))
