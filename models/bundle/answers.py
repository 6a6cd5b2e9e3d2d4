"""What a bundle answers to rows of its set, in the form that golden rows are kept in."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.bundle.format import Bundle
from models.bundle.golden import GoldenRow
from models.scoring.application import card_log_odds
from models.scoring.isolation import isolation_many
from models.scoring.loaded import LoadedBundle, prepare
from models.scoring.score import calibrated, score_rows


def with_golden(bundle: Bundle, rows: NDArray[np.float64]) -> Bundle:
    """Return the bundle with its own answers to these rows, float64[n, f], n at least 20.

    Raises
    ------
    BundleInvalid
        The model does not fit the rest of the bundle.
    """
    golden = answers(prepare(bundle, bundle_hash=""), rows)
    return msgspec.structs.replace(bundle, golden=golden)


def answers(loaded: LoadedBundle, rows: NDArray[np.float64]) -> tuple[GoldenRow, ...]:
    """Return the answers to rows of the bundle's set, float64[n, f]; NaN is unknown."""
    golden = [_unanswered(row) for row in rows]
    if loaded.ensemble is not None:
        values, phi, bias = calibrated(loaded, rows)
        golden = [
            msgspec.structs.replace(
                row, value=float(values[k]), contributions=tuple(map(float, phi[k])), bias=bias
            )
            for k, row in enumerate(golden)
        ]
        if loaded.role != "lateness":
            probability = score_rows(loaded, rows).probability
            golden = [
                msgspec.structs.replace(row, probability=float(p))
                for row, p in zip(golden, probability, strict=True)
            ]
    if loaded.forest is not None:
        isolation = isolation_many(loaded.forest, rows)
        golden = [
            msgspec.structs.replace(row, isolation=one.score)
            for row, one in zip(golden, isolation, strict=True)
        ]
    if loaded.application is not None:
        golden = [
            msgspec.structs.replace(row, application=card_log_odds(loaded.application, values))
            for row, values in zip(golden, rows, strict=True)
        ]
    return tuple(golden)


def _unanswered(row: NDArray[np.float64]) -> GoldenRow:
    values = tuple(None if np.isnan(value) else float(value) for value in row)
    return GoldenRow(values=values, value=None, probability=None, contributions=(), bias=None, isolation=None)
