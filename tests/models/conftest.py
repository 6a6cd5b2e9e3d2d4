"""Small models of every role, trained once a session, and the bundles around them."""

from collections.abc import Callable, Mapping

import lightgbm as lgb
import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.ensemble import IsolationForest

from features.catalogue.program import FEATURES, NAMES, index
from features.catalogue.sets import feature_set
from models.bundle.answers import with_golden
from models.bundle.codec import write
from models.bundle.forest import IsolationForestArrays, IsolationTree
from models.bundle.format import (
    Bundle,
    Calibration,
    DaysDistribution,
    Definition,
    LateHead,
    QuantileHead,
    Trained,
)
from models.role import ROLES, Role
from models.scoring.loaded import LoadedBundle, load

Vectors = NDArray[np.float64]
ROWS = 600


def random_rows(width: int, rows: int, seed: int) -> Vectors:
    """Return rows with every fifth value unknown."""
    random = np.random.default_rng(seed)
    values = random.exponential(1.0, (rows, width)) * random.choice([0.1, 1.0, 100.0], (1, width))
    values[random.random((rows, width)) < 0.2] = np.nan
    return np.asarray(values, dtype=np.float64)


def directions_of(role: Role) -> tuple[int, ...]:
    """Return the constraints a model of the role is fitted with: LightGBM allows none for medians."""
    known = feature_set(role)
    return (0,) * len(known.names) if role == "lateness" else known.directions


def train(role: Role, x: Vectors, **more: object) -> lgb.Booster:
    """Return a booster of the role's kind with the set's directions."""
    known = feature_set(role)
    signs = np.array([sign or 1 for sign in known.directions])
    signal = np.nan_to_num(x, nan=0.0) @ signs + np.nan_to_num(x[:, 0])
    noise = np.random.default_rng(1).normal(0.0, signal.std() / 3.0, len(x))
    late = signal + noise
    label = late if role == "lateness" else (late > np.quantile(late, 0.9)).astype(float)
    signs_held = directions_of(role)
    parameters = {
        "objective": "regression_l1" if role == "lateness" else "binary",
        "num_leaves": 8,
        "learning_rate": 0.2,
        "min_data_in_leaf": 10,
        **({"monotone_constraints": list(signs_held)} if any(signs_held) else {}),
        "verbosity": -1,
        "num_threads": 1,
        "seed": 1,
        "deterministic": True,
        **more,
    }
    return lgb.train(parameters, lgb.Dataset(x, label, feature_name=list(known.names)), num_boost_round=20)


def export(forest: IsolationForest, x: Vectors) -> IsolationForestArrays:
    """Return the arrays of a fitted forest, as training exports them."""
    trees = tuple(
        IsolationTree(
            feature=tuple(map(int, tree.tree_.feature)),
            threshold=tuple(map(float, tree.tree_.threshold)),
            left=tuple(map(int, tree.tree_.children_left)),
            right=tuple(map(int, tree.tree_.children_right)),
            samples=tuple(map(int, tree.tree_.n_node_samples)),
        )
        for tree in forest.estimators_
    )
    scores = -forest.score_samples(filled(x))
    return IsolationForestArrays(
        trees=trees,
        sample_size=int(forest.max_samples_),
        medians=tuple(map(float, np.nanmedian(x, axis=0))),
        quantiles=tuple(map(float, np.quantile(scores, np.linspace(0.0, 1.0, 1001)))),
    )


def filled(x: Vectors) -> Vectors:
    """Return rows with the medians of columns where a value is unknown."""
    return np.where(np.isnan(x), np.nanmedian(x, axis=0), x)


@pytest.fixture(scope="session")
def boosters() -> Mapping[Role, lgb.Booster]:
    """One trained booster a role."""
    return {role: train(role, random_rows(len(feature_set(role).names), ROWS, 7)) for role in ROLES}


@pytest.fixture(scope="session")
def forests() -> Mapping[Role, IsolationForest]:
    """One fitted isolation forest for each role of anomalies."""
    return {
        role: IsolationForest(n_estimators=25, max_samples=64, random_state=3).fit(
            filled(random_rows(len(feature_set(role).names), ROWS, 7))
        )
        for role in ("order_anomaly", "payment_anomaly")
    }


