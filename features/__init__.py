"""What is known about a customer, a payee, a person at a moment: events become a vector.

`events/` holds the schema of every kind of fact, `history/` the append-only log (the only
folder here that speaks SQL), `kernel/` the compiled functions that compute vectors,
`catalogue/` the definitions as data, `booking/` what an event changes when it is appended,
`query.py` what a vector is asked for, `evidence.py` the facts behind a reason, `imports/` the way in for files, `offline.py` and
`online.py` the two callers of the one kernel, `shelf.py` where the latter puts what memory has no room for.
Nothing here concludes: probabilities, grades and outcomes live in `models/`.
"""
