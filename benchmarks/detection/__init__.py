"""How well anomalies are found: planted in synthetic companies, and injected into real payments.

`planted` and `vendor_injected` are the benchmarks, `counting` the rule by which both count, `plain_rules`
what the field would have done instead. Each is a command: `python -m benchmarks.detection NAME --json`.
"""
