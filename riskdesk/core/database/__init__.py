"""The database: how it is opened, what a transaction is, which tables there are, how they change.

SQLAlchemy Core on SQLite (one file, the default) and PostgreSQL, with the same tables and the same
promises on both. Queries about one subject do not live here but in the stores of the part that asks.
"""
