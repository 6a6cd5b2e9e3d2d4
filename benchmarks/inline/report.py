"""Tables of what was measured, as Markdown: one text for the results, the documentation and the terminal."""

from collections.abc import Mapping
from typing import Any

from benchmarks.inline.goals import CONTRIBUTIONS, GOALS, LARGEST_DIFFERENCE
from benchmarks.inline.ratios import Cell, medians

Told = Mapping[str, Any]


def inline_text(result: Told) -> str:
    """Return all tables of a run."""
    cells = medians(result["measured"])
    parts = [_said(result), _goals_table(result), _speed_table(result, cells), _workers_table(result, cells)]
    if "contributions" in result["ratios"]:
        parts.append(contributions_table(result["ratios"]["contributions"]))
    return "\n\n".join(part for part in parts if part)


def _said(result: Told) -> str:
    plan, home, kept = result["plan"], result["home"], result["kept"]
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in kept["outcomes"].items())
    models = "; ".join(
        f"{role}: {one['trees']} trees of {one['mean_leaves']:.0f} leaves in the mean (at most {one['leaves']}), "
        f"depth {one['depth']}, {one['features']} features"
        for role, one in home["models"].items()
    )
    lines = [
        (
            f"riskdesk answers from a history of {home['events']:,} events, as `riskdesk serve` does it: an order gets "
            "its features, two models with their contributions, policy, a reservation, and is committed durably "
            "before the answer leaves; one request in five is a payment."
        ),
        f"Its models, trained on that history by `training/`: {models}.",
        f"Of {sum(kept['outcomes'].values())} first requests: {outcomes}; {kept['row_bytes']:,} bytes are kept of each.",
        "The echoes check the same bodies by the same schema.",
        (
            "Everybody else gets a ready vector and riskdesk's anomaly model of orders as LightGBM's text: "
            "no history is asked, one model is evaluated, nothing is kept."
        ),
        (
            f"{plan['rounds']} rounds in turns, {plan['seconds']:g} s each; a server is started anew each time and "
            "warmed up; medians over rounds, ratios within a round."
        ),
        "The load generator runs on the same cores.",
        f"Before it began, the machine's load was {result['load_before']:.1f}.",
        *_asked_later(result),
        *(f"Left out, {why}: {name}." for name, why in result["missing"].items()),
    ]
    return "\n".join(lines)


def _asked_later(result: Told) -> list[str]:
    """Return who answered 503 to how many calls that were measured."""
    refused: dict[str, int] = {}
    for one in result["measured"]:
        refused[one["party"]] = refused.get(one["party"], 0) + sum(one["refused"].values())
    return [
        f"{name} asked {count} callers to come later (503), which no figure counts."
        for name, count in refused.items()
        if count
    ]


def _goals_table(result: Told) -> str:
    ratios = result["ratios"]
    lines = ["## What it is held to", "", "| riskdesk's | ratio | goal | met |", "|---|---|---|---|"]
    for goal in GOALS:
        value = ratios.get(goal.name)
        if value is not None:
            met = "yes" if goal.met(value) else "**no**"
            lines.append(f"| {goal.says} | {value:.3g} | {goal.sense} {goal.bound:g} | {met} |")
    return "\n".join(lines)


def _speed_table(result: Told, cells: Mapping[Cell, Mapping[str, float]]) -> str:
    at = result["plan"]["at"]
    lines = [
        "## One worker",
        "",
        (
            "| | does | clients | requests/s | riskdesk over it | p50 ms | p99 ms | processor ms a request "
            "| memory MB | ready after s |"
        ),
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, told in result["parties"].items():
        mine = [cell for cell in sorted(cells) if cell[:2] == (name, 1)]
        for cell in mine:
            times = result["ratios"].get(name) if cell[2] == at else None
            title, does = (told["title"], told["does"]) if cell == mine[0] else ("", "")
            lines.append(f"| {title} | {does} | {cell[2]} {_figures(cells[cell], times)}")
    load = max((one["load_cpu_us"] for one in cells.values() if one["per_second"] > 1000), default=0.0)
    lines += ["", f"The load generator takes at most {load:.0f} us of processor a request of fast servers."]
    return "\n".join(lines)


def _figures(one: Mapping[str, float], times: float | None) -> str:
    over = "" if times is None else f"{times:.3g}"
    return (
        f"| {one['per_second']:,.0f} | {over} | {one['p50_us'] / 1e3:.2f} | {one['p99_us'] / 1e3:.2f} "
        f"| {one['cpu_us'] / 1e3:.2f} | {one['memory_mb']:.0f} | {one['start_s']:.1f} |"
    )


def _workers_table(result: Told, cells: Mapping[Cell, Mapping[str, float]]) -> str:
    at = result["plan"]["at"]
    rows = []
    for name, told in result["parties"].items():
        two, one = cells.get((name, 2, at)), cells.get((name, 1, at))
        if two and one:
            rows.append(
                f"| {told['title']} | {two['per_second']:,.0f} | {two['per_second'] / one['per_second']:.2f} "
                f"| {two['p50_us'] / 1e3:.2f} | {two['p99_us'] / 1e3:.2f} | {two['memory_mb']:.0f} |"
            )
    if not rows:
        return ""
    head = "| | requests/s | times one worker | p50 ms | p99 ms | memory MB |"
    return "\n".join([f"## Two workers, {at} clients", "", head, "|---|---|---|---|---|---|", *rows])


def contributions_table(told: Told) -> str:
    """Return the kernel beside `pred_contrib`."""
    lines = [
        "## Exact contributions of one row",
        "",
        (
            f"Processor time on one thread; the goal is at most {CONTRIBUTIONS:g} of LightGBM's time and a largest difference of "
            f"{LARGEST_DIFFERENCE:g}; a path of up to 8 features needs 4 nodes, a longer one 8."
        ),
        "",
        "| trees x leaves | trees | deepest | riskdesk us | `pred_contrib` us | ratio | largest difference |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {name} | {one['trees']} | {one['depth']} | {one['riskdesk_us']:.0f} | {one['pred_contrib_us']:,.0f} "
            f"| {one['ratio']:.3f} | {one['largest_difference']:.1e} |"
            for name, one in told.items()
        ),
    ]
    return "\n".join(lines)
