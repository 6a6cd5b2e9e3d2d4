import time
from collections.abc import Callable, Mapping
from functools import partial
from types import ModuleType
from typing import Any, Literal

import pytest
from starlette.testclient import TestClient

from features.history.artifacts import store_artifact
from features.history.challengers import in_shadow, shadow, spans
from features.history.log import Log
from models.bundle.codec import hash_of, write
from riskdesk.core.database.unit import read_unit, write_unit
from riskdesk.core.errors import Conflict, DatabaseUnavailable
from serving.shadow import metrics, service
from serving.shadow.service import Shadow

Make = Callable[..., Any]


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine makes no challenger slow; a test of what is slow has a `Shadow` of its own."""
    monkeypatch.setattr("serving.app.Shadow", partial(Shadow, limit_seconds=10.0))


@pytest.fixture
def challenger(make_bundle: Make) -> bytes:
    """The bytes of a model of orders that finds everything suspicious."""
    return write(make_bundle("order_anomaly", intercept=4.0))


def named(
    house: Any,
    world: ModuleType,
    content: bytes,
    action: Literal["start", "stop"],
    role: str = "order_anomaly",
) -> int:
    """Say that a bundle speaks in shadow or no longer does, without asking whether it is whole."""
    now_us = house.clock.now_us()
    with write_unit(house.engine) as connection:
        name = store_artifact(connection, "bundle", content, stored_at_us=now_us)
        log = Log(connection, "CNY")
        seq = shadow(
            log, world.PARSER, role=role, bundle_hash=name, action=action, named_by="E1", at_us=now_us
        )
        log.flush()
    house.clock.advance(1)
    return seq


def score(client: TestClient, world: ModuleType, order_id: str) -> dict[str, Any]:
    """Score an order; return the answer."""
    reply = client.post("/v1/orders/score", json=world.order(order_id, "C-1", reserve=False))
    assert 200 == reply.status_code, reply.text
    found: dict[str, Any] = reply.json()
    return found


def spoken(house: Any) -> list[tuple[str, str, float | None, str]]:
    """Return what was said in shadow, in order of the ledger."""
    found: list[tuple[str, str, float | None, str]] = house.ask(
        "SELECT d.subject_id, s.bundle_hash, s.probability, s.outcome FROM shadow_scores s "
        "JOIN decisions d ON d.decision_id = s.decision_id ORDER BY d.seq"
    )
    return found


def counted(result: str) -> float:
    """Return how often that came of a decision."""
    return float(metrics.ASKED.labels(result)._value.get())


def state_of(client: Any) -> Any:
    """Return what the application is made of."""
    return client.app.state


def test_a_challenger_speaks_of_what_comes_between_its_start_and_its_stop(
    any_house: Any, world: ModuleType, challenger: bytes, bundles: Mapping[str, bytes]
) -> None:
    """Every process takes it up at the event's seq; answers name the champion alone, and nothing is decided twice."""
    before = counted("scored")
    with any_house.open() as one, any_house.open() as other:
        score(one, world, "O-1")
        named(any_house, world, challenger, "start")
        answers = [score(client, world, f"O-{2 + k}") for k, client in enumerate((one, other, one))]
        assert answers[0] == score(one, world, "O-2")  # a retry is no new decision
        named(any_house, world, challenger, "stop")
        score(one, world, "O-5")
        score(other, world, "O-6")
    said = spoken(any_house)
    assert [(f"O-{k}", hash_of(challenger)) for k in (2, 3, 4)] == [row[:2] for row in said]
    for (_, _, probability, _), answer in zip(said, answers, strict=True):
        assert probability is not None
        assert probability > answer["anomaly"]["probability"]
    assert before + 3 == counted("scored")
    for answer in answers:
        assert hash_of(bundles["order_anomaly"]) == answer["versions"]["order_anomaly"]
    any_house.is_proven()


def test_a_challenger_of_credit_says_a_pd(house: Any, world: ModuleType, make_bundle: Make) -> None:
    """Its probability of default stands beside the champion's, and what the policy makes of it; payments are not its."""
    content = write(make_bundle("credit", intercept=5.0))
    named(house, world, content, "start", role="credit")
    ((busy,),) = house.ask(
        "SELECT customer FROM events WHERE kind = 12 GROUP BY customer ORDER BY count(*) DESC LIMIT 1"
    )
    with house.open() as client:
        answer = client.post("/v1/orders/score", json=world.order("O-1", busy)).json()
        assert 200 == client.post("/v1/payments/score", json=world.payment("P-1")).status_code
    ((decision, place, probability, pd),) = house.ask(
        "SELECT decision_id, place, probability, pd FROM shadow_scores"
    )
    assert (answer["decision_id"], "order", None) == (decision, place, probability)
    assert pd > answer["credit"]["pd"]


