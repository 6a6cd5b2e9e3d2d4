"""What a mapping file may say: how the rows of a file become events."""

import re
from datetime import time
from typing import Annotated, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from features.events.kinds import BY_NAME
from features.imports.dates import ISO
from riskdesk.core.i18n import Text

TEMPLATE_NAMES: Final = re.compile(r"\{([^{}]+)\}")
Transform = Literal["strip_zeros", "whole", "floor", "number", "abs", "negate", "upper"]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        raise ValueError("expected a zone of the IANA database such as Asia/Shanghai") from None
    return name


def _known_kind(name: str) -> str:
    if name not in BY_NAME:
        raise ValueError("expected the name of a kind of event")
    return name


def _known_encoding(name: str) -> str:
    if name.lower() not in {"utf-8", "utf8", "gb18030", "gbk", "gb2312"}:
        raise ValueError("expected utf-8 or gb18030")
    return "utf-8" if name.lower() in {"utf-8", "utf8"} else "gb18030"


def _short(value: object) -> object:
    return {"column": value} if isinstance(value, (str, list)) else value


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Columns = Annotated[list[str], BeforeValidator(_listed), Field(min_length=1)]
"""A column, or other names for it, of which the first that the file has is read."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Entry):
    """A text in both languages."""

    zh: str
    en: str

    @property
    def text(self) -> Text:
        """The text as the rest of the program renders it."""
        return Text(zh=self.zh, en=self.en)


class Value(_Entry):
    """Where a field comes from: one of `column`, `constant`, `template`, `earliest`.

    Parameters
    ----------
    column
        A column, or a list of other names for the same one.
    constant
        The same for every row.
    template
        Text with columns in braces, such as `{cust_number}-{doc_id}`; absent if one of them is.
    earliest
        Days or times, of which the first one counts.
    transform
        What is done to the text, in this order: `strip_zeros` (leading ones), `whole` (`15.0`
        becomes `15`), `floor` (decimals go), `number` (thousands separators and currency signs go, `(5)` is `-5`),
        `abs`, `negate`, `upper`.
    map
        What the text stands for, as a table or the name of one in `maps`; a text that is not
        listed is refused.
    default
        Where the cell is empty.
    required
        An empty cell without a default refuses the row.
    plus_days, minus_days
        Days to add or take, where the field is a day or a time.
    """

    column: Columns | None = None
    constant: str | None = None
    template: str | None = None
    earliest: "list[ValueEntry] | None" = None
    transform: list[Transform] = []
    map: dict[str, str] = {}
    default: str | None = None
    required: bool = False
    plus_days: "ValueEntry | None" = None
    minus_days: "ValueEntry | None" = None

    @model_validator(mode="after")
    def _one_source(self) -> "Value":
        given = [self.column, self.constant, self.template, self.earliest]
        if sum(item is not None for item in given) != 1:
            raise ValueError("expected exactly one of column, constant, template, earliest")
        if self.template is not None and not TEMPLATE_NAMES.search(self.template):
            raise ValueError("expected a template with a column in braces")
        return self


ValueEntry = Annotated[Value, BeforeValidator(_short)]
"""A `Value`; a bare text or list is its column."""

Value.model_rebuild()


class Condition(_Entry):
    """A test of one cell; exactly one of the tests is given."""

    column: Columns
    equals: str | None = None
    one_of: list[str] | None = None
    none_of: list[str] | None = None
    blank: bool | None = None
    sign: Literal["negative", "zero", "positive"] | None = None

    @model_validator(mode="after")
    def _one_test(self) -> "Condition":
        given = [self.equals, self.one_of, self.none_of, self.blank, self.sign]
        if sum(item is not None for item in given) != 1:
            raise ValueError("expected exactly one of equals, one_of, none_of, blank, sign")
        return self


class EventEntry(_Entry):
    """One event that a row becomes, if all conditions hold."""

    kind: Annotated[str, AfterValidator(_known_kind)]
    occurred_at: ValueEntry
    known_at: ValueEntry | None = None
    event_id: ValueEntry | None = None
    when: list[Condition] = []
    fields: dict[str, ValueEntry]

    @model_validator(mode="after")
    def _known_fields(self) -> "EventEntry":
        schema = BY_NAME[self.kind].schema.model_fields
        unknown = sorted(self.fields.keys() - schema.keys())
        if unknown:
            raise ValueError(f"{self.kind} has no field {unknown[0]}")
        missing = sorted(
            name for name, info in schema.items() if info.is_required() and name not in self.fields
        )
        if missing:
            raise ValueError(f"{self.kind} needs the field {missing[0]}")
        return self


class Skip(_Entry):
    """Rows that say nothing the log could hold: passed over, counted, with the reason."""

    when: Annotated[list[Condition], Field(min_length=1)]
    why: Words


class How(NamedTuple):
    """How a file is opened; see `features.imports.readers.open_table`."""

    sheet: str | None
    encoding: str | None
    delimiter: str | None
    header_row: int


class Layout(_Entry):
    """How the rows of one kind of file are read.

    Parameters
    ----------
    name
        Of the layout, for messages.
    columns
        A file is of the first layout all of whose columns it has.
    wire
        The row is an event in the wire format already; `event` and `skip` are not used.
    sheet, encoding, delimiter, header_row
        As for `features.imports.readers.open_table`.
    dates, zone, clock
        As for `features.imports.dates.Dates`; `zone` may be `company`.
    missing
        Texts that stand for an empty cell.
    """

    name: str
    columns: Annotated[list[Columns], Field(min_length=1)]
    wire: bool = False
    sheet: str | None = None
    encoding: Annotated[str, AfterValidator(_known_encoding)] | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    header_row: Annotated[int, Field(ge=1, le=1000)] = 1
    dates: Annotated[list[str], Field(min_length=1)] = [ISO]
    zone: str | None = None
    clock: time = time(12)
    missing: list[str] = []
    skip: list[Skip] = []
    event: list[EventEntry] = []

    @property
    def how(self) -> How:
        """How a file of this layout is opened."""
        return How(self.sheet, self.encoding, self.delimiter, self.header_row)

    @model_validator(mode="after")
    def _useful(self) -> "Layout":
        if self.zone not in (None, "company"):
            _known_zone(self.zone or "")
        if self.wire == bool(self.event):
            raise ValueError("expected either wire = true or at least one event")
        return self


class Mapping(_Entry):
    """A whole mapping file.

    Parameters
    ----------
    name, text
        What it is for.
    assumptions
        What the mapping takes for granted; the report repeats it.
    rates
        Value of one unit of each currency in one common unit; for the currencies that occur, a
        constant rate against the company's currency is set from `rates_from` on.
    maps
        Tables that a `map` may name.
    layout
        One for each kind of file.
    """

    name: Annotated[str, Field(min_length=1, max_length=64)]
    text: Words
    assumptions: list[Words] = []
    rates: dict[str, Annotated[str, Field(pattern=r"^\d{1,9}(\.\d{1,9})?$")]] = {}
    maps: dict[str, dict[str, str]] = {}
    rates_from: str = "2000-01-01T00:00:00Z"
    layout: Annotated[list[Layout], Field(min_length=1)]
