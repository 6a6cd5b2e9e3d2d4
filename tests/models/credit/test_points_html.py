import re

import msgspec
import pytest

from models.credit.points_html import points_html
from models.credit.points_table import points_rows
from models.credit.scorecard import Item, Scorecard
from riskdesk.core.i18n import LANGUAGES, Language

ITEM = Item(
    name="late_share", zh="逾期<占比>", en="late <share>", direction=1, kind="bins", cuts=(0.1,),
    units=(-0.8, 1.1), missing=0.3, spread=0.9, coefficient=0.7, rows=(1_050, 30, 0), bad=(2, 4, 0),
)  # fmt: skip
CARD = Scorecard(version="card-1", items=(ITEM,), intercept=-2.0, covariance=((0.04, 0.0), (0.0, 0.09)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_stands_alone(language: Language) -> None:
    """Every row with its points, nothing from elsewhere, and nothing of a text is taken for markup."""
    page = points_html(CARD, language)
    shown = re.findall(r"<td>([+-]\d+)</td>", page)
    assert [f"{round(row.points):+d}" for row in points_rows(CARD)] == shown
    assert "<td>1,050</td><td>2</td>" in page
    assert "&lt;" in page
    for outside in ("src=", "href=", "<script", "url(", "http"):
        assert outside not in page


def test_languages_differ() -> None:
    """The page says so, and speaks it."""
    chinese, english = points_html(CARD, "zh"), points_html(CARD, "en")
    assert "lang='zh-CN'" in chinese
    assert "基础分" in chinese
    assert "base points" in english
    assert points_html(msgspec.structs.replace(CARD, version="<b>"), "en").count("&lt;b&gt;") == 2
