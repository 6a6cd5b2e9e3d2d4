"""The generated parts of `docs/`: written from the data that the program itself reads.

`pages.py` says which pages there are, `markdown.py` how tables look, and one file a page says what
stands on it. `feature.py` is the page of one feature, with `usage.py` who uses it, `words.py` its words,
`histogram.py` its picture; `measure.py` measures it on the synthetic company (`distribution.py`), and
`measured.py` keeps the figures beside the pages, so that pages are written without measuring again.
`python -m riskdesk.cli.reference write` writes pages, `check` says which are not current.
Nothing here runs when riskdesk does its work.
"""
