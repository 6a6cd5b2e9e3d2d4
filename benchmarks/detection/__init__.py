"""How well anomalies are found: planted in synthetic companies, and injected into real payments.

`planted`, `planted_claims`, `vendor_injected` and `vendor_splits` are the benchmarks, `counting` the rule by
which all count, `plain_rules` what the field would have done instead. Each is a command:
`python -m benchmarks.detection planted --json`, and so with `planted_claims`, `vendor` and `vendor_splits`.
"""
