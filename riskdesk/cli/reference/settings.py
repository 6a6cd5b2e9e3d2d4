"""`docs/settings.md`."""

from riskdesk.cli.reference.markdown import code, page, table
from riskdesk.core.settings import describe_settings


def render(_stands: str) -> str:
    """Return the page of all settings."""
    rows = [
        [code(row.name), row.type.replace(" | ", ", "), code(row.default), row.text.en, row.text.zh]
        for row in describe_settings()
    ]
    lead = [
        "Everything that an operator may set is read once, from variables of the environment, and then frozen.",
        "A variable that is empty counts as not set; a value that cannot be used stops the command and names the variable.",
        "Durations are ISO 8601 such as `P7D` or `PT5M`.",
    ]
    return page("Settings", lead, table(["variable", "type", "default", "meaning", "含义"], rows))
