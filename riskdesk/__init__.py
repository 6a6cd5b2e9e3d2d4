"""The ground and the roof of the program: `riskdesk.core` under everything, `riskdesk.cli` on top.

Beside them stands `riskdesk.client`, which callers use and which imports nothing of the rest. Nothing else lives here. What the program knows about a customer is in `features`, what it concludes
in `models`, how models come to be in `training`, how answers are given in `serving`.
"""
