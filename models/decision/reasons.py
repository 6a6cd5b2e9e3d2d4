"""At most four reasons: what forced the outcome first, then what else raised the risk.

Source: US Regulation B, commentary 9(b)(2)-1: specific, no more than four, only what counted against.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.decision.conclusion import Reason
from models.decision.finding import Finding
from models.decision.params import params_of
from models.decision.sense import makes_sense
from models.decision.voice import Group, Voice
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
    facts = sorted((one for one in findings if one.kind not in _SPOKEN), key=lambda one: one.order)
    loud = _forcing(outcome, findings, voices)
    quiet = [one for one in voices if one.kind == "model" and one not in loud]
    codes = _select(outcome, facts, _sensible(loud, vector), _sensible(quiet, vector))
    return tuple(_reason(code, facts, [*loud, *quiet], vector) for code in codes)


def _sensible(voices: Sequence[Voice], vector: NDArray[np.float64]) -> list[Voice]:
    """Return the voices without the reasons that their own facts contradict; never without all of them."""
    return [replace(one, ranked=_sensible_groups(one.ranked, vector)) for one in voices]


def _sensible_groups(ranked: tuple[Group, ...], vector: NDArray[np.float64]) -> tuple[Group, ...]:
    """Return what raised the risk and makes sense; where there is none, what came nearest to it."""
    raised = tuple(one for one in ranked if one.net > 0.0 and makes_sense(one.code, vector))
    if raised:
        return raised
    nearest = next((one for one in ranked if one.net <= 0.0 and makes_sense(one.code, vector)), None)
    return ranked if nearest is None else (nearest,)


def _forcing(outcome: Outcome, findings: Sequence[Finding], voices: Sequence[Voice]) -> list[Voice]:
    if outcome is Outcome.APPROVE:
        return []
    keys = {(one.kind, one.role) for one in findings if one.outcome is outcome and one.kind in _SPOKEN}
    return [one for one in voices if (one.kind, one.role) in keys]


def _select(
    outcome: Outcome, facts: Sequence[Finding], loud: Sequence[Voice], quiet: Sequence[Voice]
) -> list[str]:
    forcing = [one.code for one in facts if one.outcome is outcome and outcome is not Outcome.APPROVE]
    other = [one.code for one in facts if one.code not in forcing and one.code not in _ONLY_FORCING]
    least = WORTH_SAYING_APPROVED if outcome is Outcome.APPROVE else WORTH_SAYING
    spoken = _codes(loud, least)
    if loud and not spoken and not forcing:
        # The base rate alone passes the cut: name what came nearest to raising it, never nothing.
        spoken = [one.ranked[0].code for one in loud]
    room = MOST - 1 if any(code not in forcing[:MOST] for code in spoken) else MOST
    ordered = [*forcing[:room], *spoken, *forcing[room:], *other, *_codes(quiet, least)]
    return list(dict.fromkeys(ordered))[:MOST]


def _codes(voices: Sequence[Voice], least: float) -> list[str]:
    """Return the codes that raised the risk, the loudest first; a model's only from `least` log-odds on."""
    raised = [(one.kind, group) for one in voices for group in one.raised]
    worth = [group for kind, group in raised if kind != "model" or group.net >= least]
    heard = sorted(worth, key=lambda group: -group.net)
    return list(dict.fromkeys(group.code for group in heard))


def _reason(
    code: str, facts: Sequence[Finding], voices: Sequence[Voice], vector: NDArray[np.float64]
) -> Reason:
    found = [one for one in facts if one.code == code]
    heard = list(_heard(code, voices))
    names = [name for one in found for name in one.features]
    names += [name for _, group in heard for name in group.features]
    params = params_of(code, vector)
    for one in found:
        params.update(one.params)
    # Two models never add up: the one that says more stands.
    added = max((group.net for speaker, group in heard if speaker.kind == "model"), default=0.0)
    return Reason(code, params, max(added, 0.0), tuple(dict.fromkeys(names)))


def _heard(code: str, voices: Sequence[Voice]) -> Iterator[tuple[Voice, Group]]:
    for speaker in voices:
        for group in speaker.ranked:
            if group.code == code:
                yield speaker, group
