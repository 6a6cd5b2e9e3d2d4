"""The way of an import: read all files, sort, append, keep what was refused, report."""

import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from features.events.parse import EventParser
from features.history.baselines import take_missing
from features.history.reader import Reader
from features.imports.appending import Appender, Within
from features.imports.mapping import Mapping
from features.imports.outcome import file_reports, passed_over, settle
from features.imports.rates import rate_events
from features.imports.refused import write_refused
from features.imports.report import MOST_LISTED, ImportReport
from features.imports.staging import Progress, Stager
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.clock import SystemClock, format_time
from riskdesk.core.crypto import Vault
from riskdesk.core.database.handles import Engine
from riskdesk.core.settings import Settings


def import_files(  # noqa: PLR0913 -- the log and what reads it; all but files and mapping are handed down
    engine: Engine,
    vault: Vault,
    settings: Settings,
    paths: Sequence[Path],
    mapping: Mapping,
    *,
    source: str,
    progress: Progress | None = None,
    within: Within | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Import files into the log and report what became of every row.

    All files of one import are sorted together by the moment they became known, so that an
    invoice precedes the payment that settles it wherever the two stand. For that all events are
    held in memory: about 2 KB each, so some 500,000 events a GiB; larger histories are fed in
    parts, oldest first. The same files once more give repeated rows only, and an import that
    broke off is completed by feeding the same files again. At its end the company's baselines are taken
    of the days that have none (`features.history.baselines`).

    Parameters
    ----------
    engine, vault, settings
        The log, the seal of secrets, and zone, base currency and home.
    paths
        Files of one or more layouts of `mapping`.
    source
        The system that the files came from; with kind and id it identifies an event.
    progress
        Called with `reading` or `appending`, what is done and of how much (0 if unknown).
    within
        Called in the transaction that appends a chunk of events, for what is to be kept with them.
    dry_run
        Read and check only; what contradicts the log shows when it is appended.

    Raises
    ------
    MappingInvalid
        The mapping cannot be used.
    DatabaseUnavailable
        What was appended before is kept.
    """
    begun = time.perf_counter()
    clock = SystemClock()
    report = progress or _say_nothing
    import_id = _new_id(clock.now_us(), settings.zone)
    skew_us = int(settings.caller_clock_skew.total_seconds() * 1_000_000)
    parser = EventParser(vault, ZoneInfo(settings.zone))
    stager = Stager(mapping, parser, source, clock.now_us() + skew_us, report)
    stage = stager.read(list(dict.fromkeys(paths)))
    stage.events += rate_events(stage, mapping, parser, source=source, base=settings.base_currency)
    stage.sort()
    appender = Appender(engine, settings.base_currency, clock, within)
    fates = [] if dry_run else appender.append(stage.events, report)
    if any(fate.status == "taken" for fate in fates):
        reader = Reader(WorkingCalendar(settings.calendar, settings.zone))
        take_missing(engine, reader, base_currency=settings.base_currency, now_us=clock.now_us())
    row_fates = settle(stage, fates)
    written = {} if dry_run else write_refused(stage, stager, settings.home / "refused" / import_id)
    return ImportReport(
        import_id=import_id,
        source=source,
        mapping=mapping.name,
        dry_run=dry_run,
        files=file_reports(stage, row_fates, written),
        events_taken=sum(fate.status == "taken" for fate in fates),
        events_repeated=sum(fate.status == "repeated" for fate in fates),
        events_refused=sum(fate.status == "refused" for fate in fates),
        refusals=stage.all_refusals()[:MOST_LISTED],
        passed=passed_over(stage),
        assumptions=tuple(words.text for words in mapping.assumptions),
        holds=appender.holds(),
        seconds=time.perf_counter() - begun,
    )


def _say_nothing(_stage: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


def _new_id(now_us: int, zone: str) -> str:
    day, _, hour = format_time(now_us, zone)[:19].partition("T")
    return f"{day.replace('-', '')}-{hour.replace(':', '')}-{secrets.token_hex(3)}"
