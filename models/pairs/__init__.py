"""The model that says whether two invoices are one, paid twice.

`layout.py` says which similarities a pair is known by, `encode.py` turns them into what trees are grown
on, `memory.py` keeps what reviewers said of pairs that looked alike in some of them,
`model.py` is the file in which the model travels, `score.py` gives calibrated probabilities whose
contributions add up. All of it is pure; what fits such a model lives in `training/`.
"""
