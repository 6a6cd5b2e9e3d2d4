"""Making events of the rows of all files, before the log is touched."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from features.events.event import Event
from features.events.parse import EventParser
from features.imports.cells import Row, Table
from features.imports.layouts import Passed, ReadyLayout, choose_layout
from features.imports.mapping import Mapping as MappingFile
from features.imports.mapping import Words
from features.imports.readers import open_table
from features.imports.report import Refusal
from features.imports.values import name_column
from riskdesk.core.errors import EventInvalid, InputInvalid

Progress = Callable[[str, int, int], None]
"""Called with `reading` or `appending`, what is done, and of how much (0 if unknown)."""

_EVERY: Final = 1_000
_RANKS: Final = {"fx_rate_set": 0, "order_delivered": 135, "invoice_written_off": 390, "invoice_voided": 400}
"""Among events of one moment a rate comes first and taking an invoice back comes last; the
others follow their codes, which open a document before they speak of it."""


@dataclass(frozen=True, slots=True)
class Staged:
    """An event, the row that it came from (-1 for none), and the columns that its fields came from."""

    event: Event
    row: int
    columns: Mapping[str, str]


@dataclass(slots=True)
class Source:
    """One file: its layout, and where its rows begin in the count over all files."""

    path: Path
    layout: ReadyLayout | None = None
    columns: tuple[str, ...] = ()
    first: int = 0
    rows: int = 0


@dataclass(slots=True)
class Stage:
    """All that was read.

    Parameters
    ----------
    sources
        The files.
    numbers
        Row of the count over all files -> its number in its file.
    events
        Of the rows that could be used.
    refusals
        Row -> why; a file refused as a whole stands in `refused_files`.
    passed
        Row -> why it was passed over.
    """

    sources: list[Source] = field(default_factory=list)
    numbers: "array[int]" = field(default_factory=lambda: array("q"))
    events: list[Staged] = field(default_factory=list)
    refusals: dict[int, Refusal] = field(default_factory=dict)
    refused_files: list[Refusal] = field(default_factory=list)
    passed: dict[int, Words] = field(default_factory=dict)

    def refuse(self, source: Source, row: int, why: str, field_name: str | None) -> None:
        """Note why a row is refused; the first reason stays."""
        self.refusals.setdefault(row, Refusal(source.path.name, self.numbers[row], field_name, why))

    def source_of(self, row: int) -> Source:
        """Return the file of a row."""
        return next(item for item in self.sources if item.first <= row < item.first + item.rows)

    def all_refusals(self) -> tuple[Refusal, ...]:
        """Return the refusals of whole files, then those of rows in their order."""
        return (*self.refused_files, *(self.refusals[row] for row in sorted(self.refusals)))

    def sort(self) -> None:
        """Bring the events into the order in which they became known."""
        self.events.sort(key=_order)


@dataclass(frozen=True, slots=True)
class Stager:
    """Reads files of one import.

    Parameters
    ----------
    mapping, parser, source
        How, and for which system.
    latest_us
        Events after this moment are refused.
    """

    mapping: MappingFile
    parser: EventParser
    source: str
    latest_us: int
    progress: Progress

    def read(self, paths: Sequence[Path]) -> Stage:
        """Return the events and the refusals of all files."""
        stage = Stage()
        for path in paths:
            source = Source(path, first=len(stage.numbers))
            stage.sources.append(source)
            try:
                table, layout = self.open(source)
            except InputInvalid as error:
                stage.refused_files.append(Refusal(path.name, 0, error.field, error.detail))
                continue
            self._read_rows(table, layout, source, stage)
        return stage

    def open(self, source: Source) -> tuple[Table, ReadyLayout]:
        """Open a file with the layout that fits it.

        Raises
        ------
        InputInvalid
            It cannot be read, or no layout fits.
        """
        failed: InputInvalid | None = None
        for how in dict.fromkeys(layout.how for layout in self.mapping.layout):
            try:
                table = open_table(source.path, **how._asdict())
                same = [layout for layout in self.mapping.layout if layout.how == how]
                layout = choose_layout(same, table.columns)
            except InputInvalid as error:
                failed = failed or error
                continue
            source.layout = ReadyLayout(layout, self.parser.zone)
            source.columns = table.columns
            return table, source.layout
        raise failed or EventInvalid("no layout fits")

    def _read_rows(self, table: Table, layout: ReadyLayout, source: Source, stage: Stage) -> None:
        for row in table.rows:
            at = len(stage.numbers)
            stage.numbers.append(row.number)
            source.rows += 1
            try:
                stage.events += self._stage(row, at, layout, stage, typed=table.typed)
            except InputInvalid as error:
                stage.refuse(source, at, error.detail, error.field)
            if source.rows % _EVERY == 0:
                self.progress("reading", at + 1, 0)
        self.progress("reading", len(stage.numbers), 0)

    def _stage(self, row: Row, at: int, layout: ReadyLayout, stage: Stage, *, typed: bool) -> list[Staged]:
        if row.unreadable is not None:
            raise EventInvalid(row.unreadable, field="row")
        drafts = layout.drafts(row, typed=typed)
        if isinstance(drafts, Passed):
            stage.passed[at] = drafts.why
            return []
        staged = []
        for draft in drafts:
            try:
                event = self.parser.parse(draft.wire, source=self.source, origin="import")
            except InputInvalid as error:
                raise name_column(error, draft.columns) from None
            self._check_time(event, draft.columns)
            staged.append(Staged(event, at, draft.columns))
        return staged

    def _check_time(self, event: Event, columns: Mapping[str, str]) -> None:
        for name, moment_us in (("occurred_at", event.occurred_at_us), ("known_at", event.known_at_us)):
            if moment_us > self.latest_us:
                raise EventInvalid("the time has not come yet", field=columns.get(name, name))


def _order(staged: Staged) -> tuple[int, int, int, int]:
    event = staged.event
    return (
        event.known_at_us,
        event.occurred_at_us,
        _RANKS.get(event.kind.name, event.kind.code * 10),
        staged.row,
    )
