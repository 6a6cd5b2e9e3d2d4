"""The synthetic company: a seeded simulation of a Chinese B2B company, with typed, labelled anomalies.

A discrete-event simulation, day by day, so that memory grows with the company and not with its
history. `spec.py` is what can be asked for, `company.py` the way in, `world.py` what every part
shares; then one file per concern of the company (`customers.py`, `orders.py`, `receivables.py`,
`suppliers.py`, `purchases.py`, `payments.py`, `claims.py` ...). `anomalies/` plants one typology
per file, `twins/` the innocent look-alikes of each, `plan.py` says when and how many,
`reviews.py` lets reviewers find some of them. Everything random comes from named streams of one
seed, so the same seed and size give the same bytes. Rows are what `features.events.EventParser`
takes; nothing here reads or writes a database.
"""
