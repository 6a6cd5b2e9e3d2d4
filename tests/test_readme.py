"""The README is executed: its commands are there, its call is answered, and what it shows is what comes."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient
from typer.testing import CliRunner

from features.catalogue.reasons import REASONS
from models.policy.default import DEFAULT_POLICY
from models.role import ROLES
from riskdesk.cli.app import app
from riskdesk.cli.demo.company import NOW_US
from riskdesk.core.clock import FixedClock
from riskdesk.core.settings import Settings, load_settings
from serving.app import create_app
from serving.scoring.schemas import DecisionAnswer, OrderToScore

ROOT = Path(__file__).resolve().parents[1]
READMES = {"en": "README.md", "zh": "README.zh.md"}
LARGEST_PICTURE_BYTES = 300_000


def text_of(language: str) -> str:
    """Return the README of a language."""
    return (ROOT / READMES[language]).read_text("utf-8")


def block(language: str, mark: str) -> str:
    """Return the one block of code of the English README in this language that holds a mark."""
    found = re.findall(rf"^```{language}\n(.*?)^```", text_of("en"), re.MULTILINE | re.DOTALL)
    (content,) = [one for one in found if mark in one]
    return str(content)


def lines_of(content: str) -> list[str]:
    """Return the commands of a block."""
    return [line for line in content.replace("\\\n", " ").splitlines() if line]


@pytest.fixture
def house(settings: Settings, sqlite_database: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings of an empty company, for commands too."""
    monkeypatch.setenv("RISKDESK_HOME", str(settings.home))
    monkeypatch.setenv("RISKDESK_DATABASE_URL", str(sqlite_database.url))
    return load_settings()


def test_the_two_commands_are_make_s() -> None:
    """`make demo` and `make test` are what the README says first, and the demonstration is what make runs."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert ["make demo", "make test"] == lines_of(block("sh", "make test"))
    assert "$(BIN)/riskdesk demo $(ARGS)" in makefile
    assert "-m pytest" in makefile


def test_the_call_is_answered_with_what_is_shown(house: Settings) -> None:
    """A key made as the README says gets, for the README's body, an answer of the shape that it shows."""
    make_key, call = lines_of(block("sh", "curl"))
    words = shlex.split(make_key.partition("$(")[2].rstrip(")"))
    key = CliRunner().invoke(app, words[words.index(".venv/bin/riskdesk") + 1 :]).stdout.strip()
    said = shlex.split(call)
    headers = dict(
        one.replace("$KEY", key).split(": ", 1) for at, one in enumerate(said) if said[at - 1] == "-H"
    )
    body = json.loads(said[said.index("-d") + 1])
    address = next(word for word in said if word.startswith("http://"))
    shown = json.loads(block("json", "decision_id"))

    OrderToScore.model_validate(body)
    assert address.startswith(f"http://{house.host}:{house.port}/")
    with TestClient(create_app(house, FixedClock(NOW_US))) as client:
        reply = client.post(address.partition(f":{house.port}")[2], headers=headers, json=body)

    assert 200 == reply.status_code
    assert list(reply.json()) == list(shown)
    assert f"order:{body['order_id']}" == reply.json()["subject"] == shown["subject"]


def test_the_answer_that_is_shown_is_one() -> None:
    """It has all the members of an answer, its contributions' names are features, its reasons are ours."""
    shown = json.loads(block("json", "decision_id"))

    DecisionAnswer.model_validate(shown)
    assert set(DecisionAnswer.model_fields) == set(shown)
    assert [] == [one["code"] for one in shown["reasons"] if REASONS[one["code"]].text.en != one["text"]]
    for score in shown["contributions"].values():
        assert score["values"]


def gaps(shown: Any, schema: dict[str, Any], parts: dict[str, Any], place: str = "answer") -> list[str]:
    """Return the places where what is shown has other members than its schema, within objects and lists too."""
    schema = next((one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"), schema)
    schema = parts[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if isinstance(shown, list):
        return [gap for one in shown for gap in gaps(one, schema["items"], parts, f"{place}[]")]
    if not isinstance(shown, dict):
        return []
    if "properties" not in schema:
        of_each = schema["additionalProperties"]
        return [gap for name, one in shown.items() for gap in gaps(one, of_each, parts, f"{place}.{name}")]
    members = schema["properties"]
    apart = sorted(shown.keys() ^ members.keys())
    within = [gaps(shown[name], members[name], parts, f"{place}.{name}") for name in shown.keys() & members]
    return [f"{place}.{name}" for name in apart] + [gap for one in within for gap in one]


def test_the_answer_that_is_shown_has_the_fields_of_the_document(house: Settings) -> None:
    """In every part exactly those of the OpenAPI document's answer; versions of all that decided, by today's names."""
    shown = json.loads(block("json", "decision_id"))
    with TestClient(create_app(house, FixedClock(NOW_US))) as client:
        document = client.get("/openapi.json").json()
    parts = document["components"]["schemas"]
    assert [] == gaps(shown, parts["DecisionAnswer"], parts)
    assert ["answer.credit.pd"] == gaps(
        shown | {"credit": {name: said for name, said in shown["credit"].items() if name != "pd"}},
        parts["DecisionAnswer"],
        parts,
    )
    assert {*ROLES, "anomaly", "features", "policy", "typologies"} == set(shown["versions"])
    assert DEFAULT_POLICY.version == shown["versions"]["policy"]


@pytest.mark.parametrize("language", READMES)
def test_both_show_the_same_answer(language: str) -> None:
    """What is shown in one README is shown in the other."""
    assert block("json", "decision_id") in text_of(language)
    assert block("text", "╭─ block") in text_of(language)


def test_the_terminal_that_is_shown_speaks_our_reasons() -> None:
    """Each reason in the excerpt of the demonstration's output begins as one in the catalogue."""
    texts = {spec.text.en for spec in REASONS.values()}
    panel = re.sub(r"│\s*\n│\s*", "", block("text", "╭─ block"))
    said = re.findall(r"• (.+?\.)  ", panel)

    assert said
    assert set() == set(said) - texts


def test_the_picture_is_there_and_small() -> None:
    """Both READMEs show the same PNG."""
    pictures = {language: re.findall(r"!\[.+\]\((\S+)\)", text_of(language)) for language in READMES}
    assert pictures["en"] == pictures["zh"]
    for name in pictures["en"]:
        content = (ROOT / name).read_bytes()
        assert b"\x89PNG" == content[:4]
        assert len(content) < LARGEST_PICTURE_BYTES


@pytest.mark.parametrize("language", READMES)
def test_the_map_names_every_folder(language: str) -> None:
    """Each folder of the repository is in the map, and every package of the wheel with the tests and the docs."""
    named = set(re.findall(r"^\| `(\w+)/` \|", text_of(language), re.MULTILINE))
    made = {"mlruns", "htmlcov", "build", "dist", "__pycache__"}
    folders = {p.name for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith(".")} - made
    assert folders <= named
    assert {"riskdesk", "features", "models", "training", "serving", "tests", "docs"} <= named


@pytest.mark.parametrize("language", READMES)
def test_both_point_to_each_other(language: str) -> None:
    """A reader of the wrong one finds the other in its first lines."""
    other: Any = READMES["zh" if language == "en" else "en"]
    assert f"]({other})" in "\n".join(text_of(language).splitlines()[:4])
