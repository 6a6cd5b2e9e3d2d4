"""Reading decisions, and recording what a reviewer concluded."""

from typing import Any, Final, Literal

from features.events.kinds import BY_NAME
from features.events.parse import read_body
from features.history.labels import verdict_id
from features.history.log import Log
from riskdesk.core.database.handles import Connection
from riskdesk.core.database.unit import read_unit, write_unit
from riskdesk.core.errors import Conflict, NotFound
from riskdesk.core.i18n import Language
from serving.ledger import store
from serving.ledger.render import answer_of
from serving.ledger.store import Entry, Review
from serving.runtime import Runtime
from serving.webhooks import outbox
from serving.webhooks.notices import judged

_NOT_REWRITTEN: Final = "this verdict was recorded with another note or typology; record another one"


def decision(runtime: Runtime, decision_id: str) -> Entry:
    """Return one decision.

    Raises
    ------
    NotFound
        No decision has this id.
    """
    with read_unit(runtime.engine) as connection:
        return _kept(connection, decision_id)


def answer(runtime: Runtime, decision_id: str, language: Language) -> dict[str, Any]:
    """Return the answer that a decision gave and the latest verdict on it, to be written by `msgspec`.

    Texts are in the reader's language; raises as `decision`.
    """
    settings = runtime.settings
    with read_unit(runtime.engine) as connection:
        found = _kept(connection, decision_id)
        review = store.latest_review(connection, decision_id)
    return answer_of(found, language, base_currency=settings.base_currency, zone=settings.zone, review=review)


def review_of(runtime: Runtime, decision_id: str) -> Review | None:
    """Return the latest verdict on a decision, None before the first one."""
    with read_unit(runtime.engine) as connection:
        return store.latest_review(connection, decision_id)


def _kept(connection: Connection, decision_id: str) -> Entry:
    entry = store.by_id(connection, decision_id)
    if entry is None:
        raise NotFound("no decision has this id", field="decision_id")
    return entry


def record_verdict(
    runtime: Runtime,
    decision_id: str,
    verdict: Literal["confirmed", "cleared"],
    *,
    reviewer: str,
    action: Literal["release", "block", "none"] = "none",
    typology: str | None = None,
    note: str | None = None,
) -> int:
    """Append a reviewer's verdict and keep what endpoints are told of it, in one transaction; return its `seq`.

    The same verdict again, with no other one in between, changes nothing and is not told again.

    Raises
    ------
    NotFound
        No decision has this id.
    Conflict
        The same reviewer's same verdict came with another note or typology.
    """
    entry = decision(runtime, decision_id)
    kind = BY_NAME["verdict_recorded"]
    fields = {
        "decision_id": decision_id,
        "verdict": verdict,
        "action": action,
        "reviewer_id": reviewer,
        "subject": f"{entry.place}:{entry.subject_id}",
    }
    fields |= {name: value for name, value in (("typology", typology), ("note", note)) if value}
    now_us = runtime.clock.now_us()
    body = read_body(kind, fields)
    with write_unit(runtime.engine) as connection:
        log = Log(connection, runtime.settings.base_currency)
        event = runtime.parser.build(
            kind,
            body,
            source="riskdesk",
            event_id=verdict_id(connection, decision_id, f"{reviewer}/{verdict}/{action}"),
            occurred_at_us=entry.decided_at_us,
            known_at_us=max(now_us, entry.decided_at_us),
        )
        fate = log.append([event], recorded_at_us=now_us)[0]
        log.flush()
        if fate.status == "taken" and fate.seq is not None:
            outbox.enqueue(connection, judged(entry, fate.seq, fields), now_us)
    if fate.conflict:
        raise Conflict(_NOT_REWRITTEN, field="note", fields=("note", "typology"))
    if fate.seq is None:
        raise Conflict(fate.detail or "refused", field=fate.field)
    return fate.seq
