"""The schema of every kind of fact that the log may hold, and how a row becomes an event.

One file an area (`masters`, `sales`, `purchasing`, `treasury`, `control`), the register in
`kinds.py`, the types of fields in `fields.py`, the way from untrusted row to `Event` in
`parse.py`; `plain.py` and `own.py` make the events that riskdesk writes itself. Pure: no database, no clock.
"""
