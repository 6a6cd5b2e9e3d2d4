"""What the pages show as bodies, answers, mappings and files is what the program takes and gives."""

import importlib.util
import json
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from prometheus_client import REGISTRY
from pydantic import BaseModel
from starlette.testclient import TestClient

from features.events.kinds import kind_named
from features.events.parse import EventParser
from features.imports.mapping_file import parse_mapping, preset_names
from features.imports.run import import_files
from riskdesk.cli.demo.company import NOW_US
from riskdesk.core.clock import FixedClock
from riskdesk.core.crypto import Vault
from riskdesk.core.errors import RiskdeskError
from riskdesk.core.settings import Settings
from serving.app import create_app
from serving.credit.schemas import CustomerCredit
from serving.ingest.schemas import IngestAnswer
from serving.ledger.routes import VerdictAnswer, VerdictToRecord
from serving.scoring.schemas import DecisionAnswer, OrderToScore, PaymentToScore, Problem
from serving.security.keys import SCOPES, make_key

DOCS = Path(__file__).resolve().parents[2] / "docs"
API = (DOCS / "api.md").read_text("utf-8")
IMPORT = (DOCS / "how-to" / "import.md").read_text("utf-8")
SHOWN: dict[str, type[BaseModel]] = {
    "order": OrderToScore,
    "payment": PaymentToScore,
    "problem": Problem,
    "ingest": IngestAnswer,
    "verdict": VerdictToRecord,
    "verdict-answer": VerdictAnswer,
    "credit": CustomerCredit,
}


def blocks(text: str, language: str) -> list[str]:
    """Return the blocks of a page in this language."""
    return re.findall(rf"^```{re.escape(language)}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", SHOWN)
def test_bodies_and_answers_of_the_api_are_valid(name: str) -> None:
    """Each JSON of the page fits the schema of what it shows, with no field that is not there."""
    found = blocks(API, f"json {name}")
    assert found
    for block in found:
        said = json.loads(block)
        schema = SHOWN[name]
        assert set(said) <= set(schema.model_fields)
        schema.model_validate(said)


def test_events_of_the_api_are_judged_as_the_page_says(settings: Settings) -> None:
    """The first row is taken and the second refused for the reason that the answer shows."""
    from riskdesk.core.keys import load_keys

    parser = EventParser(Vault(load_keys(settings)), ZoneInfo(settings.zone))
    rows = json.loads(blocks(API, "json events")[0])
    shown = json.loads(blocks(API, "json ingest")[0])["results"]

    parser.parse(rows[0], source="erp")
    with pytest.raises(RiskdeskError) as refused:
        parser.parse(rows[1], source="erp")

    assert (shown[1]["field"], shown[1]["detail"]) == (refused.value.field, refused.value.detail)


def test_problems_of_the_api_are_those_that_come(settings: Settings, sqlite_database: sa.Engine) -> None:
    """The two errors that the page shows are, to the word, what its order gets when it is sent wrongly under this id."""
    conflict, invalid = (json.loads(block) for block in blocks(API, "json problem"))
    order = json.loads(blocks(API, "json order")[0])
    house = settings.model_copy(update={"database_url": str(sqlite_database.url)})
    key = make_key(sqlite_database, "erp", ["score"], now_us=NOW_US)

    headers = {"Authorization": f"Bearer {key}", "Accept-Language": "en", "X-Request-Id": "25SH00137-1"}
    with TestClient(create_app(house, FixedClock(NOW_US)), headers=headers) as client:
        assert 200 == client.post("/v1/orders/score", json=order).status_code
        assert conflict == client.post("/v1/orders/score", json=order | {"amount": "86000.00"}).json()
        assert invalid == client.post("/v1/orders/score", json=order | {"currency": "RMB"}).json()


