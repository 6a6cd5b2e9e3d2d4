"""What the log and the ledger keep, in the reader's words: reasons, parties, values of features."""

import math
from collections.abc import Mapping
from typing import Any

from features.catalogue.program import FEATURES
from features.catalogue.reasons import Rendered, render
from features.catalogue.units import show
from serving import names
from serving.desk.formats import Formats
from serving.desk.schemas import Choice, Moment, VerdictView
from serving.desk.store import Verdict

_MARK_DIGITS = 6


def reason_words(reason: Mapping[str, Any], formats: Formats) -> Rendered:
    """Return a kept reason in words; names of inputs among its values become words too."""
    params = names.readable(reason["params"], formats.language)
    return render(reason["code"], formats.language, params, currency=formats.currency)


def feature_words(name: str, values: Mapping[str, float], formats: Formats) -> tuple[str, str]:
    """Return what a feature is called and its value; its name alone where the catalogue no longer has it.

    Parameters
    ----------
    values
        Of the decision's features by name.
    """
    feature = FEATURES.get(name)
    if feature is None:
        return name, ""
    return formats.words(feature.text), show(
        values.get(name, math.nan), feature.unit, formats.language, formats.currency
    )


def mark(sealed: object) -> str:
    """Return the short mark of a sealed value: equal values share it, and nothing of the value is in it.

    >>> mark({"digest": "0123456789abcdef", "cipher": "…"})
    '#012345'
    """
    digest = sealed["digest"] if isinstance(sealed, Mapping) else str(sealed)
    return "#" + str(digest)[:_MARK_DIGITS]


def moment(us: int, formats: Formats) -> Moment:
    """Return a time for people and for machines."""
    return Moment(formats.time(us), formats.machine_time(us))


def verdict_view(verdict: Verdict, formats: Formats) -> VerdictView:
    """Return a verdict in words."""
    said, language = verdict.body, formats.language
    action = str(said.get("action", "none"))
    return VerdictView(
        style=str(said["verdict"]),
        label=names.word(names.VERDICTS, str(said["verdict"]), language),
        action="" if action == "none" else names.word(names.ACTIONS, action, language),
        reviewer=str(said["reviewer_id"]),
        at=moment(verdict.known_at_us, formats),
        typology=names.word(names.TYPOLOGIES, str(said["typology"]), language) if "typology" in said else "",
        note=str(said.get("note", "")),
    )


def choices(table: Mapping[str, Any], formats: Formats, chosen: str | None = None) -> tuple[Choice, ...]:
    """Return a register of words as the choices of a form."""
    return tuple(Choice(code, formats.words(text), code == chosen) for code, text in table.items())
