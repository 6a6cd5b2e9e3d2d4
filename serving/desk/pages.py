"""Templates to pages: escaped by default, and a name that is missing is an error."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final

from fastapi import Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from riskdesk.core.i18n import LANGUAGES
from serving.desk.formats import TAGS, Formats

_HERE: Final = Path(__file__).parent
STATIC: Final = _HERE / "static"
TEMPLATES: Final = _HERE / "templates"
_OWN_NAMES: Final = {"zh": "中文", "en": "English"}
"""Each language is called by its own name."""


@cache
def environment() -> Environment:
    """Return the environment of the desk's templates."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # The style sheet may be kept by browsers: another content is another address.
    style = hashlib.sha256((STATIC / "desk.css").read_bytes()).hexdigest()[:12]
    made.globals["stylesheet"] = f"/desk/static/desk.css?v={style}"
    made.globals["languages"] = [(language, TAGS[language], _OWN_NAMES[language]) for language in LANGUAGES]
    return made


def render(template: str, status: int, *, formats: Formats, **context: Any) -> Response:
    """Return a page in the reader's language; `t` in templates gives its labels."""
    page = environment().get_template(template)
    tag = TAGS[formats.language]
    content = page.render(t=formats.text, language=formats.language, tag=tag, **context)
    return HTMLResponse(content, status_code=status, headers={"Content-Language": tag})
