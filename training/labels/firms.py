"""Firms with what became of them, read from a table by a mapping."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from features.imports.cells import Row, as_text
from features.imports.readers import open_table
from riskdesk.core.errors import EventInvalid, MappingInvalid
from training.labels.firm_mapping import FirmMapping

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class FirmLabels:
    """Firms, in the order of the table.

    Parameters
    ----------
    firms
        Their keys as the log has them, each once.
    default
        int64 of shape (n,), 1 defaulted.
    grades
        int64 of shape (n,), 0 the best; None where the mapping names no grade.
    left_out
        Reason -> rows of the table that were not used.
    """

    firms: tuple[str, ...]
    default: Ints
    grades: Ints | None
    left_out: dict[str, int]


def read_firm_labels(path: Path, mapping: FirmMapping) -> FirmLabels:
    """Read a table of firms; rows that cannot be used are left out and counted.

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
    table = open_table(path)
    graded = () if mapping.grade is None else (mapping.grade.column,)
    for column in (mapping.firm, mapping.default.column, *graded):
        if table.columns and column not in table.columns:
            raise MappingInvalid(f"{path.name} has no such column", field=column)
    left_out: Counter[str] = Counter()
    found: dict[str, tuple[int, int]] = {}
    for row in table.rows:
        try:
            firm, default, grade = _read(row, mapping)
            if firm in found:
                left_out["the firm stands in an earlier row"] += 1
                continue
        except EventInvalid as error:
            left_out[str(error)] += 1
            continue
        found[firm] = default, grade
    told = np.array(list(found.values()), np.int64).reshape(-1, 2)
    grades = None if mapping.grade is None else told[:, 1].copy()
    return FirmLabels(tuple(found), told[:, 0].copy(), grades, dict(left_out))


def _read(row: Row, mapping: FirmMapping) -> tuple[str, int, int]:
    if row.unreadable is not None:
        raise EventInvalid(row.unreadable)
    firm, said = _cell(row, mapping.firm), _cell(row, mapping.default.column)
    if not firm:
        raise EventInvalid("no key of a firm", field=mapping.firm)
    if said not in mapping.default.confirmed and said not in mapping.default.cleared:
        raise EventInvalid("no outcome that the mapping knows", field=mapping.default.column)
    return firm, int(said in mapping.default.confirmed), _grade(row, mapping)


def _grade(row: Row, mapping: FirmMapping) -> int:
    if mapping.grade is None:
        return 0
    said = _cell(row, mapping.grade.column)
    if said not in mapping.grade.best_first:
        raise EventInvalid("no grade that the mapping knows", field=mapping.grade.column)
    return mapping.grade.best_first.index(said)


def _cell(row: Row, column: str) -> str:
    return (as_text(row.cells.get(column)) or "").strip()
