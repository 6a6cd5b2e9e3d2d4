"""The file of a pair model: JSON that says everything, no code in it."""

import msgspec

from models.bundle.format import Calibration
from models.pairs.layout import PairLayout
from models.pairs.memory import Memory
from models.trees import text
from models.trees.errors import ModelTextNotUnderstood
from riskdesk.core.errors import BundleInvalid

FORMAT = "riskdesk-pairs-1"


class PairModel(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A fitted model.

    Parameters
    ----------
    layout
        Which similarities it reads.
    memories
        One of each look.
    members
        LightGBM's text of each member; the raw score is their mean.
    calibration
        Of the raw score.
    rows, confirmed
        Learnt pairs, and those of them that were paid twice.
    figures
        As measured on pairs left out.
    """

    layout: PairLayout
    memories: tuple[Memory, ...]
    members: tuple[str, ...]
    calibration: Calibration
    rows: int
    confirmed: int
    figures: dict[str, float]
    format: str = FORMAT


def write(model: PairModel) -> bytes:
    """Return the model as UTF-8 JSON, keys sorted."""
    return msgspec.json.encode(model, order="sorted")


def read(data: bytes) -> PairModel:
    """Read what `write` wrote.

    Raises
    ------
    BundleInvalid
        Damaged, of another format, or its parts do not fit together; `field` names where.
    """
    try:
        model = msgspec.json.decode(data, type=PairModel)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BundleInvalid(f"no JSON of a pair model: {error}", field="model") from None
    if model.format != FORMAT:
        raise BundleInvalid(f"expected {FORMAT!r}, found {model.format[:40]!r}", field="format")
    if len(model.memories) != len(model.layout.looks):
        raise BundleInvalid("expected one memory for each look", field="memories")
    if not model.members or not model.calibration.slope > 0:
        raise BundleInvalid("expected members, and a slope above 0", field="members")
    for member in model.members:
        try:
            names = text.parse(member).feature_names
        except ModelTextNotUnderstood as error:
            raise BundleInvalid(str(error), field="members") from None
        if names != model.layout.features:
            raise BundleInvalid("trees ask about other features than the layout has", field="members")
    return model
