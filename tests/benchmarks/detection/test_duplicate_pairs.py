import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.detection.__main__ import main
from benchmarks.detection.duplicate_pairs import run_pairs, run_pairs_on
from benchmarks.detection.duplicate_pairs_text import duplicate_pairs_text
from training.labels.pair_mapping import load_pair_mapping


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small table of the published layout, its second half in a file of its own, some pairs in both."""
    made = tmp_path_factory.mktemp("duplicate_pairs")
    random = np.random.default_rng(8)
    mapping = load_pair_mapping("duplicate_pairs")
    layout = mapping.layout()
    looks = random.integers(0, 11, (240, len(layout.columns))) / 10
    looks[:, -5:] = looks[:, -5:] > 0.5
    rows = looks[random.integers(0, len(looks), 600)]
    labels = (rows[:, 0] + rows[:, 8] + 0.4 * random.normal(size=600) > 1).astype(int)
    columns = dict(zip(layout.columns, rows.T.tolist(), strict=True)) | {"duplicate": labels.tolist()}
    for name, part in {"pairs": slice(None), "first": slice(400), "second": slice(400, None)}.items():
        pq.write_table(pa.table({k: v[part] for k, v in columns.items()}), made / f"{name}.parquet")
    return made


@pytest.mark.prove
def test_folds_by_look_are_what_counts(folder: Path) -> None:
    """Two draws give a mean and a spread; single rows stand beside, with their twins counted."""
    told: list[str] = []
    result = run_pairs(folder, fold_seeds=(1, 2), say=told.append)
    assert (600, 2) == (result["rows"], len(told))
    assert result["auc_spread"][0] <= result["auc"] <= result["auc_spread"][1]
    assert result["ap_pooled_interval"][0] < result["ap_pooled"] < result["ap_pooled_interval"][1]
    assert result["looks"] < 240 < result["rows_with_a_twin"]
    assert result["twin_share_ungrouped"] > 0.5
    assert f"| folds of single rows | {result['auc_ungrouped']:.4f} |" in duplicate_pairs_text(result)


def test_one_table_for_another(folder: Path) -> None:
    """Rows whose look was learnt from are counted, and figures of the rest given apart."""
    result = run_pairs_on(folder / "first.parquet", folder / "second.parquet", say=lambda _: None)
    assert 200.0 == result["rows"] == result["twins"] + result["rows_unseen"]
    assert 0.5 < result["auc_unseen"] <= 1.0
    assert "look not learnt from" in duplicate_pairs_text(result)


def test_the_test_table_is_read_after_the_model_is_fixed(folder: Path) -> None:
    """A test table that cannot be read is noticed only when the model has been told of."""
    told: list[str] = []
    with pytest.raises(Exception, match="no such file"):
        run_pairs_on(folder / "first.parquet", folder / "nowhere.parquet", say=told.append)
    assert 1 == len(told)


def test_the_command_ends_with_an_object(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The last line is JSON with the agreed names; half of a pair of files is refused."""
    first, second = str(folder / "first.parquet"), str(folder / "second.parquet")
    main(["duplicate_pairs", "--train", first, "--test", second, "--json"])
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {"auc", "ap", "auc_unseen", "ap_unseen", "twins"} <= set(said)
    with pytest.raises(SystemExit):
        main(["duplicate_pairs", "--train", first])
