"""`riskdesk models points`: a card from a file, and the one of the bundle in production."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from features.history.artifacts import store_artifact
from models.credit.points import points_of_log_odds
from models.credit.points_html import points_html
from models.credit.points_table import points_text
from models.credit.scorecard import Item, Scorecard, to_json
from riskdesk.cli.app import app
from riskdesk.core.database import migrate
from riskdesk.core.database.engine import open_engine
from riskdesk.core.database.unit import write_unit
from riskdesk.core.settings import load_settings

ITEM = Item(
    name="customer_registered_age_days", zh="注册时长", en="registered for", direction=-1, kind="bins", cuts=(365.0,),
    units=(0.8, -0.4), missing=0.3, spread=0.9, coefficient=0.7, rows=(50, 30, 0), bad=(4, 2, 0),
)  # fmt: skip
CARD = Scorecard(version="card-1", items=(ITEM,), intercept=-3.0, covariance=((0.04, 0.0), (0.0, 0.09)))


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sa.Engine]:
    """An empty installation."""
    monkeypatch.setenv("RISKDESK_HOME", str(tmp_path))
    monkeypatch.delenv("RISKDESK_DATABASE_URL", raising=False)
    engine = open_engine(load_settings().url)
    migrate.upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """A card as `train scorecard --out` writes it."""
    file = tmp_path / "card.json"
    file.write_bytes(to_json(CARD))
    return file


def _run(*words: str) -> Any:
    return CliRunner().invoke(app, ["models", "points", *words])


@pytest.mark.usefixtures("engine")
def test_a_card_is_printed(card: Path) -> None:
    """In the language asked for, as text and as rows."""
    assert points_text(CARD, "en") in _run("--card", str(card), "--language", "en").stdout
    said = json.loads(_run("--card", str(card), "--language", "zh", "--json").stdout)
    assert ("card-1", "基础分") == (said["version"], said["rows"][0]["text"])
    assert points_of_log_odds(-3.0) == said["rows"][0]["points"]


@pytest.mark.usefixtures("engine")
def test_a_page_is_written(card: Path, tmp_path: Path) -> None:
    """One HTML file that stands alone."""
    page = tmp_path / "points.html"
    assert 0 == _run("--card", str(card), "--html", str(page), "--language", "en").exit_code
    assert points_html(CARD, "en") == page.read_text("utf-8")


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("words", [(), ("abc",), ("--language", "fr")])
def test_what_is_not_there_is_refused(words: tuple[str, ...]) -> None:
    """No bundle in production, none with that hash, a language that nobody speaks."""
    assert 0 != _run(*words).exit_code


def test_a_file_that_is_no_card_is_refused(engine: sa.Engine, tmp_path: Path) -> None:
    """Neither a bundle nor something else is taken for a card."""
    file = tmp_path / "other.json"
    file.write_bytes(b"{}")
    with write_unit(engine) as connection:
        store_artifact(connection, "bundle", b"{}", stored_at_us=1)
    assert 0 != _run("--card", str(file)).exit_code
