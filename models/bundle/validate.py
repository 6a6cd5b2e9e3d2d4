"""What must hold within one bundle, whatever program reads it."""

import math
from collections.abc import Iterable

from msgspec import UnsetType

from models.bundle.forest import IsolationForestArrays
from models.bundle.format import LEAST_GOLDEN_ROWS, QUANTILES, ApplicationCard, Bundle, DaysDistribution
from models.bundle.golden import GoldenRow
from riskdesk.core.errors import BundleInvalid


def validate(bundle: Bundle) -> None:
    """Refuse a bundle that contradicts itself.

    Raises
    ------
    BundleInvalid
        `field` names the first thing that is wrong.
    """
    width = len(bundle.names)
    applied = isinstance(bundle.application, ApplicationCard)
    said = bundle.model is not None or bundle.isolation is not None or applied
    _require(said, "model", "neither model nor isolation")
    _require(bundle.model is not None or bundle.role != "lateness", "model", "days late need a model")
    _require(width > 0 and len(set(bundle.names)) == width, "names", "names are missing or repeat")
    if not isinstance(bundle.feature_versions, UnsetType):
        versioned = tuple(one.name for one in bundle.feature_versions)
        _require(versioned == bundle.names, "feature_versions", "expected one a feature, in their order")
    _require(bundle.feature_set == bundle.role, "feature_set", f"expected the set of {bundle.role}")
    for name, values in (("directions", bundle.directions), ("reasons", bundle.reasons)):
        _require(len(values) == width, name, f"expected {width}, one a feature, found {len(values)}")
    _require(set(bundle.directions) <= {-1, 0, 1}, "directions", "expected -1, 0 or 1")
    _check_calibration(bundle)
    _check_heads(bundle)
    if isinstance(bundle.distribution, DaysDistribution):
        _require(bundle.role == "lateness", "distribution", "only days late are distributed")
        _check_distribution(bundle.distribution)
    if isinstance(bundle.application, ApplicationCard):
        _check_application(bundle, bundle.application)
    if bundle.isolation is not None:
        _check_isolation(bundle.isolation, width)
    rows = len(bundle.golden)
    _require(rows >= LEAST_GOLDEN_ROWS, "golden", f"expected {LEAST_GOLDEN_ROWS} rows, found {rows}")
    for k, row in enumerate(bundle.golden):
        _check_golden(bundle, row, f"golden[{k}]")


def _check_calibration(bundle: Bundle) -> None:
    slope, intercept = bundle.calibration.slope, bundle.calibration.intercept
    _require(slope > 0.0 and math.isfinite(slope), "calibration.slope", "expected more than 0")
    _require(math.isfinite(intercept), "calibration.intercept", "expected a finite number")
    if bundle.model is not None:
        _check_quantiles(bundle.quantiles, "quantiles")
    _require(0.0 <= bundle.pd_floor < 1.0, "pd_floor", "expected 0 to 1")
    _require(_finite(bundle.trained.metrics.values()), "trained.metrics", "expected finite numbers")


def _check_heads(bundle: Bundle) -> None:
    levels = [head.level for head in bundle.heads]
    _require(not levels or bundle.role == "lateness", "heads", "only days late have quantiles")
    _require(all(0.0 < level < 1.0 for level in levels), "heads.level", "expected between 0 and 1")
    _require(levels == sorted(set(levels)), "heads.level", "expected a rising order")


def _check_distribution(distribution: DaysDistribution) -> None:
    ladder, steps = distribution.ladder_days, len(distribution.ladder_days) + 1
    rising = list(ladder) == sorted(set(ladder))
    _require(bool(ladder) and rising, "distribution.ladder_days", "expected a rising order")
    _require(
        len(distribution.steps) == steps, "distribution.steps", f"expected {steps}, one more than the ladder"
    )
    _require(distribution.earliest_days <= min(ladder), "distribution.earliest_days", "above the first step")
    _require(distribution.latest_days > max(ladder), "distribution.latest_days", "below the last step")
    above = [head.more_than_days for head in distribution.late]
    _require(above == sorted(set(above)), "distribution.late", "expected a rising order")
    share = distribution.interval_share
    _require(0.0 < share < 1.0, "distribution.interval_share", "expected between 0 and 1")


def _check_application(bundle: Bundle, application: ApplicationCard) -> None:
    _require(bundle.role == "credit", "application", "only customers apply")
    unknown = sorted(set(application.card.names) - set(bundle.names))
    _require(not unknown, "application.card", f"items that the set does not have: {', '.join(unknown)}")
    once = len(set(application.card.names)) == len(application.card.names)
    _require(once, "application.card", "an item repeats")
    _check_quantiles(application.quantiles, "application.quantiles")


def _check_isolation(forest: IsolationForestArrays, width: int) -> None:
    _require(forest.sample_size >= 2, "isolation.sample_size", "expected at least 2")
    _require(len(forest.trees) > 0, "isolation.trees", "expected at least one")
    _require(len(forest.medians) == width, "isolation.medians", f"expected {width}, one a feature")
    _require(_finite(forest.medians), "isolation.medians", "expected finite numbers")
    _check_quantiles(forest.quantiles, "isolation.quantiles")
    for k, tree in enumerate(forest.trees):
        lengths = {len(tree.feature), len(tree.threshold), len(tree.left), len(tree.right), len(tree.samples)}
        _require(len(lengths) == 1 and 0 not in lengths, f"isolation.trees[{k}]", "lengths differ")


def _check_quantiles(quantiles: tuple[float, ...], field: str) -> None:
    _require(len(quantiles) == QUANTILES, field, f"expected {QUANTILES}, found {len(quantiles)}")
    _require(_finite(quantiles), field, "expected finite numbers")
    _require(list(quantiles) == sorted(quantiles), field, "expected a rising order")


def _check_golden(bundle: Bundle, row: GoldenRow, field: str) -> None:
    width = len(bundle.names)
    scored = bundle.model is not None
    _require(len(row.values) == width, f"{field}.values", f"expected {width}, one a feature")
    _require(_finite(v for v in row.values if v is not None), f"{field}.values", "expected finite numbers")
    _require(len(row.contributions) == (width if scored else 0), f"{field}.contributions", "wrong length")
    _require(_finite(row.contributions), f"{field}.contributions", "expected finite numbers")
    applied = None if isinstance(row.application, UnsetType) else row.application
    for name, present, value in (
        ("value", scored, row.value),
        ("bias", scored, row.bias),
        ("probability", scored and bundle.role != "lateness", row.probability),
        ("isolation", bundle.isolation is not None, row.isolation),
        ("application", isinstance(bundle.application, ApplicationCard), applied),
    ):
        _require((value is not None) == present, f"{field}.{name}", "there where it must not, or missing")
        _require(value is None or math.isfinite(value), f"{field}.{name}", "expected a finite number")


def _finite(values: Iterable[float]) -> bool:
    return all(map(math.isfinite, values))


def _require(holds: bool, field: str, otherwise: str) -> None:  # noqa: FBT001 - a condition, read as one
    if not holds:
        raise BundleInvalid(otherwise, field=field)
