"""At most four reasons: what forced the outcome first, then what else raised the risk.

Source: US Regulation B, commentary 9(b)(2)-1: specific, no more than four, only what counted against.
"""

from collections.abc import Sequence
from operator import attrgetter, itemgetter

import numpy as np
from numpy.typing import NDArray

from models.decision.conclusion import Reason
from models.decision.finding import Finding
from models.decision.params import params_of
from models.decision.sense import makes_sense
from models.decision.voice import Loud, Voice
from models.policy.outcome import Outcome

MOST = 4
WORTH_SAYING = 0.1
"""Least log-odds that a model's reason adds: a tenth on the odds."""
WORTH_SAYING_APPROVED = 0.7
"""The same for what is approved: the odds doubled; less would only cast suspicion."""
_ONLY_FORCING = frozenset({"degraded_input"})
"""Codes that raised nothing unless they forced the outcome; what was missing is named in `degraded`."""
_SPOKEN = frozenset({"model", "isolation"})
"""Kinds of findings whose reasons are those of their features."""

_ORDER = attrgetter("order")
_NET = itemgetter(0)


def explain(
    outcome: Outcome, findings: Sequence[Finding], voices: Sequence[Voice], vector: NDArray[np.float64]
) -> tuple[Reason, ...]:
    """Return the reasons of an outcome; at least one unless it is approve.

    Parameters
    ----------
    findings
        Those that stand.
    voices
        All models that were asked. The isolation forest's are heard only where it forced the outcome.
    vector
        float64[n_catalogue], for the values that reasons show.
    """
    facts = sorted([one for one in findings if one.kind not in _SPOKEN], key=_ORDER)
    forced = _forcing(outcome, findings)
    loud = [one for one in voices if (one.kind, one.role) in forced]
    quiet = [one for one in voices if one.kind == "model" and (one.kind, one.role) not in forced]
    codes = _select(outcome, facts, loud, quiet, vector)
    heard = [*loud, *quiet]
    return tuple([_reason(code, facts, heard, vector) for code in codes])


def _forcing(outcome: Outcome, findings: Sequence[Finding]) -> set[tuple[str, str | None]]:
    """Return kind and role of the models and forests that demanded the outcome."""
    if outcome is Outcome.APPROVE:
        return set()
    return {(one.kind, one.role) for one in findings if one.outcome is outcome and one.kind in _SPOKEN}


def _select(
    outcome: Outcome,
    facts: Sequence[Finding],
    loud: Sequence[Voice],
    quiet: Sequence[Voice],
    vector: NDArray[np.float64],
) -> list[str]:
    forcing = [one.code for one in facts if one.outcome is outcome and outcome is not Outcome.APPROVE]
    other = [one.code for one in facts if one.code not in forcing and one.code not in _ONLY_FORCING]
    least = WORTH_SAYING_APPROVED if outcome is Outcome.APPROVE else WORTH_SAYING
    spoken = _codes(loud, least, vector) if loud else []
    if loud and not spoken and not forcing:
        # The base rate alone passes the cut: name what came nearest to raising it, never nothing.
        spoken = [_sensible(one, vector)[0][1] for one in loud]
    room = MOST - 1 if any(code not in forcing[:MOST] for code in spoken) else MOST
    ordered = dict.fromkeys([*forcing[:room], *spoken, *forcing[room:], *other])
    if len(ordered) < MOST:
        ordered.update(dict.fromkeys(_codes(quiet, least, vector)))
    return list(ordered)[:MOST]


def _codes(voices: Sequence[Voice], least: float, vector: NDArray[np.float64]) -> list[str]:
    """Return the codes that raised the risk, the loudest first; a model's only from `least` log-odds on."""
    heard: list[Loud] = []
    for speaker in voices:
        raised = speaker.raised(least if speaker.kind == "model" else 0.0)
        sensible = [one for one in raised if makes_sense(one[1], vector)]
        if raised and not sensible:
            # said all the same where nothing that this voice could say makes sense
            sensible = [one for one in _sensible(speaker, vector) if one in raised]
        heard += sensible
    if len(voices) > 1:
        heard.sort(key=_NET, reverse=True)
    return list(dict.fromkeys([code for _, code in heard]))


def _reason(
    code: str, facts: Sequence[Finding], voices: Sequence[Voice], vector: NDArray[np.float64]
) -> Reason:
    params = params_of(code, vector)
    names: dict[str, None] = {}
    for one in facts:
        if one.code == code:
            names.update(dict.fromkeys(one.features))
            params.update(one.params)
    # Two models never add up: the one that says more stands.
    added = 0.0
    for speaker in voices:
        net = speaker.net(code)
        if net is not None:
            names.update(dict.fromkeys(speaker.features(code)))
            added = max(added, net) if speaker.kind == "model" else added
    return Reason(code, params, added, tuple(names))


def _sensible(speaker: Voice, vector: NDArray[np.float64]) -> list[Loud]:
    """Return what raised the risk and makes sense; where there is none, what came nearest to it.

    What the facts contradict is left out, unless nothing else is left.
    """
    raised, others = speaker.raised(), speaker.others
    found = [one for one in raised if makes_sense(one[1], vector)]
    nearest = [one for one in others if makes_sense(one[1], vector)][:1]
    return found or nearest or [*raised, *others]
