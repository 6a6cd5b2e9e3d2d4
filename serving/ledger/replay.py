"""Decisions recomputed as they were known then: promise 6."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt

from features.catalogue.alignment import Alignment
from features.catalogue.program import NAMES
from features.offline import History
from models.decision.conclusion import Conclusion
from models.decision.decide import decide
from models.decision.inputs import Standing, Subject
from models.decision.sense import makes_sense
from riskdesk.core.database.handles import Connection
from riskdesk.core.database.unit import read_unit
from riskdesk.core.errors import BundleInvalid, InputInvalid, NotFound
from serving.ledger import store
from serving.ledger.catalogues import Catalogues, vector_for
from serving.ledger.parity import recomputed, same_bits
from serving.ledger.service import decision
from serving.ledger.store import Entry
from serving.ledger.then import Deciding, Then
from serving.runtime import Runtime

_PAGE: Final = 2_000
_NAMED: Final = 5
OTHER_CATALOGUE: Final = "catalogue"
"""What is said of a decision whose catalogue is not known: nothing tells what its columns mean."""
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
        `vector` with the features that differ, `versions` that cannot be had any more, or `catalogue`.
    partial
        (decision_id, what was not computed again) of those that came out the same, in part from what they kept:
        features that this program does not have, or has in another version, such as `customer_open_amount@1`,
        and typologies that read what the catalogue of then did not have.
    """

    replayed: int
    differing: list[tuple[str, str]]
    partial: list[tuple[str, tuple[str, ...]]]

    @property
    def identical(self) -> int:
        """Decisions of which everything was computed again and is the same."""
        return self.replayed - len(self.differing) - len(self.partial)

    @property
    def kept(self) -> Mapping[str, int]:
        """What was not computed again -> how many decisions came out the same without it."""
        return Counter(name for _, names in self.partial for name in names)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "replayed": self.replayed,
            "identical": self.identical,
            "partial": len(self.partial),
            "kept": dict(self.kept),
            "differing": [list(pair) for pair in self.differing],
        }


def replay_all(runtime: Runtime, decision_id: str | None = None, *, since_seq: int = 0) -> Replay:
    """Recompute one decision or all of them, with the bundles, the typologies and the policy of then.

    Vectors are recomputed from the log at the decision's horizon, under the company's limits of then, and compared
    feature by feature where this program has the feature in the same version; of others the kept value decides
    again. The party's standing is the one that the decision recorded.

    Parameters
    ----------
    decision_id
        Of the one; None for all.
    since_seq
        The first `seq` of the ledger that is recomputed.
    """
    then = Then()
    found = Replay(0, [], [])
    with read_unit(runtime.engine) as connection:
        history = History.read(connection, runtime.reader, runtime.parameters)
        catalogues = Catalogues(connection, runtime.parameters)
        after, count = since_seq - 1, 0
        while entries := _page(runtime, connection, decision_id, after):
            aligned = [(entry, catalogues.of(entry)) for entry in entries]
            vectors = recomputed(history, aligned)
            for (entry, alignment), vector in zip(aligned, vectors, strict=True):
                _judge(connection, then, entry, alignment, vector, found)
            count += len(entries)
            after = entries[-1].seq
            if decision_id is not None:
                break
    return Replay(count, found.differing, found.partial)


def _page(runtime: Runtime, connection: Connection, decision_id: str | None, after: int) -> list[Entry]:
    if decision_id is not None:
        return [decision(runtime, decision_id)]
    return store.since(connection, after, limit=_PAGE)


def _judge(
    connection: Connection,
    then: Then,
    entry: Entry,
    alignment: Alignment | None,
    vector: npt.NDArray[np.float64],
    found: Replay,
) -> None:
    """Note what differs of a decision, or what was not computed again."""
    if alignment is None:
        found.differing.append((entry.decision_id, OTHER_CATALOGUE))
        return
    try:
        deciding = then.of(connection, entry, alignment)
    except (BundleInvalid, InputInvalid, NotFound) as error:
        found.differing.append((entry.decision_id, f"versions ({error.detail})"))
        return
    what = _difference(entry, vector, alignment, deciding)
    not_again = (*(one.label for one in alignment.changed), *deciding.blind)
    if what is not None:
        found.differing.append((entry.decision_id, what))
    elif not_again:
        found.partial.append((entry.decision_id, not_again))


def _difference(
    entry: Entry, vector: npt.NDArray[np.float64], alignment: Alignment, deciding: Deciding
) -> str | None:
    """Return all of a decision that comes out otherwise, or None."""
    kept = vector_for(entry, alignment)
    columns = alignment.same
    differs = columns[~same_bits(kept[columns], vector[columns])]
    if len(differs):
        names = [NAMES[column] for column in differs.tolist()]
        return f"vector ({', '.join(names[:_NAMED])}{', …' if len(names) > _NAMED else ''})"
    said = msgspec.json.decode(entry.conclusion)
    subject = msgspec.convert(said["subject"], Subject)
    standing = msgspec.convert(said["standing"], Standing)
    again: Conclusion = decide(subject, kept, standing, deciding.bundles, deciding.policy, deciding.detector)
    # through JSON and back, as the ledger's own has been
    now = msgspec.json.decode(msgspec.json.encode(again))
    if said["credit"] is not None and now["credit"] is not None:
        # what an earlier release could not say yet has to be nothing now
        said["credit"] = dict.fromkeys(now["credit"]) | said["credit"]
    differing = [name for name in _COMPARED if now[name] != said[name]]
    before, after = ([reason["code"] for reason in one["reasons"]] for one in (said, now))
    if not told_alike(before, after, kept):
        differing.append("reasons")
    return ", ".join(differing) or None


def told_alike(then: Sequence[str], now: Sequence[str], vector: npt.NDArray[np.float64]) -> bool:
    """Tell whether two lists of reasons are the same, but for what the facts contradict.

    A sentence that an earlier release gave against its own figures is not given again; others take its place.
    """
    gone = [code for code in then if code not in now]
    if not gone:
        return then == now
    stay = [code for code in then if code in now] == [code for code in now if code in then]
    return stay and not any(makes_sense(code, vector) for code in gone)
