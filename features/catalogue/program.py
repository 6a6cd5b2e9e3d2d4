"""All features in their order, and what the kernel runs.

The order is that of the columns of every vector: operands before what is made of them.
"""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

import numpy as np

from features.catalogue.accounts import ACCOUNTS
from features.catalogue.addresses import ADDRESSES
from features.catalogue.balances import BALANCES
from features.catalogue.claims import CLAIMS
from features.catalogue.company import COMPANY
from features.catalogue.documents import DOCUMENTS
from features.catalogue.duplicates import DUPLICATES
from features.catalogue.feature import PLACE_NUMBER, Feature, window_us
from features.catalogue.groups import GROUPS
from features.catalogue.invoices import INVOICES
from features.catalogue.limits import LIMITS
from features.catalogue.orders import ORDERS
from features.catalogue.payers import PAYERS
from features.catalogue.paying import PAYING
from features.catalogue.payments import PAYMENTS
from features.catalogue.people import PEOPLE
from features.catalogue.suppliers import SUPPLIERS
from features.catalogue.trading import TRADING
from features.catalogue.verdicts import VERDICTS
from features.kernel import compute, ops
from features.kernel.arrays import Ints
from features.kernel.tables import ENTITY_COLUMN

CATALOGUE: Final[tuple[Feature, ...]] = (
    *BALANCES,
    *TRADING,
    *PAYING,
    *DOCUMENTS,
    *COMPANY,
    *ORDERS,
    *PAYMENTS,
    *ACCOUNTS,
    *PEOPLE,
    *ADDRESSES,
    *INVOICES,
    *VERDICTS,
    *DUPLICATES,
    *SUPPLIERS,
    *PAYERS,
    *LIMITS,
    *GROUPS,
    *CLAIMS,
)
"""Every feature; column `i` of a vector is `CATALOGUE[i]`."""

NAMES: Final[tuple[str, ...]] = tuple(feature.name for feature in CATALOGUE)
FEATURES: Final = MappingProxyType({feature.name: feature for feature in CATALOGUE})
_INDEX: Final = MappingProxyType({name: i for i, name in enumerate(NAMES)})


def index(name: str) -> int:
    """Return the column of a feature in every vector.

    Raises
    ------
    KeyError
        There is no such feature.
    """
    return _INDEX[name]


def compile_program(features: Sequence[Feature] = CATALOGUE) -> Ints:
    """Return the program of these features, int64 of shape (features, PROGRAM_WIDTH).

    Raises
    ------
    ValueError
        An operand does not come before what is made of it, or the four rows that a
        composition reads together are apart.
    """
    program = np.zeros((len(features), compute.PROGRAM_WIDTH), np.int64)
    rows: dict[str, int] = {}
    for i, feature in enumerate(features):
        program[i] = _row(feature, rows)
        rows[feature.name] = i
    return program


def _row(feature: Feature, rows: dict[str, int]) -> Ints:
    row = np.zeros(compute.PROGRAM_WIDTH, np.int64)
    row[compute.PROGRAM_OP] = feature.op
    row[compute.PROGRAM_TABLE] = feature.table or 0
    row[compute.PROGRAM_WINDOW] = window_us(feature.window)
    row[compute.PROGRAM_A] = feature.number
    row[compute.PROGRAM_OTHER] = ENTITY_COLUMN[feature.other] if feature.other else 0
    row[compute.PROGRAM_PLACE] = PLACE_NUMBER[feature.place]
    row[compute.PROGRAM_KEY] = feature.key_column
    if feature.operands and feature.table is None:
        row[compute.PROGRAM_WINDOW] = feature.number
        row[compute.PROGRAM_A], row[compute.PROGRAM_B] = _operand_rows(feature, rows)
    elif feature.operands:
        row[compute.PROGRAM_B], _ = _operand_rows(feature, rows)
    return row


def _operand_rows(feature: Feature, rows: dict[str, int]) -> tuple[int, int]:
    missing = [name for name in feature.operands if name not in rows]
    if missing:
        raise ValueError(f"{feature.name} is made of {missing[0]}, which does not come before it")
    first, *rest = (rows[name] for name in feature.operands)
    if feature.op == ops.OP_BALANCE_DBT and rest != list(range(rest[0], rest[0] + 4)):
        raise ValueError(f"{feature.name} reads four rows together that stand apart")
    return first, rest[0] if rest else first


PROGRAM: Final = compile_program()
"""The program of the whole catalogue: what gives a vector its columns."""