def test_a_broken_challenger_changes_nothing_and_says_so(
    house: Any, world: ModuleType, broken_bundle: bytes
) -> None:
    """Its golden rows come out differently: it is never asked, a gauge and a counter tell, and answers are whole."""
    refused = counted("refused")
    with house.open() as client:
        named(house, world, broken_bundle, "start", role="credit")
        answer = score(client, world, "O-1")
        assert "bundle:credit" not in answer["degraded"]
        assert [] == client.get("/readyz").json()["degraded"]
        give_up = time.monotonic() + 30
        while not metrics.BROKEN.labels("credit")._value.get() and time.monotonic() < give_up:
            time.sleep(0.02)
        assert 'riskdesk_shadow_broken{role="credit"} 1.0' in client.get("/metrics").text
    assert (refused + 1, []) == (counted("refused"), spoken(house))
    house.is_proven()


def test_under_load_it_lets_go_and_counts(house: Any, world: ModuleType, challenger: bytes) -> None:
    """Beyond what may wait nothing is handed in, and the answer does not wait."""
    named(house, world, challenger, "start")
    with house.open() as client:
        state = state_of(client)
        state.scoring._shadow = full = Shadow(
            state.runtime, state.activation, most_waiting=1, limit_seconds=10.0
        )
        before = counted("dropped")
        for k in range(3):
            score(client, world, f"O-{k}")
        assert before + 2 == counted("dropped")
        full.start()
        full.stop()
    assert ["O-0"] == [row[0] for row in spoken(house)]


def test_what_takes_too_long_or_breaks_is_not_kept_and_rests(
    house: Any, world: ModuleType, challenger: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After three times in a row it is not asked for a minute; the answers are what they would have been."""
    named(house, world, challenger, "start")
    slow, failed, resting = (counted(name) for name in ("slow", "failed", "resting"))

    def breaks(*_: Any) -> Any:
        raise ArithmeticError("contributions do not add up")

    with house.open() as client:
        state = state_of(client)
        state.scoring._shadow = hasty = Shadow(state.runtime, state.activation, limit_seconds=0.0)
        first = score(client, world, "O-1")
        hasty.start()
        hasty.stop()
        assert slow + 1 == counted("slow")
        state.scoring._shadow = broken = Shadow(state.runtime, state.activation)
        monkeypatch.setattr(service, "judge_again", breaks)
        for k in range(2, 7):
            assert first["outcome"] == score(client, world, f"O-{k}")["outcome"]
        broken.start()
        broken.stop()
    assert (failed + 3, resting + 2, []) == (counted("failed"), counted("resting"), spoken(house))


def test_a_database_that_does_not_take_it_costs_no_answer(
    house: Any, world: ModuleType, challenger: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be written is counted, and the next words are written again."""
    named(house, world, challenger, "start")
    before = counted("unwritten")

    def gone(*_: Any) -> None:
        raise DatabaseUnavailable("full")

    with house.open() as client, monkeypatch.context() as patch:
        patch.setattr(service, "_write", gone)
        score(client, world, "O-1")
        give_up = time.monotonic() + 30
        while counted("unwritten") == before and time.monotonic() < give_up:
            time.sleep(0.02)
        patch.undo()
        score(client, world, "O-2")
    assert (before + 1, ["O-2"]) == (counted("unwritten"), [row[0] for row in spoken(house)])


def test_handing_in_is_cheap(house: Any, world: ModuleType, challenger: bytes) -> None:
    """A call waits for no more than ten microseconds, the best of many tries on a machine with others on it."""
    named(house, world, challenger, "start")
    with house.open() as client:
        score(client, world, "O-1")
        state = state_of(client)
        idle = Shadow(state.runtime, state.activation)
        taken: list[Any] = []
        state.scoring._shadow = type("Listens", (), {"offer": staticmethod(taken.append)})()
        score(client, world, "O-2")
        took = []
        for _ in range(200):
            began = time.perf_counter_ns()
            idle.offer(taken[0])
            took.append(time.perf_counter_ns() - began)
        assert 200 == len(idle._waiting)
    assert sorted(took)[100] < 10_000


def test_a_role_has_one_bundle_in_shadow(
    house: Any, world: ModuleType, challenger: bytes, make_bundle: Make
) -> None:
    """The next one takes its place; to start again what speaks, or to stop what does not, is a conflict."""
    second = write(make_bundle("order_anomaly", intercept=3.0))
    started = named(house, world, challenger, "start")
    with pytest.raises(Conflict, match="already"):
        named(house, world, challenger, "start")
    house.append(world.registered("C-NEW"))
    replaced = named(house, world, second, "start")
    with pytest.raises(Conflict, match="not in shadow"):
        named(house, world, challenger, "stop")
    with read_unit(house.engine) as connection:
        assert {"order_anomaly": hash_of(second)} == {
            role: one.bundle_hash for role, one in in_shadow(connection).items()
        }
        first, then = spans(connection)
    assert (started, replaced, replaced, None) == (first.after, first.before, then.after, then.before)
    assert [False, True, False] == [first.covers(seq) for seq in (started, started + 1, replaced)]
    house.is_proven()
