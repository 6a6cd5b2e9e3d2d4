"""One training run from the log to a bundle that passed its gates.

`snapshot.py` reads the log once, `credit.py`, `lateness.py` and `anomaly.py` each know what their rows
and labels are, `binary.py` is what the two kinds of probability share, `result.py` what comes out. A run
fits twice by one recipe: once on the earlier part to be measured on the later, once on all that is
known for the bundle; the figures in a bundle are those of the first. Nothing here writes to the log.
"""
