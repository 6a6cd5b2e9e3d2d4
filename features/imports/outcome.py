"""From the fates of events to the fates of rows and files."""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import IntEnum
from pathlib import Path

from features.history.log import Appended
from features.imports.report import FileReport
from features.imports.staging import Source, Stage
from riskdesk.core.i18n import Text


class RowFate(IntEnum):
    """What became of a row; of several events the larger fate counts."""

    CHECKED = 0
    """Fit to be taken, and not appended: a dry run."""
    REPEATED = 1
    TAKEN = 2
    PASSED = 3
    REFUSED = 4


def settle(stage: Stage, fates: Sequence[Appended]) -> bytearray:
    """Return the `RowFate` of each row, and note in the stage what the log refused.

    Parameters
    ----------
    fates
        Of the events of the stage, in their order; empty after a dry run.
    """
    found = bytearray(len(stage.numbers))
    for staged, fate in zip(stage.events, fates, strict=False):
        if staged.row < 0:
            continue
        if fate.status == "refused":
            column = staged.columns.get(fate.field or "", fate.field)
            stage.refuse(stage.source_of(staged.row), staged.row, fate.detail or "refused", column)
        else:
            own = RowFate.TAKEN if fate.status == "taken" else RowFate.REPEATED
            found[staged.row] = max(found[staged.row], own)
    for row in stage.passed:
        found[row] = RowFate.PASSED
    for row in stage.refusals:
        found[row] = RowFate.REFUSED
    return found


def file_reports(
    stage: Stage, fates: bytearray, refused_files: Mapping[Path, Path]
) -> tuple[FileReport, ...]:
    """Return the counts of each file; a row that was only checked counts as taken."""
    return tuple(_file_report(source, fates, refused_files.get(source.path)) for source in stage.sources)


def passed_over(stage: Stage) -> tuple[tuple[Text, int], ...]:
    """Return why rows were passed over, and how many."""
    return tuple((why.text, count) for why, count in Counter(stage.passed.values()).most_common())


def _file_report(source: Source, fates: bytearray, refused_file: Path | None) -> FileReport:
    count = Counter(fates[source.first : source.first + source.rows])
    return FileReport(
        file=source.path.name,
        layout=source.layout.layout.name if source.layout else "",
        read=source.rows,
        taken=count[RowFate.TAKEN] + count[RowFate.CHECKED],
        repeated=count[RowFate.REPEATED],
        refused=count[RowFate.REFUSED],
        passed=count[RowFate.PASSED],
        refused_file=None if refused_file is None else str(refused_file),
    )
