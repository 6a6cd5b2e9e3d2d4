"""The company's will, in writing: what is held, what is refused, what may pass, and what happens in between.

`policy` is all of it as frozen data, composed of the parts in `thresholds`, `rules`, `relief`, `inputs`
and the tables of `models.credit`; `default` is what a company starts from, `validate` what must hold,
`codec` the way to JSON and back, `outcome` the three answers in their order, `draw` the replayable lot.
A policy is published by two persons and takes effect from its event on; nothing here evaluates it.
"""
