from collections.abc import Callable

import lightgbm as lgb
import msgspec
import pytest

from features.catalogue.parameters import FeatureParameters
from models.bundle.check import self_test
from models.bundle.codec import write
from models.bundle.format import Bundle, Calibration
from models.role import ROLES, Role
from models.scoring.loaded import load
from riskdesk.core.errors import BundleInvalid


def _field_of_refusal(bundle: Bundle) -> str | None:
    with pytest.raises(BundleInvalid) as caught:
        self_test(load(write(bundle)))
    return caught.value.field


@pytest.mark.parametrize("role", ROLES)
def test_a_whole_bundle_passes(bundle_of: Callable[..., Bundle], role: Role) -> None:
    """A bundle answers its own golden rows as it did when it was made, and is told from one that does not."""
    bundle = bundle_of(role)
    self_test(load(write(bundle)))
    row = bundle.golden[3]
    assert row.value is not None
    other = msgspec.structs.replace(row, value=row.value + 1e-9 * max(1.0, abs(row.value)))
    golden = (*bundle.golden[:3], other, *bundle.golden[4:])
    assert "golden[3]" == _field_of_refusal(msgspec.structs.replace(bundle, golden=golden))


def test_golden_rows_of_the_forest_count(bundle_of: Callable[..., Bundle]) -> None:
    """A forest that isolates otherwise is found by its golden scores."""
    bundle = bundle_of("order_anomaly")
    assert bundle.isolation is not None
    forest = msgspec.structs.replace(bundle.isolation, sample_size=32)
    assert "golden[0]" == _field_of_refusal(msgspec.structs.replace(bundle, isolation=forest))


def test_another_calibration_is_refused(bundle_of: Callable[..., Bundle]) -> None:
    """Golden rows guard the calibration too."""
    bundle = msgspec.structs.replace(bundle_of("credit"), calibration=Calibration(slope=0.9, intercept=-0.31))
    assert "golden[0]" == _field_of_refusal(bundle)


def test_features_defined_otherwise_are_refused(bundle_of: Callable[..., Bundle]) -> None:
    """A fingerprint of other definitions, or of another company's limits, is refused."""
    bundle = bundle_of("order_anomaly")
    assert "fingerprint" == _field_of_refusal(msgspec.structs.replace(bundle, fingerprint="0" * 16))
    with pytest.raises(BundleInvalid):
        self_test(load(write(bundle)), FeatureParameters(order_limits=(1, 2, 3)))


def test_a_set_of_another_role_is_refused(bundle_of: Callable[..., Bundle]) -> None:
    """A bundle whose set has other features than it names is refused."""
    bundle = msgspec.structs.replace(bundle_of("credit"), feature_set="lateness")
    assert "names" == _field_of_refusal(bundle)


def test_a_regression_cannot_judge(
    bundle_of: Callable[..., Bundle], boosters: dict[Role, lgb.Booster]
) -> None:
    """Days late cannot be served as a probability."""
    bundle = bundle_of("credit")
    regression = (
        boosters["credit"].model_to_string().replace("objective=binary sigmoid:1", "objective=quantile")
    )
    with pytest.raises(BundleInvalid) as caught:
        load(write(msgspec.structs.replace(bundle, model=regression)))
    assert "model" == caught.value.field
