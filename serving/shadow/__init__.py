"""A challenger that speaks after the answer was sent, and changes nothing.

`service` is the thread that asks it about the same vector, bounded in waiting, in its share of a core and in
time; `store` writes what it said; `metrics` counts what was asked and what was let go. Which bundle speaks is an
event of the log (`features.history.challengers`); what came of it is compared by `riskdesk models shadow-report`.
"""
