"""A layout made ready for one run: from a row to the events of the wire format."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from features.events.kinds import BY_NAME, EventKind, kind_named
from features.events.parse import ENVELOPE
from features.imports.cells import REPORT_COLUMNS, Row
from features.imports.conditions import Test, compile_all
from features.imports.dates import Dates
from features.imports.mapping import EventEntry, Layout, Value, Words
from features.imports.texts import texts_of
from features.imports.values import Compiler, Read, columns_of, field_type, read_typed
from riskdesk.core.errors import EventInvalid, MappingInvalid


@dataclass(frozen=True, slots=True)
class Draft:
    """An event of a row, not yet parsed.

    Parameters
    ----------
    wire
        As the parser of events takes it.
    columns
        Field of the event -> column of the file, where they differ.
    """

    wire: Mapping[str, Any]
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Passed:
    """A row that says nothing the log could hold."""

    why: Words


class ReadyLayout:
    """One layout, its conditions and values compiled.

    Parameters
    ----------
    layout
        As the mapping has it.
    company_zone
        In which calendar days begin.
    """

    def __init__(self, layout: Layout, company_zone: ZoneInfo) -> None:
        self.layout = layout
        self._missing = frozenset(layout.missing)
        zone = company_zone if layout.zone == "company" else ZoneInfo(layout.zone) if layout.zone else None
        compiler = Compiler(Dates(tuple(layout.dates), zone, company_zone, layout.clock))
        self._skips = [(compile_all(skip.when), Passed(skip.why)) for skip in layout.skip]
        self._entries = [_ready_entry(entry, compiler) for entry in layout.event]

    def drafts(self, row: Row, *, typed: bool) -> list[Draft] | Passed:
        """Return the events of a row, or why it is passed over.

        Raises
        ------
        InputInvalid
            The row cannot be used; `field` names the column.
        """
        if self.layout.wire:
            return [_wire_typed(row.cells) if typed else self._wire(row.cells)]
        texts = texts_of(row.cells, self._missing)
        for applies, passed in self._skips:
            if applies(texts):
                return passed
        drafts = [
            Draft({name: found for name, read in reads if (found := read(texts)) is not None}, columns)
            for applies, reads, columns in self._entries
            if applies(texts)
        ]
        if not drafts:
            raise EventInvalid("no entry of the mapping applies to this row", field=self.layout.name)
        return drafts

    def _wire(self, cells: Mapping[str, Any]) -> Draft:
        texts = texts_of({n: v for n, v in cells.items() if n not in REPORT_COLUMNS}, self._missing).cells
        kind = kind_named(texts.get("kind"))
        wire = {name: read_typed(text, _type_of(kind, name), name) for name, text in texts.items()}
        return Draft(wire, {})


_Entry = tuple[Test, Sequence[tuple[str, Read]], Mapping[str, str]]


def _ready_entry(entry: EventEntry, compiler: Compiler) -> _Entry:
    kind = BY_NAME[entry.kind]
    values = {"occurred_at": entry.occurred_at, **entry.fields}
    values |= {"known_at": entry.known_at} if entry.known_at else {}
    values |= {"event_id": entry.event_id} if entry.event_id else {}
    reads: list[tuple[str, Callable[..., Any]]] = [("kind", lambda _texts: kind.name)]
    try:
        reads += [(name, compiler.field(kind, name, value)) for name, value in values.items()]
    except EventInvalid as error:
        raise MappingInvalid(error.detail, field=entry.kind) from None
    return compile_all(entry.when), reads, _columns(values)


def _columns(values: Mapping[str, Value]) -> dict[str, str]:
    return {name: columns_of(value) for name, value in values.items() if value.constant is None}


def _wire_typed(cells: Mapping[str, Any]) -> Draft:
    """Return a row of JSON as it is, once its texts are fit to be stored."""
    texts_of({name: text for name, text in cells.items() if isinstance(text, str)}, frozenset())
    return Draft(cells, {})


@lru_cache(maxsize=1_000)
def _type_of(kind: EventKind, name: str) -> type:
    return str if name in ENVELOPE else field_type(kind, name)


def choose_layout(layouts: Sequence[Layout], columns: Sequence[str]) -> Layout:
    """Return the first layout all of whose columns a file has; none are known of JSON lines.

    Raises
    ------
    EventInvalid
        There is none; `field` names a column that the nearest layout misses.
    """
    if not columns:
        wire = next((layout for layout in layouts if layout.wire), None)
        if wire is None:
            raise EventInvalid("JSON lines are read with the canonical mapping only")
        return wire
    held = frozenset(columns)
    lacks = [[names[0] for names in layout.columns if held.isdisjoint(names)] for layout in layouts]
    nearest = min(range(len(lacks)), key=lambda at: len(lacks[at]))
    if lacks[nearest]:
        names = ", ".join(lacks[nearest])
        raise EventInvalid(f"the layout {layouts[nearest].name} also needs {names}", field=lacks[nearest][0])
    return layouts[nearest]
