import itertools

import pytest

from models.policy.draw import draw
from models.policy.outcome import Outcome, stricter


def test_outcomes_are_ordered() -> None:
    """Approve is softer than review, review softer than block, whatever order they are written in."""
    assert [Outcome.APPROVE, Outcome.REVIEW, Outcome.BLOCK] == sorted(
        [Outcome.BLOCK, Outcome.APPROVE, Outcome.REVIEW]
    )


@pytest.mark.parametrize(("first", "second"), list(itertools.product(Outcome, Outcome)))
def test_the_stricter_of_two(first: Outcome, second: Outcome) -> None:
    """The stricter of two is one of them, and softer than neither."""
    found = stricter(first, second)
    assert found in {first, second}
    assert found.rank == max(first.rank, second.rank)


def test_an_outcome_is_not_compared_with_a_word() -> None:
    """Words sort by their letters, so comparing with one is an error."""
    with pytest.raises(TypeError):
        _ = Outcome.APPROVE < "block"


def test_the_lot_is_uniform_and_depends_on_the_salt() -> None:
    """Over many ids the lot spreads evenly in [0, 1), and another salt draws another lot."""
    drawn = [draw(f"order:{k}", "a") for k in range(4000)]
    tenths = [sum(k / 10 <= x < (k + 1) / 10 for x in drawn) for k in range(10)]
    assert 4000 == sum(tenths)
    assert all(320 < count < 480 for count in tenths)
    assert draw("order:1", "a") != draw("order:1", "b")


def test_the_lot_of_an_id_is_known_forever() -> None:
    """Replay needs the same lot in every release: these are the first 64 bits of `sha256sum`."""
    assert pytest.approx(0.9043401514555405, abs=1e-15) == draw("order:25SH00137", "riskdesk")
