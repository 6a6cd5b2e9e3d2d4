"""How the answer is given, kept and reviewed.

`scoring/` answers orders and payments, `ledger/` keeps the answers, `ingest/` takes events,
`security/` knows who calls, `activation/` switches bundles and policies at a `seq`, `desk/`
holds the reviewers' pages, `operations/` health and metrics, `app.py` composes them. SQL stands
only in files named `store.py`. Nothing here fits a model or imports what does.
"""
