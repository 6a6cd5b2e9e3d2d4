"""A bundle and a vector become a calibrated score that explains itself.

`loaded` is a bundle ready for use, `score` the log-odds, probability, percentile and contributions of
a row, `forecast` the days late, `isolation` the forest beside the model, `percentile` the place among
frozen quantiles. One row and many go through the same kernels and agree bit by bit. Thresholds, grades
and outcomes are not known here.
"""
