"""Keeping bundles that passed their gates in the database, by hash."""

from collections.abc import Sequence

from features.history.artifacts import store_artifact
from features.history.labels import Engine
from riskdesk.core.clock import Clock, SystemClock
from riskdesk.core.database.unit import write_unit
from training.pipelines.result import TrainResult


def keep(engine: Engine, results: Sequence[TrainResult], *, clock: Clock | None = None) -> list[str]:
    """Store the bundles of these runs in one transaction; return their hashes, in order.

    Raises
    ------
    ModelRefused
        One of them failed a gate; none is stored.
    """
    contents = [result.export() for result in results]
    now_us = (clock or SystemClock()).now_us()
    with write_unit(engine) as connection:
        return [store_artifact(connection, "bundle", content, stored_at_us=now_us) for content in contents]
