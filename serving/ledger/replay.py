"""Decisions recomputed as they were known then: promise 6."""

from dataclasses import dataclass
from typing import Any, Final

import msgspec
import numpy as np

from features.catalogue.program import NAMES
from features.offline import History
from models.decision.conclusion import Conclusion
from models.decision.decide import decide
from models.decision.inputs import Standing, Subject
from models.policy.default import EARLIER_DEFAULTS
from riskdesk.core.database.handles import Connection
from riskdesk.core.database.unit import read_unit
from serving.activation.loader import Activation, ActiveSet, catalogue_fingerprint
from serving.ledger import store
from serving.ledger.parity import is_of_this_catalogue, queries_of, same_bits, vector_of
from serving.ledger.service import decision
from serving.ledger.store import Entry
from serving.runtime import Runtime

_PAGE: Final = 2_000
_NAMED: Final = 5
OTHER_CATALOGUE: Final = "catalogue"
"""What is said of a decision that another catalogue's program made: it cannot be recomputed by this one."""
_COMPARED: Final = ("outcome", "credit", "anomaly", "scores", "forced", "lifted", "sampled", "propensity")


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of a replay.

    Parameters
    ----------
    replayed
        Decisions recomputed.
    differing
        (decision_id, what differs) of those that came out otherwise: the parts of the conclusion, or
        `vector` with the features that differ, or `catalogue`.
    """

    replayed: int
    differing: list[tuple[str, str]]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"replayed": self.replayed, "differing": [list(pair) for pair in self.differing]}


def replay_all(runtime: Runtime, decision_id: str | None = None, *, since_seq: int = 0) -> Replay:
    """Recompute one decision or all of them, with the bundles and the policy of then.

    Vectors are recomputed from the log at the decision's horizon; the party's standing is the
    one that the decision recorded.

    Parameters
    ----------
    decision_id
        Of the one; None for all.
    since_seq
        The first `seq` of the ledger that is recomputed.
    """
    activation = Activation(runtime.parameters)
    catalogue = catalogue_fingerprint(runtime.parameters)
    differing: list[tuple[str, str]] = []
    count = 0
    with read_unit(runtime.engine) as connection:
        history = History.read(connection, runtime.reader, runtime.parameters)
        after = since_seq - 1
        while entries := _page(runtime, connection, decision_id, after):
            same = [entry for entry in entries if is_of_this_catalogue(entry, catalogue)]
            others = {entry.decision_id for entry in entries} - {entry.decision_id for entry in same}
            differing += [(decision_id, OTHER_CATALOGUE) for decision_id in sorted(others)]
            vectors = history.vectors(queries_of(same)) if same else ()
            for entry, vector in zip(same, vectors, strict=True):
                what = _difference(entry, vector, activation.at(connection, entry.horizon))
                if what is not None:
                    differing.append((entry.decision_id, what))
            count += len(entries)
            after = entries[-1].seq
            if decision_id is not None:
                break
    return Replay(count, differing)


def _page(runtime: Runtime, connection: Connection, decision_id: str | None, after: int) -> list[Entry]:
    if decision_id is not None:
        return [decision(runtime, decision_id)]
    return store.since(connection, after, limit=_PAGE)


def _difference(entry: Entry, vector: np.ndarray[Any, np.dtype[np.float64]], active: ActiveSet) -> str | None:
    """Return all of a decision that comes out otherwise, or None."""
    same = same_bits(vector_of(entry), vector)
    if not same.all():
        names = [NAMES[column] for column in np.flatnonzero(~same).tolist()]
        return f"vector ({', '.join(names[:_NAMED])}{', …' if len(names) > _NAMED else ''})"
    said = msgspec.json.decode(entry.conclusion)
    subject = msgspec.convert(said["subject"], Subject)
    standing = msgspec.convert(said["standing"], Standing)
    spoke = msgspec.json.decode(entry.versions)["policy"]
    policy = EARLIER_DEFAULTS.get(spoke, active.policy)
    again: Conclusion = decide(subject, vector, standing, active.bundles, policy)
    # through JSON and back, as the ledger's own has been
    now = msgspec.json.decode(msgspec.json.encode(again))
    if said["credit"] is not None and now["credit"] is not None:
        # what an earlier release could not say yet has to be nothing now
        said["credit"] = dict.fromkeys(now["credit"]) | said["credit"]
    differing = [name for name in _COMPARED if now[name] != said[name]]
    if [reason["code"] for reason in said["reasons"]] != [reason["code"] for reason in now["reasons"]]:
        differing.append("reasons")
    return ", ".join(differing) or None
