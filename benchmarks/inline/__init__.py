"""The inline answer under load: riskdesk beside the floors it stands on and beside what others serve models with.

`home` makes the company and its models once, each party is a file that says how a server is started and what
is asked of it, `load` asks from a process of its own, `stopwatch` watches the server's processes, `rounds` lets
the parties take turns, `report` and `picture` tell. No model is fitted here but by the product's own training.
"""
