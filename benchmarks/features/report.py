"""Tables of what was measured, as Markdown."""

from collections.abc import Mapping
from typing import Any

Told = Mapping[str, Any]


def features_text(result: Told) -> str:
    """Return the tables of all parts that a result holds."""
    parts = {
        "windows": windows_table,
        "catalogue": catalogue_table,
        "single": single_table,
        "profile": profile_table,
    }
    return "\n\n".join(tell(result[name]) for name, tell in parts.items() if name in result)


def windows_table(told: Told) -> str:
    """Return the peers beside riskdesk."""
    own = told["riskdesk"]
    lines = [
        "## Twenty window features",
        "",
        (
            f"{told['orders']:,} orders of {told['customers']:,} customers (the largest has "
            f"{told['largest_customer']:,}) over two years, {told['rounds']} rounds in turns."
        ),
        (
            "Everyone starts from the orders as the log has them, in a table of its own in memory, and ends with "
            "twenty columns in memory; sorting and grouping are part of it."
        ),
        (
            "The value of an order is that of the orders before it in the window [t - w, t); "
            "no customer has two orders in one second, so that everyone's windows mean the same."
        ),
        f"riskdesk sweeps on {own['threads']} threads; Polars and DuckDB run on as many as they like.",
        "",
        "| | best s | median s | processor s | times riskdesk | goal | columns equal |",
        "|---|---|---|---|---|---|---|",
        f"| riskdesk | {own['best_s']:.2f} | {own['median_s']:.2f} | {own['processor_s']:.2f} | | | |",
        _alone_line(told["one_thread"]),
        *(
            f"| {peer['name']} {peer['version']} | {peer['best_s']:.2f} | {peer['median_s']:.2f} "
            f"| {peer['processor_s']:.2f} | {peer['ratio']:.2f} | {peer['goal']:g} | {_agreement(peer['agreement'])} |"
            for peer in told["peers"]
        ),
        "",
        (
            "The way of all features, a query for each order, gives the same "
            + ("to the bit: " if told["generally"]["equal"] else "but for the last bits: ")
            + ", ".join(f"{name} {s:.2f} s" for name, s in told["generally"]["steps"].items())
            + "."
        ),
        *(f"{peer['name']}: {peer['how']}." for peer in told["peers"]),
        *(f"Left out: {sentence}." for sentence in told["missing"]),
    ]
    return "\n".join(lines)


def catalogue_table(told: Told) -> str:
    """Return speed and memory of the whole catalogue by size of history."""
    reference, longer = told["reference"], told["longer"]
    lines = [
        "## The whole catalogue",
        "",
        (
            f"Vectors of {reference['features']} features for each of {reference['orders']:,} orders and "
            f"{reference['payments']:,} payments of a made history of {reference['events']:,} events: "
            f"{told['events_per_second']:,.0f} events a second on one thread (goal {told['goal']:,}), "
            f"{reference['events_per_processor_second']:,.0f} a second of processor."
        ),
        "",
        "| events | keys as of | seconds | processor s | events/s | peak MB | of which history |",
        "|---|---|---|---|---|---|---|",
        *(_size_line(one) for one in [*told["growing"], longer]),
        "",
    ]
    if told["exponent"] is not None:
        lines.append(
            f"Keys grow with events, as a company's do: time grows with events to the power of {told['exponent']:.2f}, "
            f"between the last two sizes {told['last_exponent']:.2f}."
        )
    lines.append(
        "The last line is a company whose keys each have a history "
        f"{longer['events'] / longer['keys_of']:.0f} times as long."
    )
    steps = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in reference["steps"].items())
    lines.append(f"Steps at {reference['events']:,} events: {steps}.")
    return "\n".join(lines)


def single_table(told: Told) -> str:
    """Return the times of one warm vector beside SQLite's."""
    lines = [
        "## One warm vector",
        "",
        (
            f"The whole catalogue for one order or payment, keys in memory; goal at most {told['goal_us']:.0f} microseconds, "
            f"and {told['goal_ratio']:.0f} times less than SQLite at 5,000 events."
        ),
        f"SQLite fetches the rows of the same keys by an index (key, seq), {len(told['columns'])} columns, and computes nothing.",
        "",
        "| | events a key | keys | median us | p99 us | best us | SQLite median us | ratio |",
        "|---|---|---|---|---|---|---|---|",
        *(
            f"| {row['place']} | {row['events_per_key']:,} | {row['keys']} | {row['median_us']:.0f} "
            f"| {row['p99_us']:.0f} | {row['best_us']:.0f} | {row['sqlite_median_us']:,.0f} | {row['ratio']:.0f} |"
            for row in told["rows"]
        ),
    ]
    return "\n".join(lines)


def profile_table(told: Told, most: int = 40) -> str:
    """Return the dearest features, nanoseconds a query."""
    lines = [
        "## Where the time goes",
        "",
        "Nanoseconds of processor a query; each feature alone, the common part taken off.",
    ]
    for place, costs in told["history"].items():
        single = told["single"][place]
        lines += [
            "",
            f"| {place} | history of {told['events']:,} | " + " | ".join(f"{n} a key" for n in single) + " |",
            "|---|---|" + "---|" * len(single),
        ]
        dearest = sorted(costs, key=lambda name: -max(costs[name], *(one[name] for one in single.values())))
        for name in dearest[:most]:
            cells = [f"{costs[name]:,.0f}", *(f"{one[name]:,.0f}" for one in single.values())]
            lines.append(f"| {name or '(before the first feature)'} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _alone_line(alone: Told) -> str:
    return (
        f"| riskdesk, one thread | {alone['best_s']:.2f} | {alone['median_s']:.2f} "
        f"| {alone['processor_s']:.2f} | | | |"
    )


def _agreement(agreement: Told) -> str:
    return "to the bit" if agreement["equal"] else f"within {agreement['largest_relative_difference']:.1e}"


def _size_line(one: Told) -> str:
    return (
        f"| {one['events']:,} | {one['keys_of']:,} | {one['seconds']:.2f} | {one['processor_s']:.2f} "
        f"| {one['events_per_second']:,.0f} | {one['peak_mb']:,.0f} | {one['history_mb']:,.0f} |"
    )
