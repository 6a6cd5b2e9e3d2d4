import math
import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.catalogue.feature import Unit
from riskdesk.cli.reference.distribution import bars_of, spread_of
from riskdesk.cli.reference.histogram import draw

SVG = "{http://www.w3.org/2000/svg}"


def picture(values: list[float], unit: Unit) -> str:
    """Return the picture of these values."""
    found = np.array(values)
    return draw(bars_of(found), spread_of(found), unit)


def texts(svg: str) -> list[str]:
    """Return what is written in a picture."""
    return [str(one.text) for one in ET.fromstring(svg).iter(f"{SVG}text")]


def test_quantiles_and_the_unknown_share_are_written() -> None:
    """A reader sees the median, the 90th and the 99th percentile and how much is not known."""
    said = texts(picture([0.0, 0.0, 1.0, math.nan], "flag"))
    assert {"50 %: 0", "90 %: 0.8", "99 %: 0.98"} <= set(said)
    assert "n = 4 · NaN 25.0% · ↑ 67%" in said


def test_each_value_is_named_below_its_bar() -> None:
    """A flag's two bars are 0 and 1."""
    assert ["0", "1"] == texts(picture([0.0, 1.0], "flag"))[:2]


def test_money_is_written_as_money() -> None:
    """Minor units are no figure for a person."""
    assert "50 %: ¥85,000.00" in texts(picture([8_500_000.0], "money"))


@given(
    st.lists(st.one_of(st.just(math.nan), st.just(0.0), st.floats(-1e13, 1e13)), min_size=1, max_size=300),
    st.sampled_from(["money", "days", "share", "count", "flag"]),
)
def test_every_picture_is_small_and_within_its_frame(values: list[float], unit: Unit) -> None:
    """Whatever the values: valid, below 3 kB, every mark inside, no words."""
    if not any(math.isfinite(value) for value in values):
        return
    svg = picture(values, unit)
    root = ET.fromstring(svg)
    width, height = (float(part) for part in root.attrib["viewBox"].split()[2:])
    places = [(float(one.attrib["x"]), float(one.attrib["y"])) for one in root.iter(f"{SVG}text")]
    assert len(svg.encode()) < 3_072
    assert all(0 <= x <= width and 0 <= y <= height for x, y in places)
    assert [] == re.findall(r"[a-z]{2,}", " ".join(texts(svg)))


@pytest.mark.parametrize("count", [1, 7, 1_000])
def test_a_bar_that_holds_anything_can_be_seen(count: int) -> None:
    """One value beside many is at least a pixel high."""
    svg = picture([0.0] * count * 1_000 + [1.0], "count")
    heights = [float(found) for found in re.findall(r"v-([\d.]+)h", svg)]
    assert 2 == len(heights)
    assert 1.0 <= min(heights)
