import os
import socket

import pytest
import sqlalchemy as sa


def test_no_test_reaches_the_network() -> None:
    """A connection that leaves this machine fails before it is tried."""
    with socket.socket() as outside, pytest.raises(AssertionError, match=r"198\.51\.100\.1"):
        outside.connect(("198.51.100.1", 80))


def test_settings_of_the_machine_do_not_reach_tests() -> None:
    """No variable of ours is set when a test begins."""
    assert [] == [name for name in os.environ if name.startswith("RISKDESK_")]


@pytest.mark.parametrize("run", [1, 2])
def test_each_test_has_an_empty_database(engine: sa.Engine, run: int) -> None:
    """What one test leaves, the next does not find."""
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE left_over (n INTEGER)")
        connection.exec_driver_sql(f"INSERT INTO left_over VALUES ({run})")
        assert [run] == list(connection.exec_driver_sql("SELECT n FROM left_over").scalars())
