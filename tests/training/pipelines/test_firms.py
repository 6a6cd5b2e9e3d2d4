"""Firms graded by their own books, from an import and a table to a card."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from features.catalogue.sets import feature_set
from models.credit.scorecard import from_json
from riskdesk.cli.app import app
from riskdesk.core.errors import HistoryTooThin, InputInvalid, MappingInvalid
from training.labels.firm_mapping import firm_preset_names, load_firm_mapping, parse_firm_mapping
from training.labels.firms import read_firm_labels
from training.pipelines.books import INPUTS

Run = Callable[..., Any]
SMALL = """
name = "small"
firm = "code"
text = { zh = "企业", en = "Firms" }
default = { column = "bad", confirmed = ["1"], cleared = ["0"] }
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty-four firms whose sales shrink with the grade, and one without books."""
    made = tmp_path_factory.mktemp("firms")
    draw = np.random.default_rng(3)
    firms: dict[str, list[str]] = {"企业代号": ["E99"], "信誉评级": ["A"], "是否违约": ["否"]}
    rows: list[dict[str, Any]] = []
    for number in range(24):
        grade = number % 4
        firms["企业代号"].append(f"E{number}")
        firms["信誉评级"].append("ABCD"[grade])
        firms["是否违约"].append("是" if grade == 3 else "否")
        for invoice in range(10 - 2 * grade):
            net = round(float(np.exp(12 - 1.5 * grade + draw.normal())), 2)
            day = datetime(2018, 1, 1, tzinfo=UTC) + timedelta(days=int(draw.integers(0, 700)))
            rows.append(
                {
                    "企业代号": f"E{number}",
                    "发票号码": str(invoice),
                    "开票日期": day,
                    "购方单位代号": f"B{draw.integers(0, 5)}",
                    "金额": net,
                    "税额": round(net * 0.13, 2),
                    "价税合计": round(net * 1.13, 2),
                    "发票状态": "有效发票",
                }
            )
    pq.write_table(pa.table(firms), made / "firms.parquet")
    pq.write_table(pa.Table.from_pylist(rows), made / "sales.parquet")
    return made


@pytest.fixture
def run(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs commands in a home of their own into which the books were imported by the preset."""
    monkeypatch.setenv("RISKDESK_HOME", str(tmp_path / "home"))

    def run(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, list(arguments))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert code == result.exit_code, result.output
        return result.output

    run("init")
    run("import", str(folder / "sales.parquet"), "--mapping", "sme_credit_books")
    return run


def test_from_books_and_outcomes_to_a_card(run: Run, folder: Path, tmp_path: Path) -> None:
    """Imported, learnt, measured by cross-validation, written; a firm without books is counted."""
    asked = ["train", "scorecard", "--application", "--firms", str(folder / "firms.parquet")]
    said = json.loads(run(*asked, "--out", str(tmp_path / "card.json"), "--json").splitlines()[-1])
    assert {"the log holds no books of the firm": 1} == said["left_out"]
    assert (24.0, 6.0) == (said["metrics"]["firms"], said["metrics"]["defaults"])
    assert said["metrics"]["auc"] > 0.8
    assert said["metrics"]["kappa"] > 0.3
    assert said["gates"][0]["passed"]
    card = from_json((tmp_path / "card.json").read_bytes())
    assert said["version"] == card.version
    assert "sales_amount" in {item.name for item in card.items}
    assert (False, True) == (said["activates"], all(name in said["use"] for name in card.names))


@pytest.mark.parametrize(("language", "words"), [("en", "cannot be activated"), ("zh", "也不能启用")])
def test_a_card_of_firms_says_what_it_is_for(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    """People are told when it is made that no bundle takes it, and by which items: the set of credit has none."""
    monkeypatch.setenv("RISKDESK_LANGUAGE", language)
    told = run("train", "scorecard", "--application", "--firms", str(folder / "firms.parquet"))
    assert words in told
    assert set() == {one.name for one in INPUTS} & set(feature_set("credit").names)


def test_firms_are_of_the_application_route(run: Run, folder: Path) -> None:
    """Asked of the route of paying customers they are refused, as are too few of them."""
    with pytest.raises(InputInvalid, match="--application"):
        run("train", "scorecard", "--firms", str(folder / "firms.parquet"))
    few = pq.read_table(folder / "firms.parquet").slice(0, 9)
    pq.write_table(few, folder / "few.parquet")
    with pytest.raises(HistoryTooThin, match="2 in default of 8"):
        run("train", "scorecard", "--application", "--firms", str(folder / "few.parquet"))


def test_every_preset_is_a_mapping() -> None:
    """What ships can be loaded, and says what it is in both languages."""
    assert ["sme_credit"] == firm_preset_names()
    for name in firm_preset_names():
        mapping = load_firm_mapping(name)
        assert name == mapping.name
        assert mapping.text.zh != mapping.text.en


def test_rows_that_cannot_be_used_are_counted(tmp_path: Path) -> None:
    """No key, no outcome, a firm met before; without a grade in the mapping there are no grades."""
    (tmp_path / "firms.csv").write_text("code,bad\nE1,0\nE2,1\n,1\nE3,2\nE2,0\n", "utf-8")
    found = read_firm_labels(tmp_path / "firms.csv", parse_firm_mapping(SMALL))
    assert (("E1", "E2"), [0, 1], None) == (found.firms, found.default.tolist(), found.grades)
    assert 3 == sum(found.left_out.values()) == len(found.left_out)


@pytest.mark.parametrize(
    ("said", "instead", "field"),
    [
        ('firm = "code"', "", "firm"),
        ('cleared = ["0"]', 'cleared = ["1"]', "mapping"),
        ('name = "small"', "name = ", "mapping"),
        ('"bad"', "7", "default.column"),
        ('firm = "code"', 'firm = "code"\ngrade = {column = "g", best_first = ["A", "A"]}', "mapping"),
    ],
)
def test_a_mapping_that_cannot_be_used_names_the_entry(said: str, instead: str, field: str) -> None:
    """Of a missing, contradicting or unreadable entry the place is said; so is a file that is none."""
    assert said in SMALL
    with pytest.raises(MappingInvalid) as refused:
        parse_firm_mapping(SMALL.replace(said, instead))
    assert field == refused.value.field
    with pytest.raises(MappingInvalid, match="sme_credit"):
        load_firm_mapping("none")


def test_a_table_without_the_columns(tmp_path: Path) -> None:
    """The column is named."""
    (tmp_path / "firms.csv").write_text("code\nE1\n", "utf-8")
    with pytest.raises(MappingInvalid) as refused:
        read_firm_labels(tmp_path / "firms.csv", parse_firm_mapping(SMALL))
    assert "bad" == refused.value.field
