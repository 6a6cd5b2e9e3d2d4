"""What peers serve: programs of their own, in their own environments, that import nothing of riskdesk.

Each reads the model's file, and how it is to be served, from its environment (`BENCH_…`) and answers a ready vector
with a probability, and where asked with contributions. No history, no ledger, nothing durable.
"""
