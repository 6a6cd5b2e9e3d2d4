"""A small installation with a model of each sort, in a folder that is thrown away."""

from pathlib import Path
from typing import Any, Final

from features.history.artifacts import activate, store_artifact
from features.history.log import Log
from riskdesk.core.clock import from_us
from riskdesk.core.database import migrate
from riskdesk.core.database.engine import open_engine
from riskdesk.core.database.unit import write_unit
from riskdesk.core.keys import create_keys
from riskdesk.core.settings import Settings
from serving.rehearsal.bundles import DECIDING, smallest
from serving.runtime import Runtime, open_runtime
from serving.scoring.schemas import ORDER_EXAMPLE, PAYMENT_EXAMPLE

_PAST_US: Final = 30 * 86_400_000_000


def settings_of(settings: Settings, home: Path) -> Settings:
    """Return the settings with another home: its own keys, its own file as database, and silent but for errors."""
    apart = {"home": home, "database_url": None, "encryption_key": None, "matching_key": None}
    return settings.model_copy(update={**apart, "log_level": "error"})


def found(settings: Settings) -> None:
    """Make keys, tables, models and a past in the home of these settings; the trees are compiled by that."""
    create_keys(settings)
    engine = open_engine(settings.url)
    migrate.upgrade(engine)
    engine.dispose()
    runtime = open_runtime(settings)
    now_us = runtime.clock.now_us()
    with write_unit(runtime.engine) as connection:
        log = Log(connection, settings.base_currency)
        past = [runtime.parser.parse(row, source="rehearsal") for row in _past(runtime)]
        log.append(past, recorded_at_us=now_us)
        for role in DECIDING:
            content = smallest(role, runtime.parameters)
            activate(
                log,
                runtime.parser,
                role=role,
                bundle_hash=store_artifact(connection, "bundle", content, stored_at_us=now_us),
                proposed_by="first",
                approved_by="second",
                at_us=now_us,
            )
        log.flush()
    runtime.engine.dispose()


def _past(runtime: Runtime) -> list[dict[str, Any]]:
    """Return rows by which the parties of the examples have a past, so that there is something to load."""
    about = {
        "occurred_at": from_us(runtime.clock.now_us() - _PAST_US).isoformat(),
        "amount": "1000",
        "currency": runtime.settings.base_currency,
    }
    order = {name: ORDER_EXAMPLE[name] for name in ("customer_id", "salesperson_id")}
    payment = {name: PAYMENT_EXAMPLE[name] for name in ("payee_id", "payee_account", "requester_id")}
    return [
        {"kind": "order_placed", "order_id": "0", **about, **order},
        {"kind": "payment_executed", "payment_id": "0", "kind_of_payment": "supplier", **about, **payment},
    ]
