"""Telling order systems what was decided and what a reviewer concluded later: signed, at least once.

`outbox` keeps a notice in the transaction that made what it tells, `courier` is the thread that delivers,
`retries` says when it tries again and when it gives up, `sender` speaks HTTP, `addresses` refuses where it must
not go, `signature` signs by the secrets of `signing`, `endpoints` makes and ends endpoints, `metrics` counts. SQL stands in `store` only.
Receivers check signatures with `riskdesk.client`, of which nothing is imported here.
"""
