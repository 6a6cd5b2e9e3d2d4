"""`riskdesk models points`: the points table of a scorecard, to print and to show to a customer."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from riskdesk.cli.output import Json, say_json

if TYPE_CHECKING:
    from models.credit.scorecard import Scorecard
    from riskdesk.core.settings import Settings


def points_command(
    bundle_hash: Annotated[
        str | None,
        typer.Argument(help="A credit bundle's hash, or its first digits; the one in production without."),
    ] = None,
    card: Annotated[
        Path | None, typer.Option(help="A scorecard that `train scorecard --out` wrote, instead.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Write the table as one HTML page to this file.")] = None,
    language: Annotated[str | None, typer.Option(help="zh or en; the configured one without.")] = None,
    as_json: Json = False,
) -> None:
    """Print what each value of each item adds to a customer's points.

    Example: riskdesk models points --html points.html --language en
    """
    from models.credit.points_html import points_html
    from models.credit.points_table import points_rows, points_text
    from riskdesk.core.errors import InputInvalid
    from riskdesk.core.i18n import LANGUAGES, Language
    from riskdesk.core.settings import load_settings

    settings = load_settings()
    said: Language | None = settings.language
    if language is not None:
        by_name: dict[str, Language] = {one: one for one in LANGUAGES}
        said = by_name.get(language)
    if said is None:
        raise InputInvalid(f"expected {' or '.join(LANGUAGES)}", field="language")
    found = _of_file(card) if card is not None else _of_bundle(settings, bundle_hash)
    if html is not None:
        html.write_text(points_html(found, said), encoding="utf-8")
    if as_json:
        rows: list[dict[str, Any]] = [
            {
                "item": row.item,
                "text": row.text.render(said),
                "range": row.range.render(said, row.params),
                "points": row.points,
                "rows": row.rows,
                "bad": row.bad,
            }
            for row in points_rows(found)
        ]
        say_json({"version": found.version, "rows": rows, "html": None if html is None else str(html)})
    else:
        typer.echo(points_text(found, said))


def _of_file(file: Path) -> "Scorecard":
    from models.credit.scorecard import from_json
    from riskdesk.core.errors import InputInvalid

    try:
        return from_json(file.read_bytes())
    except (OSError, ValueError) as error:
        raise InputInvalid(f"no scorecard: {error}", field="card") from None


def _of_bundle(settings: "Settings", prefix: str | None) -> "Scorecard":
    from features.history.artifacts import active, list_artifacts, read_artifact
    from models.scoring.loaded import load
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.database.unit import read_unit
    from riskdesk.core.errors import NotFound

    with read_unit(open_engine(settings.url)) as connection:
        if prefix is None:
            found = [name for role, name in active(connection).items() if role == "credit"]
        else:
            kept = list_artifacts(connection, "bundle")
            found = [one.hash for one in kept if one.hash.startswith(prefix)]
        if len(found) != 1:
            raise NotFound("no credit bundle is meant, or more than one", field="bundle_hash")
        loaded = load(read_artifact(connection, found[0]))
    if loaded.application is None:
        raise NotFound(f"{loaded.bundle.version} holds no scorecard of applications", field="bundle_hash")
    return loaded.application.card
