"""A policy by the name under which the record of a decision speaks of it."""

from features.history.artifacts import read_artifact
from models.policy.codec import read
from models.policy.default import DEFAULT_POLICY, EARLIER_DEFAULTS
from models.policy.policy import Policy
from riskdesk.core.database.handles import Connection
from riskdesk.core.errors import DatabaseUnavailable, RiskdeskError


def policy_named(connection: Connection, name: str) -> Policy | None:
    """Return the policy that decided, or None where this release cannot read it.

    Parameters
    ----------
    name
        The hash of a published one, or the version of one that was in force where none was published.

    Raises
    ------
    DatabaseUnavailable
        It could not be looked up; says nothing about it.
    """
    if name == DEFAULT_POLICY.version:
        return DEFAULT_POLICY
    if name in EARLIER_DEFAULTS:
        return EARLIER_DEFAULTS[name]
    try:
        return read(read_artifact(connection, name))
    except DatabaseUnavailable:
        raise
    except RiskdeskError:
        return None
