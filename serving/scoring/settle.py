"""One item inside the appending transaction: decide, append, reserve, keep."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec
import numpy as np
import uuid_utils

from features.booking.book import base_amount, normalise_number
from features.booking.document import Document
from features.booking.enrich import enrich
from features.booking.payments import kind_flags
from features.catalogue.reasons import REASONS
from features.evidence import evidence_seqs
from features.history.books import OpenBooks
from features.history.encode import moment_class_one
from features.history.log import Log
from features.history.parties import heard_of, use_approval
from features.kernel import layout as L
from features.online import OnlineHistory
from features.query import query_row
from models.decision.clear import clear
from models.decision.conclusion import Conclusion
from models.decision.decide import decide
from models.decision.inputs import Standing, Subject
from models.decision.relief import liftable
from riskdesk.core.database.handles import Connection
from riskdesk.core.errors import Conflict, EventInvalid
from serving.activation.loader import ActiveSet
from serving.ledger import store as ledger
from serving.ledger.store import Entry, Identity
from serving.runtime import Runtime
from serving.scoring.item import Item
from serving.scoring.reservations import give_back_budget, reserve
from serving.scoring.standing import standing_of

_OF_BUDGETS: Final = frozenset({"over_budget", "budget_use"})


def look(
    runtime: Runtime,
    online: OnlineHistory,
    connection: Connection,
    item: Item,
    books: OpenBooks,
    log: Log | None = None,
) -> None:
    """Compute the item's query and vector on history as it stands on this connection.

    Inside the transaction that appends to `log`, a key that is loaded finds what it appended.

    Raises
    ------
    EventInvalid
        The amount's currency has no rate, or is not that of the document.
    """
    event = item.event
    document = books.document(event.document)
    contract = books.document(event.reference) if event.reference else None
    item.base_minor = base_amount(event, document or Document(event.document, status="new"), books)
    item.parties = parties = enrich(event, books)
    online.ensure(connection, parties, before_loading=None if log is None else log.flush)
    item.query = query_row(
        item.place,
        as_of_us=event.occurred_at_us,
        moment_class=moment_class_one(event.occurred_at_us, runtime.calendar),
        document=event.document,
        amount_minor=item.base_minor,
        parties=parties,
        tag=normalise_number(event.body.get("invoice_no")) or (document.tag if document else None),
        voucher=event.body.get("voucher_no") or (document.voucher if document else None),
        flags=(contract.flags if contract is not None else 0) | _kind_flags(item),
        terms_days=item.terms_days,
        again=document is not None,
    )
    item.vector = online.vector(item.query)


def _kind_flags(item: Item) -> int:
    return kind_flags(item.event) if item.place == "payment" else 0


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
    subject = _subject(runtime, log, item, now_us)
    standing = standing_of(log, item, now_us)
    conclusion = decide(subject, item.vector, standing, active.bundles, active.policy)
    horizon = log.seq
    fate = log.append_new([item.event], recorded_at_us=now_us)[0]
    if fate.seq is None:
        raise EventInvalid(fate.detail or "refused by the log", field=fate.field)
    carried = liftable(item.place, active.policy).intersection(conclusion.lifted)
    if item.special_approval_id is not None and carried:
        use_approval(log.connection, item.special_approval_id, item.event.document)
    decision_id = str(uuid_utils.uuid7())
    said = _said(conclusion, subject, standing, item, active)
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
    draft = Draft(entry, said, _evidence(conclusion, item, online, log), item.event.document)
    decided.add(draft)
    return draft


def _differing(before: dict[str, Any], item: Item, stored: Entry) -> tuple[str, ...]:
    """Return the fields in which a repeated request differs; secrets are compared by their digests."""
    now = msgspec.json.decode(_json(item.request))

    def bare(value: Any) -> Any:
        return value["digest"] if isinstance(value, dict) and "digest" in value else value

    names = sorted(n for n in before.keys() | now.keys() if bare(before.get(n)) != bare(now.get(n)))
    if stored.as_of_us != item.event.occurred_at_us:
        names.append("occurred_at")
    return tuple("kind" if name == "kind_of_payment" else name for name in names) or ("request",)


def _subject(runtime: Runtime, log: Log, item: Item, now_us: int) -> Subject:
    event = item.event
    known = (
        log.books.known_customer(event.parties["customer"])
        if item.place == "order"
        else _known_payee(log.connection, event.parties["payee"])
    )
    day = runtime.calendar.local_one(event.occurred_at_us)[0]
    return Subject(
        place=item.place,
        document=event.document,
        amount_minor=item.base_minor,
        currency=event.currency or runtime.settings.base_currency,
        known_party=known,
        as_of_us=event.occurred_at_us,
        backdated_s=(now_us - event.occurred_at_us) // 1_000_000,
        terms_days=item.terms_days,
        checkpoint=item.identity[4],
        special_approval_id=item.special_approval_id,
        missing=item.missing if runtime.calendar.certain(day) else (*item.missing, "calendar"),
    )


def _known_payee(connection: Connection, payee: str) -> bool:
    """Tell whether the log has heard of a payee: registered, billed or paid before, or on the staff."""
    return heard_of(connection, "payee", payee) or heard_of(connection, "requester", payee)


def _said(
    conclusion: Conclusion,
    subject: Subject,
    standing: Standing,
    item: Item,
    active: ActiveSet,
) -> dict[str, Any]:
    """Return the conclusion as it is kept: codes, parameters, what would clear it."""
    assert item.vector is not None
    said: dict[str, Any] = msgspec.to_builtins(conclusion)
    said["base_minor"] = item.base_minor
    said["subject"] = msgspec.to_builtins(subject)
    said["standing"] = msgspec.to_builtins(standing)
    said["clears"] = msgspec.to_builtins(clear(conclusion, subject, item.vector, standing, active.policy))
    said["degraded"] = [*said["degraded"], *active.degraded]
    return said


def _name_spenders(said: dict[str, Any], log: Log, item: Item) -> None:
    """Name the budget behind the reasons that speak of one, and the payments that have taken from it."""
    for reason in said["reasons"]:
        if reason["code"] in _OF_BUDGETS:
            budget_id = item.event.body["budget_id"]
            others = (name for name in log.books.spenders(budget_id) if name != item.event.document)
            reason["evidence"] = [f"budget:{budget_id}", *others]


def _evidence(conclusion: Conclusion, item: Item, online: OnlineHistory, log: Log) -> list[list[int]]:
    """Return the facts behind each reason; one that names no place for its facts is about the document itself."""
    codes = tuple([one.code for one in conclusion.reasons if REASONS[one.code].evidence])
    if not codes:
        return [[] for _ in conclusion.reasons]
    assert item.query is not None
    online.ensure(log.connection, item.parties, before_loading=log.flush)  # others may have taken the memory
    found = iter(evidence_seqs(online.arena.postings, online.arena.slots, online.placed(item.query), codes))
    return [next(found) if REASONS[one.code].evidence else [] for one in conclusion.reasons]


def _json(value: Any) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()
