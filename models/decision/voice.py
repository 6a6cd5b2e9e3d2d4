"""What a model says of one row, grouped by reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.role import Speaker
from models.scoring.application import CardScore, LoadedCard
from models.scoring.isolation import IsolationScore
from models.scoring.loaded import LoadedBundle
from models.scoring.score import Score

Loud = tuple[float, str]
"""What a reason adds, the net of all its features, and its code."""


class Words:
    """The reasons that a model can give, and the features of each.

    Parameters
    ----------
    names, codes
        Of each feature its name and the code of its reason.
    """

    def __init__(self, names: Sequence[str], codes: Sequence[str]) -> None:
        self.codes = tuple(dict.fromkeys(codes))
        self.number = {code: at for at, code in enumerate(self.codes)}
        self.numbers = np.array([self.number[code] for code in codes], np.intp)
        self.features: tuple[tuple[tuple[int, str], ...], ...] = tuple(
            tuple((at, names[at]) for at, of in enumerate(codes) if of == code) for code in self.codes
        )


_WORDS: Final[WeakKeyDictionary[LoadedBundle, Words]] = WeakKeyDictionary()
_WORDS_OF_CARDS: Final[WeakKeyDictionary[LoadedCard, Words]] = WeakKeyDictionary()
"""Go with what they are the words of: a bundle that decides no more takes some 10 MB."""


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """One model or forest.

    Attributes
    ----------
    kind, role
        `model` adds log-odds, `isolation` saves questions; the two never mix in one sum.
    words
        The reasons that it can give.
    values
        float64[f], the contribution of each feature.
    nets
        What each reason adds, in the order of `words.codes`.
    """

    kind: Literal["model", "isolation"]
    role: Speaker
    words: Words
    values: NDArray[np.float64]
    nets: list[float]

    def raised(self, least: float = 0.0) -> list[Loud]:
        """Return the reasons that raised the risk on balance, and by `least` at least, the loudest first."""
        if max(self.nets, default=0.0) < least:
            return []
        pairs = zip(self.nets, self.words.codes, strict=True)
        return _ordered([one for one in pairs if one[0] >= least and one[0] > 0.0])

    @property
    def others(self) -> list[Loud]:
        """The reasons that did not, the loudest first."""
        return _ordered([one for one in zip(self.nets, self.words.codes, strict=True) if one[0] <= 0.0])

    def net(self, code: str) -> float | None:
        """Return what a reason adds; None for one that this voice cannot give."""
        number = self.words.number.get(code)
        return None if number is None else self.nets[number]

    def features(self, code: str) -> list[str]:
        """Return the features of a reason that raise the risk, the loudest first."""
        item = self.values.item
        of = self.words.features[self.words.number[code]]
        raised = [(added, name) for at, name in of if (added := item(at)) > 0.0]
        raised.sort(key=_net, reverse=True)
        return [name for _, name in raised]


def voice_of(
    kind: Literal["model", "isolation"], role: Speaker, words: Words, contributions: ArrayLike
) -> Voice:
    """Return the voice of contributions, float64[f] and one for each feature of the words."""
    values = np.asarray(contributions, np.float64)
    # adds one after the other, as a plain loop would: the same bits on every machine
    nets: list[float] = np.bincount(words.numbers, values, len(words.codes)).tolist()
    return Voice(kind, role, words, values, nets)


def voice(loaded: LoadedBundle, score: Score | IsolationScore) -> Voice:
    """Return the voice behind a score of a bundle."""
    kind: Literal["model", "isolation"] = "model" if isinstance(score, Score) else "isolation"
    return voice_of(kind, loaded.bundle.role, _words(loaded), score.contributions)


def card_voice(card: LoadedCard, score: CardScore) -> Voice:
    """Return the voice behind a score of a bundle's scorecard."""
    return voice_of("model", "application", _words_of_card(card), score.contributions)


def _words(loaded: LoadedBundle) -> Words:
    # found by identity: the names of a set are long to compare
    found = _WORDS.get(loaded)
    if found is None:
        found = _WORDS[loaded] = Words(loaded.bundle.names, loaded.bundle.reasons)
    return found


def _words_of_card(card: LoadedCard) -> Words:
    found = _WORDS_OF_CARDS.get(card)
    if found is None:
        found = _WORDS_OF_CARDS[card] = Words(card.card.names, card.reasons)
    return found


def _net(one: Loud) -> float:
    return one[0]


def _ordered(found: list[Loud]) -> list[Loud]:
    """Return these by what they add, falling; those that add the same by code."""
    if len(found) > 1:
        found.sort(key=_code)
        found.sort(key=_net, reverse=True)
    return found


def _code(one: Loud) -> str:
    return one[1]
