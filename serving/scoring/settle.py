"""One item inside the appending transaction: decide, append, reserve, keep."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec
import numpy as np
import uuid_utils

from features.history.earlier import Earlier
from features.history.log import Log
from features.history.parties import use_approval
from features.kernel import layout as L
from features.online import OnlineHistory
from models.decision.relief import liftable
from riskdesk.core.errors import Conflict, EventInvalid
from serving.activation.loader import ActiveSet
from serving.ledger import store as ledger
from serving.ledger.store import Entry, Identity
from serving.operations.metrics import CONCLUDED_AGAIN
from serving.runtime import Runtime
from serving.scoring.conclude import Concluded, conclude, subject_of
from serving.scoring.item import Item
from serving.scoring.reservations import give_back_budget, reserve
from serving.scoring.standing import standing_of

_OF_BUDGETS: Final = frozenset({"over_budget", "budget_use"})


@dataclass(slots=True, eq=False)
class Draft:
    """A decision that waits for the documents of its evidence, and for its group's commit.

    Parameters
    ----------
    entry
        All of it but its conclusion.
    said
        The conclusion as it will be kept, its reasons still without evidence.
    seqs
        Facts behind each reason, beside the documents that it names already.
    """

    entry: Entry
    said: dict[str, Any]
    seqs: list[list[int]]
    document: str

    def finish(self, documents: Mapping[int, str]) -> Entry:
        """Return the decision, its evidence named by the documents of these facts."""
        for reason, seqs in zip(self.said["reasons"], self.seqs, strict=True):
            evidence = [*reason.get("evidence", ()), *(documents[seq] for seq in seqs if seq in documents)]
            reason["evidence"] = list(dict.fromkeys(evidence)) or [self.document]
        return replace(self.entry, conclusion=_json(self.said), said=self.said)

    @property
    def earlier(self) -> Earlier:
        """As a later decision about the same document sees it."""
        kept, said = self.entry, self.said
        forced = tuple(said["forced"])
        return Earlier(
            kept.decision_id, kept.seq, kept.revision, kept.checkpoint, kept.outcome, forced, said["sampled"]
        )


class Before:
    """What was decided before: by the ledger, and by earlier members of the group.

    Parameters
    ----------
    past
        What the ledger says of the subjects of the group.
    """

    def __init__(self, past: ledger.Past) -> None:
        self.past = past
        self._drafts: dict[Identity, Draft] = {}

    def add(self, draft: Draft) -> None:
        """Take in a new decision."""
        self._drafts[draft.entry.identity] = draft
        self.past.add(draft.entry)

    def in_group(self, item: Item) -> list[Earlier]:
        """Return what earlier members of the group decided about an item's order or payment, whoever asked."""
        return [draft.earlier for draft in self._drafts.values() if draft.document == item.event.document]

    def of(self, item: Item) -> Draft | Entry | None:
        """Return the decision of a retry, or None for what was never decided.

        Raises
        ------
        Conflict
            The same id came before with other content, or the revision lies behind.
        """
        before = self.past.find(item.identity)
        if before is not None:
            if before.request_hash == item.request_hash:
                return self._drafts.get(item.identity, before)
            fields = _differing(msgspec.json.decode(before.request), item, before)
            raise Conflict(
                "this id was decided with other content; raise `revision`", fields=fields, field=fields[0]
            )
        latest = self.past.latest_revision(item.identity)
        if latest is not None and item.identity[3] < latest:
            raise Conflict(f"revision {latest} was decided already", field="revision", fields=("revision",))
        return None


def settle(
    runtime: Runtime, online: OnlineHistory, active: ActiveSet, log: Log, item: Item, decided: Before
) -> Draft | Entry:
    """Decide one item and append what follows from it; a retry gets what was decided before.

    `decided` takes the new decision.

    Raises
    ------
    Conflict
        The same id came before with other content, or the revision lies behind.
    EventInvalid
        The submission contradicts the log.
    """
    before = decided.of(item)
    if before is not None:
        return before
    assert item.query is not None
    assert item.vector is not None
    now_us = runtime.clock.now_us()
    concluded = _concluded(runtime, online, active, log, item, now_us, decided.in_group(item))
    conclusion, said = concluded.conclusion, concluded.said
    horizon = log.seq
    fate = log.append_new([item.event], recorded_at_us=now_us)[0]
    if fate.seq is None:
        raise EventInvalid(fate.detail or "refused by the log", field=fate.field)
    carried = liftable(item.place, active.policy).intersection(conclusion.lifted)
    if item.special_approval_id is not None and carried:
        use_approval(log.connection, item.special_approval_id, item.event.document)
    decision_id = str(uuid_utils.uuid7())
    _name_spenders(said, log, item)
    give_back_budget(log, item, conclusion, decision_id, now_us)
    said["reservation"] = reserve(runtime, log, item, conclusion, decision_id, now_us)
    query = item.query.copy()
    query[L.Q_SEQ] = fate.seq
    query[L.Q_HORIZON] = horizon
    entry = Entry(
        decision_id=decision_id,
        seq=fate.seq,
        horizon=horizon,
        caller=item.identity[0],
        place=item.place,
        subject_id=item.identity[2],
        revision=item.identity[3],
        checkpoint=item.identity[4],
        as_of_us=item.event.occurred_at_us,
        decided_at_us=now_us,
        outcome=conclusion.outcome.value,
        customer=item.customer,
        payee=item.event.parties.get("payee"),
        request=_json(item.request),
        request_hash=item.request_hash,
        query=query[: L.Q_SLOTS].tobytes(),
        vector=np.asarray(item.vector, np.float64).tobytes(),
        conclusion="",
        versions=active.stamp,
    )
    draft = Draft(entry, said, concluded.seqs, item.event.document)
    decided.add(draft)
    return draft


def _concluded(
    runtime: Runtime,
    online: OnlineHistory,
    active: ActiveSet,
    log: Log,
    item: Item,
    now_us: int,
    group: list[Earlier],
) -> Concluded:
    """Return what was concluded before the lock if it still stands, else what is concluded now."""
    subject = subject_of(runtime, log.books, log.connection, item, now_us)
    standing = standing_of(log.books, log.connection, item, now_us, group)
    if item.concluded is not None and item.concluded.stands(subject, standing, active):
        return item.concluded
    CONCLUDED_AGAIN.inc()
    return conclude(online, active, log.connection, item, subject, standing, before_loading=log.flush)


def _differing(before: dict[str, Any], item: Item, stored: Entry) -> tuple[str, ...]:
    """Return the fields in which a repeated request differs; secrets are compared by their digests."""
    now = msgspec.json.decode(_json(item.request))

    def bare(value: Any) -> Any:
        return value["digest"] if isinstance(value, dict) and "digest" in value else value

    names = sorted(n for n in before.keys() | now.keys() if bare(before.get(n)) != bare(now.get(n)))
    if stored.as_of_us != item.event.occurred_at_us:
        names.append("occurred_at")
    return tuple("kind" if name == "kind_of_payment" else name for name in names) or ("request",)


def _name_spenders(said: dict[str, Any], log: Log, item: Item) -> None:
    """Name the budget behind the reasons that speak of one, and the payments that have taken from it."""
    for reason in said["reasons"]:
        if reason["code"] in _OF_BUDGETS:
            budget_id = item.event.body["budget_id"]
            others = (name for name in log.books.spenders(budget_id) if name != item.event.document)
            reason["evidence"] = [f"budget:{budget_id}", *others]


def _json(value: Any) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()
