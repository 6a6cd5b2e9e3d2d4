import json
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import sqlalchemy as sa

from features.events.parse import EventParser
from features.history.encode import code_of
from features.history.labels import chain_at, read_reviews, read_verdicts
from features.history.log import Log
from riskdesk.core.clock import parse_time
from riskdesk.core.crypto import Vault
from riskdesk.core.database.tables import decisions
from riskdesk.core.database.unit import read_unit, write_unit


@pytest.fixture
def parser(vault: Vault) -> EventParser:
    """Reads events of the company's zone."""
    return EventParser(vault, ZoneInfo("Asia/Shanghai"))


def append(database: sa.Engine, parser: EventParser, *rows: dict[str, Any]) -> None:
    """Append verdicts, one an hour."""
    events = [
        parser.parse(
            {
                "kind": "verdict_recorded",
                "reviewer_id": "E1",
                "occurred_at": f"2026-11-20T{hour:02d}:00:00+08:00",
            }
            | row,
            source="test",
            origin="inside",
        )
        for hour, row in enumerate(rows)
    ]
    with write_unit(database) as connection:
        log = Log(connection, "CNY")
        assert {"taken"} == {one.status for one in log.append(events, recorded_at_us=0)}
        log.flush()


def test_verdicts_by_subject(database: sa.Engine, parser: EventParser) -> None:
    """In order of `seq`, with the code of what was judged and when it became known; none beyond `upto`."""
    late = "2026-11-25T09:00:00+08:00"
    append(
        database,
        parser,
        {"subject": "order:O1", "verdict": "confirmed"},
        {"subject": "payment:P1", "verdict": "cleared", "known_at": late},
        {"subject": "order:O2", "verdict": "confirmed"},
    )
    with read_unit(database) as connection:
        found = read_verdicts(connection, upto=2)
    assert [code_of("order:O1"), code_of("payment:P1")] == found.subjects.tolist()
    assert [True, False] == found.confirmed.tolist()
    assert [1, 2] == found.seqs.tolist()
    assert parse_time(late, field="known_at") == found.known_at_us[1]


def test_verdict_on_a_decision_speaks_of_its_subject(database: sa.Engine, parser: EventParser) -> None:
    """The ledger says what the decision was about; a verdict on an unknown decision is no label."""
    row = {column.name: _value(column) for column in decisions.columns}
    row |= {"decision_id": "D1", "place": "payment", "subject_id": "P9"}
    with write_unit(database) as connection:
        connection.execute(sa.insert(decisions), [row])
    append(
        database,
        parser,
        {"decision_id": "D1", "verdict": "confirmed"},
        {"decision_id": "D2", "verdict": "cleared"},
    )
    with read_unit(database) as connection:
        found = read_verdicts(connection, upto=2)
    assert [code_of("payment:P9")] == found.subjects.tolist()


def test_why_each_document_went_to_review(database: sa.Engine) -> None:
    """Held for what was found, drawn by the lot at its rate, or passed; none decided beyond `upto`."""
    told = [
        ("block", {"sampled": False, "propensity": 1.0}),
        ("review", {"sampled": False, "propensity": 1.0}),
        ("review", {"sampled": True, "propensity": 0.01}),
        ("approve", {"sampled": False, "propensity": 0.01}),
        ("review", {"sampled": True, "propensity": 0.02}),
    ]
    rows = [
        {column.name: _value(column) for column in decisions.columns}
        | {
            "decision_id": f"D{seq}",
            "seq": seq,
            "place": "order",
            "subject_id": f"O{seq}",
            "outcome": outcome,
        }
        | {"conclusion": json.dumps({"reasons": [], **said}), "decided_at_us": 10 * seq}
        for seq, (outcome, said) in enumerate(told, start=1)
    ]
    with write_unit(database) as connection:
        connection.execute(sa.insert(decisions), rows)
    with read_unit(database) as connection:
        found = read_reviews(connection, upto=4)
        nothing = read_reviews(connection, upto=0)
    assert [code_of(f"order:O{seq}") for seq in range(1, 5)] == found.subjects.tolist()
    assert [True, True, False, False] == found.held.tolist()
    assert [False, False, True, False] == found.sampled.tolist()
    assert [1.0, 1.0, 0.01] == found.propensities[:3].tolist()
    assert np.isnan(found.propensities[3])
    assert [10, 20, 30, 40] == found.decided_at_us.tolist()
    assert (0, "float64") == (len(nothing.subjects), nothing.propensities.dtype.name)


def test_no_verdicts(database: sa.Engine) -> None:
    """An empty log has empty arrays, and the chain it begins with."""
    with read_unit(database) as connection:
        assert 0 == len(read_verdicts(connection, upto=0).subjects)
        assert "00" * 32 == chain_at(connection, 0)


def test_chain_changes_with_each_event(database: sa.Engine, parser: EventParser) -> None:
    """It is the fingerprint of all before it."""
    append(database, parser, *({"subject": f"order:O{k}", "verdict": "cleared"} for k in range(3)))
    with read_unit(database) as connection:
        assert 4 == len({chain_at(connection, seq) for seq in range(4)})


def _value(column: sa.Column[Any]) -> Any:
    if isinstance(column.type, sa.LargeBinary):
        return b""
    return "" if isinstance(column.type, sa.String) else 1
