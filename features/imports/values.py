"""From the texts of a row to one field, in the form that the wire format wants."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

from features.events.fields import DAYS, TIMES
from features.events.kinds import EventKind
from features.imports.dates import Dates, Moment, moment_reader, shift
from features.imports.mapping import TEMPLATE_NAMES, Value
from features.imports.texts import TRANSFORMS, Texts
from riskdesk.core.errors import EventInvalid, InputInvalid, TimeInvalid

Read = Callable[[Texts], Any]
"""The field of a row, or None where it is absent."""

_FLAGS: Final = {
    "true": True,
    "1": True,
    "yes": True,
    "是": True,
    "false": False,
    "0": False,
    "no": False,
    "否": False,
}
_MOST_DAYS: Final = 3_650


@dataclass(frozen=True, slots=True)
class Compiler:
    """Turns entries of a mapping into functions of a row.

    Parameters
    ----------
    dates
        How the file writes days and times.
    """

    dates: Dates

    def field(self, kind: EventKind, name: str, value: Value) -> Read:
        """Return a function that gives the field `name` of an event of `kind`."""
        if name in DAYS:
            return self._dated(value, self.dates.day)
        if name in TIMES or name in {"occurred_at", "known_at"}:
            return self._dated(value, self.dates.time)
        return self._typed(value, field_type(kind, name))

    def _typed(self, value: Value, wanted: type) -> Read:
        text = self.text(value)
        if wanted is str:
            return text
        name = columns_of(value)
        return lambda texts: None if (found := text(texts)) is None else read_typed(found, wanted, name)

    def _dated(self, value: Value, write: Callable[[Moment], str]) -> Read:
        moment = self._moment(value)
        return lambda texts: None if (found := moment(texts)) is None else write(found)

    def _moment(self, value: Value) -> Callable[[Texts], Moment | None]:
        name = columns_of(value)
        if value.earliest is not None:
            return self._earliest([self._moment(part) for part in value.earliest])
        text, read = self.text(value), moment_reader(self.dates.formats)
        plus = self._days(value.plus_days, 1), self._days(value.minus_days, -1)

        def moment(texts: Texts) -> Moment | None:
            found = text(texts)
            if found is None:
                return None
            try:
                return shift(read(found), sum(days(texts) for days in plus))
            except TimeInvalid as error:
                raise TimeInvalid(error.detail, field=error.field or name) from None

        return moment

    def _earliest(
        self, parts: Sequence[Callable[[Texts], Moment | None]]
    ) -> Callable[[Texts], Moment | None]:
        def moment(texts: Texts) -> Moment | None:
            found = [one for part in parts if (one := part(texts)) is not None]
            return min(found, key=self.dates.time) if found else None

        return moment

    def _days(self, value: Value | None, sign: int) -> Callable[[Texts], int]:
        if value is None:
            return lambda _texts: 0
        text, name = self.text(value), columns_of(value)

        def days(texts: Texts) -> int:
            found = read_typed(text(texts) or "0", int, name)
            if abs(found) > _MOST_DAYS:
                raise EventInvalid(f"expected at most {_MOST_DAYS} days", field=name)
            return sign * int(found)

        return days

    def text(self, value: Value) -> Callable[[Texts], str | None]:
        """Return a function that gives the text of a value, transformed and looked up."""
        source = _source(value)
        transforms = [TRANSFORMS[name] for name in value.transform]
        name, table = columns_of(value), value.map

        def text(texts: Texts) -> str | None:
            found = source(texts)
            if found is None:
                if value.required and value.default is None:
                    raise EventInvalid("expected a value, the cell is empty", field=name)
                return value.default
            for transform in transforms:
                found = transform(found)
            if table and (found := table.get(found)) is None:
                raise EventInvalid(f"expected one of {', '.join(sorted(table))}", field=name)
            return found

        return text


def _source(value: Value) -> Callable[[Texts], str | None]:
    if value.constant is not None:
        return lambda _texts: value.constant
    if value.template is not None:
        return _template(value.template)
    names = value.column
    if names is None:
        raise EventInvalid("expected a text; `earliest` gives a day or time")
    return lambda texts: texts.first(names)


def _template(template: str) -> Callable[[Texts], str | None]:
    names = TEMPLATE_NAMES.findall(template)

    def text(texts: Texts) -> str | None:
        cells = texts.cells
        if any(name not in cells for name in names):
            return None
        return TEMPLATE_NAMES.sub(lambda found: cells[found[1]], template)

    return text


def columns_of(value: Value) -> str:
    """Return the column that a value speaks of, for messages."""
    if value.column is not None:
        return value.column[0]
    if value.template is not None:
        return ", ".join(TEMPLATE_NAMES.findall(value.template))
    return columns_of(value.earliest[0]) if value.earliest else "constant"


def read_typed(text: str, wanted: type, field: str) -> Any:
    """Return a text as a whole number or a flag.

    Raises
    ------
    EventInvalid
        It is none.
    """
    if wanted is bool:
        flag = _FLAGS.get(text.lower())
        if flag is None:
            raise EventInvalid("expected true or false", field=field)
        return flag
    if wanted is int:
        whole = TRANSFORMS["whole"](text)
        if not whole.removeprefix("-").isdecimal() or len(whole) > 18:
            raise EventInvalid("expected a whole number", field=field)
        return int(whole)
    return text


def field_type(kind: EventKind, name: str) -> type:
    """Return `int`, `bool` or `str`: what the schema of a kind wants for a field."""
    info = kind.schema.model_fields.get(name)
    found = _leaves(info.annotation) if info is not None else set()
    return next((wanted for wanted in (bool, int) if wanted in found), str)


def _leaves(annotation: Any) -> set[Any]:
    parts = get_args(annotation)
    return {annotation}.union(*(_leaves(part) for part in parts)) if parts else {annotation}


def name_column(error: InputInvalid, columns: Mapping[str, str]) -> InputInvalid:
    """Return the error with the file's column instead of the event's field."""
    return EventInvalid(error.detail, field=columns.get(error.field or "", error.field))
