import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from models.scoring.loaded import load
from riskdesk.core.i18n import LANGUAGES, Language
from training.evaluate.page import card_texts
from training.evaluate.page.labels_shown import pattern_name, population_bins, population_rows
from training.evaluate.page.look import Look
from training.evaluate.page.metric_texts import NAMES, texts_of
from training.evaluate.page.render import model_card, page
from training.evaluate.page.texts import TEXTS
from training.gates import Gate
from training.gates.challenge import Champion, challenge
from training.pipelines.probed import probed
from training.pipelines.result import TrainResult
from training.pipelines.snapshot import Snapshot

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
VOID = {"meta", "img", "line", "circle", "br"}


class Reader(HTMLParser):
    """Collects what a page is made of, and tags that were not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.tags: set[str] = set()
        self.crossed: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        told = dict(attrs)
        self.tags.add(tag)
        self.ids += [told["id"] or ""] if "id" in told else []
        self.links += [told["href"] or ""] if "href" in told else []
        self.sources += [told["src"] or ""] if "src" in told else []
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close a tag."""
        if tag not in VOID and (not self._open or self._open.pop() != tag):
            self.crossed.append(tag)


@pytest.fixture(scope="session")
def results(
    credit: TrainResult, orders: TrainResult, payments: TrainResult, lateness: TrainResult
) -> list[TrainResult]:
    """One run of each role."""
    return [credit, orders, payments, lateness]


