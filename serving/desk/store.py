"""What the desk reads: pages of held decisions, verdicts, the facts behind documents."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import sqlalchemy as sa

from features.events.kinds import BY_NAME
from riskdesk.core.database.tables import decisions, documents, events
from serving.ledger.store import Entry

State = Literal["open", "done"]

MOST_FACTS: Final = 12
"""Events shown of one document, the latest."""

MOST_SPENDERS: Final = 20
"""Payments shown of those that have taken from a budget, the latest."""

_VERDICT: Final = BY_NAME["verdict_recorded"].code
_SUBMITTED: Final = tuple(BY_NAME[name].code for name in ("order_submitted", "payment_submitted"))
_MOST_COUNTED: Final = 1_000
# Of each document's facts, the log has an index by one of these parties, in this order.
_OWNERS: Final = ("customer", "payee", "requester")
_LATEST: Final = documents.alias("latest")
_JUDGED: Final = events.alias("judged")
# A decision's document stands in the projection with the seq of the last event that spoke of it.
_DECISION_DOCUMENT: Final = sa.literal("decision:") + decisions.c.decision_id


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict as the log holds it."""

    seq: int
    known_at_us: int
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """A held decision and its latest verdict."""

    entry: Entry
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Fact:
    """An event: kind by code, amount in minor units of its currency, who acted, the decision it submitted."""

    seq: int
    kind: int
    document: str
    occurred_at_us: int
    currency: str | None
    amount_minor: int
    actor: str | None
    approver: str | None
    decision_id: str | None


@dataclass(frozen=True, slots=True)
class Spender:
    """A payment that has taken from a budget, base currency minor units; the latest decision about it, if any."""

    document: str
    requester: str | None
    opened_at_us: int
    taken_minor: int
    decision_id: str | None


def page_of_held(
    connection: sa.Connection,
    *,
    outcomes: Sequence[str],
    place: str | None,
    state: State | None,
    before: int | None,
    limit: int,
) -> list[Held]:
    """Return held decisions, latest first, with seq below `before`.

    Parameters
    ----------
    outcomes
        Some of `review`, `block`.
    place
        `order`, `payment` or None for both.
    state
        `open` without a verdict, `done` with one, None for both.
    """
    # Rows are wide: the page is chosen by narrow columns, then its own rows alone are read.
    chosen = _held(outcomes, place, state)
    if before is not None:
        chosen = chosen.where(decisions.c.seq < before)
    seqs = connection.execute(chosen.order_by(decisions.c.seq.desc()).limit(limit)).scalars().all()
    return held_of(connection, seqs)


def latest_conclusions(
    connection: sa.Connection, *, outcomes: Sequence[str], place: str | None, state: State | None, limit: int
) -> list[tuple[int, str, str]]:
    """Return seq, outcome and conclusion of held decisions, latest first; see `page_of_held`."""
    chosen = _held(outcomes, place, state).order_by(decisions.c.seq.desc()).limit(limit)
    query = sa.select(decisions.c.seq, decisions.c.outcome, decisions.c.conclusion).where(
        decisions.c.seq.in_(chosen)
    )
    rows = connection.execute(query.order_by(decisions.c.seq.desc()))
    return [(int(seq), str(outcome), str(conclusion)) for seq, outcome, conclusion in rows]


def held_of(connection: sa.Connection, seqs: Sequence[int]) -> list[Held]:
    """Return the held decisions of these seqs, in the order given."""
    verdict = (
        _JUDGED.c.seq.label("v_seq"),
        _JUDGED.c.known_at_us.label("v_known"),
        _JUDGED.c.body.label("v_body"),
    )
    query = sa.select(decisions, *verdict).select_from(_with_verdict()).where(decisions.c.seq.in_(seqs))
    found = {
        int(row["seq"]): Held(_entry(row), _verdict(row["v_seq"], row["v_known"], row["v_body"]))
        for row in connection.execute(query).mappings()
    }
    return [found[seq] for seq in seqs if seq in found]


def count_waiting(connection: sa.Connection) -> tuple[int, bool]:
    """Return how many held decisions wait for a verdict, and whether there are more than were counted."""
    query = _held(("review", "block"), None, "open").limit(_MOST_COUNTED + 1)
    found = connection.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one()
    return min(int(found), _MOST_COUNTED), int(found) > _MOST_COUNTED


