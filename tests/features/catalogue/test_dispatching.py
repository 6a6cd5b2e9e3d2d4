import pytest

from features.catalogue.aggregate import Aggregate
from features.catalogue.aggregates import AGGREGATES, SPECIAL
from features.catalogue.aggregates_composed import COMPOSED
from features.catalogue.aggregates_moments import OF_MOMENTS
from features.catalogue.aggregates_parties import OF_PARTIES
from features.catalogue.aggregates_paying import OF_PAYING
from features.catalogue.aggregates_repeats import OF_REPEATS
from features.catalogue.aggregates_windows import WINDOWED
from features.catalogue.calling import arguments_of, name_of
from features.catalogue.dispatching import PATH, dispatch_source
from features.catalogue.operations import operation_of
from features.kernel import rhythm, splits, verdicts
from features.kernel.arrays import Ints
from features.kernel.dispatch import DISPATCHED
from features.kernel.ops import OP_FIRST_SPECIAL
from riskdesk.core.i18n import Text

TEXT = Text(zh="测试。", en="Test.")


def twice(q: Ints) -> float:
    """Return a draft's value."""
    return 2.0 * float(q[0])


def test_the_dispatch_is_current() -> None:
    """Else a measure was declared or changed since: run `python -m features.catalogue.dispatching`."""
    assert dispatch_source() == PATH.read_text("utf-8")


@pytest.mark.parametrize("name", SPECIAL)
def test_numbers_follow_from_the_dispatch(name: str) -> None:
    """The operation of a special aggregate is the place of its function."""
    measure = SPECIAL[name].measure
    assert not isinstance(measure, int)
    assert name_of(measure) == DISPATCHED[operation_of(SPECIAL[name]) - OP_FIRST_SPECIAL]


def test_no_name_is_declared_twice() -> None:
    """Of two declarations one would be lost."""
    kinds = (WINDOWED, COMPOSED, OF_MOMENTS, OF_REPEATS, OF_PARTIES, OF_PAYING)
    assert sum(len(kind) for kind in kinds) == len(AGGREGATES)


def test_operations_of_windows_and_rows_stand_before_the_special_ones() -> None:
    """The kernel tells them apart by their numbers."""
    plain = [one.measure for one in AGGREGATES.values() if isinstance(one.measure, int)]
    assert max(plain) < OP_FIRST_SPECIAL
    assert set(AGGREGATES) - set(SPECIAL) == {
        name for name, one in AGGREGATES.items() if one.measure in plain
    }


def test_a_measure_is_called_by_its_parameters() -> None:
    """Those known by name, the definition's integer by `int`, its operand by `float`."""
    expected = ("p", "start", "end", "q", "window_us", "other", "limits", "number")
    assert expected == arguments_of(splits.split_parts)
    assert ("p", "start", "end", "q") == arguments_of(verdicts.latest)


def test_a_function_tells_its_operands() -> None:
    """A `float` parameter makes a measure one of another feature."""
    assert 1 == AGGREGATES["sum_since"].operands
    assert 0 == Aggregate(rhythm.count_above, text=TEXT).operands


def test_a_new_measure_is_one_branch_more() -> None:
    """Two declarations of one function share it."""
    lines = dispatch_source({"a": SPECIAL["burst"], "b": SPECIAL["peak"], "c": SPECIAL["burst"]}).splitlines()
    assert ["    if op < 41:", "        return rhythm.burst(p, start, end, q, window_us)"] == lines[-3:-1]
    assert "    return owing.peak(p, start, end, q, window_us)" == lines[-1]


def test_what_stands_outside_the_kernel_is_refused() -> None:
    """The digest that names the folder of machine code covers the kernel's files alone."""
    with pytest.raises(ValueError, match=r"stands in .*test_dispatching"):
        dispatch_source({"twice": Aggregate(twice, text=TEXT)})


def test_a_measure_that_is_not_dispatched_says_what_to_do() -> None:
    """No number of another is taken for it."""
    with pytest.raises(LookupError, match=r"twice is not dispatched yet: run `python -m features\.catalogue"):
        operation_of(Aggregate(twice, text=TEXT))


def test_a_parameter_that_nobody_knows_is_named() -> None:
    """An array of another name, or two integers."""

    def unknown(p: Ints, fees: Ints) -> float:
        return float(p[0] + fees[0])

    def two(p: Ints, low: int, high: int) -> float:
        return float(p[low] + p[high])

    with pytest.raises(TypeError, match=r"`fees` of .*unknown"):
        arguments_of(unknown)
    with pytest.raises(TypeError, match="asks twice for the same: p, number, number"):
        arguments_of(two)


def test_a_call_that_fits_no_line_is_refused() -> None:
    """The dispatch stays as the formatter would have it."""

    def long(p: Ints) -> float:
        return float(p[0])

    long.__module__, long.__name__ = "features.kernel.splits", "x" * 100
    with pytest.raises(ValueError, match="does not fit a line"):
        dispatch_source({"long": Aggregate(long, text=TEXT)})
