import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.detection.__main__ import main
from benchmarks.detection.sme_credit import read_firms, run_sme_credit_on, sme_credit_text
from training.pipelines.books import INPUTS

SAID: list[str] = []


def make_firms(folder: Path, seed: int, per_grade: int = 5) -> Path:
    """Write firms whose sales shrink with the grade, in the layout of the real files."""
    folder.mkdir()
    draw = np.random.default_rng(seed)
    firms: dict[str, list[str]] = {"企业代号": [], "企业名称": [], "信誉评级": [], "是否违约": []}
    books: dict[str, list[tuple[str, str, datetime, str, float, float, float, str]]] = {
        "sales": [],
        "purchases": [],
    }
    for number in range(4 * per_grade):
        grade, firm = number % 4, f"E{number}"
        firms["企业代号"].append(firm)
        firms["企业名称"].append(f"***公司{number}")
        firms["信誉评级"].append("ABCD"[grade])
        firms["是否违约"].append("是" if grade == 3 else "否")
        for book, rows in books.items():
            for invoice in range(12 - 2 * grade):
                day = datetime(2018, 1, 1, tzinfo=UTC) + timedelta(days=int(draw.integers(0, 700)))
                net = round(float(np.exp(12 - 1.5 * grade + draw.normal())), 2)
                tax = round(net * 0.13, 2)
                status = "作废发票" if draw.random() < 0.1 else "有效发票"
                other = f"B{draw.integers(0, 5)}"
                rows.append((firm, f"{book}{invoice}", day, other, net, tax, round(net + tax, 2), status))
    pq.write_table(pa.table(firms), folder / "graded_firms.parquet")
    for book, party in (("sales", "购方单位代号"), ("purchases", "销方单位代号")):
        names = ["企业代号", "发票号码", "开票日期", party, "金额", "税额", "价税合计", "发票状态"]
        columns = dict(zip(names, map(list, zip(*books[book], strict=True)), strict=True))
        pq.write_table(pa.table(columns), folder / f"graded_{book}.parquet")
    return folder


@pytest.fixture(scope="module")
def train(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Firms to learn from."""
    return make_firms(tmp_path_factory.mktemp("sme") / "train", 1)


def test_books_are_read_as_they_stand(train: Path, tmp_path: Path) -> None:
    """Four years' net sales, the tax of the purchases and the void share of one firm, by hand."""
    firms = read_firms(train, tmp_path, SAID.append)
    rows = pq.read_table(train / "graded_sales.parquet").to_pylist()
    valid = [row["金额"] for row in rows if row["企业代号"] == "E0" and row["发票状态"] == "有效发票"]
    names = [one.name for one in INPUTS]
    assert round(sum(valid) * 100) == pytest.approx(firms.X[0, names.index("sales_amount")], abs=1)
    assert 0.13 == pytest.approx(firms.X[0, names.index("purchase_tax_share")], abs=1e-4)
    assert firms.grades is not None
    assert [0, 1, 2, 3] == firms.grades[:4].tolist()
    assert [0, 0, 0, 1] == firms.default[:4].tolist()


def test_test_file_is_read_once_the_model_stands(train: Path, tmp_path: Path) -> None:
    """Learnt in one folder, measured in another; a test that is missing is missed only after learning."""
    said: list[str] = []
    result = run_sme_credit_on(train, make_firms(tmp_path / "test", 2), say=said.append)
    assert result["auc"] > 0.8
    assert result["kappa"] > 0.3
    assert 20 == result["firms"]
    assert "AUC over sales alone" in sme_credit_text(result)
    with pytest.raises(SystemExit, match="graded_firms"):
        run_sme_credit_on(train, tmp_path / "missing", say=said.append)
    assert "the model stands; the test is read" == said[-1]


def test_command_prints_one_object_last(
    train: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nested cross-validation within one folder, with spreads and the paired gain."""
    main(["sme_credit", "--data", str(train), "--home", str(tmp_path), "--json"])
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    expected = {"auc", "auc_sd", "ap", "ap_sd", "kappa", "kappa_sd", "within_one", "gain_auc", "gain_auc_se"}
    assert expected <= set(result)
    assert 20 == result["firms"]


def test_train_goes_with_test(train: Path) -> None:
    """One without the other is refused."""
    with pytest.raises(SystemExit, match="go together"):
        main(["sme_credit", "--train", str(train)])


@pytest.mark.prove
def test_bars_on_real_firms(capsys: pytest.CaptureFixture[str]) -> None:
    """Default and grades of 123 real firms, above what plain scripts reached."""
    data = os.environ.get("RISKDESK_DATA")
    if not data or not (Path(data) / "sme_credit" / "graded_firms.parquet").is_file():
        pytest.skip("RISKDESK_DATA names no folder that holds sme_credit")
    main(["sme_credit", "--data", data, "--json"])
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert result["auc"] >= 0.90
    assert result["ap"] >= 0.80
    assert result["kappa"] >= 0.62
    assert result["within_one"] >= 0.90
