"""How many partitions keep a backfill within the memory it was given."""

import re
from dataclasses import dataclass
from typing import Final

from features.catalogue.program import CATALOGUE
from features.kernel.layout import D_WIDTH, P_WIDTH
from riskdesk.core.errors import InputInvalid

_UNITS: Final = {"MB": 1_000_000, "GB": 1_000_000_000, "MIB": 2**20, "GIB": 2**30}

DEFAULT_MEMORY: Final = 2_000_000_000

RESERVED_BYTES: Final = 400_000_000
"""The program itself with its libraries, one chunk of the log, and codes of keys kept at hand."""

BYTES_PER_POSTING: Final = 8 * (2 * D_WIDTH + P_WIDTH) + 350
"""On the way twice, in its slot, sorting keys, and the slot's own entry where it stands alone in it."""

_UNEVEN: Final = 1.3
"""Partitions by code come out unequal; this one is still within its share."""

_COPIES: Final = 6
"""A bucket's answers stand in memory as vectors, as parts, and as what is being written."""

MOST_BUCKET_ROWS: Final = 100_000
MOST_PARTITIONS: Final = 500
"""Each is an open file while an entity's events are split."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How the work is cut.

    Parameters
    ----------
    memory_bytes
        What the process may take in all.
    partitions
        Of every entity; None to take as many as the memory asks for.
    most_bucket_rows
        A bucket, which becomes one file, has no more vectors than this.

    Raises
    ------
    InputInvalid
        Too little memory to begin with, or a number of partitions out of range.
    """

    memory_bytes: int = DEFAULT_MEMORY
    partitions: int | None = None
    most_bucket_rows: int = MOST_BUCKET_ROWS

    def __post_init__(self) -> None:
        least = RESERVED_BYTES + 50_000_000
        if self.memory_bytes < least:
            raise InputInvalid(f"expected at least {least // 1_000_000}MB", field="memory")
        if self.partitions is not None and not 1 <= self.partitions <= MOST_PARTITIONS:
            raise InputInvalid(f"expected 1 to {MOST_PARTITIONS}", field="partitions")

    @property
    def working_bytes(self) -> int:
        """What is left for one partition or one bucket."""
        return self.memory_bytes - RESERVED_BYTES

    @property
    def bucket_rows(self) -> int:
        """How many vectors a bucket has; the last one may have fewer."""
        fitting = self.working_bytes // (len(CATALOGUE) * 8 * _COPIES)
        return max(1, min(self.most_bucket_rows, fitting))

    def partitions_of(self, postings: int) -> int:
        """Return into how many partitions an entity with so many postings is cut.

        Raises
        ------
        InputInvalid
            So many that the memory would have to be larger.
        """
        if self.partitions is not None:
            return self.partitions
        wanted = postings * BYTES_PER_POSTING * _UNEVEN
        partitions = max(1, -int(-wanted // self.working_bytes))
        if partitions > MOST_PARTITIONS:
            least = RESERVED_BYTES + wanted / MOST_PARTITIONS
            raise InputInvalid(f"expected at least {least / 1e9:.1f}GB for so long a log", field="memory")
        return partitions


def parse_bytes(text: str) -> int:
    """Return a size in bytes.

    Raises
    ------
    InputInvalid
        Not a number with one of the units MB, GB, MiB, GiB.

    >>> parse_bytes("1.5GB")
    1500000000
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?([MG]I?B)", text.strip().upper())
    if found is None:
        raise InputInvalid(f"expected a size such as 512MB or 2GB, got {text!r:.40}", field="memory")
    return round(float(found[1]) * _UNITS[found[2]])
