"""What reviewers said of pairs that looked the same in some of their similarities."""

import hashlib

import msgspec
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_PRIOR_WEIGHT = 3.0
"""So much of the common rate is thought to have been seen before the first."""
_PARTS = 1_000_000
_UNKNOWN = -1


class Memory(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Verdicts by look.

    Parameters
    ----------
    rate
        Share of all learnt pairs that were confirmed.
    seen
        Fingerprint of a look -> (weight of its pairs, weight of the confirmed ones).
    """

    rate: float
    seen: dict[str, tuple[float, float]]

    def shares(self, similarities: Floats) -> Floats:
        """Return the share confirmed of each look, float64 of shape (n,); one never seen has the rate."""
        looks, of = distinct(similarities)
        known = np.array([self.seen.get(look, (0.0, 0.0)) for look in looks], np.float64).reshape(-1, 2)
        shares: Floats = (known[:, 1] + _PRIOR_WEIGHT * self.rate) / (known[:, 0] + _PRIOR_WEIGHT)
        return shares[of]


def remember(similarities: Floats, labels: npt.NDArray[np.int64], weights: Floats) -> Memory:
    """Return the memory of labelled pairs, at least one, whose weights are those of `weights_of`."""
    looks, of = distinct(similarities)
    total = np.bincount(of, weights=weights, minlength=len(looks)).tolist()
    confirmed = np.bincount(of, weights=weights * labels, minlength=len(looks)).tolist()
    seen = dict(zip(looks, zip(total, confirmed, strict=True), strict=True))
    return Memory(rate=float(labels.mean()), seen=seen)


def weights_of(similarities: Floats) -> Floats:
    """Return the weight of each pair, float64 of shape (n,): n wholly identical ones weigh the root of n.

    They are often one batch with one cause and one verdict, and tell less of others than as many different ones.
    """
    _, of = distinct(similarities)
    weights: Floats = 1.0 / np.sqrt(np.bincount(of)[of].astype(np.float64))
    return weights


def distinct(similarities: Floats) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Return the fingerprints of all looks, and which one each row has.

    Rows are the same look if they agree to a millionth; unknown (NaN) agrees with unknown.

    Parameters
    ----------
    similarities
        float64 of shape (n, columns), 0 to 1 or NaN.

    >>> looks, of = distinct(np.array([[1.0, 0.5], [1.0, 0.5000000001], [0.0, np.nan]]))
    >>> len(looks), of.tolist()
    (2, [1, 1, 0])
    """
    parts = np.where(np.isnan(similarities), _UNKNOWN, np.round(similarities * _PARTS)).astype("<i8")
    unique, of = np.unique(parts, axis=0, return_inverse=True)
    looks = [hashlib.blake2b(row.tobytes(), digest_size=8).hexdigest() for row in unique]
    return looks, of.reshape(-1).astype(np.int64)
