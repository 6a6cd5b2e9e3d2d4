"""Probes that a measurement can be believed: pure functions on rows, labels and a way to fit.

`shuffled.py` fits to labels that mean nothing and expects nothing, `future.py` looks for features that know
what came later, `twins.py` finds rows of the test part that stand in the learnt part and has figures given
apart. A probe that passes shows that its own kind of leak was not found, no more.
"""
