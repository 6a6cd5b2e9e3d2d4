"""How the answer is given, kept and reviewed.

`scoring/` answers orders and payments, `credit/` tells a customer's standing, `ledger/` keeps the answers, `ingest/` takes events,
`security/` knows who calls, `activation/` switches bundles and policies at a `seq`, `desk/`
holds the reviewers' pages, `operations/` health, metrics and `/docs`, `webhooks/` tells order systems, `shadow/` asks a
challenger, `whatif/` replays the past for the desk. `app.py` composes them on `runtime.py`, `bodies.py` reads
requests strictly, `problems.py` says errors in the words of
`problem_texts.py`, `document.py` is the OpenAPI document, `plain_http.py` the protocol, `names.py` has words for codes. SQL stands
only in files named `store.py`. Nothing here fits a model or imports what does.
"""
