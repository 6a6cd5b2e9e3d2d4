"""Rows of the log become the kernel's event array: strings as 64-bit codes."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from features.kernel import layout as L
from features.kernel.numbers import pack
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.database.tables import PARTY_COLUMNS, events

COLUMNS: Final[tuple[tuple[int, str, bool], ...]] = (
    (L.E_SEQ, "seq", False),
    (L.E_KIND, "kind", False),
    (L.E_OCCURRED, "occurred_at_us", False),
    (L.E_KNOWN, "known_at_us", False),
    (L.E_DOCUMENT, "document", True),
    (L.E_REFERENCE, "reference", True),
    (L.E_CUSTOMER, "customer", True),
    (L.E_SALESPERSON, "salesperson", True),
    (L.E_PAYEE, "payee", True),
    (L.E_ACCOUNT, "account", True),
    (L.E_REQUESTER, "requester", True),
    (L.E_APPROVER, "approver", True),
    (L.E_ADDRESS, "address", True),
    (L.E_BASE, "base_minor", False),
    (L.E_DELTA, "delta_minor", False),
    (L.E_COUNT, "count_delta", False),
    (L.E_OPEN, "open_delta_minor", False),
    (L.E_DELIVERED, "delivered_delta_minor", False),
    (L.E_DUE, "due_at_us", False),
    (L.E_REF_AT, "ref_at_us", False),
    (L.E_FLAGS, "flags", False),
    (L.E_MARK, "voucher", True),
    (L.E_GROUP, "corporate_group", True),
    (L.E_INDUSTRY, "industry", True),
    (L.E_NAMESAKE, "namesake", True),
    (L.E_NEAR, "near_at_us", False),
)
"""Column of the event array, column of the log, whether it holds text."""

BASELINE_KIND: Final = 67

SELECTED: Final[tuple[sa.ColumnElement[Any], ...]] = (
    *(events.c[name] for _, name, _ in COLUMNS),
    events.c.tag,
    sa.case((events.c.kind == sa.literal_column(str(BASELINE_KIND)), events.c.body)).label("baseline"),
)
"""What is read of each row: `COLUMNS`, its invoice number, and the body of a baseline."""

_PARTY_PLACES: Final = [place for place, (_, name, _) in enumerate(COLUMNS) if name in PARTY_COLUMNS]
BASELINE_PLACES: Final = {"order": L.PLACE_ORDER, "payment": L.PLACE_PAYMENT, "claim": L.PLACE_CLAIM}

_FEW: Final = 8
_MOST_KEPT: Final = 1 << 14
"""Codes at hand, 4 MB of them: those of parties come again and again, those of documents hardly do."""


def code_of(text: str | None) -> int:
    """Return the 64-bit code of a key; 0 for none.

    The same text has the same code in every process and release (BLAKE2b of eight bytes):
    among ten million keys two share a code with a chance of about three in a million.
    """
    if text is None:
        return L.NOBODY
    return _hashed(text)


@lru_cache(maxsize=_MOST_KEPT)
def _hashed(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little", signed=True) or 1


def code_of_number(number: str | None) -> int:
    """Return the code of a normalised invoice number: packed where it is short, else a hash below 0."""
    if number is None:
        return L.NOBODY
    packed = pack(number)
    return packed if packed is not None else -(abs(code_of(number)) or 1)


def selected_of(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return of a row about to be written what `SELECTED` would read of it."""
    baseline = row["body"] if row["kind"] == BASELINE_KIND else None
    return (*(row[name] for _, name, _ in COLUMNS), row["tag"], baseline)


def keys_of_row(row: Sequence[Any]) -> list[int]:
    """Return the codes of the parties that a row speaks of, values of `SELECTED`."""
    return [code_of(row[place]) for place in _PARTY_PLACES if row[place] is not None]


