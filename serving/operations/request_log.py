"""One line in the log for every call, and one id under which all that concerns it is found."""

import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import structlog
import uuid_utils
from prometheus_client import Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from riskdesk.core.i18n import Language, choose_language
from riskdesk.core.logs import Level, write_line
from riskdesk.core.redaction import redact
from serving.operations.metrics import STAGE
from serving.operations.tracing import Stage, Tracing

_LOGGER: Final = "riskdesk.access"
_HEADER: Final = b"x-request-id"
_SANE: Final = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
"""Ids that are taken over from a caller: nothing in them could break a line or a page."""
_PROBES: Final = frozenset({"/healthz", "/readyz", "/metrics"})


@dataclass(slots=True)
class Call:
    """What is known of the call at hand.

    Parameters
    ----------
    request_id
        The caller's where it is sane, else ours.
    accept_language
        As it was sent.
    default_language
        Of who asks for none.
    notes
        What its line says beyond status and time.
    traced
        Whether a trace is written of it.
    stages
        What was measured in it, where it is traced.
    """

    request_id: str
    accept_language: str | None
    default_language: Language
    traced: bool = False
    notes: dict[str, Any] = field(default_factory=dict)
    stages: list[Stage] = field(default_factory=list)

    @property
    def language(self) -> Language:
        """Language of the answer."""
        return choose_language(self.accept_language, self.default_language)


_CALL: ContextVar[Call | None] = ContextVar("riskdesk_call", default=None)


def current_call() -> Call | None:
    """Return the call that is being answered, or None outside of one."""
    return _CALL.get()


def note(**values: Any) -> None:
    """Add values to the line of the call at hand, such as `outcome="review"`; never anything personal."""
    call = _CALL.get()
    if call is not None:
        call.notes.update(values)


def note_stage(name: str, began_ns: int, ended_ns: int) -> None:
    """Tell of a part of the work, on the clock of `time.perf_counter_ns`; of a call that is traced it is a span."""
    _seconds_of(name).observe((ended_ns - began_ns) / 1e9)
    call = _CALL.get()
    if call is not None and call.traced:
        call.stages.append(Stage(name, began_ns, ended_ns))


@cache
def _seconds_of(stage: str) -> Histogram:
    return STAGE.labels(stage)


class RequestLog:
    """ASGI middleware outside of all others.

    Parameters
    ----------
    app
        What is inside.
    on_bug
        Returns the answer to an exception that nobody caught.
    language
        Of callers who ask for none.
    tracing
        Where spans go, or None.
    """

    def __init__(
        self,
        app: ASGIApp,
        on_bug: Callable[[Scope, Exception], ASGIApp],
        language: Language = "zh",
        tracing: Tracing | None = None,
    ) -> None:
        self.app = app
        self.on_bug = on_bug
        self.language: Language = language
        self.tracing = tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call and write its line."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began_ns = time.perf_counter_ns()
        call = _call_of(scope, self.language, traced=self.tracing is not None)
        header = (_HEADER, call.request_id.encode())
        status = 0

        async def tell(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], header]
            await send(message)

        _CALL.set(call)
        structlog.contextvars.bind_contextvars(request_id=call.request_id)
        try:
            await self.app(scope, receive, tell)
        except Exception as error:
            answer = self.on_bug(scope, error)
            if status:
                raise  # half an answer is out: the connection must break
            await answer(scope, receive, tell)
        finally:
            self._write(scope, call, status, began_ns)
            _CALL.set(None)
            structlog.contextvars.unbind_contextvars("request_id")

    def _write(self, scope: Scope, call: Call, status: int, began_ns: int) -> None:
        ended_ns = time.perf_counter_ns()
        path = _path_of(scope)
        values = {
            "request_id": call.request_id,
            "method": scope["method"][:10],
            "path": path,
            "status": status,
            "ms": (ended_ns - began_ns) // 1_000 / 1_000,
            "outcome": _outcome(status),
        }
        values.update(call.notes)
        is_probe = path in _PROBES
        if self.tracing is not None and not is_probe:
            whole = Stage(f"{values['method']} {path}", began_ns, ended_ns)
            values["trace_id"] = self.tracing.write(
                whole, call.stages, _trace_headers(scope), _attributes(values)
            )
        # probes of a healthy process come every few seconds and say nothing
        level: Level = "warning" if status >= 500 else "debug" if is_probe else "info"
        write_line(level, _LOGGER, "request.answered", values)


def _call_of(scope: Scope, language: Language, *, traced: bool) -> Call:
    given, accept = [], None
    for name, value in scope["headers"]:
        if name == _HEADER:
            given.append(value)
        elif name == b"accept-language":
            accept = value.decode("latin-1")
    is_sane = len(given) == 1 and _SANE.fullmatch(given[0]) is not None
    return Call(given[0].decode() if is_sane else str(uuid_utils.uuid7()), accept, language, traced)


def _outcome(status: int) -> str:
    """Return what came of a call of which nothing more is known; status 0 is a caller who hung up."""
    if status == 0:
        return "gone"
    return "ok" if status < 400 else "refused" if status < 500 else "failed"


def _path_of(scope: Scope) -> str:
    """Return the route's template: ids that stand in a path are none of an access log's business."""
    template = getattr(scope.get("route"), "path", None)
    return template if isinstance(template, str) else str(redact(scope["path"][:100]))


def _trace_headers(scope: Scope) -> dict[str, str]:
    wanted = (b"traceparent", b"tracestate")
    return {name.decode(): value.decode("latin-1") for name, value in scope["headers"] if name in wanted}


def _attributes(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "http.request.method": values["method"],
        "http.route": values["path"],
        "http.response.status_code": values["status"],
        "riskdesk.outcome": values["outcome"],
        "riskdesk.request_id": values["request_id"],
    }
