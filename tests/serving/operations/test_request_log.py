import io
import json
import logging
import re
import time
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
import structlog

from riskdesk.core.logs import configure_logging, write_line
from riskdesk.core.settings import load_settings
from serving.operations.request_log import RequestLog, current_call, note

Lines = list[dict[str, Any]]


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What services of this test write to the log, as JSON."""
    stream = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    configure_logging(load_settings(), stream=stream)
    monkeypatch.setattr("serving.app.configure_logging", lambda _settings: None)
    yield stream
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def lines_of(stream: io.StringIO, event: str = "request.answered") -> Lines:
    """Return what was logged under an event."""
    return [line for text in stream.getvalue().splitlines() if (line := json.loads(text))["event"] == event]


def test_every_call_has_a_line(house: Any, world: ModuleType, stream: io.StringIO) -> None:
    """Method, route, status, time and outcome stand in it, and no id of anybody."""
    with house.open() as client:
        decided = client.post("/v1/orders/score", json=world.order("O-1", "C-NEW"))
        client.post("/v1/orders/score", json=world.order("O-1", "C-NEW", amount="1.00"))
        client.get("/v1/customers/C-NEW/credit")
        client.get("/v1/nothing/6222020200112233445")
    lines = lines_of(stream)
    expected = [
        ("POST", "/v1/orders/score", 200, "info"),
        ("POST", "/v1/orders/score", 409, "info"),
        ("GET", "/v1/customers/{customer_id}/credit", 200, "info"),
        ("GET", "/v1/nothing/[redacted]", 404, "info"),
    ]
    assert expected == [(line["method"], line["path"], line["status"], line["level"]) for line in lines]
    assert [decided.json()["outcome"], "conflict", "ok", "not_found"] == [line["outcome"] for line in lines]
    assert all(line["ms"] > 0 and line["timestamp"].endswith("Z") for line in lines)
    assert "C-NEW" not in json.dumps(lines)


def test_every_stage_of_a_call_is_measured(house: Any, world: ModuleType) -> None:
    """Reading, waiting, deciding and rendering are counted once a decision."""

    def counts(client: Any) -> dict[str, float]:
        found = re.findall(r'riskdesk_stage_seconds_count{stage="(\w+)"} (\S+)', client.get("/metrics").text)
        return {stage: float(count) for stage, count in found}

    with house.open() as client:
        before = counts(client)
        client.post("/v1/orders/score", json=world.order("O-1", "C-NEW"))
        client.post("/v1/payments/score", json=world.payment("P-1"))
        after = counts(client)
    assert [2.0] * 4 == [
        after[stage] - before.get(stage, 0.0) for stage in ("read", "wait", "decide", "render")
    ]


def test_probes_are_told_only_when_asked(house: Any, stream: io.StringIO) -> None:
    """Health checks come every few seconds, so their lines are of the level debug."""
    with house.open() as client:
        for path in ("/healthz", "/readyz", "/metrics"):
            assert 200 == client.get(path).status_code
    assert [] == lines_of(stream)


@pytest.mark.parametrize("given", ["r-1", "0af7651916cd43dd8448eb211c80319c", "a" * 64, "A.b:c_d-9"])
def test_a_sane_id_is_taken_over(client: Any, given: str) -> None:
    """The caller's id comes back, so that two logs can be put side by side."""
    assert given == client.get("/healthz", headers={"X-Request-Id": given}).headers["x-request-id"]


@pytest.mark.parametrize("given", ["", " ", "a b", "a" * 65, '"><script>', "a\tb", "é", "-a", "6222 0202"])
def test_an_insane_id_is_replaced(client: Any, given: str) -> None:
    """What could break a line or a page, or fill a disk, is not repeated."""
    found = client.get("/healthz", headers={"X-Request-Id": given.encode()}).headers["x-request-id"]
    assert 36 == len(found)


def test_two_ids_are_none(client: Any) -> None:
    """Where a caller gives two, neither holds."""
    twice = client.get("/healthz", headers=[("X-Request-Id", "a"), ("X-Request-Id", "b")])
    assert 36 == len(twice.headers["x-request-id"])


def test_one_id_stands_everywhere(house: Any, stream: io.StringIO) -> None:
    """Header, problem document, access line and every other line of the call name the same id."""
    with house.open() as client:
        house.engine.dispose()
        with house.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE decisions RENAME TO gone")
        reply = client.get("/v1/decisions/x", headers={"X-Request-Id": "call-7"})
    assert (503, "call-7") == (reply.status_code, reply.headers["x-request-id"])
    assert "call-7" == reply.json()["request_id"]
    said = [json.loads(text) for text in stream.getvalue().splitlines() if "request." in text]
    assert {"request.failed", "request.answered"} == {line["event"] for line in said}
    assert {"call-7"} == {line["request_id"] for line in said}
    assert "warning" == lines_of(stream)[0]["level"]


