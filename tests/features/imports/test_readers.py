import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from features.imports.readers import ENDINGS, open_table
from riskdesk.core.errors import EventInvalid

LINE = b'1,"two, and more",\xe5\xae\xa2\n'


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    junk=st.lists(
        st.sampled_from([b'"', b",", b"\n", b"\r", b"\x00", b"\xff", b"x", b'""', b"\xe5"]), max_size=12
    )
)
def test_junk_in_a_line_never_costs_the_lines_after_it(junk: list[bytes], tmp_path: Path) -> None:
    """Whatever stands between two lines of text, the lines after it are read as they stand."""
    path = tmp_path / "junk.csv"
    path.write_bytes(b"a,b,c\n" + LINE * 3 + b"".join(junk) + b"\n" + LINE * 3)

    rows = list(open_table(path).rows)

    good = {"a": "1", "b": "two, and more", "c": "客"}
    assert [good] * 3 == [row.cells for row in rows[:3]]
    assert [good] * 2 == [row.cells for row in rows[-2:]]
    assert sorted({row.number for row in rows}) == [row.number for row in rows]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300), ending=st.sampled_from(sorted(ENDINGS)))
def test_any_bytes_are_read_or_refused(content: bytes, ending: str, tmp_path: Path) -> None:
    """No content of a file raises anything but our refusal, which has a reason."""
    path = tmp_path / f"any{ending}"
    path.write_bytes(content)
    with contextlib.suppress(EventInvalid):
        assert all(row.number >= 1 for row in open_table(path).rows)


def test_a_sheet_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A mapping that asks for a sheet is told which one is missing."""
    import openpyxl

    path = tmp_path / "book.xlsx"
    openpyxl.Workbook().save(path)

    with pytest.raises(EventInvalid) as caught:
        open_table(path, sheet="应收")
    assert "应收" == caught.value.field
