"""Calls in flight, over two processes, while bundles are activated: whole ones and broken ones."""

import http.client
import json
import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from types import ModuleType
from typing import Any, NamedTuple

import msgspec
import pytest

from features.history.artifacts import activate, store_artifact
from features.history.log import Log
from models.bundle.codec import hash_of, write
from models.bundle.format import Calibration
from riskdesk.core.database.unit import write_unit

ROLE = "order_anomaly"
CALLERS = 3
"""Callers of each process."""
HOLD_SECONDS = 0.15
"""How long an activation holds the log: whoever calls meanwhile is computed, and waits."""
PAUSE_SECONDS = 0.01
"""Between the calls of one caller: on SQLite two processes that never pause hold each other up."""
PATIENT = {"X-Deadline-Ms": "30000"}
MOST_SWITCHES = 40


class Told(NamedTuple):
    """An answer, the process that gave it, and the moments between which its call was in flight."""

    process: int
    sent: float
    answered: float
    answer: dict[str, Any]


class Switch(NamedTuple):
    """An activation: its `seq`, what it activates, whether that is whole; when it was asked for and written."""

    seq: int
    bundle: str
    whole: bool
    asked: float
    written: float


class Stated(NamedTuple):
    """What decided a call: the bundle, and whether the answer said that another one was refused."""

    bundle: str
    refused: bool


def keep_asking(
    world: ModuleType, process: Any, number: int, name: str, told: list[Told], over: threading.Event
) -> None:
    """Score orders one after the other until it is over."""
    with process.caller() as caller:
        for k in count():
            if over.is_set():
                return
            sent = time.monotonic()
            body = world.order(f"{name}-{k}", f"C-{k % 5}", reserve=False)
            status, answer = caller.post("/v1/orders/score", body, **PATIENT)
            assert 200 == status, answer
            told.append(Told(number, sent, time.monotonic(), answer))
            time.sleep(PAUSE_SECONDS)


def switch_to(house: Any, world: ModuleType, content: bytes, *, whole: bool, turn: int) -> Switch:
    """Activate a bundle in a transaction that takes its time."""
    asked, at_us = time.monotonic(), house.clock.now_us() + turn
    persons = {"proposed_by": "E1", "approved_by": "E2"}
    with write_unit(house.engine) as connection:
        log = Log(connection, "CNY")
        time.sleep(HOLD_SECONDS)
        name = store_artifact(connection, "bundle", content, stored_at_us=at_us)
        seq = activate(log, world.PARSER, role=ROLE, bundle_hash=name, at_us=at_us, **persons)
        log.flush()
        written = time.monotonic()
    return Switch(seq, name, whole, asked, written)


def wait_until_all_answered(told: list[Told], processes: Sequence[Any], since: float) -> None:
    """Return once every process has answered a call that was sent since."""
    give_up = time.monotonic() + 30
    while {one.process for one in list(told) if one.sent > since} != set(range(len(processes))):
        assert time.monotonic() < give_up, "a process answers no more"
        time.sleep(0.01)


def told_of(process: Any) -> tuple[dict[str, Any], float]:
    """Return what a process says of its readiness, and its gauge of refused bundles."""
    with closing(http.client.HTTPConnection("127.0.0.1", process.port, timeout=10)) as connection:
        connection.request("GET", "/readyz")
        ready = json.loads(connection.getresponse().read())
        connection.request("GET", "/metrics")
        lines = connection.getresponse().read().decode().splitlines()
    name = f'riskdesk_activation_broken{{role="{ROLE}"}} '
    return ready, float(next(line for line in lines if line.startswith(name)).removeprefix(name))


def expected_at(seq: int, first: str, switches: Sequence[Switch]) -> Stated:
    """Return what has to decide at a `seq`: the latest whole bundle below, told where a later one is broken."""
    before = switches[: bisect_left([one.seq for one in switches], seq)]
    whole = [first, *(one.bundle for one in before if one.whole)]
    return Stated(whole[-1], bool(before) and not before[-1].whole)


@pytest.fixture(scope="module")
def contents(make_bundle: Callable[..., Any], bundles: Mapping[str, bytes]) -> list[tuple[bytes, bool]]:
    """Bundles to activate in turn, and whether each is whole."""
    other = make_bundle(ROLE, intercept=-1.0)
    broken = msgspec.structs.replace(other, calibration=Calibration(slope=0.9, intercept=-3.0))
    return [(write(other), True), (write(broken), False), (bundles[ROLE], True), (b"{}", False)]


def test_calls_in_flight_finish_on_what_is_active_at_their_seq(
    any_house: Any,
    world: ModuleType,
    bundles: Mapping[str, bytes],
    contents: list[tuple[bytes, bool]],
) -> None:
    """Below an activation's `seq` the old bundle decides, above it the new one, also calls computed before it.

    A broken bundle changes nothing, and every process says so, in answers, readiness and metrics.
    Activations go on until calls in flight were seen to finish on the old bundle and on the new one.
    """
    told: list[Told] = []
    switches: list[Switch] = []
    over = threading.Event()
    seqs: dict[str, int] = {}
    with world.running(any_house, processes=2) as processes, ThreadPoolExecutor(2 * CALLERS) as pool:
        asking = [
            pool.submit(keep_asking, world, process, n, f"{n}{k}", told, over)
            for n, process in enumerate(processes)
            for k in range(CALLERS)
        ]
        try:
            wait_until_all_answered(told, processes, 0.0)
            while len(switches) < len(contents) or not kept_old(told, switches, seqs):
                assert len(switches) < MOST_SWITCHES, "no call in flight finished on the old bundle"
                content, whole = contents[len(switches) % len(contents)]
                switches.append(switch_to(any_house, world, content, whole=whole, turn=len(switches)))
                wait_until_all_answered(told, processes, time.monotonic())
                seqs |= dict(any_house.ask("SELECT decision_id, seq FROM decisions"))
                degraded = [] if whole else [f"bundle:{ROLE}"]
                said = ({"ready": True, "missing": [], "degraded": degraded}, 0.0 if whole else 1.0)
                assert [said, said] == [told_of(process) for process in processes]
        finally:
            over.set()
        for one in asking:
            one.result(timeout=60)
    seqs = dict(any_house.ask("SELECT decision_id, seq FROM decisions"))
    first = hash_of(bundles[ROLE])
    stated = [
        Stated(one.answer["versions"][ROLE], f"bundle:{ROLE}" in one.answer["degraded"]) for one in told
    ]
    expected = [expected_at(seqs[one.answer["decision_id"]], first, switches) for one in told]
    assert expected == stated
    # all callers stood before the log when it was written: they were computed by the old, decided by the new
    for switch in switches:
        across = [one for one in told if one.sent < switch.written < one.answered]
        assert {0, 1} == {one.process for one in across}
        assert all(seqs[one.answer["decision_id"]] > switch.seq for one in across)
    any_house.is_proven()


def kept_old(told: list[Told], switches: list[Switch], seqs: Mapping[str, int]) -> list[Told]:
    """Return the calls in flight when another whole bundle was asked for that were decided before it."""
    return [
        one
        for switch in switches
        if switch.whole
        for one in list(told)
        if one.sent < switch.asked < one.answered
        and seqs.get(one.answer["decision_id"], switch.seq) < switch.seq
    ]