@pytest.fixture(scope="session")
def bundle_of(
    boosters: Mapping[Role, lgb.Booster], forests: Mapping[Role, IsolationForest]
) -> Callable[..., Bundle]:
    """Make a bundle of a role, with fields replaced before its golden rows are answered."""

    def make(role: Role, **changes: object) -> Bundle:
        known = feature_set(role)
        x = random_rows(len(known.names), ROWS, 7)
        raw = boosters[role].predict(x, raw_score=True)
        slope, intercept = (1.0, 0.0) if role == "lateness" else (0.9, -0.3)
        values = slope * np.asarray(raw) + intercept
        bundle = Bundle(
            role=role,
            version=f"{role}-test",
            model=boosters[role].model_to_string(),
            isolation=export(forests[role], x) if role in forests else None,
            feature_set=role,
            names=known.names,
            fingerprint=known.fingerprint,
            directions=directions_of(role),
            reasons=tuple(FEATURES[name].reason for name in known.names),
            calibration=Calibration(slope=slope, intercept=intercept),
            quantiles=tuple(map(float, np.quantile(values, np.linspace(0.0, 1.0, 1001)))),
            pd_floor=0.0003 if role == "credit" else 0.0,
            definition=Definition(past_due_days=60, horizon_days=180, materiality_minor=100_000),
            trained=Trained(data_fingerprint="0" * 64, seq=1, as_of_us=1, metrics={"auc": 0.75}),
            golden=(),
        )
        bundle = msgspec.structs.replace(bundle, **changes)
        return with_golden(bundle, random_rows(len(known.names), 24, 11))

    return make


@pytest.fixture(scope="session")
def lateness_heads() -> tuple[QuantileHead, ...]:
    """Two further quantiles of days late."""
    x = random_rows(len(feature_set("lateness").names), ROWS, 7)
    return tuple(
        QuantileHead(
            level=level, model=train("lateness", x, objective="quantile", alpha=level).model_to_string()
        )
        for level in (0.1, 0.9)
    )


@pytest.fixture(scope="session")
def days_distribution() -> DaysDistribution:
    """A distribution over five steps, of scores that differ."""
    x = random_rows(len(feature_set("lateness").names), ROWS, 7)
    levels = (0.3, 0.4, 0.5, 0.6, 0.7)
    models = [train("lateness", x, objective="quantile", alpha=level, learning_rate=0.01) for level in levels]
    return DaysDistribution(
        ladder_days=(-3, 0, 1, 10),
        steps=tuple(model.model_to_string() for model in models),
        earliest_days=-8,
        latest_days=25,
        interval_share=0.75,
    )


@pytest.fixture(scope="session")
def late_head() -> LateHead:
    """A second opinion on more than five days late."""
    names = feature_set("lateness").names
    x = random_rows(len(names), ROWS, 7)
    settings = {"objective": "binary", "num_leaves": 4, "num_threads": 1, "verbosity": -1}
    data = lgb.Dataset(x, (np.nan_to_num(x[:, 0]) > 0.5).astype(float), feature_name=list(names))
    return LateHead(more_than_days=5, model=lgb.train(settings, data, num_boost_round=5).model_to_string())


@pytest.fixture(scope="session")
def loaded(bundle_of: Callable[..., Bundle]) -> Mapping[Role, LoadedBundle]:
    """One loaded bundle a role."""
    return {role: load(write(bundle_of(role))) for role in ROLES}


@pytest.fixture(scope="session")
def vectors() -> Vectors:
    """Vectors over the whole catalogue, float64[200, n_catalogue]."""
    return random_rows(len(NAMES), 200, 5)


@pytest.fixture
def calm() -> Callable[..., Vectors]:
    """Make a vector of a customer with a long, clean history, with features replaced by name."""

    def make(**changes: float) -> Vectors:
        vector = np.zeros(len(NAMES))
        known = {
            "customer_invoice_age_days": 800.0,
            "customer_invoice_count_365d": 40.0,
            "customer_monthly_sales_amount": 50_000_000.0,
            "payee_payment_age_days": 800.0,
            "payee_payment_count_365d": 24.0,
            "payee_age_days": 900.0,
            "payee_bill_ordered_share_365d": 1.0,
            "payee_account_age_days": 800.0,
            "payee_account_change_idle_days": np.nan,
            "payee_account_change_alone_90d": np.nan,
            "payee_account_change_by_requester_90d": np.nan,
        }
        for name, value in {**known, **changes}.items():
            vector[index(name)] = value
        return vector

    return make
