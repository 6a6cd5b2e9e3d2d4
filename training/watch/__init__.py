"""What is seen of a model in production: whether its inputs, its answers and its hits are still those of its making.

`psi` measures how far a distribution moved, with a limit that knows the sample's size; `reference` freezes the
distributions that a bundle learned from, which the gate report beside the bundle keeps; `estimated` says how well
a model does before labels are there, `matured` how well it did once they are; `reasons`, `volume` and `vintages`
follow what was told, how much of it, and how each grade turned out; `report` is all of it. Nothing here
activates anything: what watch finds can at most propose a challenger.
"""
