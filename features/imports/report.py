"""What became of an import, for people and as JSON."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from riskdesk.core.i18n import Language, Text

MOST_LISTED: Final = 1_000
"""Refusals that a report lists; all of them stand in the files of refused rows."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row, or a whole file, that was not taken.

    Parameters
    ----------
    file
        Its name.
    row
        Line, row of the sheet, or count from 1; 0 where the whole file is meant.
    field, detail
        The column, and what is wrong with it.
    """

    file: str
    row: int
    field: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file: rows taken, repeated, refused and passed over sum to those read.

    `refused_file` is where the refused rows stand, to be mended and fed again.
    """

    file: str
    layout: str
    read: int
    taken: int
    repeated: int
    refused: int
    passed: int
    refused_file: str | None


@dataclass(frozen=True, slots=True)
class HoldTimes:
    """How long the log was held, a chunk at a time, in milliseconds."""

    chunks: int
    median_ms: float
    max_ms: float


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of an import.

    Parameters
    ----------
    import_id, source, mapping
        Which import it was.
    dry_run
        Rows were read and checked; the log was not touched.
    files
        A count for each file.
    events_taken, events_repeated, events_refused
        Events; a row may be several.
    refusals
        The first thousand.
    passed
        Why rows were passed over -> how many.
    assumptions
        What the mapping took for granted.
    holds
        How long the log was held.
    seconds
        Of the whole.
    """

    import_id: str
    source: str
    mapping: str
    dry_run: bool
    files: tuple[FileReport, ...]
    events_taken: int
    events_repeated: int
    events_refused: int
    refusals: tuple[Refusal, ...]
    passed: tuple[tuple[Text, int], ...]
    assumptions: tuple[Text, ...]
    holds: HoldTimes
    seconds: float

    @property
    def read(self) -> int:
        """Rows read."""
        return sum(file.read for file in self.files)

    @property
    def taken(self) -> int:
        """Rows of which something was taken and nothing refused."""
        return sum(file.taken for file in self.files)

    @property
    def repeated(self) -> int:
        """Rows that the log held already."""
        return sum(file.repeated for file in self.files)

    @property
    def refused(self) -> int:
        """Rows refused, in whole or in part."""
        return sum(file.refused for file in self.files)

    @property
    def is_empty(self) -> bool:
        """Not one row could be read from any file."""
        return self.read == 0

    def to_dict(self, language: Language) -> dict[str, Any]:
        """Return the report as JSON values, texts in one language."""
        return {
            "import_id": self.import_id,
            "source": self.source,
            "mapping": self.mapping,
            "dry_run": self.dry_run,
            "rows": {name: getattr(self, name) for name in ("read", "taken", "repeated", "refused")}
            | {"passed": sum(count for _, count in self.passed)},
            "events": {
                "taken": self.events_taken,
                "repeated": self.events_repeated,
                "refused": self.events_refused,
            },
            "files": [asdict(file) for file in self.files],
            "refusals": [asdict(refusal) for refusal in self.refusals],
            "passed": [{"why": why.render(language), "rows": count} for why, count in self.passed],
            "assumptions": [text.render(language) for text in self.assumptions],
            "lock_ms": {
                "chunks": self.holds.chunks,
                "median": round(self.holds.median_ms, 3),
                "max": round(self.holds.max_ms, 3),
            },
            "seconds": round(self.seconds, 3),
        }
