"""An error as the person at the terminal reads it."""

import os
from functools import cache

from riskdesk.cli.problems.calls import CALLS
from riskdesk.cli.problems.files import FILES
from riskdesk.cli.problems.models import MODELS
from riskdesk.cli.problems.setup import SETUP
from riskdesk.core.errors import RiskdeskError
from riskdesk.core.i18n import Language
from riskdesk.core.phrases import Phrases
from riskdesk.core.settings import Settings
from serving.problem_texts import DETAILS


def sentence(error: RiskdeskError, language: Language) -> str:
    """Return what is wrong, and of which field, in a language; what no table knows stays in English."""
    said = phrases().render(error.detail, language)
    return said if error.field is None else f"{error.field}: {said}"


def language_of_commands() -> Language:
    """Return the company's language; it is read by itself, for the error may be one of the settings."""
    default: Language = Settings.model_fields["language"].default
    named = os.environ.get("RISKDESK_LANGUAGE", default)
    return "en" if named == "en" else "zh" if named == "zh" else default


@cache
def phrases() -> Phrases:
    """Return all sentences of commands and of the service's interface."""
    return Phrases({text.en: text for text in (*DETAILS, *SETUP, *FILES, *MODELS, *CALLS)}.values())
