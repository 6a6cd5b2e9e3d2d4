"""`riskdesk demo`: the main job, end to end, on a synthetic company or on real receivables.

`command.py` is the command, `stages.py` the order of things, `company.py` makes and imports
the company, `service.py` runs the service in a process of its own, `scenarios.py` picks the
orders and payments from what `books.py` reads in the company's books, `grades.py` follows
graded customers, `show.py` prints; `receivables.py` and its like are the same for real files.
"""