def verdicts_of(connection: sa.Connection, decision_id: str) -> list[Verdict]:
    """Return the verdicts on a decision, latest first.

    Those recorded here are found by their identity; of those taken from elsewhere the latest is, which the
    projection of the decision's document leads to.
    """
    columns = (events.c.seq, events.c.known_at_us, events.c.body)
    own = sa.select(*columns).where(
        events.c.source == "riskdesk",
        events.c.kind == _VERDICT,
        events.c.event_id.startswith(f"{decision_id}/", autoescape=True),
    )
    last = sa.select(documents.c.seq).where(documents.c.document == f"decision:{decision_id}")
    other = sa.select(*columns).where(events.c.seq == last.scalar_subquery(), events.c.kind == _VERDICT)
    found = {int(row[0]): _verdict(*row) for query in (own, other) for row in connection.execute(query)}
    return [verdict for _, verdict in sorted(found.items(), reverse=True) if verdict is not None]


def facts_of(connection: sa.Connection, names: Iterable[str]) -> dict[str, list[Fact]]:
    """Return the facts of these documents, latest first; one more than `MOST_FACTS` where there are more.

    A document that the log does not know, or whose facts name no party, has none.
    """
    by_owner: dict[tuple[str, str], list[str]] = {}
    wanted = list(dict.fromkeys(names))
    query = sa.select(documents).where(documents.c.document.in_(wanted))
    for row in connection.execute(query).mappings():
        column = next((name for name in _OWNERS if row[name] is not None), None)
        if column is not None:
            by_owner.setdefault((column, row[column]), []).append(row["document"])
    found: dict[str, list[Fact]] = {name: [] for name in wanted}
    for (column, key), owned in by_owner.items():
        for fact in _facts(connection, events.c[column] == key, owned):
            if len(found[fact.document]) <= MOST_FACTS:
                found[fact.document].append(fact)
    return found


def spenders_of(connection: sa.Connection, budget_id: str) -> list[Spender]:
    """Return the payments that have taken from a budget, latest first; one more than `MOST_SPENDERS` where more."""
    kept = (documents.c.document, documents.c.requester, documents.c.opened_at_us, documents.c.reserved_minor)
    query = sa.select(*kept).where(documents.c.budget_id == budget_id, documents.c.reserved_minor > 0)
    rows = connection.execute(query.order_by(documents.c.seq.desc()).limit(MOST_SPENDERS + 1)).all()
    facts = facts_of(connection, [row.document for row in rows])
    return [Spender(*row, decision_id=_decision_of(facts[row.document])) for row in rows]


def name_of(connection: sa.Connection, column: str, key: str) -> str | None:
    """Return the name under which a customer or payee was registered last, or None."""
    kind = BY_NAME["customer_registered" if column == "customer" else "supplier_registered"].code
    query = sa.select(events.c.body).where(events.c[column] == key, events.c.kind == kind)
    bodies = connection.execute(query.order_by(events.c.seq.desc())).scalars()
    return next((str(said["name"]) for said in map(json.loads, bodies) if said.get("name")), None)


def _decision_of(facts: Sequence[Fact]) -> str | None:
    return next((fact.decision_id for fact in facts if fact.decision_id is not None), None)


def _held(outcomes: Sequence[str], place: str | None, state: State | None) -> sa.Select[Any]:
    """Return the query of the seqs of held decisions; verdicts are looked at only where asked for."""
    query = sa.select(decisions.c.seq).where(decisions.c.outcome.in_(list(outcomes)))
    if place is not None:
        query = query.where(decisions.c.place == place)
    if state is not None:
        is_open = _JUDGED.c.seq.is_(None)
        query = query.select_from(_with_verdict()).where(is_open if state == "open" else sa.not_(is_open))
    return query


def _with_verdict() -> sa.Join:
    judged = sa.and_(_JUDGED.c.seq == _LATEST.c.seq, _JUDGED.c.kind == _VERDICT)
    return decisions.outerjoin(_LATEST, _LATEST.c.document == _DECISION_DOCUMENT).outerjoin(_JUDGED, judged)


def _facts(connection: sa.Connection, owner: sa.ColumnElement[bool], owned: list[str]) -> Iterable[Fact]:
    submitted = sa.and_(decisions.c.seq == events.c.seq, events.c.kind.in_(_SUBMITTED))
    query = (
        sa.select(
            events.c.seq,
            events.c.kind,
            events.c.document,
            events.c.occurred_at_us,
            events.c.currency,
            events.c.amount_minor,
            sa.func.coalesce(events.c.salesperson, events.c.requester),
            events.c.approver,
            decisions.c.decision_id,
        )
        .select_from(events.outerjoin(decisions, submitted))
        .where(owner, events.c.document.in_(owned))
        .order_by(events.c.occurred_at_us.desc(), events.c.seq.desc())
    )
    for row in connection.execute(query):
        yield Fact(*row)


def _entry(row: sa.RowMapping) -> Entry:
    return Entry(**{column.name: row[column.name] for column in decisions.columns})


def _verdict(seq: int | None, known_at_us: int, body: str) -> Verdict | None:
    return None if seq is None else Verdict(int(seq), int(known_at_us), json.loads(body))
