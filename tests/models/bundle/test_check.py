from collections.abc import Callable
from typing import Any

import lightgbm as lgb
import msgspec
import pytest

from features.catalogue.parameters import FeatureParameters
from features.catalogue.sets import SETS
from features.catalogue.versions import FeatureVersion
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
    """A bundle learns from the set of its role."""
    bundle = msgspec.structs.replace(bundle_of("credit"), feature_set="lateness")
    with pytest.raises(BundleInvalid) as caught:
        write(bundle)
    assert "feature_set" == caught.value.field


def versioned(bundle: Bundle, **changes: FeatureVersion) -> Bundle:
    """Return a bundle that says which definitions it learnt from, some changed."""
    known = SETS[bundle.role].versions
    return msgspec.structs.replace(
        bundle,
        fingerprint="0" * 16,
        feature_versions=tuple(changes.get(one.name, one) for one in known),
    )


def test_a_bundle_of_a_smaller_set_fits(bundle_of: Callable[..., Bundle]) -> None:
    """What counts is each of its features, whatever else the program has; the set's fingerprint is then not asked."""
    self_test(load(write(versioned(bundle_of("credit")))))


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"version": 2}, "{}@2 (here version 1)"), ({"digest": "0" * 16}, "{}@1 (here defined otherwise)")],
)
def test_features_of_another_version_are_named(
    bundle_of: Callable[..., Bundle], changes: dict[str, Any], said: str
) -> None:
    """All of them, with the version that is here."""
    known = SETS["credit"].versions
    other = {one.name: msgspec.structs.replace(one, **changes) for one in (known[3], known[7])}
    with pytest.raises(BundleInvalid) as caught:
        self_test(load(write(versioned(bundle_of("credit"), **other))))
    assert "feature_versions" == caught.value.field
    assert f"it needs {', '.join(said.format(name) for name in other)}" == caught.value.detail


def test_versions_are_those_of_the_names(bundle_of: Callable[..., Bundle]) -> None:
    """In their order; a bundle that says otherwise contradicts itself."""
    bundle = versioned(bundle_of("credit"))
    assert isinstance(bundle.feature_versions, tuple)
    with pytest.raises(BundleInvalid) as caught:
        write(msgspec.structs.replace(bundle, feature_versions=bundle.feature_versions[::-1]))
    assert "feature_versions" == caught.value.field


def test_limits_matter_to_bundles_whose_features_read_them(bundle_of: Callable[..., Bundle]) -> None:
    """Days and amounts of receivables are the same under any approval limits; parts below a limit are not."""
    limits = FeatureParameters(order_limits=(1, 2, 3))
    self_test(load(write(versioned(bundle_of("credit")))), limits)
    with pytest.raises(BundleInvalid, match=r"customer_order_split_parts_36h@\d \(here defined otherwise\)"):
        self_test(load(write(versioned(bundle_of("order_anomaly")))), limits)


def test_all_features_that_are_not_there_are_named(bundle_of: Callable[..., Bundle]) -> None:
    """A bundle of features that this program does not have is refused before its columns are looked up."""
    bundle = bundle_of("credit")
    gone = bundle.names[:2]
    left = {name: column for column, name in enumerate(bundle.names) if name not in gone}
    with pytest.raises(BundleInvalid) as caught:
        load(write(bundle), left.__getitem__)
    assert ("names", f"this program has no feature {', '.join(gone)}") == (
        caught.value.field,
        caught.value.detail,
    )


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
