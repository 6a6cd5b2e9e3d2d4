"""Numbers packed and unpacked."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from features.kernel import number_likeness, numbers
from features.kernel.arrays import Ints
from features.kernel.scratch import SIGNS_A_AT, SIGNS_B_AT, new_scratch
from tests.features.kernel import oracle_repeats
from tests.features.kernel.mutation.case import Case
from tests.features.kernel.mutation.themes import NUMBERS


def number_cases() -> Iterator[Case]:
    """Packed numbers are digits to the base 37, the last sign the lowest."""
    signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for number in (
        "",
        "0",
        "1",
        "Z",
        "INV12",
        "A0",
        "0A",
        "123456789ABC",
        "ZZZZZZZZZZZZ",
        "123456789ABCD",
        "A-1",
        "票1",
    ):
        packed = None
        if 0 < len(number) <= 12 and set(number) <= set(signs):
            packed = sum((signs.index(sign) + 1) * 37**i for i, sign in enumerate(reversed(number)))
            written = [signs.index(sign) + 1 for sign in reversed(number)]
            yield Case(f"number {number} unpacked", written, partial(_unpacked, packed))
        yield Case(f"number {number} packed", packed, partial(_packed, number))
    yield Case("number of a hash unpacked", [], partial(_unpacked, -5))
    yield Case("number of nobody unpacked", [], partial(_unpacked, 0))
    yield Case("number beyond twelve signs", 12, lambda: len(_unpacked(37**12 + 5)))


def likeness_cases() -> Iterator[Case]:
    """All pairs of numbers that are hard to tell apart: a slip of the pen, the next one, or neither."""
    for i, one in enumerate(NUMBERS):
        slips = [oracle_repeats.is_slip(one, other) for other in NUMBERS]
        texts = [oracle_repeats.text_of(other) for other in NUMBERS]
        nexts = [oracle_repeats.follows(texts[i], text) for text in texts]
        yield Case(f"numbers alike {i}", slips, partial(_slips, one))
        yield Case(f"numbers that follow {i}", nexts, partial(_follows, one))
    yield Case("numbers that are hashes", [False] * 12, _of_hashes)


def _slips(one: int) -> list[bool | None]:
    """Ask of each number three times: in empty room, and in room where others left signs."""
    found = []
    for other in NUMBERS:
        answers = {bool(number_likeness.is_slip(one, other, room)) for room in _rooms(one, other)}
        found.append(answers == {True} if len(answers) == 1 else None)
    return found


def _rooms(one: int, other: int) -> Iterator[Ints]:
    yield new_scratch()
    for first, second in ((one, other), (other, one)):
        room = new_scratch()
        for at, code in ((SIGNS_A_AT, second), (SIGNS_B_AT, first)):
            signs = [0, *_unpacked(code), 5, 5]
            room[at : at + len(signs)] = signs  # one place on: what stands behind a number is the other's end
        yield room
    room = new_scratch()
    room[SIGNS_A_AT : SIGNS_A_AT + 16] = 3
    room[SIGNS_B_AT : SIGNS_B_AT + 16] = 4
    yield room


def _follows(one: int) -> list[bool]:
    return [bool(number_likeness.follows(one, other)) for other in NUMBERS]


def _of_hashes() -> list[bool]:
    pairs = ((-5, NUMBERS[0]), (NUMBERS[0], -5), (-35, -36), (-36, -35), (2, -36), (-35, 1))
    alike = [number_likeness.is_slip(*pair, new_scratch()) for pair in pairs]
    return [bool(one) for one in (*alike, *(number_likeness.follows(*pair) for pair in pairs))]


def _unpacked(code: int) -> list[int]:
    signs = np.zeros(20, np.int64)
    count = numbers.unpack(code, signs)
    return [int(sign) for sign in signs[:count]]


def _packed(number: str) -> int | None:
    return numbers.pack(number)
