import gc
import json
import subprocess
import sys
import threading
import time
from types import ModuleType
from typing import Any

import pytest
from pydantic import BaseModel
from starlette.testclient import TestClient

from serving.app import create_app
from serving.ledger.routes import VerdictToRecord
from serving.scoring.schemas import OrderToScore, PaymentToScore

UNWANTED = ("mlflow", "shap", "pandas", "sklearn", "lightgbm", "pyarrow", "duckdb", "matplotlib", "training")
REQUESTS: dict[tuple[str, str], type[BaseModel]] = {
    ("/v1/orders/score", "post"): OrderToScore,
    ("/v1/payments/score", "post"): PaymentToScore,
    ("/v1/decisions/{decision_id}/verdict", "post"): VerdictToRecord,
}


def examples(document: dict[str, Any], said: dict[str, Any]) -> list[Any]:
    """Return the examples of a route's JSON body, wherever the document keeps them."""
    content = said["requestBody"]["content"]["application/json"]
    schema = content["schema"]
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    found: list[Any] = schema.get("examples", [])
    return [*found, schema["example"]] if "example" in schema else found


def test_the_serving_process_starts_without_the_libraries_of_training() -> None:
    """Importing the service brings none of what takes seconds and hundreds of megabytes."""
    code = f"import sys, serving.app; print([name for name in {UNWANTED!r} if name in sys.modules])"
    begun = time.perf_counter()
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    sys.stdout.write(f"import of the service: {time.perf_counter() - begun:.2f} s\n")
    assert "[]" == said.stdout.strip()


def test_every_route_that_takes_a_body_shows_one_that_is_valid(house: Any) -> None:
    """Examples in the interface's document are what the service takes."""
    document = create_app(house.settings).openapi()
    taking = {
        (path, method): said
        for path, methods in document["paths"].items()
        for method, said in methods.items()
        if "requestBody" in said and path.startswith("/v1")
    }
    assert {*REQUESTS, ("/v1/events", "post")} == taking.keys()
    for route, said in taking.items():
        shown = examples(document, said)
        assert shown, route
        for example in shown:
            if route in REQUESTS:
                REQUESTS[route].model_validate_json(json.dumps(example), strict=True)


def test_the_examples_of_the_document_are_answered(house: Any) -> None:
    """Sent as they stand, on the day they speak of, examples get answers and not errors."""
    house.clock.advance(13 * 3_600 * 1_000_000)
    with house.open() as client:
        document = client.get("/openapi.json").json()
        for path in ("/v1/orders/score", "/v1/payments/score", "/v1/events"):
            for example in examples(document, document["paths"][path]["post"]):
                reply = client.post(path, json=example)
                assert 200 == reply.status_code, reply.text
                assert "refused" not in reply.json() or 0 == reply.json()["refused"]


def test_every_error_of_every_route_is_documented(house: Any) -> None:
    """Whoever calls a route of the interface learns from the document that 401, 403 and 503 exist."""
    document = create_app(house.settings).openapi()
    routes = [(path, said) for path, methods in document["paths"].items() for said in methods.values()]
    for path, said in routes:
        if path.startswith("/v1"):
            assert {"401", "403", "422", "503"} <= said["responses"].keys(), path
            assert said.get("description"), path


def test_health_readiness_and_metrics(client: TestClient, world: ModuleType) -> None:
    """A warm service with models is ready; what it did is counted, without ids or persons."""
    assert {"status": "ok"} == client.get("/healthz").json()
    assert {"ready": True, "missing": [], "degraded": []} == client.get("/readyz").json()
    before = counted(client, 'riskdesk_failures_total{code="conflict"}')
    client.post("/v1/orders/score", json=world.order("O-1", "C-NEW"))
    client.post("/v1/orders/score", json=world.order("O-1", "C-NEW", amount="1.00"))
    assert before + 1 == counted(client, 'riskdesk_failures_total{code="conflict"}')
    text = client.get("/metrics").text
    assert 'riskdesk_decisions_total{outcome="review",place="order"}' in text
    assert "C-NEW" not in text
    assert "O-1" not in text


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_told_without_a_body_too(house: Any, path: str) -> None:
    """What a load balancer asks by HEAD has the status and the headers of GET, whether ready or not."""
    with house.open() as client:
        for _ in range(2):
            whole, head = client.get(path), client.head(path)
            assert (whole.status_code, "") == (head.status_code, head.text)
            for name in ("content-length", "content-type", "retry-after"):
                assert whole.headers.get(name) == head.headers.get(name)
            client.app.state.appender.stop()
        assert {"/healthz": 200, "/readyz": 503}[path] == head.status_code


def test_memory_and_what_was_let_go_are_told(house: Any, world: ModuleType) -> None:
    """Within ample memory keys stand there; within one byte they are let go after every answer, and counted."""
    with house.open() as client:
        client.post("/v1/orders/score", json=world.order("O-1", "C-GOOD"))
        assert counted(client, "riskdesk_keys_in_memory") >= 1
        assert counted(client, "riskdesk_history_bytes") > 0
    house.settings = house.settings.model_copy(update={"cache_bytes": 1})
    with house.open() as client:
        before = counted(client, "riskdesk_keys_evicted_total")
        for number in (2, 3, 4):  # what an answer let go is counted after it, and before the next one
            client.post("/v1/orders/score", json=world.order(f"O-{number}", "C-GOOD"))
        assert counted(client, "riskdesk_keys_evicted_total") > before


def test_what_was_let_go_lies_on_the_shelf(house: Any, world: ModuleType) -> None:
    """Asked for again it is not read from the log: of four orders of one customer only the first reads it."""
    house.settings = house.settings.model_copy(update={"cache_bytes": 1})
    with house.open() as client:
        client.post("/v1/orders/score", json=world.order("O-1", "C-GOOD"))
        client.post("/v1/orders/score", json=world.order("O-2", "C-GOOD"))
        read = counted(client, "riskdesk_keys_read_total")
        for number in (3, 4, 5):
            client.post("/v1/orders/score", json=world.order(f"O-{number}", "C-GOOD"))
        assert counted(client, "riskdesk_keys_on_shelf") >= 1
        assert read == counted(client, "riskdesk_keys_read_total")


@pytest.mark.usefixtures("own_heap")
def test_a_commit_does_not_carry_over_the_log_by_itself(house: Any) -> None:
    """On SQLite a thread beside the calls does, and what stands from the beginning is not searched for garbage."""
    before = gc.get_freeze_count()
    with house.open() as client:
        assert gc.get_freeze_count() > before
        assert "write-ahead" in {thread.name for thread in threading.enumerate()}
        with client.app.state.runtime.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA wal_autocheckpoint").scalar_one() > 1_000
    assert 0 == gc.get_freeze_count()
    assert "write-ahead" not in {thread.name for thread in threading.enumerate()}


def test_every_answer_has_a_request_id(client: TestClient) -> None:
    """Errors and answers alike carry the id under which the log speaks of them."""
    ids = {
        client.get(path).headers["x-request-id"] for path in ("/healthz", "/v1/nothing", "/v1/decisions/x")
    }
    assert 3 == len(ids)


def test_a_stopped_appender_is_not_ready(house: Any) -> None:
    """A process that can no longer decide says so, and refuses."""
    with house.open() as client:
        client.app.state.appender.stop()
        assert ["appender"] == client.get("/readyz").json()["missing"]


def counted(client: TestClient, name: str) -> float:
    """Return a counter's value, 0 before its first event."""
    lines = [line for line in client.get("/metrics").text.splitlines() if line.startswith(name + " ")]
    return float(lines[0].rsplit(" ", 1)[1]) if lines else 0.0
