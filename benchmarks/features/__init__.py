"""How fast features are computed, for a history at once and for one request, beside peers.

`windows` measures twenty window features against pandas, Polars and DuckDB, `catalogue` the whole
catalogue over made histories of growing size, `single` one warm vector against an indexed query, and
`profile` tells which features take the time. `made_*` make the histories, `peer_*` are the peers, each
in its fastest honest form. The command is `python -m benchmarks.features`.
"""
