"""What is concluded from a vector: probability, grade, anomaly, reasons, and the decision.

`trees/` evaluates and explains LightGBM's text, `bundle/` is the file in which a model travels,
`scoring/` turns a bundle and a vector into a calibrated score, `pairs/` tells whether two invoices are one
paid twice, `whatif/` replays past decisions under another policy, `credit/` turns a probability of
default into points, grade, limit and terms, `typologies/` are the named tests, `policy/` is the
company's written will, `decision/` puts all of it together.
Everything here is pure: the same arguments give the same answer, and nothing is read or written
but the bytes of bundles and policies that the caller holds. What fits a model lives in `training/`,
what answers a request in `serving/`.
"""
