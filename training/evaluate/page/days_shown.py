"""Slices of forecasts of days late, as a page and a card show them."""

from collections.abc import Iterator, Mapping
from typing import Any

from training.evaluate.page import card_texts
from training.evaluate.page.look import Look, between, number, share
from training.evaluate.page.slices_shown import name_of
from training.evaluate.page.texts import TEXTS
from training.pipelines.result import TrainResult


def days_slice_rows(result: TrainResult, look: Look) -> list[list[str]]:
    """Return name, verdict, rows, error, its gap to the rest, bias and coverage of each slice that could be judged."""
    return [_row(one, result, look) for one in result.report.get("days_slices", []) if one["enough"]]


def days_slices_small(result: TrainResult, look: Look) -> str:
    """Return the slices that are too small, in one line."""
    slices: list[dict[str, Any]] = result.report.get("days_slices", [])
    return look.listed(
        f"{name_of(one, result.role, look)} ({one['rows']:,})" for one in slices if not one["enough"]
    )


def days_slice_lines(result: TrainResult, look: Look) -> Iterator[str]:
    """Return the sentences of the card about slices that are further off, or whose interval is."""
    for one in result.report.get("days_slices", []):
        name = name_of(one, result.role, look)
        if one["enough"] and one["further_off"]:
            gap = number(one["mae_gap"], 1)
            yield look.say(card_texts.SLICE_FURTHER, name=name, mae=number(one["mae"], 1), gap=gap)
        if one["enough"] and one["off"]:
            yield look.say(card_texts.SLICE_COVERAGE, name=name, coverage=share(one["coverage"]))


def _row(one: Mapping[str, Any], result: TrainResult, look: Look) -> list[str]:
    verdict = "further_off" if one["further_off"] else "coverage_off" if one["off"] else "alike"
    gap = between(one["mae_gap_low"], one["mae_gap_high"], 1)
    return [
        name_of(one, result.role, look),
        look.say(TEXTS[verdict]),
        f"{one['rows']:,}",
        number(one["mae"], 1),
        f"{number(one['mae_gap'], 1)} ({gap})",
        number(one["bias"], 1),
        f"{share(one['coverage'])} ({share(one['coverage_low'])} – {share(one['coverage_high'])})",
    ]
