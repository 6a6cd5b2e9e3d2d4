"""The tables of `duplicate_pairs` for readers."""

from collections.abc import Mapping
from typing import Any


def duplicate_pairs_text(result: Mapping[str, Any]) -> str:
    """Return a run as Markdown."""
    return _on_text(result) if "trained" in result else _folds_text(result)


def _folds_text(result: Mapping[str, Any]) -> str:
    rows = [
        (
            "folds by look, mean of folds",
            result["auc"],
            result["auc_spread"],
            result["ap"],
            result["ap_spread"],
        ),
        (
            "folds by look, one ranking",
            result["auc_pooled"],
            result["auc_pooled_spread"],
            result["ap_pooled"],
            result["ap_pooled_spread"],
        ),
    ]
    lines = [
        "# Duplicate pairs",
        "",
        (f"{result['rows']:,} pairs, {result['confirmed']:,} of them one invoice paid twice, "
        f"{result['looks']:,} different looks; {result['rows_with_a_twin']:,} pairs look like another."),
        f"Fold seeds {', '.join(map(str, result['fold_seeds']))}; in brackets the lowest and highest draw.",
        "",
        "| measured | AUC | AP |",
        "|---|---|---|",
        *(f"| {name} | {auc:.4f} {_ends(a)} | {ap:.4f} {_ends(b)} |" for name, auc, a, ap, b in rows),
        f"| folds of single rows | {result['auc_ungrouped']:.4f} | {result['ap_ungrouped']:.4f} |",
        *(f"| published: {name} | {one['auc']:.3f} | {one['ap']:.3f} |" for name, one in result["published"].items()),
        "",
        (f"95 % interval of the first draw, looks drawn together: AUC {_ends(result['auc_pooled_interval'])}, "
        f"AP {_ends(result['ap_pooled_interval'])}."),
        f"With folds of single rows {result['twin_share_ungrouped']:.0%} of each test fold were learnt from.",
    ]  # fmt: skip
    return "\n".join(lines)


def _on_text(result: Mapping[str, Any]) -> str:
    return "\n".join(
        [
            "# Duplicate pairs, learnt from one table and measured on another",
            "",
            "| pairs | rows | AUC | AP |",
            "|---|---|---|---|",
            f"| all | {result['rows']:,.0f} | {_figure(result['auc'])} | {_figure(result['ap'])} |",
            f"| look not learnt from | {result['rows_unseen'] or 0:,.0f} | {_figure(result['auc_unseen'])} | {_figure(result['ap_unseen'])} |",
            "",
            f"{result['twins']:,} test rows look exactly like a learnt one.",
        ]
    )


def _ends(ends: list[float]) -> str:
    return f"[{ends[0]:.4f}, {ends[1]:.4f}]"


def _figure(value: float | None) -> str:
    return "not defined" if value is None else f"{value:.4f}"
