from pathlib import Path

import pytest

from riskdesk.core import jit


def test_cache_folder_follows_every_kernel_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel called from another file renews the cache of its callers too, and of no other part."""
    called = tmp_path / "features" / "kernel" / "called.py"
    called.parent.mkdir(parents=True)
    called.write_text("ONE = 1\n", encoding="utf-8")
    monkeypatch.setattr(jit, "_ROOT", tmp_path)
    parts = ("features", "models", "tests")
    before = [jit.cache_folder.__wrapped__(part) for part in parts]
    called.write_text("ONE = 2\n", encoding="utf-8")
    after = [jit.cache_folder.__wrapped__(part) for part in parts]
    assert [True, False, True] == [was != now for was, now in zip(before, after, strict=True)]
