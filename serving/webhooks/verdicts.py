"""Verdicts that an import brings into the log, told as those that are recorded here."""

from collections.abc import Sequence
from typing import Final

from features.events.event import Event
from features.history.log import Appended
from riskdesk.core.database.handles import Connection
from serving.ledger import store as ledger
from serving.webhooks import outbox
from serving.webhooks.notices import judged

_VERDICT: Final = "verdict_recorded"


def enqueue_verdicts(
    connection: Connection, batch: Sequence[Event], fates: Sequence[Appended], now_us: int
) -> int:
    """Keep what is to be told of the verdicts among events, within the transaction that appended them.

    A verdict that stood in the log before is not told again, and one that names no decision of ours, but
    history that never passed here, is nobody's to be told.

    Parameters
    ----------
    batch, fates
        The events, and what became of each.
    now_us
        When they were appended, microseconds since the epoch, UTC.

    Returns
    -------
    int
        How many deliveries that makes.
    """
    taken = [
        (event.body["decision_id"], fate.seq, event.body)
        for event, fate in zip(batch, fates, strict=True)
        if event.kind.name == _VERDICT and fate.status == "taken" and event.body.get("decision_id")
    ]
    if not taken or not outbox.listening(connection):
        return 0
    entries = ledger.by_ids(connection, {decision_id for decision_id, _, _ in taken})
    notices = [
        notice
        for decision_id, seq, fields in taken
        if decision_id in entries and seq is not None
        for notice in judged(entries[decision_id], seq, fields)
    ]
    return outbox.enqueue(connection, notices, now_us)
