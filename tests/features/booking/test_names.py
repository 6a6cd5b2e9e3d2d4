import random
from itertools import pairwise

import pytest

from features.booking.names import ALIKE, BLOCKS, blocks, likeness, normalise

SAME = [
    ("深圳市鑫源电子有限公司", "深圳市鑫源电子股份有限公司"),
    ("深圳市鑫源电子有限公司", "深圳鑫源电子有限责任公司"),
    ("深圳市鑫源电子有限公司", "深圳市鑫源电子（集团）有限公司"),
    ("深圳市鑫源电子有限公司", "鑫源电子(深圳市)有限公司"),
    ("深圳市鑫源电子有限公司", "深圳市鑫源电子有限公司广州分公司"),
    ("Meadow Tools Ltd", "MEADOW TOOLS, Inc."),
    ("Meadow Tools Ltd", "Meadows Tool Company"),
]
OTHER = [
    ("深圳市鑫源电子有限公司", "上海宏达电子有限公司"),
    ("北京华联商贸有限公司", "上海华联商贸有限公司"),
    ("Meadow Tools Ltd", "Harbour Freight Ltd"),
    ("Co Ltd", "Inc"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_names_of_one_company_are_alike_and_meet(one: str, other: str) -> None:
    """Legal form, brackets, branch, a place left out: they are alike, and found under a common block."""
    a, b = normalise(one), normalise(other)
    assert likeness(a, b) >= ALIKE
    assert set(blocks(a)) & set(blocks(b))


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_names_of_others_are_not(one: str, other: str) -> None:
    """Another trade name, or the same one in another town."""
    assert likeness(normalise(one), normalise(other)) < ALIKE


@pytest.mark.parametrize(
    ("name", "normal"),
    [("()", ""), ("有限公司", "有限公司"), ("The Co.", "theco"), ("\uff21\uff23\uff2d\uff25 Ltd", "acme")],
)
def test_something_is_left_where_there_was_something(name: str, normal: str) -> None:
    """A name of legal forms alone stays whole; signs alone leave nothing."""
    assert normal == normalise(name)


def test_blocks_of_a_name() -> None:
    """As many as there are min-hashes, the same every time; none of nothing."""
    assert BLOCKS == len(blocks("鑫源电子")) == len(set(blocks("鑫源电子")))
    assert blocks("鑫源电子") == blocks("鑫源电子")
    assert [] == blocks("")


def test_most_changed_names_are_found_and_others_are_not() -> None:
    """Of invented names with one sign dropped nearly all meet in a block; hardly any two others are alike."""
    draw = random.Random(4)
    signs = [chr(0x4E00 + i) for i in range(300)]
    names = ["".join(draw.choice(signs) for _ in range(9)) for _ in range(300)]
    met = sum(bool(set(blocks(name)) & set(blocks(name[:4] + name[5:]))) for name in names)
    assert met >= 290
    assert all(likeness(name, name[:4] + name[5:]) >= ALIKE for name in names)
    assert not any(likeness(a, b) >= ALIKE for a, b in pairwise(names))
