"""Taking events: every row is judged by itself, good rows are appended in chunks."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from features.events.event import Event
from features.history.log import Appended, Log
from riskdesk.core.database.unit import write_unit
from riskdesk.core.errors import BodyUnreadable, InputInvalid
from riskdesk.core.i18n import Language
from serving import problem_texts
from serving.bodies import first_flaw, read_json
from serving.ingest.schemas import IngestAnswer, RowResult
from serving.operations.metrics import EVENTS
from serving.runtime import Runtime

_MICROSECOND: Final = timedelta(microseconds=1)
_CHUNK: Final = 200
"""Rows a transaction: holds the log's lock for well under 50 ms."""

MOST_ROWS: Final = 10_000
"""Rows of one call."""


def take_events(
    runtime: Runtime, body: bytes, *, is_lines: bool, source: str, language: Language = "en"
) -> IngestAnswer:
    """Append what a body holds.

    Parameters
    ----------
    body
        A JSON array of objects, or one object a line (NDJSON).
    is_lines
        The body is NDJSON; a line that is no JSON is refused by itself.
    source
        The caller: with kind and event_id it identifies an event.
    language
        Of what is said of rows that were refused.

    Raises
    ------
    BodyUnreadable
        The array is no JSON, or nothing was sent, or too many rows.
    """
    rows = list(_lines(body) if is_lines else _array(body))
    if not rows or len(rows) > MOST_ROWS:
        raise BodyUnreadable(f"expected 1 to {MOST_ROWS} rows, got {len(rows)}", field="body")
    results = [RowResult(index=i, status="refused") for i in range(len(rows))]
    parsed: list[tuple[int, Event]] = []
    for i, row in enumerate(rows):
        try:
            parsed.append((i, _parse(runtime, row, source)))
        except InputInvalid as error:
            said = problem_texts.detail(error.detail, language)
            results[i] = RowResult(index=i, status="refused", field=error.field, detail=said)
    for begin in range(0, len(parsed), _CHUNK):
        part = parsed[begin : begin + _CHUNK]
        for (i, _), fate in zip(part, _append(runtime, [event for _, event in part]), strict=True):
            said_of = None if fate.detail is None else problem_texts.detail(fate.detail, language)
            results[i] = RowResult(
                index=i, status=fate.status, seq=fate.seq, field=fate.field, detail=said_of
            )
    count = {status: sum(r.status == status for r in results) for status in ("taken", "repeated", "refused")}
    for status, rows_of in count.items():
        EVENTS.labels(status).inc(rows_of)
    return IngestAnswer(
        taken=count["taken"], repeated=count["repeated"], refused=count["refused"], results=results
    )


def _append(runtime: Runtime, batch: list[Event]) -> list[Appended]:
    with write_unit(runtime.engine) as connection:
        log = Log(connection, runtime.settings.base_currency)
        fates = log.append(batch, recorded_at_us=runtime.clock.now_us())
        log.flush()
    return fates


def _parse(runtime: Runtime, row: object, source: str) -> Event:
    if isinstance(row, InputInvalid):
        raise row
    if not isinstance(row, dict):
        raise InputInvalid("expected a JSON object", field="row")
    flaw = first_flaw(row)
    if flaw is not None:
        raise flaw
    event = runtime.parser.parse(row, source=source)
    latest_us = runtime.clock.now_us() + runtime.settings.caller_clock_skew // _MICROSECOND
    for name, at_us in (("occurred_at", event.occurred_at_us), ("known_at", event.known_at_us)):
        if at_us > latest_us:
            raise InputInvalid(
                "expected a time that has come; it lies ahead of the server's clock", field=name
            )
    return event


def _lines(body: bytes) -> Iterator[Any]:
    for line in body.split(b"\n"):
        if line.strip():
            try:
                yield read_json(line)
            except BodyUnreadable as error:
                yield InputInvalid(f"expected one JSON object a line: {error.detail}", field="row")


def _array(body: bytes) -> list[Any]:
    rows = read_json(body)
    if not isinstance(rows, list):
        raise BodyUnreadable("expected a JSON array of objects", field="body")
    return rows
