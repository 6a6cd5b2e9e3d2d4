"""The report of cases injected into real payments."""

from collections.abc import Mapping
from inspect import getdoc
from typing import Any

from benchmarks.detection import vendor_carriers
from benchmarks.detection.report import share
from benchmarks.detection.vendor_cases import CASES
from benchmarks.detection.vendor_injection import EACH

_HEAD = """# Cases injected into real payments

{carriers}

{each} cases of each type and seed, as far as there are payees for them, none of whom takes two:

{cases}

Who wrote the tests wrote the cases, and most are shaped as in the synthetic company: recall says that tests
hold on real histories, not that they meet what was never thought of. Splits and changes of account were
widened beyond the tests' own thresholds after a first look with another seed, whose cases lay within them and
gave a higher recall. A related party is found by master data
that only the cases have, and a registration by one person alone is as common among the others as was assumed.

The data have no labels. A flag on what was not injected counts as wrong, although some of it may be right:
precision is a lower bound, and hangs on how many cases were injected. Alerts a day are those on the data as
they are, by calendar day. Manners of a type (behind the slash) have a recall only.
"""


def vendor_text(result: Mapping[str, Any]) -> str:
    """Return the report of `run_injected` as Markdown."""
    cases = "\n".join(f"- `{case.__name__.strip('_')}`: {_flat(getdoc(case))}" for case in CASES)
    head = _HEAD.format(carriers=_flat(getdoc(vendor_carriers)), each=EACH, cases=cases)
    tables = "\n\n".join(_table(one, result) for one in result["carriers"])
    return f"{head}\n{tables}"


def _flat(text: str | None) -> str:
    return " ".join((text or "").split())


def _table(one: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    lines = [
        f"## {one['carrier']}",
        "",
        (
            f"{one['payments']:,} payments to {one['payees']:,} payees on {one['days']:.0f} days "
            f"({result['months']} months); seeds {', '.join(map(str, result['seeds']))}."
        ),
        "",
        (
            "| typology | cases | recall of cases | recall of items | precision | twins flagged | alerts a day, untouched "
            "| plain: recall | plain: precision | plain: alerts a day |"
        ),
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for code, ours in one["ours"].items():
        plain, whole = one["plain"][code], "/" not in code
        cells = [
            code,
            ours["episodes"],
            share(ours, "episode_recall"),
            share(ours, "item_recall"),
            share(ours, "precision") if whole else "",
            f"{ours['twins_flagged']} of {ours['twins']}" if ours["twins"] else "",
            f"{one['flags_a_day'][code]:.2f}" if whole else "",
            share(plain, "episode_recall"),
            share(plain, "precision") if whole else "",
            f"{one['plain_flags_a_day'][code]:.2f}" if whole else "",
        ]
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    rest = [code for code in one["flags_a_day"] if code not in one["ours"]]
    told = ", ".join(f"{code} {one['flags_a_day'][code]:.2f}" for code in rest)
    return "\n".join([*lines, "", f"Not injected, alerts a day: {told}."])
