"""Names of the industries in the log, for those who read figures by industry: arrays hold codes alone."""

import sqlalchemy as sa

from features.history.encode import code_of
from riskdesk.core.database.tables import attributes


def industry_names(connection: sa.Connection) -> dict[int, str]:
    """Return code -> name of every industry that a party was ever registered with."""
    query = sa.select(attributes.c.value).where(
        attributes.c.name == "industry", attributes.c.value.is_not(None)
    )
    return {code_of(str(name)): str(name) for name in connection.execute(query.distinct()).scalars()}
