"""The two files of the benchmark of receivables: what is learnt from, and what is measured on."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from features.kernel.layout import DAY

FILE: Final = "closed_invoices.parquet"
TEST_SHARE: Final = 0.2
NO_TERM_DAYS: Final = 15
_NUMBER: Final = "seq_by_clear_date"


@dataclass(frozen=True, slots=True)
class Parts:
    """Both files.

    Attributes
    ----------
    train, test
        Parquet files of one layout.
    work
        A folder for what has to be written.
    cut_us
        What is known at this moment is learnt from; None: all that the first file holds.
    how
        How the later invoices were chosen.
    """

    train: Path
    test: Path
    work: Path
    cut_us: int | None
    how: str

    def later(self) -> Path:
        """Return the file to be measured on; numbers that both use are set apart, after those of the other."""
        table = pq.read_table(self.test)
        taken = pq.read_table(self.train, columns=[_NUMBER])[_NUMBER].to_numpy()
        numbers = table[_NUMBER].to_numpy()
        if not np.isin(numbers, taken).any():
            return self.test
        apart = pa.array(numbers - numbers.min() + taken.max() + 1)
        own = table.set_column(table.column_names.index(_NUMBER), _NUMBER, apart)
        file = self.work / f"numbered-{self.test.stem}.parquet"
        pq.write_table(own, file)
        return file


def halves(train: Path, test: Path, work: Path) -> Parts:
    """Return two files as they were given."""
    return Parts(train, test, work, None, f"{test.name}, learnt from {train.name}")


def split_by_posting(folder: Path | None, work: Path) -> Parts:
    """Hold back the last fifth of the paid invoices by posting.

    Raises
    ------
    SystemExit
        The folder or the file is missing.
    """
    file = None if folder is None else folder / FILE
    if file is None or not file.is_file():
        raise SystemExit(f"skipped: --data or RISKDESK_DATA has to name a folder that holds {FILE}")
    table = pq.read_table(file)
    posted = posting_days(table)
    order = np.lexsort((table[_NUMBER].to_numpy(), posted))
    first = int(len(order) * (1 - TEST_SHARE))
    for name, rows in (("earlier", order[:first]), ("later", order[first:])):
        pq.write_table(table.take(pa.array(np.sort(rows))), work / f"{name}.parquet")
    cut_us = int(posted[order[first]]) * DAY
    how = f"the last {len(order) - first} of {len(order)} invoices by posting"
    return Parts(work / "earlier.parquet", work / "later.parquet", work, cut_us, how)


def posting_days(table: pa.Table) -> npt.NDArray[np.int64]:
    """Return due date less estimated term of each row, days since 1970."""
    due = table["due_date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    term = table["term_days_from_open_invoices"].to_numpy().astype(np.float64)
    days: npt.NDArray[np.int64] = due - np.floor(np.where(np.isnan(term), NO_TERM_DAYS, term)).astype(
        np.int64
    )
    return days
