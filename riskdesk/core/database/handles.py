"""The two handles on a database that other parts pass around without speaking SQL themselves."""

from sqlalchemy import Connection, Engine

__all__ = ["Connection", "Engine"]
