"""The figures of card transactions as Markdown."""

from typing import Any, Final

_HEAD: Final = """# Card transactions

{events} events imported by the mapping `card_fraud` alone. Each model is learnt from the verdicts known before its
test week (28 days of transactions, verdicts seven days later) and measured on the week without the cards that
were known to be compromised by then. CP@100: cards found among the day's 100 highest, over 100, found cards left out
afterwards, mean over days.

| test week from | rows | frauds | AUC | AP | CP@100 | mean probability | rate |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""


def card_fraud_text(result: dict[str, Any]) -> str:
    """Return the table of weeks, and beside the published figures the means of their protocols."""
    lines = [
        f"| {start} | {week['rows']:,.0f} | {week['positives']:,.0f} | {week['auc']:.3f} | {week['ap']:.3f} | "
        f"{week['cp100']:.3f} | {week['mean_probability']:.4f} | {week['rate']:.4f} |"
        for start, week in result["weeks"].items()
    ]
    text = _HEAD.format(events=f"{result['events']:,}") + "\n".join(lines) + "\n"
    if "prequential" not in result:
        return text
    text += "\n| protocol | who | AUC | AP | CP@100 |\n| --- | --- | --- | --- | --- |\n"
    for protocol in ("chapter_3", "prequential"):
        for who, found in (("riskdesk", result[protocol]), ("best published", result["published"][protocol])):
            text += (
                f"| {protocol} | {who} | {found['auc']:.3f} | {found['ap']:.3f} | {found['cp100']:.3f} |\n"
            )
    return text