@pytest.fixture(scope="session")
def cold(orders: TrainResult) -> TrainResult:
    """A run that measured nothing."""
    return replace(orders, metrics={"cold_start": 1.0}, report={}, figures={}, later=None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_stands_by_itself(results: list[TrainResult], language: Language) -> None:
    """Well formed, no script, no address but its own sections, every picture within."""
    made = page(results, Look(language))
    reader = Reader()
    reader.feed(made)
    assert [] == reader.crossed
    assert not {"script", "link", "iframe", "form"} & reader.tags
    assert len(reader.ids) == len(set(reader.ids))
    assert {f"#{name}" for name in reader.ids} >= set(reader.links)
    pictures = sum(len(one.figures) for one in results)
    assert pictures == sum(one.startswith("data:image/png;base64,") for one in reader.sources)
    assert pictures == len(reader.sources)
    assert not re.search(r"https?://|@import|url\(", made)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_gate_and_slice_is_said(results: list[TrainResult], language: Language) -> None:
    """Nothing that was measured is left off the page."""
    look = Look(language)
    for result in results:
        made = unescape(page([result], look))
        for name in result.metrics:
            assert look.say(texts_of(name)[0]) in made or name.endswith(("_low", "_high"))
        assert all(gate.name in made for gate in result.gates)
        sections = {"slices", "days_slices", "money", "stability", "calibration", "grades"} & set(
            result.report
        )
        assert all(f'id="{result.role}-{name}"' in made for name in sections | {"drift", "card", "params"})


def test_only_the_language_asked_for_is_written(credit: TrainResult) -> None:
    """Sections of the one language do not stand in the other; values of the data may."""
    zh, en = page([credit], Look("zh")), page([credit], Look("en"))
    for name in ("trained_said", "gates_said", "leakage_said", "slices_said"):
        assert (TEXTS[name].zh in zh, TEXTS[name].zh in en) == (True, False)
        assert (TEXTS[name].en in zh, TEXTS[name].en in en) == (False, True)
    assert '<html lang="zh-CN">' in zh
    assert '<html lang="en">' in en


def test_texts_exist_in_both_languages() -> None:
    """With the same parameters, and Chinese ones in Chinese unless they are a name."""
    texts = [*TEXTS.values(), *(one for pair in NAMES.values() for one in pair)]
    texts += [*card_texts.HEADINGS.values(), *card_texts.PURPOSE.values(), *card_texts.LABEL.values()]
    texts += [one for role in card_texts.LIMITS.values() for one in role]
    texts += [one for role in card_texts.UNKNOWN.values() for one in role]
    for text in texts:
        named = [set(re.findall(r"{(\w+)}", one)) for one in (text.zh, text.en)]
        assert named[0] == named[1], text
        assert text.zh
        assert not re.search("[\u4e00-\u9fff]", text.en)


@pytest.mark.parametrize("language", LANGUAGES)
def test_stage_population_and_patterns_stand_on_page_and_card(
    orders: TrainResult, credit: TrainResult, language: Language
) -> None:
    """Where the model stands and why, its figures over all documents, each pattern's own precision."""
    look = Look(language)
    made, card = unescape(page([orders], look)), model_card(orders, look)
    assert 'id="order_anomaly-labels"' in made
    assert 'id="order_anomaly-population"' in made
    for text in (made, card):
        assert TEXTS["stage_few"].render(language) in text
        assert orders.report["stage"]["words"][language] in text
        assert orders.report["population"]["words"][language] in text
    enough = [one for one in orders.report["typologies"] if one["enough"]]
    assert enough
    assert all(pattern_name(one["code"], look) in card for one in enough)
    assert card_texts.OWN_OUTCOME.render(language) in model_card(credit, look)
    assert 'id="credit-labels"' not in page([credit], look)


def test_figures_over_all_documents_are_laid_out(orders: TrainResult) -> None:
    """Estimated shares with their intervals beside those of the judged; a dash where nothing is known."""
    known = {"value": 0.5, "low": 0.25, "high": 0.75}
    nothing = {"value": None, "low": 0.0, "high": 1.0}
    told = orders.report["population"] | {"decided": 200, "judged": 60, "drawn": 12, "precision": known}
    told |= {"recall": nothing, "ap": {"value": 0.4, "low": 0.3, "high": 0.6}}
    told["calibration"] = [{"rows": 40, "expected": 0.5, "realised": known, "agrees": True}]
    result = replace(orders, report=orders.report | {"population": told})
    rows = {row[0]: row[1:] for row in population_rows(result, Look("en"))}
    assert ["50.0%", "25.0% – 75.0%"] == rows["precision"][1:]
    assert ["–", "0.0% – 100.0%"] == rows["recall"][1:]
    assert ["–", "0.400", "0.300 – 0.600"] == rows["average precision"]
    assert [["40", "50.0%", "50.0%", "25.0% – 75.0%", "agrees"]] == population_bins(result, Look("en"))
    card = model_card(result, Look("en"))
    assert "all 200 documents" in card
    assert "recall unknown" in card


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_probe_of_every_run_is_shown(
    lateness: TrainResult, snapshot: Snapshot, language: Language
) -> None:
    """Vectors recomputed as known then stand among the probes and the gates, and so does what differs."""
    look, result = Look(language), probed(snapshot, lateness)
    made = unescape(page([result], look))
    assert TEXTS["probe_as_of_then"].render(language) in made
    assert TEXTS["probe_equal"].render(language) in made
    assert TEXTS["gate_as_of_then"].render(language) in made
    leak = {"moments": 8, "rows": 256, "differing": [{"name": "customer_order_count_90d", "rows": 77}]}
    found = unescape(page([replace(result, report={"leakage": {"as_of_then": leak}})], look))
    assert TEXTS["probe_found"].render(language) in found
    assert "77" in found


def test_gates_against_the_champion_are_shown(credit: TrainResult) -> None:
    """What refused the challenger stands on top, with figures of both and the flips."""
    loaded = load(credit.bundle)
    report = challenge(loaded, credit.gates, credit.later, Champion(loaded.hash, loaded), made_at_us=1)
    made = page([credit], Look("en"), {credit.hash: report})
    assert not report.passed
    assert TEXTS["refused"].en in made
    assert TEXTS["challenge_said"].en in made
    assert all(gate.name in made for gate in report.gates)


def test_what_a_log_says_is_escaped(credit: TrainResult) -> None:
    """Industries are texts of somebody else's."""
    slices = [one | {"label": "<script>x"} for one in credit.report["slices"] if one["by"] == "industry"]
    made = page([replace(credit, report={**credit.report, "slices": slices})], Look("en"))
    assert "&lt;script&gt;x" in made
    assert "<script" not in made


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_that_measured_nothing_has_a_page(cold: TrainResult, language: Language) -> None:
    """And a card; both say so."""
    look = Look(language)
    assert look.say(TEXTS["nothing"]) in page([cold], look)
    assert look.say(card_texts.SLICES_NONE) in model_card(cold, look)


@pytest.mark.parametrize("language", LANGUAGES)
def test_card_has_every_section(results: list[TrainResult], language: Language) -> None:
    """Purpose, data, label, limits, what is not known, slices, and the way back by command."""
    for result in results:
        card = model_card(result, Look(language))
        headings = [line[3:] for line in card.splitlines() if line.startswith("## ")]
        assert [one.render(language) for one in card_texts.HEADINGS.values()] == headings
        assert f"riskdesk models rollback {result.role}" in card
        assert result.hash in card


def test_card_names_what_failed(orders: TrainResult) -> None:
    """A refused model's card does not read like a passed one's."""
    failed = replace(orders, gates=(*orders.gates, Gate("monotone", passed=False, detail="x")))
    assert "Gates not passed: monotone. Not for production." in model_card(failed, Look("en"))


def test_card_names_slices_that_rank_worse(credit: TrainResult) -> None:
    """With figure and gap, before those too small to judge."""
    worse = {
        "by": "size",
        "label": "low",
        "rows": 80,
        "positives": 9,
        "enough": True,
        "auc": 0.6,
        "auc_gap": -0.2,
    }
    worse |= {"ranks_worse": True, "off": False, "expected": 0.1, "rate": 0.1}
    small = {"by": "person", "label": "4", "rows": 8, "positives": 0, "enough": False}
    card = model_card(replace(credit, report={"slices": [worse, small]}), Look("en"))
    assert "Ranks worse than the rest: Size: small (lowest third), AUC 0.600, −20.0 points." in card
    assert "1 more are too small to judge." in card


@pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium at /usr/bin/chromium")
@pytest.mark.parametrize("language", LANGUAGES)
def test_page_fits_a_phone_and_asks_for_nothing(
    results: list[TrainResult], language: Language, tmp_path: Path
) -> None:
    """No horizontal scroll at 1280, 390 and 360 pixels, all pictures seen, no request, nothing on the console."""
    from playwright.sync_api import sync_playwright

    file = tmp_path / "report.html"
    file.write_text(page(results, Look(language)), encoding="utf-8")
    said: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        shown = browser.new_page()
        shown.on("console", lambda message: said.append(message.text))
        shown.on("request", lambda request: said.append(request.url) if _outside(request) else None)
        shown.goto(file.as_uri())
        for width in (1280, 390, 360):
            shown.set_viewport_size({"width": width, "height": 800})
            assert width >= shown.evaluate("document.documentElement.scrollWidth")
        assert shown.evaluate("[...document.images].every(one => one.naturalWidth > 0)")
        browser.close()
    assert [] == said


def _outside(request: Any) -> bool:
    return not request.url.startswith(("data:", "file:"))
