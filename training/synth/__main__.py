"""Write a synthetic company to files: `python -m training.synth --events 20000 --seed 7 --out FILE`."""

import argparse
import dataclasses
import json
from datetime import date
from pathlib import Path

from training.synth.company import CompanySpec, generate
from training.synth.truth import Truth


def main(arguments: list[str] | None = None) -> None:
    """Write the rows to `--out` and the truth beside it, both as one JSON object a line."""
    given = _parser().parse_args(arguments)
    fields = {name: value for name, value in vars(given).items() if name not in {"out", "truth"}}
    truth: list[Truth] = []
    with given.out.open("w", encoding="utf-8", newline="\n") as file:
        for row in generate(CompanySpec(**fields), truth):
            file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
    beside = given.truth or given.out.with_suffix(".truth.ndjson")
    with beside.open("w", encoding="utf-8", newline="\n") as file:
        for one in truth:
            file.write(json.dumps(dataclasses.asdict(one), ensure_ascii=False, default=str) + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training.synth", description="Write a synthetic company."
    )
    parser.add_argument("--out", type=Path, required=True, help="file of rows, NDJSON")
    parser.add_argument("--truth", type=Path, help="file of the truth; beside --out if not given")
    for field in dataclasses.fields(CompanySpec):
        kind = date.fromisoformat if field.type is date else field.type
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=kind, default=field.default)
    return parser


if __name__ == "__main__":
    main()
