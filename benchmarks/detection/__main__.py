"""Command line: `python -m benchmarks.detection planted --seeds 101,102,103 --events 100000 --json`."""

import argparse
import json
import sys
from functools import partial
from typing import Any, Final

from benchmarks.detection import planted, vendor_injected
from benchmarks.detection.planted_text import planted_text
from benchmarks.detection.report import planted_picture, write_results
from benchmarks.detection.vendor_carriers import CARRIERS, vendor_folder
from benchmarks.detection.vendor_text import vendor_text

_DEFAULT_SEEDS: Final = (101, 102, 103)


def main(arguments: list[str] | None = None) -> None:
    """Run one benchmark and print its tables, or with `--json` one object on the last line."""
    given = _parser().parse_args(arguments)
    say = partial(print, file=sys.stderr, flush=True)
    if given.name == "planted":
        result = _planted(given, say)
        text = planted_text(result)
        picture = planted_picture(result["groups"][0])
    else:
        result = _vendor(given, say)
        text, picture = vendor_text(result), None
    if given.write:
        write_results("planted" if given.name == "planted" else "vendor_injected", result, text, picture)
    print(json.dumps(result, ensure_ascii=False) if given.json else text)


def _planted(given: argparse.Namespace, say: planted.Say) -> dict[str, Any]:
    worlds = [world for world in planted.WORLDS if not given.worlds or world.name in given.worlds.split(",")]
    return planted.run_planted(
        given.seeds, events=given.events, worlds=worlds, with_model=not given.no_model, say=say
    )


def _vendor(given: argparse.Namespace, say: planted.Say) -> dict[str, Any]:
    folder = vendor_folder(given.data)
    if folder is None:
        raise SystemExit("skipped: --data or RISKDESK_DATA has to name a folder that holds vendor_payments")
    return vendor_injected.run_injected(
        folder, carriers=tuple(CARRIERS), months=given.months, seeds=given.seeds, say=say
    )


def _seeds(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.detection", description="Measure how well anomalies are found."
    )
    names = parser.add_subparsers(dest="name", required=True)
    one = names.add_parser("planted", help="anomalies planted in synthetic companies")
    one.add_argument("--events", type=int, default=100_000, help="rows of each company")
    one.add_argument("--worlds", default="", help="names of groups of runs, with commas; all if not given")
    one.add_argument("--no-model", action="store_true", help="typology tests and plain rules alone")
    two = names.add_parser("vendor", help="cases injected into real payments")
    two.add_argument("--data", help="folder that holds vendor_payments; RISKDESK_DATA if not given")
    two.add_argument("--months", type=int, default=12, help="months of each file, from its beginning")
    for sub in (one, two):
        sub.add_argument("--seeds", type=_seeds, default=_DEFAULT_SEEDS, help="with commas")
        sub.add_argument("--json", action="store_true", help="one JSON object on the last line")
        sub.add_argument("--write", action="store_true", help="also write benchmarks/results")
    return parser


if __name__ == "__main__":
    main()
