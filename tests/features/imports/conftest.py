"""Importing small files into a database of the test's own."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest
import sqlalchemy as sa

from features.imports.mapping import Mapping
from features.imports.mapping_file import load_mapping
from features.imports.report import ImportReport
from features.imports.run import import_files
from riskdesk.core.crypto import Vault
from riskdesk.core.database.tables import events
from riskdesk.core.database.unit import read_unit
from riskdesk.core.settings import Settings

HEADER = (
    "kind,event_id,occurred_at,invoice_id,customer_id,amount,currency,due_date,terms_days,order_id,match_id"
)


class Import(Protocol):
    """Imports files into a database and reports."""

    def __call__(
        self, engine: sa.Engine, *files: Path, mapping: Mapping | str = "canonical", dry_run: bool = False
    ) -> ImportReport:
        """Import the files with a mapping or preset."""
        ...


@pytest.fixture
def run(settings: Settings, vault: Vault) -> Import:
    """The importer, with settings and keys of the test's own."""

    def imported(
        engine: sa.Engine, *files: Path, mapping: Mapping | str = "canonical", dry_run: bool = False
    ) -> ImportReport:
        chosen = load_mapping(mapping) if isinstance(mapping, str) else mapping
        return import_files(engine, vault, settings, files, chosen, source="erp", dry_run=dry_run)

    return imported


class Rows:
    """Rows of the canonical layout, with cells changed by name."""

    def invoice(self, number: int, **changed: str) -> str:
        """Return an invoice of 1,000 CNY."""
        cells = {
            "kind": "invoice_issued",
            "event_id": "",
            "occurred_at": "2026-01-05T10:00:00+08:00",
            "invoice_id": f"I{number}",
            "customer_id": "C1",
            "amount": "1000.00",
            "currency": "CNY",
            "due_date": "2026-02-05",
            "terms_days": "31",
            "order_id": "",
            "match_id": "",
        }
        return ",".join((cells | changed).values())

    def match(self, number: int, **changed: str) -> str:
        """Return the payment of an invoice."""
        said = {
            "kind": "money_matched",
            "occurred_at": "2026-02-01T10:00:00+08:00",
            "customer_id": "",
            "due_date": "",
            "terms_days": "",
            "match_id": f"M{number}",
        }
        return self.invoice(number, **(said | changed))


@pytest.fixture
def rows() -> Rows:
    """A maker of rows."""
    return Rows()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a CSV of the canonical layout from rows."""

    def written(*rows: str, name: str = "events.csv", header: str = HEADER) -> Path:
        path = tmp_path / name
        path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
        return path

    return written


@pytest.fixture
def kinds_of() -> Callable[[sa.Engine], list[tuple[str, str]]]:
    """The documents and ids of the log, in its order."""

    def listed(engine: sa.Engine) -> list[tuple[str, str]]:
        with read_unit(engine) as connection:
            query = sa.select(events.c.document, events.c.event_id).order_by(events.c.seq)
            return [(str(document), str(event_id)) for document, event_id in connection.execute(query)]

    return listed
