"""An error as the person at the terminal reads it."""

import errno
import os
from functools import cache
from typing import Final

from riskdesk.cli.problems.calls import CALLS
from riskdesk.cli.problems.files import FILES
from riskdesk.cli.problems.models import MODELS
from riskdesk.cli.problems.setup import SETUP
from riskdesk.core.errors import RiskdeskError
from riskdesk.core.i18n import Language, Text
from riskdesk.core.phrases import Phrases
from riskdesk.core.settings import Settings
from serving.problem_texts import DETAILS

OF_THE_SYSTEM: Final = {
    errno.EACCES: Text(en="this user may not use it", zh="当前用户没有权限"),
    errno.EPERM: Text(en="this user may not use it", zh="当前用户没有权限"),
    errno.ENOENT: Text(en="there is no such file or folder", zh="没有这个文件或目录"),
    errno.ENOTDIR: Text(en="there is a file where a folder is needed", zh="此处需要目录，实为文件"),
    errno.EISDIR: Text(en="there is a folder where a file is needed", zh="此处需要文件，实为目录"),
    errno.ENOSPC: Text(en="the disk is full", zh="磁盘已满"),
    errno.EROFS: Text(en="the file system is read-only", zh="文件系统只读"),
}
"""What the system says of a file, by its number; all else is a fault of the program's."""


def of_the_system(error: OSError, language: Language) -> str | None:
    """Return what the system has against a file, after its name; None where that is not for the person to mend."""
    text = OF_THE_SYSTEM.get(error.errno) if error.errno is not None else None
    return None if text is None or error.filename is None else f"{error.filename}: {text.render(language)}"


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
