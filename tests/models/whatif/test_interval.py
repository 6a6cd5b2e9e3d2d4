import numpy as np
import pytest

from models.whatif.interval import Rows, share_of_judged, share_of_rest, wilson

EACH = np.arange(40)
PAIRS = EACH // 2
HALF = EACH % 4 < 2


def rows(parties: np.ndarray) -> Rows:
    """Return rows that weigh one each."""
    return Rows(np.ones(len(parties)), parties)


def test_independent_rows_have_wilsons_interval() -> None:
    """Rows of a party each count once."""
    assert (0.5, *wilson(0.5, 40.0)) == pytest.approx(share_of_judged(HALF, rows(EACH)))


def test_rows_that_say_the_same_count_once() -> None:
    """Pairs of one mind tell as much as half the rows; pairs of two minds as much as all."""
    assert (0.5, *wilson(0.5, 20.0)) == pytest.approx(share_of_judged(HALF, rows(PAIRS)))
    assert (0.5, *wilson(0.5, 40.0)) == pytest.approx(share_of_judged(EACH % 2 == 0, rows(PAIRS)))


def test_where_nothing_differs_parties_are_counted() -> None:
    """Forty clean rows of twenty parties may be twenty lucky draws, of one party a single one."""
    none = np.zeros(40, np.bool_)
    assert (0.0, *wilson(0.0, 20.0)) == pytest.approx(share_of_judged(none, rows(PAIRS)))
    assert (0.0, *wilson(0.0, 1.0)) == pytest.approx(share_of_judged(none, rows(np.zeros(40))))


def test_weights_are_counted_as_kish_does() -> None:
    """One row that weighs as much as all others together makes few of many."""
    heavy = np.where(EACH == 0, 39.0, 1.0)
    share, low, high = share_of_judged(EACH == 0, Rows(heavy, EACH))
    assert (0.5, *wilson(0.5, 78.0**2 / (39.0**2 + 39.0))) == pytest.approx((share, low, high))


def test_the_fewer_the_rest_the_wider_their_share() -> None:
    """Three documents may all be bad where a tenth is; three thousand are not."""
    few, many = (share_of_rest(EACH < 4, rows(EACH), rows(np.arange(n))) for n in (3, 3_000))
    assert 0.1 == few[0] == many[0]
    assert few[1] <= many[1] < many[2] < few[2]
    assert wilson(0.1, 40.0) == pytest.approx(many[1:], abs=0.005)


def test_ends_stay_within_a_share() -> None:
    """Never below none or above all, and mirrored for what is not a hit."""
    one, other = (share_of_rest(hits, rows(EACH), rows(np.arange(2))) for hits in (EACH < 2, EACH >= 2))
    assert 0.0 == one[1]
    assert 1.0 == other[2]
    assert (1.0 - other[0], 1.0 - other[2], 1.0 - other[1]) == pytest.approx(one)
