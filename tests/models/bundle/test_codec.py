from collections.abc import Callable

import msgspec
import numpy as np
import pytest

from models.bundle.codec import hash_of, read, write
from models.bundle.format import Bundle, Calibration, DaysDistribution, LateHead
from models.role import ROLES, Role
from models.scoring.loaded import load
from riskdesk.core.errors import BundleInvalid


@pytest.mark.parametrize("role", ROLES)
def test_round_trip(bundle_of: Callable[..., Bundle], role: Role) -> None:
    """A bundle of each role comes back equal, and is written to the same bytes again."""
    data = write(bundle_of(role))
    assert bundle_of(role) == read(data)
    assert data == write(read(data))


def test_unknown_values_travel_as_null(bundle_of: Callable[..., Bundle]) -> None:
    """NaN in a golden row is null in JSON and None when read."""
    bundle = bundle_of("credit")
    assert any(value is None for row in bundle.golden for value in row.values)
    assert b"NaN" not in write(bundle)


def test_hash_is_that_of_the_bytes(bundle_of: Callable[..., Bundle]) -> None:
    """Two bundles that differ in a version have different hashes of 64 digits."""
    first, second = (hash_of(write(bundle_of("credit", version=v))) for v in ("1", "2"))
    assert (64, True) == (len(first), first != second)


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_bundle_never_loads(bundle_of: Callable[..., Bundle], seed: int) -> None:
    """A flipped bit, a cut, a doubled or a lost stretch is refused, wherever it is."""
    data = write(bundle_of("order_anomaly"))
    random = np.random.default_rng(seed)
    for _ in range(60):
        at, length = int(random.integers(len(data))), int(random.integers(1, 40))
        flipped = bytearray(data)
        flipped[at] ^= 1 << int(random.integers(8))
        damaged = [
            bytes(flipped),
            data[:at],
            data[:at] + data[at + length :],
            data[: at + length] + data[at:],
        ]
        for one in damaged:
            with pytest.raises(BundleInvalid):
                load(one)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"calibration": Calibration(slope=0.0, intercept=0.0)}, "calibration.slope"),
        ({"calibration": Calibration(slope=float("nan"), intercept=0.0)}, "calibration.slope"),
        ({"pd_floor": 1.0}, "pd_floor"),
        ({"names": ()}, "names"),
        ({"reasons": ("late_payer",)}, "reasons"),
        ({"quantiles": (0.0,) * 1000}, "quantiles"),
        ({"quantiles": tuple(-float(k) for k in range(1001))}, "quantiles"),
        ({"golden": ()}, "golden"),
        ({"model": None}, "model"),
    ],
)
def test_a_contradiction_is_named(
    bundle_of: Callable[..., Bundle], changes: dict[str, object], field: str
) -> None:
    """A bundle that contradicts itself is neither written nor read, and the field is named."""
    bundle = msgspec.structs.replace(bundle_of("credit"), **changes)
    with pytest.raises(BundleInvalid) as caught:
        write(bundle)
    assert field == caught.value.field


@pytest.mark.parametrize("data", [b"", b"{}", b"null", b"\xff\xfe", b"[" * 100_000, b'{"bundle":1}'])
def test_rubbish_is_refused(data: bytes) -> None:
    """What is no bundle at all is refused like a damaged one."""
    with pytest.raises(BundleInvalid):
        read(data)


def test_another_way_of_writing_is_refused(bundle_of: Callable[..., Bundle]) -> None:
    """The same content with spaces has another hash, and is no canonical bundle."""
    with pytest.raises(BundleInvalid):
        read(msgspec.json.format(write(bundle_of("credit"))))


def test_a_distribution_goes_there_and_back(
    bundle_of: Callable[..., Bundle], days_distribution: DaysDistribution
) -> None:
    """As bytes and back it is the same; a bundle without one names none, so that older bytes still read."""
    bundle = bundle_of("lateness", distribution=days_distribution)
    assert bundle == read(write(bundle))
    assert b'"distribution"' not in write(bundle_of("lateness"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ladder_days": (1, 0, 2, 3)}, "distribution.ladder_days"),
        ({"ladder_days": (0, 1, 2)}, "distribution.steps"),
        ({"earliest_days": 0}, "distribution.earliest_days"),
        ({"latest_days": 10}, "distribution.latest_days"),
        ({"interval_share": 1.0}, "distribution.interval_share"),
    ],
)
def test_a_distribution_that_contradicts_itself_is_refused(
    bundle_of: Callable[..., Bundle],
    days_distribution: DaysDistribution,
    changes: dict[str, object],
    field: str,
) -> None:
    """The field is named."""
    broken = msgspec.structs.replace(days_distribution, **changes)
    with pytest.raises(BundleInvalid) as refused:
        write(bundle_of("lateness", distribution=broken))
    assert field == refused.value.field


def test_heads_that_repeat_or_say_no_probability_are_refused(
    bundle_of: Callable[..., Bundle], days_distribution: DaysDistribution, late_head: LateHead
) -> None:
    """Two of one number of days; a regression in place of a probability."""
    twice = msgspec.structs.replace(days_distribution, late=(late_head, late_head))
    with pytest.raises(BundleInvalid) as refused:
        write(bundle_of("lateness", distribution=twice))
    assert "distribution.late" == refused.value.field
    regression = LateHead(more_than_days=5, model=days_distribution.steps[0])
    with pytest.raises(BundleInvalid) as refused:
        bundle_of("lateness", distribution=msgspec.structs.replace(days_distribution, late=(regression,)))
    assert "distribution.late" == refused.value.field
