"""Traces of calls for OpenTelemetry, where it is installed and asked for; otherwise nothing at all.

It is asked for by the variables of OpenTelemetry itself: `OTEL_EXPORTER_OTLP_ENDPOINT`, or
`OTEL_TRACES_EXPORTER` other than `none`. A trace that the caller began is continued. Spans are
made when the call is over, from what was measured in it, so that a call pays for them once.
"""

import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from riskdesk.core.logs import get_logger

_log = get_logger("riskdesk.tracing")
_SERVICE: Final = "riskdesk"


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a call, on the clock of `time.perf_counter_ns`."""

    name: str
    began_ns: int
    ended_ns: int


class Tracing:
    """Writes spans with a tracer of OpenTelemetry.

    Parameters
    ----------
    tracer
        Of the process's provider, or of a test's.
    """

    def __init__(self, tracer: Any) -> None:
        self._tracer = tracer

    def write(
        self,
        whole: Stage,
        parts: Iterable[Stage],
        headers: Mapping[str, str],
        attributes: Mapping[str, Any],
    ) -> str:
        """Write the span of a call and those of its parts; return the trace's id in hex.

        Parameters
        ----------
        whole, parts
            The call, named after its method and route, and what was measured in it.
        headers
            `traceparent` and `tracestate` as the caller sent them.
        attributes
            What the span says; nothing personal.
        """
        from opentelemetry.trace import SpanKind, Status, StatusCode, set_span_in_context
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        # spans want the time of day, calls are measured on a steady clock; both are read together for each call,
        # for the time of day is set right now and then
        offset_ns = time.time_ns() - time.perf_counter_ns()
        above = TraceContextTextMapPropagator().extract(dict(headers))
        span = self._tracer.start_span(
            whole.name,
            context=above,
            kind=SpanKind.SERVER,
            attributes=dict(attributes),
            start_time=whole.began_ns + offset_ns,
        )
        within = set_span_in_context(span)
        for part in parts:
            inner = self._tracer.start_span(part.name, context=within, start_time=part.began_ns + offset_ns)
            inner.end(part.ended_ns + offset_ns)
        status = attributes.get("http.response.status_code", 0)
        if status == 0 or status >= 500:
            span.set_status(Status(StatusCode.ERROR))
        span.end(whole.ended_ns + offset_ns)
        return f"{span.get_span_context().trace_id:032x}"


def open_tracing() -> Tracing | None:
    """Return the writer of spans, or None where nobody asked for it or the packages are missing."""
    exporter = os.environ.get("OTEL_TRACES_EXPORTER", "")
    if exporter == "none" or not (exporter or os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT")):
        return None
    try:
        from opentelemetry import trace
    except ImportError:
        _log.warning("tracing.missing", wanted="riskdesk[otel]")
        return None
    if type(trace.get_tracer_provider()).__name__ == "ProxyTracerProvider" and not _provide(trace):
        return None
    return Tracing(trace.get_tracer(_SERVICE))


def _provide(trace: Any) -> bool:
    """Make a provider that exports by OTLP, where nothing else has made one, such as an agent."""
    try:
        exporters: Any = import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        _log.warning("tracing.missing", wanted="riskdesk[otel]")
        return False
    provider = TracerProvider(resource=Resource.create({"service.name": _SERVICE}))
    provider.add_span_processor(BatchSpanProcessor(exporters.OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return True
