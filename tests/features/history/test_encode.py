import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.history import encode
from features.history.encode import COLUMNS, SELECTED, code_of, encode_rows, hour_class, hour_class_one
from features.kernel.layout import E_WIDTH, NOBODY
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


def test_memory_of_codes_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """When it is full it begins anew, with the same codes."""
    monkeypatch.setattr(encode, "_memo", {})
    monkeypatch.setattr(encode, "_MEMO_LIMIT", 3)
    for text in ("a", "b", "c", "d", "C1"):
        code_of(text)
    assert len(encode._memo) <= 3
    assert GOLDEN["C1"] == code_of("C1")


def test_every_column_is_filled_once() -> None:
    """Each column of the event array has one source; the hour is computed."""
    assert list(range(E_WIDTH - 1)) == sorted(at for at, _, _ in COLUMNS)
    assert [name for _, name, _ in COLUMNS] == [column.name for column in SELECTED]


def test_rows_become_columns() -> None:
    """Numbers stay, texts become codes, the moment gets its hour class."""
    moment = parse_time("2026-11-22T23:30:00+08:00", field="at")  # a Sunday
    row = [f"t{i}" if is_text else i + 1 for i, (_, _, is_text) in enumerate(COLUMNS)]
    row[2] = moment
    encoded = encode_rows([row], CALENDAR)
    expected = [code_of(value) if isinstance(value, str) else value for value in row]
    assert [*expected, 24 + 23] == encoded[:, 0].tolist()


@given(
    moments=st.lists(st.integers(EARLIEST_US, LATEST_US - 1), min_size=1, max_size=20), china=st.booleans()
)
def test_one_hour_class_is_that_of_many(moments: list[int], china: bool) -> None:  # noqa: FBT001
    """The request's way and history's way give the same class, in both zones."""
    calendar = CALENDAR if china else ELSEWHERE
    many = hour_class(np.array(moments, np.int64), calendar)
    assert [hour_class_one(moment, calendar) for moment in moments] == many.tolist()
    assert 0 <= many.min() <= many.max() < 48


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
    assert expected == hour_class_one(parse_time(moment, field="at"), CALENDAR)
