"""The stream as a whole: reproducible, readable, in order, of the size asked for."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from features.events.parse import EventParser
from riskdesk.core.crypto import Vault
from riskdesk.core.errors import SettingInvalid
from training.synth.company import Company, CompanySpec, generate, make_company

ROOT = Path(__file__).parents[3]


def written(folder: Path, seed: int, hash_seed: str) -> tuple[str, str]:
    """Run the command in a process of its own; return the digests of rows and truth."""
    out = folder / f"{seed}-{hash_seed}.ndjson"
    command = [
        sys.executable,
        "-m",
        "training.synth",
        "--events",
        "4000",
        "--seed",
        str(seed),
        "--out",
        str(out),
    ]
    subprocess.run(command, check=True, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": hash_seed})
    truth = out.with_suffix(".truth.ndjson")
    return hashlib.sha256(out.read_bytes()).hexdigest(), hashlib.sha256(truth.read_bytes()).hexdigest()


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two processes with different hash seeds write the same rows and the same truth."""
    assert written(tmp_path, 7, "1") == written(tmp_path, 7, "4711")


def test_another_seed_gives_another_company() -> None:
    """Seeds matter from the first rows on."""
    rows = [make_company(CompanySpec(seed=seed, events=1_000)).rows for seed in (1, 2)]
    assert rows[0] != rows[1]


def test_another_seed_changes_the_orders_too() -> None:
    """Not only names differ: amounts and times of the orders do."""
    orders = [
        [
            (row["occurred_at"], row["amount"])
            for row in generate(CompanySpec(seed=seed, events=1_000))
            if row["kind"] == "order_placed"
        ]
        for seed in (1, 2)
    ]
    assert set(orders[0]) & set(orders[1]) == set()


def test_every_row_parses_as_an_import(company: Company, vault: Vault) -> None:
    """The parser takes every row, and no two rows are the same event."""
    parser = EventParser(vault=vault, zone=ZoneInfo("Asia/Shanghai"))
    events = [parser.parse(row, source="synth", origin="import") for row in company.rows]
    identities = Counter((event.kind.name, event.event_id) for event in events)
    assert [one for one, count in identities.items() if count > 1] == []


def test_rows_come_in_the_order_in_which_they_were_known(company: Company) -> None:
    """The stream is sorted by its second clock, and no fact is known before it happened."""
    known = [datetime.fromisoformat(row["known_at"]) for row in company.rows]
    assert sorted(known) == known
    assert all(
        datetime.fromisoformat(row["occurred_at"]) <= at for row, at in zip(company.rows, known, strict=True)
    )


def test_a_few_per_cent_of_the_facts_are_late(large: Company) -> None:
    """Both clocks are needed: 2 to 6 % of the rows were known later than they happened."""
    late = sum(row["occurred_at"] != row["known_at"] for row in large.rows)
    assert 0.02 < late / len(large.rows) < 0.06


def test_nothing_is_told_after_the_end(company: Company) -> None:
    """The last day is the one asked for."""
    last = date.fromisoformat(company.rows[-1]["known_at"][:10])
    assert date(2026, 10, 28) <= last <= date(2026, 10, 31)


@pytest.mark.parametrize("events", [1_000, 5_000, 20_000, 100_000])
def test_the_size_asked_for_is_about_the_size_given(events: int) -> None:
    """Rows lie within 15 % of the target at every size."""
    given = sum(1 for _ in generate(CompanySpec(seed=5, events=events)))
    assert given == pytest.approx(events, rel=0.15)


def test_the_company_grows_with_its_size(company: Company, large: Company) -> None:
    """More rows mean more customers and suppliers, not only busier ones."""
    for kind, least in (
        ("customer_registered", 2.5),
        ("supplier_registered", 2.5),
        ("employee_registered", 2),
    ):
        counts = [sum(row["kind"] == kind for row in one.rows) for one in (company, large)]
        assert counts[1] > least * counts[0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"events": 999},
        {"events": 10_000_001},
        {"months": 17},
        {"seed": -1},
        {"anomaly_rate": 0.3},
        {"currency": "JPY"},
    ],
)
def test_what_cannot_be_simulated_is_refused(wrong: dict[str, int]) -> None:
    """A parameter out of its range is named."""
    with pytest.raises(SettingInvalid, match=next(iter(wrong))):
        CompanySpec(**wrong)  # type: ignore[arg-type]


def test_another_zone_is_told_in_its_own_offset() -> None:
    """A company in Berlin writes summer and winter time."""
    spec = CompanySpec(seed=1, events=1_000, zone="Europe/Berlin", currency="EUR")
    offsets = {row["occurred_at"][-6:] for row in generate(spec)}
    assert offsets == {"+01:00", "+02:00"}
