"""The compiled functions that turn postings into vectors, and the arrays they work on.

`layout.py` names the columns, `tables.py` the tables of postings, `derive.py` turns events
into postings, `arena.py` keeps them in slots, `windows.py` holds the windowed measures and one
file each kind of special ones (hours, splits, duplicates, amounts …), among which `dispatch.py`
chooses by number: it is written by `features.catalogue.dispatching`. `compute.py` is the one
dispatch that both history and a single request call. Nothing here knows SQL, strings or
Python objects: int64 in, float64 out, no fastmath.
"""
