"""The bundle answers its golden rows as serving will read it."""

from features.catalogue.parameters import DEFAULT_PARAMETERS, FeatureParameters
from models.bundle.check import self_test
from models.scoring.loaded import load
from riskdesk.core.errors import BundleInvalid
from training.gates.gate import Gate


def golden_gate(content: bytes, parameters: FeatureParameters = DEFAULT_PARAMETERS) -> Gate:
    """The bundle's bytes, read as serving reads them, must give the golden answers."""
    try:
        loaded = load(content)
        self_test(loaded, parameters)
    except BundleInvalid as error:
        return Gate("golden", passed=False, detail=str(error))
    return Gate("golden", passed=True, detail=f"{len(loaded.bundle.golden)} rows came out the same")
