"""What a bundle in shadow said, beside what was decided."""

from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from riskdesk.core.database.tables import decisions, shadow_scores


@dataclass(frozen=True, slots=True)
class Word:
    """What one side said of a document.

    Attributes
    ----------
    probability, pd
        That a reviewer would confirm, and of default, 0 to 1; None where no model was asked.
    outcome
        `approve`, `review` or `block`, by the policy then in force.
    """

    probability: float | None
    pd: float | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Shadowed:
    """One decision, and what a bundle in shadow said of it.

    Attributes
    ----------
    decision_id, place, document
        Which; the document such as `order:25SH00137`.
    customer
        Of an order.
    at_us
        When it was answered, microseconds since the epoch, UTC.
    versions
        Role -> hash of the bundle that decided.
    propensity
        With which chance a person was sent to look at it: 1 for what was held, the rate of the lot for what passed.
    decided, shadow
        What was answered, and what the bundle in shadow would have.
    took_us
        How long the shadow took, microseconds.
    """

    decision_id: str
    place: str
    document: str
    customer: str | None
    at_us: int
    versions: dict[str, str]
    propensity: float
    decided: Word
    shadow: Word
    took_us: int


class _Anomaly(msgspec.Struct):
    probability: float | None


class _Credit(msgspec.Struct):
    pd: float | None
    route: str

    @property
    def pd_of_model(self) -> float | None:
        """What the trees said: the scorecard of applications stands in no comparison of them."""
        return self.pd if self.route == "model" else None


class _Said(msgspec.Struct):
    """The part of a conclusion that is compared."""

    anomaly: _Anomaly
    credit: _Credit | None
    propensity: float


def bundles_in_shadow(connection: sa.Connection) -> dict[str, int]:
    """Return hash of a bundle that ran in shadow -> its decisions, the most recent first."""
    latest = sa.func.max(shadow_scores.c.recorded_at_us)
    query = sa.select(shadow_scores.c.bundle_hash, sa.func.count()).group_by(shadow_scores.c.bundle_hash)
    return {str(name): int(count) for name, count in connection.execute(query.order_by(latest.desc()))}


def read_shadow(
    connection: sa.Connection, bundle_hash: str, *, since_us: int | None = None
) -> list[Shadowed]:
    """Return the decisions of which a bundle in shadow spoke, in order of the ledger.

    Parameters
    ----------
    bundle_hash
        The whole hash.
    since_us
        Decided at or after this; None for all.
    """
    own, kept = shadow_scores.c, decisions.c
    query = (
        sa.select(
            kept.decision_id,
            kept.place,
            kept.subject_id,
            kept.customer,
            kept.decided_at_us,
            kept.versions,
            kept.conclusion,
            kept.outcome,
            own.probability,
            own.pd,
            own.outcome.label("shadow_outcome"),
            own.took_us,
        )
        .join(shadow_scores, own.decision_id == kept.decision_id)
        .where(own.bundle_hash == bundle_hash)
        .order_by(kept.seq)
    )
    if since_us is not None:
        query = query.where(kept.decided_at_us >= since_us)
    return [_shadowed(row) for row in connection.execute(query).mappings()]


def _shadowed(row: sa.RowMapping) -> Shadowed:
    said = msgspec.json.decode(row["conclusion"], type=_Said)
    return Shadowed(
        decision_id=row["decision_id"],
        place=row["place"],
        document=f"{row['place']}:{row['subject_id']}",
        customer=row["customer"],
        at_us=row["decided_at_us"],
        versions=msgspec.json.decode(row["versions"], type=dict[str, str]),
        propensity=said.propensity,
        decided=Word(
            said.anomaly.probability, None if said.credit is None else said.credit.pd_of_model, row["outcome"]
        ),
        shadow=Word(row["probability"], row["pd"], row["shadow_outcome"]),
        took_us=row["took_us"],
    )
