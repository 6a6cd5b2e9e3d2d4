"""Our floor: the echo, and one durable insert as large as a decision before it answers.

Calls that wait while a transaction commits go into the next one together, as riskdesk's own do; the file has
the same settings (write-ahead log, synchronous = FULL). Nothing else is done, in the leanest way we know.
"""

import asyncio
import os
import queue
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from fastapi import FastAPI

from benchmarks.inline.callers import Line
from benchmarks.inline.party import Launch, Party, uvicorn
from serving.scoring.schemas import OrderToScore, PaymentToScore

_FILE: Final = "BENCH_ECHO_FILE"
_BYTES: Final = "BENCH_ECHO_BYTES"
_LOCK_WAIT_MS: Final = 10_000
_MOST_A_GROUP: Final = 64

Waiting = tuple[str, bytes, "asyncio.Future[None]"]


class Appender:
    """One thread that inserts whatever waits and commits once; one for each process."""

    def __init__(self, file: str, loop: asyncio.AbstractEventLoop) -> None:
        self._file = file
        self._loop = loop
        self._waiting: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    async def keep(self, name: str, content: bytes) -> None:
        """Return once the row is durable."""
        kept: asyncio.Future[None] = self._loop.create_future()
        self._waiting.put((name, content, kept))
        await kept

    def stop(self) -> None:
        """Commit what waits, then end."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        connection = open_file(self._file)
        first = self._waiting.get()
        while first is not None:
            group = [first]
            while len(group) < _MOST_A_GROUP and not self._waiting.empty():
                one = self._waiting.get()
                if one is None:
                    self._waiting.put(None)
                    break
                group.append(one)
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "INSERT INTO kept (name, content) VALUES (?, ?)",
                [(name, content) for name, content, _ in group],
            )
            connection.execute("COMMIT")
            self._loop.call_soon_threadsafe(_tell, [kept for _, _, kept in group])
            first = self._waiting.get()
        connection.close()


def open_file(file: str) -> sqlite3.Connection:
    """Return a connection with riskdesk's settings; the table is made where there is none."""
    connection = sqlite3.connect(file, isolation_level=None, timeout=_LOCK_WAIT_MS / 1000)
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS kept (id INTEGER PRIMARY KEY, name TEXT UNIQUE, content BLOB)"
    )
    return connection


def _tell(kept: "list[asyncio.Future[None]]") -> None:
    for one in kept:
        if not one.cancelled():
            one.set_result(None)


def create_app() -> FastAPI:
    """Return the durable echo; where it writes and how much stands in its environment."""
    padding = bytes(int(os.environ[_BYTES]))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.appender = Appender(os.environ[_FILE], asyncio.get_running_loop())
        yield
        app.state.appender.stop()

    app = FastAPI(lifespan=lifespan)

    @app.get("/readyz")
    async def readyz() -> dict[str, bool]:
        return {"ready": True}

    @app.post("/v1/orders/score")
    async def order(body: OrderToScore) -> OrderToScore:
        await app.state.appender.keep(body.order_id, padding)
        return body

    @app.post("/v1/payments/score")
    async def payment(body: PaymentToScore) -> PaymentToScore:
        await app.state.appender.keep(body.payment_id, padding)
        return body

    return app


def echo_durable(lines: list[Line], row_bytes: int) -> Party:
    """Return the party; each of its rows is as large as what riskdesk keeps of a decision."""

    def launch(port: int, workers: int, folder: Path) -> Launch:
        file = folder / "kept.db"
        open_file(str(file)).close()
        environment = {_FILE: str(file), _BYTES: str(row_bytes)}
        return Launch(
            uvicorn("benchmarks.inline.echo_durable:create_app", port, workers),
            lines,
            environment=environment,
        )

    return Party(
        name="echo_durable",
        title="durable echo",
        does=f"echo, and one durable insert of {row_bytes:,} bytes, group commit",
        launch=launch,
    )
