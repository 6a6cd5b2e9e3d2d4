import re
import string
from pathlib import Path
from typing import get_args

import pytest

from features.catalogue.reasons import REASONS
from features.events.kinds import KINDS
from models.decision.budget import Level
from models.policy.inputs import FAIL_MODES
from models.role import ROLES
from models.typologies.catalogue import TYPOLOGIES
from riskdesk.core.i18n import LANGUAGES, Text
from serving import names
from serving.desk.pages import TEMPLATES
from serving.desk.submission import FIELDS
from serving.desk.texts import TEXTS
from serving.scoring.schemas import OrderToScore, PaymentToScore

DESK = TEMPLATES.parent
# A key is named where it is used, or made of a state, a sign or a status.
_MADE = {"state_open", "state_done", "sort_newest", "sort_urgency", "raises", "lowers"} | {
    f"level_{level}" for level in get_args(Level)
}
_USED = re.compile(r"""["']([a-z_]+)["']""")


def _sources() -> str:
    files = [*DESK.glob("*.py"), *TEMPLATES.glob("*.html")]
    return "\n".join(file.read_text() for file in files if file.name != "texts.py")


def test_templates_name_only_texts_that_exist() -> None:
    """Every key that a template names is a text."""
    asked = {key for file in TEMPLATES.glob("*.html") for key in re.findall(r't\("(\w+)"', file.read_text())}
    assert set() == asked - TEXTS.keys()


def test_no_text_is_left_over() -> None:
    """Every text is named somewhere."""
    used = set(_USED.findall(_sources())) | _MADE
    assert set() == {key for key in TEXTS if key not in used and not key.startswith("error_")}


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_texts_say_the_same_in_both_languages(key: str) -> None:
    """Both languages are there, with the same parameters, and Chinese texts hold no Latin punctuation."""
    text = TEXTS[key]
    fields = [{name for _, name, _, _ in string.Formatter().parse(one) if name} for one in (text.zh, text.en)]
    assert fields[0] == fields[1]
    assert text.zh
    assert text.en
    assert not re.search(r"[一-鿿][,;:!?()]", text.zh)


def test_every_code_has_words() -> None:
    """Typologies, inputs, documents, roles, kinds of payment and fields of requests all have words."""
    typologies = {one.code for tests in TYPOLOGIES.values() for one in tests}
    assert set() == typologies - names.TYPOLOGIES.keys()
    assert set() == FAIL_MODES.keys() - names.INPUTS.keys()
    assert set() == {kind.document for kind in KINDS} - names.DOCUMENTS.keys()
    assert set() == set(ROLES) - names.ROLES.keys()
    assert set() == {*ROLES, "policy", "features"} - names.VERSIONS.keys()
    heading = {"order_id", "payment_id", "customer_id", "payee_id", "amount", "currency", "occurred_at",
               "kind", "revision", "reserve"}  # fmt: skip
    fields = OrderToScore.model_fields.keys() | PaymentToScore.model_fields.keys()
    assert set() == fields - heading - FIELDS.keys()


def test_inputs_of_a_reason_are_words() -> None:
    """Names of missing inputs become words, whatever sort they are of."""
    for language in LANGUAGES:
        for name in ["calendar", "typology:odd_hours", "bundle:credit"]:
            assert "_" not in names.missing_input(name, language)
            assert ":" not in names.missing_input(name, language)
    assert "inputs" in REASONS["degraded_input"].given


def test_tables_of_words_are_texts() -> None:
    """All registers hold pairs of texts, none of them empty."""
    tables = [table for table in vars(names).values() if isinstance(table, type(names.OUTCOMES))]
    assert len(tables) >= 12
    for table in tables:
        for text in table.values():
            assert isinstance(text, Text)
            assert text.zh
            assert text.en


def test_the_style_sheet_asks_nobody_else() -> None:
    """No address outside, no font to load, and no style in the templates that the policy would refuse."""
    sheet = Path(DESK / "static" / "desk.css").read_text()
    assert not re.search(r"url\(|@import|@font-face|https?:", sheet)
    pages = "\n".join(file.read_text() for file in TEMPLATES.glob("*.html"))
    assert not re.search(r'style="|<style|<script|\son\w+="|https?:', pages)
