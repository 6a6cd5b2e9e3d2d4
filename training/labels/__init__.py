"""What each row turned out to be: labels, and the moment at which they could be known.

`default.py` labels a customer at a month's end, `lateness.py` an invoice at issue, `verdicts.py` an
order or payment by what reviewers said. Each takes the moment up to which facts may be used and
sees nothing that became known later; rows whose outcome cannot be known by then are left out and
counted. Pure functions of the event array; nothing here reads a database or fits a model.
"""
