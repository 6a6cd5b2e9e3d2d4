"""Slices as a page shows them: their names, and each gap as a small picture."""

from collections.abc import Mapping
from typing import Any, Final

from models.role import Role
from training.evaluate.page.look import Look, number, share, signed
from training.evaluate.page.texts import TEXTS

_WIDTH: Final = 120
_MOST_GAP: Final = 0.5
_NAMED: Final = ("low", "middle", "high", "others", "unknown")


def name_of(one: Mapping[str, Any], role: Role, look: Look) -> str:
    """Return what a slice is called, such as "Size: small (lowest third)"."""
    by = "by_person_payment" if one["by"] == "person" and role == "payment_anomaly" else f"by_{one['by']}"
    label = _label(one["by"], one["label"], look)
    return look.say(TEXTS["slice_name"], by=look.say(TEXTS[by]), label=label)


def slice_row(one: Mapping[str, Any], role: Role, look: Look) -> dict[str, Any]:
    """Return the texts of one slice that could be judged, and where its gap is drawn."""
    verdict = "ranks_worse" if one["ranks_worse"] else "rate_off" if one["off"] else "alike"
    if verdict == "alike" and one["auc"] is None:
        verdict = "one_kind"
    return {
        "name": name_of(one, role, look),
        "rows": f"{one['rows']:,}",
        "bad": f"{one['positives']:,}",
        "rate": f"{share(one['expected'])} → {share(one['rate'])}",
        "rate_interval": f"{share(one['rate_low'])} – {share(one['rate_high'])}",
        "auc": number(one["auc"]),
        "gap": signed(one["auc_gap"]),
        "verdict": look.say(TEXTS[verdict]),
        "flag": verdict in {"ranks_worse", "rate_off"},
        "worse": bool(one["ranks_worse"]),
        "mark": _mark(one),
    }


def _mark(one: Mapping[str, Any]) -> dict[str, float] | None:
    """Return pixels of the gap and its interval on a line of 120; the middle is no gap."""
    if one["auc_gap"] is None:
        return None
    low, at, high = (_place(one[name]) for name in ("auc_gap_low", "auc_gap", "auc_gap_high"))
    return {"low": low, "at": at, "high": high, "middle": _WIDTH / 2, "width": _WIDTH}


def _place(gap: float) -> float:
    bounded = max(-_MOST_GAP, min(_MOST_GAP, gap))
    return round((bounded / _MOST_GAP + 1.0) * (_WIDTH / 2 - 3.0) + 3.0, 1)


def _label(by: str, label: str, look: Look) -> str:
    if label in _NAMED:
        return look.say(TEXTS[f"label_{label}"])
    if by == "person":
        return look.say(TEXTS["label_person"], n=label)
    if by == "tenure":
        begin, _, end = label.partition("-")
        return (
            look.say(TEXTS["label_days"], begin=begin, end=end)
            if end
            else look.say(TEXTS["label_from_days"], begin=begin)
        )
    return label
