"""The report of a training run as one HTML page that stands by itself, and its model card.

`content.py` lays a `TrainResult` out as tables of finished texts, `figures_shown.py` and `tables.py` are its parts,
`card.py` writes the model card, `render.py` fills the template. `texts.py`, `metric_texts.py` and `card_texts.py`
hold every text in both languages. The page has no script and asks no address for anything; it measures nothing
but intervals and drift of rows that the run kept.
"""
