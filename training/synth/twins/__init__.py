"""The innocent look-alikes: one planted twin for each typology, with the papers a reviewer would find.

`orders.py`, `payments.py`, `suppliers.py` and `claims.py` hold functions of the same shape as the anomalies'
(`plant(world, day)` tells whether it found somebody), `papers.py` the contracts and approvals behind them.
Other twins come by themselves from habits: people who always work late, customers that order for
several sites at once, recurring contracts, payments that the bank sent back.
"""
