import msgspec
import numpy as np
import pytest

from features.catalogue.alignment import align
from features.catalogue.lineup import Lineup, lineup
from features.catalogue.parameters import DEFAULT_PARAMETERS
from features.catalogue.versions import FeatureVersion

A, B, C, D = (FeatureVersion(name, 1, f"{name}{name}") for name in "abcd")
B2 = msgspec.structs.replace(B, version=2, digest="b2")


def of(*features: FeatureVersion) -> Lineup:
    """A catalogue of these."""
    return msgspec.structs.replace(lineup(DEFAULT_PARAMETERS), features=features)


def test_the_same_catalogue_is_laid_out_as_it_is() -> None:
    """Every column can be computed again."""
    one = align(of(A, B), of(A, B))
    assert (("a", "b"), [0, 1], (), ()) == (one.names, one.same.tolist(), one.changed, one.added)
    assert [[1.0, 2.0]] == one.lay_out(np.array([[1.0, 2.0]])).tolist()


def test_columns_follow_their_names() -> None:
    """A vector of then in the order of now; what was not known then is unknown, what is gone stands at the end."""
    one = align(of(C, A, B), of(A, D, B))
    assert ("a", "d", "b", "c") == one.names
    laid_out = one.lay_out(np.array([[3.0, 1.0, 2.0], [6.0, 4.0, np.nan]]))
    expected = [[1.0, np.nan, 2.0, 3.0], [4.0, np.nan, np.nan, 6.0]]
    np.testing.assert_array_equal(expected, laid_out)
    assert ([0, 2], (C,), ("d",)) == (one.same.tolist(), one.changed, one.added)
    assert [0, 1, 2, 3] == [one.column(name) for name in one.names]


def test_another_version_keeps_its_place_and_is_told() -> None:
    """Its value of then stands in the column of its name, and is not computed again."""
    one = align(of(A, B), of(B2, A))
    assert (("b", "a"), [1], (B,)) == (one.names, one.same.tolist(), one.changed)
    assert [[2.0, 1.0]] == one.lay_out(np.array([[1.0, 2.0]])).tolist()


def test_a_definition_changed_under_its_version_is_another() -> None:
    """A digest tells what a forgotten version does not."""
    one = align(of(A, B), of(A, msgspec.structs.replace(B, digest="b2")))
    assert ([0], (B,)) == (one.same.tolist(), one.changed)


def test_what_neither_has_has_no_column() -> None:
    """Nothing is guessed."""
    with pytest.raises(KeyError):
        align(of(A), of(B)).column("c")
