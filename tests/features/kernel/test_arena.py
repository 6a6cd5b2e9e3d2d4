import random

import numpy as np
import pytest

from features.kernel import layout as L
from features.kernel.arena import Arena
from features.kernel.arrays import Ints

TABLE = 3


def postings(draw: random.Random, key: int, count: int) -> Ints:
    """Return postings of a key on their way, in order of `seq`."""
    rows = np.zeros((count, L.D_WIDTH), np.int64)
    rows[:, L.D_TABLE], rows[:, L.D_KEY] = TABLE, key
    rows[:, L.D_FIELDS :] = np.array(draw.choices(range(1000), k=count * 11)).reshape(count, 11)
    rows[:, L.D_FIELDS + L.P_SEQ] = np.arange(count)
    rows[:, L.D_LATER] %= 2
    return rows


def alone(d: Ints) -> Ints:
    """Return what an arena of these postings alone holds of their key."""
    return Arena.of(d).block(TABLE, int(d[0, L.D_KEY]))


@pytest.mark.parametrize("seed", range(6))
def test_postings_that_come_late_stand_as_if_they_had_come_in_time(seed: int) -> None:
    """One or many at once, in any order, of several keys, at moments that others have too: the very same columns."""
    draw = random.Random(seed)
    d = np.concatenate([postings(draw, key, 120) for key in (1, 2, 3)])
    d[:, L.D_FIELDS + L.P_SEQ] = np.arange(len(d))
    d[:, L.D_FIELDS + L.P_EFFECTIVE] //= draw.choice([1, 40, 1000])
    rows = list(range(len(d)))
    draw.shuffle(rows)
    arena, done = Arena(64), 0
    while done < len(d):
        more = draw.choice([1, 1, 2, 7, 60])
        arena.insert(np.ascontiguousarray(d[rows[done : done + more]]))
        done += more
    for key in (1, 2, 3):
        assert np.array_equal(alone(d[d[:, L.D_KEY] == key]), arena.block(TABLE, key))


def test_what_comes_back_has_room_for_more() -> None:
    """Postings that are restored with room for others do not move when those come."""
    draw, arena = random.Random(3), Arena(4_000)
    d = postings(draw, 1, 96)
    arena.restore(TABLE, 1, alone(d[:64]), more=32)
    arena.restore(TABLE, 2, alone(postings(draw, 2, 5)))
    before = arena.slots.copy()
    arena.insert(d[64:])
    assert before[:, [L.S_START, L.S_CAPACITY]].tolist() == arena.slots[:, [L.S_START, L.S_CAPACITY]].tolist()
    assert np.array_equal(alone(d), arena.block(TABLE, 1))


@pytest.mark.parametrize("seed", range(4))
def test_keys_that_come_and_go_keep_their_postings_in_little_room(seed: int) -> None:
    """Gaps of those that went are used again: the array never grows while what is in use has room in it."""
    draw = random.Random(seed)
    arena, held = Arena(6_000), dict[int, Ints]()
    for turn in range(400):
        key = turn + 1
        d = postings(draw, key, draw.choice([1, 5, 9, 40, 130, 700]))
        while held and arena.nbytes + 12 * L.P_WIDTH * len(d) > 6_000 * L.P_WIDTH * 8 * 0.8:
            gone = draw.choice(list(held))
            arena.release(TABLE, gone)
            del held[gone]
        if draw.random() < 0.5:
            arena.put(d)
        else:
            arena.restore(TABLE, key, alone(d))
        held[key] = d
        if draw.random() < 0.6:
            more = postings(draw, grown := draw.choice(list(held)), draw.choice([1, 3, 30]))
            arena.insert(more)
            held[grown] = np.concatenate([held[grown], more])
    for key, d in held.items():
        expected, found = alone(d), arena.block(TABLE, key)
        assert np.array_equal(expected[: L.P_SUM0].sum(axis=1), found[: L.P_SUM0].sum(axis=1))
        assert expected[L.P_SUM0 :, -1].tolist() == found[L.P_SUM0 :, -1].tolist()
        assert len(d) == found.shape[1]
    assert 6_000 == arena.postings.shape[1]
    assert len(held) > 5


def test_room_that_is_too_little_grows() -> None:
    """Where all that is in use has no room together, the array grows."""
    draw, arena = random.Random(1), Arena(100)
    for key in range(1, 20):
        arena.put(postings(draw, key, 30))
    assert arena.postings.shape[1] > 570
    assert {30} == {arena.block(TABLE, key).shape[1] for key in range(1, 20)}


def test_a_key_that_grows_where_gaps_are_closed() -> None:
    """Its own postings are moved by that: they are copied from where they stand then."""
    draw, arena = random.Random(2), Arena(110)
    sizes = {1: 24, 2: 32, 3: 24, 4: 16}
    held = {key: postings(draw, key, count) for key, count in sizes.items()}
    for d in held.values():
        arena.put(d)
    for gone in (1, 4):
        arena.release(TABLE, gone)
    more = postings(draw, 2, 1)
    arena.insert(more)
    assert 110 == arena.postings.shape[1]
    for key, d in {2: np.concatenate([held[2], more]), 3: held[3]}.items():
        assert np.array_equal(alone(d), arena.block(TABLE, key))
