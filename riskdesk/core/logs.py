"""Logs: one line an event, in UTC, as JSON or for the eye, without personal data.

Ours and those of libraries pass the same processors, so a traceback from a driver is redacted like a
line of our own.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Final, TextIO

import structlog
from structlog.typing import Processor

from riskdesk.core.redaction import redact
from riskdesk.core.settings import Settings

# Written by the processors themselves.
_OWN: Final = frozenset({"timestamp", "level", "_record", "_from_structlog"})


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
    handler = logging.StreamHandler(stream if stream is not None else sys.stderr)
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


def _renderer(*, as_json: bool) -> Processor:
    if as_json:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=False)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a module; events are dotted facts such as `decision.recorded`."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger
