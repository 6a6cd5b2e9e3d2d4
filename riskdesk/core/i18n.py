"""Texts in both languages of the house, side by side so that neither can be forgotten.

A text is stored as a code with parameters and rendered when it is read; see
`docs/decisions/0004-texts-as-pairs.md` for why there are no message catalogues.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, Language] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One text in Chinese and English; `{name}` marks a parameter.

    >>> Text(zh="第{n}行", en="row {n}").render("en", {"n": "7"})
    'row 7'
    """

    zh: str
    en: str

    def render(self, language: Language, params: Mapping[str, str] | None = None) -> str:
        """Return the text in `language` with its parameters filled in.

        Raises
        ------
        KeyError
            A parameter that the text names is missing.
        """
        template = self.zh if language == "zh" else self.en
        return template.format_map(dict(params)) if params else template


def choose_language(accept_language: str | None, default: Language = "zh") -> Language:
    """Return the language that an `Accept-Language` header prefers, or `default`.

    >>> choose_language("fr;q=1, en-GB;q=0.8, zh;q=0.5")
    'en'
    """
    best: tuple[float, Language] | None = None
    for part in (accept_language or "").split(","):
        tag, _, weight = part.strip().partition(";q=")
        language = _language_of(tag)
        quality = _quality(weight)
        if language is not None and quality > 0 and (best is None or quality > best[0]):
            best = (quality, language)
    return best[1] if best else default


def _language_of(tag: str) -> Language | None:
    primary = tag.strip().lower().split("-")[0]
    if primary == "zh":
        return "zh"
    return "en" if primary == "en" else None


def _quality(weight: str) -> float:
    if not weight:
        return 1.0
    try:
        return float(weight)
    except ValueError:
        return 0.0
