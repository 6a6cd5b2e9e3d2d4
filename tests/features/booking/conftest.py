"""Books in memory, in which rows are booked one by one."""

from types import ModuleType
from typing import Any

import pytest


@pytest.fixture
def books(company: ModuleType) -> Any:
    """Empty books without a database; `books.post(kind, day, **fields)` books a row."""
    return company.MemoryBooks()
