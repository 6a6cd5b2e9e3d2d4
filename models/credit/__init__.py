"""From a probability of default to what a customer is granted.

`points` is the scale that people read, `grades` the bands, `limits`, `terms`, `shipping` and
`approval` the tables that a grade selects from. The tables are data of the policy; nothing here
decides about one order.
"""
