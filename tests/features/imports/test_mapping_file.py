from pathlib import Path

import pytest

from features.imports.mapping_file import load_mapping, parse_mapping
from riskdesk.core.errors import MappingInvalid

GOOD = """
name = "ours"
[text]
zh = "我们的"
en = "ours"
[[layout]]
name = "orders"
columns = ["no", "day"]
[[layout.event]]
kind = "order_placed"
occurred_at = "day"
[layout.event.fields]
order_id = "no"
customer_id = "customer"
amount = "total"
currency = { constant = "CNY" }
"""

WRONG = {
    "an unknown kind": ('"order_placed"', '"order_eaten"', "layout.0.event.0.kind", "kind of event"),
    "an unknown field": ('order_id = "no"', 'order_id = "no"\ncolour = "no"', "layout.0.event.0", "no field colour"),
    "a field that is missing": ('amount = "total"\n', "", "layout.0.event.0", "needs the field amount"),
    "an unknown transform": ('"total"', '{ column = "t", transform = ["melt"] }', "layout.0.event.0.fields.amount.transform.0", "strip_zeros"),
    "two sources": ('"total"', '{ column = "t", constant = "5" }', "layout.0.event.0.fields.amount", "exactly one"),
    "no source": ('"total"', "{ default = '5' }", "layout.0.event.0.fields.amount", "exactly one"),
    "a template without columns": ('"total"', '{ template = "x" }', "layout.0.event.0.fields.amount", "braces"),
    "an unknown entry": ('name = "orders"', 'name = "orders"\nsheets = "1"', "layout.0.sheets", "no such entry"),
    "an unknown zone": ('name = "orders"', 'name = "orders"\nzone = "Mars/One"', "layout.0", "IANA"),
    "an unknown encoding": ('name = "orders"', 'name = "orders"\nencoding = "latin9"', "layout.0.encoding", "gb18030"),
    "a condition without a test": ('occurred_at = "day"', 'occurred_at = "day"\nwhen = [{ column = "x" }]', "layout.0.event.0.when.0", "exactly one"),
    "no events": ("[[layout.event]]", "[[layout.skip]]", "layout.0.skip.0", ""),
    "a map that is not there": ('"total"', '{ column = "t", map = "nowhere" }', "layout.0.event.0.fields.amount.map", "dictionary"),
    "a text that lacks a language": ('en = "ours"\n', "", "text.en", "required"),
    "no TOML": ("[text]", "[text", "mapping", "TOML"),
}  # fmt: skip


def test_a_good_mapping_is_read() -> None:
    """What the wrong ones are made from is right."""
    assert "orders" == parse_mapping(GOOD).layout[0].name


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_mapping_names_its_entry(name: str) -> None:
    """Whatever is wrong is refused with the entry and what was expected."""
    old, new, entry, expected = WRONG[name]

    with pytest.raises(MappingInvalid) as caught:
        parse_mapping(GOOD.replace(old, new, 1))

    assert (caught.value.field or "").startswith(entry)
    assert expected in caught.value.detail


def test_a_mapping_can_be_a_file(tmp_path: Path) -> None:
    """A path gives the mapping that stands there; a name that is neither is refused with the presets."""
    path = tmp_path / "ours.toml"
    path.write_text(GOOD, "utf-8")

    assert "ours" == load_mapping(path).name
    with pytest.raises(MappingInvalid, match="canonical, card_fraud, k3"):
        load_mapping("nothing")
