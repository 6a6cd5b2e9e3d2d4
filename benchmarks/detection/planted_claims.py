"""Bursts of claims from one address, planted in synthetic companies of seeds that nothing was tuned on.

The test is that of orders and payments, `ADDRESS_BURST` as it ships, asked of every expense claim as known when
it was filed; its thresholds were not chosen on claims. Plain is a crowd alone: so many other claimants at the
address within the hour, whatever is normal there.

A burst is 6 to 10 people within an hour at an address outside. Its twins are as many people at the office's
gateway before a deadline, or at a training outside, two of five: the last look as a burst does but for amounts
that differ, which neither test reads.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.detection.companies import KnownCompany, known_company
from benchmarks.detection.counting import FIRST_RECOGNISABLE, Count, count_flags
from benchmarks.detection.planted import HELD_OUT_FROM, WORLDS, Say
from benchmarks.detection.report import share
from features.catalogue.program import index
from features.kernel import layout as L
from models.typologies.orders import ADDRESS_BURST

TYPOLOGY: Final = "address_burst"
PLAIN_CROWD: Final = 3
WHO: Final = {"ours": "riskdesk", "plain": "plain"}

_HEAD = """# Bursts of claims from one address

{run}

A claim counts in item recall from position {first} of its story; an episode is found where any of those is
flagged. Plain flags from {crowd} other claimants on. Intervals are 95 % Wilson, and claims of one story are not independent.
"""


def run_claims(seeds: Sequence[int], *, events: int, say: Say = print) -> dict[str, Any]:
    """Measure both tests on the claims of companies of these seeds.

    Parameters
    ----------
    seeds
        None below 101: those thresholds were chosen on.
    events
        Rows of each company.
    say
        Is told each company.

    Raises
    ------
    ValueError
        A seed below 101.
    """
    if min(seeds) < HELD_OUT_FROM:
        raise ValueError(f"expected seeds from {HELD_OUT_FROM}: those below are for tuning and training")
    counts = {who: Count() for who in WHO}
    claims = 0
    for seed in seeds:
        say(f"claims: seed {seed}")
        company = known_company(WORLDS[0].spec(seed, events))
        scored, flagged = flag_claims(company)
        claims += len(scored)
        for who, found in flagged.items():
            counts[who] += count_flags(TYPOLOGY, found, company.truth, scored)
    return {
        "events": events,
        "seeds": list(seeds),
        "claims": claims,
        **{who: count.to_json() for who, count in counts.items()},
    }


def flag_claims(company: KnownCompany) -> tuple[set[int], dict[str, set[int]]]:
    """Return the codes of all claims, and those that each test flags."""
    history = company.snapshot.history
    queries = history.claim_queries()
    documents: npt.NDArray[np.int64] = queries[:, L.Q_DOCUMENT].copy()
    vectors = history.vectors(queries)
    ours = [_holds(vector) for vector in vectors]
    plain = vectors[:, index("address_claimant_distinct_1h")] >= PLAIN_CROWD
    return set(documents.tolist()), {
        "ours": set(documents[np.array(ours, np.bool_)].tolist()),
        "plain": set(documents[plain].tolist()),
    }


def _holds(vector: npt.NDArray[np.float64]) -> bool:
    conditions = ADDRESS_BURST.conditions
    return all(one.verdict(float(vector[index(one.feature)])) == "holds" for one in conditions)


def claims_text(result: Mapping[str, Any]) -> str:
    """Return the report of `run_claims` as Markdown."""
    head = _HEAD.format(
        run=(__doc__ or "").partition("\n\n")[2].strip(),
        first=FIRST_RECOGNISABLE[TYPOLOGY],
        crowd=PLAIN_CROWD,
    )
    return "\n".join([head, *_lines(result)])


def _lines(result: Mapping[str, Any]) -> Iterator[str]:
    seeds = ", ".join(map(str, result["seeds"]))
    yield f"Companies of {result['events']:,} events, seeds {seeds}; {result['claims']:,} claims."
    yield ""
    yield "| test | episodes | episode recall | item recall | precision | flags | twins flagged |"
    yield "|---|---|---|---|---|---|---|"
    for who, name in WHO.items():
        count = result[who]
        cells = [
            name,
            count["episodes"],
            share(count, "episode_recall"),
            share(count, "item_recall"),
            share(count, "precision"),
            count["flags"],
            f"{count['twins_flagged']} of {count['twins']}",
        ]
        yield "| " + " | ".join(map(str, cells)) + " |"
