import numpy as np
from numpy.typing import NDArray

from riskdesk.core.jit import inlined_kernel, kernel


@kernel
def total(values: NDArray[np.float64]) -> float:
    """Add from the left."""
    result = 0.0
    for value in values:
        result += value
    return result


@kernel
def ratio(a: float, b: float) -> float:
    """Divide."""
    return a / b


@inlined_kernel
def half(a: float) -> float:
    """Divide by two."""
    return ratio(a, 2.0)


@kernel
def quarter(a: float) -> float:
    """Halve twice."""
    return half(half(a))


def test_an_inlined_kernel_is_compiled_into_its_callers() -> None:
    """With the options of every other; called alone or by another it says the same."""
    options = vars(half)["targetoptions"]
    assert (True, True, False) == (options["forceinline"], options["nogil"], options["fastmath"])
    assert 0.75 == half(half(3.0)) == quarter(3.0)


def test_sums_keep_the_written_order() -> None:
    """No fastmath: adding from the left loses the small number, and must."""
    assert 0.0 == total(np.array([1e16, 1.0, -1e16]))
    assert 1.0 == total(np.array([1e16, -1e16, 1.0]))


def test_division_by_zero_follows_ieee() -> None:
    """As numpy, without an exception that a kernel cannot handle."""
    assert np.inf == ratio(1.0, 0.0)


def test_kernel_is_compiled_and_cached() -> None:
    """The compiler's options are those the house relies on."""
    options = vars(total)["targetoptions"]
    assert (True, False) == (options["nogil"], options.get("fastmath", False))
    assert total.__name__ == total.py_func.__name__  # type: ignore[attr-defined]
