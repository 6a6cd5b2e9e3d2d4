"""`riskdesk demo`: the main job, end to end, on a synthetic company or on real receivables.

`command.py` is the command, `stages.py` the order of things, `company.py` makes and imports
the company, `service.py` runs the service in a process of its own, `scenarios.py` picks the
orders and payments from what the company's books show, `show.py` prints.
"""
