"""The lot: a number that looks random and can be drawn again by anyone who knows the salt."""

import hashlib


def draw(subject_id: str, salt: str) -> float:
    """Return a number in [0, 1), uniform over ids, the same for the same id and salt.

    >>> draw("order:25SH00137", "2026") == draw("order:25SH00137", "2026")
    True
    """
    digest = hashlib.sha256(f"{salt}\x00{subject_id}".encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> 11) / 2.0**53
