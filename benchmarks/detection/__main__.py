"""Command line: `python -m benchmarks.detection planted --seeds 101,102,103 --events 100000 --json`."""

import argparse
import json
import sys
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks.detection import planted, planted_claims, vendor_injected, vendor_splits
from benchmarks.detection.planted_text import planted_text
from benchmarks.detection.report import planted_picture, write_results
from benchmarks.detection.vendor_carriers import CARRIERS, vendor_folder
from benchmarks.detection.vendor_splits_text import splits_picture, splits_text
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
    elif given.name == "planted_claims":
        result = planted_claims.run_claims(given.seeds, events=given.events, say=say)
        text, picture = planted_claims.claims_text(result), None
    elif given.name == "vendor_splits":
        result = _splits(given, say)
        text, picture = splits_text(result), splits_picture(result)
    else:
        result = _vendor(given, say)
        text, picture = vendor_text(result), None
    if given.write:
        name = "vendor_injected" if given.name == "vendor" else given.name
        write_results(name, result, text, picture)
    print(json.dumps(result, ensure_ascii=False) if given.json else text)


def _planted(given: argparse.Namespace, say: planted.Say) -> dict[str, Any]:
    worlds = [world for world in planted.WORLDS if not given.worlds or world.name in given.worlds.split(",")]
    return planted.run_planted(
        given.seeds, events=given.events, worlds=worlds, with_model=not given.no_model, say=say
    )


def _vendor(given: argparse.Namespace, say: planted.Say) -> dict[str, Any]:
    return vendor_injected.run_injected(
        _folder(given), carriers=tuple(CARRIERS), months=given.months, seeds=given.seeds, say=say
    )


def _splits(given: argparse.Namespace, say: planted.Say) -> dict[str, Any]:
    return vendor_splits.run_splits(_folder(given), months=given.months, seed=given.seed, say=say)


def _folder(given: argparse.Namespace) -> Path:
    folder = vendor_folder(given.data)
    if folder is None:
        raise SystemExit("skipped: --data or RISKDESK_DATA has to name a folder that holds vendor_payments")
    return folder


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
    claims = names.add_parser("planted_claims", help="bursts of claims planted in synthetic companies")
    claims.add_argument("--events", type=int, default=100_000, help="rows of each company")
    two = names.add_parser("vendor", help="cases injected into real payments")
    three = names.add_parser("vendor_splits", help="splits under several limits in real payments")
    three.add_argument("--seed", type=int, default=_DEFAULT_SEEDS[0], help="of the cases")
    for sub in (two, three):
        sub.add_argument("--data", help="folder that holds vendor_payments; RISKDESK_DATA if not given")
        sub.add_argument("--months", type=int, default=12, help="months of each file, from its beginning")
    for sub in (one, claims, two):
        sub.add_argument("--seeds", type=_seeds, default=_DEFAULT_SEEDS, help="with commas")
    for sub in (one, claims, two, three):
        sub.add_argument("--json", action="store_true", help="one JSON object on the last line")
        sub.add_argument("--write", action="store_true", help="also write benchmarks/results")
    return parser


if __name__ == "__main__":
    main()
