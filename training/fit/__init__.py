"""Fitting: rows and labels become trees, a calibration, a forest.

`trees.py` grows LightGBM under monotone constraints, `forest_text.py` merges several into one, `calibration.py` fits the affine map of its raw
score, `isolation.py` grows an isolation forest and lays it out as plain arrays. `woe.py` bins a
column, `logistic.py` fits ordered classes by ridge with held signs, `scorecard.py` and `grading.py` make
a points card and grades of both. The same rows give the same model, byte for byte. What a row is, and which rows may be used, is decided before.
"""
