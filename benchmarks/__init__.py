"""Measurements that anyone can run again: how well patterns are found, how fast answers come.

A benchmark uses the product's own paths (import, kernel, typologies, training) and prints its table;
what it found last stands in `results/` with the machine, the versions and the day. Nothing imports from
here. Data sets that are not ours are read from `RISKDESK_DATA`, and a benchmark skips, saying why,
where they are missing.
"""
