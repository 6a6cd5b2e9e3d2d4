"""Command line: `python -m benchmarks.inline --rounds 3 --seconds 4 --json`."""

import argparse
import json
import os
import signal
import sys
from contextlib import nullcontext
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.inline.callers import lines
from benchmarks.inline.contributions import run_contributions
from benchmarks.inline.databases import Databases
from benchmarks.inline.home import DEFAULT, EVENTS, Home, open_home
from benchmarks.inline.kept import ask_what_is_kept
from benchmarks.inline.page import write_page
from benchmarks.inline.parties import NAMES, PEERS, parties
from benchmarks.inline.ratios import all_ratios
from benchmarks.inline.report import inline_text
from benchmarks.inline.riskdesk import riskdesk
from benchmarks.inline.rounds import Plan, Say, take_turns

_TEMPLATES: Final = 4000


def main(arguments: list[str] | None = None) -> None:
    """Let the parties take turns; print the table, or with `--json` one object on the last line."""
    given = _parser().parse_args(arguments)
    if given.write and (given.parties != NAMES or given.no_contributions):
        raise SystemExit("--write keeps all parties of one run together: leave out --parties")
    say = partial(print, file=sys.stderr, flush=True)
    home = open_home(given.home, given.events, say)
    result = run_inline(home, given, say)
    if given.write:
        write_page(result)
    print(json.dumps(result) if given.json else inline_text(result))


def run_inline(home: Home, given: argparse.Namespace, say: Say) -> dict[str, Any]:
    """Return everything that was measured, the ratios first."""
    load = os.getloadavg()[0]
    plan = Plan(given.rounds, given.seconds, given.clients, given.workers)
    asked = lines(home.callers(), count=_TEMPLATES, seed=5, moment=home.moment)
    kept = ask_what_is_kept(riskdesk(home, asked))
    databases = Databases(home)
    taking_part = parties(home, databases, asked, kept.row_bytes, given.parties)
    missing = {one.name: one.missing for one in taking_part if one.missing}
    with databases.serving() if "riskdesk_postgresql" in given.parties else nullcontext():
        measured = take_turns([one for one in taking_part if not one.missing], plan, say)
    ratios: dict[str, Any] = dict(all_ratios(measured, PEERS, plan.at))
    if not given.no_contributions:
        vectors = np.array(home.vectors(), dtype=np.float64)
        ratios["contributions"] = run_contributions((home.model_file.read_text(encoding="utf-8"), vectors))
    return {
        "ratios": ratios,
        "parties": {one.name: {"title": one.title, "does": one.does} for one in taking_part},
        "missing": missing,
        "plan": asdict(plan),
        "home": {"events": home.events, "customers": home.customers, "models": home.models},
        "kept": asdict(kept),
        "load_before": load,
        "measured": measured,
    }


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(one) for one in text.split(","))


def _names(text: str) -> tuple[str, ...]:
    chosen = tuple(text.split(","))
    unknown = set(chosen) - set(NAMES)
    if unknown:
        raise argparse.ArgumentTypeError(f"expected some of {', '.join(NAMES)}")
    return chosen


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.inline", description="Measure the inline answer beside peers."
    )
    parser.add_argument("--events", type=int, default=EVENTS, help="size of the history, at least 60,000")
    parser.add_argument("--home", type=Path, default=DEFAULT, help="folder in which homes are kept")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each party; medians are told")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each measurement")
    parser.add_argument("--clients", type=_numbers, default=(1, 8, 32), help="such as 1,8,32")
    parser.add_argument("--workers", type=_numbers, default=(1, 2), help="such as 1 or 1,2")
    parser.add_argument("--parties", type=_names, default=NAMES, help=f"some of {','.join(NAMES)}")
    parser.add_argument(
        "--no-contributions", action="store_true", help="leave out kernel against pred_contrib"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    parser.add_argument("--write", action="store_true", help="also write benchmarks/results and docs")
    return parser


if __name__ == "__main__":
    # asked to end, the benchmark takes its servers with it
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    main()
