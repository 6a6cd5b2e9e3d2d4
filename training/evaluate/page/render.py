"""The page and the card as text."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from models.bundle.codec import read
from training.evaluate.page.card import card_of, markdown
from training.evaluate.page.content import content_of
from training.evaluate.page.figures_shown import intervals_of
from training.evaluate.page.look import Look
from training.evaluate.page.texts import TEXTS
from training.evaluate.slices import LEAST_ROWS
from training.gates.report import GateReport
from training.pipelines.result import TrainResult

_TEMPLATES: Final = Path(__file__).parent / "templates"
_TAGS: Final = {"zh": "zh-CN", "en": "en"}


def page(results: Sequence[TrainResult], look: Look, reports: Mapping[str, GateReport] | None = None) -> str:
    """Return one HTML page about these runs.

    Parameters
    ----------
    results
        At least one.
    look
        The reader's language, zone and currency.
    reports
        Hash of a bundle -> what all its gates said.
    """
    kept = reports or {}
    return (
        _environment()
        .get_template("page.html")
        .render(
            runs=[content_of(one, look, kept.get(one.hash)) for one in results],
            t=lambda name, **params: look.say(TEXTS[name], **params),
            tag=_TAGS[look.language],
            style=Markup((_TEMPLATES / "page.css").read_text("utf-8")),  # noqa: S704 - our own file
            least=str(LEAST_ROWS),
        )
    )


def model_card(result: TrainResult, look: Look) -> str:
    """Return the model card of a run as Markdown."""
    sections = card_of(result, read(result.bundle), intervals_of(result), look)
    return markdown(result, sections, look)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
