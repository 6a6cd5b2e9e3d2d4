import pytest

from models.trees.quadrature import WIDTH, blocks_for, first_row, tables


@pytest.mark.parametrize("n_features", [1, 2, 7, 8, 9, 16, 17, 100])
def test_quadrature_is_exact_for_paths_of_so_many_features(n_features: int) -> None:
    """The integral of t ** (n - 1) is 1 / n, and none of the blocks in use falls short of it."""
    blocks = blocks_for(n_features)
    rule = tables(blocks)[first_row(blocks) : first_row(blocks) + blocks]
    integral = (rule[:, 2] * rule[:, 0] ** (n_features - 1)).sum()
    assert 1.0 / n_features == pytest.approx(integral, rel=1e-12)


def test_fewer_nodes_would_not_do() -> None:
    """One block is exact up to degree 7 and not for 8."""
    rule = tables(1)[0]
    assert 1.0 / 9.0 != pytest.approx((rule[2] * rule[0] ** 8).sum(), rel=1e-8)
    assert (1, 2) == (blocks_for(2 * WIDTH), blocks_for(2 * WIDTH + 1))


def test_tables_hold_every_rule() -> None:
    """Rules of 1, 2 and 3 blocks follow one another."""
    assert (6, 3, WIDTH) == tables(3).shape
    assert tables(2)[first_row(2)].tolist() == tables(3)[first_row(2)].tolist()
