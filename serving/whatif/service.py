"""Past decisions out of the ledger, ready for `models.whatif`."""

from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec

from features.history.encode import code_of
from features.history.labels import read_verdicts
from models.decision.inputs import Standing, Subject
from models.policy.outcome import Outcome
from models.role import Place
from models.whatif.past import PastDecision, Verdict
from riskdesk.core.database.handles import Connection
from riskdesk.core.database.unit import read_unit
from riskdesk.core.errors import BundleInvalid, InputInvalid, NotFound
from serving.ledger import store
from serving.ledger.catalogues import Catalogues, vector_for
from serving.ledger.store import Entry
from serving.ledger.then import Then
from serving.runtime import Runtime
from serving.whatif.store import turnouts

_PAGE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Past:
    """What was read.

    Attributes
    ----------
    decisions
        In order of the ledger.
    other_catalogue
        Decisions left out because their catalogue of features is not known, or a bundle of theirs is not whole:
        this program cannot decide them.
    """

    decisions: tuple[PastDecision, ...]
    other_catalogue: int


def read_past(runtime: Runtime, *, since_us: int | None = None, place: Place | None = None) -> Past:
    """Read the decisions taken from a moment on, with the verdicts and the turn-outs that are known now.

    Parameters
    ----------
    since_us
        Decided at or after this; None for all.
    place
        Orders or payments; None for both.
    """
    found: list[PastDecision] = []
    with read_unit(runtime.engine) as connection:
        reading = _Reading(runtime, connection)
        head = runtime.reader.head(connection)
        verdicts = _verdicts(connection, head)
        after = 0
        while page := store.since(connection, after, limit=_PAGE):
            wanted = [one for one in page if since_us is None or one.decided_at_us >= since_us]
            for entry in wanted:
                if place in (None, entry.place):
                    found += reading.past_of(connection, entry, verdicts)
            after = page[-1].seq
        approved = {
            one.subject.document: reading.customers[one.subject.document]
            for one in found
            if one.subject.special_approval_id is not None and one.subject.document in reading.customers
        }
        ends = turnouts(connection, approved, now_us=runtime.clock.now_us()) if approved else {}
    told = tuple(replace(one, turnout=ends.get(one.subject.document)) for one in found)
    return Past(told, reading.other_catalogue)


def _verdicts(connection: Connection, head: int) -> dict[int, Verdict]:
    """Return code of a document -> its last verdict."""
    read = read_verdicts(connection, upto=head)
    pairs = zip(read.subjects.tolist(), read.confirmed.tolist(), strict=True)
    return {subject: "confirmed" if confirmed else "cleared" for subject, confirmed in pairs}


class _Reading:
    """One pass over the ledger; bundles are loaded once for each set of versions."""

    def __init__(self, runtime: Runtime, connection: Connection) -> None:
        self.other_catalogue = 0
        self.customers: dict[str, str] = {}
        self._runtime = runtime
        self._catalogues = Catalogues(connection, runtime.parameters)
        self._then = Then()

    def past_of(
        self, connection: Connection, entry: Entry, verdicts: dict[int, Verdict]
    ) -> list[PastDecision]:
        """Return the decision, or nothing if this program cannot decide it again."""
        alignment = self._catalogues.of(entry)
        if alignment is None:
            self.other_catalogue += 1
            return []
        try:
            bundles = self._then.of(connection, entry, alignment).bundles
        except (BundleInvalid, InputInvalid, NotFound):
            self.other_catalogue += 1
            return []
        said: dict[str, Any] = msgspec.json.decode(entry.conclusion)
        subject = msgspec.convert(said["subject"], Subject)
        if entry.customer is not None:
            self.customers[subject.document] = entry.customer
        past = PastDecision(
            subject=subject,
            standing=msgspec.convert(said["standing"], Standing),
            loaded=bundles,
            vector=vector_for(entry, alignment),
            outcome=Outcome(entry.outcome),
            lifted=tuple(said["lifted"]),
            sampled=said["sampled"],
            propensity=said["propensity"],
            day=self._runtime.calendar.local_one(entry.decided_at_us)[0],
            at_us=entry.decided_at_us,
            customer=entry.customer,
            payee=entry.payee,
            grade=None if said["credit"] is None else said["credit"]["grade"],
            reasons=tuple(reason["code"] for reason in said["reasons"]),
            probabilities={role: score["probability"] for role, score in said["scores"].items()},
            versions=msgspec.json.decode(entry.versions),
            verdict=verdicts.get(code_of(subject.document)),
        )
        return [past]
