"""What bundles in shadow said, in the database."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from riskdesk.core.database.tables import shadow_scores


@dataclass(frozen=True, slots=True)
class Said:
    """What a bundle in shadow would have said of a decision; see the columns of `shadow_scores`."""

    decision_id: str
    bundle_hash: str
    place: str
    probability: float | None
    pd: float | None
    outcome: str
    took_us: int
    recorded_at_us: int


def keep(connection: sa.Connection, said: Sequence[Said]) -> None:
    """Keep what was said; what stands already stays as it was first said."""
    if connection.dialect.name == "postgresql":
        postgres = postgresql.insert(shadow_scores).on_conflict_do_nothing()
        connection.execute(postgres, [asdict(one) for one in said])
    else:
        lite = sqlite.insert(shadow_scores).on_conflict_do_nothing()
        connection.execute(lite, [asdict(one) for one in said])
