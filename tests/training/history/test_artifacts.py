from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from features.events.parse import EventParser
from features.history.artifacts import (
    Activation,
    activate,
    activations,
    active,
    list_artifacts,
    read_artifact,
    store_artifact,
)
from features.history.log import Log, verify_chain
from riskdesk.core.clock import parse_time
from riskdesk.core.crypto import Vault
from riskdesk.core.database.unit import read_unit, write_unit
from riskdesk.core.errors import InputInvalid, NotFound

NOW_US = parse_time("2026-11-20T10:00:00+08:00", field="now")


@pytest.fixture
def parser(vault: Vault) -> EventParser:
    """Reads events of the company's zone."""
    return EventParser(vault, ZoneInfo("Asia/Shanghai"))


def put(
    database: sa.Engine, parser: EventParser, content: bytes, *, role: str = "credit", by: str = "wang"
) -> int:
    """Store and activate bytes; return the `seq`."""
    with write_unit(database) as connection:
        name = store_artifact(connection, "bundle", content, stored_at_us=NOW_US)
        log = Log(connection, "CNY")
        seq = activate(
            log,
            parser,
            role=role,
            bundle_hash=name,
            proposed_by="lin",
            approved_by=by,
            at_us=NOW_US + log.seq,
        )
        log.flush()
    return seq


def test_bytes_are_stored_once_under_their_hash(database: sa.Engine) -> None:
    """The same content has the same name and keeps its first moment."""
    with write_unit(database) as connection:
        first = store_artifact(connection, "bundle", b"one", stored_at_us=1)
        assert first == store_artifact(connection, "bundle", b"one", stored_at_us=2)
        other = store_artifact(connection, "policy", b"two!", stored_at_us=3)
    with read_unit(database) as connection:
        assert (b"one", b"two!") == (read_artifact(connection, first), read_artifact(connection, other))
        assert [(first, 1, 3)] == [
            (a.hash, a.stored_at_us, a.size) for a in list_artifacts(connection, "bundle")
        ]


def test_what_is_not_stored_is_not_found(database: sa.Engine) -> None:
    """Neither read nor activated."""
    with read_unit(database) as connection, pytest.raises(NotFound):
        read_artifact(connection, "0" * 64)


def test_other_sorts_are_refused(database: sa.Engine) -> None:
    """The table holds what the log can activate."""
    with write_unit(database) as connection, pytest.raises(InputInvalid) as refused:
        store_artifact(connection, "pickle", b"", stored_at_us=1)
    assert "sort" == refused.value.field


def test_activation_needs_a_second_person(database: sa.Engine, parser: EventParser) -> None:
    """Who proposes does not approve; nothing is appended."""
    with pytest.raises(InputInvalid) as refused:
        put(database, parser, b"one", by="lin")
    assert "approved_by" == refused.value.field
    with read_unit(database) as connection:
        assert {} == active(connection)


def test_activation_of_nothing_is_refused(database: sa.Engine, parser: EventParser) -> None:
    """A hash alone puts nothing into production."""
    with write_unit(database) as connection, pytest.raises(NotFound):
        activate(
            Log(connection, "CNY"), parser, role="credit", bundle_hash="0" * 64,
            proposed_by="lin", approved_by="wang", at_us=NOW_US,
        )  # fmt: skip


def test_unknown_role_is_refused(database: sa.Engine, parser: EventParser) -> None:
    """The event's schema names the roles."""
    with pytest.raises(InputInvalid) as refused:
        put(database, parser, b"one", role="astrology")
    assert "role" == refused.value.field


def test_which_version_was_in_production(database: sa.Engine, parser: EventParser) -> None:
    """Each holds from its `seq` until the next of its role; going back is one more activation."""
    first, second = put(database, parser, b"one"), put(database, parser, b"two")
    payments, back = put(database, parser, b"pay", role="payment_anomaly"), put(database, parser, b"one")
    with read_unit(database) as connection:
        history = activations(connection)
        one, two, pay = (history[k].bundle_hash for k in (0, 1, 2))
        assert [first, second, payments, back] == [entry.seq for entry in history]
        assert {} == active(connection, at_seq=first - 1)
        assert {"credit": one} == active(connection, at_seq=first)
        assert {"credit": two, "payment_anomaly": pay} == active(connection, at_seq=payments)
        assert {"credit": one, "payment_anomaly": pay} == active(connection)
        assert Activation(first, NOW_US, "credit", one, "lin", "wang") == history[0]
        assert verify_chain(connection) is None
