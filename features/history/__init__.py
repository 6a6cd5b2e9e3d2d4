"""The append-only log: how facts are written, and how they are read as arrays.

The only folder of `features/` that speaks SQL. `log.py` appends inside the caller's
transaction, `books.py` keeps the state of documents and exposures with it and holds the parts (`part.py`) for
reservations, budgets, attributes, marks, names and the ids of events, `reader.py`
reads all, a tail, or one key, `artifacts.py` keeps bundles and policies and their activation,
`challengers.py` says which bundle speaks in shadow and `shadow.py` what it said,
`labels.py` reads verdicts, `earlier.py` and `superseded.py` what was decided about a document before and since, `parties.py` answers small questions about parties, and `encode.py` turns rows into the kernel's arrays.
"""
