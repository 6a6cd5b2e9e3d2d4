"""The benchmark of receivables on a small file of the same layout."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.detection.__main__ import main
from benchmarks.detection.receivables import FIGURES
from benchmarks.detection.receivables_files import halves, posting_days, split_by_posting
from features.kernel.layout import DAY

CUSTOMERS = 12


def paid(first_day: int, count: int, *, seed: int, number: int = 0) -> pa.Table:
    """Invoices of customers who pay a week early to twenty days late, each by habit; one a year before it is due."""
    dice = np.random.default_rng(seed)
    customer = dice.integers(0, CUSTOMERS, count)
    posted = first_day + np.sort(dice.integers(0, 150, count))
    due = posted + 15
    late = np.rint(customer * 2.5 - 7 + dice.normal(0, 2, count)).astype(np.int64)
    late[count // 2] = -18
    clear = due + late
    order = np.lexsort((posted, clear))
    term = np.where(customer == 0, np.nan, 15.0)

    def dates(days: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pa.Array:
        return pa.array(days[order].astype("datetime64[D]").astype("datetime64[ns]"))

    return pa.table(
        {
            "cust_number": [f"{2000 + one}" for one in customer[order]],
            "clear_date": dates(clear),
            "due_date": dates(due),
            "days_late": late[order],
            "amount": np.round(dice.exponential(900.0, count) + 10.0, 2),
            "seq_by_clear_date": np.arange(number, number + count),
            "term_days_from_open_invoices": term[order],
        }
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one file of paid invoices."""
    pq.write_table(paid(17_900, 900, seed=1), tmp_path / "closed_invoices.parquet")
    return tmp_path


def test_the_last_fifth_by_posting_is_held_back(folder: Path, tmp_path: Path) -> None:
    """No later invoice was posted before an earlier one, and what is learnt was known at the first of them."""
    parts = split_by_posting(folder, tmp_path)
    earlier, later = (posting_days(pq.read_table(file)) for file in (parts.train, parts.test))
    assert (720, 180) == (len(earlier), len(later))
    assert earlier.max() <= later.min()
    assert later.min() * DAY == parts.cut_us


def test_numbers_that_both_files_use_are_set_apart(tmp_path: Path) -> None:
    """Else an invoice of the second file would be taken for one of the first."""
    files = [tmp_path / name for name in ("a.parquet", "b.parquet")]
    for seed, file in enumerate(files):
        pq.write_table(paid(17_900, 50, seed=seed), file)
    own = pq.read_table(halves(files[0], files[1], tmp_path).later())
    assert list(range(50, 100)) == own["seq_by_clear_date"].to_pylist()
    pq.write_table(paid(17_900, 50, seed=3, number=50), files[1])
    assert files[1] == halves(files[0], files[1], tmp_path).later()


def test_one_file_is_split_and_measured(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The last line is one object with every figure, ours and the peers', for all ways of asking."""
    main(["receivables", "--data", str(folder), "--json"])
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    parts = (result, result["with_terms"], result["known_30_days_before_due"])
    for part in (*parts, result["peer"], result["peer_small_trees"]):
        assert set(FIGURES) <= part.keys()
        assert 180 == part["all_rows"]["rows"]
        assert part["rows"] <= 180
    assert result["mae"] < 4.0


def test_two_files_are_learnt_from_and_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Files of any name; the table is for readers."""
    files = [tmp_path / "first.parquet", tmp_path / "then.parquet"]
    pq.write_table(paid(17_800, 800, seed=1), files[0])
    pq.write_table(paid(17_960, 200, seed=2), files[1])
    main(["receivables", "--train", str(files[0]), "--test", str(files[1])])
    said = capsys.readouterr().out
    assert "Held back: then.parquet, learnt from first.parquet" in said
    assert "## All 200 of them" in said


def test_one_file_without_the_other_is_refused(tmp_path: Path) -> None:
    """A test file alone would be measured on itself."""
    with pytest.raises(SystemExit, match="come together"):
        main(["receivables", "--test", str(tmp_path / "x.parquet")])
