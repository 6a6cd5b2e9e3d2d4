"""Command line: `python -m benchmarks.features --only windows --events 1000000 --json`."""

import argparse
import json
import sys
from functools import partial
from typing import Any, Final

from benchmarks.detection.report import write_results
from benchmarks.features.catalogue import REFERENCE, SIZES, run_catalogue
from benchmarks.features.picture import features_picture
from benchmarks.features.profile import run_profile
from benchmarks.features.report import features_text
from benchmarks.features.single import run_single
from benchmarks.features.windows import Say, run_windows

PARTS: Final = ("windows", "catalogue", "single", "profile")
_WRITTEN: Final = PARTS[:3]


def main(arguments: list[str] | None = None) -> None:
    """Run all parts but the profile, or one; print tables, or with `--json` one object on the last line."""
    given = _parser().parse_args(arguments)
    if given.write and given.only:
        raise SystemExit("--write keeps all parts of one run together: leave out --only")
    say = partial(print, file=sys.stderr, flush=True)
    result = {part: _run(part, given, say) for part in ([given.only] if given.only else _WRITTEN)}
    text = features_text(result)
    if given.write:
        write_results(
            "features", result, f"# Speed of the feature engine\n\n{text}", features_picture(result)
        )
    print(json.dumps(result, ensure_ascii=False) if given.json else text)


def _run(part: str, given: argparse.Namespace, say: Say) -> dict[str, Any]:
    if part == "windows":
        return run_windows(given.events, rounds=given.rounds, say=say)
    if part == "catalogue":
        sizes = SIZES if given.events == REFERENCE else (given.events // 4, given.events // 2, given.events)
        return run_catalogue(sizes, rounds=given.rounds, say=say)
    return run_single(say=say) if part == "single" else run_profile(given.events, say=say)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.features", description="Measure how fast features are computed."
    )
    parser.add_argument("--only", choices=PARTS, help="one part; the profile runs only when named")
    parser.add_argument(
        "--events", type=int, default=REFERENCE, help="size of windows, catalogue and profile; at least 8,000"
    )
    parser.add_argument("--rounds", type=int, default=3, help="rounds in turns, the best and median are told")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    parser.add_argument("--write", action="store_true", help="also write benchmarks/results")
    return parser


if __name__ == "__main__":
    main()