def test_a_bug_is_answered_under_its_id(house: Any, stream: io.StringIO) -> None:
    """What nobody caught is a problem document with the id, its traceback stands in the log alone."""
    with house.open() as client:

        def bug() -> None:
            raise ZeroDivisionError("secret")

        client.app.add_api_route("/bug", bug)
        reply = client.get("/bug", headers={"X-Request-Id": "call-8"})
    assert (500, "internal_error") == (reply.status_code, lines_of(stream)[0]["outcome"])
    assert ("call-8", "call-8") == (reply.headers["x-request-id"], reply.json()["request_id"])
    assert "secret" not in reply.text
    [line] = lines_of(stream, "request.broke")
    assert "call-8" == line["request_id"]
    assert "ZeroDivisionError" in line["exception"]


def test_ids_do_not_leak_between_calls(house: Any, stream: io.StringIO) -> None:
    """One call's id and notes are not the next one's."""
    with house.open() as client:
        client.get("/v1/nothing", headers={"X-Request-Id": "first"})
        client.get("/openapi.json")
    first, second = lines_of(stream)
    assert "first" == first["request_id"] != second["request_id"]
    assert ("not_found", "ok") == (first["outcome"], second["outcome"])
    assert current_call() is None


def test_a_route_can_say_more(stream: io.StringIO) -> None:
    """A note of the route stands in the line of its call; outside of a call it goes nowhere."""
    note(outcome="nobody")
    sent = run(RequestLog(noting, on_bug=no_bug))
    assert (200, [(b"x-request-id", b"call-9")]) == (sent[0]["status"], sent[0]["headers"])
    [line] = lines_of(stream)
    assert ("review", "call-9", "/raw") == (line["outcome"], line["request_id"], line["path"])


@pytest.mark.usefixtures("stream")
def test_a_line_is_cheap() -> None:
    """Id, context and line cost some ten microseconds a call; the bound leaves room for a busy machine."""
    wrapped, bare = RequestLog(noting, on_bug=no_bug), noting
    best = {"wrapped": 1.0, "bare": 1.0}
    for _ in range(20):
        for name, one in (("wrapped", wrapped), ("bare", bare)):
            begun = time.perf_counter()
            for _ in range(50):
                run(one)
            best[name] = min(best[name], (time.perf_counter() - begun) / 50)
    assert best["wrapped"] - best["bare"] < 100e-6


def test_a_log_that_cannot_be_written_harms_no_call(stream: io.StringIO) -> None:
    """A full disk or a closed pipe is no reason not to answer."""
    stream.close()
    assert 200 == run(RequestLog(noting, on_bug=no_bug))[0]["status"]


@pytest.mark.parametrize(
    ("status", "outcome", "level"),
    [(0, "gone", "info"), (303, "ok", "info"), (404, "refused", "info"), (500, "failed", "warning")],
)
def test_an_outcome_is_always_told(stream: io.StringIO, status: int, outcome: str, level: str) -> None:
    """Where a route says nothing of its own, the status tells: a page, a redirection, a caller who hung up."""

    async def silent(_scope: Any, _receive: Any, send: Any) -> None:
        if status:
            await send({"type": "http.response.start", "status": status, "headers": []})

    run(RequestLog(silent, on_bug=no_bug))
    [line] = lines_of(stream)
    assert (status, outcome, level) == (line["status"], line["outcome"], line["level"])


def test_text_for_the_eye() -> None:
    """Without JSON the line is text."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.StringIO()
    configure_logging(load_settings(log_json=False), stream=stream)
    write_line("info", "a", "request.answered", {"status": 200})
    write_line("debug", "a", "request.answered", {"status": 200})
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    assert stream.getvalue().endswith("[info] request.answered status=200\n")
    assert 1 == len(stream.getvalue().splitlines())


def test_a_log_that_cannot_be_written_fails_no_call(
    house: Any, world: ModuleType, stream: io.StringIO
) -> None:
    """Calls are answered and decisions kept while the log's stream is gone, and the metric says how many lines."""
    with house.open() as client:
        before = lost_lines(client)
        stream.close()
        told = client.post("/v1/orders/score", json=world.order("O-1", "C-NEW"))
        assert (200, 200) == (told.status_code, client.get("/v1/customers/C-NEW/credit").status_code)
        assert before + 2 <= lost_lines(client)
    assert 1 == house.count("decisions")


def lost_lines(client: Any) -> float:
    """Return what the metric counts."""
    (line,) = [
        one
        for one in client.get("/metrics").text.splitlines()
        if one.startswith("riskdesk_log_lines_lost_total")
    ]
    return float(line.split()[1])


async def noting(_scope: Any, _receive: Any, send: Any) -> None:
    """Answer at once."""
    note(outcome="review")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"{}"})


def no_bug(_scope: Any, error: Exception) -> Any:
    """Let an exception through."""
    raise error


def run(app: Any) -> Lines:
    """Call an ASGI app once, without an event loop: nothing in it waits."""
    sent: Lines = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/raw", "headers": [(b"x-request-id", b"call-9")]}
    coroutine = app(scope, None, send)
    with pytest.raises(StopIteration):
        coroutine.send(None)
    return sent
