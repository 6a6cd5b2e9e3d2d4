"""What stands around the tables of planted anomalies, so that they can be read alone."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from benchmarks.detection.counting import FIRST_RECOGNISABLE
from benchmarks.detection.plain_rules import PLAIN
from benchmarks.detection.planted import TRAINED_ON, TUNED_ON
from benchmarks.detection.report import planted_tables, share

LEAST_RECALL: Final = 0.95
COLD_ALERTS: Final = 20
LEAST_COLD_RECALL: Final = 0.60
"""What is asked of forest and typologies without any verdict, of documents among the first 20 of a day."""
LEAST_PRECISION: Final[Mapping[str, float]] = {
    "account_change": 0.90,
    "duplicate_payment": 0.85,
    "split_order": 0.80,
    "split_payment": 0.80,
}
"""What is asked of the tests at a recall of episodes of 0.95."""

_HEAD = """# Planted anomalies

Companies of `training.synth`, imported as any history is, every order and payment scored as known at its
moment. Thresholds were chosen on seeds {tuned}, with the generator's code at hand; the models were trained
on seed {trained}; the companies below have other seeds. The generator was frozen before. Typology tests read no verdicts: in the
group of noisy verdicts only the models differ from the base, which are trained on such verdicts there. Seeds 101 to
103 were looked at while thresholds still moved, which made tests of split orders stricter: later ones were not.

How flags are counted: {rule} Intervals are 95 % Wilson; items of one episode are not independent, so the
interval of item recall and precision is somewhat too narrow.

- Every payment to a redirected account counts as an item until the account is mended. Later ones look like
  any other unless the change is recent and was made alone: item recall is low where episode recall is not.
- Most twins of an amount jump have a contract behind them, which no vector shows: the test flags them.
- Some of those who wake up after a long sleep are paid to a redirected account first; that payment wakes them,
  and the one that is planted is no longer the first.
- Bursts of claims from one address are planted in claims, which are measured in planted_claims.md: what is flagged among orders
  and payments under `address_burst` is all false.
- Parts of one invoice number within an hour are taken for one posting, as innocent parts are planted: who cuts
  one bill below a limit and posts it in one go is not found. The voucher would tell, and is no column of the kernel.
- One other part near a limit flags only where orders or payments are few, or the amount is not the usual one of this
  customer or payee: a sale of two parts to who buys as much every day is not found, a third part always is.
- A change of account by two persons alarms where the bill being paid came within the week before, and is more than
  usual: collusion that pays the usual amount, or a bill that had long been there, is not found by this test.
- What no test flags and a doubt leaves open is held for review without being called an anomaly: a first payment to
  an account that one person changed alone and what follows within a fortnight, a large one within 90 days of a
  change. Targets count flags alone.
- A duplicate is found by what was billed under its number, and synthetic bills are exact: without booked bills
  the line under each table holds.
"""


def planted_text(result: Mapping[str, Any]) -> str:
    """Return the report of `run_planted` as Markdown."""
    first = ", ".join(f"`{code}` from position {at}" for code, at in FIRST_RECOGNISABLE.items())
    rule = (
        "an item counts in recall from the first position that can be recognised "
        f"({first}, else 1); an episode is found where any of those items is flagged; a flag is right where "
        "the document is an anomaly of this typology."
    )
    tuned = f"{TUNED_ON[0]} to {TUNED_ON[-1]}"
    head = _HEAD.format(tuned=tuned, trained=TRAINED_ON, rule=rule)
    rules = "\n".join(f"- {code} ({place}): {says}" for (place, code), (says, _) in PLAIN.items())
    targets = "\n".join(_targets(result))
    return f"{head}\n## Targets\n\n{targets}\n\n{planted_tables(result)}\n\n## The plain rules\n\n{rules}"


def _targets(result: Mapping[str, Any]) -> Iterator[str]:
    """Yield a table of what is asked and what was reached, a row a group and typology."""
    yield "| group | typology | recall of episodes, asked 0.95 | precision | asked | reached |"
    yield "|---|---|---|---|---|---|"
    for group in result["groups"]:
        for row in group["typologies"]:
            asked, ours = LEAST_PRECISION.get(row["typology"]), row["ours"]
            if asked is None or ours["episode_recall"] is None:
                continue
            good = (ours["episode_recall"] >= LEAST_RECALL) and (ours["precision"] or 0.0) >= asked
            yield (
                f"| {group['world']['name']} | {row['typology']} | {share(ours, 'episode_recall')} "
                f"| {share(ours, 'precision')} | {asked:.2f} | {'yes' if good else 'no'} |"
            )
    yield ""
    yield from _held(result)
    for group in result["groups"]:
        if group.get("cold"):
            recall = group["cold"]["recall"][str(COLD_ALERTS)]
            one, looked = recall["items"], recall["documents"]["share"]
            low, high = one["interval"]
            good = one["share"] >= LEAST_COLD_RECALL
            yield ""
            yield (
                f"Without any verdict, {COLD_ALERTS} alerts a day hold {one['share']:.2f} ({low:.2f} to {high:.2f}) "
                f"of the anomalous documents, and {looked:.0%} of all documents; asked {LEAST_COLD_RECALL:.2f}: {'yes' if good else 'no'}."
            )


def _held(result: Mapping[str, Any]) -> Iterator[str]:
    """Yield a table of what is held for review because no test flags it and none rules it out."""
    yield "| group | typology | left undecided and held | of these right | precision of flags and these together |"
    yield "|---|---|---|---|---|"
    for group in result["groups"]:
        ours = {row["typology"]: row["ours"] for row in group["typologies"]}
        for code, held in group["left_undecided"].items():
            flags = ours[code]["flags"] + held["flags"]
            right = ours[code]["flags_right"] + held["flags_right"]
            yield (
                f"| {group['world']['name']} | {code} | {held['flags']} of {group['scored']['payment']:,} "
                f"| {held['flags_right']} | {right / max(flags, 1):.2f} |"
            )
