import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.history import encode
from features.history.encode import (
    COLUMNS,
    SELECTED,
    code_of,
    code_of_number,
    encode_rows,
    moment_class,
    moment_class_one,
)
from features.kernel import layout as L
from features.kernel.layout import NOBODY
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.clock import EARLIEST_US, LATEST_US, parse_time

CALENDAR = WorkingCalendar()
ELSEWHERE = WorkingCalendar("DE", "Europe/Berlin")
GOLDEN = {"C1": -1906089783077362691, "order:25SH00137": -8308948630692558076, "客户": -9131194171974210595}


@pytest.mark.parametrize(("text", "code"), GOLDEN.items())
def test_codes_are_stable(text: str, code: int) -> None:
    """Stored vectors and queries hold codes: they are the same in every release."""
    assert code == code_of(text)


def test_codes_are_the_same_in_every_process() -> None:
    """The seed of Python's own hashes plays no part."""
    command = "from features.history.encode import code_of; print(code_of('C1'))"
    run = subprocess.run(
        [sys.executable, "-c", command],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "7"},
    )
    assert str(GOLDEN["C1"]) == run.stdout.strip()


def test_nobody_is_zero_and_nobody_else() -> None:
    """An absent key has the code 0; every text has another."""
    assert NOBODY == code_of(None)
    codes = {code_of(f"K{i}") for i in range(20_000)}
    assert 20_000 == len(codes)
    assert NOBODY not in codes


def test_memory_of_codes_is_bounded() -> None:
    """However many there were, few are at hand; the codes are the same."""
    most = encode._hashed.cache_info().maxsize
    assert most is not None
    assert len({code_of(f"M{i}") for i in range(most + 10)}) == most + 10
    assert most == encode._hashed.cache_info().currsize
    assert GOLDEN["C1"] == code_of("C1")


def test_every_column_is_filled_once() -> None:
    """Each column of the event array has one source; tag, moment class and baselines' classes are computed."""
    computed = {L.E_TAG, L.E_HOUR, L.E_CLASS}
    assert sorted(set(range(L.E_WIDTH)) - computed) == sorted(at for at, _, _ in COLUMNS)
    assert [*(name for _, name, _ in COLUMNS), "tag"] == [column.name for column in SELECTED[:-1]]


def test_rows_become_columns() -> None:
    """Numbers stay, texts become codes, the moment gets its hour class."""
    moment = parse_time("2026-11-22T23:30:00+08:00", field="at")  # a Sunday
    row = [f"t{i}" if is_text else i + 1 for i, (_, _, is_text) in enumerate(COLUMNS)]
    row[2] = moment
    encoded = encode_rows([[*row, "INV7", None]], CALENDAR)[:, 0]
    expected = [code_of(value) if isinstance(value, str) else value for value in row]
    assert expected == [int(encoded[at]) for at, _, _ in COLUMNS]
    assert (code_of_number("INV7"), 6 * 48 + 24 + 23, 0) == tuple(encoded[[L.E_TAG, L.E_HOUR, L.E_CLASS]])


def test_short_numbers_are_packed_and_long_ones_hashed() -> None:
    """Equal numbers have equal codes; a packed one is above 0, a hash below."""
    numbers = ["0", "7", "INV7", "ZZZZZZZZZZZZ", "Z" * 13, "发票7", "A-7"]
    codes = [code_of_number(number) for number in numbers]
    assert len(numbers) == len(set(codes))
    assert [True] * 4 + [False] * 3 == [code > 0 for code in codes]
    assert NOBODY == code_of_number(None)


def test_a_baseline_is_a_column_a_class() -> None:
    """Its shares stand under the classes of their place, its industries under their own."""
    body = {
        "hours": {"order": [7] * 48},
        "weekdays": {"order": [9] * 14},
        "movements": {"order": 1_000},
        "industries": {"制造": [2_500, 30_000, 40]},
    }
    plain = [None if is_text else i + 1 for i, (_, _, is_text) in enumerate(COLUMNS)]
    plain[2] = parse_time("2026-11-22T00:00:00+08:00", field="at")
    others: list[list[object]] = [
        [*plain, None, None],
        [*plain, None, json.dumps(body)],
        [*plain, None, None],
    ]
    encoded = encode_rows(others, CALENDAR)
    assert 1 + 62 + 1 + 1 == encoded.shape[1]
    classes = encoded[[L.E_CLASS, L.E_INDUSTRY, L.E_BASE, L.E_DELTA, L.E_TAG, L.E_COUNT]].T.tolist()
    assert [65, 0, 7, 0, 1_000, 1] == classes[1]
    assert [65 + 61, 0, 9, 0, 1_000, 1] == classes[62]
    assert [0, code_of("制造"), 2_500, 30_000, 40, 1] == classes[63]


@given(
    moments=st.lists(st.integers(EARLIEST_US, LATEST_US - 1), min_size=1, max_size=20), china=st.booleans()
)
def test_one_hour_class_is_that_of_many(moments: list[int], china: bool) -> None:  # noqa: FBT001
    """The request's way and history's way give the same class, in both zones."""
    calendar = CALENDAR if china else ELSEWHERE
    many = moment_class(np.array(moments, np.int64), calendar)
    assert [moment_class_one(moment, calendar) for moment in moments] == many.tolist()
    assert 0 <= many.min() <= many.max() < 336


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-20T22:14:05+08:00", 22),  # Friday
        ("2026-11-20T14:14:05Z", 22),  # the same moment
        ("2026-11-21T09:00:00+08:00", 24 + 9),  # Saturday
        ("2026-10-01T09:00:00+08:00", 24 + 9),  # National Day, a Thursday
        ("2026-02-14T09:00:00+08:00", 9),  # a Saturday worked before the Spring Festival
    ],
)
def test_hour_classes_of_known_days(moment: str, expected: int) -> None:
    """Working days and days off are those of the company's calendar."""
    assert expected == moment_class_one(parse_time(moment, field="at"), CALENDAR) % 48
