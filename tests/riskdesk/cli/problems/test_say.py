import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from features.catalogue.parameters import FeatureParameters
from riskdesk.cli.problems.say import language_of_commands, phrases, sentence
from riskdesk.core import errors
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.database.engine import open_engine
from riskdesk.core.errors import InputInvalid, ModelTextNotUnderstood, SettingInvalid
from riskdesk.core.keys import create_keys
from riskdesk.core.settings import Settings, load_settings, variable_name

ROOT = Path(__file__).parents[4]
SPEAKING = ["riskdesk", "features", "models", "training", "serving"]
SILENT = {"serving/desk", "riskdesk/client"}
"""The desk has pages of its own; the client is a library of its callers."""
PUT_TOGETHER = {"X-1 X-1", "X-1: X-1", "expected X-1"}
"""Made of a document and a remedy, of a place and a sentence, or of both languages; each of them is known."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def error_names(of: type[Exception] = errors.RiskdeskError) -> Iterator[str]:
    """Yield the name of every error of the tree."""
    yield of.__name__
    for inner in of.__subclasses__():
        yield from error_names(inner)


def written(said: ast.expr) -> str | None:
    """Return a sentence as it is written, with a sample for what varies in it; None where it is made elsewhere."""
    if isinstance(said, ast.Constant) and isinstance(said.value, str):
        return said.value
    if isinstance(said, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "X-1" for one in said.values)
    return None


def sentences() -> Iterator[tuple[str, str]]:
    """Yield place and sentence of every error that a command can end with."""
    names = {*error_names(), *error_names(ModelTextNotUnderstood)}
    for root in SPEAKING:
        for file in sorted((ROOT / root).rglob("*.py")):
            name = file.relative_to(ROOT).as_posix()
            if any(name.startswith(one) for one in SILENT):
                continue
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names and node.args:
                    said = written(node.args[0])
                    if said is not None:
                        yield f"{name}:{node.lineno}", said


def test_every_sentence_of_a_command_has_chinese() -> None:
    """Whatever a command can end with is known to a table; a new sentence belongs there too."""
    found = dict(sentences())
    assert len(found) > 200
    unknown = [
        (place, said)
        for place, said in found.items()
        if said not in PUT_TOGETHER and not CHINESE.search(phrases().render(said, "zh"))
    ]
    assert [] == unknown


WRONG = {
    "home": [],  # any text is a path
    "database_url": ["mysql://x"],
    "zone": ["No/where"],
    "base_currency": ["XXX"],
    "language": ["fr"],
    "calendar": ["zz", "ZZ"],
    "approval_limits": ["no", "[]", '{"order": 1}', '{"order": ["a"]}', '{"order": ["2", "1"]}'],
    "caller_clock_skew": ["-PT1S", "soon"],
    "reservation_ttl": ["-PT1S", "P36500D"],
    "deadline": ["PT0S", "now"],
    "history_lag": ["PT0S"],
    "cache_bytes": ["0", "much"],
    "shelf_bytes": ["-1"],
    "host": [],
    "port": ["65536", "-1"],
    "workers": ["0", "1.5"],
    "max_body_bytes": ["0"],
    "data": [],
    "log_level": ["loud"],
    "log_json": ["maybe"],
    "encryption_key": ["abc"],
    "matching_key": ["abc"],
}


def begin(home: Path) -> None:
    """Read settings, and all that is made of them first."""
    settings = load_settings(home=home)
    create_keys(settings)
    open_engine(settings.url).dispose()
    FeatureParameters.of(settings)
    WorkingCalendar(settings.calendar, settings.zone)


def test_every_setting_is_refused_in_chinese(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever is wrong with one, by the first thing that reads it, and named."""
    assert WRONG.keys() == Settings.model_fields.keys()
    for name, values in WRONG.items():
        for value in values:
            monkeypatch.setenv(variable_name(name), value)
            with pytest.raises(errors.RiskdeskError) as caught:
                begin(tmp_path)
            monkeypatch.delenv(variable_name(name))
            said = sentence(caught.value, "zh")
            assert (True, True) == (said.startswith("RISKDESK_"), CHINESE.search(said) is not None), said
    begin(tmp_path)


def test_no_sentence_is_taken_for_another() -> None:
    """What varies in a sentence are values: its own words are none of them, or Chinese would have English in it."""
    plural = (
        "expected at least X-1 X-1s after the warm-up, found X-1"  # orders or payments, each of them known
    )
    taken = {
        said: dict(values)
        for _, said in sentences()
        if said != plural and (found := phrases().find(said)) is not None
        for values in [{name: value for name, value in found[1].items() if name != "why"}]
        if any(re.search("[a-z]{2}", value) for value in values.values())
    }
    assert {} == taken


def test_values_and_field_are_kept() -> None:
    """What varies in a sentence stands in it in either language, and the field before it."""
    error = InputInvalid("expected a size such as 512MB or 2GB, got 'much'", field="memory")
    assert "memory: expected a size such as 512MB or 2GB, got 'much'" == sentence(error, "en") == str(error)
    assert "memory: 应为 512MB 或 2GB 之类的大小，收到 'much'" == sentence(error, "zh")
    nested = InputInvalid("the service refused a call: no customer has this id")
    assert "服务拒绝了请求：没有这个编号的客户" == sentence(nested, "zh")
    held = InputInvalid("the database holds rows already; name an empty one")
    assert "数据库中已有数据；请指定一个空的数据库" == sentence(held, "zh")
    assert "something else" == sentence(SettingInvalid("something else"), "zh")


@pytest.mark.parametrize(("named", "language"), [(None, "zh"), ("zh", "zh"), ("en", "en"), ("fr", "zh")])
def test_the_language_is_the_companys(
    monkeypatch: pytest.MonkeyPatch, named: str | None, language: str
) -> None:
    """Even where that setting itself is wrong, something is said."""
    monkeypatch.delenv("RISKDESK_LANGUAGE", raising=False)
    if named is not None:
        monkeypatch.setenv("RISKDESK_LANGUAGE", named)
    assert language == language_of_commands()


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", "请运行 `riskdesk init` 升级数据表"), ("en", "`riskdesk init` brings the tables up to date")],
)
def test_a_command_ends_with_a_sentence(tmp_path: Path, language: str, said: str) -> None:
    """One line on standard error and code 2 in both languages."""
    ended = subprocess.run(
        [sys.executable, "-c", "from riskdesk.cli import main; main()", "log", "verify"],
        env=os.environ | {"RISKDESK_HOME": str(tmp_path / "none"), "RISKDESK_LANGUAGE": language},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (2, 1, "") == (ended.returncode, len(ended.stderr.splitlines()), ended.stdout)
    assert ended.stderr.startswith("riskdesk: ")
    assert said in ended.stderr


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", "此处需要目录，实为文件"), ("en", "there is a file where a folder is needed")],
)
def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path, language: str, said: str) -> None:
    """What a person set up wrongly is no fault of the program's: one line with the file, and no stack."""
    (tmp_path / "file").touch()
    ended = subprocess.run(
        [sys.executable, "-c", "from riskdesk.cli import main; main()", "init"],
        env=os.environ | {"RISKDESK_HOME": str(tmp_path / "file" / "home"), "RISKDESK_LANGUAGE": language},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (2, f"riskdesk: {tmp_path}/file/home: {said}") == (ended.returncode, ended.stderr.strip())
