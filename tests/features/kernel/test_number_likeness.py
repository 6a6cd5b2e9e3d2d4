"""Slips of the pen, and numbers that follow each other."""

import pytest

from features.kernel.number_likeness import follows, is_slip
from features.kernel.numbers import pack
from features.kernel.scratch import new_scratch

SCRATCH = new_scratch()


def code(number: str) -> int:
    """Return the code of a number that can be packed."""
    packed = pack(number)
    assert packed is not None
    return packed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("INV10023", "INV1O023"),  # a letter for a digit
        ("LZ5B100", "1258100"),  # all of them
        ("INV10023", "INV10032"),  # neighbours swapped
        ("NIV10023", "INV10023"),  # at the begin
        ("INV10023", "INV100233"),  # one more at the end
        ("INV10023", "INV1023"),  # one less in the middle
        ("INV10023", "NV10023"),  # one less at the begin
        ("123456789ABC", "123456789AB"),  # as long as numbers are packed
    ],
)
def test_slips(one: str, other: str) -> None:
    """A slip is one in both directions."""
    assert is_slip(code(one), code(other), SCRATCH)
    assert is_slip(code(other), code(one), SCRATCH)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("INV10023", "INV10023"),  # the same
        ("INV10023", "INV10024"),  # the next
        ("INV10099", "INV10100"),  # the next, over a nine
        ("INV10023", "INV10053"),  # another digit
        ("INV10023", "INV12003"),  # swapped, not neighbours
        ("INV10023", "INV1002345"),  # two more
        ("INV10023", "INV100X3Y"),  # one more and one other
        ("1234", "1243"),  # too short to tell
        ("AB1C2345", "BA1C2354"),  # two swaps
    ],
)
def test_no_slips(one: str, other: str) -> None:
    """Other numbers are other invoices."""
    assert not is_slip(code(one), code(other), SCRATCH)
    assert not is_slip(code(other), code(one), SCRATCH)


def test_a_hash_is_compared_with_nothing() -> None:
    """A number that is too long to be packed is equal or different, never near."""
    assert not is_slip(-5, -6, SCRATCH)
    assert not is_slip(code("INV10023"), -6, SCRATCH)
    assert not follows(-5, -6)


@pytest.mark.parametrize(
    ("later", "earlier", "expected"),
    [
        ("INV10", "INV9", True),
        ("INV10", "INV09", True),
        ("100000", "99999", True),
        ("INV9", "INV10", False),
        ("INV11", "INV9", False),
        ("INV10", "INX9", False),
        ("INV1", "INV", False),  # no digits at the end
        ("INVB", "INVA", False),
        ("A2B10", "A1B10", False),
    ],
)
def test_follows(later: str, earlier: str, *, expected: bool) -> None:
    """The digits at the end are one more, all before them is the same."""
    assert expected == follows(code(later), code(earlier))
