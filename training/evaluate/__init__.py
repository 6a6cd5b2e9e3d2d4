"""Measuring on rows later than those that were learnt from.

`metrics.py` holds single figures, `ranked.py` the same under weights, `bins.py` calibration by bin, `alerts.py` what
reviewers with a daily capacity would have found, `entities.py` the same by customer, payee or card, `money.py` the
same by amount, `slices.py` and `context.py` where a model does worse, `days_slices.py` where a forecast of days is
further off, `reason_stability.py` whether its reasons hold, `grades.py` what was realised per grade; `report.py`
puts them together as data, `figures.py` and `shap_summary.py` as pictures (PNG bytes), `page/` as one HTML
page with a model card. Nothing here decides whether a model is good enough: gates do.
"""
