"""Sentences that were made in English with their values in them, found again among texts in both languages."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from riskdesk.core.i18n import Language, Text

_VARIES: Final = re.compile(r"\{(\w+)\}")
_NESTED: Final = "why"
"""A parameter of this name may be a sentence itself."""


class Phrases:
    """A table of texts by their English sentence; `{name}` marks what varies.

    Parameters
    ----------
    texts
        Of two that fit one sentence, the one that has more of its words is meant.

    >>> Phrases([Text(en="no {thing}: {why}", zh="没有{thing}：{why}"), Text(en="gone", zh="已消失")]).render(
    ...     "no file: gone", "zh"
    ... )
    '没有file：已消失'
    """

    def __init__(self, texts: Iterable[Text]) -> None:
        ordered = sorted(texts, key=lambda text: -len(_VARIES.sub("", text.en)))
        self._patterns = tuple((_pattern(text.en), text) for text in ordered)

    def find(self, said: str) -> tuple[Text, Mapping[str, str]] | None:
        """Return the text that an English sentence was made of, and its parameters; None where there is none."""
        for pattern, text in self._patterns:
            match = pattern.fullmatch(said)
            if match is not None:
                return text, match.groupdict()
        return None

    def render(self, said: str, language: Language) -> str:
        """Return a sentence in a language; one that is not in the table stays as it is."""
        found = None if language == "en" else self.find(said)
        if found is None:
            return said
        text, values = found
        return text.render(
            language, {name: self._value(name, value, language) for name, value in values.items()}
        )

    def _value(self, name: str, value: str, language: Language) -> str:
        if name == _NESTED:
            return self.render(value, language)
        return value.replace("' or '", "' 或 '")


def _pattern(template: str) -> re.Pattern[str]:
    parts = _VARIES.split(template)
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts)),
        re.DOTALL,
    )
