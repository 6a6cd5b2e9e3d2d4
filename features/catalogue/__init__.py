"""The definitions of features as data, and everything that is said about them.

`feature.py` is what a definition is; `balances.py`, `trading.py`, `paying.py`, `invoices.py`,
`orders.py`, `payments.py`, `accounts.py`, `people.py`, `addresses.py` and `documents.py` hold the
definitions by area; `aggregates_*.py` declare how values are put together, from which
`dispatching.py` writes the kernel's dispatch; `program.py` puts the definitions in order
and turns them into what the kernel runs; `sets.py` names the sets that models use, `versions.py` says which
definition of a feature is meant, `lineup.py` what stands behind the columns of a vector, and `alignment.py` how
vectors of another catalogue stand to those of this one;
`reasons.py` says in words what a feature or a rule of policy found, with units from `units.py`.
Data and pure functions only: no arrays of history, no clock, no database.
"""
