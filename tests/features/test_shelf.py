import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from features.kernel import layout as L
from features.shelf import Key, Shelf, Slots

FACT = np.arange(L.D_WIDTH, dtype=np.int64)


def slots(seed: int, *counts: int) -> Slots:
    """Return postings of as many tables as there are counts."""
    draw = np.random.default_rng(seed)
    return [(table, draw.integers(-(2**62), 2**62, (L.P_WIDTH, count))) for table, count in enumerate(counts)]


def same(expected: Slots, actual: Slots) -> bool:
    """Tell whether both hold the same tables and postings."""
    return [table for table, _ in expected] == [table for table, _ in actual] and all(
        np.array_equal(a, b) for (_, a), (_, b) in zip(expected, actual, strict=True)
    )


def test_what_was_put_comes_back(tmp_path: Path) -> None:
    """All tables, to the bit; also of a key of which nothing is known; none of a key that never was here."""
    shelf = Shelf(1 << 20, tmp_path)
    kept: dict[Key, Slots] = {
        ("customer", 1): slots(1, 5, 0, 7),
        ("payee", 1): slots(2, 3),
        ("customer", 2): [],
    }
    for name, one in kept.items():
        shelf.put(name, one)
    for name, one in kept.items():
        found = shelf.get(name)
        assert found is not None
        assert same(one, found[0])
        assert 0 == len(found[1])
        assert name in shelf
    assert shelf.get(("customer", 3)) is None
    assert [] == list(tmp_path.iterdir())  # the file has no name


def test_facts_that_came_since_are_told(tmp_path: Path) -> None:
    """In their order, as often as it is asked for; a key that is put again is whole without them."""
    shelf = Shelf(1 << 20, tmp_path)
    shelf.put(("customer", 1), slots(1, 5))
    passing = FACT.copy()
    shelf.note(("customer", 1), passing)
    passing[:] = 7  # whoever brings a fact may use its array again
    shelf.note(("customer", 1), passing)
    for _ in range(2):
        found = shelf.get(("customer", 1))
        assert found is not None
        assert [FACT.tolist(), passing.tolist()] == found[1].tolist()
        assert same(slots(1, 5), found[0])
    shelf.put(("customer", 1), slots(2, 5))
    found = shelf.get(("customer", 1))
    assert found is not None
    assert same(slots(2, 5), found[0])
    assert (0, L.D_WIDTH) == found[1].shape


def test_too_many_facts_let_a_key_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory for facts is bounded, of one key and of all: those whose facts began longest ago go."""
    monkeypatch.setattr("features.shelf._LATER_MOST", 3)
    monkeypatch.setattr("features.shelf._ALL_LATER_MOST", 5)
    shelf = Shelf(1 << 20)
    for key in range(4):
        shelf.put(("customer", key), slots(key, 5))
    for count in range(4):
        assert ("customer", 1) in shelf, count
        shelf.note(("customer", 1), FACT)
    assert shelf.get(("customer", 1)) is None
    for key in (2, 3, 2, 3, 2):
        shelf.note(("customer", key), FACT)
    assert ("customer", 2) in shelf
    shelf.note(("customer", 3), FACT)
    assert [True, False, False, True] == [("customer", key) in shelf for key in range(4)]


def test_a_key_in_memory_goes_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is put here anew, whole, when it is let go; one that is not would have to be read from the log."""
    monkeypatch.setattr("features.shelf._LATER_IN_MEMORY", 2)
    shelf = Shelf(1 << 20)
    for key in (1, 2):
        shelf.put(("customer", key), slots(key, 5))
    for _ in range(3):
        shelf.note(("customer", 1), FACT, in_memory=True)
        shelf.note(("customer", 2), FACT)
    assert [False, True] == [("customer", key) in shelf for key in (1, 2)]


@pytest.mark.parametrize("seed", range(5))
def test_the_oldest_make_room(seed: int) -> None:
    """Through many rounds of the ring nobody reads another's bytes, and who came last is here."""
    draw = random.Random(seed)
    most = 50_000
    shelf, kept = Shelf(most), dict[Key, Slots]()
    for turn in range(600):
        name: Key = ("customer", draw.randrange(40))
        kept[name] = slots(turn, *(draw.randrange(30) for _ in range(draw.randrange(4))))
        shelf.put(name, kept[name])
        assert name in shelf
        if draw.random() < 0.1:
            shelf.discard(gone := draw.choice(list(kept)))
            assert gone not in shelf
        for one, expected in kept.items():
            found = shelf.get(one)
            assert (found is not None) == (one in shelf)
            assert found is None or same(expected, found[0])
    assert 3 < len(shelf) < 40


def test_who_is_put_again_takes_the_same_room() -> None:
    """A key that grows a little lets nobody go; one that grows much goes elsewhere, and the others stay whole."""
    shelf = Shelf(20_000)
    kept: dict[Key, Slots] = {("customer", key): slots(key, 20) for key in range(4)}
    for name, one in kept.items():
        shelf.put(name, one)
    for turn in range(50):
        kept["customer", 1] = slots(turn, 20 + turn % 3)
        shelf.put(("customer", 1), kept["customer", 1])
    kept["customer", 2] = slots(5, 30)
    shelf.put(("customer", 2), kept["customer", 2])
    for name, one in kept.items():
        found = shelf.get(name)
        assert found is not None
        assert same(one, found[0])


def test_what_is_larger_than_the_shelf_is_not_kept() -> None:
    """Nor is anything by a shelf without room; what was there of the key goes."""
    shelf = Shelf(4_000)
    shelf.put(("customer", 1), slots(1, 5))
    shelf.put(("customer", 1), slots(1, 50))
    assert ("customer", 1) not in shelf
    none = Shelf(0)
    none.put(("customer", 1), slots(1, 5))
    assert ("customer", 1) not in none


def test_a_folder_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another one serves; where no file can be made nothing is kept."""
    shelf = Shelf(4_000, tmp_path / "none")
    shelf.put(("customer", 1), slots(1, 5))
    assert ("customer", 1) in shelf
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "neither"))
    shelf = Shelf(4_000, tmp_path / "none")
    shelf.put(("customer", 1), slots(1, 5))
    assert ("customer", 1) not in shelf


def test_a_full_disk_ends_the_shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept from then on; nobody fails for it."""
    shelf = Shelf(1 << 20)
    shelf.put(("customer", 1), slots(1, 5))

    def full(*_: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("features.shelf.os.pwritev", full)
    shelf.put(("customer", 2), slots(2, 5))
    monkeypatch.undo()
    shelf.put(("customer", 3), slots(3, 5))
    assert 0 == len(shelf)


def test_a_file_that_lost_bytes_gives_nothing() -> None:
    """What cannot be read whole is not known here: the log is read."""
    shelf = Shelf(1 << 20)
    shelf.put(("customer", 1), slots(1, 5))
    assert shelf._file is not None
    shelf._file.truncate(100)
    assert shelf.get(("customer", 1)) is None
    assert ("customer", 1) not in shelf


def test_clear_and_close() -> None:
    """Both let all go; after `clear` the shelf is used again."""
    shelf = Shelf(1 << 20)
    shelf.put(("customer", 1), slots(1, 5))
    shelf.clear()
    assert 0 == len(shelf)
    shelf.put(("customer", 1), slots(1, 5))
    assert 1 == len(shelf)
    shelf.close()
    shelf.close()
    assert shelf.get(("customer", 1)) is None