def test_every_call_is_on_the_page_with_its_scope(settings: Settings) -> None:
    """The table of calls is the list of routes."""
    paths = create_app(settings).openapi()["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    rows = re.findall(r"^\| `((?:GET|POST|DELETE) [^`]+)` \| (?:`(\w+)`|none) \|", API, re.MULTILINE)

    assert routes == {route for route, _ in rows}
    assert {scope for _, scope in rows if scope} == SCOPES - {"desk"}


def test_every_part_of_the_answer_that_is_explained_exists() -> None:
    """The table of the answer's parts names members of the answer."""
    tables = [rest.partition("\n\n")[0] for rest in API.split("| part of the answer |")[1:]]
    schemas: list[type[BaseModel]] = [DecisionAnswer, CustomerCredit]
    for table, schema, least in zip(tables, schemas, (6, 7), strict=True):
        named = {
            name
            for cell in re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE)
            for name in re.findall(r"`(\w+)`", cell)
        }
        assert len(named) >= least
        assert set() == named - set(schema.model_fields)


def test_events_that_operators_send_are_taken(settings: Settings, vault: Vault) -> None:
    """Each kind that the page on operating lists comes from anyone, and its example is read."""
    page = (DOCS / "how-to" / "operate.md").read_text("utf-8")
    parser = EventParser(vault, ZoneInfo(settings.zone))
    (block,) = blocks(page, "json events")
    read = [parser.parse(row, source="erp").kind.name for row in json.loads(block)]
    listed = re.findall(
        r"^\| `(\w+)` \| ", page.partition("| event | sets |")[2].partition("\n\n")[0], re.MULTILINE
    )
    assert len(listed) == 7
    assert set() == set(read) - set(listed)
    assert {"anyone"} == {kind_named(name).origin for name in listed}


def test_metrics_that_operators_watch_are_all_there() -> None:
    """Every metric of the serving process stands on the page, and no other."""
    page = (DOCS / "how-to" / "operate.md").read_text("utf-8")
    families = [one for one in REGISTRY.collect() if one.name.startswith("riskdesk_")]
    kept = {one.name + ("_total" if one.type == "counter" else "") for one in families}
    assert kept == set(re.findall(r"`(riskdesk_[a-z_]+)[`{]", page))


def test_the_mapping_of_the_page_works(
    settings: Settings, vault: Vault, sqlite_database: sa.Engine, tmp_path: Path
) -> None:
    """The TOML that the page shows takes an invoice, passes a draft over, and refuses an unreadable day."""
    (block,) = blocks(IMPORT, "toml")
    path = tmp_path / "invoices.csv"
    rows = ['R1,007,01/02/2026,03/03/2026,"1,200.00",booked', "R2,007,01/02/2026,03/03/2026,5.00,draft"]
    rows.append("R3,007,someday,03/03/2026,5.00,booked")
    path.write_text("\n".join(["InvoiceNo,Customer,Issued,Due,Total,Status", *rows]), "utf-8")

    report = import_files(sqlite_database, vault, settings, [path], parse_mapping(block), source="page")

    assert (1, 1) == (report.taken, report.refused)
    assert ["Drafts are no facts."] == [why.en for why, _ in report.passed]


def test_every_preset_is_on_the_page() -> None:
    """The table of presets lists those that ship."""
    assert preset_names() == sorted(re.findall(r"^\| `(\w+)` \|", IMPORT, re.MULTILINE))


def test_the_canonical_rows_of_the_page_are_taken(
    settings: Settings, vault: Vault, sqlite_database: sa.Engine, tmp_path: Path
) -> None:
    """Importing the file that the page shows refuses no row."""
    from features.imports.mapping_file import load_mapping

    (block,) = blocks(IMPORT, "csv")
    path = tmp_path / "rows.csv"
    path.write_text(block, "utf-8")

    report = import_files(sqlite_database, vault, settings, [path], load_mapping("canonical"), source="page")

    assert (2, 0) == (report.taken, report.refused)


def test_modules_that_pages_name_can_be_found() -> None:
    """`python -m …` on a page names a module."""
    named = {
        name
        for page in DOCS.rglob("*.md")
        for name in re.findall(r"python -m ([\w.]+)", page.read_text("utf-8"))
    }
    assert "riskdesk.cli.reference" in named
    assert [] == [name for name in sorted(named) if importlib.util.find_spec(name) is None]
