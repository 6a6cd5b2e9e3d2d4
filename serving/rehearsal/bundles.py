"""The smallest bundles that can be active: one tree of two leaves, and a forest of one that finds all strange."""

from typing import Final

import numpy as np

from features.catalogue.parameters import FeatureParameters
from features.catalogue.program import FEATURES
from features.catalogue.sets import feature_set
from models.bundle.answers import with_golden
from models.bundle.codec import write
from models.bundle.forest import IsolationForestArrays, IsolationTree
from models.bundle.format import LEAST_GOLDEN_ROWS, QUANTILES, Bundle, Calibration, Definition, Trained
from models.role import Role

DECIDING: Final[tuple[Role, ...]] = ("credit", "order_anomaly", "payment_anomaly")
"""Roles whose models an answer asks."""

_TREE: Final = """tree
version=v4
num_class=1
num_tree_per_iteration=1
label_index=0
max_feature_idx={last}
objective=binary sigmoid:1
feature_names={names}
monotone_constraints={directions}
feature_infos={infos}
tree_sizes=1

Tree=0
num_leaves=2
num_cat=0
split_feature=0
split_gain=1
threshold=1
decision_type=10
left_child=-1
right_child=-2
leaf_value=-1 -1
leaf_weight=1 1
leaf_count=1 1
internal_value=-1
internal_weight=2
internal_count=2
is_linear=0
shrinkage=1

end of trees
"""
_STUMP: Final = IsolationTree(
    feature=(0, -2, -2), threshold=(1.0, -2.0, -2.0), left=(1, -1, -1), right=(2, -1, -1), samples=(2, 1, 1)
)


def smallest(role: Role, parameters: FeatureParameters) -> bytes:
    """Return the bytes of a bundle of this role that finds every document alike."""
    known = feature_set(role, parameters)
    width = len(known.names)
    forest = IsolationForestArrays(
        trees=(_STUMP,), sample_size=2, medians=(0.0,) * width, quantiles=(0.0,) * QUANTILES
    )
    bundle = Bundle(
        role=role,
        version="rehearsal",
        model=_TREE.format(
            last=width - 1,
            names=" ".join(known.names),
            directions=" ".join(map(str, known.directions)),
            infos=" ".join(["none"] * width),
        ),
        feature_set=role,
        isolation=None if role == "credit" else forest,
        names=known.names,
        fingerprint=known.fingerprint,
        directions=known.directions,
        reasons=tuple(FEATURES[name].reason for name in known.names),
        calibration=Calibration(slope=1.0, intercept=0.0),
        quantiles=tuple(np.linspace(-2.0, 0.0, QUANTILES).tolist()),
        pd_floor=0.0003 if role == "credit" else 0.0,
        definition=Definition(past_due_days=60, horizon_days=180, materiality_minor=100_000),
        trained=Trained(data_fingerprint="0" * 64, seq=0, as_of_us=0, metrics={}),
        golden=(),
    )
    return write(with_golden(bundle, np.full((LEAST_GOLDEN_ROWS, width), np.nan)))
