"""From a probability of default to what a customer is granted.

`points` is the scale that people read, `grades` the bands, `limits`, `terms`, `shipping` and
`approval` the tables that a grade selects from. The tables are data of the policy; nothing here
decides about one order. `scorecard` is a fitted scorecard as plain data, `scorecard_score` what it says of a
customer and how sure it is, `points_table` the table that a customer can be shown.
"""
