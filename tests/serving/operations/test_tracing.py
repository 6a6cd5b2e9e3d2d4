import io
import json
import logging
import time
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
import structlog

from riskdesk.core.logs import configure_logging
from riskdesk.core.settings import load_settings
from serving.operations.request_log import RequestLog, note_stage
from serving.operations.tracing import Tracing, open_tracing

trace_sdk = pytest.importorskip("opentelemetry.sdk.trace")
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def spans() -> Any:
    """Spans that were written, in the order in which they ended."""
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    return InMemorySpanExporter()


@pytest.fixture
def tracing(spans: Any) -> Tracing:
    """Tracing into memory."""
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor

    provider = trace_sdk.TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    return Tracing(provider.get_tracer("test"))


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What is logged, as JSON."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.StringIO()
    configure_logging(load_settings(), stream=stream)
    yield stream
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


async def answering(scope: Any, _receive: Any, send: Any) -> None:
    """Answer with two stages in it; the path says the status."""
    now = time.perf_counter_ns()
    note_stage("features", now, now + 1_000)
    note_stage("commit", now + 1_000, now + 5_000)
    await send({"type": "http.response.start", "status": int(scope["path"][1:]), "headers": []})
    await send({"type": "http.response.body", "body": b"{}"})


def call(tracing: Tracing, status: int = 200, **headers: str) -> None:
    """Send one call through the middleware."""

    async def send(_message: Any) -> None:
        pass

    named = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "POST", "path": f"/{status}", "headers": named}
    app = RequestLog(answering, on_bug=lambda _scope, error: pytest.fail(str(error)), tracing=tracing)
    coroutine = app(scope, None, send)  # type: ignore[arg-type] # nothing is received
    with pytest.raises(StopIteration):
        coroutine.send(None)


def test_spans_follow_a_clock_that_was_set_right(
    tracing: Tracing, spans: Any, stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process of weeks tells the time of day as the machine has it now, not as it had it when it began."""
    assert "" == stream.getvalue()
    true_ns, ahead_ns = time.time_ns, 3_600 * 10**9
    monkeypatch.setattr(time, "time_ns", lambda: true_ns() + ahead_ns)
    before = time.time_ns()
    call(tracing)
    whole = spans.get_finished_spans()[-1]
    assert before <= whole.start_time <= whole.end_time <= time.time_ns()


def test_a_call_is_a_span_with_its_stages(tracing: Tracing, spans: Any, stream: io.StringIO) -> None:
    """The caller's trace goes on: one span for the call, one within it for each stage, with their times."""
    before = time.time_ns()
    call(tracing, traceparent=PARENT)
    features, commit, whole = spans.get_finished_spans()
    assert ["features", "commit", "POST /200"] == [one.name for one in (features, commit, whole)]
    assert {0x0AF7651916CD43DD8448EB211C80319C} == {one.context.trace_id for one in (features, commit, whole)}
    assert 0xB7AD6B7169203331 == whole.parent.span_id
    assert {whole.context.span_id} == {features.parent.span_id, commit.parent.span_id}
    assert (1_000, 4_000) == tuple(one.end_time - one.start_time for one in (features, commit))
    assert abs(whole.start_time - before) < 5_000_000_000
    assert 200 == whole.attributes["http.response.status_code"]
    assert "0af7651916cd43dd8448eb211c80319c" == json.loads(stream.getvalue())["trace_id"]


def test_a_failure_is_marked(tracing: Tracing, spans: Any, stream: io.StringIO) -> None:
    """A call that the service could not answer is an error in the trace; one that it refused is none."""
    for status in (503, 422):
        call(tracing, status)
    marked = [one.status.is_ok for one in spans.get_finished_spans() if one.name.startswith("POST")]
    assert [False, True] == marked
    assert 2 == len(stream.getvalue().splitlines())


@pytest.mark.usefixtures("stream")
def test_a_broken_parent_begins_anew(tracing: Tracing, spans: Any) -> None:
    """What is no trace context is ignored."""
    call(tracing, traceparent="nonsense")
    assert spans.get_finished_spans()[-1].parent is None


@pytest.mark.parametrize("exporter", [None, "none"])
def test_nobody_asked(monkeypatch: pytest.MonkeyPatch, exporter: str | None) -> None:
    """Without OpenTelemetry's own variables nothing is traced."""
    for name in ("OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    if exporter is not None:
        monkeypatch.setenv("OTEL_TRACES_EXPORTER", exporter)
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    assert open_tracing() is None


def test_packages_that_are_missing_are_told_of(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO) -> None:
    """Who asks for traces without the packages is told which, and the service goes on."""
    import sys

    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    assert open_tracing() is None
    assert "riskdesk[otel]" in stream.getvalue()


def test_the_service_answers_with_tracing(
    house: Any, world: ModuleType, tracing: Tracing, spans: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Calls of the whole service are spans named after their routes; probes are not traced."""
    monkeypatch.setattr("serving.app.open_tracing", lambda: tracing)
    with house.open() as client:
        assert 200 == client.post("/v1/orders/score", json=world.order("O-1", "C-NEW")).status_code
        assert 404 == client.get("/v1/customers/nobody/credit").status_code
        client.get("/healthz")
    named = [one.name for one in spans.get_finished_spans() if one.parent is None]
    assert ["POST /v1/orders/score", "GET /v1/customers/{customer_id}/credit"] == named
