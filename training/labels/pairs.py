"""Labelled pairs of invoices, read from a table by a mapping."""

import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from features.imports.cells import Row, as_text
from features.imports.readers import open_table
from models.pairs.layout import PairLayout
from models.pairs.memory import distinct
from riskdesk.core.errors import EventInvalid, MappingInvalid
from training.labels.pair_mapping import PairMapping

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_SLACK: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs with verdicts.

    Parameters
    ----------
    layout
        What a row is.
    similarities
        float64 of shape (n, len(layout.columns)), 0 to 1; NaN is unknown.
    labels
        int64 of shape (n,), 1 is one invoice paid twice.
    left_out
        Reason -> rows of the table that were not used.
    """

    layout: PairLayout
    similarities: Floats
    labels: Ints
    left_out: dict[str, int]

    def __len__(self) -> int:
        return len(self.labels)

    def looks(self) -> tuple[list[str], Ints]:
        """Return the fingerprints of all distinct rows of similarities, and which one each pair has."""
        return distinct(self.similarities)

    def where(self, mask: npt.NDArray[np.bool_]) -> "Pairs":
        """Return the pairs that a bool mask of shape (n,) keeps."""
        return Pairs(self.layout, self.similarities[mask], self.labels[mask], self.left_out)


def read_pairs(path: Path, mapping: PairMapping) -> Pairs:
    """Read a table of pairs; rows that cannot be used are left out and counted.

    Parameters
    ----------
    path
        CSV, Excel, Parquet or NDJSON; its ending tells which.
    mapping
        Which columns are what.

    Raises
    ------
    EventInvalid
        The file cannot be read.
    MappingInvalid
        It lacks a column; `field` names it.
    """
    layout = mapping.layout()
    table = open_table(path)
    _require_columns(path, table.columns, (mapping.label.column, *layout.columns))
    left_out: Counter[str] = Counter()
    rows, labels = [], []
    for row in table.rows:
        try:
            label, values = _read(row, mapping, layout.columns)
        except EventInvalid as error:
            left_out[str(error)] += 1
            continue
        rows.append(values)
        labels.append(label)
    similarities = np.array(rows, np.float64).reshape(-1, len(layout.columns))
    return Pairs(layout, similarities, np.array(labels, np.int64), dict(left_out))


@dataclass(frozen=True, slots=True, eq=False)
class Unjudged:
    """Pairs without verdicts.

    Parameters
    ----------
    similarities
        float64 of shape (n, len(layout.columns)), 0 to 1; NaN is unknown.
    rows
        Of the table, as a person finds them.
    names
        Of each pair, from the column asked for; empty where none was.
    left_out
        Reason -> rows of the table that were not used.
    """

    similarities: Floats
    rows: tuple[int, ...]
    names: tuple[str, ...]
    left_out: dict[str, int]


def read_unjudged(path: Path, layout: PairLayout, *, name_column: str | None = None) -> Unjudged:
    """Read a table of pairs that nobody judged; a verdict that it may hold is not looked at.

    Parameters
    ----------
    path
        CSV, Excel, Parquet or NDJSON; its ending tells which.
    layout
        Of the model that will score them.
    name_column
        Names each pair.

    Raises
    ------
    EventInvalid
        The file cannot be read.
    MappingInvalid
        It lacks a column; `field` names it.
    """
    table = open_table(path)
    named = () if name_column is None else (name_column,)
    _require_columns(path, table.columns, (*named, *layout.columns))
    left_out: Counter[str] = Counter()
    kept: list[tuple[int, str, list[float]]] = []
    for row in table.rows:
        try:
            _require_readable(row)
            values = [_similarity(row, column) for column in layout.columns]
            name = "" if name_column is None else as_text(row.cells.get(name_column)) or ""
            kept.append((row.number, name, values))
        except EventInvalid as error:
            left_out[str(error)] += 1
    return Unjudged(
        similarities=np.array([values for *_, values in kept], np.float64).reshape(-1, len(layout.columns)),
        rows=tuple(number for number, *_ in kept),
        names=tuple(name for _, name, _ in kept) if named else (),
        left_out=dict(left_out),
    )


def _require_columns(path: Path, there: tuple[str, ...], wanted: tuple[str, ...]) -> None:
    for column in wanted:
        if there and column not in there:
            raise MappingInvalid(f"{path.name} has no such column", field=column)


def _read(row: Row, mapping: PairMapping, columns: tuple[str, ...]) -> tuple[int, list[float]]:
    _require_readable(row)
    said = (as_text(row.cells.get(mapping.label.column)) or "").strip()
    if said not in mapping.label.confirmed and said not in mapping.label.cleared:
        raise EventInvalid("no verdict that the mapping knows", field=mapping.label.column)
    return int(said in mapping.label.confirmed), [_similarity(row, column) for column in columns]


def _require_readable(row: Row) -> None:
    if row.unreadable is not None:
        raise EventInvalid(row.unreadable)


def _similarity(row: Row, column: str) -> float:
    cell = as_text(row.cells.get(column))
    if cell is None or not cell.strip():
        return math.nan
    try:
        value = float(cell)
    except ValueError:
        raise EventInvalid("expected a number", field=column) from None
    if not -_SLACK <= value <= 1 + _SLACK:
        raise EventInvalid("expected a similarity from 0 to 1", field=column)
    return value
