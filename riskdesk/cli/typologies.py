"""`riskdesk models typologies`: how often each pattern was confirmed."""

from typing import TYPE_CHECKING, Final

import typer

from riskdesk.cli.output import Json, say_json, say_table
from riskdesk.core.i18n import Text

if TYPE_CHECKING:
    from riskdesk.core.i18n import Language
    from training.evaluate.typologies import TypologyPrecision

TITLE: Final = Text(zh="各手法的精确率", en="precision of each typology")


def typologies_command(as_json: Json = False) -> None:
    """Show each pattern with the share of its hits that reviewers confirmed.

    Weighed by propensity where the policy draws a random sample; below ten judged hits nothing is said.

    Example: riskdesk models typologies --json
    """
    from riskdesk.cli.heads import heads
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.settings import load_settings
    from serving import names
    from training.pipelines.snapshot import read_snapshot
    from training.pipelines.typologies import typologies_on

    settings = load_settings()
    found = typologies_on(read_snapshot(open_engine(settings.url), settings))
    if as_json:
        say_json({"typologies": [one.to_json() for one in found]})
        return
    language = settings.language
    rows = [
        (
            names.word(names.PLACES, one.place, language),
            f"{names.word(names.TYPOLOGIES, one.code, language)} {one.code}",
            one.hits,
            one.judged,
            one.confirmed,
            _told(one, language),
        )
        for one in found
    ]
    shown = heads(language, "place", "typology", "hits", "judged", "confirmed", "precision")
    say_table(TITLE.render(language), shown, rows)
    if not all(one.weighted for one in found if one.enough):
        typer.echo(_unweighted(settings.language))


def _told(one: "TypologyPrecision", language: "Language") -> str:
    share = one.precision
    if share.value is None:
        return Text(zh="样本不足", en="not enough").render(language)
    mark = "" if one.weighted else " *"
    return f"{share.value:.2f} ({share.low:.2f} – {share.high:.2f}){mark}"


def _unweighted(language: "Language") -> str:
    return Text(
        zh="* 未加权:由复核人自行选择看哪些单据,比例只代表被看过的。",
        en="* not weighted: reviewers chose what they looked at, and the share is theirs",
    ).render(language)
