"""Rows of the log become the kernel's event array: strings as 64-bit codes."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from features.kernel import layout as L
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.database.tables import events

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
    (L.E_TAG, "tag", True),
    (L.E_FLAGS, "flags", False),
)
"""Column of the event array, column of the log, whether it holds text."""

SELECTED: Final[tuple[sa.Column[Any], ...]] = tuple(events.c[name] for _, name, _ in COLUMNS)

_MEMO_LIMIT: Final = 2_000_000
_memo: dict[str, int] = {}


def code_of(text: str | None) -> int:
    """Return the 64-bit code of a key; 0 for none.

    The same text has the same code in every process and release (BLAKE2b of eight bytes):
    among ten million keys two share a code with a chance of about three in a million.
    """
    if text is None:
        return L.NOBODY
    code = _memo.get(text)
    if code is None:
        code = (
            int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little", signed=True) or 1
        )
        if len(_memo) >= _MEMO_LIMIT:
            _memo.clear()
        _memo[text] = code
    return code


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
        int64 of shape (E_WIDTH, len(rows)).
    """
    encoded = np.zeros((L.E_WIDTH, len(rows)), np.int64)
    if not rows:
        return encoded
    for (at, _, is_text), values in zip(COLUMNS, zip(*rows, strict=True), strict=True):
        encoded[at] = _codes(values) if is_text else values
    encoded[L.E_HOUR] = hour_class(encoded[L.E_OCCURRED], calendar)
    return encoded


def hour_class(moments_us: npt.NDArray[np.int64], calendar: WorkingCalendar) -> npt.NDArray[np.int64]:
    """Return `day_kind * 24 + hour` of each moment in the company's zone, 0 to 47."""
    local = calendar.local(moments_us)
    return local.day_kind * 24 + local.hour


def hour_class_one(moment_us: int, calendar: WorkingCalendar) -> int:
    """Return the hour class of one moment; equal to `hour_class` of it."""
    _, hour, _, day_kind = calendar.local_one(moment_us)
    return day_kind * 24 + hour


def _codes(values: Iterable[str | None]) -> list[int]:
    return [code_of(value) for value in values]
