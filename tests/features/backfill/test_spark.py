import importlib.util
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from features.backfill.run import Backfill, Engine
from features.backfill.sizes import Sizes
from features.kernel.arrays import Ints
from features.offline import History
from riskdesk.core.errors import SetupIncomplete

Chunks = Callable[[Ints, int], list[Ints]]

needs_spark = pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is None or shutil.which("java") is None,
    reason="needs the extra `spark` and Java",
)


@needs_spark
def test_spark_writes_the_same_files(history: History, chunks: Chunks, tmp_path: Path) -> None:
    """Whichever engine gathers the groups, every file has the same bytes, and the manifest says the same."""
    sizes = Sizes(partitions=3, most_bucket_rows=7)
    found = {}
    engines: tuple[Engine, Engine] = ("local", "spark")
    for engine in engines:
        wanted = Backfill(tmp_path / engine, engine=engine, sizes=sizes)
        wanted.of_chunks(chunks(history.events, 100), history.horizon)
        found[engine] = {path.name: path.read_bytes() for path in (tmp_path / engine).iterdir()}
    queries = len(history.order_queries()) + len(history.payment_queries())
    assert -(-queries // 7) == sum(name.startswith("vectors-") for name in found["local"]) > 1
    assert found["local"].keys() == found["spark"].keys()
    assert [] == [name for name, content in found["local"].items() if content != found["spark"][name]]


def test_without_spark_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for Spark without having it is told what to install, before a folder is made."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(SetupIncomplete, match=r"riskdesk\[spark\]"):
        Backfill(tmp_path / "out", engine="spark").of_chunks([], 0)
    assert not (tmp_path / "out").exists()


def test_without_java_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spark without Java to run on is refused in a sentence."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(SetupIncomplete, match="Java 17"):
        Backfill(tmp_path / "out", engine="spark").of_chunks([], 0)
