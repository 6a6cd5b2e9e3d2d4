"""What is concluded about an item: taken before the lock, and taken again inside it where anything has moved.

A conclusion depends on the item's vector, on the subject, on where its party stands, and on what decides. Where
these four are the same under the lock, so is it: the models, the reasons and their evidence need not hold
others up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from features.catalogue.reasons import REASONS
from features.evidence import evidence_seqs
from features.history.books import OpenBooks
from features.history.parties import heard_of
from features.online import OnlineHistory
from models.decision.clear import clear
from models.decision.conclusion import Conclusion
from models.decision.decide import decide
from models.decision.inputs import Standing, Subject
from models.decision.scores import Scores
from riskdesk.core.database.handles import Connection
from serving.activation.loader import ActiveSet
from serving.runtime import Runtime
from serving.scoring.item import Item


@dataclass(frozen=True, slots=True, eq=False)
class Concluded:
    """A conclusion, with what it was taken from; of the vector that the item had then.

    Attributes
    ----------
    subject, standing, active
        What it was taken from beside the vector.
    said
        As it will be kept, its reasons still without evidence, and without a reservation.
    seqs
        Facts behind each reason.
    """

    subject: Subject
    standing: Standing
    active: ActiveSet
    conclusion: Conclusion
    said: dict[str, Any]
    seqs: list[list[int]]

    def stands(self, subject: Subject, standing: Standing, active: ActiveSet) -> bool:
        """Tell whether the same would be concluded from these."""
        return active is self.active and subject == self.subject and standing == self.standing


def conclude(
    online: OnlineHistory,
    active: ActiveSet,
    connection: Connection,
    item: Item,
    subject: Subject,
    standing: Standing,
    *,
    scores: Scores | None = None,
    before_loading: Callable[[], None] | None = None,
) -> Concluded:
    """Decide about an item whose vector was computed; see `decide` and `OnlineHistory.ensure` of the last two.

    Raises
    ------
    ExplanationBroken
        Contributions of a model do not sum to its score.
    """
    assert item.vector is not None
    conclusion = decide(subject, item.vector, standing, active.bundles, active.policy, scores=scores)
    return Concluded(
        subject,
        standing,
        active,
        conclusion,
        _said(conclusion, subject, standing, item, active),
        _evidence(conclusion, item, online, connection, before_loading),
    )


def subject_of(
    runtime: Runtime, books: OpenBooks, connection: Connection, item: Item, now_us: int
) -> Subject:
    """Return what is decided about, as the caller and the log state it."""
    event = item.event
    day = runtime.calendar.local_one(event.occurred_at_us)[0]
    return Subject(
        place=item.place,
        document=event.document,
        amount_minor=item.base_minor,
        currency=event.currency or runtime.settings.base_currency,
        known_party=_known_party(books, connection, item),
        as_of_us=event.occurred_at_us,
        backdated_s=(now_us - event.occurred_at_us) // 1_000_000,
        terms_days=item.terms_days,
        checkpoint=item.identity[4],
        special_approval_id=item.special_approval_id,
        missing=item.missing if runtime.calendar.certain(day) else (*item.missing, "calendar"),
        one_person=_one_person(item),
    )


def _one_person(item: Item) -> bool:
    """Tell whether who approved a payment is who requested it; letters of either case are one name."""
    said = item.event.body
    approver = said.get("approver_id") if item.place == "payment" else None
    return approver is not None and approver.casefold() == said["requester_id"].casefold()


def _known_party(books: OpenBooks, connection: Connection, item: Item) -> bool:
    """Tell whether the log has heard of a customer, or of a payee: registered, billed or paid, or on the staff."""
    if item.concluded is not None and item.concluded.subject.known_party:
        return True  # the log forgets nobody
    if item.place == "order":
        return books.known_customer(item.event.parties["customer"])
    payee = item.event.parties["payee"]
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


def _evidence(
    conclusion: Conclusion,
    item: Item,
    online: OnlineHistory,
    connection: Connection,
    before_loading: Callable[[], None] | None,
) -> list[list[int]]:
    """Return the facts behind each reason; one that names no place for its facts is about the document itself."""
    codes = tuple([one.code for one in conclusion.reasons if REASONS[one.code].evidence])
    if not codes:
        return [[] for _ in conclusion.reasons]
    assert item.query is not None
    online.ensure(connection, item.parties, before_loading)  # others may have taken the memory
    found = iter(evidence_seqs(online.arena.postings, online.arena.slots, online.placed(item.query), codes))
    return [next(found) if REASONS[one.code].evidence else [] for one in conclusion.reasons]
