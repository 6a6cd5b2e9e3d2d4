from typing import Any
from zoneinfo import ZoneInfo

import pytest

from features.imports.cells import Row
from features.imports.layouts import Draft, ReadyLayout
from features.imports.mapping_file import parse_mapping
from riskdesk.core.errors import InputInvalid

HEAD = """
name = "ours"
[text]
zh = "我们的"
en = "ours"
[[layout]]
name = "orders"
columns = ["no"]
dates = ["iso", "%d.%m.%Y", "%Y%m%d %H:%M"]
zone = "company"
missing = ["NULL"]
[[layout.event]]
kind = "order_placed"
occurred_at = "day"
[layout.event.fields]
order_id = { template = "{no}-{part}" }
customer_id = { column = ["customer", "client"], transform = ["strip_zeros"] }
currency = { column = "money", map = { "元" = "CNY" }, default = "USD" }
terms_days = { column = "terms", transform = ["whole"] }
"""
ROW = {
    "no": "25SH1",
    "part": "2",
    "day": "2026-03-01",
    "client": "0077",
    "total": "(1,200.50)",
    "terms": "30.0",
}


def _wire(amount: str = 'amount = { column = "total", transform = ["number", "abs"] }', **cells: str) -> Any:
    layout = ReadyLayout(parse_mapping(HEAD + amount).layout[0], ZoneInfo("Asia/Shanghai"))
    drafts = layout.drafts(Row(1, ROW | cells), typed=False)
    assert isinstance(drafts, list)
    assert isinstance(drafts[0], Draft)
    return drafts[0].wire


def test_a_row_becomes_an_event_of_the_wire_format() -> None:
    """Templates, other names, transforms, defaults and whole numbers, all in one row."""
    assert {
        "kind": "order_placed",
        "occurred_at": "2026-03-01T12:00:00+08:00",
        "order_id": "25SH1-2",
        "customer_id": "77",
        "currency": "USD",
        "terms_days": 30,
        "amount": "1200.50",
    } == _wire()


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("01.03.2026", "2026-03-01T12:00:00+08:00"),
        ("20260301 08:30", "2026-03-01T08:30:00+08:00"),
        ("2026-03-01 08:30:00", "2026-03-01T08:30:00+08:00"),
        ("2026-03-01T08:30:00+00:00", "2026-03-01T08:30:00+00:00"),
    ],
)
def test_formats_of_days_and_times_may_be_mixed(day: str, expected: str) -> None:
    """The first format that fits is taken; a day is noon, a time without offset is of the zone."""
    assert expected == _wire(day=day)["occurred_at"]


@pytest.mark.parametrize(
    ("column", "text", "why"),
    [
        ("day", "03/01/2026", "written as iso or"),
        ("day", "2026-02-30", "written as iso or"),
        ("money", "贝壳", "expected one of 元"),
        ("terms", "30.5", "whole number"),
        ("client", "a\x07b", "control characters"),
    ],
)
def test_a_cell_that_does_not_fit_is_named(column: str, text: str, why: str) -> None:
    """The column of the file is named, not the field of the event."""
    with pytest.raises(InputInvalid) as caught:
        _wire(**{column: text})

    assert column == caught.value.field
    assert why in caught.value.detail


def test_missing_words_are_empty_cells() -> None:
    """What stands for nothing leaves the field out."""
    assert "terms_days" not in _wire(terms="NULL")
    assert "order_id" not in _wire(part="NULL")
