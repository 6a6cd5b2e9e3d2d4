import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from riskdesk.core.database.unit import write_unit
from serving.ledger.store import Entry
from serving.webhooks import outbox
from serving.webhooks.notices import Notice, decided, judged

ENTRY = Entry(
    decision_id="d1",
    seq=7,
    horizon=6,
    caller="erp",
    place="order",
    subject_id="25SH00137",
    revision=2,
    checkpoint="delivery",
    as_of_us=1,
    decided_at_us=2,
    outcome="block",
    customer="C1042",
    payee="S0031",
    request='{"amount":"85000.00","payee_account":{"cipher":"x"}}',
    request_hash=b"h",
    query=b"q",
    vector=b"v",
    conclusion="{}",
    versions="{}",
)
URL = "https://erp.example/riskdesk"


def unasked() -> Iterator[Notice]:
    """Notices that nobody may ask for."""
    return (pytest.fail("a notice was made for nobody") for _ in range(1))


def test_without_endpoints_nothing_is_made(post: Any) -> None:
    """Where nobody is told, no notice is begun and the database is asked once in five seconds."""
    asked: list[str] = []
    sa.event.listen(post.runtime.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    with write_unit(post.runtime.engine) as connection:
        assert 0 == outbox.enqueue(connection, unasked(), 1)
        before = len(asked)
        for _ in range(100):
            assert 0 == outbox.enqueue(connection, unasked(), 1)
    assert before == len(asked)
    assert 1 == sum("webhook_endpoints" in text for text in asked)


def test_a_group_is_kept_in_one_statement(post: Any) -> None:
    """However many notices and endpoints, the rows go together."""
    post.add(URL)
    post.add(URL)
    asked: list[str] = []
    with write_unit(post.runtime.engine) as connection:
        outbox.listening(connection)
        sa.event.listen(post.runtime.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
        assert 128 == outbox.enqueue(connection, decided([ENTRY] * 64), 5)
    assert 1 == len(asked)
    assert 128 == len(post.kept())


def test_a_notice_is_kept_with_what_it_tells_or_not_at_all(post: Any) -> None:
    """A transaction that is undone leaves no notice behind."""
    post.add(URL)

    def keep_and_fail() -> None:
        with write_unit(post.runtime.engine) as connection:
            assert 1 == outbox.enqueue(connection, decided([ENTRY]), 5)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        keep_and_fail()
    assert [] == post.kept()


def test_an_endpoint_is_told_of_its_kinds_and_callers(post: Any) -> None:
    """Who registered for verdicts, or for one caller's decisions, is told of no others."""
    all_kinds = post.add(URL)
    post.add(URL, kinds=["verdict_recorded"])
    post.add(URL, caller="shop")
    own = post.add(URL, caller="erp")
    assert 2 == post.tell("d1", caller="erp")
    assert {all_kinds.endpoint_id, own.endpoint_id} == {one.endpoint_id for one in post.kept()}
    assert 1 == len({one.event_id for one in post.kept()})


def test_an_endpoint_of_another_process_is_known_after_a_while(post: Any) -> None:
    """What another process registers is seen after five seconds, without a restart."""
    assert 0 == post.tell("d1")
    post.add(URL)
    outbox._told[post.runtime.engine] = (time.monotonic() - outbox.FRESH_SECONDS - 1.0, [])
    assert 1 == post.tell("d3")


def test_what_is_told_names_no_amount_and_no_person(post: Any) -> None:
    """A decision and a verdict are told by id, subject, outcome and action; the note stays inside."""
    post.add(URL)
    said = {
        "verdict": "cleared",
        "action": "release",
        "reviewer_id": "E7",
        "note": "called C. Li",
        "typology": "split_order",
    }
    with write_unit(post.runtime.engine) as connection:
        outbox.enqueue(connection, decided([ENTRY]), 1_763_640_000_000_000)
        outbox.enqueue(connection, judged(ENTRY, 9, said), 1_763_640_000_000_001)
    decision, verdict = (json.loads(one.body) for one in post.kept())
    common = {
        "decision_id": "d1",
        "subject": "order:25SH00137",
        "revision": 2,
        "checkpoint": "delivery",
        "outcome": "block",
    }
    assert decision == common | {
        "event_id": decision["event_id"],
        "kind": "decision_recorded",
        "created_at": "2025-11-20T12:00:00+00:00",
        "seq": 7,
    }
    assert verdict == common | {
        "event_id": verdict["event_id"],
        "kind": "verdict_recorded",
        "created_at": "2025-11-20T12:00:00.000001+00:00",
        "seq": 9,
        "verdict": "cleared",
        "action": "release",
        "typology": "split_order",
    }


def test_no_endpoints_cost_next_to_nothing(post: Any) -> None:
    """The check that nobody is to be told takes microseconds, whatever the size of the group."""
    with write_unit(post.runtime.engine) as connection:
        outbox.listening(connection)
        best = min(_seconds(connection) for _ in range(50))
    assert best < 50e-6


def _seconds(connection: sa.Connection) -> float:
    begun = time.perf_counter()
    outbox.enqueue(connection, decided([ENTRY] * 64), 1)
    return time.perf_counter() - begun
