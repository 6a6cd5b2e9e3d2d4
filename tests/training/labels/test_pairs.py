from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from riskdesk.core.errors import EventInvalid, MappingInvalid
from training.labels.pair_mapping import load_pair_mapping, pair_preset_names, parse_pair_mapping
from training.labels.pairs import read_pairs

SMALL = """
name = "small"
text = { zh = "两张发票", en = "Two invoices" }
label = { column = "paid_twice", confirmed = ["yes"], cleared = ["no", "0"] }
[[family]]
name = "number"
columns = ["edit", "tokens"]
steps = true
[[family]]
name = "same"
columns = ["same_user"]
direction = 1
[[look]]
name = "number"
columns = ["edit", "same_user"]
"""


def test_every_preset_is_a_mapping() -> None:
    """What ships can be loaded, and says what it is in both languages."""
    assert ["duplicate_pairs"] == pair_preset_names()
    for name in pair_preset_names():
        mapping = load_pair_mapping(name)
        assert name == mapping.name
        assert mapping.text.zh
        assert mapping.text.en
        assert len(mapping.layout().features) == len(set(mapping.layout().features))


def test_directions_go_to_every_column() -> None:
    """A family's direction is that of each of its similarities; what is derived is free."""
    assert (0, 0, 1, 0, 0, 0) == parse_pair_mapping(SMALL).layout().directions


@pytest.mark.parametrize(
    ("said", "instead", "field"),
    [
        ('name = "small"', "", "name"),
        ("direction = 1", "direction = 2", "family.1.direction"),
        ('["same_user"]', "[]", "family.1.columns"),
        ('["same_user"]', '["edit"]', "mapping"),
        ('["same_user"]', '["paid_twice"]', "mapping"),
        ('name = "same"', 'name = "number"', "mapping"),
        ('["edit", "same_user"]', '["edit", "same_day"]', "mapping"),
        ('"no"', '"yes"', "mapping"),
        ("steps = true", "step = true", "family.0.step"),
        ('name = "small"', "name = ", "mapping"),
    ],
)
def test_a_mapping_that_cannot_be_used_names_the_entry(said: str, instead: str, field: str) -> None:
    """Each mistake is refused at its place."""
    with pytest.raises(MappingInvalid) as raised:
        parse_pair_mapping(SMALL.replace(said, instead, 1))
    assert field == raised.value.field


def test_no_such_mapping() -> None:
    """Neither a preset nor a file: the presets are named."""
    with pytest.raises(MappingInvalid, match="duplicate_pairs"):
        load_pair_mapping("other")


def test_rows_are_read_and_refusals_counted(tmp_path: Path) -> None:
    """Unknown similarities are NaN; rows without a verdict or with no similarity are left out, with why."""
    file = tmp_path / "pairs.csv"
    file.write_text(
        "edit,paid_twice,tokens,same_user,other\n"
        "0.9,yes,1,1,x\n0.5,no,,0,x\n1,0,0.25,1,x\n1,maybe,1,1,x\n1.5,no,1,1,x\nlong,no,1,1,x\n",
        "utf-8",
    )
    (tmp_path / "small.toml").write_text(SMALL, "utf-8")
    pairs = read_pairs(file, load_pair_mapping(tmp_path / "small.toml"))
    assert [1, 0, 0] == pairs.labels.tolist()
    expected = np.array([[0.9, 1.0, 1.0], [0.5, np.nan, 0.0], [1.0, 0.25, 1.0]])
    assert np.array_equal(expected, pairs.similarities, equal_nan=True)
    assert {
        "paid_twice: no verdict that the mapping knows": 1,
        "edit: expected a similarity from 0 to 1": 1,
        "edit: expected a number": 1,
    } == pairs.left_out


def test_formats_read_alike(tmp_path: Path) -> None:
    """A Parquet file and NDJSON give the same pairs, and a third stays a third."""
    table = {"edit": [1 / 3, 0.5], "tokens": [1.0, None], "same_user": [1, 0], "paid_twice": ["yes", "no"]}
    pq.write_table(pa.table(table), tmp_path / "a.parquet")
    (tmp_path / "a.ndjson").write_text(
        '{"edit": 0.333333333333333, "tokens": 1, "same_user": 1, "paid_twice": "yes"}\n'
        '{"edit": 0.5, "same_user": 0, "paid_twice": "no"}\n'
    )
    mapping = parse_pair_mapping(SMALL)
    one, other = (read_pairs(tmp_path / name, mapping) for name in ("a.parquet", "a.ndjson"))
    assert np.array_equal(one.similarities, other.similarities, equal_nan=True)
    assert one.labels.tolist() == other.labels.tolist()
    assert one.looks()[0] == other.looks()[0]


def test_a_missing_column_and_a_missing_file(tmp_path: Path) -> None:
    """Refused as a whole, for no row could be used."""
    mapping = parse_pair_mapping(SMALL)
    (tmp_path / "a.csv").write_text("edit,paid_twice\n1,yes\n")
    with pytest.raises(MappingInvalid) as raised:
        read_pairs(tmp_path / "a.csv", mapping)
    assert "tokens" == raised.value.field
    with pytest.raises(EventInvalid):
        read_pairs(tmp_path / "b.csv", mapping)