def encode_rows(rows: Sequence[Sequence[Any]], calendar: WorkingCalendar) -> npt.NDArray[np.int64]:
    """Return rows of the log as the kernel's event array.

    Parameters
    ----------
    rows
        Values of `SELECTED`, in its order.
    calendar
        The company's calendar, which tells the hour class of each moment.

    Returns
    -------
    ndarray
        int64 of shape (E_WIDTH, n): a column each row, but a baseline as many as it has classes.
    """
    if 0 < len(rows) <= _FEW and not any(row[-1] for row in rows):
        return np.array([_encode_one(row, calendar) for row in rows], np.int64).T
    encoded = np.zeros((L.E_WIDTH, len(rows)), np.int64)
    if not rows:
        return encoded
    *plain, numbers, baselines = zip(*rows, strict=True)
    for (at, _, is_text), values in zip(COLUMNS, plain, strict=True):
        encoded[at] = _codes(values) if is_text else values
    encoded[L.E_TAG] = [code_of_number(number) for number in numbers]
    encoded[L.E_HOUR] = moment_class(encoded[L.E_OCCURRED], calendar)
    return _with_baselines(encoded, baselines) if any(baselines) else encoded


def _encode_one(row: Sequence[Any], calendar: WorkingCalendar) -> list[int]:
    """Return one row's column; of few rows the making of arrays would cost more than the rows."""
    encoded = [0] * L.E_WIDTH
    for (at, _, is_text), value in zip(COLUMNS, row, strict=False):
        encoded[at] = code_of(value) if is_text else value
    encoded[L.E_TAG] = code_of_number(row[len(COLUMNS)])
    encoded[L.E_HOUR] = moment_class_one(encoded[L.E_OCCURRED], calendar)
    return encoded


def _with_baselines(encoded: npt.NDArray[np.int64], bodies: Sequence[str | None]) -> npt.NDArray[np.int64]:
    """Return the array with each baseline's column replaced by one a class."""
    parts = []
    begin = 0
    for i, body in enumerate(bodies):
        if body is None:
            continue
        parts.append(encoded[:, begin:i])
        rows = baseline_rows(json.loads(body))
        block = np.repeat(encoded[:, i : i + 1], len(rows), axis=1)
        block[[L.E_CLASS, L.E_INDUSTRY, L.E_BASE, L.E_DELTA, L.E_TAG]] = (
            np.array(rows, np.int64).reshape(-1, 5).T
        )
        block[L.E_COUNT] = 1
        parts.append(block)
        begin = i + 1
    return np.concatenate([*parts, encoded[:, begin:]], axis=1)


def baseline_rows(body: Mapping[str, Any]) -> list[tuple[int, int, int, int, int]]:
    """Return (class, industry, first value, second value, movements) of each class of a baseline."""
    rows = []
    for place, number in BASELINE_PLACES.items():
        shares = [*body["hours"].get(place, ()), *body["weekdays"].get(place, ())]
        moved = int(body["movements"].get(place, 0))
        first = 1 + number * L.CLASSES_A_PLACE
        rows += [(first + i, 0, int(share), 0, moved) for i, share in enumerate(shares)]
    for industry, (mean, share, paid) in body["industries"].items():
        rows.append((0, code_of(industry), int(mean), int(share), int(paid)))
    return rows


def moment_class(moments_us: npt.NDArray[np.int64], calendar: WorkingCalendar) -> npt.NDArray[np.int64]:
    """Return `weekday * 48 + day_kind * 24 + hour` of each moment in the company's zone, 0 to 335."""
    local = calendar.local(moments_us)
    return local.weekday * L.HOUR_CLASSES + local.day_kind * 24 + local.hour


def moment_class_one(moment_us: int, calendar: WorkingCalendar) -> int:
    """Return the class of one moment; equal to `moment_class` of it."""
    _, hour, weekday, day_kind = calendar.local_one(moment_us)
    return weekday * L.HOUR_CLASSES + day_kind * 24 + hour


def _codes(values: Iterable[str | None]) -> list[int]:
    return [L.NOBODY if value is None else _hashed(value) for value in values]
