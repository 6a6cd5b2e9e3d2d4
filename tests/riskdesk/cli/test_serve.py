from pathlib import Path

import pytest
from typer.testing import CliRunner

from riskdesk.cli.app import app


@pytest.mark.parametrize("done", [True, False])
def test_serve_compiles_what_init_did_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, done: bool
) -> None:
    """Before it listens, and only where no mark says that it was done."""
    steps: list[str] = []

    class Child:
        exitcode = 0

        def start(self) -> None:
            steps.append("compile")

        def join(self) -> None:
            pass

    class Context:
        def Process(self, **_asked: object) -> Child:  # noqa: N802 - as the library names it
            return Child()

    monkeypatch.setattr("serving.rehearsal.rehearse.is_done", lambda: done)
    monkeypatch.setattr("serving.rehearsal.rehearse.multiprocessing.get_context", lambda _way: Context())
    monkeypatch.setattr("uvicorn.run", lambda *_, **__: steps.append("listen"))
    environment = {"RISKDESK_HOME": str(tmp_path)}
    assert 0 == CliRunner().invoke(app, ["init"], env=environment).exit_code
    steps.clear()
    ended = CliRunner().invoke(app, ["serve"], env=environment, catch_exceptions=False)
    assert (0, ["listen"] if done else ["compile", "listen"]) == (ended.exit_code, steps)
