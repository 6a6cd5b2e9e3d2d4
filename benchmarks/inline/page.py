"""Where a run is written: results as JSON and Markdown, the picture, and the page of the documentation."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from benchmarks.detection.report import RESULTS, write_results
from benchmarks.inline.picture import inline_picture
from benchmarks.inline.report import inline_text
from benchmarks.machine import describe_machine

PAGE: Final = RESULTS.parents[1] / "docs" / "how-fast.md"
PICTURE: Final = "inline.svg"
_AGAIN: Final = (
    "`make bench-inline` measures it again on your machine and writes this page with `ARGS=--write`; "
    "what is measured how stands in `benchmarks/inline/`."
)


def write_page(result: Mapping[str, Any], page: Path = PAGE, results: Path = RESULTS) -> None:
    """Write all of it."""
    text = inline_text(result)
    write_results("inline", result, f"# The inline answer\n\n{text}")
    (results / PICTURE).write_bytes(inline_picture(result))
    told = ", ".join(f"{key} {value}" for key, value in describe_machine().items())
    picture = f"![Requests a second and times of answers](../benchmarks/results/{PICTURE})"
    page.write_text(
        f"# How fast the answer comes\n\n{_AGAIN}\nMeasured with {told}.\n\n{picture}\n\n{text}\n",
        encoding="utf-8",
    )
