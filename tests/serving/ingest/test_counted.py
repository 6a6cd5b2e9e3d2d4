from types import ModuleType

from prometheus_client import REGISTRY
from starlette.testclient import TestClient


def _count(status: str) -> float:
    return REGISTRY.get_sample_value("riskdesk_events_total", {"status": status}) or 0.0


def test_rows_are_counted_by_their_fate(client: TestClient, world: ModuleType) -> None:
    """Operators see how many rows were taken and how many were refused."""
    before = {status: _count(status) for status in ("taken", "refused")}
    answer = client.post("/v1/events", json=[world.registered("C-COUNTED"), {"kind": "nonsense"}])
    assert 200 == answer.status_code
    assert {"taken": 1.0, "refused": 1.0} == {status: _count(status) - before[status] for status in before}
