"""Logs: one line an event, in UTC, as JSON or for the eye, without personal data.

Ours and those of libraries pass the same processors, so a traceback from a driver is redacted like a
line of our own. What cannot be written is counted (`riskdesk.core.lost_lines`) and fails nobody.
"""

import logging
import sys
from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal, TextIO

import msgspec
import structlog
from structlog.typing import Processor

from riskdesk.core.lost_lines import LOST
from riskdesk.core.redaction import redact
from riskdesk.core.settings import Settings

# Written by the processors themselves.
_OWN: Final = frozenset({"timestamp", "level", "_record", "_from_structlog"})

Level = Literal["debug", "info", "warning", "error"]
_LEVELS: Final[dict[Level, int]] = {"debug": 10, "info": 20, "warning": 30, "error": 40}


class _Lines(logging.StreamHandler[TextIO]):
    """Writes lines; one that cannot be made or written is counted."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - the library's names
        """Count the line whose exception is being handled."""
        LOST.note(sys.exception())


@dataclass(slots=True)
class _Plain:
    """Where lines go that pass no processors."""

    handler: _Lines
    level: int
    as_json: bool


_plain: _Plain | None = None


def redact_event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Redact every value of a log event, as a structlog processor."""
    for name in event.keys() - _OWN:
        event[name] = redact(event[name], name)
    return event


def configure_logging(settings: Settings, *, stream: TextIO | None = None) -> None:
    """Set up logging for this process; may be called again with other settings.

    Parameters
    ----------
    settings
        `log_level` and `log_json` are read.
    stream
        Where lines go; the process's standard error if None.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = _Lines(stream if stream is not None else sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                redact_event,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _renderer(as_json=settings.log_json),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level.upper())
    global _plain  # noqa: PLW0603  logging is one for the process, and so is this
    _plain = _Plain(handler, root.level, settings.log_json)


def write_line(level: Level, logger: str, event: str, values: dict[str, Any]) -> None:
    """Write a line of the same shape as all others at a fraction of their cost.

    It passes no processor, so nothing in it is redacted: only values that are known to be harmless may be
    handed over. 5 µs instead of the 100 µs of a line through the processors (November 2026), so that there
    can be one for every call. A line that cannot be written is counted.

    Parameters
    ----------
    level, logger, event
        As of other lines.
    values
        What the line says besides.
    """
    plain = _plain
    if plain is None or _LEVELS[level] < plain.level:
        return
    try:
        _write(plain, level, logger, event, values)
    except Exception as error:  # noqa: BLE001 - whatever it is, the call has its answer
        LOST.note(error)


def _write(plain: _Plain, level: Level, logger: str, event: str, values: dict[str, Any]) -> None:
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    said = {"event": event, "level": level, "logger": logger, "timestamp": now[:-6] + "Z", **values}
    if plain.as_json:
        line = msgspec.json.encode(said).decode()
    else:
        line = f"{said['timestamp']} [{level}] {event} " + " ".join(f"{k}={v}" for k, v in values.items())
    handler = plain.handler
    handler.acquire()
    try:
        handler.stream.write(line + "\n")
        handler.flush()
    finally:
        handler.release()


def _renderer(*, as_json: bool) -> Processor:
    if as_json:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=False)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a module; events are dotted facts such as `decision.recorded`."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger
