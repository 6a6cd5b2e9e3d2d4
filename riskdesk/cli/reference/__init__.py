"""The generated parts of `docs/`: written from the data that the program itself reads.

`pages.py` says which pages there are, `markdown.py` how tables look, and one file a page says what
stands on it. `python -m riskdesk.cli.reference write` writes them, `check` says which are not current.
Nothing here runs when riskdesk does its work.
"""
